/* words_page.c - pages from the folds of their characters */
#include "text/words_page.h"

#include <string.h>

#include "base/mem.h"

enum { WAYS_MOST = 64 };       /* ways to fold a character: one each at most */

/* All of a page before it is settled. */
typedef struct draft {
    word_page *page;
    page_shift ways[WAYS_MOST];
    size_t way_count;
} draft;

const word_page page_none = {.lead = {0xFF, 0xFF}};

static void add_way(draft *d, uint64_t bit, const uint8_t add[3])
{
    size_t i = 0;

    while (i < d->way_count && memcmp(d->ways[i].add, add, 3) != 0)
        i++;
    memcpy(d->ways[i].add, add, 3);
    d->ways[i].which |= bit;
    d->way_count += i == d->way_count;
}

static void add_joining(draft *d, uint32_t code, const fold *f, uint64_t bit)
{
    size_t own = (size_t)__builtin_ctzll(bit);
    char bytes[4] = {0};
    uint8_t add[3];

    d->page->joins |= bit;
    (void)unicode_encode((int32_t)code, bytes);
    for (int i = 0; i < 3; i++) {
        add[i] = (uint8_t)((unsigned char)f->bytes[i] - (unsigned char)bytes[i]);
        d->page->become[i][own] = (uint8_t)f->bytes[i];
    }
    if (!(f->flags & FOLD_SAME)) {
        d->page->rare |= bit;
        add_way(d, bit, add);
    }
}

/* The ways with most characters; those of the others are rare. */
static void settle_shifts(draft *d)
{
    word_page *page = d->page;

    for (; page->shift_count < PAGE_SHIFTS; page->shift_count++) {
        page_shift *most = d->ways;

        for (size_t i = 1; i < d->way_count; i++)
            if (__builtin_popcountll(d->ways[i].which) >
                __builtin_popcountll(most->which))
                most = &d->ways[i];
        if (d->way_count == 0 || most->which == 0)
            return;
        page->shifts[page->shift_count] = *most;
        page->rare &= ~most->which;
        most->which = 0;
    }
}

static void add_character(draft *d, uint32_t code, const fold *f, uint64_t bit)
{
    word_page *page = d->page;

    if ((f->flags & FOLD_EASY_MARK) && !(f->flags & FOLD_EASY))
        page->marks |= bit;
    if (!(f->flags & FOLD_EASY))
        return;
    if (f->kind == FOLD_SEPARATES)
        page->separates |= bit;
    else if (f->kind == FOLD_JOINS)
        add_joining(d, code, f, bit);
    else if (f->kind == FOLD_STANDS && (f->flags & FOLD_SAME))
        page->stands |= bit;
}

word_page *page_make(unicode *folds, size_t page)
{
    bool pair = page < PAGE_PAIRS;
    uint32_t first = (uint32_t)(pair ? page : page - PAGE_PAIRS) << 6;
    /* Longer than needed, or half of a surrogate pair. */
    bool none = first < (pair ? 0x80u : 0x800u) || (first >= 0xD800 && first < 0xE000);
    draft d = {.page = mem_zero(1, sizeof *d.page)};

    if (!d.page)
        return NULL;
    for (uint32_t i = 0; !none && i < 64; i++)
        add_character(&d, first + i, unicode_look(folds, first + i), UINT64_C(1) << i);
    settle_shifts(&d);
    d.page->known = d.page->joins | d.page->stands | d.page->separates;
    d.page->lead[0] = (uint8_t)(pair ? 0xC0 | page : 0xE0 | (page - PAGE_PAIRS) >> 6);
    d.page->lead[1] = (uint8_t)(pair ? 0 : 0x80 | ((page - PAGE_PAIRS) & 0x3F));
    return d.page;
}
