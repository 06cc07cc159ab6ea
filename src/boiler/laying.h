/* laying.h - levels of sampled grams become rows, a byte a gram
 *
 * In: sampled grams of one document in order, some at a time. Out: rows in which a gram
 * between two sampled ones has the lesser level of both, and an anchor no less than the
 * minimizers around it, since others may have sampled those alone.
 * Always: of neighbours without any evidence one tells as much as all, a minimizer if
 * there is one among them: callers may leave out the others. Whatever numbers come,
 * nothing is written beyond the rows.
 */
#ifndef BOILER_LAYING_H
#define BOILER_LAYING_H

#include "boiler/model.h"
#include "boiler/sample.h"

enum {
    LAY_MOST = 1024,           /* grams taken at once, at most */
    /* anchors between two minimizers, which are SAMPLE_SPAN grams apart at most; a text
     * without minimizers has GRAM_LONG grams or fewer */
    LAY_HELD = SAMPLE_SPAN + GRAM_LONG,
    LAY_ROOM = 1 + LAY_HELD + LAY_MOST + 64,       /* sets are made of 64 bytes */
    /* bytes behind the grams of a row, zeros once it is closed */
    LAY_SLACK = 64
};

/* Levels over documents, over heads of documents; 1: stood in this document before. */
typedef enum laid_kind {
    LAID_DOCS, LAID_HEADS, LAID_AGAIN, LAID_ROWS
} laid_kind;

typedef struct laid_row {
    uint8_t *bytes;            /* a byte a gram, and LAY_SLACK */
    bool used;                 /* else no byte of it was written: all would be zeros */
    uint8_t any;               /* bits of all levels below */
    uint8_t level[LAY_ROOM];   /* of the gram laid last, then of those waiting */
} laid_row;

typedef struct laying {
    laid_row rows[LAID_ROWS];
    size_t grams;              /* of the document */
    uint8_t most;              /* the highest level over documents taken so far */
    /* Grams that wait, from the second place on; those that wait between two calls are
     * anchors. In the first is what was laid last: a minimizer, or none yet. */
    size_t waiting;
    uint32_t number[LAY_ROOM];
    uint8_t kind[LAY_ROOM];    /* SAMPLE_ANCHOR or 0 */
} laying;

/* Bytes for the rows of so many grams. */
size_t laying_size(size_t grams);
void laying_start(laying *l, uint8_t *room, size_t grams);
/* The next `count` sampled grams, LAY_MOST at most; false: these can't be. */
bool laying_take(laying *l, const uint32_t *numbers, const uint8_t *kinds,
                 const evidence *marks, size_t count);
/* There are no more; false: some could not be. */
bool laying_end(laying *l);
/* NULL: all are zeros. */
static inline uint8_t *laying_row(const laying *l, laid_kind kind)
{
    return l->rows[kind].used ? l->rows[kind].bytes : NULL;
}

#endif
