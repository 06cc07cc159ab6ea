/* own.h - words of a document that no other one holds
 *
 * In: its sampled grams in order, and which of them repeat. Out: words outside repeated
 * grams, counted in runs of OWN_RUN and more. What repeats ends somewhere between the
 * last minimizer that does and the first that does not: a run is as long as its words
 * that are surely own, or not at all counted, and counts from the middle. Anchors that
 * repeat nowhere say nothing: others may have their units elsewhere.
 */
#ifndef BOILER_OWN_H
#define BOILER_OWN_H

#include "boiler/grams.h"

enum { OWN_RUN = 8 };          /* words in a row that no other document has: own text */

typedef struct own_count {
    uint64_t covered;          /* words before its end, by the last gram that repeats */
    bool open;                 /* minimizers [first, last] since then do not */
    uint64_t first, last;
    uint64_t own;
} own_count;

/* A run up to the gram before `end`, the first that repeats again. */
static inline void own_close(own_count *c, uint64_t end)
{
    uint64_t start = (c->covered + c->first + 1) / 2, stop = (c->last + end - 1) / 2;

    if (c->covered == 0)
        c->first = start = 0;          /* from the first word on */
    if (c->last + 1 >= c->first + OWN_RUN + GRAM_WORDS - 1)
        c->own += stop + 2 - start - GRAM_WORDS;
}

static inline void own_see(own_count *c, uint64_t gram, bool repeats, bool anchor)
{
    if (repeats) {
        if (c->open)
            own_close(c, gram);
        c->covered = gram + 1;
        c->open = false;
    } else if (!anchor) {
        c->first = c->open ? c->first : gram;
        c->last = gram;
        c->open = true;
    }
}

static inline uint64_t own_words(own_count *c, uint64_t words)
{
    if (c->open) {
        c->last = words + GRAM_WORDS - 2;      /* to the last word */
        own_close(c, c->last + 1);
    }
    return c->own;
}

#endif
