/* overlap.h - where in a text the shingles stand that another text has too
 *
 * The very shingles that were counted as shared, not a second comparison.
 */
#ifndef NEAR_OVERLAP_H
#define NEAR_OVERLAP_H

#include "base/mem.h"
#include "sketch/worker.h"

typedef struct passage_range {
    size_t start, end;         /* bytes of the text, half-open, on word boundaries */
} passage_range;

/* Append a passage_range for each run of shingles of `text` that are in `set`
 * (ascending, `count` hashes: worker_set of the other text with this worker's recipe).
 * Ranges ascend and do not overlap; shingles that share a word are one range.
 * CHAFF_ERR_MEMORY, CHAFF_ERR_LIMIT: as chaff_verify. */
CHAFF_MUST_USE chaff_status
overlap_find(chaff_worker *worker, chaff_text text, const uint64_t *set, size_t count,
             buffer *ranges);

#endif
