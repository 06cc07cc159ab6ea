/* summary.h - summary.json: what was run, on what, and what came of it */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include "run/state.h"

/* With digests of the inputs' bytes on disk. Times, memory and threads stand under
 * the one key `run`; all else is the same for equal input and options. */
CHAFF_MUST_USE chaff_status summary_write(run *r, const char *path);

#endif
