/* json.h - the C face of simdjson: where the fields of one object stand
 *
 * Records are framed by line ends; this looks inside one. Values are returned as
 * the raw bytes of the record, so that a record can be written back unchanged but
 * for one field. json.cpp is the only C++ file and the only door to simdjson.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "base/mem.h"
#include "chaff/base.h"

typedef enum json_type {
    JSON_ABSENT, JSON_STRING, JSON_NUMBER, JSON_BOOL, JSON_NULL, JSON_OBJECT, JSON_ARRAY
} json_type;

typedef struct json_value {
    json_type type;
    chaff_text raw;            /* the token in the record; a string with its quotes */
} json_value;

typedef struct json_parser json_parser;        /* scratch of one thread */
CHAFF_MUST_USE chaff_status json_parser_new(json_parser **out);
void json_parser_free(json_parser *parser);

/* Find the values of `count` dotted paths ("a.b.c"; a key that holds the whole
 * dotted name wins over the path) in one object. The first of two equal keys
 * counts. Absent paths have type JSON_ABSENT. Ill-formed UTF-8 is no error.
 * `record` need not be padded. With `strict` the whole object is validated, else up
 * to the last field that is used.
 * CHAFF_ERR_FORMAT: not an object, not JSON, too deep; err->text holds the cause
 * alone ("unescaped control character 0x0B") and *column the byte, from 1. */
CHAFF_MUST_USE chaff_status
json_find(json_parser *parser, chaff_text record, const char *const *paths, size_t count,
          bool strict, json_value *out, size_t *column, chaff_error *err);

/* Keys of the top-level object in order, joined by ", ", for messages. */
CHAFF_MUST_USE chaff_status json_keys(json_parser *parser, chaff_text record, buffer *out);

/* Append the decoded text of a raw string token (with its quotes). A lone surrogate
 * escape reads as U+FFFD; ill-formed bytes are copied as they are. */
CHAFF_MUST_USE chaff_status json_decode(chaff_text raw, buffer *out);

/* The raw string token without the decoded byte ranges given (ascending, half-open
 * [cuts[2i], cuts[2i+1])); what is left keeps its escapes byte for byte. A range
 * that would split an escape sequence removes it whole. */
CHAFF_MUST_USE chaff_status
json_cut(chaff_text raw, const size_t *cuts, size_t count, buffer *out);

/* Append text as a JSON string with quotes: '"', '\\' and control characters escaped,
 * ill-formed UTF-8 replaced by U+FFFD. */
CHAFF_MUST_USE chaff_status json_encode(chaff_text text, buffer *out);

#endif
