/* words_page.c - pages from the folds of their characters */
#include "text/words_page.h"

#include <string.h>

#include "base/mem.h"

/* The character may be folded by adding `add` to its bytes; false: too many ways. */
static bool add_shift(word_page *page, uint64_t bit, const uint8_t add[3])
{
    size_t i = 0;

    while (i < page->shift_count && memcmp(page->shifts[i].add, add, 3) != 0)
        i++;
    if (i == PAGE_SHIFTS)
        return false;
    if (i == page->shift_count) {
        memcpy(page->shifts[i].add, add, 3);
        page->shift_count++;
    }
    page->shifts[i].which |= bit;
    return true;
}

static void add_joining(word_page *page, uint32_t code, const fold *f, uint64_t bit)
{
    char bytes[4] = {0};
    uint8_t add[3];

    if (!(f->flags & FOLD_SAME)) {
        (void)unicode_encode((int32_t)code, bytes);
        for (int i = 0; i < 3; i++)
            add[i] = (uint8_t)((unsigned char)f->bytes[i] - (unsigned char)bytes[i]);
        if (!add_shift(page, bit, add))
            return;
    }
    page->joins |= bit;
}

static void add_character(word_page *page, uint32_t code, const fold *f, uint64_t bit)
{
    if ((f->flags & FOLD_EASY_MARK) && !(f->flags & FOLD_EASY))
        page->marks |= bit;
    if (!(f->flags & FOLD_EASY))
        return;
    if (f->kind == FOLD_SEPARATES)
        page->separates |= bit;
    else if (f->kind == FOLD_JOINS)
        add_joining(page, code, f, bit);
    else if (f->kind == FOLD_STANDS && (f->flags & FOLD_SAME))
        page->stands |= bit;
}

word_page *page_make(unicode *folds, size_t page)
{
    bool pair = page < PAGE_PAIRS;
    uint32_t first = (uint32_t)(pair ? page : page - PAGE_PAIRS) << 6;
    /* Longer than needed, or half of a surrogate pair. */
    bool none = first < (pair ? 0x80u : 0x800u) || (first >= 0xD800 && first < 0xE000);
    word_page *made = mem_zero(1, sizeof *made);

    for (uint32_t i = 0; made && !none && i < 64; i++)
        add_character(made, first + i, unicode_look(folds, first + i), UINT64_C(1) << i);
    if (made)
        made->known = made->joins | made->stands | made->separates;
    return made;
}
