/* distinct.c - one pass by the top bits, then insertion in place */
#include "sketch/distinct.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

enum {
    SMALL = 32,                /* insertion alone is faster */
    LARGE = 1 << 16,           /* too many for the places there are */
    CROWD = 64                 /* in one place: not uniform, insertion would be slow */
};

void distinct_release(distinct *d)
{
    mem_free(d->spare);
    d->spare = NULL;
    d->spare_capacity = 0;
}

static void insert_all(uint64_t *hashes, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t hash = hashes[i];
        size_t at = i;

        for (; at > 0 && hashes[at - 1] > hash; at--)
            hashes[at] = hashes[at - 1];
        hashes[at] = hash;
    }
}

/* Counts become starts; returns the largest count. */
static uint32_t starts_from_counts(uint32_t *counts, size_t places)
{
    uint32_t start = 0, largest = 0;

    for (size_t i = 0; i < places; i++) {
        uint32_t count = counts[i];

        counts[i] = start;
        start += count;
        largest = count > largest ? count : largest;
    }
    return largest;
}

/* Two places a hash, since a guess wrong costs more than an empty place: 14 cycles a
 * hash of 450 where two hashes a place took 22. False: too many in one. */
static bool spread_by_top_bits(distinct *d, uint64_t *hashes, size_t count,
                               uint64_t most)
{
    unsigned bits = 1, shift;

    while (bits < DISTINCT_MOST_BITS && (size_t)1 << bits < 2 * count)
        bits++;
    shift = 64 - (unsigned)__builtin_clzll(most);
    shift = shift > bits ? shift - bits : 0;
    memset(d->starts, 0, sizeof *d->starts << bits);
    for (size_t i = 0; i < count; i++)
        d->starts[hashes[i] >> shift]++;
    if (starts_from_counts(d->starts, (size_t)1 << bits) > CROWD)
        return false;
    for (size_t i = 0; i < count; i++)
        d->spare[d->starts[hashes[i] >> shift]++] = hashes[i];
    memcpy(hashes, d->spare, count * sizeof *hashes);
    return true;
}

chaff_status distinct_sort(distinct *d, uint64_t *hashes, size_t *count, uint64_t most)
{
    if (*count > SMALL) {
        if (mem_grow((void **)&d->spare, &d->spare_capacity, *count,
                     sizeof *d->spare) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        if (*count > LARGE || !spread_by_top_bits(d, hashes, *count, most)) {
            sort_keys(hashes, d->spare, *count);
            *count = sort_unique(hashes, *count);
            return CHAFF_OK;
        }
    }
    insert_all(hashes, *count);
    *count = sort_unique(hashes, *count);
    return CHAFF_OK;
}
