/* candidates.h - one thread's scratch: whom a document may be compared with, in order
 *
 * In: a document, bucket lists, lanes and sets. Out: its candidates by buckets shared
 * (most first), then rank; whether the lanes let one pass; the hashes two share.
 * Always: nothing here depends on other threads, and nothing is allocated for a
 * document once the scratch has grown to the largest.
 */
#ifndef NEAR_CANDIDATES_H
#define NEAR_CANDIDATES_H

#include "near/compare.h"
#include "near/kin.h"
#include "near/lists.h"
#include "near/sets.h"

/* A candidate as a number: ascending numbers are the order of comparison. */
typedef uint64_t candidate;

static inline candidate candidate_make(uint32_t shared, uint32_t rank)
{
    return (uint64_t)(UINT32_MAX - shared) << 32 | rank;
}

static inline uint32_t candidate_rank(candidate c)
{
    return (uint32_t)c;
}

typedef struct seeker {
    const place_input *in;
    unsigned thread;
    set_cache sets;
    candidate *found, *spare;  /* of the document last sought */
    size_t found_capacity, spare_capacity, found_count;
    uint32_t *tally;           /* of ranks, where they are counted */
    size_t tally_capacity;
    uint8_t *lanes;            /* of lanes_of */
    uint32_t lanes_of;
    shingle_set own;           /* of own_of; in `copied`, if it would not stay */
    uint64_t *copied;
    size_t copied_capacity;
    uint32_t own_of;
    kin kin;
    place_counts counts;
    chaff_error err;
} seeker;

/* Candidates of the document of rank `rank` among the ranks low .. high - 1. */
CHAFF_MUST_USE chaff_status
seeker_find(seeker *s, const bucket_lists *lists, uint32_t rank, uint32_t low,
            uint32_t high);

/* Whether enough lanes of the two are equal; the lanes of `document` are kept. */
CHAFF_MUST_USE chaff_status
seeker_filter(seeker *s, uint32_t document, uint32_t other, bool *passes);

/* The set of `document`, kept until another one is asked for here. */
CHAFF_MUST_USE chaff_status seeker_own(seeker *s, uint32_t document, shingle_set *out);

/* The set of another one, borrowed until the next call. */
CHAFF_MUST_USE chaff_status
seeker_other(seeker *s, uint32_t document, shingle_set *out);

/* Compare the two sets; *reached, and if so what they share. */
void seeker_compare(seeker *s, compare_rule rule, shingle_set a, shingle_set b,
                    bool *reached, uint64_t *shared);

/* The same with a document, for one that meets many (kin_choose came before, or
 * kin_forget); *count of hashes in the other's set. */
CHAFF_MUST_USE chaff_status
seeker_meet(seeker *s, compare_rule rule, shingle_set own, uint32_t other,
            bool *reached, uint64_t *shared, size_t *count);

/* One seeker a thread, and the sum of what they counted. */
CHAFF_MUST_USE chaff_status
seekers_new(seeker **out, const place_input *in, unsigned threads, chaff_error *err);
void seekers_free(seeker *seekers, unsigned threads);
void seekers_count(const seeker *seekers, unsigned threads, place_counts *counts);
/* The sentence of the seeker that failed with this status. */
chaff_status seekers_error(const seeker *seekers, unsigned threads, chaff_status status,
                           chaff_error *err);

#endif
