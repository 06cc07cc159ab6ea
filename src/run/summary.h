/* summary.h - summary.json: what was run, on what, and what came of it */
#ifndef RUN_SUMMARY_H
#define RUN_SUMMARY_H

#include "report/writer.h"
#include "run/state.h"

/* The keys that are the same for equal input and options, with digests of the inputs'
 * bytes on disk: members of an object that the caller began. */
void summary_append(const run *r, writer *w);
/* summary.json from those keys, and times, memory and threads under one key `run`. */
CHAFF_MUST_USE chaff_status summary_write(run *r, chaff_text keys, const char *path);

#endif
