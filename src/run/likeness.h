/* likeness.h - how like a removed document is to the kept one, once all are placed */
#ifndef RUN_LIKENESS_H
#define RUN_LIKENESS_H

#include "run/state.h"

/* The exact likeness of a removed document (a) with the kept one (b). */
CHAFF_MUST_USE chaff_status run_likeness(const run *r, kit *k, uint32_t document,
                                         chaff_likeness *out, chaff_error *err);

/* Of two documents with this text: they share all shingles, which are counted once for
 * calls in a row. */
CHAFF_MUST_USE chaff_status run_equal_likeness(const run *r, kit *k, uint32_t text,
                                               chaff_likeness *out, chaff_error *err);

#endif
