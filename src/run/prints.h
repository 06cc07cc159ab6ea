/* prints.h - band keys and pre-filter lanes of all documents, in two spools
 *
 * Keys are wanted band by band, so they are spooled in stripes of PRINTS_STRIPE
 * documents, band-major inside a stripe; lanes are wanted document by document.
 */
#ifndef RUN_PRINTS_H
#define RUN_PRINTS_H

#include "run/state.h"

enum { PRINTS_STRIPE = 4096 };

CHAFF_MUST_USE chaff_status prints_begin(run *r);
/* Keys and lanes of the next document. One thread, in order. */
CHAFF_MUST_USE chaff_status
prints_push(run *r, const uint64_t *keys, const uint8_t *lanes, chaff_error *err);
CHAFF_MUST_USE chaff_status prints_end(run *r, chaff_error *err);
/* Keys of documents start .. start + count - 1 in one band. Any thread. */
CHAFF_MUST_USE chaff_status
prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count, uint64_t *out);
CHAFF_MUST_USE chaff_status prints_lanes(const run *r, uint32_t document, uint8_t *out);
void prints_drop_keys(run *r);         /* after the join */

#endif
