/* group.c - one pass by as many first bits as nearly tell the items apart, then
 * insertion; what that does not order in a few moves is sorted by all bits
 *
 * Most hashes stand once. Where order is not asked for, a table in the first cache
 * counts how often each value of some first bits is met, four and more values for each
 * item, and only values met again get a place: of items that stand once one in eight is
 * left, and few places hold two hashes.
 */
#include "boiler/group.h"

#include <stdbool.h>
#include <string.h>

#include "base/sort.h"

enum {
    FEW = 12,                  /* items for which insertion alone is quicker */
    DIGIT_LEAST = 4, DIGIT_MOST = 11,
    MOVES = 8,                 /* of an item, on average; more: not hashes */
    MET_BITS = 13, MET_ROOM = 4,
    MET_MOST = UINT16_MAX - GROUP_SPARE        /* items: places are 16 bits */
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

/* Whether item `a` belongs behind `b`, which only matters where their first bits are
 * alike. It can't be guessed, and of two comparisons a compiler makes two branches. */
static inline uint64_t is_behind(uint64_t a, uint64_t b, unsigned bits)
{
    return ((b >> 1) - (a >> 1)) >> 63 & (uint64_t)((a ^ b) <= UINT64_MAX >> bits);
}

/* Items alike in their first `bits` bits stand side by side. False: gave up, some
 * may be out of order. */
static bool insert(uint64_t *items, size_t count, unsigned bits, size_t moves)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t item = items[i];
        size_t at = i;

        for (; at > 0 && is_behind(items[at - 1], item, bits); at--)
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
        (void)insert(items, count, 0, SIZE_MAX);
        return items;
    }
    while (digit < DIGIT_MOST && count >> digit > 0)
        digit++;
    deal(items, spare, count, digit);
    if (!insert(spare, count, 0, MOVES * count))
        sort_keys(spare, items, count);
    return spare;
}

/* How often each value is met; `again` lists those met again. Returns their number. */
static size_t count_values(const uint64_t *restrict items, size_t count, unsigned bits,
                           uint16_t *restrict met, uint16_t *restrict again)
{
    size_t listed = 0;

    for (size_t i = 0; i < count; i++) {
        size_t value = (size_t)(items[i] >> (64 - bits));

        again[listed] = (uint16_t)value;
        listed += met[value]++ == 1;
    }
    return listed;
}

/* Items of values met again go to places of their own, others to place 1, which none of
 * them keeps. Returns how many have places. */
static size_t place_repeats(const uint64_t *restrict items, uint64_t *restrict places,
                            size_t count, unsigned bits)
{
    uint16_t met[1 << MET_BITS], again[(1 << MET_BITS) + 1];
    size_t repeats, next = GROUP_SPARE;

    memset(met, 0, sizeof *met << bits);
    repeats = count_values(items, count, bits, met, again);
    for (size_t i = 0; i < repeats; i++) {
        uint16_t size = met[again[i]];

        met[again[i]] = (uint16_t)next;
        next += size;
    }
    for (size_t i = 0; i < count; i++) {
        uint16_t *m = &met[items[i] >> (64 - bits)];

        places[*m] = items[i];
        *m = (uint16_t)(*m + (*m > 1));
    }
    return next - GROUP_SPARE;
}

uint64_t *group_repeats(uint64_t *items, uint64_t *spare, size_t *count)
{
    unsigned bits = DIGIT_LEAST;

    if (*count > MET_MOST)
        return group_items(items, spare, *count);
    while (bits < MET_BITS && MET_ROOM * *count >> bits > 0)
        bits++;
    *count = place_repeats(items, spare, *count, bits);
    spare += GROUP_SPARE;
    if (!insert(spare, *count, bits, MOVES * *count))
        sort_keys(spare, items, *count);
    return spare;
}
