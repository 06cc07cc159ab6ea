/* open.h - beginning and end of a run */
#ifndef RUN_OPEN_H
#define RUN_OPEN_H

#include "run/state.h"

/* Open inputs and scratch. Whatever the result, run_close releases what is there. */
CHAFF_MUST_USE chaff_status run_open(run *r);
void run_close(run *r);

#endif
