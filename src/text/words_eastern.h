/* words_eastern.h - blocks of Han, kana, their stops, and ASCII
 *
 * Part of words_block.h, for kernels with BYTES_LOOK_UP. In: a block. Out: its words,
 * if it has no other characters. What a character is is looked up by each of its bytes
 * (words_page.h). Always: as read_mixture, which gets all blocks with others.
 */
#ifndef TEXT_WORDS_EASTERN_H
#define TEXT_WORDS_EASTERN_H

/* Read a block, nothing that stands alone and is no single word before it; the kinds
 * are made. Returns its whole size, or 0: it has other characters. So that nothing can
 * change its last word, a character that reaches to the end of the block is left to the
 * next one, and has to be of a kind. No branch but one that is hardly ever taken: the
 * next block waits for the size. */
KERNEL __attribute__((noinline)) static size_t
read_eastern_block(splitter *s, reading *r, bytes64 v, const unsigned char *text,
                   unsigned char *folded, block_words *out)
{
    const word_kinds *kinds = &s->kinds;
    bytes64 pages = bytes_both(bytes_look_up(v, kinds->first),
                               bytes_look_up(load_bytes(text + 1), kinds->second));
    bytes64 last = load_bytes(text + 2), lower = bytes_lower(v);
    uint64_t high = bytes_high(v), more = high & ~bytes_least(v, 0xC0);
    uint64_t lead = bytes_least(v, 0xE0), cut = lead & UINT64_C(7) << 61;
    uint64_t valid = ~cut & (cut - 1), known = valid << 1 | 1, stands, word, before;

    /* Of ill-formed bytes at the end nothing is known, but they change no word. */
    lead &= (more >> 1 | UINT64_C(1) << 63) & (more >> 2 | UINT64_C(3) << 62);
    stands = lead & bytes_share(pages, bytes_look_up(last, kinds->stands));
    lead &= stands | bytes_share(pages, bytes_look_up(last, kinds->separates));
    if (high & known & ~three(lead))
        return 0;
    word = (bytes_within(lower, 'a', 'z') | bytes_within(v, '0', '9')) & valid;
    before = word << 1 | r->within;
    store_bytes(folded, lower);
    *out = (block_words){word & ~before, before & ~word & valid, stands & valid};
    return end_block(r, word, (size_t)__builtin_popcountll(valid));
}

#endif
