/* texts.h - word-for-word equal documents are one text
 *
 * The best ranked document of each text stands for it in all that follows; so a flood
 * of equal copies costs as much as one of them.
 */
#ifndef RUN_TEXTS_H
#define RUN_TEXTS_H

#include "run/state.h"

/* Fill in r->texts for all documents: itself for those that do not stand in `order`.
 * Under --by equal documents of different groups are different texts; under --across
 * nothing is collapsed. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
texts_collapse(run *r, const uint32_t *order, uint32_t ranked);

#endif
