/* compare.c - the threshold as a number of shared hashes, and merging up to it
 *
 * In: two ascending sets. Out: how many hashes are in both, exact whenever the
 * threshold is reached. Always: the answer depends on the sets and the threshold alone.
 */
#include "near/compare.h"

#include <string.h>

enum {
    STRIDE = 16,               /* steps between looks at what can still be reached */
    SKEW = 8                   /* from this ratio of sizes on searching beats merging */
};

/* What rounding may take from a quotient of two counts: 4 of 5 reaches 0.8. */
static const double SLACK = 1e-12;

static uint64_t smaller(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static bool reaches(compare_rule rule, double threshold, uint64_t a, uint64_t b,
                    uint64_t shared)
{
    uint64_t whole = rule == COMPARE_JACCARD ? a + b - shared
                   : rule == COMPARE_A_IN_B  ? a
                                             : smaller(a, b);

    return (double)shared >= threshold * (double)whole * (1 - SLACK);
}

uint64_t compare_need(compare_rule rule, double threshold, uint64_t a_count,
                      uint64_t b_count)
{
    uint64_t most = smaller(a_count, b_count);
    double share = rule == COMPARE_JACCARD ? threshold / (1 + threshold) : threshold;
    double whole = rule == COMPARE_JACCARD ? (double)a_count + (double)b_count
                 : rule == COMPARE_A_IN_B  ? (double)a_count
                                           : (double)most;
    double guess = share * whole - 2;      /* low by more than rounding can be off */
    uint64_t need = 1;                     /* without a shared hash nothing is alike */

    if (!(guess <= (double)most))
        return most + 1;
    if (guess > 1)
        need = (uint64_t)guess;
    while (need <= most && !reaches(rule, threshold, a_count, b_count, need))
        need++;
    return need;
}

/* From both ends at once: two chains of dependent loads in flight instead of one, and
 * no branch on the values, which are random. */
static uint64_t merge_sets(const uint64_t *a, size_t a_end, const uint64_t *b,
                           size_t b_end, uint64_t need)
{
    size_t i = 0, j = 0;       /* left to merge: a[i .. a_end - 1], b[j .. b_end - 1] */
    uint64_t shared = 0;

    while (a_end - i >= 2 * STRIDE && b_end - j >= 2 * STRIDE) {
        uint64_t within_reach;

        for (int step = 0; step < STRIDE; step++) {
            uint64_t x = a[i], y = b[j], u = a[a_end - 1], v = b[b_end - 1];

            shared += (uint64_t)(x == y) + (uint64_t)(u == v);
            i += x <= y;
            j += y <= x;
            a_end -= u >= v;
            b_end -= v >= u;
        }
        within_reach = shared + smaller(a_end - i, b_end - j);
        if (within_reach < need)
            return within_reach;
    }
    while (i < a_end && j < b_end) {
        uint64_t x = a[i], y = b[j];

        shared += x == y;
        i += x <= y;
        j += y <= x;
    }
    return shared;
}

/* First place at or after `start` whose hash is not below `key`: steps that double,
 * then halving between the last two. */
static size_t seek(const uint64_t *set, size_t start, size_t count, uint64_t key)
{
    size_t step = 1, low = start, high;

    while (low < count && set[low] < key) {
        start = low + 1;
        low = step < count - low ? low + step : count;
        step *= 2;
    }
    high = low;
    while (start < high) {
        size_t middle = start + (high - start) / 2;

        if (set[middle] < key)
            start = middle + 1;
        else
            high = middle;
    }
    return start;
}

static uint64_t search_sets(const uint64_t *few, size_t few_count, const uint64_t *many,
                            size_t many_count, uint64_t need)
{
    uint64_t shared = 0;
    size_t at = 0;

    for (size_t i = 0; i < few_count; i++) {
        uint64_t within_reach = shared + smaller(few_count - i, many_count - at);

        if (within_reach < need || at == many_count)
            return within_reach;
        at = seek(many, at, many_count, few[i]);
        shared += at < many_count && many[at] == few[i];
    }
    return shared;
}

uint64_t compare_sets(const uint64_t *a, size_t a_count, const uint64_t *b,
                      size_t b_count, uint64_t need)
{
    if (need > smaller(a_count, b_count))
        return 0;
    if (a_count / SKEW >= b_count)
        return search_sets(b, b_count, a, a_count, need);
    if (b_count / SKEW >= a_count)
        return search_sets(a, a_count, b, b_count, need);
    return merge_sets(a, a_count, b, b_count, need);
}

/* Equal bytes, eight at a time: where they differ by 0, a byte's high bit is left.
 * 1,024 lanes at most leave each byte's sum at most 128. */
uint32_t compare_lanes(const uint8_t *a, const uint8_t *b, uint32_t count)
{
    const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t sums = 0;
    uint32_t equal = 0, i = 0;

    for (; count - i >= 8; i += 8) {
        uint64_t x, y;

        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        x ^= y;
        sums += ~(((x & low7) + low7) | x | low7) >> 7;
    }
    for (; i < count; i++)
        equal += a[i] == b[i];
    for (int byte = 0; byte < 8; byte++)
        equal += (uint32_t)(sums >> 8 * byte & 0xFF);
    return equal;
}

void likeness_of_counts(uint64_t a_count, uint64_t b_count, uint64_t shared,
                        chaff_likeness *out)
{
    uint64_t either = a_count + b_count - shared;

    out->a_count = a_count;
    out->b_count = b_count;
    out->shared = shared;
    out->jaccard = either ? (double)shared / (double)either : 0;
    out->a_in_b = a_count ? (double)shared / (double)a_count : 0;
    out->b_in_a = b_count ? (double)shared / (double)b_count : 0;
}

void likeness_of_sets(const uint64_t *a, size_t a_count, const uint64_t *b,
                      size_t b_count, chaff_likeness *out)
{
    uint64_t shared = compare_sets(a, a_count, b, b_count, 0);

    likeness_of_counts(a_count, b_count, shared, out);
}
