/* rejudge.h - with --model-only: texts that were cut are judged again until nothing
 * goes
 *
 * Cutting puts words side by side that were apart. The models may know them so, and a
 * second run over the output would cut them; here it is done at once.
 */
#ifndef RUN_REJUDGE_H
#define RUN_REJUDGE_H

#include "run/state.h"

typedef struct rejudged rejudged;

/* What later judgements cut from a document: with the cuts of the first. */
typedef struct later_cuts {
    uint32_t document;
    uint32_t words;            /* in the cuts that are new */
    size_t at, count;          /* in the list of cuts; all of them, in its first text */
    bool fresh;                /* the last judgement cut */
} later_cuts;

/* r->boiler is sealed. */
CHAFF_MUST_USE chaff_status rejudge(rejudged **out, run *r);
/* Any thread. NULL: the first judgement is the last. */
const later_cuts *rejudge_find(const rejudged *j, uint32_t document, const cut **cuts);
void rejudge_free(rejudged *j);

#endif
