/* guard.h - what a source loses: a warning above half, a refusal above --max-removed;
 * and a warning when the corpus loses much of its prose */
#ifndef RUN_GUARD_H
#define RUN_GUARD_H

#include "run/state.h"

/* Documents removed of each source, and (strip, clean) words cut. CHAFF_ERR_GUARD. */
CHAFF_MUST_USE chaff_status guard_sources(run *r);
/* Above a twentieth of all running prose: one line that names the passages behind
 * it. */
CHAFF_MUST_USE chaff_status guard_prose(run *r);

typedef struct source_loss {   /* --against not counted */
    uint64_t documents, removed, words, cut;
} source_loss;

/* Of each source, by its number. Yours. */
CHAFF_MUST_USE chaff_status guard_losses(run *r, source_loss **out);
/* What the guard judges by, 0 to 100. */
double guard_percent(const source_loss *l);

#endif
