/* targets.h - from inputs to output files: one for all, or one for each in a folder
 *
 * Refusals come from targets_plan, before anything is written: two inputs for one
 * output, kinds of input that can't share a file. That no output is an input is seen
 * to in outputs.c.
 */
#ifndef RUN_TARGETS_H
#define RUN_TARGETS_H

#include "run/state.h"

typedef struct targets targets;

/* `path` NULL: there is no output, and nothing is refused. CHAFF_ERR_GUARD, _OPTION,
 * _IO. */
CHAFF_MUST_USE chaff_status targets_plan(targets **out, const run *r, const char *path);
/* One output file that can be written: CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status targets_check_file(const run *r, const char *path);
/* There already: fine; made: it goes again if the run fails. */
CHAFF_MUST_USE chaff_status targets_make_folder(const run *r, const char *path);
/* What the removed records are called in a run folder: by their kind, so that the name
 * says what is in it; "removed/" where the kinds differ. */
const char *targets_removed_name(const run *r);
void targets_free(targets *t);         /* what is not committed is discarded */
/* Calls visit for every file that may be written, until it fails. */
CHAFF_MUST_USE chaff_status
targets_each(targets *t, const run *r,
             chaff_status (*visit)(const char *name, void *self), void *self);

bool targets_any(const targets *t);
/* Whether documents of this input become JSON lines (text files in a file of
 * records). */
bool targets_as_json(const targets *t, uint32_t input);

/* Append records of one input; inputs come in order. */
CHAFF_MUST_USE chaff_status targets_write(targets *t, run *r, uint32_t input,
                                          const buffer *records);
CHAFF_MUST_USE chaff_status targets_commit(targets *t, run *r);

#endif
