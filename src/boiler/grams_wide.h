/* grams_wide.h - what the vector kernels share
 *
 * Looking: the bytes from the end of a word on, 64 of them, become sets, and by
 * arithmetic on these sets of words. Let S be the first bytes of words that end in the
 * block, E the bytes behind their last. What is in a gap, added to all bytes of gaps,
 * is carried to the next byte of S; and the bits of S, put side by side, are bits of
 * words. Where all bytes are ASCII, S and E follow from the bytes; else from places,
 * and E - S are the bytes of words.
 *
 * Joining: a word is a lane of 64 bits.
 *
 * The including file defines KERNEL, the type `lanes` and how many LANES it has, and
 *   load_lanes, store_lanes, all_lanes(x), rotate_lanes(x, by),
 *   shift_left(x, by), shift_right(x, by) by lane, 0 where `by` is 64 or more,
 *   load_eights(bytes, at): eight bytes at each offset,
 *   gather_bits(x, y, out): those that are in some lane of x, and of y,
 *   and, a bit a lane: equal(a, b), filled(x): not 0.
 * It includes base/bytes64.h.
 */
#ifndef BOILER_GRAMS_WIDE_H
#define BOILER_GRAMS_WIDE_H

#include <string.h>

enum { BLOCK = 64, ROW = 8 };

/* Some words in a row and the gaps before them, in a block. */
typedef struct row {
    uint64_t starts, ends, gaps;
    size_t word, count;        /* number of the first, and of all: 32 at most */
    unsigned last;             /* where the last one ends */
} row;

/* Bits of words are written eight bytes at a time, most of them ahead. Processors of
 * this kind store the lowest byte first. */
KERNEL static inline void put(uint64_t *set, const row *r, uint64_t bits,
                              uint64_t *open)
{
    *open |= bits << r->word % 8;
    memcpy((char *)(set + 1) + r->word / 8, open, sizeof *open);
    *open >>= (r->word % 8 + r->count) / 8 * 8;
}

/* The same of sets that few words are in. */
KERNEL static inline void put_rare(uint64_t *set, const row *r, uint64_t bits)
{
    char *at = (char *)(set + 1) + r->word / 8;
    uint64_t x;

    memcpy(&x, at, sizeof x);
    x |= bits << r->word % 8;
    memcpy(at, &x, sizeof x);
}

/* Of four sets the words that share a byte with the next row. */
typedef struct open_bytes {
    uint64_t digits, numbers, lines, marks;
} open_bytes;

KERNEL static inline uint64_t take_open(const uint64_t *set, size_t word)
{
    return set[1 + word / 64] >> word % 64 / 8 * 8 & 0xFF;
}

/* The first bytes of words whose gaps hold one of these bytes of gaps. */
KERNEL static inline uint64_t find_behind(const row *r, uint64_t set)
{
    return (r->gaps + set) & ~r->gaps;
}

/* Gaps and words with bytes above 0x7F. */
KERNEL static inline void look_at_high(bytes64 v, const row *r, uint64_t high,
                                       uint64_t pairs, uint64_t lines, uint64_t run,
                                       gram_looks *out)
{
    uint64_t odd = find_behind(r, high & r->gaps);
    uint64_t wide = find_behind(r, bytes_are(v, 0xC2) & r->gaps);
    uint64_t words = r->starts & bytes_least(v, GRAM_FIRST_ODD);
    uint64_t kana = bytes_are(v, 0xE3) & bytes_within(v, 0x81, 0x83) >> 1;
    uint64_t singles = words & r->ends >> 3 & (bytes_within(v, 0xE4, 0xE9) | kana);

    /* where a word goes on behind digits */
    for (run &= high & ~r->ends & ~r->gaps; run; run &= run - 1) {
        uint64_t before = r->starts & ((run & -run) - 1);

        words |= UINT64_C(1) << (63 - __builtin_clzll(before));
    }
    put_rare(out->singles, r, _pext_u64(singles, r->starts));
    put_rare(out->words, r, _pext_u64(words & ~singles, r->starts));
    put_rare(out->odd, r, _pext_u64(odd & (pairs | wide) & ~lines, r->starts));
}

/* A delimiter is a colon, or a dash behind a space, before a blank or the end of its
 * gap, if that has two bytes. Digits from the first byte of a word on are carried to
 * the byte behind them. */
KERNEL static inline void look_at_row(bytes64 v, const row *r, uint64_t high,
                                      bool opens, gram_looks *out, open_bytes *open)
{
    uint64_t gaps = r->gaps;
    uint64_t space = bytes_are(v, ' ') & gaps, quote = bytes_are(v, '>') & gaps;
    uint64_t blank = space | (bytes_are(v, '\t') & gaps);
    uint64_t dash = (quote | bytes_are(v, '|') | bytes_are(v, '-')) & space << 1;
    uint64_t part = ((dash | bytes_are(v, ':')) & gaps) << 1;
    uint64_t lines = find_behind(r, (bytes_are(v, '\n') & gaps) | opens);
    uint64_t pairs = find_behind(r, blank & blank << 1);
    uint64_t delims = find_behind(r, (part & blank) | (high & gaps)) |
                      (part & r->starts & ~(r->ends << 1 | 2));
    uint64_t digits = bytes_within(v, '0', '9') & ~gaps;
    uint64_t run = (digits + (digits & r->starts)) & ~digits;

    put(out->digits, r, _pext_u64(digits, r->starts) | _pext_u64(digits << 1, r->ends),
        &open->digits);
    put(out->numbers, r, _pext_u64(run, r->ends), &open->numbers);
    put(out->lines, r, _pext_u64(lines, r->starts), &open->lines);
    put(out->marks, r, _pext_u64(pairs | delims, r->starts), &open->marks);
    out->wide += (size_t)__builtin_popcountll(pairs & ~delims & ~lines);
    if (high)
        look_at_high(v, r, high, pairs, lines, run, out);
    if (quote)
        put_rare(out->quotes, r, _pext_u64(find_behind(r, quote), r->starts));
}

/* Of words in a block of ASCII from `at` on, of which the next ends at places->end.
 * False: they are not what places say, or none ends. */
KERNEL static inline bool find_ascii(row *r, bytes64 v, uint64_t at,
                                     const word_place *places, size_t most)
{
    uint64_t words = bytes_within(bytes_lower_ascii(v), 'a', 'z') |
                     bytes_within(v, '0', '9');

    r->ends = words << 1 & ~words;
    r->count = (size_t)__builtin_popcountll(r->ends);
    if (r->count - 1 >= most)
        return false;
    r->last = 63 - (unsigned)__builtin_clzll(r->ends);
    words &= (UINT64_C(1) << r->last) - 1;
    r->starts = words & ~(words << 1);
    r->gaps = ~words;
    return places[r->count - 1].end == at + r->last;
}

/* Of ROW words at most. False: none ends in the block, or one has no byte. */
KERNEL static inline bool find_edges(row *r, uint64_t at, const word_place *places,
                                     size_t most)
{
    const lanes one = all_lanes(1), low = all_lanes(UINT32_MAX);
    lanes base = all_lanes(at), starts = all_lanes(0), ends = starts;
    uint64_t empty = 0, in = 0, edges[2];

    for (size_t i = 0; i < ROW; i += LANES) {
        lanes place = load_lanes(places + i), start = place & low, end = place >> 32;
        lanes bit = shift_left(one, end - base);

        empty |= equal(start, end) << i;
        in |= filled(bit) << i;
        starts |= shift_left(one, start - base);
        ends |= bit;
    }
    in &= most < ROW ? (1u << most) - 1 : (1u << ROW) - 1;
    r->count = (size_t)__builtin_popcountll(in);
    if (in == 0 || (empty & in))
        return false;
    r->last = (unsigned)(places[r->count - 1].end - at);
    gather_bits(starts, ends, edges);
    r->starts = edges[0] & ((UINT64_C(1) << r->last) - 1);
    r->ends = edges[1] & ((UINT64_C(2) << r->last) - 1);
    r->gaps = ~(r->ends - r->starts);
    return true;
}

typedef struct words_in {      /* what is looked at */
    const char *text, *tail;   /* bytes from `tail_at` on stand in the tail */
    size_t tail_at, count;
    const word_place *places;
} words_in;

/* From word `i` on, to the end or before a word that does not fit into a block with its
 * gap, or has no byte. */
KERNEL __attribute__((noinline)) static size_t
look_at_rows(const words_in *in, size_t i, gram_looks *out)
{
    open_bytes open = {take_open(out->digits, i), take_open(out->numbers, i),
                       take_open(out->lines, i), take_open(out->marks, i)};
    uint64_t at = in->places[(ptrdiff_t)i - 1].end;

    while (i < in->count) {
        const word_place *places = in->places + i;
        bytes64 v = load_bytes(at < in->tail_at ? in->text + at
                                                : in->tail + (at - in->tail_at));
        uint64_t high = bytes_least(v, 0x80);
        row r = {.word = i};

        if ((high || !find_ascii(&r, v, at, places, in->count - i)) &&
            !find_edges(&r, at, places, in->count - i))
            break;
        look_at_row(v, &r, high, at == 0, out, &open);
        i += r.count;
        at += r.last;
    }
    return i;
}

KERNEL static void look_wide(chaff_text text, const word_place *places, size_t count,
                             gram_looks *out)
{
    char tail[2 * BLOCK] = {0};        /* zeros behind the last bytes */
    size_t at = text.size > BLOCK ? text.size - BLOCK : 0;
    words_in in = {text.data, tail, at, count, places};

    memcpy(tail, text.data + at, text.size - at);
    for (size_t i = 0; (i = look_at_rows(&in, i, out)) < count; i++)
        gram_look_at(text, places, i, out);
}

KERNEL static void join_wide(const uint64_t *hashes, size_t count,
                             const gram_filter *filter, uint64_t *grams,
                             uint64_t *known, uint64_t *sequence)
{
    const char *bits = (const char *)filter->bits;

    for (size_t at = 0; at < count; at += 64) {
        uint64_t may = 0, follow = *sequence;

        for (size_t i = at; i < at + 64 && i < count; i += LANES) {
            size_t end = i + LANES < count ? i + LANES : count;
            lanes four = rotate_lanes(load_lanes(hashes + i - 3), 13) ^
                         rotate_lanes(load_lanes(hashes + i - 2), 26) ^
                         rotate_lanes(load_lanes(hashes + i - 1), 39) ^
                         rotate_lanes(load_lanes(hashes + i), 52);
            lanes rows = load_eights(bits, four >> (64 - GRAM_FILTER_BITS) << 3);

            store_lanes(grams + i, load_lanes(hashes + i - 4) ^ four);
            rows = shift_right(rows, four & all_lanes(63)) &
                   shift_right(rows, four >> 6 & all_lanes(63));
            may |= (filled(rows & all_lanes(1)) & ((UINT64_C(1) << LANES) - 1))
                   << (i - at);
            for (size_t k = i; k < end; k++)
                follow = gram_follow(follow, hashes[k]);
        }
        if (count - at < 64)
            may &= ~UINT64_C(0) >> (64 - (count - at));
        known[at / 64] = may;
        *++sequence = follow;
    }
}

KERNEL static inline lanes mix_lanes(lanes x)
{
    x ^= x >> 33;
    x *= all_lanes(UINT64_C(0xff51afd7ed558ccd));
    x ^= x >> 33;
    x *= all_lanes(UINT64_C(0xc4ceb9fe1a85ec53));
    return x ^ x >> 33;
}

KERNEL static void lengthen_wide(const uint64_t *hashes, uint64_t set, uint64_t *grams)
{
    static const uint64_t steps[8] = {0, 1, 2, 3, 4, 5, 6, 7};
    const lanes lane = load_lanes(steps), one = all_lanes(1);

    for (size_t i = 0; i < 64; i += LANES, set >>= LANES) {
        lanes mask = all_lanes(0) - (shift_right(all_lanes(set), lane) & one);
        lanes gram = load_lanes(grams + i), x = gram;

        if (set == 0)
            break;
        for (size_t k = GRAM_WORDS; k < GRAM_LONG; k++)
            x = mix_lanes(x) ^ load_lanes(hashes + i - k);
        store_lanes(grams + i, (x & mask) | (gram & ~mask));
    }
}

#endif
