/* json_check.c - is this one JSON object, and if not, where and why
 *
 * In: the bytes of one record. Out: a verdict by RFC 8259, with the first fault's cause
 * and column. Always: one pass, no recursion, no allocation; ill-formed UTF-8 inside
 * strings passes.
 */
#include <string.h>

#include "base/status.h"
#include "text/json.h"

typedef struct check {
    const char *start, *at, *end;
    uint64_t arrays[JSON_DEPTH_MAX / 64];      /* one bit a level: an array, else an
                                                * object */
    unsigned depth;
    chaff_error *err;
} check;

static chaff_status fail(check *c, const char *cause)
{
    return error_set(c->err, CHAFF_ERR_FORMAT, "not JSON: %s", cause);
}

static chaff_status fail_at_byte(check *c, const char *what)
{
    unsigned char byte = (unsigned char)*c->at;

    if (byte > 0x20 && byte < 0x7F)
        return error_set(c->err, CHAFF_ERR_FORMAT, "not JSON: %s '%c'", what, byte);
    return error_set(c->err, CHAFF_ERR_FORMAT, "not JSON: %s 0x%02X", what, byte);
}

static void skip_spaces(check *c)
{
    while (c->at < c->end && (*c->at == ' ' || *c->at == '\t' || *c->at == '\n'
                              || *c->at == '\r'))
        c->at++;
}

static chaff_status check_escape(check *c)
{
    if (c->end - c->at < 2)
        return fail(c, "the record ends inside a string");
    if (c->at[1] == 'u') {
        for (int i = 2; i < 6; i++)
            if (c->end - c->at <= i || !memchr("0123456789abcdefABCDEF", c->at[i], 22))
                return fail(c, "\\u without four hexadecimal digits");
        c->at += 6;
        return CHAFF_OK;
    }
    if (!memchr("\"\\/bfnrt", c->at[1], 8)) {
        c->at++;
        return fail_at_byte(c, "unknown escape: backslash before");
    }
    c->at += 2;
    return CHAFF_OK;
}

static chaff_status check_string(check *c)
{
    chaff_status status = CHAFF_OK;

    c->at++;
    while (status == CHAFF_OK) {
        while (c->at < c->end && *c->at != '"' && *c->at != '\\'
               && (unsigned char)*c->at >= 0x20)
            c->at++;
        if (c->at == c->end)
            return fail(c, "the record ends inside a string");
        if (*c->at == '"') {
            c->at++;
            return CHAFF_OK;
        }
        status = *c->at == '\\' ? check_escape(c)
                                : fail_at_byte(c, "unescaped control character");
    }
    return status;
}

static size_t skip_digits(check *c)
{
    const char *from = c->at;

    while (c->at < c->end && *c->at >= '0' && *c->at <= '9')
        c->at++;
    return (size_t)(c->at - from);
}

static chaff_status check_number(check *c)
{
    bool zero;

    c->at += *c->at == '-';
    zero = c->at < c->end && *c->at == '0';
    c->at += zero;
    if (!zero && !skip_digits(c))
        return fail(c, "a number without digits");
    if (c->at < c->end && *c->at == '.') {
        c->at++;
        if (!skip_digits(c))
            return fail(c, "a number without digits after the point");
    }
    if (c->at < c->end && (*c->at | 0x20) == 'e') {
        c->at++;
        c->at += c->at < c->end && (*c->at == '+' || *c->at == '-');
        if (!skip_digits(c))
            return fail(c, "a number without digits in its exponent");
    }
    return CHAFF_OK;
}

static chaff_status check_word(check *c, const char *word)
{
    size_t size = strlen(word);

    if ((size_t)(c->end - c->at) < size || memcmp(c->at, word, size))
        return fail_at_byte(c, "unexpected");
    c->at += size;
    return CHAFF_OK;
}

static chaff_status check_scalar(check *c)
{
    switch (*c->at) {
    case '"': return check_string(c);
    case 't': return check_word(c, "true");
    case 'f': return check_word(c, "false");
    case 'n': return check_word(c, "null");
    default:
        if (*c->at == '-' || (*c->at >= '0' && *c->at <= '9'))
            return check_number(c);
        return fail_at_byte(c, "unexpected");
    }
}

static bool in_array(const check *c)
{
    return c->arrays[(c->depth - 1) / 64] >> ((c->depth - 1) % 64) & 1;
}

static chaff_status open_level(check *c, bool array)
{
    uint64_t bit;

    if (c->depth == JSON_DEPTH_MAX)
        return error_set(c->err, CHAFF_ERR_FORMAT, "nested deeper than %d levels",
                         JSON_DEPTH_MAX);
    bit = UINT64_C(1) << (c->depth % 64);
    c->arrays[c->depth / 64] &= ~bit;
    c->arrays[c->depth / 64] |= array ? bit : 0;
    c->depth++;
    c->at++;
    return CHAFF_OK;
}

/* A key and its colon; `c` stands where the key should. */
static chaff_status check_key(check *c)
{
    chaff_status status;

    if (c->at == c->end)
        return fail(c, "the record ends inside an object");
    if (*c->at != '"')
        return fail_at_byte(c, "a key was expected, not");
    status = check_string(c);
    if (status != CHAFF_OK)
        return status;
    skip_spaces(c);
    if (c->at == c->end)
        return fail(c, "the record ends inside an object");
    if (*c->at != ':')
        return fail_at_byte(c, "a colon was expected, not");
    c->at++;
    return CHAFF_OK;
}

/* After a value: commas and closing brackets, until a value must follow or all is
 * closed. */
static chaff_status check_after(check *c)
{
    while (c->depth) {
        bool array = in_array(c);

        skip_spaces(c);
        if (c->at == c->end)
            return fail(c, array ? "the record ends inside an array"
                        : "the record ends inside an object");
        if (*c->at == ',') {
            c->at++;
            skip_spaces(c);
            return array ? CHAFF_OK : check_key(c);
        }
        if (*c->at != (array ? ']' : '}'))
            return fail_at_byte(c, "a comma or closing bracket was expected, not");
        c->at++;
        c->depth--;
    }
    return CHAFF_OK;
}

static chaff_status check_value(check *c)
{
    chaff_status status;
    bool array;

    skip_spaces(c);
    if (c->at == c->end)
        return fail(c, "the record ends where a value was expected");
    array = *c->at == '[';
    if (!array && *c->at != '{') {
        status = check_scalar(c);
        return status == CHAFF_OK ? check_after(c) : status;
    }
    status = open_level(c, array);
    if (status != CHAFF_OK)
        return status;
    skip_spaces(c);
    if (c->at < c->end && *c->at == (array ? ']' : '}'))
        return check_after(c);
    return array ? CHAFF_OK : check_key(c);
}

chaff_status json_check(chaff_text record, size_t *column, chaff_error *err)
{
    check c = { .start = record.data, .at = record.data, .err = err };
    chaff_status status;

    c.end = record.data + record.size;
    skip_spaces(&c);
    *column = (size_t)(c.at - c.start) + 1;
    if (c.at == c.end)
        return fail(&c, "nothing there");
    if (*c.at == '[' || *c.at == '"')
        return error_set(err, CHAFF_ERR_FORMAT, "not a JSON object but %s",
                         *c.at == '[' ? "an array" : "a string");
    if (*c.at != '{')
        return fail_at_byte(&c, "a record begins with '{', not with");
    do
        status = check_value(&c);
    while (status == CHAFF_OK && c.depth);
    if (status == CHAFF_OK) {
        skip_spaces(&c);
        if (c.at < c.end)
            status = fail_at_byte(&c, "after the object stands");
    }
    *column = status == CHAFF_OK ? 0 : (size_t)(c.at - c.start) + 1;
    return status;
}

bool json_is_number(chaff_text token)
{
    check c = { .start = token.data, .at = token.data, .end = token.data + token.size };

    return token.size && check_number(&c) == CHAFF_OK && c.at == c.end;
}

unsigned json_depth(chaff_text value)
{
    unsigned depth = 0, most = 0;
    bool string = false;

    for (size_t i = 0; i < value.size; i++) {
        char c = value.data[i];

        if (string) {
            if (c == '\\')
                i++;
            string = c != '"';
        } else if (c == '"') {
            string = true;
        } else if (c == '[' || c == '{') {
            most = ++depth > most ? depth : most;
            if (most > JSON_DEPTH_MAX)
                return most;
        } else if ((c == ']' || c == '}') && depth) {
            depth--;
        }
    }
    return most;
}
