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

#ifdef __cplusplus
}
#endif
#endif
