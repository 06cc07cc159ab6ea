/* truth.h - a sample of texts compared with all texts, exactly and without nomination
 *
 * Every shingle of every text is looked up in an index of the sample's shingles. Of a
 * sampled set x only its rarest |x| - need + 1 shingles are in it, need being the least
 * that any text must share to reach the threshold: a text that shares none of them
 * can't. What has one in common is compared in full. (Prefix filter: Chaudhuri, Ganti,
 * Kaushik: A primitive operator for similarity joins, 2006.) Memory: the sample's sets,
 * at most a quarter of the budget, and the pairs, which spill.
 */
#ifndef RUN_TRUTH_H
#define RUN_TRUTH_H

#include "near/runs.h"
#include "run/state.h"

typedef struct truth {
    run *run;
    uint64_t cut;              /* texts whose number is at most this are sampled */
    uint64_t texts;            /* distinct texts that are compared */
    uint32_t *documents;       /* of sample i */
    uint32_t *numbers;         /* of each document: its sample + 1, or 0 */
    size_t count;
    uint64_t *hashes;          /* set i: from ends[i - 1] to ends[i] */
    size_t *ends;
    struct sort_pair *index;   /* shingle, sample; ascending */
    size_t indexed;
    uint32_t *starts;          /* of the top bits of a shingle: where in the index */
    unsigned bits;
    struct truth_scratch *scratch;     /* one a thread */
    pair_runs *pairs;
    uint64_t taken;            /* of the budget */
} truth;

/* Choose about `wanted` texts, by hash, after the first pass: copies of a text are
 * sampled with it. */
CHAFF_MUST_USE chaff_status truth_sample(truth *t, run *r, uint64_t wanted);
bool truth_samples(const truth *t, uint32_t document);

/* After pairing: find all pairs of a sampled text and any other. */
CHAFF_MUST_USE chaff_status truth_find(truth *t);
/* They come ascending by (a, b), a < b. Once. */
CHAFF_MUST_USE chaff_status
truth_merge(truth *t, place_pair *pair, void *self, chaff_error *err);
void truth_release(truth *t);

#endif
