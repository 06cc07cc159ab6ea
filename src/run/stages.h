/* stages.h - the stages of a run that others than chaff_run go through, too
 *
 * explain and audit read and compare as `find` does and then look into the run itself,
 * so that what they tell is what happens.
 */
#ifndef RUN_STAGES_H
#define RUN_STAGES_H

#include "run/state.h"

/* A run from its options to its release: settle them, call the stages, close. */
CHAFF_MUST_USE chaff_status
run_conduct(const chaff_run_options *options, chaff_report *report,
            chaff_status (*stages)(run *r, void *self), void *self, chaff_error *err);

/* In this order, after run_open: every record; the passages (strip, clean); figures. */
CHAFF_MUST_USE chaff_status run_read(run *r);
CHAFF_MUST_USE chaff_status run_strip(run *r);
void run_count(run *r);

#endif
