/* compare.h - two sets of shingles, exactly compared
 *
 * A set is ascending distinct hashes. A pair is first turned into the least number of
 * shared hashes that reaches the threshold, then merged no further than needed to tell.
 */
#ifndef NEAR_COMPARE_H
#define NEAR_COMPARE_H

#include "chaff/verify.h"

typedef enum compare_rule {
    COMPARE_JACCARD,           /* shared / (a + b - shared) */
    COMPARE_A_IN_B,            /* shared / a */
    COMPARE_EITHER             /* shared / the smaller one */
} compare_rule;

/* Least number of shared hashes with which sets of these sizes reach the threshold.
 * More than the smaller size: they never do. */
uint64_t compare_need(compare_rule rule, double threshold, uint64_t a_count,
                      uint64_t b_count);

/* Hashes in both sets where these are `need` or more; some number below `need` where
 * they are fewer. */
uint64_t compare_sets(const uint64_t *a, size_t a_count, const uint64_t *b,
                      size_t b_count, uint64_t need);

/* Equal bytes of two sketches' lanes, at most 1,024 of them. */
uint32_t compare_lanes(const uint8_t *a, const uint8_t *b, uint32_t count);

void likeness_of_counts(uint64_t a_count, uint64_t b_count, uint64_t shared,
                        chaff_likeness *out);

/* The exact likeness of two sets. */
void likeness_of_sets(const uint64_t *a, size_t a_count, const uint64_t *b,
                      size_t b_count, chaff_likeness *out);

#endif
