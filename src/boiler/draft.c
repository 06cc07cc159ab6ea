/* draft.c - sums over the units of a document, by what became of them */
#include "boiler/draft.h"

void draft_link(draft *d)
{
    uint32_t *link = &d->first;

    for (uint32_t i = 0; i < d->count; i++)
        if (d->units[i].verdict != UNIT_STAYS) {
            *link = i;
            link = &d->units[i].next;
        }
    *link = d->count;
}

void draft_weigh(const draft *d, balance *b)
{
    *b = (balance){.words = d->words, .own = d->words - d->shared};
    for (size_t i = d->first; i < d->count; i = d->units[i].next) {
        const unit *u = &d->units[i];

        if (u->verdict == UNIT_STAYS)
            continue;
        b->gone += u->words;
        b->own -= u->words - u->shared;
        if (u->verdict == UNIT_REPEATED && is_prose(u))
            b->prose += u->words;
    }
    b->left = b->words - b->gone;
}

bool draft_leaves_nothing(const draft *d)
{
    balance b;

    draft_weigh(d, &b);
    return b.gone > 0 && (b.left < LEFT_WORDS || 10 * b.left < b.words);
}

bool draft_removes_nothing(const draft *d)
{
    balance b;

    draft_weigh(d, &b);
    return b.gone == 0;
}

void draft_sharing(const draft *d, sharing *s)
{
    *s = (sharing){.prose = d->prose, .shared = d->shared_prose};
    for (size_t i = d->first; i < d->count; i = d->units[i].next) {
        const unit *u = &d->units[i];

        if (u->verdict != UNIT_STAYS && is_prose(u)) {
            s->prose -= u->words;
            s->shared -= u->shared;
        }
    }
}

void draft_levels(const draft *d, sharing *s)
{
    for (size_t i = 0; i < d->count; i++) {
        const unit *u = &d->units[i];

        if (u->verdict == UNIT_STAYS && is_prose(u))
            s->levels[u->docs] += u->shared;
    }
}
