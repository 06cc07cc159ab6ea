/* paragraphs.c - lines around a line break are measured, where their first and last
 * bytes do not tell what it means
 *
 * Of a text in which some line break asks for it, all lines are measured, without a
 * branch where they are as usual, and those that ask are judged once those behind them
 * are.
 */
#include "boiler/paragraphs.h"

#include <string.h>

#include "boiler/letters.h"
#include "boiler/segments.h"

enum {
    WRAP_MOST = 110,           /* columns; a longer line was not wrapped by anyone */
    TOO_WIDE = WRAP_MOST + 1,
    AHEAD_LINES = 8,           /* lines from the one judged on, and ... */
    NEAR_LINES = 16,           /* ... as many as show how wide a text is set */
    RUN_LINES = 128            /* lines read in one go, at most */
};

typedef struct line {
    uint32_t start, end;       /* bytes, without white space around */
} line;

typedef struct scan {
    const unsigned char *s;
    const text_marks *marks;
    bool inner;
    size_t count, judged;      /* of the lines, those read and judged */
    line lines[NEAR_LINES + AHEAD_LINES + RUN_LINES];
    uint8_t columns[NEAR_LINES + AHEAD_LINES + RUN_LINES];     /* TOO_WIDE at most */
} scan;

#define H LAST_OPEN
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
const uint8_t paragraphs_last[256] = {
    ['.'] = SEGMENT_ENDED, ['!'] = SEGMENT_ENDED, ['?'] = SEGMENT_ENDED | SEGMENT_ASKS,
    [':'] = SEGMENT_COLON, ['"'] = H, ['\''] = H, [')'] = H, [']'] = H, ['*'] = H,
    [0x80] = H16, H16, H16, H16, H16, H16, H16, H16,
};
#undef H16
#undef H

unsigned paragraphs_look_back(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code = 0;

    for (int steps = 0; end > start && steps < 6; steps++) {
        size_t at = end - 1;

        while (at > start && (s[at] & 0xC0) == 0x80 && end - at < 4)
            at--;
        read_character(s + at, end - at, &code);
        if (!closes(code))
            break;
        end = at;
    }
    return (stops(code) ? SEGMENT_ENDED : 0u) |
           (code == '?' || code == 0xFF1F ? SEGMENT_ASKS : 0u) |
           (code == ':' || code == 0xFF1A ? SEGMENT_COLON : 0u);
}

/* Whether [start, end) begins with a lower-case letter, perhaps behind a quote. */
static bool begins_low(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code;

    if ((s[start] | 32) >= 'a' && (s[start] | 32) <= 'z')
        return s[start] >= 'a';
    start += read_character(s + start, end - start, &code);
    if (opens(code) && start < end)
        read_character(s + start, end - start, &code);
    return is_low(code);
}

/* Characters of a line, or TOO_WIDE. */
static uint32_t count_columns(const uint64_t *inner, line l)
{
    uint32_t columns = l.end - l.start;

    if (columns > 4 * WRAP_MOST)
        return TOO_WIDE;
    for (size_t at = l.start; at < l.end; at += 64) {
        uint64_t bits = bits_from(inner, at) & bits_low(l.end - at);

        if (bits)
            columns -= bits_count(bits);
    }
    return columns < TOO_WIDE ? columns : TOO_WIDE;
}

/* Each line begins behind the stop of the one before; returns where the next one
 * does. */
static size_t read_lines(scan *x, size_t from, const uint32_t *stops, size_t count)
{
    for (size_t k = 0; k < count; k++) {
        size_t start = skip_white(x->marks, from, stops[k]);
        line l = {(uint32_t)start, (uint32_t)trim_white(x->marks, start, stops[k])};
        uint32_t size = l.end - l.start;

        x->lines[x->count] = l;
        x->columns[x->count++] =
            (uint8_t)(x->inner ? count_columns(x->marks->inner, l)
                               : size < TOO_WIDE ? size : TOO_WIDE);
        from = (size_t)stops[k] + 1;
    }
    return from;
}

/* Characters of the first word of a line, or of WRAP_MOST + 1 without a blank. */
static uint32_t measure_word(const scan *x, line l)
{
    uint64_t white = bits_from(x->marks->white, l.start);
    uint32_t columns = white ? bits_first(white) : 0;

    if (columns > 0 && is_blank(x->s[l.start + columns]))
        return columns - bits_count(bits_from(x->marks->inner, l.start) &
                                    bits_low(columns));
    columns = 0;
    for (uint32_t at = l.start; at < l.end && columns <= WRAP_MOST; at++) {
        if (is_blank(x->s[at]))
            break;
        columns += (x->s[at] & 0xC0) != 0x80;
    }
    return columns;
}

/* Whether none of the lines around line `i` that could come from wrapping has so many
 * columns. */
static bool has_no_room(const scan *x, size_t i, uint32_t columns)
{
    typedef uint8_t near_lines __attribute__((vector_size(NEAR_LINES), aligned(1)));
    size_t end = i + AHEAD_LINES < x->count ? i + AHEAD_LINES : x->count;
    near_lines others, have;
    uint64_t some[2];

    memcpy(&others, x->columns + end - NEAR_LINES, sizeof others);
    have = (near_lines)((others >= (uint8_t)columns) & (others <= WRAP_MOST));
    memcpy(some, &have, sizeof some);
    return columns > WRAP_MOST || !(some[0] | some[1]);
}

/* Whether line `i` goes on with the paragraph of the one before, which is not blank. */
static bool goes_on(const scan *x, size_t i)
{
    line a = x->lines[i - 1], b = x->lines[i];
    uint32_t columns = x->columns[i - 1];
    bool closed;

    if (paragraphs_quoted(x->s[a.start]) != paragraphs_quoted(x->s[b.start]))
        return false;
    closed = paragraphs_end_flags(x->s, a.start, a.end) &
             (SEGMENT_ENDED | SEGMENT_COLON);
    if (begins_low(x->s, b.start, b.end))
        return !closed || columns >= WRAP_LEAST;
    return !closed && columns >= WRAP_LEAST && columns <= WRAP_MOST &&
           x->columns[i] <= WRAP_MOST &&
           has_no_room(x, i, columns + 1 + measure_word(x, b));
}

/* Judge lines behind which enough are read, or all there are; the last ones stay. */
static void judge_lines(scan *x, bool all)
{
    size_t passed;

    for (; x->judged + (all ? 1 : AHEAD_LINES) <= x->count; x->judged++) {
        size_t first = x->lines[x->judged].start;

        if (marks_hold(x->marks->asks, first) && !goes_on(x, x->judged))
            x->marks->opens[first / 64] |= UINT64_C(1) << first % 64;
    }
    passed = x->judged - NEAR_LINES;
    x->judged -= passed;
    x->count -= passed;
    memmove(x->lines, x->lines + passed, x->count * sizeof *x->lines);
    memmove(x->columns, x->columns + passed, x->count);
}

static bool has_some(const uint64_t *set, size_t size)
{
    uint64_t some = 0;

    for (size_t block = 0; block <= size / 64; block++)
        some |= set[block];
    return some != 0;
}

void paragraphs_find(const unsigned char *s, size_t size, bool inner,
                     const text_marks *m)
{
    uint32_t end = (uint32_t)size;
    mark_reader breaks;
    size_t from = 0;
    scan x;

    if (!has_some(m->asks, size))
        return;
    x.s = s;
    x.marks = m;
    x.inner = inner;
    x.count = x.judged = NEAR_LINES;
    memset(x.columns, 0, NEAR_LINES);
    mark_reader_start(&breaks, m->lines, size);
    while (mark_reader_peek(&breaks) < SIZE_MAX) {
        size_t count = breaks.count - breaks.next;

        count = count < RUN_LINES ? count : RUN_LINES;
        from = read_lines(&x, from, breaks.places + breaks.next, count);
        breaks.next += (uint32_t)count;
        judge_lines(&x, false);
    }
    if (from < size)
        read_lines(&x, from, &end, 1);
    judge_lines(&x, true);
}
