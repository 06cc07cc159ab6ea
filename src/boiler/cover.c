/* cover.c - bytes become bits, and a gram's bit that of every word it spans */
#include "boiler/cover.h"

#include <string.h>

#define ONES UINT64_C(0x0101010101010101)

/* Numbers of a set, with one behind that words and readers look into. */
static size_t set_size(size_t grams)
{
    return grams / 64 + 2;
}

size_t cover_size(size_t grams)
{
    return 3 * set_size(grams);
}

void cover_open(cover *c, uint64_t *room, size_t grams)
{
    size_t size = set_size(grams);

    *c = (cover){.grams = room, .words = room + size, .longs = room + 2 * size};
}

/* A bit for each of eight bytes that is at least `level`, from 1 on; none is above
 * 127. */
static uint64_t eight_at_least(const uint8_t *row, uint64_t add)
{
    uint64_t bytes;

    memcpy(&bytes, row, sizeof bytes);
    bytes = ((bytes + add) & ONES << 7) >> 7;
    return bytes * UINT64_C(0x0102040810204080) >> 56;
}

static void find_grams(uint64_t *set, const uint8_t *row, size_t grams, uint32_t level)
{
    uint64_t add = ONES * (128 - level);
    size_t count = grams / 64;

    for (size_t i = 0; i <= count; i++) {
        uint64_t bits = 0;

        for (unsigned j = 0; j < 64; j += 8)
            bits |= eight_at_least(row + 64 * i + j, add) << j;
        set[i] = bits;
    }
    set[count] &= (UINT64_C(1) << grams % 64) - 1;
    set[count + 1] = 0;
}

static void keep_longs(uint64_t *set, const uint64_t *grams, size_t count,
                       const chaff_boiler_worker *w)
{
    memset(set, 0, set_size(count) * sizeof *set);
    for (size_t i = 0; i < w->long_count; i++)
        for (uint64_t g = w->longs[i].start; g < w->longs[i].end && g < w->words; g++)
            set[g / 64] |= grams[g / 64] & UINT64_C(1) << g % 64;
}

/* Whether any of the bits [from, to) behind each of 64 is set, 64 at most. */
static uint64_t reach(const uint64_t *set, unsigned from, unsigned to)
{
    uint64_t any = 0;

    for (unsigned by = from; by < to; by++)
        any |= set[0] >> by | set[1] << 1 << (63 - by);
    return any;
}

/* A gram spans the word that it ends with and those before. */
void cover_find(cover *c, const uint8_t *row, size_t grams, uint32_t level,
                const chaff_boiler_worker *w)
{
    size_t count = grams / 64 + 1;

    if (!row || level > EVIDENCE_TOP) {
        memset(c->grams, 0, cover_size(grams) * sizeof *c->grams);
        return;
    }
    find_grams(c->grams, row, grams, level);
    for (size_t i = 0; i < count; i++)
        c->words[i] = reach(c->grams + i, 0, GRAM_WORDS);
    c->words[count] = 0;
    keep_longs(c->longs, c->grams, grams, w);
    for (size_t i = 0; i < count && w->long_count > 0; i++)
        c->words[i] |= reach(c->longs + i, GRAM_WORDS, GRAM_LONG);
}
