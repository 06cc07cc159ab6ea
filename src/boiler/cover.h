/* cover.h - which grams of a document have a level, and which words they span
 *
 * In: a row, a byte a gram. Out: sets, a bit a gram or word, 64 to a number; zeros
 * behind them.
 */
#ifndef BOILER_COVER_H
#define BOILER_COVER_H

#include "boiler/bits.h"
#include "boiler/worker.h"

typedef struct cover {
    uint64_t *grams, *words;
    /* of the grams, those that span GRAM_LONG words; of no matter where there are
     * none */
    uint64_t *longs;
} cover;

/* 64-bit numbers that the sets of so many grams take. */
size_t cover_size(size_t grams);
void cover_open(cover *c, uint64_t *room, size_t grams);
/* Grams of `row` that have `level` or more; behind it stand 64 bytes, of any content.
 * NULL: none has any. */
void cover_find(cover *c, const uint8_t *row, size_t grams, uint32_t level,
                const chaff_boiler_worker *w);

#endif
