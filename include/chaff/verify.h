/* chaff/verify.h - two texts, exactly compared */
#ifndef CHAFF_VERIFY_H
#define CHAFF_VERIFY_H

#include "chaff/sketch.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_likeness {
    uint64_t a_count;          /* distinct shingles of a */
    uint64_t b_count;
    uint64_t shared;           /* distinct shingles in both */
    double jaccard;            /* shared / (a_count + b_count - shared); empty: 0 */
    double a_in_b;             /* shared / a_count; 0 if a is empty */
    double b_in_a;
} chaff_likeness;

/* No sampling: every shingle of both texts is counted, so the figures are exact up
 * to collisions of 64-bit hashes. CHAFF_ERR_MEMORY, CHAFF_ERR_LIMIT. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_verify(chaff_worker *worker, chaff_text a, chaff_text b, chaff_likeness *out);

/* A stretch of words that both texts have: a run of shingles that follow each other in
 * both. Bytes, half-open, from the first character of a word to the last of another. */
typedef struct chaff_shared {
    size_t a_start, a_end, b_start, b_end;
    /* One of those that stand in the same order in both texts, chosen so that they hold
     * the most shingles; these do not overlap. The others stand elsewhere, or again. */
    bool aligned;
} chaff_shared;

/* What both texts have, ascending by a_start: the shingles that chaff_verify counts,
 * not a second comparison. A word of either text lies inside some stretch exactly when
 * a shingle with that word in it is in both. Free *out with chaff_shared_free; it is
 * NULL if there is nothing. Linear but for sorting; about 100 bytes a word.
 * CHAFF_ERR_MEMORY, CHAFF_ERR_LIMIT. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_verify_shared(const chaff_worker *worker, chaff_text a, chaff_text b,
                    chaff_shared **out, size_t *count);
CHAFF_API void chaff_shared_free(chaff_shared *shared);

#ifdef __cplusplus
}
#endif
#endif
