/* guard.h - what a source loses: a warning above half, a refusal above --max-removed */
#ifndef RUN_GUARD_H
#define RUN_GUARD_H

#include "run/state.h"

/* Documents removed of each source, and (strip, clean) words cut. CHAFF_ERR_GUARD. */
CHAFF_MUST_USE chaff_status guard_sources(run *r);

#endif
