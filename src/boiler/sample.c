/* sample.c - least keys of sliding windows, by two steps of pairwise minima
 *
 * Keys are 16 bits of a gram, so that eight of them are compared at once on any
 * machine. Equal keys are chosen alike, which costs a gram in a thousand.
 */
#include "boiler/sample_kernels.h"

#include <string.h>

/* The least of SAMPLE_SPAN keys comes of windows of 2 and 4. */
_Static_assert(SAMPLE_SPAN == 4, "windows are doubled twice");

/* Grams that a unit's first word ends behind it. */
enum { UNIT_GRAM = GRAM_WORDS - 1, UNIT_LONG = GRAM_LONG - 1 };

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

static bool is_in(const uint64_t *set, size_t i)
{
    return set[i / 64] >> i % 64 & 1;
}

static void choose(sampler *s, size_t count)
{
    const int16_t *minima = find_minima(s, count);
    size_t chosen = 0;

    for (size_t i = 0; i < count; i++) {
        bool least = s->keys[SAMPLE_LAG + i] == minima[i];

        s->gram[chosen] = s->grams[i];
        s->numbers[1 + chosen] = (uint32_t)(s->first + i);
        s->kind[chosen] = least ? 0 : SAMPLE_ANCHOR;
        chosen += least | is_in(s->anchors, i);
    }
    s->chosen = chosen;
}

static void find_keys(const uint64_t *grams, size_t count, int16_t *keys)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = sample_key(grams[i]);
}

static const sample_kernel portable = {"portable", find_keys, choose};

const sample_kernel *sample_kernel_at(unsigned number)
{
    return number == 0 ? &portable : number == 1 ? sample_kernel_avx512() : NULL;
}

/* -- windows ----------------------------------------------------------------------- */

void sample_start(sampler *s)
{
    if (!s->kernel)
        s->kernel = sample_kernel_avx512() ? sample_kernel_avx512() : &portable;
    s->first = 0;
    s->waiting = s->chosen = 0;
    s->numbers[0] = 0;
    for (size_t i = 0; i < SAMPLE_LAG; i++)
        s->keys[i] = INT16_MIN;        /* windows that begin before the text: none */
    memset(s->anchors, 0, sizeof s->anchors);
}

static void put_in(uint64_t *set, size_t i)
{
    set[i / 64] |= UINT64_C(1) << i % 64;
}

static void put_all(uint64_t *set, size_t at, uint64_t bits)
{
    set[at / 64] |= bits << at % 64;
    set[at / 64 + 1] |= bits >> 1 >> (63 - at % 64);
}

void sample_units(sampler *s, const uint64_t *begins, const uint64_t *singles,
                  size_t words)
{
    size_t at = s->waiting;

    if (at > 0 && (begins[0] & 1))
        put_in(s->anchors, at - 1);
    for (size_t i = 0; i * 64 < words; i++, at += 64) {
        put_all(s->anchors, at, begins[i] >> 1 | begins[i + 1] << 63);
        put_all(s->anchors, at + UNIT_GRAM, begins[i] & ~singles[i]);
        put_all(s->anchors, at + UNIT_LONG, begins[i] & singles[i]);
    }
}

/* The first `count` are done with; those left and the anchors before them fit into one
 * set. */
static void move_on(sampler *s, size_t count)
{
    const uint64_t *set = s->anchors + count / 64;
    uint64_t anchors = set[0] >> count % 64 | set[1] << 1 << (63 - count % 64);
    size_t left = s->waiting - count;

    _Static_assert(SAMPLE_LAG + GRAM_LONG <= 64, "what waits is a set");
    memmove(s->grams, s->grams + count, left * sizeof *s->grams);
    memmove(s->keys, s->keys + count, (left + SAMPLE_LAG) * sizeof *s->keys);
    memset(s->anchors, 0, (count / 64 + 2) * sizeof *s->anchors);
    s->anchors[0] = anchors;
    s->waiting = left;
    s->first += count;
}

/* Of the text: its ends have grams of three and four words. */
static void anchor_ends(sampler *s, size_t count)
{
    for (size_t i = 1; i <= GRAM_TAIL + 1 && i <= count; i++)
        put_in(s->anchors, count - i);
}

static void list_entries(const uint32_t *restrict number, const uint8_t *restrict kind,
                         size_t count, uint16_t *restrict entry)
{
    for (size_t i = 0; i < count; i += SAMPLE_BLOCK) {
        const uint32_t *restrict last = number + i, *restrict next = last + 1;
        const uint8_t *restrict from = kind + i;
        uint16_t *restrict to = entry + i;

        for (size_t j = 0; j < SAMPLE_BLOCK; j++)
            to[j] = (uint16_t)(from[j] | (uint16_t)(next[j] - last[j]) << 8);
    }
}

void sample_take(sampler *s, const uint64_t *grams, size_t count, bool last)
{
    int16_t *keys = s->keys + SAMPLE_LAG + s->waiting;
    size_t done;

    s->numbers[0] = s->numbers[s->chosen];
    if (s->first == 0 && s->waiting == 0)
        s->anchors[0] |= UINT64_C(3) << GRAM_FIRST;
    if (count > 0)
        memcpy(s->grams + s->waiting, grams, count * sizeof *grams);
    s->kernel->find_keys(s->grams + s->waiting, count, keys);
    s->waiting += count;
    if (last) {
        anchor_ends(s, s->waiting);
        for (size_t i = 0; i < SAMPLE_LAG; i++)
            keys[count + i] = INT16_MIN;       /* windows that end behind it: none */
    }
    done = last ? s->waiting : s->waiting > SAMPLE_LAG ? s->waiting - SAMPLE_LAG : 0;
    s->kernel->choose(s, done);
    list_entries(s->numbers, s->kind, s->chosen, s->entry);
    move_on(s, done);
}
