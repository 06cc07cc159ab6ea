/* json.cpp - the one door to simdjson
 *
 * In: one record. Out: where the values sought stand in it. simdjson's first stage sees
 * the whole record (quotes, control characters, UTF-8), its on-demand walk only what is
 * sought and what stands before it. Always: nothing throws, and what is returned points
 * into the caller's record even if a repaired copy was parsed.
 */
#define SIMDJSON_DEVELOPMENT_CHECKS 0
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include <cstring>
#include <new>

extern "C" {
#include "base/status.h"
#include "text/json.h"
#include "text/json_quick.h"
#include "text/utf8.h"
}

using namespace simdjson;

static_assert(int(JSON_SLACK) >= int(SIMDJSON_PADDING),
              "the slack of json.h is simdjson's padding");

/* A parser holds four bytes of indexes a byte of the longest record it has seen;
 * after a record longer than this they are given back. */
static constexpr size_t KEEP_MAX = size_t(16) << 20;

struct json_parser {
    ondemand::parser parser;
    buffer copy;               /* of a record that is repaired or has no slack */
    buffer key;                /* a decoded key */
};

namespace {

/* One path still sought inside an object: what is left of it, and how many components
 * lie behind. */
struct step {
    const char *rest;
    uint8_t path, level;
};

enum : uint8_t { NOT_FOUND = 0xFF };

struct search {
    json_parser *parser;
    const char *parsed, *end;  /* what simdjson reads */
    const char *record;        /* what the caller gave: the same offsets */
    json_value *out;
    size_t missing;            /* paths that a later key could still change */
    uint8_t level[JSON_PATHS_MAX];     /* components behind when found; fewer win */
    uint64_t entered[JSON_PATHS_MAX];  /* bit 8 * from + to: a key led there before */
};

enum verdict { FOUND_ALL, WALKED, BROKEN, TOO_DEEP, NO_MEMORY };

/* A key as text; simdjson gives it without its end. Decoded only if it holds escapes.
 * BROKEN: it can't be decoded. */
verdict key_text(search &s, ondemand::raw_json_string raw, chaff_text *key)
{
    const char *start = raw.raw(), *at = start;
    bool escaped = false;
    chaff_status status;

    for (; at < s.end && *at != '"'; at++)
        if (*at == '\\') {
            escaped = true;
            at++;
        }
    if (at >= s.end)
        return BROKEN;
    *key = { start, size_t(at - start) };
    if (!escaped)
        return WALKED;
    s.parser->key.size = 0;
    status = json_decode({ start - 1, key->size + 2 }, &s.parser->key);
    if (status != CHAFF_OK)
        return status == CHAFF_ERR_MEMORY ? NO_MEMORY : BROKEN;
    *key = { s.parser->key.data, s.parser->key.size };
    return WALKED;
}

/* Whether the key is all of `rest`, or the part up to one of its dots. */
bool key_leads(chaff_text key, const char *rest)
{
    for (size_t i = 0; i < key.size; i++)              /* mostly ends at the first byte
                                                        * */
        if (key.data[i] != rest[i] || !rest[i])
            return false;
    return rest[key.size] == '.' || !rest[key.size];
}

json_type type_of(ondemand::json_type type)
{
    switch (type) {
    case ondemand::json_type::array: return JSON_ARRAY;
    case ondemand::json_type::object: return JSON_OBJECT;
    case ondemand::json_type::number: return JSON_NUMBER;
    case ondemand::json_type::string: return JSON_STRING;
    case ondemand::json_type::boolean: return JSON_BOOL;
    default: return JSON_NULL;
    }
}

/* The token without the spaces that simdjson leaves behind it. */
chaff_text trim_token(std::string_view token)
{
    size_t size = token.size();

    while (size && (token[size - 1] == ' ' || token[size - 1] == '\n'
                    || token[size - 1] == '\r'
                    || token[size - 1] == '\t'))
        size--;
    return { token.data(), size };
}

bool token_is(chaff_text token, const char *word)
{
    return token.size == strlen(word) && !memcmp(token.data, word, token.size);
}

/* simdjson looks at the first byte of a scalar only; this looks at the rest. */
bool scalar_holds(json_type type, chaff_text token)
{
    switch (type) {
    case JSON_STRING: return token.size >= 2 && token.data[token.size - 1] == '"';
    case JSON_BOOL: return token_is(token, "true") || token_is(token, "false");
    case JSON_NULL: return token_is(token, "null");
    default: return json_is_number(token);
    }
}

/* A key that leads on for this path is followed once: the first of equal keys
 * counts. */
bool enter(search &s, const step &at, chaff_text key, uint8_t *level)
{
    unsigned to = at.level + 1u;
    uint64_t bit;

    for (size_t i = 0; i < key.size; i++)
        to += key.data[i] == '.';
    if (to >= JSON_PATH_MAX || to >= s.level[at.path])
        return false;
    bit = uint64_t(1) << (8 * at.level + to);
    if (s.entered[at.path] & bit)
        return false;
    s.entered[at.path] |= bit;
    *level = uint8_t(to);
    return true;
}

void take(search &s, const step &at, json_type type, chaff_text token)
{
    json_value *value = &s.out[at.path];

    value->type = type;
    value->raw = { s.record + (token.data - s.parsed), token.size };
    s.level[at.path] = at.level;
    s.missing -= at.level == 0;
}

verdict walk(ondemand::object object, const step *steps, size_t count, search &s);

/* What the paths that end or lead on at this key make of its value. */
verdict visit(ondemand::value value, const step *ends, size_t end_count,
              const step *inner,
              size_t inner_count, search &s)
{
    ondemand::json_type kind;
    ondemand::object object;
    ondemand::array array;
    std::string_view raw;
    error_code error;
    json_type type;

    if (value.type().get(kind))
        return BROKEN;
    type = type_of(kind);
    if (type != JSON_OBJECT && type != JSON_ARRAY) {
        chaff_text token = trim_token(value.raw_json_token());

        if (end_count && !scalar_holds(type, token))
            return BROKEN;
        for (size_t i = 0; i < end_count; i++)
            take(s, ends[i], type, token);
        return WALKED;
    }
    for (size_t i = 0; i < end_count; i++)
        take(s, ends[i], type, { s.parsed, 0 });
    if (type == JSON_OBJECT) {
        if (value.get_object().get(object))
            return BROKEN;
        if (inner_count)
            return walk(object, inner, inner_count, s);
        error = object.raw_json().get(raw);
    } else {
        if (value.get_array().get(array))
            return BROKEN;
        error = array.raw_json().get(raw);
    }
    if (error)
        return BROKEN;
    /* A thousand levels need a thousand bytes: smaller values are not looked at. */
    return raw.size() >= JSON_DEPTH_MAX && json_depth({ raw.data(),
                                                       raw.size() }) >= JSON_DEPTH_MAX
               ? TOO_DEEP : WALKED;
}

/* Recursion is bounded by JSON_PATH_MAX. */
verdict walk(ondemand::object object, const step *steps, size_t count, search &s)
{
    for (auto result : object) {
        step ends[JSON_PATHS_MAX], inner[JSON_PATHS_MAX];
        size_t end_count = 0, inner_count = 0;
        ondemand::field field;
        chaff_text key;
        verdict found;

        if (std::move(result).get(field))
            return BROKEN;
        found = key_text(s, field.key(), &key);
        if (found != WALKED)
            return found;
        for (size_t i = 0; i < count; i++) {
            step next = steps[i];

            if (!key_leads(key, next.rest))
                continue;
            next.rest += key.size;
            if (!*next.rest && next.level < s.level[next.path])
                ends[end_count++] = next;
            else if (*next.rest++ && enter(s, steps[i], key, &next.level))
                inner[inner_count++] = next;
        }
        found = visit(field.value(), ends, end_count, inner, inner_count, s);
        if (found != WALKED)
            return found;
        if (!s.missing)
            return FOUND_ALL;
    }
    return WALKED;
}

/* A padded copy of the record in which every ill-formed byte is one of ASCII, so that
 * offsets stay what they are. */
chaff_status copy_record(json_parser *parser, chaff_text record, bool repair)
{
    chaff_status status;
    char *at, *end;

    parser->copy.size = 0;
    status = buffer_reserve(&parser->copy, record.size + SIMDJSON_PADDING);
    if (status != CHAFF_OK)
        return status;
    at = parser->copy.data;
    end = at + record.size;
    memcpy(at, record.data, record.size);
    memset(end, 0, SIMDJSON_PADDING);
    while (repair && at < end) {
        bool good = true;
        size_t size = (unsigned char)*at < 0x80 ? 1 : utf8_step(at, end, &good);

        if (!good)
            memset(at, '?', size);
        at += size;
    }
    return CHAFF_OK;
}

/* First stage over the record, in place if it can be. */
chaff_status begin(json_parser *parser, chaff_text record, size_t slack,
                   ondemand::document *document,
                   const char **parsed, error_code *error)
{
    bool copied = slack < JSON_SLACK;

    *parsed = record.data;
    if (copied) {
        if (copy_record(parser, record, false) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        *parsed = parser->copy.data;
    }
    *error = parser->parser.iterate(*parsed, record.size,
                                    record.size + SIMDJSON_PADDING).get(*document);
    if (*error == UTF8_ERROR) {
        if (copy_record(parser, record, true) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        *parsed = parser->copy.data;
        *error = parser->parser.iterate(*parsed, record.size,
                                        record.size + SIMDJSON_PADDING).get(*document);
    }
    return *error == MEMALLOC ? CHAFF_ERR_MEMORY : CHAFF_OK;
}

verdict seek(ondemand::document &document, const char *const *paths, size_t count,
             search &s)
{
    step steps[JSON_PATHS_MAX];
    ondemand::object object;
    verdict found;

    s.missing = count;
    for (size_t i = 0; i < count; i++) {
        steps[i] = { paths[i], uint8_t(i), 0 };
        s.out[i] = { JSON_ABSENT, { s.record, 0 }, JSON_UNKNOWN };
        s.level[i] = NOT_FOUND;
        s.entered[i] = 0;
    }
    if (document.get_object().get(object))
        return BROKEN;
    found = walk(object, steps, count, s);
    if (found == WALKED && document.current_location().error() != OUT_OF_BOUNDS)
        return BROKEN;
    return found;
}

void give_back(json_parser *parser)
{
    if (parser->parser.capacity() > KEEP_MAX) {
        parser->parser.~parser();
        new (&parser->parser) ondemand::parser();
        buffer_release(&parser->copy);
    }
}

}  // namespace

chaff_status json_parser_new(json_parser **out)
{
    void *memory = mem_zero(1, sizeof(json_parser));

    *out = memory ? new (memory) json_parser() : nullptr;
    return *out ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

void json_parser_free(json_parser *parser)
{
    if (!parser)
        return;
    buffer_release(&parser->copy);
    buffer_release(&parser->key);
    parser->~json_parser();
    mem_free(parser);
}

chaff_status json_find(json_parser *parser, chaff_text record, size_t slack,
                       const char *const *paths, size_t count, bool strict,
                       json_value *out, size_t *column, chaff_error *err)
{
    chaff_status status = strict ? json_check(record, column, err) : CHAFF_OK;
    ondemand::document document;
    error_code error;
    search s;
    verdict found = BROKEN;

    *column = status == CHAFF_OK ? 0 : *column;
    if (count > JSON_PATHS_MAX)
        return error_set(err, CHAFF_ERR_LIMIT, "more than %d fields", JSON_PATHS_MAX);
    if (status != CHAFF_OK)
        return status;
    if (slack >= JSON_SLACK && json_quick(record, paths, count, out) == record.size)
        return CHAFF_OK;
    s.parser = parser;
    s.record = record.data;
    s.out = out;
    if (begin(parser, record, slack, &document, &s.parsed, &error) != CHAFF_OK)
        return error_memory(err);
    s.end = s.parsed + record.size;
    if (!error)
        found = seek(document, paths, count, s);
    give_back(parser);
    if (found == NO_MEMORY)
        return error_memory(err);
    if (found == TOO_DEEP)
        return error_set(err, CHAFF_ERR_FORMAT, "nested deeper than %d levels",
                         JSON_DEPTH_MAX);
    if (found != BROKEN)
        return CHAFF_OK;
    status = json_check(record, column, err);          /* a second look, for the cause
                                                        * */
    if (status != CHAFF_OK)
        return status;
    return error_set(err, CHAFF_ERR_FORMAT, "not JSON: %s",
                     error_message(error ? error : TAPE_ERROR));
}

chaff_status json_keys(json_parser *parser, chaff_text record, buffer *out,
                       chaff_text *longest)
{
    ondemand::document document;
    ondemand::object object;
    error_code error;
    search s = {};
    size_t most = 0, before = out->size;

    *longest = { record.data, 0 };
    s.parser = parser;
    s.record = record.data;
    if (begin(parser, record, 0, &document, &s.parsed, &error) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    s.end = s.parsed + record.size;
    if (error || document.get_object().get(object))
        return CHAFF_ERR_FORMAT;
    for (auto result : object) {
        ondemand::field field;
        ondemand::json_type kind;
        chaff_text key;

        if (std::move(result).get(field) || key_text(s, field.key(), &key) != WALKED)
            break;
        if ((out->size > before && buffer_append(out, ", ", 2) != CHAFF_OK)
            || buffer_append(out, key.data, key.size) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        if (field.value().type().get(kind) || kind != ondemand::json_type::string)
            continue;
        if (size_t size = trim_token(field.value().raw_json_token()).size; size > most) {
            most = size;
            *longest = { record.data + (field.key().raw() - s.parsed), 0 };
            while (longest->data[longest->size] != '"')
                longest->size++;
        }
    }
    return CHAFF_OK;
}
