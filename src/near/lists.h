/* lists.h - for every bucket the best-ranked documents that may be looked at in it
 *
 * Always: a list is ascending by rank and holds the first `most` documents that were
 * added; with groups (--across) the first `most` of each group and 2 * most in all, so
 * that a document finds `most` of other groups where there are as many. Who was turned
 * away is remembered, so that a document can tell whether the limit hid anything from
 * it. Memory is linear in the buckets' sizes.
 */
#ifndef NEAR_LISTS_H
#define NEAR_LISTS_H

#include "near/place.h"

typedef struct bucket_lists {
    const place_input *in;
    uint32_t most;
    uint32_t count;            /* buckets */
    uint64_t *first;           /* count + 1: into `ranks` */
    uint32_t *ranks;           /* PLACE_NONE from a list's end to its room's end */
    uint64_t places;           /* in `ranks` */
    bool overflowed;           /* someone was turned away; not taken back by undoing */
    uint64_t bytes;            /* taken from the budget */
} bucket_lists;

/* All lists empty. CHAFF_ERR_LIMIT: the budget does not hold them. */
CHAFF_MUST_USE chaff_status
lists_init(bucket_lists *lists, const place_input *in, uint32_t most, chaff_error *err);
void lists_release(bucket_lists *lists);

/* For walks over ranks: ask the cache for lists of ranks a little after this one. Lists
 * lie anywhere; waiting for each in turn was a third of the time of placing. */
void lists_prefetch(const bucket_lists *lists, uint32_t rank);

/* Whether the document of this rank is in no bucket: most are in none. */
static inline bool lists_none(const bucket_lists *lists, uint32_t rank)
{
    const uint64_t *first = lists->in->candidates->first + lists->in->order[rank];

    return first[0] == first[1];
}

/* The document of this rank enters the lists of all its buckets. Ranks ascend. */
void lists_add(bucket_lists *lists, uint32_t rank);

/* Undo the addition of this rank and of every later one in the buckets of this one. */
void lists_undo(bucket_lists *lists, uint32_t rank);

/* Whether the list of a bucket of this rank's holds the rank `since` or a later one. */
bool lists_meet(const bucket_lists *lists, uint32_t rank, uint32_t since);

/* Ranks low .. high - 1 that stand in the lists of a document's buckets and may be
 * compared with it, once for every bucket; *ranks grows as mem_grow. */
CHAFF_MUST_USE chaff_status
lists_gather(const bucket_lists *lists, uint32_t document, uint32_t low, uint32_t high,
             uint64_t **ranks, size_t *capacity, size_t *count);

/* Whether a document ranked before `rank` was turned away from a bucket of that one's
 * which might have been compared with it. */
bool lists_hide(const bucket_lists *lists, uint32_t rank);

#endif
