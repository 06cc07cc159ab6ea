/* sort.c - radix sort, eight bits a pass, stable
 *
 * All histograms are taken in one walk. Digits that tell nothing apart are skipped;
 * so are the low ones once the high ones leave a few keys together: hashes need three
 * passes of eight and a short insertion. What was guessed wrong is noticed by the
 * number of moves and sorted by all digits.
 */
#include "base/sort.h"

#include <string.h>

enum {
    DIGITS = 8,
    VALUES = 256,
    SMALL = 64,
    TOGETHER = 4,              /* keys that the chosen digits may leave together */
    MOVES = 8                  /* an insertion may make for each key, or it was wrong */
};

typedef size_t histogram[DIGITS][VALUES];

/* Digits to sort by, least significant first. */
typedef struct plan {
    int digits[DIGITS];
    int count;
    bool whole;                /* no other digit tells keys apart */
} plan;

static void starts_from_counts(size_t counts[VALUES])
{
    size_t start = 0;

    for (int v = 0; v < VALUES; v++) {
        size_t count = counts[v];

        counts[v] = start;
        start += count;
    }
}

static size_t largest_of(const size_t counts[VALUES])
{
    size_t largest = 0;

    for (int v = 0; v < VALUES; v++)
        largest = counts[v] > largest ? counts[v] : largest;
    return largest;
}

/* From the top digit down; a digit is worth count / its largest count. */
static plan choose_digits(histogram counts, size_t count, bool all)
{
    plan p = {.whole = true};
    double apart = 1;

    for (int d = DIGITS - 1; d >= 0; d--) {
        size_t largest = largest_of(counts[d]);

        if (largest == count)
            continue;
        p.whole = all || apart * TOGETHER < (double)count;
        if (!p.whole)
            break;
        apart *= (double)count / (double)largest;
        memmove(p.digits + 1, p.digits, (size_t)p.count++ * sizeof *p.digits);
        p.digits[0] = d;
    }
    return p;
}

/* Insertion that gives up when it takes too long; what it did does no harm. */
static bool insert_keys(uint64_t *keys, size_t count, size_t moves)
{
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t j = i;

        for (; j > 0 && keys[j - 1] > key; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
        if (i - j > moves)
            return false;
        moves -= i - j;
    }
    return true;
}

static bool keys_ascend(const uint64_t *keys, size_t count)
{
    size_t i = 1;

    while (i < count && keys[i - 1] <= keys[i])
        i++;
    return i >= count;
}

/* False: some keys may still be out of order. */
static bool pass_keys(uint64_t *keys, uint64_t *spare, size_t count, bool all)
{
    histogram counts;
    uint64_t *from = keys, *to = spare;
    plan p;

    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++)
        for (int d = 0; d < DIGITS; d++)
            counts[d][keys[i] >> (8 * d) & 0xFF]++;
    p = choose_digits(counts, count, all);
    for (int pass = 0; pass < p.count; pass++) {
        int d = p.digits[pass];
        uint64_t *swap = from;

        starts_from_counts(counts[d]);
        for (size_t i = 0; i < count; i++)
            to[counts[d][from[i] >> (8 * d) & 0xFF]++] = from[i];
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, count * sizeof *keys);
    return p.whole;
}

/* Below SMALL items insertion beats eight histograms. */
void sort_keys(uint64_t *keys, uint64_t *spare, size_t count)
{
    if (count < SMALL)
        (void)insert_keys(keys, count, SIZE_MAX);
    else if (!keys_ascend(keys, count) && !pass_keys(keys, spare, count, false) &&
             !insert_keys(keys, count, MOVES * count))
        (void)pass_keys(keys, spare, count, true);
}

static bool insert_pairs(sort_pair *pairs, size_t count, size_t moves)
{
    for (size_t i = 1; i < count; i++) {
        sort_pair pair = pairs[i];
        size_t j = i;

        for (; j > 0 && pairs[j - 1].key > pair.key; j--)
            pairs[j] = pairs[j - 1];
        pairs[j] = pair;
        if (i - j > moves)
            return false;
        moves -= i - j;
    }
    return true;
}

static bool pairs_ascend(const sort_pair *pairs, size_t count)
{
    size_t i = 1;

    while (i < count && pairs[i - 1].key <= pairs[i].key)
        i++;
    return i >= count;
}

static bool pass_pairs(sort_pair *pairs, sort_pair *spare, size_t count, bool all)
{
    histogram counts;
    sort_pair *from = pairs, *to = spare;
    plan p;

    memset(counts, 0, sizeof counts);
    for (size_t i = 0; i < count; i++)
        for (int d = 0; d < DIGITS; d++)
            counts[d][pairs[i].key >> (8 * d) & 0xFF]++;
    p = choose_digits(counts, count, all);
    for (int pass = 0; pass < p.count; pass++) {
        int d = p.digits[pass];
        sort_pair *swap = from;

        starts_from_counts(counts[d]);
        for (size_t i = 0; i < count; i++)
            to[counts[d][from[i].key >> (8 * d) & 0xFF]++] = from[i];
        from = to;
        to = swap;
    }
    if (from != pairs)
        memcpy(pairs, from, count * sizeof *pairs);
    return p.whole;
}

void sort_pairs(sort_pair *pairs, sort_pair *spare, size_t count)
{
    if (count < SMALL)
        (void)insert_pairs(pairs, count, SIZE_MAX);
    else if (!pairs_ascend(pairs, count) && !pass_pairs(pairs, spare, count, false) &&
             !insert_pairs(pairs, count, MOVES * count))
        (void)pass_pairs(pairs, spare, count, true);
}

size_t sort_unique(uint64_t *keys, size_t count)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++)
        if (!kept || keys[kept - 1] != keys[i])
            keys[kept++] = keys[i];
    return kept;
}

bool sort_holds(const uint64_t *keys, size_t count, uint64_t key)
{
    size_t low = 0, high = count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (keys[middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && keys[low] == key;
}
