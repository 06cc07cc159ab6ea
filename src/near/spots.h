/* spots.h - what is known of a block of documents before the serial walk passes them
 *
 * In parallel, each document of the block is compared with those that stood in the
 * lists when the block began, in order, up to the first that it reaches: what comes
 * before the block can't change any more. Then those meet that may meet inside the
 * block: had all of them that have no match yet been kept, whom would each be compared
 * with? Of these comparisons the walk uses those that come to pass.
 * Always: a spot depends on the lists alone, not on threads; sets that did not stay
 * are fetched and compared by the walk.
 */
#ifndef NEAR_SPOTS_H
#define NEAR_SPOTS_H

#include "near/candidates.h"

typedef struct meeting {       /* with an earlier one of the block; the lanes pass it */
    uint32_t rank;
    uint32_t shared;
    bool compared, reached;    /* reached: the threshold */
} meeting;

typedef struct spot {
    /* Those kept before the block that it was compared with, and one too many; and its
     * meetings: each in the trail of a thread. */
    unsigned earlier_by, met_by;
    uint32_t earlier_count, meeting_count;
    size_t earlier_at, meetings_at;
    bool matched;              /* the last of the earlier ones reaches the threshold */
    uint64_t shared, own_count, kept_count;    /* of that one */
    bool meets;                /* its lists may hold an earlier one of the block */
    _Atomic bool wanted;       /* and they may be compared */
    shingle_set set;           /* of it, if it stays */
} spot;

typedef struct trail {         /* what one thread found, document after document */
    candidate *earlier;
    meeting *meetings;
    size_t earlier_count, earlier_room, meeting_count, meeting_room;
} trail;

typedef struct spots {
    const place_input *in;
    unsigned threads;
    bucket_lists *lists;       /* borrowed */
    seeker *seekers;           /* one a thread; the serial walk uses the first */
    trail *trails;
    spot *all;                 /* of the ranks start .. end - 1 */
    uint64_t bytes;            /* taken from the budget */
    uint32_t start, end;
} spots;

/* Room for blocks of PLACE_BLOCK. On failure `s` still has to be released. */
CHAFF_MUST_USE chaff_status
spots_init(spots *s, const place_input *in, bucket_lists *lists, chaff_error *err);
void spots_release(spots *s);

/* Look at the ranks start .. end - 1. The lists are as they were in the end. */
CHAFF_MUST_USE chaff_status spots_look(spots *s, uint32_t start, uint32_t end);

static inline spot *spots_at(const spots *s, uint32_t rank)
{
    return &s->all[rank - s->start];
}

static inline const candidate *spots_earlier(const spots *s, const spot *at)
{
    return at->earlier_count ? s->trails[at->earlier_by].earlier + at->earlier_at
                             : NULL;
}

/* Its meeting with the document of `rank`; NULL: none was foreseen. */
const meeting *spots_meeting(const spots *s, const spot *at, uint32_t rank);

static inline bool place_is_pinned(const place_input *in, uint32_t rank)
{
    return in->pinned && in->pinned[in->order[rank]];
}

/* Whether others may be its copies. */
static inline bool place_may_stand(const place_input *in, uint32_t rank)
{
    return !in->only_pinned || place_is_pinned(in, rank);
}

static inline compare_rule place_rule(const place_input *in)
{
    return in->containment ? COMPARE_A_IN_B : COMPARE_JACCARD;
}

#endif
