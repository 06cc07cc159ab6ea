/* sample.c - least keys of sliding windows, by two steps of pairwise minima
 *
 * Keys are 16 bits of a gram, so that eight of them are compared at once on any machine.
 * Equal keys are chosen alike, which costs a gram in a thousand.
 */
#include "boiler/sample.h"

#include <string.h>

/* The least of SAMPLE_SPAN keys comes of windows of 2 and 4. */
_Static_assert(SAMPLE_SPAN == 4, "windows are doubled twice");

/* Grams that a unit's first word ends behind it. */
enum { UNIT_GRAM = GRAM_WORDS - 1, UNIT_LONG = GRAM_LONG - 1 };

void sample_start(sampler *s)
{
    s->first = 0;
    s->waiting = s->chosen = 0;
    for (size_t i = 0; i < SAMPLE_LAG; i++)
        s->keys[i] = INT16_MIN;        /* windows that begin before the text: none */
    memset(s->anchors, 0, sizeof s->anchors);
}

void sample_unit(sampler *s, uint64_t word, bool single)
{
    size_t at = (size_t)(word - s->first);

    if (at >= SAMPLE_ROOM)
        return;                        /* no grams were taken for a window and more */
    if (word > 0)
        s->anchors[at - 1] = SAMPLE_ANCHOR;
    s->anchors[at + (single ? UNIT_LONG : UNIT_GRAM)] = SAMPLE_ANCHOR;
}

/* Bits of which the record of a gram holds few: see HASH_BITS. */
static int16_t key_of(uint64_t gram)
{
    uint16_t low = (uint16_t)gram;

    return (int16_t)(uint16_t)(low << 6 | low >> 10);
}

static void take_lesser(const int16_t *restrict from, int16_t *restrict to,
                        size_t count, size_t by)
{
    for (size_t i = 0; i < count; i += SAMPLE_BLOCK) {
        const int16_t *restrict a = from + i, *restrict b = from + i + by;
        int16_t *restrict out = to + i;

        for (size_t j = 0; j < SAMPLE_BLOCK; j++)
            out[j] = a[j] < b[j] ? a[j] : b[j];
    }
}

static void take_greater(const int16_t *restrict from, int16_t *restrict to,
                         size_t count, size_t by)
{
    for (size_t i = 0; i < count; i += SAMPLE_BLOCK) {
        const int16_t *restrict a = from + i, *restrict b = from + i + by;
        int16_t *restrict out = to + i;

        for (size_t j = 0; j < SAMPLE_BLOCK; j++)
            out[j] = a[j] > b[j] ? a[j] : b[j];
    }
}

/* The greatest of the minima of all windows that hold each of `count` grams: of a
 * minimizer its own key. */
static const int16_t *find_minima(sampler *s, size_t count)
{
    int16_t *a = s->minima[0], *b = s->minima[1];
    size_t windows = count + SAMPLE_LAG;

    take_lesser(s->keys, a, windows + 2, 1);
    take_lesser(a, b, windows, 2);
    take_greater(b, a, count + 2, 1);
    take_greater(a, b, count, 2);
    return b;
}

static void choose(sampler *s, size_t count)
{
    const int16_t *minima = find_minima(s, count);
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        bool least = s->keys[SAMPLE_LAG + i] == minima[i];

        s->gram[chosen] = s->grams[i];
        s->number[chosen] = (uint32_t)(s->first + i);
        s->kind[chosen] = least ? 0 : SAMPLE_ANCHOR;
        chosen += least | (s->anchors[i] != 0);
    }
    s->chosen = chosen;
}

/* The first `count` are done with. */
static void move_on(sampler *s, size_t count)
{
    size_t left = s->waiting - count;

    memmove(s->grams, s->grams + count, left * sizeof *s->grams);
    memmove(s->keys, s->keys + count, (left + SAMPLE_LAG) * sizeof *s->keys);
    memmove(s->anchors, s->anchors + count, left + GRAM_LONG);
    memset(s->anchors + left + GRAM_LONG, 0, count);
    s->waiting = left;
    s->first += count;
}

/* Of the text: its ends have grams of three and four words. */
static void anchor_ends(sampler *s, size_t count)
{
    for (size_t i = 1; i <= GRAM_TAIL + 1 && i <= count; i++)
        s->anchors[count - i] = SAMPLE_ANCHOR;
}

void sample_take(sampler *s, const uint64_t *grams, size_t count, bool last)
{
    int16_t *keys = s->keys + SAMPLE_LAG + s->waiting;
    size_t done;

    if (s->first == 0 && s->waiting == 0)
        s->anchors[GRAM_FIRST] = s->anchors[GRAM_FIRST + 1] = SAMPLE_ANCHOR;
    if (count > 0)
        memcpy(s->grams + s->waiting, grams, count * sizeof *grams);
    for (size_t i = 0; i < count; i++)
        keys[i] = key_of(grams[i]);
    s->waiting += count;
    if (last) {
        anchor_ends(s, s->waiting);
        for (size_t i = 0; i < SAMPLE_LAG; i++)
            keys[count + i] = INT16_MIN;       /* windows that end behind it: none */
    }
    done = last ? s->waiting : s->waiting > SAMPLE_LAG ? s->waiting - SAMPLE_LAG : 0;
    choose(s, done);
    move_on(s, done);
}
