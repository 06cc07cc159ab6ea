/* rows.h - the evidence of one document, gram by gram, in rows of bytes
 *
 * In: what the model stored of a document, or the marks of its block as they are dealt
 * back, of sampled grams. Out: a byte a gram and kind of evidence (laying.h); the units
 * go into the worker.
 * Always: behind each row stand ROW_SLACK zeros, so that sixteen can be read anywhere;
 * levels are below 128; the first GRAM_FIRST grams say nothing.
 */
#ifndef BOILER_ROWS_H
#define BOILER_ROWS_H

#include "boiler/laying.h"
#include "boiler/replay.h"
#include "boiler/worker.h"

enum { ROW_SLACK = LAY_SLACK };

typedef struct rows {
    uint32_t words;
    /* A byte each of words + GRAM_TAIL grams; NULL: all are zero. */
    const uint8_t *docs;       /* levels */
    const uint8_t *heads;      /* levels over heads of documents */
    const uint8_t *again;      /* 1: stood here before, with words around it */
    uint8_t *words_row;        /* room for a row of words, of any content */
    uint8_t *lines;            /* levels of worker->line_unit_count line prefixes */
} rows;

/* All live in the worker, until the next document. CHAFF_ERR_FORMAT: the model's own
 * records are damaged; CHAFF_ERR_IO, CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status rows_load(rows *out, const chaff_boiler *b,
                                      chaff_boiler_worker *worker, uint32_t number);
/* Of the document that replay_doc opened; all of it is taken. If none of its grams and
 * line prefixes has level `least`, and nothing in it is known, it has neither units nor
 * rows. */
CHAFF_MUST_USE chaff_status rows_replay(rows *out, chaff_boiler_worker *worker,
                                        replay *from, uint32_t least);

#endif
