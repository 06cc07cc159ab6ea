/* grams_wide.h - what the vector kernels share
 *
 * A word is a lane of 64 bits. The eight bytes from the last one of the word before on
 * hold all there is to see: that byte, the gap, and the first byte of the word. The
 * including file defines KERNEL, the type `lanes` and how many LANES it has, and
 *   load_lanes, store_lanes, all_lanes(x), rotate_lanes(x, by), least(a, b) unsigned,
 *   shift_left(x, by) and shift_right(x, by) by lane,
 *   load_eights(bytes, at): eight bytes at each offset,
 *   and, a bit a lane: above(a, b) of signed numbers, equal(a, b), filled(x): not 0.
 */
#ifndef BOILER_GRAMS_WIDE_H
#define BOILER_GRAMS_WIDE_H

#define ONES UINT64_C(0x0101010101010101)

typedef struct seen {          /* of the words of a vector, a bit each */
    uint64_t ends, digits, words, gaps, marks, lines, far;
} seen;

KERNEL static inline uint64_t are_digits(lanes x)
{
    return above(x, all_lanes('0' - 1)) & above(all_lanes('9' + 1), x);
}

/* The highest bits of the first `gap` bytes of eight. */
KERNEL static inline lanes first_tops(lanes bytes, lanes gap)
{
    return shift_left((bytes & all_lanes(ONES << 7)) << 8, (all_lanes(7) - gap) << 3);
}

/* Not 0 where one of the first `gap` bytes of eight is out of the ordinary. */
KERNEL static inline lanes find_odd(lanes bytes, lanes gap)
{
    lanes space = bytes ^ all_lanes(ONES * ' '), wide = bytes ^ all_lanes(ONES * 0xC2);

    space = (space - all_lanes(ONES)) & ~space;
    wide = (wide - all_lanes(ONES)) & ~wide;
    bytes = (bytes - all_lanes(ONES * ' ')) & ~bytes;
    return first_tops(bytes | wide | (space & space << 8), gap);
}

KERNEL static inline lanes find_lines(lanes bytes, lanes gap)
{
    lanes line = bytes ^ all_lanes(ONES * '\n');

    return first_tops((line - all_lanes(ONES)) & ~line, gap);
}

/* Whether two bytes are a space and this one. */
KERNEL static inline uint64_t delimits(lanes two, unsigned char c)
{
    return equal(two, all_lanes(' ' | (uint64_t)c << 8));
}

KERNEL static inline seen see(chaff_text text, const word_place *places)
{
    lanes end = load_lanes(places - 1) >> 32;
    lanes gap = (load_lanes(places) & all_lanes(UINT32_MAX)) - end;
    lanes before = end - all_lanes(1), at = least(before, all_lanes(text.size - 8));
    lanes x = load_eights(text.data, at), first, two;
    uint64_t in = ~filled(at ^ before);
    seen s;

    s.far = above(gap, all_lanes(GRAM_NEAR)) | ~in;
    s.ends = are_digits(x & all_lanes(0xFF)) & in;
    x = x >> 8;
    gap = gap & all_lanes(7);
    first = shift_right(x, gap << 3) & all_lanes(0xFF);
    s.digits = are_digits(first);
    s.words = (s.digits | above(first, all_lanes(GRAM_FIRST_ODD - 1))) & ~s.far;
    s.digits &= ~s.far;
    s.gaps = filled(find_odd(x, gap)) | s.far;
    s.lines = filled(find_lines(x, gap)) & ~s.far;
    two = x & all_lanes(0xFFFF);
    s.marks = (above(gap, all_lanes(1)) &
               (above(gap, all_lanes(2)) | delimits(two, ' ') | delimits(two, '|') |
                delimits(two, '-') | delimits(two, '>') |
                equal(two & all_lanes(0xFF), all_lanes(':')) |
                equal(two >> 8, all_lanes(':')))) | s.far;
    return s;
}

KERNEL static void look_wide(chaff_text text, const word_place *places, size_t count,
                             gram_looks *out)
{
    const uint64_t mask = (UINT64_C(1) << LANES) - 1;
    bool tiny = text.size < 8;

    for (size_t set = 1, at = 0; at < count; set++, at += 64) {
        uint64_t ends = 0, digits = 0, words = 0, gaps = 0, marks = 0, far = 0,
                 lines = 0;
        size_t left = count - at < 64 ? count - at : 64;
        uint64_t these = ~UINT64_C(0) >> (64 - left);

        for (unsigned i = 0; i < left && !tiny; i += LANES) {
            seen s = see(text, places + at + i);

            ends |= (s.ends & mask) << i;
            digits |= (s.digits & mask) << i;
            words |= (s.words & mask) << i;
            gaps |= (s.gaps & mask) << i;
            marks |= ((s.marks | s.gaps) & mask) << i;
            lines |= (s.lines & mask) << i;
            far |= (s.far & mask) << i;
        }
        if (tiny)
            gaps = marks = far = these;
        ends &= these;
        out->digits[set - 1] |= ends << 63;
        out->digits[set] = (digits & these) | ends >> 1;
        out->words[set] = words & these;
        out->gaps[set] = gaps & these;
        out->marks[set] = marks & these;
        out->lines[set] = lines & these;
        out->far[set] = far & these;
    }
}

KERNEL static void join_wide(const uint64_t *hashes, size_t count,
                             const gram_filter *filter, uint64_t *grams,
                             uint64_t *known, uint64_t *sequence)
{
    const char *bits = (const char *)filter->bits;

    for (size_t at = 0; at < count; at += 64) {
        uint64_t may = 0, follow = *sequence;

        for (size_t i = at; i < at + 64 && i < count; i += LANES) {
            lanes four = rotate_lanes(load_lanes(hashes + i - 3), 13) ^
                         rotate_lanes(load_lanes(hashes + i - 2), 26) ^
                         rotate_lanes(load_lanes(hashes + i - 1), 39) ^
                         rotate_lanes(load_lanes(hashes + i), 52);
            lanes row = load_eights(bits, four >> (64 - GRAM_FILTER_BITS) << 3);

            store_lanes(grams + i, load_lanes(hashes + i - 4) ^ four);
            row = shift_right(row, four & all_lanes(63)) &
                  shift_right(row, four >> 6 & all_lanes(63));
            may |= (filled(row & all_lanes(1)) & ((UINT64_C(1) << LANES) - 1))
                   << (i - at);
            for (size_t k = i; k < i + LANES && k < count; k++)
                follow = gram_follow(follow, hashes[k]);
        }
        if (count - at < 64)
            may &= ~UINT64_C(0) >> (64 - (count - at));
        known[at / 64] = may;
        *++sequence = follow;
    }
}

#endif
