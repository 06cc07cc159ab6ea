/* unicode.h - what characters become under case folding, looked up fast
 *
 * In: bytes. Out: code points, and for each what NFKC_Casefold (as utf8proc does it)
 * makes of it. All facts come from utf8proc, the one Unicode library used; this is
 * the one door to it. Tables are filled page by page as characters are met.
 *
 * A character is FREE when its folded decomposition begins with a starter that never
 * composes with what stands before it. Text may be cut before a free character and
 * folded in parts. A CLUSTER runs from a free character (or the start of the text) up
 * to the next one.
 */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include "chaff/base.h"

typedef enum fold_kind {
    FOLD_SEPARATES,            /* nothing in it belongs to a word */
    FOLD_VANISHES,             /* folds to nothing */
    FOLD_JOINS,                /* `bytes` are part of a word */
    FOLD_STANDS,               /* `bytes` are a word of their own */
    FOLD_SEVERAL               /* more, or more kinds, than fit here: unicode_fold */
} fold_kind;

enum {
    FOLD_FREE = 1,             /* see above */
    FOLD_TAME = 2,             /* a mark that folds to itself and composes with
                                * nothing before it */
    FOLD_EASY = 4,             /* FREE and separates or folds to its own size */
    FOLD_EASY_MARK = 8,        /* TAME and joins */
    FOLD_SAME = 16,            /* separates or folds to itself */
    FOLD_IN_WORD = 32,         /* JOINS or STANDS */
    FOLD_ALONE = 64            /* STANDS */
};

typedef struct fold {          /* of one character alone */
    char bytes[4];             /* UTF-8, zero padded; JOINS and STANDS only */
    uint8_t size, kind, flags;
    uint8_t order;             /* combining class at the end of what it folds to */
} fold;

enum {
    UNICODE_PAGE = 256,
    UNICODE_PAGES = 0x110000 / UNICODE_PAGE,
    UNICODE_NONE = 0xFFFD
};

/* Belongs to one thread. All zero is valid and empty. */
typedef struct unicode {
    fold *pages[UNICODE_PAGES];
    uint32_t *seconds;         /* ascending: what composes with something before it */
    size_t second_count, second_capacity;
    bool failed;               /* memory was short: results are not to be used */
    int32_t *parts;            /* folded code points of the last unicode_fold */
    size_t part_count, part_capacity;
    int32_t *apart, *spare;
    size_t apart_count, apart_capacity, spare_capacity;
} unicode;

void unicode_release(unicode *u);

/* Fill in one page. On failure `failed` is set and the page returned separates. */
const fold *unicode_page(unicode *u, uint32_t page);

static inline const fold *unicode_look(unicode *u, uint32_t code)
{
    const fold *page = u->pages[code / UNICODE_PAGE];

    if (__builtin_expect(!page, 0))
        page = unicode_page(u, code / UNICODE_PAGE);
    return page + code % UNICODE_PAGE;
}

/* Fold the characters of text[start, end) together into u->parts: linear in their
 * number, in whatever order marks stand. *apart: folding them one by one gives the
 * same. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
unicode_fold(unicode *u, const unsigned char *text, size_t start, size_t end,
             bool *apart);

/* What an already folded code point is: SEPARATES, JOINS or STANDS. */
fold_kind unicode_kind(int32_t folded);
bool unicode_is_digit(int32_t folded);
size_t unicode_encode(int32_t code, char bytes[4]);

/* Read one character of two or more bytes at `at` < size; returns where it ends. A
 * maximal subpart of an ill-formed sequence (Unicode 3.9, table 3-7) reads as
 * U+FFFD. */
size_t
unicode_decode_ill(const unsigned char *text, size_t size, size_t at, uint32_t *code);

static inline size_t
unicode_decode(const unsigned char *text, size_t size, size_t at, uint32_t *code)
{
    const unsigned char *t = text + at;
    size_t left = size - at;
    uint32_t c = t[0];

    if (c < 0x80) {
        *code = c;
        return at + 1;
    }
    if (c - 0xC2 < 0x1E && left > 1 && (t[1] & 0xC0) == 0x80) {
        *code = (c & 0x1F) << 6 | (t[1] & 0x3F);
        return at + 2;
    }
    if (c - 0xE0 < 0x10 && left > 2 && (t[1] & 0xC0) == 0x80 && (t[2] & 0xC0) == 0x80) {
        uint32_t wide = (c & 0x0F) << 12 | (uint32_t)(t[1] & 0x3F) << 6 | (t[2] & 0x3F);

        if (wide >= 0x800 && wide - 0xD800 >= 0x800) {
            *code = wide;
            return at + 3;
        }
    }
    return unicode_decode_ill(text, size, at, code);
}

#endif
