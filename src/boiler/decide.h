/* decide.h - which units of a document are furniture
 *
 * In: the units of one document in order, each with what was measured on it. Out: a
 * verdict for each. Pure: no text, no model, no memory of other documents.
 * Of most units nothing repeats, and few ever go: rules walk a list, at first of the
 * units that may go, then of those that are to.
 */
#ifndef BOILER_DECIDE_H
#define BOILER_DECIDE_H

#include "boiler/segments.h"

typedef enum verdict {
    UNIT_STAYS, UNIT_REPEATED, UNIT_TEMPLATE, UNIT_KNOWN, UNIT_SHAPE
} verdict;

/* Which rule asked for most documents, or found too few. */
typedef enum unit_rule {
    RULE_NONE,                 /* repetition had no say */
    RULE_REPEATED, RULE_STORY, RULE_FAMILY, RULE_INTERIOR, RULE_BODY
} unit_rule;

typedef struct unit {
    uint32_t start, end;       /* bytes */
    uint32_t word, words;      /* number of its first word, and how many */
    uint32_t covered;          /* words in grams of enough independent documents */
    uint32_t gaps;             /* runs of words not covered */
    uint32_t inner;            /* such grams wholly inside the unit */
    /* words in grams that stand in another independent document */
    uint32_t shared;
    uint32_t digits;           /* words with a digit in them */
    uint32_t again;            /* words that stood in this document before */
    uint8_t flags;             /* of segment_flag */
    uint8_t docs;              /* median evidence level of its words */
    uint8_t head;              /* the same over heads of documents */
    uint8_t prefix;            /* evidence level of its line prefix */
    bool known;                /* a known line, or most of it in known passages */
    bool known_prefix;
    bool repeats;              /* and is no prose; whatever the rules make of it */
    verdict verdict;
    unit_rule rule;
    uint32_t need;             /* documents asked for; UINT32_MAX: any number is few */
    uint32_t next;             /* of the list that it is in */
    struct {                   /* of the paragraph that it opens; see shape.c */
        int32_t points, margin;
        uint32_t prose;
        bool repeated, cut;
    } shape;
} unit;

typedef struct decide_rules {
    uint32_t min_docs;         /* independent documents that make a passage furniture */
    /* independent documents of its source, or of all without one */
    uint32_t docs;
    uint32_t scale;            /* 2 where most words are single characters, else 1 */
    bool sources;              /* it has a source that is large enough to tell */
    bool keep_prose;           /* repetition alone takes no sentence */
    bool pages;                /* whole pages: shape counts too */
} decide_rules;

enum { PROSE_WORDS = 8 };     /* words of a sentence that counts as prose */

/* A sentence of eight words and more; scale as in the rules. */
static inline bool is_prose_of(uint8_t flags, uint32_t words, uint32_t scale)
{
    return (words >= PROSE_WORDS * scale) & ((flags & SEGMENT_ENDED) != 0);
}

static inline bool unit_is_prose(const unit *u, uint32_t scale)
{
    return is_prose_of(u->flags, u->words, scale);
}

/* Whether enough of a unit repeats, or is known, for the rules to ask further. */
static inline bool unit_may_go(const unit *u)
{
    return 5 * (uint64_t)u->covered >= 3 * (uint64_t)u->words ||
           5 * (uint64_t)u->shared >= 4 * (uint64_t)u->words || u->known;
}

/* A document while it is decided on. */
typedef struct draft {
    unit *units;
    /* first of the list; count: it is empty. Units that are not in it stay. */
    uint32_t count, first;
    uint64_t words, prose;     /* of all units; those of prose */
    /* those of them that other documents hold */
    uint64_t shared, shared_prose;
    bool prefixes;             /* some unit has a prefix that is known or repeats */
    bool again;                /* some unit stood in this document before */
    bool held;                 /* some unit stays only because of the one behind it */
    bool spared;               /* see decide_units */
} draft;

/* What repeats of a unit goes into the sums. */
static inline void draft_add(draft *d, const unit *u)
{
    d->shared += u->shared;
    d->shared_prose += (uint64_t)unit_is_prose(u, 1) * u->shared;
    d->again |= u->again > 0;
}

/* The list of the units that go, by their verdicts. */
void draft_link(draft *d);

/* Set the verdicts; the list is that of the units that go. True: hardly anything would
 * stay, so all of it does. d->spared: units stay that might go if what is left were
 * judged by itself; else nothing more would. */
bool decide_units(draft *d, const decide_rules *rules);

#endif
