/* group.c - as many bits of a hash as there are records nearly tell them apart
 *
 * Two passes by the low bits, where a full sort of these keys takes six; the few
 * records that share those bits and still differ are sorted for themselves.
 */
#include "boiler/group.h"

#include <stdbool.h>
#include <string.h>

enum { DIGIT_MOST = 11, RUN_MOST = 48 };

/* One stable pass by `bits` bits of the key. */
static void deal(const sort_pair *from, sort_pair *to, size_t count, unsigned shift,
                 unsigned bits)
{
    size_t starts[1 << DIGIT_MOST] = {0}, sum = 0;
    uint64_t mask = (UINT64_C(1) << bits) - 1;

    for (size_t i = 0; i < count; i++)
        starts[from[i].key >> shift & mask]++;
    for (size_t d = 0; d <= mask; d++) {
        size_t here = starts[d];

        starts[d] = sum;
        sum += here;
    }
    for (size_t i = 0; i < count; i++)
        to[starts[from[i].key >> shift & mask]++] = from[i];
}

static void sort_run(sort_pair *pairs, sort_pair *spare, size_t count)
{
    if (count > RUN_MOST) {
        sort_pairs(pairs, spare, count);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        sort_pair pair = pairs[i];
        size_t at = i;

        for (; at > 0 && pairs[at - 1].key > pair.key; at--)
            pairs[at] = pairs[at - 1];
        pairs[at] = pair;
    }
}

void group_pairs(sort_pair *pairs, sort_pair *spare, size_t count)
{
    unsigned digit = 4;
    uint64_t mask;

    while (digit < DIGIT_MOST && count >> (2 * digit) > 0)
        digit++;
    mask = (UINT64_C(1) << (2 * digit)) - 1;
    deal(pairs, spare, count, 0, digit);
    deal(spare, pairs, count, digit, digit);
    for (size_t i = 0, end; i < count; i = end) {
        bool same = true;

        for (end = i + 1; end < count &&
             (pairs[end].key & mask) == (pairs[i].key & mask); end++)
            same &= pairs[end].key == pairs[i].key;
        if (!same)
            sort_run(pairs + i, spare, end - i);
    }
}
