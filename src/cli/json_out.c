/* json_out.c - strings escaped, ill-formed bytes replaced, numbers the shortest decimal
 * that reads back
 */
#include "json_out.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static void begin(json_out *j, const char *name)
{
    if (j->more)
        putc(',', j->to);
    j->more = true;
    if (name)
        fprintf(j->to, "\"%s\":", name);
}

void json_open(json_out *j, const char *name, char bracket)
{
    begin(j, name);
    putc(bracket, j->to);
    j->more = false;
}

void json_close(json_out *j, char bracket)
{
    putc(bracket, j->to);
    j->more = true;
}

/* A character that is not ASCII: as it is, or U+FFFD where its bytes are ill-formed.
 * Well-formed, it reads again as it does alone. */
static size_t put_wide(json_out *j, chaff_text text, size_t at)
{
    int columns;
    size_t end = chaff_text_step(text, at, &columns);
    unsigned char lead = (unsigned char)text.data[at];
    size_t wanted = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;

    if (lead < 0xC2 || lead > 0xF4 || end - at != wanted)
        fputs("\xEF\xBF\xBD", j->to);
    else
        fwrite(text.data + at, 1, end - at, j->to);
    return end;
}

static void put_ascii(json_out *j, unsigned char c)
{
    static const char letters[] = "btn?fr";

    if (c == '"' || c == '\\')
        fprintf(j->to, "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        fprintf(j->to, "\\%c", letters[c - 8]);
    else if (c < 0x20 || c == 0x7F)
        fprintf(j->to, "\\u%04x", c);
    else
        putc(c, j->to);
}

void json_text(json_out *j, const char *name, chaff_text text)
{
    begin(j, name);
    putc('"', j->to);
    for (size_t at = 0; at < text.size;) {
        unsigned char c = (unsigned char)text.data[at];

        if (c < 0x80) {
            put_ascii(j, c);
            at++;
        } else {
            at = put_wide(j, text, at);
        }
    }
    putc('"', j->to);
}

void json_string(json_out *j, const char *name, const char *text)
{
    json_text(j, name, (chaff_text){text, strlen(text)});
}

void json_token(json_out *j, const char *name, chaff_text token)
{
    begin(j, name);
    fwrite(token.data, 1, token.size, j->to);
}

void json_count(json_out *j, const char *name, uint64_t value)
{
    begin(j, name);
    fprintf(j->to, "%" PRIu64, value);
}

void json_number(json_out *j, const char *name, double value)
{
    char digits[40];

    begin(j, name);
    for (int precision = 1; precision <= 17; precision++) {
        snprintf(digits, sizeof digits, "%.*g", precision, value);
        if (strtod(digits, NULL) == value)
            break;
    }
    fputs(value - value == 0 ? digits : "null", j->to);
}

void json_flag(json_out *j, const char *name, bool value)
{
    begin(j, name);
    fputs(value ? "true" : "false", j->to);
}

void json_end(json_out *j)
{
    putc('\n', j->to);
    j->more = false;
}
