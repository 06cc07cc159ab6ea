/* stripping.h - the second pass of strip and clean: spans of every document, and for
 * clean the sketch of what is left */
#ifndef RUN_STRIPPING_H
#define RUN_STRIPPING_H

#include "run/state.h"

CHAFF_MUST_USE chaff_status strip_documents(run *r);

#endif
