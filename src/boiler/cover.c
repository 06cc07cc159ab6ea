/* cover.c - bytes become bits, and a gram's bit that of every word it spans */
#include "boiler/cover.h"

#include <string.h>

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

static void find_grams(uint64_t *set, const uint8_t *row, size_t grams, uint32_t level)
{
    size_t count = grams / 64;

    for (size_t i = 0; i <= count; i++)
        set[i] = bits_at_least(row + 64 * i, level);
    set[count] &= bits_low(grams % 64);
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

/* Whether each of the low 64 bits is set, or one of the four behind it. */
static inline uint64_t reach(uint64_t low, uint64_t high)
{
    uint64_t two = low | low >> 1 | high << 63, next = high | high >> 1;

    _Static_assert(GRAM_WORDS == 5 && GRAM_LONG == 10, "five words, and five more");
    return two | two >> 2 | next << 62 | low >> 4 | high << 60;
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
        c->words[i] = reach(c->grams[i], c->grams[i + 1]);
    c->words[count] = 0;
    if (w->long_count == 0)
        return;
    keep_longs(c->longs, c->grams, grams, w);
    for (size_t i = 0; i < count; i++)
        c->words[i] |= reach(bits_from(c->longs + i, GRAM_WORDS),
                             c->longs[i + 1] >> GRAM_WORDS);
}
