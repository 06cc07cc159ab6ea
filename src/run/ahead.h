/* ahead.h - sets of shingles made while a stream is unpacked
 *
 * One stream is unpacked by one thread, and the others wait for it. Meanwhile band keys
 * are looked up among those of documents before; the sets of two that meet, and whose
 * lanes are alike, are made and kept until all are placed: that is most of what follows
 * the last block.
 * Always: a guess. It changes when a set is made, and nothing else.
 */
#ifndef RUN_AHEAD_H
#define RUN_AHEAD_H

#include "run/state.h"

/* r->ahead stays NULL where nobody waits, or the budget is small. */
CHAFF_MUST_USE chaff_status ahead_begin(run *r);
void ahead_free(run *r);

/* `spare` of a pipeline; self is the run. */
chaff_status ahead_look(unsigned thread, void *self);

/* The document's set, *count hashes; NULL: it was not made. Where r->ahead is there. */
const uint64_t *ahead_set(const run *r, uint32_t document, size_t *count);

#endif
