/* draft.h - sums over the units of a document while it is decided on
 *
 * Few units ever go: what is left is what there was less those of the list.
 */
#ifndef BOILER_DRAFT_H
#define BOILER_DRAFT_H

#include "boiler/decide.h"
#include "boiler/model.h"

enum { LEFT_WORDS = 20 };      /* of a document must stay, or a tenth of it */

typedef struct balance {
    /* own: of what is left, words that no other document holds */
    uint64_t words, gone, left, own;
    uint64_t prose;                    /* gone for repetition alone */
} balance;

void draft_weigh(const draft *d, balance *b);
bool draft_removes_nothing(const draft *d);
/* Whether hardly anything would stay of a document from which something goes. */
bool draft_leaves_nothing(const draft *d);

/* What stays although other documents hold it too. */
typedef struct sharing {
    uint64_t prose, shared;            /* words of prose, and those that others hold */
    uint64_t levels[EVIDENCE_TOP + 1]; /* the latter by the evidence of their units */
} sharing;

/* All but the levels, which are zero; the levels alone. */
void draft_sharing(const draft *d, sharing *s);
void draft_levels(const draft *d, sharing *s);

static inline bool is_prose(const unit *u)
{
    return unit_is_prose(u, 1);
}

#endif
