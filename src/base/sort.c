/* sort.c - least-significant-digit radix sort, eight bits a pass
 *
 * All histograms are taken in one walk; a pass in which every key has the same digit
 * moves nothing and is skipped. An odd number of passes ends in `spare` and is copied.
 */
#include "base/sort.h"

#include <stdlib.h>
#include <string.h>

enum { DIGITS = 8, VALUES = 256, SMALL = 64 };

typedef size_t histogram[DIGITS][VALUES];

static void starts_from_counts(size_t counts[VALUES])
{
    size_t start = 0;

    for (int v = 0; v < VALUES; v++) {
        size_t count = counts[v];

        counts[v] = start;
        start += count;
    }
}

static bool one_digit_only(const size_t counts[VALUES], uint64_t key, int digit,
                           size_t count)
{
    return counts[key >> (8 * digit) & 0xFF] == count;
}

/* Below SMALL items insertion beats eight histograms. */
static void insert_keys(uint64_t *keys, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t j = i;

        for (; j > 0 && keys[j - 1] > key; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

void sort_keys(uint64_t *keys, uint64_t *spare, size_t count)
{
    histogram counts;
    uint64_t *from = keys, *to = spare;

    if (count < SMALL) {
        insert_keys(keys, count);
        return;
    }
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++)
        for (int d = 0; d < DIGITS; d++)
            counts[d][keys[i] >> (8 * d) & 0xFF]++;
    for (int d = 0; d < DIGITS; d++) {
        uint64_t *swap = from;

        if (one_digit_only(counts[d], from[0], d, count))
            continue;
        starts_from_counts(counts[d]);
        for (size_t i = 0; i < count; i++)
            to[counts[d][from[i] >> (8 * d) & 0xFF]++] = from[i];
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
}

static void insert_pairs(sort_pair *pairs, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        sort_pair pair = pairs[i];
        size_t j = i;

        for (; j > 0 && pairs[j - 1].key > pair.key; j--)
            pairs[j] = pairs[j - 1];
        pairs[j] = pair;
    }
}

void sort_pairs(sort_pair *pairs, sort_pair *spare, size_t count)
{
    histogram counts;
    sort_pair *from = pairs, *to = spare;

    if (count < SMALL) {
        insert_pairs(pairs, count);
        return;
    }
    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++)
        for (int d = 0; d < DIGITS; d++)
            counts[d][pairs[i].key >> (8 * d) & 0xFF]++;
    for (int d = 0; d < DIGITS; d++) {
        sort_pair *swap = from;

        if (one_digit_only(counts[d], from[0].key, d, count))
            continue;
        starts_from_counts(counts[d]);
        for (size_t i = 0; i < count; i++)
            to[counts[d][from[i].key >> (8 * d) & 0xFF]++] = from[i];
        from = to;
        to = swap;
    }
    if (from != pairs)
        memcpy(pairs, from, count * sizeof *pairs);
}

size_t sort_unique(uint64_t *keys, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!kept || keys[kept - 1] != keys[i])
            keys[kept++] = keys[i];
    return kept;
}
