/* distinct.h - hashes of one text, sorted and without repeats
 *
 * Hashes are uniform, so one pass by the top bits all but sorts them: a third of the
 * time of a full radix sort. Endless repeats, which crowd one place, go the long way.
 */
#ifndef SKETCH_DISTINCT_H
#define SKETCH_DISTINCT_H

#include "chaff/base.h"

enum { DISTINCT_MOST_BITS = 13 };

/* Scratch of one thread. All zero is valid. */
typedef struct distinct {
    uint64_t *spare;
    size_t spare_capacity;
    uint32_t starts[1 << DISTINCT_MOST_BITS];
} distinct;

void distinct_release(distinct *d);

/* Sort hashes, none above `most`, and drop repeats; *count becomes how many are left.
 * CHAFF_ERR_MEMORY: all stays as it was. */
CHAFF_MUST_USE chaff_status
distinct_sort(distinct *d, uint64_t *hashes, size_t *count, uint64_t most);

#endif
