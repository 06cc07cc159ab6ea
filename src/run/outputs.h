/* outputs.h - what a run will write is looked at before it does any work */
#ifndef RUN_OUTPUTS_H
#define RUN_OUTPUTS_H

#include "run/state.h"

/* Each output has a place of its own, none is an input, all can be written; the run
 * folder is there. CHAFF_ERR_GUARD, _OPTION, _IO. */
CHAFF_MUST_USE chaff_status outputs_check(run *r);

/* Before a run that writes one table and nothing else. */
CHAFF_MUST_USE chaff_status outputs_check_table(run *r, const char *option,
                                                const char *path);

/* "DIR/name" of a file in the run folder; NULL where none is wanted. */
const char *run_dir_path(const run *r, const char *name, char path[4096]);

/* Files of an earlier run into the same folder that this one does not write would pass
 * for its own: a warning names them. */
void run_dir_tell_old(const run *r);

#endif
