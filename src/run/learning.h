/* learning.h - --learn: what stripping has learnt goes into a model file */
#ifndef RUN_LEARNING_H
#define RUN_LEARNING_H

#include "run/state.h"

/* After the passages are committed. */
CHAFF_MUST_USE chaff_status learning_save(run *r);

#endif
