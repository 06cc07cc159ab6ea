/* words_block.h - the part that vector kernels share: 64 bytes become words in bits
 *
 * In: 64 bytes of text, from a character on. Out: where words begin and end, as bits,
 * and the bytes as they fold, each character at its place. That is possible for what
 * folds to as many bytes as it has; any other character is HARD: its first byte becomes
 * HARD_BYTE, which no folded text holds, and the word it is in, or stands behind, goes
 * through split_folded. Characters of three bytes that stand alone and that nothing
 * behind them can change are SINGLE: their words are told apart from the others, since
 * hashing them is simpler. Always: a cluster never reaches over the start of a word,
 * save for a separator before.
 *
 * Beside what base/bytes64.h has of 64 bytes, the including file defines
 *   bytes_in(v, set)           bit i: the low six bits of byte i are in the set
 *   bytes_lower(v)             bytes below 0x80 with bit 0x20 set
 *   bytes_unescaped(v, w, x)   0 where the byte of w is a backslash and that of x none
 *   bytes_add(v, where, c)     c added to the bytes that have a bit in `where`
 * and BYTES_LOOK_UP, 1 if there is
 *   bytes_become(v, where, index, table)   the bytes that have a bit in `where` become
 *                              table[low six bits of the index]
 *   bytes_look_up(v, table)    bytes become table[low six bits]
 *   bytes_both(v, w)           bits in both
 *   bytes_share(v, w)          bit i: some bit is in byte i of both
 * and BYTES_ARE_CHEAP: whether some thirty of these cost less than a few characters
 * read one by one; if not, bytes_least and bytes_in are not needed. The ranges below
 * are of characters that Unicode's stability policy keeps as they are; the tests sweep
 * them all.
 */
#ifndef TEXT_WORDS_BLOCK_H
#define TEXT_WORDS_BLOCK_H

#include <string.h>

#include "text/splitter.h"

enum {
    BLOCK = 64,
    BLOCK_READS = BLOCK + 3,   /* bytes that must be readable */
    HARD_BYTE = 0xFF,
    HARD_ORDER = 255           /* above every combining class */
};

typedef struct reading {       /* from block to block */
    uint64_t within;           /* 1: the last byte belongs to a word */
    uint64_t stood;            /* 1: the last character stands alone */
    const fold *before;        /* the last character if it was read singly, or NULL */
    size_t end;                /* where that ended */
    bool escapes;              /* the text stands in a JSON string */
    bool hard;                 /* a HARD_BYTE was written */
    bool foreign;              /* the last block with bytes above 0x7F was not Latin */
    bool eastern;              /* the last block had single words */
    bool marked;               /* the last character is a mark of some order, and
                                * `before` is NULL */
} reading;

typedef struct block {         /* bits, from the first byte on */
    bytes64 bytes;
    uint64_t word;             /* bytes of words */
    uint64_t first;            /* first bytes of characters that stand alone */
    uint64_t last;             /* their last bytes */
    uint64_t sticks;           /* first bytes of hard ones: no word begins there */
    uint64_t read;             /* bytes of characters that were read */
    uint64_t single;           /* first bytes of such ones */
    uint64_t marked;           /* last bytes of marks that were read, not singly */
} block;

typedef struct block_words {   /* what a block is read for */
    uint64_t starts;           /* of words that are not single */
    uint64_t ends;             /* the byte behind their last */
    uint64_t singles;          /* first bytes of single ones */
} block_words;

/* Whether no mark can begin at `next`: ASCII, U+3000 to U+30FF without the marks there,
 * Han, wide forms. Saying no is never wrong. No branch: it would be guessed wrong. */
static inline bool begins_free(const unsigned char *next)
{
    uint32_t code = (uint32_t)next[0] << 16 | (uint32_t)next[1] << 8 | next[2];
    bool kana = code - 0xE38080 < 0x400, han = next[0] - 0xE4u < 6;
    bool mark = (code - 0xE380AA < 6) | (code - 0xE38299 < 4);

    return (next[0] < 0x80) | (kana & !mark) | han | (code >> 8 == 0xEFBC);
}

/* All bytes of the characters of three that begin there. */
KERNEL static inline uint64_t three(uint64_t lead)
{
    return lead | lead << 1 | lead << 2;
}

/* Enter single words. */
KERNEL static inline void add_singles(block *b, uint64_t lead)
{
    b->word |= three(lead);
    b->first |= lead;
    b->single |= lead;
    b->last |= lead << 2;
    b->read |= three(lead);
}

/* A block of `size` bytes is read whose last character neither stands alone nor was
 * read singly. */
KERNEL static inline size_t end_block(reading *r, uint64_t word, size_t size)
{
    r->within = word >> (size - 1) & 1;
    r->stood = r->end = 0;
    r->before = NULL;
    r->marked = false;
    return size;
}

#if BYTES_ARE_CHEAP
#include "text/words_common.h"
#if BYTES_ARE_CHEAP && BYTES_LOOK_UP
#include "text/words_eastern.h"
#endif
#endif

/* -- any other character ----------------------------------------------------------- */

/* A mark is easy behind a character that joins, in its right order; not behind one that
 * stands alone, which it might change when that is already a word. */
KERNEL static inline bool
mark_is_easy(const fold *mark, const fold *before, uint64_t stood)
{
    return (mark->flags & FOLD_EASY_MARK) && !(stood & 1) &&
           mark->order >= (before ? before->order : 0);
}

KERNEL static inline uint32_t load_four_bytes(const unsigned char *bytes)
{
    uint32_t value;

    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap32(value);
#endif
    return value;
}

/* As unicode_decode, but returns the size; three bytes are the common case. */
KERNEL static inline size_t
decode_one(const unsigned char *text, size_t at, uint32_t *code)
{
    uint32_t bytes = load_four_bytes(text + at);

    if ((bytes & 0xC0C0F0) == 0x8080E0) {
        uint32_t c = (bytes & 0x0F) << 12 | (bytes >> 2 & 0xFC0) | (bytes >> 16 & 0x3F);

        if (c >= 0x800 && c - 0xD800 >= 0x800) {
            *code = c;
            return 3;
        }
    }
    return unicode_decode(text, BLOCK_READS, at, code) - at;
}

/* Enter a character of the bytes in `bits` that is easy. */
KERNEL static inline void
add_easy(block *b, const fold *f, uint64_t bits, unsigned char *folded, size_t at,
         size_t size)
{
    uint64_t alone = f->flags / FOLD_ALONE, same = f->flags / FOLD_SAME & 1;

    b->word |= f->flags & FOLD_IN_WORD ? bits : 0;
    b->first |= alone << at;
    b->last |= alone << (at + size - 1);
    b->single |= (alone & same & (size == 3)) << at;
    if (!(f->flags & FOLD_SAME))
        memcpy(folded + at, f->bytes, size);
}

/* The characters that begin at the bits of `left`. */
KERNEL static inline void
read_singly(unicode *folds, block *b, reading *r, const unsigned char *text,
            unsigned char *folded, uint64_t left)
{
    static const fold hard = {.order = HARD_ORDER};
    const fold *before = r->marked ? &hard : r->before, *f;
    block here = *b;           /* in registers while it changes */

    for (size_t at, size, end = 0; left; before = f, r->end = end = at + size) {
        uint32_t code;
        uint64_t bits, stood;

        at = (size_t)__builtin_ctzll(left);
        size = decode_one(text, at, &code);
        bits = ((UINT64_C(2) << (size - 1)) - 1) << at;
        left &= ~bits;
        f = unicode_look(folds, code);
        stood = (here.last << 1 | r->stood) >> at;
        if (at != end)
            before = here.marked << 1 >> at & 1 ? &hard : NULL;
        if ((f->flags & FOLD_EASY) || mark_is_easy(f, before, stood)) {
            add_easy(&here, f, bits, folded, at, size);
            continue;
        }
        f = &hard;
        r->hard = true;
        here.word |= bits;
        here.sticks |= UINT64_C(1) << at;
        folded[at] = HARD_BYTE;
    }
    *b = here;
    r->before = before;
}

/* Bytes of the block up to the last character that is whole in it; leads of two and
 * more bytes, of three and more, of four. */
KERNEL static inline size_t whole_size(uint64_t two, uint64_t three, uint64_t four)
{
    uint64_t cut = (two & UINT64_C(1) << 63) | (three & UINT64_C(3) << 62) |
                   (four & UINT64_C(7) << 61);

    return cut ? (size_t)__builtin_ctzll(cut) : BLOCK;
}

/* Characters of common scripts, all at once; `high` bytes are above 0x7F. Returns how
 * many bytes are whole characters. */
KERNEL static inline size_t
read_common(splitter *s, block *b, const reading *r, const unsigned char *text,
            uint64_t high)
{
#if BYTES_ARE_CHEAP
    bytes64 v = b->bytes;
    uint64_t lead2 = bytes_least(v, 0xC0), lead3 = bytes_least(v, 0xE0);
    uint64_t lead4 = bytes_least(v, 0xF0), more = high & ~lead2;
    size_t size = whole_size(lead2, lead3, lead4);
    uint64_t valid = ~UINT64_C(0) >> (BLOCK - size);
    uint64_t pairs = lead2 & ~lead3 & valid & more >> 1;
    uint64_t triples = lead3 & ~lead4 & valid & more >> 1 & more >> 2;

    if (triples)
        read_eastern(s, b, v, text, triples);
    triples &= ~b->read;
    if (pairs | triples)
        read_pages(s, b, text, pairs, triples, high, r->stood);
    return size;
#else
    (void)s, (void)text;
    if (r->eastern) {
        /* Most Han: no character that is none begins with these. */
        uint64_t han = bytes_within(b->bytes, 0xE5, 0xE8);
        uint64_t more = high & ~bytes_within(b->bytes, 0xC0, 0xFF);

        add_singles(b, han & more >> 1 & more >> 2);
    }
    if (!(high >> 61))
        return BLOCK;
    return whole_size(bytes_within(b->bytes, 0xC0, 0xFF),
                      bytes_within(b->bytes, 0xE0, 0xFF),
                      bytes_within(b->bytes, 0xF0, 0xFF));
#endif
}

/* The characters of a block with bytes above 0x7F. Returns its whole size. */
KERNEL static size_t
read_high(splitter *s, block *b, reading *r, const unsigned char *text,
          unsigned char *folded, uint64_t high)
{
    size_t size = read_common(s, b, r, text, high);
    uint64_t valid = ~UINT64_C(0) >> (BLOCK - size);

    b->word &= valid;
    store_bytes(folded, bytes_lower(b->bytes));
    high &= valid & ~b->read;
    if (high)
        read_singly(&s->folds, b, r, text, folded, high);
    return size;
}

/* Read a block without a byte above 0x7F, no character that stands alone before it. */
KERNEL static inline size_t
read_ascii(reading *r, bytes64 bytes, unsigned char *folded, block_words *out)
{
    bytes64 lower = bytes_lower_ascii(bytes);
    uint64_t word = bytes_within(lower, 'a', 'z') | bytes_within(bytes, '0', '9');
    uint64_t before = word << 1 | r->within;

    store_bytes(folded, lower);
    *out = (block_words){word & ~before, before & ~word, 0};
    return end_block(r, word, BLOCK);
}

/* From a block whose characters are read: its words. */
KERNEL static inline void
find_words(const block *b, reading *r, const unsigned char *text, size_t size,
           block_words *out)
{
    uint64_t breaks = b->first | ((b->last << 1 | r->stood) & ~b->sticks);
    uint64_t single = b->single & ~(b->sticks >> 3), word, before;

    if ((single >> (size - 3) & 1) && !begins_free(text + size))
        single &= ~(UINT64_C(1) << (size - 3));
    word = b->word & ~(single | single << 1 | single << 2);
    before = word << 1 | r->within;
    *out = (block_words){word & (~before | breaks), before & (~word | breaks), single};
    if (size < BLOCK)
        out->ends &= ~UINT64_C(0) >> (BLOCK - size);
    r->within = word >> (size - 1) & 1;
    r->stood = b->last >> (size - 1) & r->within;
}

/* 64 bytes of the text. In a JSON string what a backslash escapes reads as 0, which
 * separates as the character does that is meant. No mark changes the one or the other;
 * where words are split one character at a time, each ends before the backslash. */
KERNEL static inline bytes64 load_text(const reading *r, const unsigned char *text)
{
    bytes64 bytes = load_bytes(text);

    if (r->escapes)
        bytes = bytes_unescaped(bytes, load_bytes(text - 1), load_bytes(text - 2));
    return bytes;
}

/* A block with bytes above 0x7F, or behind a character that stands alone. */
KERNEL __attribute__((noinline)) static size_t
read_mixture(splitter *s, reading *r, bytes64 bytes, const unsigned char *text,
             unsigned char *folded, block_words *out)
{
    block b = {bytes, 0, 0, 0, 0, 0, 0, 0};
    bytes64 lower = bytes_lower(b.bytes);
    size_t size;

    b.word = bytes_within(lower, 'a', 'z') | bytes_within(b.bytes, '0', '9');
    size = read_high(s, &b, r, text, folded, bytes_high(b.bytes));
    find_words(&b, r, text, size, out);
    if (r->end != size)
        r->before = NULL;
    r->end = 0;
    r->marked = b.marked >> (size - 1) & 1;
    r->eastern = b.single != 0;
    return size;
}

/* Read a block. Returns how many bytes were read; the bits are of those. */
KERNEL __attribute__((always_inline)) static inline size_t
read_block(splitter *s, reading *r, const unsigned char *text, unsigned char *folded,
           block_words *out)
{
    bytes64 bytes = load_text(r, text);

    if (__builtin_expect(bytes_any_high(bytes) || r->stood, 0)) {
#if BYTES_ARE_CHEAP
        size_t size = 0;

#if BYTES_LOOK_UP
        if (r->eastern && !r->stood && splitter_kinds(s)->made)
            size = read_eastern_block(s, r, bytes, text, folded, out);
#endif
        if (!size && !r->stood && (!r->foreign || may_be_latin(bytes)))
            size = read_latin(r, bytes, folded, out);
        if (size)
            return size;
        r->foreign = true;
#endif
        return read_mixture(s, r, bytes, text, folded, out);
    }
    return read_ascii(r, bytes, folded, out);
}

#endif
