/* words_common.h - characters of common scripts, all of a block at once
 *
 * Part of words_block.h, for kernels whose BYTES_ARE_CHEAP. In: a block and the first
 * bytes of characters in it. Out: those it knows are entered: what is in words, what
 * stands alone, what has been read, and the bytes as they fold. Always: what is entered
 * of a character follows from its `fold`, as the tests sweep it; the rest is left.
 */
#ifndef TEXT_WORDS_COMMON_H
#define TEXT_WORDS_COMMON_H

/* -- characters of three bytes ----------------------------------------------------- */

KERNEL static inline uint64_t two(uint64_t lead)
{
    return lead | lead << 1;
}

/* Han, without the hexagrams U+4DC0 and what came after Unicode 4 at its end. */
KERNEL static inline uint64_t find_han(bytes64 v, bytes64 second, uint64_t lead)
{
    uint64_t han = lead & bytes_within(v, 0xE4, 0xE9);

    return han & ~(bytes_are(v, 0xE4) & bytes_are(second, 0xB7)) &
           ~(bytes_are(v, 0xE9) & bytes_least(second, 0xBE));
}

/* U+3041 to U+3096, U+30A1 to U+30FA, U+30FC to U+30FE: without marks. */
KERNEL static inline uint64_t find_kana(bytes64 second, bytes64 third, uint64_t lead)
{
    uint64_t low = lead & bytes_are(second, 0x81) & bytes_least(third, 0x81);
    uint64_t middle = lead & bytes_are(second, 0x82) & ~bytes_within(third, 0x97, 0xA0);
    uint64_t high = lead & bytes_are(second, 0x83) & ~bytes_are(third, 0xBB) &
                    ~bytes_are(third, 0xBF);

    return low | middle | high;
}

KERNEL static inline uint64_t find_hangul(bytes64 v, bytes64 second, uint64_t lead)
{
    return lead & (bytes_within(v, 0xEB, 0xEC) |
                   (bytes_are(v, 0xEA) & bytes_least(second, 0xB0)) |
                   (bytes_are(v, 0xED) & ~bytes_least(second, 0x9E)));
}

/* Separators of one page. */
KERNEL static inline uint64_t
find_separators(splitter *s, size_t page, bytes64 last, uint64_t lead)
{
    return lead & bytes_in(last, splitter_page(s, page)->separates);
}

/* Quotes and dashes; ideographic commas and stops; wide ones. */
KERNEL static inline uint64_t find_stops(splitter *s, bytes64 v, bytes64 second,
                                         bytes64 third, uint64_t lead)
{
    uint64_t low = lead & bytes_are(second, 0x80);

    return find_separators(s, page_of_triple(0xE2, 0x80), third,
                           low & bytes_are(v, 0xE2)) |
           find_separators(s, page_of_triple(0xE3, 0x80), third,
                           low & bytes_are(v, 0xE3)) |
           find_separators(s, page_of_triple(0xEF, 0xBC), third,
                           lead & bytes_are(second, 0xBC) & bytes_are(v, 0xEF));
}

/* Han, kana and Hangul, whose pages are too many to be taken one by one, and common
 * separators. */
KERNEL static inline void
read_eastern(splitter *s, block *b, bytes64 v, const unsigned char *text,
             uint64_t lead)
{
    bytes64 second = load_bytes(text + 1), third = load_bytes(text + 2);
    uint64_t stands = find_han(v, second, lead), joins = 0, rest;
    uint64_t kana = lead & bytes_are(v, 0xE3) & bytes_within(second, 0x81, 0x83);
    uint64_t hangul = lead & bytes_within(v, 0xEA, 0xED);

    if (kana)
        stands |= find_kana(second, third, kana);
    if (hangul)
        joins = find_hangul(v, second, hangul);
    add_singles(b, stands);
    b->word |= three(joins);
    b->read |= three(joins);
    rest = lead & ~(joins | stands);
    if (rest)
        b->read |= three(find_stops(s, v, second, third, rest));
}

/* -- pages of other scripts -------------------------------------------------------- */

#if BYTES_LOOK_UP
#define RARE(page) 0
#else
#define RARE(page) (page)->rare
#endif

/* The bytes of joining characters become what they fold to. */
KERNEL static inline void
fold_page(block *b, const word_page *page, uint64_t joins, const unsigned char *text,
          bool pair)
{
#if BYTES_LOOK_UP
    bytes64 next = load_bytes(text + 1);

    b->bytes = bytes_become(b->bytes, joins << (pair ? 1 : 2), load_bytes(text),
                            page->become[pair ? 1 : 2]);
    b->bytes = bytes_become(b->bytes, joins << (pair ? 0 : 1), next,
                            page->become[pair ? 0 : 1]);
    if (!pair)
        b->bytes = bytes_become(b->bytes, joins, load_bytes(text + 2), page->become[0]);
#else
    bytes64 last = load_bytes(text + (pair ? 1 : 2));

    for (size_t i = 0; i < page->shift_count; i++) {
        const uint8_t *add = page->shifts[i].add;
        uint64_t which = joins & bytes_in(last, page->shifts[i].which);

        if (add[0])
            b->bytes = bytes_add(b->bytes, which, add[0]);
        if (add[1])
            b->bytes = bytes_add(b->bytes, which << 1, add[1]);
        if (!pair && add[2])
            b->bytes = bytes_add(b->bytes, which << 2, add[2]);
    }
#endif
}

/* The characters of one page, which begin at `lead`; returns marks among them. */
KERNEL static inline uint64_t
read_page(block *b, const word_page *page, uint64_t lead, const unsigned char *text,
          bool pair)
{
    bytes64 last = load_bytes(text + (pair ? 1 : 2));
    uint64_t known = lead & bytes_in(last, page->known & ~RARE(page));
    uint64_t joins = known;

    if (page->known != page->joins)
        joins &= bytes_in(last, page->joins);
    b->word |= pair ? two(joins) : three(joins);
    b->read |= pair ? two(known) : three(known);
    if (page->stands) {
        uint64_t stands = lead & bytes_in(last, page->stands);

        add_singles(b, stands);
    }
    if (page->shift_count)
        fold_page(b, page, joins, text, pair);
    return page->marks ? lead & bytes_in(last, page->marks) : 0;
}

enum { PAGES_MOST = 6 };       /* in a block; what is of others is read singly */

/* Marks are easy as mark_is_easy has it; those at the start of a block and those behind
 * another one are left. */
KERNEL static inline void
read_marks(block *b, uint64_t pairs, uint64_t triples, uint64_t high, uint64_t stood)
{
    uint64_t lasts = pairs << 1 | triples << 2;
    uint64_t good = (b->read | ~high) << 1 & ~(b->last << 1 | stood) & ~(lasts << 1);

    pairs &= good;
    triples &= good;
    b->word |= two(pairs) | three(triples);
    b->read |= two(pairs) | three(triples);
    b->marked |= pairs << 1 | triples << 2;
}

/* Characters of the pages met last, then of others. The former wait for nothing, and
 * are the only ones in most blocks. Returns marks among them. */
KERNEL static inline uint64_t
read_pairs(splitter *s, block *b, const unsigned char *text, bytes64 v, uint64_t pairs)
{
    const word_page **recent = s->recent[0];
    uint64_t first = pairs & bytes_are(v, recent[0]->lead[0]), marks;
    uint64_t second = pairs & bytes_are(v, recent[1]->lead[0]);

    marks = read_page(b, recent[0], first, text, true);
    marks |= read_page(b, recent[1], second, text, true);
    pairs &= ~(first | second);
    for (unsigned left = PAGES_MOST; pairs && left > 0; left--) {
        unsigned char lead = text[__builtin_ctzll(pairs)];
        uint64_t some = pairs & bytes_are(v, lead);
        const word_page *page = splitter_page(s, page_of_pair(lead));

        marks |= read_page(b, page, some, text, true);
        pairs &= ~some;
        recent[first != 0] = page;
    }
    return marks;
}

KERNEL static inline uint64_t
read_triples(splitter *s, block *b, const unsigned char *text, bytes64 v,
             uint64_t triples)
{
    const word_page **recent = s->recent[1];
    bytes64 middle = load_bytes(text + 1);
    uint64_t first = triples & bytes_are(v, recent[0]->lead[0]) &
                     bytes_are(middle, recent[0]->lead[1]);
    uint64_t second = triples & bytes_are(v, recent[1]->lead[0]) &
                      bytes_are(middle, recent[1]->lead[1]);
    uint64_t marks = read_page(b, recent[0], first, text, false);

    marks |= read_page(b, recent[1], second, text, false);
    triples &= ~(first | second);
    for (unsigned left = PAGES_MOST; triples && left > 0; left--) {
        const unsigned char *at = text + __builtin_ctzll(triples);
        uint64_t some = triples & bytes_are(v, at[0]) & bytes_are(middle, at[1]);
        const word_page *page = splitter_page(s, page_of_triple(at[0], at[1]));

        marks |= read_page(b, page, some, text, false);
        triples &= ~some;
        recent[first != 0] = page;
    }
    return marks;
}

KERNEL static inline void
read_pages(splitter *s, block *b, const unsigned char *text, uint64_t pairs,
           uint64_t triples, uint64_t high, uint64_t stood)
{
    bytes64 v = b->bytes;
    uint64_t pair_marks = pairs ? read_pairs(s, b, text, v, pairs) : 0;
    uint64_t triple_marks = triples ? read_triples(s, b, text, v, triples) : 0;

    if (pair_marks | triple_marks)
        read_marks(b, pair_marks, triple_marks, high, stood);
}

/* -- blocks of Latin script -------------------------------------------------------- */

/* Those that separate and are easy, of U+0080 to U+00BF and of U+2000 to U+203F. */
#define LATIN_STOPS UINT64_C(0x88C35AFFFFFFFFFF)
#define LATIN_QUOTES UINT64_C(0xBFFF83FFFF7F07FF)

/* Of the characters that begin at `two` and `three` all bytes of such. */
KERNEL static inline uint64_t
find_latin_stops(bytes64 v, uint64_t two, uint64_t three)
{
    uint64_t low = two << 1 & bytes_in(v, LATIN_STOPS);
    uint64_t high = three << 2 & bytes_are(v, 0x80) << 1 & bytes_in(v, LATIN_QUOTES);

    return low | low >> 1 | high | high >> 1 | high >> 2;
}

/* Whether no character of a block begins with a byte that read_latin can't do with. */
KERNEL static inline bool may_be_latin(bytes64 v)
{
    return !(bytes_least(v, 0xC4) & ~bytes_are(v, 0xE2));
}

/* In a block with other characters: *stops of the kinds above. False: there are still
 * others. */
KERNEL static inline bool
find_other_latin(bytes64 v, uint64_t more, uint64_t *stops)
{
    uint64_t three = bytes_are(v, 0xE2), two;

    if (bytes_least(v, 0xC4) & ~three)
        return false;
    two = bytes_are(v, 0xC2);
    *stops = find_latin_stops(v, two & more >> 1, three & more >> 1 & more >> 2);
    return true;
}

enum {                         /* of the letters from U+00C0 to U+00FF: last bytes */
    TIMES_SIGN = 0x97, DIVISION_SIGN = 0xB7,
    SHARP_S = 0x9F,            /* becomes "ss" */
    LAST_CAPITAL = 0x9E
};

/* Capitals and sharp s fold; signs, which are in no word (it is all the same what they
 * become), are taken out of the bytes of letters. */
KERNEL static inline uint64_t fold_latin(bytes64 *v, uint64_t last, uint64_t letters)
{
    uint64_t capitals = last & bytes_within(*v, 0x80, LAST_CAPITAL);
    uint64_t signs = last & (bytes_are(*v, TIMES_SIGN) | bytes_are(*v, DIVISION_SIGN));
    uint64_t sharp = last & bytes_are(*v, SHARP_S);

    *v = bytes_add(*v, capitals, 0x20);
    *v = bytes_add(*v, sharp >> 1, (unsigned char)('s' - 0xC3));
    *v = bytes_add(*v, sharp, (unsigned char)('s' - SHARP_S));
    return letters & ~(signs | signs >> 1);
}

/* Read a block, nothing that stands alone before it, if it has but ASCII, letters from
 * U+00C0 to U+00FF and such separators. Returns its whole size, or 0: it has others.
 * Small letters are most, and what others need is not looked for before it is known
 * that there are some. */
KERNEL __attribute__((noinline)) static size_t
read_latin(reading *r, bytes64 v, unsigned char *folded, block_words *out)
{
    const uint64_t folds = 0xFFFFFFFF | UINT64_C(1) << (DIVISION_SIGN & 63);
    uint64_t high = bytes_high(v), lead = bytes_least(v, 0xC0), c3 = bytes_are(v, 0xC3);
    uint64_t more = high & ~lead, last = more & c3 << 1, letters = last | last >> 1;
    uint64_t cut = lead & UINT64_C(1) << 63, stops = 0, valid, before, word;
    bytes64 lower = bytes_lower(v);
    size_t size;

    if (lead != c3) {
        if (!find_other_latin(v, more, &stops))
            return 0;
        cut |= bytes_are(v, 0xE2) & UINT64_C(1) << 62;
    }
    size = cut ? (size_t)__builtin_ctzll(cut) : BLOCK;
    valid = ~UINT64_C(0) >> (BLOCK - size);
    if (high & valid & ~(letters | stops))
        return 0;
    word = bytes_within(lower, 'a', 'z') | bytes_within(v, '0', '9');
    if (last & bytes_in(v, folds))
        letters = fold_latin(&lower, last, letters);
    store_bytes(folded, lower);
    word = (word | letters) & valid;
    before = word << 1 | r->within;
    *out = (block_words){word & ~before, before & ~word & valid, 0};
    r->foreign = false;
    return end_block(r, word, size);
}

#endif
