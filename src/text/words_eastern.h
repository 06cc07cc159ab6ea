/* words_eastern.h - blocks of Han, kana, their stops, and ASCII
 *
 * Part of words_block.h, for kernels with BYTES_LOOK_UP. In: a block. Out: its words, if
 * it has no other characters. What a character is is looked up by each of its bytes
 * (words_page.h). Always: as read_mixture, which gets all blocks with others.
 */
#ifndef TEXT_WORDS_EASTERN_H
#define TEXT_WORDS_EASTERN_H

/* Characters of three bytes, their first ones, that stand alone and that separate. */
KERNEL static inline void
find_eastern(splitter *s, bytes64 v, const unsigned char *text, uint64_t *stands,
             uint64_t *separates)
{
    const word_kinds *kinds = splitter_kinds(s);
    bytes64 pages = bytes_both(bytes_look_up(v, kinds->first),
                               bytes_look_up(load_bytes(text + 1), kinds->second));
    bytes64 last = load_bytes(text + 2);

    *stands = bytes_share(pages, bytes_look_up(last, kinds->stands));
    *separates = bytes_share(pages, bytes_look_up(last, kinds->separates));
}

/* Read a block, nothing that stands alone and is no single word before it. Returns its
 * whole size, or 0: it has other characters, or its last one may be changed by what
 * follows. */
KERNEL __attribute__((noinline)) static size_t
read_eastern_block(splitter *s, reading *r, bytes64 v, const unsigned char *text,
                   unsigned char *folded, block_words *out)
{
    uint64_t lead = bytes_least(v, 0xE0), high = bytes_high(v), stands, separates;
    uint64_t more = high & ~bytes_least(v, 0xC0), whole = lead & more >> 1 & more >> 2;
    uint64_t cut = lead & UINT64_C(3) << 62, valid, word, before;
    size_t size = cut ? (size_t)__builtin_ctzll(cut) : BLOCK;
    bytes64 lower = bytes_lower(v);

    find_eastern(s, v, text, &stands, &separates);
    stands &= whole;
    separates &= whole;
    valid = ~UINT64_C(0) >> (BLOCK - size);
    if (high & valid & ~three(stands | separates))
        return 0;
    if ((stands >> (size - 3) & 1) && !begins_free(text + size))
        return 0;
    word = (bytes_within(lower, 'a', 'z') | bytes_within(v, '0', '9')) & valid;
    before = word << 1 | r->within;
    store_bytes(folded, lower);
    *out = (block_words){word & ~before, before & ~word & valid, stands};
    *r = (reading){.within = word >> (size - 1) & 1, .hard = r->hard,
                   .foreign = true, .eastern = true};
    return size;
}

#endif
