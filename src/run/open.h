/* open.h - beginning and end of a run */
#ifndef RUN_OPEN_H
#define RUN_OPEN_H

#include "run/state.h"

/* Open inputs and scratch. Whatever the result, run_close releases what is there. */
CHAFF_MUST_USE chaff_status run_open(run *r);
void run_close(run *r);
/* A boilerplate model by the options of the run. */
CHAFF_MUST_USE chaff_status open_model(chaff_boiler **out, run *r);

/* Blocks, scratch and the program itself are not counted one by one: room for them
 * is set aside, so that the whole process stays inside the budget (measured: 5 MiB a
 * thread and 12 MiB in all). */
static inline uint64_t open_fixed_bytes(unsigned threads)
{
    return (UINT64_C(12) << 20) + ((uint64_t)threads * 5 << 20);
}

#endif
