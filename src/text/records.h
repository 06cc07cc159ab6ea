/* records.h - what the formats have to say about records
 *
 * A family knows where its records end, and where in one record the text and the fields
 * stand. All else (blocks, ids, positions, spooling) is the same for every format.
 * Always: a family looks only at the bytes it is given; framing never fails, it ends a
 * broken record somewhere and says why it is bad.
 */
#ifndef TEXT_RECORDS_H
#define TEXT_RECORDS_H

#include "chaff/source.h"
#include "text/json.h"

enum { FIELDS_TEXT_MAX = 16 };                 /* fields joined by --text-field a,b,...
                                                * */

typedef enum field_role {
    FIELD_ID, FIELD_SOURCE, FIELD_DATE, FIELD_GROUP, FIELD_SCORE, FIELD_ROLES
} field_role;

enum { FIELDS_MAX = 48 };                      /* of one input, or candidates at once */

/* The fields taken in an input: shared by all inputs that have the same ones. */
typedef struct fields {
    const char *paths[FIELDS_MAX];             /* text fields first */
    size_t text_count, count;
    int role[FIELD_ROLES];                     /* index into paths; -1: none */
    bool source_is_url;
    bool noted;                                /* worth a line to the user */
    char *text_name;                           /* the text fields joined by ","; owned
                                                * */
    size_t first_input, inputs;                /* that have these fields */
} fields;

typedef enum field_use {
    FIELDS_NONE,               /* the text is all there is */
    FIELDS_ROLES,              /* the text has its place, the rest has names */
    FIELDS_ALL                 /* the text is a field among others */
} field_use;

/* Where a record stands in the bytes given. What lies before `start` is no record. */
typedef struct frame {
    size_t start, end;         /* `end` with the line end */
    const char *bad;           /* NULL, or why the record can't be read */
    bool skip;                 /* well-formed, but no document (a WARC request) */
} frame;

typedef enum frame_result {
    FRAME_RECORD,
    FRAME_MORE,                /* the end is not among these bytes */
    FRAME_END                  /* no further record */
} frame_result;

typedef struct reader reader;

/* What a family needs to know of the input that a record is from. */
typedef struct record_context {
    const fields *fields;
    const uint32_t *columns;   /* csv, tsv: of fields->paths; UINT32_MAX: none */
    json_parser *json;
    size_t slack;              /* readable bytes after the record */
    bool strict;
} record_context;

typedef struct record_family {
    /* The first record at or after `at`. With `last` no bytes follow and the result
     * is not FRAME_MORE. */
    frame_result (*next)(const char *bytes, size_t size, size_t at, bool last,
                         frame *out);
    /* The record at the first of these bytes, of which JSON_SLACK more are readable, in
     * one look: its size, with the line end, and values as of `find`; 0: ask `next` and
     * `find`, which know more kinds. NULL: always. */
    size_t (*look)(const record_context *context, chaff_text bytes, json_value *values);
    /* Inside a record that is too long to hold: where the next one may begin, or how
     * many bytes surely belong to the long one (*found false). */
    size_t (*resume)(const char *bytes, size_t size, bool *found);
    /* Where the fields stand in a record; values[i] for fields->paths[i]. Strings carry
     * what `decode` expects. */
    chaff_status (*find)(const record_context *context, chaff_text raw,
                         json_value *values,
                         size_t *column, chaff_error *err);
    /* The text of a value of type JSON_STRING: true if it stands in the record as it
     * is. */
    bool (*plain)(chaff_text raw, chaff_text *text);
    /* Else append it; never more than raw.size bytes. */
    chaff_status (*decode)(chaff_text raw, buffer *out);
    /* Append the value without ranges of its decoded text. */
    chaff_status (*cut)(chaff_text raw, const size_t *cuts, size_t count, buffer *out);
    /* Append the value with MARK_OPEN and MARK_CLOSE around these ranges. */
    chaff_status (*mark)(chaff_text raw, const size_t *marks, size_t count,
                         buffer *out);
    /* After cutting: append the record, given its raw bytes and the changed value,
     * unless all else stays as it was (NULL). */
    chaff_status (*rebuild)(chaff_text raw, chaff_text value, chaff_text changed,
                            buffer *out);
    field_use use;
    char separator;            /* of a header row, which gives the names; 0: there is
                                * none */
    bool named_by_path;        /* the id is the relative path */
} record_family;

extern const record_family records_jsonl, records_lines, records_txt, records_csv,
    records_tsv, records_warc, records_vert;

/* Shared by families. */
frame_result frame_line(const char *bytes, size_t size, size_t at, bool last,
                        frame *out);
size_t resume_line(const char *bytes, size_t size, bool *found);
bool value_as_is(chaff_text raw, chaff_text *text);
chaff_status decode_as_is(chaff_text raw, buffer *out);
chaff_status cut_as_is(chaff_text raw, const size_t *cuts, size_t count, buffer *out);
chaff_status mark_as_is(chaff_text raw, const size_t *marks, size_t count, buffer *out);
/* Length of a line without "\n" or "\r\n". */
size_t line_content(const char *line, size_t size);
/* Bytes of a byte-order mark at the start: 3 or 0. */
size_t mark_size(const char *bytes, size_t size);

/* Columns of the fields in a header row, which is as long as *size says. */
CHAFF_MUST_USE chaff_status
header_columns(chaff_text header, char separator, const fields *f, uint32_t *columns,
               buffer *scratch);
/* Names in a header row, decoded, joined by ", ". */
CHAFF_MUST_USE chaff_status header_names(chaff_text header, char separator,
                                         buffer *out);

#endif
