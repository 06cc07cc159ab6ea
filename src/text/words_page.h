/* words_page.h - 64 characters that differ in their last byte, as sets of bits
 *
 * In: the bytes before the last of a UTF-8 character of two or three. Out: which of the
 * 64 characters a kernel may read without looking at each, and what it has to add to
 * their bytes to fold them. Always: what a page says of a character follows from its
 * `fold`; bit i is the character whose last byte is 0x80 + i; a set holds easy
 * characters only, those of `marks` apart. A page of bytes that begin no character is
 * empty.
 */
#ifndef TEXT_WORDS_PAGE_H
#define TEXT_WORDS_PAGE_H

#include "text/unicode.h"

enum {
    PAGE_SHIFTS = 4,           /* Cyrillic capitals need three */
    PAGE_PAIRS = 32,           /* pages of two-byte characters, by the first byte */
    PAGE_COUNT = PAGE_PAIRS + 1024     /* and of three, by the first two */
};

typedef struct page_shift {    /* characters that fold by the same bytes added */
    uint64_t which;
    uint8_t add[3];
} page_shift;

typedef struct word_page {
    uint8_t lead[2];           /* the bytes before the last; 0: no second one */
    uint64_t known;            /* all of the next three */
    uint64_t joins;
    uint64_t stands;           /* stands alone and folds to itself */
    uint64_t separates;
    uint64_t marks;            /* easy marks whose order is not 0 */
    /* How to fold `joins`, in two ways: by adding, all but the `rare`; by what their
     * bytes become, for each last byte. */
    size_t shift_count;
    page_shift shifts[PAGE_SHIFTS];
    uint64_t rare;
    uint8_t become[3][64];
} word_page;

/* What characters of three bytes are, by what each byte allows: in `first` and `second`
 * a bit for each page of a few, and for Han; `stands` and `separates` have the bits of
 * the pages in which a last byte does so. By the low six bits of bytes. */
typedef struct word_kinds {
    bool made;
    uint8_t first[64], second[64], stands[64], separates[64];
} word_kinds;

static inline size_t page_of_pair(unsigned char first)
{
    return first & 0x1F;
}

static inline size_t page_of_triple(unsigned char first, unsigned char second)
{
    return PAGE_PAIRS + ((size_t)(first & 0x0F) << 6 | (second & 0x3F));
}

extern const word_page page_none;      /* empty; its lead bytes are in no text */

/* Make page number `page` from folds. NULL: no memory. Free with mem_free. */
word_page *page_make(unicode *folds, size_t page);

#endif
