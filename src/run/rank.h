/* rank.h - which document of a cluster is kept: --keep as an order of all documents */
#ifndef RUN_RANK_H
#define RUN_RANK_H

#include "run/state.h"

/* What --keep makes of a document's fields: the greater, the better; -INFINITY where
 * there is nothing to go by. 0 where input order or length decides. */
double rank_score(const chaff_run_options *options, const doc *d);
/* Whether rank_score is needed. */
bool rank_needs_score(const chaff_run_options *options);

/* Documents that are compared, best first: pinned ones (--against), then by --keep,
 * then by number. *order has room for all documents. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status rank_documents(const run *r, uint32_t *order,
                                           uint32_t *count);

#endif
