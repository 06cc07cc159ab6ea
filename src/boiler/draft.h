/* draft.h - a document while it is decided on
 *
 * Few units ever go, so those that were to when they were linked last form a list:
 * rules that spare some, and sums over what is left, walk that.
 */
#ifndef BOILER_DRAFT_H
#define BOILER_DRAFT_H

#include "boiler/decide.h"
#include "boiler/model.h"

enum {
    PROSE_WORDS = 8,           /* words of a sentence that counts as prose */
    LEFT_WORDS = 20            /* of a document must stay, or a tenth of it */
};

typedef struct draft {
    unit *units;
    uint32_t count, first;     /* first of the list; count: it is empty */
    uint64_t words, own;       /* of all units; own: that no other document holds */
    uint64_t prose, shared;    /* words of prose; those of them that others hold */
    bool prefixes, again;      /* some unit has such evidence */
    bool held;                 /* some unit stays only because of the one behind it */
} draft;

/* The sums over all units. */
void draft_add_up(draft *d);
/* The list anew, after verdicts were added. */
void draft_link(draft *d);

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
