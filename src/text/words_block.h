/* words_block.h - the part that vector kernels share: 64 bytes become words in bits
 *
 * In: 64 bytes of text, from a character on. Out: where words begin and end, as bits,
 * and the bytes as they fold, each character at its place. That is possible for what
 * folds to as many bytes as it has; any other character is HARD: its first byte becomes
 * HARD_BYTE, which no folded text holds, and the word it is in, or stands behind, goes
 * through split_folded. Always: a cluster never reaches over the start of a word, save
 * for a separator before.
 *
 * The including file defines KERNEL (function attributes) and the type `bytes64` with
 *   load_bytes store_bytes     64 bytes, unaligned
 *   bytes_are(v, c)            bit i: byte i is c
 *   bytes_within(v, a, b)      bit i: byte i is in a .. b
 *   bytes_high(v)              bit i: byte i is above 0x7F
 *   bytes_any_high(v)          whether there is one
 *   bytes_lower(v)             bytes below 0x80 with bit 0x20 set
 *   bytes_lower_ascii(v)       the same where all are below 0x80
 *   bytes_add(v, where, c)     c added to the bytes that have a bit in `where`
 * and BYTES_ARE_CHEAP: whether some thirty of these cost less than a few characters
 * read one by one. The ranges below are of characters that Unicode's stability policy
 * keeps as they are; the tests sweep them all.
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
    bool hard;                 /* a HARD_BYTE was written */
} reading;

typedef struct block {         /* bits, from the first byte on */
    bytes64 bytes;
    uint64_t word;             /* bytes of words */
    uint64_t first;            /* first bytes of characters that stand alone */
    uint64_t last;             /* their last bytes */
    uint64_t sticks;           /* first bytes of hard ones: no word begins there */
    uint64_t read;             /* bytes of characters that were read */
} block;

/* -- characters of two bytes ------------------------------------------------------- */

KERNEL static inline void add_pairs(block *b, uint64_t joins, uint64_t separates)
{
    joins |= joins << 1;
    b->word |= joins;
    b->read |= joins | separates | separates << 1;
}

KERNEL static inline void read_latin(block *b, bytes64 next, uint64_t lead)
{
    uint64_t signs = lead & bytes_are(b->bytes, 0xC2);
    uint64_t letters = lead & bytes_are(b->bytes, 0xC3);
    uint64_t capitals = letters & bytes_within(next, 0x80, 0x9E);
    uint64_t times = letters & (bytes_are(next, 0x97) | bytes_are(next, 0xB7)), sharp;

    signs &= bytes_within(next, 0x80, 0xA7) | bytes_within(next, 0xB0, 0xB1) |
             bytes_are(next, 0xAB) | bytes_are(next, 0xBB);
    letters &= ~times;
    sharp = letters & bytes_are(next, 0x9F);
    add_pairs(b, letters, signs | times);
    b->bytes = bytes_add(b->bytes, (capitals & ~times) << 1, 0x20);
    if (sharp) {               /* becomes "ss" */
        b->bytes = bytes_add(b->bytes, sharp, 's' - 0xC3 + 0x100);
        b->bytes = bytes_add(b->bytes, sharp << 1, 's' - 0x9F + 0x100);
    }
}

KERNEL static inline void read_greek(block *b, bytes64 next, uint64_t lead)
{
    uint64_t ce = lead & bytes_are(b->bytes, 0xCE);
    uint64_t cf = lead & bytes_are(b->bytes, 0xCF);
    uint64_t near = ce & bytes_within(next, 0x91, 0x9F);
    uint64_t far = ce & bytes_within(next, 0xA0, 0xAB) & ~bytes_are(next, 0xA2);

    ce &= bytes_within(next, 0xAC, 0xBF) | bytes_are(next, 0x90);
    cf &= bytes_within(next, 0x80, 0x8E);
    add_pairs(b, ce | cf | near | far, 0);
    b->bytes = bytes_add(b->bytes, near << 1, 0x20);
    b->bytes = bytes_add(b->bytes, far << 1, 0xE0);
    b->bytes = bytes_add(b->bytes, far | (cf & bytes_are(next, 0x82)) << 1, 1);
}

KERNEL static inline void read_cyrillic(block *b, bytes64 next, uint64_t lead)
{
    uint64_t d0 = lead & bytes_are(b->bytes, 0xD0);
    uint64_t d1 = lead & bytes_are(b->bytes, 0xD1) & bytes_within(next, 0x80, 0x9F);
    uint64_t near = d0 & bytes_within(next, 0x90, 0x9F);
    uint64_t far = d0 & bytes_within(next, 0xA0, 0xAF);
    uint64_t other = d0 & bytes_within(next, 0x80, 0x8F);

    add_pairs(b, d0 | d1, 0);
    b->bytes = bytes_add(b->bytes, near << 1, 0x20);
    b->bytes = bytes_add(b->bytes, far << 1, 0xE0);
    b->bytes = bytes_add(b->bytes, other << 1, 0x10);
    b->bytes = bytes_add(b->bytes, far | other, 1);
}

KERNEL static inline void read_arabic(block *b, bytes64 next, uint64_t lead)
{
    uint64_t d8 = lead & bytes_are(b->bytes, 0xD8);
    uint64_t d9 = lead & bytes_are(b->bytes, 0xD9);
    uint64_t da = lead & bytes_are(b->bytes, 0xDA);
    uint64_t signs = d8 & (bytes_are(next, 0x8C) | bytes_are(next, 0x9B) |
                           bytes_are(next, 0x9F));

    d8 &= bytes_within(next, 0xA0, 0xBF);
    d9 &= bytes_within(next, 0x80, 0x8A) | bytes_within(next, 0xA0, 0xA9);
    add_pairs(b, d8 | d9 | da, signs);
}

KERNEL static inline void read_pairs(block *b, bytes64 next, uint64_t lead)
{
    bytes64 v = b->bytes;

    lead &= bytes_within(next, 0x80, 0xBF);
    if (lead & bytes_within(v, 0xC2, 0xC3))
        read_latin(b, next, lead);
    if (lead & bytes_within(v, 0xCE, 0xCF))
        read_greek(b, next, lead);
    if (lead & bytes_within(v, 0xD0, 0xD1))
        read_cyrillic(b, next, lead);
    if (lead & bytes_within(v, 0xD8, 0xDA))
        read_arabic(b, next, lead);
}

/* -- characters of three bytes ----------------------------------------------------- */

KERNEL static inline uint64_t three(uint64_t lead)
{
    return lead | lead << 1 | lead << 2;
}

/* Kana and the punctuation before them. */
KERNEL static inline void
read_kana(uint64_t lead, bytes64 second, bytes64 third, uint64_t *stands,
          uint64_t *separates)
{
    uint64_t signs = lead & bytes_are(second, 0x80);

    *stands |= lead & bytes_are(second, 0x81) & bytes_within(third, 0x81, 0xBF);
    *stands |= lead & bytes_are(second, 0x82) & ~bytes_within(third, 0x97, 0xA0);
    *stands |= lead & bytes_are(second, 0x83) & ~bytes_are(third, 0xBB) &
               bytes_within(third, 0x80, 0xBE);
    *separates |= signs & bytes_within(third, 0x80, 0x84);
    *separates |= signs & bytes_within(third, 0x88, 0xA0);
}

KERNEL static inline void
read_triples(block *b, bytes64 second, bytes64 third, uint64_t lead)
{
    bytes64 v = b->bytes;
    uint64_t e3, joins, stands, separates;

    lead &= bytes_within(second, 0x80, 0xBF) & bytes_within(third, 0x80, 0xBF);
    /* Han, without the hexagrams U+4DC0 and what came after Unicode 4 at its end. */
    stands = lead & bytes_within(v, 0xE4, 0xE9);
    stands &= ~(bytes_are(v, 0xE4) & bytes_are(second, 0xB7)) &
              ~(bytes_are(v, 0xE9) & bytes_within(second, 0xBE, 0xBF));
    /* Hangul syllables. */
    joins = lead & (bytes_within(v, 0xEB, 0xEC) |
                    (bytes_are(v, 0xEA) & bytes_within(second, 0xB0, 0xBF)) |
                    (bytes_are(v, 0xED) & bytes_within(second, 0x80, 0x9D)));
    /* General punctuation; fullwidth forms of ASCII punctuation. */
    separates = lead & bytes_are(v, 0xE2) & bytes_are(second, 0x80);
    separates &= bytes_within(third, 0x80, 0x8A) | bytes_within(third, 0x90, 0x96) |
                 bytes_within(third, 0x98, 0xA7);
    separates |= lead & bytes_are(v, 0xEF) & bytes_are(second, 0xBC) &
                 (bytes_within(third, 0x81, 0x8F) | bytes_within(third, 0x9A, 0x9F));
    e3 = lead & bytes_are(v, 0xE3);
    if (e3)
        read_kana(e3, second, third, &stands, &separates);
    b->word |= three(joins | stands);
    b->first |= stands;
    b->last |= stands << 2;
    b->read |= three(joins | stands | separates);
}

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
    uint64_t alone = f->flags / FOLD_ALONE;

    b->word |= f->flags & FOLD_IN_WORD ? bits : 0;
    b->first |= alone << at;
    b->last |= alone << (at + size - 1);
    if (!(f->flags & FOLD_SAME))
        memcpy(folded + at, f->bytes, size);
}

/* The characters that begin at the bits of `left`. */
KERNEL static inline void
read_singly(unicode *folds, block *b, reading *r, const unsigned char *text,
            unsigned char *folded, uint64_t left)
{
    static const fold hard = {.order = HARD_ORDER};
    const fold *before = r->before, *f;
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
        before = at == end ? before : NULL;
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

/* Bytes of the block up to the last character that is whole in it. */
KERNEL static inline size_t whole_size(bytes64 v)
{
    uint64_t cut = (bytes_within(v, 0xC2, 0xF4) & UINT64_C(1) << 63) |
                   (bytes_within(v, 0xE0, 0xF4) & UINT64_C(3) << 62) |
                   (bytes_within(v, 0xF0, 0xF4) & UINT64_C(7) << 61);

    return cut ? (size_t)__builtin_ctzll(cut) : BLOCK;
}

/* Characters of common scripts, all at once. */
KERNEL static inline void
read_common(block *b, const unsigned char *text, uint64_t valid)
{
    bytes64 next = load_bytes(text + 1), v = b->bytes;
    uint64_t pairs = bytes_within(v, 0xC2, 0xDF) & valid;
    uint64_t triples = bytes_within(v, 0xE2, 0xEF) & valid;

    if (pairs)
        read_pairs(b, next, pairs);
    if (triples)
        read_triples(b, next, load_bytes(text + 2), triples);
}

/* The part of read_block for a block with bytes above 0x7F. */
KERNEL static size_t
read_high(splitter *s, block *b, reading *r, const unsigned char *text,
          unsigned char *folded, uint64_t high)
{
    size_t size = whole_size(b->bytes);
    uint64_t valid = ~UINT64_C(0) >> (BLOCK - size);

    b->word &= valid;
    if (BYTES_ARE_CHEAP)
        read_common(b, text, valid);
    store_bytes(folded, bytes_lower(b->bytes));
    read_singly(&s->folds, b, r, text, folded, high & valid & ~b->read);
    return size;
}

/* Read a block without a byte above 0x7F, no character that stands alone before it. */
KERNEL static inline void
read_ascii(reading *r, bytes64 bytes, unsigned char *folded, uint64_t *starts,
           uint64_t *ends)
{
    bytes64 lower = bytes_lower_ascii(bytes);
    uint64_t word = bytes_within(lower, 'a', 'z') | bytes_within(bytes, '0', '9');
    uint64_t before = word << 1 | r->within;

    store_bytes(folded, lower);
    *starts = word & ~before;
    *ends = before & ~word;
    r->within = word >> (BLOCK - 1);
    r->before = NULL;
    r->end = 0;
}

/* A block with bytes above 0x7F, or behind a character that stands alone. */
KERNEL static size_t
read_mixture(splitter *s, reading *r, const unsigned char *text, unsigned char *folded,
             uint64_t *starts, uint64_t *ends)
{
    block b = {load_bytes(text), 0, 0, 0, 0, 0};
    bytes64 lower = bytes_lower(b.bytes);
    uint64_t before, breaks;
    size_t size;

    b.word = bytes_within(lower, 'a', 'z') | bytes_within(b.bytes, '0', '9');
    size = read_high(s, &b, r, text, folded, bytes_high(b.bytes));
    breaks = b.first | ((b.last << 1 | r->stood) & ~b.sticks);
    before = b.word << 1 | r->within;
    *starts = b.word & (~before | breaks);
    *ends = before & (~b.word | breaks);
    if (size < BLOCK)
        *ends &= ~UINT64_C(0) >> (BLOCK - size);
    r->within = b.word >> (size - 1) & 1;
    r->stood = b.last >> (size - 1) & 1;
    if (r->end != size)
        r->before = NULL;
    r->end = 0;
    return size;
}

/* Read a block: bits where words begin and end (at the byte behind the last; the
 * bits are of the bytes read). Returns how many bytes were read. */
KERNEL static inline size_t
read_block(splitter *s, reading *r, const unsigned char *text, unsigned char *folded,
           uint64_t *starts, uint64_t *ends)
{
    bytes64 bytes = load_bytes(text);

    if (__builtin_expect(bytes_any_high(bytes) || r->stood, 0))
        return read_mixture(s, r, text, folded, starts, ends);
    read_ascii(r, bytes, folded, starts, ends);
    return BLOCK;
}

#endif
