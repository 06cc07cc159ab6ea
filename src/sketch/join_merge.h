/* join_merge.h - buckets of two joins over the same documents become one set */
#ifndef SKETCH_JOIN_MERGE_H
#define SKETCH_JOIN_MERGE_H

#include "sketch/join.h"

/* The buckets of `more` are numbered behind those of `into`. `more` is released
 * whatever the result; on failure `into` stays as it was. */
CHAFF_MUST_USE chaff_status
buckets_merge(buckets *into, buckets *more, budget *memory, chaff_error *err);

#endif
