/* json.h - where the fields of one JSON object stand, and what its strings say
 *
 * Records are framed by line ends; this looks inside one. Values are returned as
 * the raw bytes of the record, so that a record can be written back unchanged but
 * for one field. json.cpp is the only C++ file and the only door to simdjson;
 * json_text.c decodes and encodes strings, json_check.c validates and finds causes.
 */
#ifndef TEXT_JSON_H
#define TEXT_JSON_H

#include "base/mem.h"
#include "chaff/base.h"

enum {
    JSON_DEPTH_MAX = 1024,     /* levels of arrays and objects in one record */
    JSON_PATH_MAX = 8,         /* components of a dotted path */
    JSON_PATHS_MAX = 64        /* paths in one call */
};

typedef enum json_type {
    JSON_ABSENT, JSON_STRING, JSON_NUMBER, JSON_BOOL, JSON_NULL, JSON_OBJECT, JSON_ARRAY
} json_type;

/* What is known of a string. */
typedef enum json_escapes {
    JSON_UNKNOWN,
    JSON_PLAIN,                /* it holds none */
    JSON_BRIEF                 /* none but \" \\ \/ \f \n \r \t, which mean bytes that
                                * separate words; no three backslashes in a row */
} json_escapes;

typedef struct json_value {
    json_type type;
    chaff_text raw;            /* the token as it stands, strings with quotes; empty
                                * for arrays and objects */
    json_escapes escapes;
} json_value;

typedef struct json_parser json_parser;        /* scratch of one thread */
CHAFF_MUST_USE chaff_status json_parser_new(json_parser **out);
void json_parser_free(json_parser *parser);

/* Find the values of `count` dotted paths ("a.b.c"; a key that holds the whole
 * dotted name wins over the path) in one object. The first of two equal keys
 * counts. Absent paths have type JSON_ABSENT. Ill-formed UTF-8 is no error.
 * `slack` bytes after the record are known to be readable: with JSON_SLACK of them
 * the record is read where it stands, else it is copied first. With `strict` the whole
 * object is validated, else up to the last value sought (all of it if one is absent).
 * CHAFF_ERR_FORMAT: err->text holds the cause ("not JSON: unescaped control character
 * 0x0B", "nested deeper than 1024 levels") and *column the byte, from 1; 0: unknown.
 * CHAFF_ERR_LIMIT: more than JSON_PATHS_MAX paths. */
enum { JSON_SLACK = 64 };
CHAFF_MUST_USE chaff_status
json_find(json_parser *parser, chaff_text record, size_t slack,
          const char *const *paths,
          size_t count, bool strict, json_value *out, size_t *column, chaff_error *err);

/* Append the keys of the top-level object in order, joined by ", ", for messages;
 * the key of its longest string goes to *longest (borrowed from the record, raw;
 * empty: none). */
CHAFF_MUST_USE chaff_status
json_keys(json_parser *parser, chaff_text record, buffer *out, chaff_text *longest);

/* Whether the record is one well-formed JSON object (ill-formed UTF-8 aside). Cause and
 * column as json_find. */
CHAFF_MUST_USE chaff_status json_check(chaff_text record, size_t *column,
                                       chaff_error *err);

bool json_is_number(chaff_text token);

/* Levels of arrays and objects in well-framed JSON, up to JSON_DEPTH_MAX + 1. */
unsigned json_depth(chaff_text value);

/* Append the decoded text of a raw string token (with its quotes). A lone surrogate
 * escape reads as U+FFFD; ill-formed bytes are copied as they are. CHAFF_ERR_FORMAT:
 * no string token, an unknown escape, or a control character; nothing is appended. */
CHAFF_MUST_USE chaff_status json_decode(chaff_text raw, buffer *out);
/* The same by the path of processors without wide vectors: for tests. */
CHAFF_MUST_USE chaff_status json_decode_portable(chaff_text raw, buffer *out);

/* The raw string token without the decoded byte ranges given (ascending, half-open
 * [cuts[2i], cuts[2i+1])); what is left keeps its escapes byte for byte. A range
 * that would split an escape sequence removes it whole. */
CHAFF_MUST_USE chaff_status
json_cut(chaff_text raw, const size_t *cuts, size_t count, buffer *out);

/* Around a passage that is marked and not cut: U+27E6 and U+27E7. */
#define MARK_OPEN "\xE2\x9F\xA6"
#define MARK_CLOSE "\xE2\x9F\xA7"

/* The raw string token with such brackets around these ranges, nothing else changed. */
CHAFF_MUST_USE chaff_status
json_mark(chaff_text raw, const size_t *marks, size_t count, buffer *out);

/* Append text as a JSON string with quotes: '"', '\\' and control characters escaped,
 * ill-formed UTF-8 replaced by U+FFFD. */
CHAFF_MUST_USE chaff_status json_encode(chaff_text text, buffer *out);

#endif
