/* place.h - candidates are verified; each document finds the one that stands for it
 *
 * In: buckets of the join, the order of ranks, pre-filter lanes, a way to get a
 * document's set of shingles. Out: for every document the kept document it is a copy
 * of, exactly measured; and, on demand, every verified pair.
 *
 * Always: every copy has an exact similarity >= threshold with a KEPT document; no two
 * kept documents that share a bucket reach it, except where a cap bit (counted); the
 * result depends on the input and options alone, not on threads or memory.
 */
#ifndef NEAR_PLACE_H
#define NEAR_PLACE_H

#include "near/compare.h"
#include "sketch/join.h"

enum {
    PLACE_BLOCK = 4096,        /* ranks placed together; two counts depend on it */
    PLACE_PER_BUCKET = 64,     /* kept documents of one bucket that are looked at (C) */
    PLACE_VERIFY = 64          /* exact comparisons a document (V) */
};
#define PLACE_NONE UINT32_MAX

typedef struct place_input {
    uint32_t documents;
    const buckets *candidates;
    const uint32_t *order;     /* documents, best rank first; the others take no part */
    uint32_t ranked;           /* how many stand in `order` */
    const uint8_t *pinned;     /* 1: always kept (--against), ranks first; NULL: none */
    bool only_pinned;          /* only pinned documents stand for others */
    /* 8-bit lanes, `slots` a document; a pair with fewer than least_lanes equal ones is
     * not compared. Any thread; borrowed until that thread's next call but one.
     * NULL: no pre-filter. */
    chaff_status (*lanes)(void *self, unsigned thread, uint32_t document,
                          const uint8_t **out);
    uint32_t slots, least_lanes;
    uint32_t least_shared;     /* buckets a pair must share, at least 1; 1 for bands */
    uint32_t per_bucket;       /* C; PLACE_PER_BUCKET */
    /* Pairs only between different groups (--across), C counted for each; NULL: all. */
    uint64_t (*across)(void *self, uint32_t document);
    /* The document's distinct shingle hashes, ascending, at the front of *set, which
     * grows as by mem_grow; *count of them. Any thread. */
    chaff_status (*set)(void *self, unsigned thread, uint32_t document, uint64_t **set,
                        size_t *capacity, size_t *count, chaff_error *err);
    /* The same if it is there already, borrowed until all are placed; NULL: it is not.
     * Any thread. NULL: none is. */
    const uint64_t *(*ready)(void *self, uint32_t document, size_t *count);
    /* Now and then, by one thread: so many ranks are done. A failure ends the call.
     * NULL: nobody asks. */
    chaff_status (*passed)(void *self, uint32_t ranks);
    void *self;
    uint64_t hashes;           /* that all sets together hold, at most; 0: unknown */
    double threshold;
    bool containment;          /* d is a copy when |d and kept| / |d| >= threshold */
    unsigned threads;
    budget *memory;            /* shingle sets are cached inside it */
} place_input;

typedef struct place_counts {
    uint64_t candidates;       /* pairs that shared enough buckets and were looked at */
    uint64_t filtered;         /* of those, dropped by the lanes before a match */
    uint64_t verified;         /* compared exactly */
    /* Documents that a cap may have left without a match (place_stars) or a pair:
     * candidates hidden by a bucket's cap; comparisons, or pairs, used up. */
    uint64_t bucket_caps, verify_caps, pair_caps;
} place_counts;

typedef struct place_row {
    uint32_t document, kept;
    chaff_likeness likeness;   /* a = document, b = kept */
} place_row;

typedef struct place_result {
    uint32_t *kept;            /* for each document: the kept one, or PLACE_NONE */
    place_row *rows;           /* for each copy, ascending by document */
    size_t row_count;
    place_counts counts;
    budget *memory;            /* of what is above, `taken` bytes */
    uint64_t taken;
} place_result;

CHAFF_MUST_USE chaff_status
place_stars(const place_input *in, place_result *out, chaff_error *err);
void place_release(place_result *result);

/* Every verified pair at or above the threshold (containment: in either direction), at
 * most `per_document` for each document with those ranked before it, most shared
 * buckets first, then rank. `pair` is called by one thread in ascending order of
 * (a, b), a < b; a failure it returns ends the call. No pair has both pinned. */
typedef chaff_status place_pair(void *self, uint32_t a, uint32_t b,
                                const chaff_likeness *likeness);
CHAFF_MUST_USE chaff_status
place_pairs(const place_input *in, uint32_t per_document, place_pair *pair,
            void *pair_self, place_counts *counts, chaff_error *err);

#endif
