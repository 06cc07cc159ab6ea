/* group.c - one pass by as many first bits as nearly tell the items apart, then
 * insertion; what that does not order in a few moves is sorted by all bits
 *
 * Most hashes stand once. They are sifted out before by a table in the first cache that
 * knows which values of some first bits were met, and which again: of four bytes and
 * more for each item, so that of items that stand once one in eight is left.
 */
#include "boiler/group.h"

#include <stdbool.h>
#include <string.h>

#include "base/sort.h"

enum {
    FEW = 12,                  /* items for which insertion alone is quicker */
    DIGIT_LEAST = 4, DIGIT_MOST = 11,
    MOVES = 8,                 /* of an item, on average; more: not hashes */
    MET_BITS = 14, MET_ROOM = 4
};

/* One stable pass by the first `bits` bits. */
static void deal(const uint64_t *restrict from, uint64_t *restrict to, size_t count,
                 unsigned bits)
{
    uint32_t starts[1 << DIGIT_MOST], sum = 0;

    memset(starts, 0, sizeof *starts << bits);
    for (size_t i = 0; i < count; i++)
        starts[from[i] >> (64 - bits)]++;
    for (size_t d = 0; d >> bits == 0; d++) {
        uint32_t here = starts[d];

        starts[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i] >> (64 - bits)]++] = from[i];
}

/* False: gave up, some may be out of order. */
static bool insert(uint64_t *items, size_t count, size_t moves)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t item = items[i];
        size_t at = i;

        for (; at > 0 && items[at - 1] > item; at--)
            items[at] = items[at - 1];
        items[at] = item;
        if (i - at > moves)
            return false;
        moves -= i - at;
    }
    return true;
}

uint64_t *group_items(uint64_t *items, uint64_t *spare, size_t count)
{
    unsigned digit = DIGIT_LEAST;

    if (count <= FEW) {
        (void)insert(items, count, SIZE_MAX);
        return items;
    }
    while (digit < DIGIT_MOST && count >> digit > 0)
        digit++;
    deal(items, spare, count, digit);
    if (!insert(spare, count, MOVES * count))
        sort_keys(spare, items, count);
    return spare;
}

uint64_t *group_repeats(uint64_t *items, uint64_t *spare, size_t *count)
{
    uint8_t met[1 << MET_BITS];
    unsigned bits = DIGIT_LEAST;
    size_t left = 0;

    while (bits < MET_BITS && MET_ROOM * *count >> bits > 0)
        bits++;
    memset(met, 0, (size_t)1 << bits);
    for (size_t i = 0; i < *count; i++) {
        uint8_t *m = &met[items[i] >> (64 - bits)];

        *m = (uint8_t)(*m << 1 | 1);
    }
    for (size_t i = 0; i < *count; i++) {
        spare[left] = items[i];
        left += met[items[i] >> (64 - bits)] >> 1 & 1;
    }
    *count = left;
    return group_items(spare, items, left);
}
