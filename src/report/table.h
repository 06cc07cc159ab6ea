/* table.h - rows for programs: JSON lines, CSV or TSV by suffix
 *
 * Columns are named once; each row gives its cells in that order. JSON lines carry the
 * names and types, CSV and TSV a header row. Numbers are the shortest decimal that
 * reads back to the same double. One thread at a time.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "base/mem.h"
#include "chaff/base.h"

typedef struct table table;

/* "-" is standard output as JSON lines. `columns` must outlive the table. */
CHAFF_MUST_USE chaff_status table_open(table **out, const char *path,
                                       const char *const *columns, size_t count,
                                       chaff_error *err);
bool table_is_json(const table *t);

/* A table of the same shape for another thread: its rows stay in memory until they
 * are moved to a buffer, for table_append in the right order. Free with
 * table_discard. */
CHAFF_MUST_USE chaff_status table_twin(table **out, const table *t);
CHAFF_MUST_USE chaff_status table_move_rows(table *twin, buffer *to);
CHAFF_MUST_USE chaff_status table_append(table *t, const buffer *rows,
                                         chaff_error *err);

/* Cells are gathered and can't fail; table_row writes them and reports what failed. */
void table_text(table *t, chaff_text text);
void table_json(table *t,
                chaff_text token); /* a raw JSON token; a string is decoded for CSV */
void table_count(table *t, uint64_t number);
void table_number(table *t, double number);
CHAFF_MUST_USE chaff_status table_row(table *t, chaff_error *err);

CHAFF_MUST_USE chaff_status table_commit(table *t, chaff_error *err);      /* frees */
void table_discard(table *t);

/* Append the shortest decimal that reads back. */
CHAFF_MUST_USE chaff_status number_append(buffer *b, double number);

#endif
