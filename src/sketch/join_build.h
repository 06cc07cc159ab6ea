/* join_build.h - groups of several columns become buckets; what both joins share
 *
 * A column is one band, or one share of the sampled shingles. Each is grouped by one
 * thread; the groups of all columns together, in their order, are the buckets.
 */
#ifndef SKETCH_JOIN_BUILD_H
#define SKETCH_JOIN_BUILD_H

#include "base/hash.h"
#include "sketch/grouper.h"
#include "sketch/join.h"

typedef struct join_work {
    const join_input *in;
    budget *memory;
    uint64_t *active;          /* one bit a document */
    size_t columns, most;      /* most: entries of the fullest column */
    /* Sift all keys of one column, the same each time; what is left and active is
     * added. Any thread. */
    chaff_status (*fill)(const struct join_work *work, size_t column, grouper *g);
    const void *self;          /* of fill */
    grouper *groupers;         /* one a thread */
    group_list *lists;         /* one a column */
} join_work;

/* Bits of active documents. Free with join_free_active. */
CHAFF_MUST_USE chaff_status join_find_active(join_work *work, chaff_error *err);
void join_free_active(join_work *work);

CHAFF_MUST_USE chaff_status
join_build(join_work *work, unsigned threads, buckets *out, chaff_error *err);

chaff_status join_refused(const join_work *work, uint64_t bytes, chaff_error *err);

static inline bool join_is_active(const join_work *work, uint32_t document)
{
    return work->active[document / 64] >> document % 64 & 1;
}

/* A key and its document's group, mixed: equal only if both are. */
static inline uint64_t join_mix_group(const join_input *in, uint64_t key,
                                      uint32_t document)
{
    return hash_mix(hash_mix(key) + in->group(in->self, document));
}

#endif
