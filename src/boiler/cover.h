/* cover.h - which grams of a document have a level, and which words they span
 *
 * In: a row, a byte a gram. Out: sets, a bit a gram or word, 64 to a number; zeros
 * behind them.
 */
#ifndef BOILER_COVER_H
#define BOILER_COVER_H

#include "boiler/grams.h"
#include "boiler/worker.h"

typedef struct cover {
    uint64_t *grams, *words;
    uint64_t *longs;           /* of the grams, those that span GRAM_LONG words */
} cover;

/* 64-bit numbers that the sets of so many grams take. */
size_t cover_size(size_t grams);
void cover_open(cover *c, uint64_t *room, size_t grams);
/* Grams of `row` that have `level` or more; behind it stand 64 bytes, of any content.
 * NULL: none has any. */
void cover_find(cover *c, const uint8_t *row, size_t grams, uint32_t level,
                const chaff_boiler_worker *w);

/* The 64 from number `at` on. */
static inline uint64_t cover_bits(const uint64_t *set, size_t at)
{
    return set[at / 64] >> at % 64 | set[at / 64 + 1] << 1 << (63 - at % 64);
}

static inline uint32_t cover_count(uint64_t bits)
{
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
}

#endif
