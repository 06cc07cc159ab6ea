/* lines.h - report.jsonl in memory, checked line by line
 *
 * Always: every line is one well-formed JSON object, and the first is of kind "run". A
 * file from elsewhere can be anything else: what its keys hold is not to be trusted.
 */
#ifndef REPORT_LINES_H
#define REPORT_LINES_H

#include "base/mem.h"
#include "text/json.h"

typedef struct lines {
    buffer bytes;
    json_parser *parser;
    size_t at;                 /* of the next line */
} lines;

/* CHAFF_ERR_IO, CHAFF_ERR_FORMAT, CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status lines_open(lines *l, const char *path, chaff_error *err);
void lines_close(lines *l);

/* The next line without its end; false: there is none. lines_rewind: from the first. */
bool lines_next(lines *l, chaff_text *line);
void lines_rewind(lines *l);

/* Values of dotted paths in a line, as json_find. */
CHAFF_MUST_USE chaff_status lines_values(lines *l, chaff_text line,
                                         const char *const *paths, size_t count,
                                         json_value *values);
bool lines_is(lines *l, chaff_text line, const char *kind);

#endif
