/* segments.c - unwrap lines into paragraphs, split paragraphs into sentences
 *
 * Which line comes next, a short one, a blank one or one that goes on, no processor
 * foresees, nor where a sentence ends. So there are three walks over the text, each
 * without a branch where things are as usual: lines, of which the last bytes of
 * paragraphs become a set; open marks, see sentences.h; and the set of all ends.
 */
#include "boiler/segments.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/letters.h"
#include "boiler/marks.h"
#include "boiler/sentences.h"

enum {
    /* columns; a shorter line before a capital was not wrapped */
    WRAP_LEAST = 40,
    WRAP_MOST = 110,           /* a longer line was not wrapped by anyone */
    AHEAD_LINES = 8,           /* lines from the one judged on, and ... */
    NEAR_LINES = 16,           /* ... as many as show how wide a text is set */
    RUN_LINES = 48,            /* lines read in one go, at most */
    KEPT_LINES = NEAR_LINES + AHEAD_LINES      /* ... and of those before */
};

/* What the first and the last byte of a line or sentence say, beside SEGMENT_ENDED,
 * SEGMENT_COLON, SEGMENT_ASKS and SEGMENT_QUOTED; of white space and what begins a
 * character of several bytes, that more has to be looked at. */
enum { LOW = 1, FIRST_OPEN = 2, LAST_OPEN = 64 };
#define CLOSED (SEGMENT_ENDED | SEGMENT_COLON)

#define H (FIRST_OPEN | LAST_OPEN)
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
#define L13 LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW
static const uint8_t says[256] = {
    ['\t'] = H, H, H, H, H, [' '] = H,
    ['a'] = L13, L13,
    ['.'] = SEGMENT_ENDED, ['!'] = SEGMENT_ENDED, ['?'] = SEGMENT_ENDED | SEGMENT_ASKS,
    [':'] = SEGMENT_COLON, ['>'] = SEGMENT_QUOTED, ['|'] = SEGMENT_QUOTED,
    ['"'] = H, ['\''] = H, ['('] = FIRST_OPEN, ['['] = FIRST_OPEN,
    [')'] = LAST_OPEN, [']'] = LAST_OPEN, ['*'] = LAST_OPEN,
    [0x80] = H16, H16, H16, H16, H16, H16, H16, H16,
};
#undef L13
#undef H16
#undef H

typedef struct line {
    /* bytes, without white space around; of a blank one the end of the line before */
    uint32_t start, end;
    uint8_t first;             /* LOW, SEGMENT_QUOTED */
    uint8_t last;              /* CLOSED */
} line;
enum { TOO_WIDE = WRAP_MOST + 1, UNKNOWN = 255 };

typedef struct scan {
    const unsigned char *s;
    size_t size;
    text_marks marks;
    bool inner;                /* some characters take several bytes */
    uint64_t *shut;            /* set: last bytes of paragraphs */
    mark_reader breaks;        /* of the line feeds */
    size_t at;                 /* byte behind the last line read */
    size_t past;               /* lines read behind the text: blank ones */
    size_t line_count;
    line lines[KEPT_LINES + RUN_LINES];
    uint8_t columns[KEPT_LINES + RUN_LINES];   /* of them, TOO_WIDE at most; UNKNOWN */
} scan;

/* -- lines ------------------------------------------------------------------------- */

/* End of [start, end) without the white space at its end, of which NEL is none. */
static size_t trim_end(const unsigned char *s, size_t start, size_t end)
{
    for (;;) {
        if (end > start && is_blank(s[end - 1]))
            end--;
        else if (end > start + 1 && s[end - 2] == 0xC2 && s[end - 1] == 0xA0)
            end -= 2;
        else if (end > start + 2 && space_at(s + end - 3, 3) == 3)
            end -= 3;
        else
            return end;
    }
}

static size_t trim_start(const unsigned char *s, size_t start, size_t end)
{
    size_t step;

    while (start < end && (step = space_at(s + start, end - start)) > 0)
        start += step;
    return start;
}

/* What the last character says that is no closing quote. */
static unsigned flag_end(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code = 0;

    if (!(says[s[end - 1]] & LAST_OPEN))
        return says[s[end - 1]] & (CLOSED | SEGMENT_ASKS);
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

    start += read_character(s + start, end - start, &code);
    if (opens(code) && start < end)
        read_character(s + start, end - start, &code);
    return is_low(code);
}

/* The line [from, stop), white space around it; false: a second look is due. */
static inline bool read_line(scan *x, size_t i, size_t from, size_t stop)
{
    line *l = &x->lines[i];
    uint64_t ahead = ~blanks_from(&x->marks, from) | UINT64_C(1) << 63;
    uint64_t back = ~blanks_before(&x->marks, stop) | 1;
    size_t start = from + (size_t)__builtin_ctzll(ahead);
    size_t end = stop - (size_t)__builtin_clzll(back);
    size_t filled = 0 - (size_t)(start < stop), size = (end - start) & filled;
    unsigned first = says[x->s[start & filled]] & (unsigned)filled;
    unsigned last = says[x->s[(end - 1) & filled]] & (unsigned)filled;

    l->end = (uint32_t)((end & filled) | (l[-1].end & ~filled));
    l->start = l->end - (uint32_t)size;
    l->first = first & (LOW | SEGMENT_QUOTED);
    l->last = last & CLOSED;
    x->columns[i] = x->inner ? UNKNOWN : size < TOO_WIDE ? (uint8_t)size : TOO_WIDE;
    return !((first & FIRST_OPEN) | (last & LAST_OPEN));
}

/* The same character by character; blank lines behind it may have been read. */
static void read_again(scan *x, size_t i, size_t from, size_t stop)
{
    line *l = &x->lines[i];
    size_t start = trim_start(x->s, from, stop), end = trim_end(x->s, start, stop);

    *l = (line){l[-1].end, l[-1].end, 0, 0};
    if (start < end)
        *l = (line){(uint32_t)start, (uint32_t)end,
                    (says[x->s[start]] & SEGMENT_QUOTED) | begins_low(x->s, start, end),
                    flag_end(x->s, start, end) & CLOSED};
    if (!x->inner)
        x->columns[i] = end - start < TOO_WIDE ? (uint8_t)(end - start) : TOO_WIDE;
    while (++i < x->line_count && l[1].start == l[1].end) {
        l[1].start = l[1].end = l->end;
        l++;
    }
}

/* Line `k` of those read together begins where the one before ended. */
static void read_lines(scan *x, const uint32_t *stops, size_t count)
{
    size_t odd[RUN_LINES], odds = 0, first = x->line_count, from = x->at;

    for (size_t k = 0; k < count; k++) {
        odd[odds] = k;
        odds += !read_line(x, first + k, from, stops[k]);
        from = (size_t)stops[k] + 1;
    }
    x->line_count += count;
    for (size_t k = 0; k < odds; k++)
        read_again(x, first + odd[k], odd[k] ? (size_t)stops[odd[k] - 1] + 1 : x->at,
                   stops[odd[k]]);
    x->at = from;
}

/* Lines that follow, or blank ones behind the text. */
static void fill_lines(scan *x)
{
    uint32_t size = (uint32_t)x->size;
    mark_reader *r = &x->breaks;

    if (mark_reader_peek(r) < SIZE_MAX) {
        size_t count = r->count - r->next;

        count = count < RUN_LINES ? count : RUN_LINES;
        read_lines(x, r->places + r->next, count);
        r->next += (uint32_t)count;
    } else if (x->at < x->size) {
        read_lines(x, &size, 1);
    } else {
        for (; x->past < AHEAD_LINES; x->past++) {
            line *l = &x->lines[x->line_count++];

            *l = (line){l[-1].end, l[-1].end, 0, 0};
        }
    }
}

/* -- paragraphs -------------------------------------------------------------------- */

/* Characters of [at, end), but no more than WRAP_MOST + 1. */
static uint32_t count_columns(const uint64_t *inner, size_t at, size_t end)
{
    uint32_t columns = 0;

    for (size_t next; at < end && columns <= WRAP_MOST; at = next) {
        uint64_t bits = inner[at / 64] >> at % 64;

        next = (at | 63) + 1 < end ? (at | 63) + 1 : end;
        columns += (uint32_t)(next - at);
        if (next - at < 64)
            bits &= ~(~UINT64_C(0) << (next - at));
        if (bits)
            columns -= (uint32_t)__builtin_popcountll(bits);
    }
    return columns <= WRAP_MOST ? columns : WRAP_MOST + 1;
}

static inline uint32_t measure_columns(scan *x, size_t i)
{
    if (x->columns[i] == UNKNOWN)
        x->columns[i] = (uint8_t)count_columns(x->marks.inner, x->lines[i].start,
                                               x->lines[i].end);
    return x->columns[i];
}

/* Characters of the first word of a line, or of WRAP_MOST + 1 without a blank. */
static uint32_t measure_word(const scan *x, const line *l)
{
    uint64_t blanks = blanks_from(&x->marks, l->start);
    uint32_t columns = 0;

    if (blanks && !x->inner)
        return (uint32_t)__builtin_ctzll(blanks);
    for (uint32_t at = l->start; at < l->end && columns <= WRAP_MOST; at++) {
        if (is_blank(x->s[at]))
            return columns;
        columns += (x->s[at] & 0xC0) != 0x80;
    }
    return columns;
}

/* Whether none of the lines around line `i` that could come from wrapping has so many
 * columns. */
static bool has_no_room(scan *x, size_t i, uint32_t columns)
{
    typedef uint8_t near_lines __attribute__((vector_size(NEAR_LINES), aligned(1)));
    size_t end = i + AHEAD_LINES, inside = x->line_count - x->past;
    near_lines others, have;
    uint64_t some[2];

    end = end < inside ? end : inside;
    for (size_t k = end - NEAR_LINES; k < end && x->inner; k++)
        (void)measure_columns(x, k);
    memcpy(&others, x->columns + end - NEAR_LINES, sizeof others);
    have = (near_lines)((others >= (uint8_t)columns) & (others <= WRAP_MOST));
    memcpy(some, &have, sizeof some);
    return columns > WRAP_MOST || !(some[0] | some[1]);
}

/* Whether line `i` goes on with a sentence, as it begins in lower case or as its first
 * word had no room, where the line before says neither. */
static bool asks_columns(scan *x, size_t i)
{
    uint32_t columns = measure_columns(x, i - 1);

    if (x->lines[i].first & LOW)
        return columns >= WRAP_LEAST;
    return columns >= WRAP_LEAST && columns <= WRAP_MOST &&
           measure_columns(x, i) <= WRAP_MOST &&
           has_no_room(x, i, columns + 1 + measure_word(x, &x->lines[i]));
}

/* The line before `i` ends a paragraph, if it is one and this is so. */
static inline void shut_paragraph(scan *x, size_t i, uint64_t so)
{
    size_t end = x->lines[i - 1].end, last = end - (end > 0);

    x->shut[last / 64] |= (so & (end > 0)) << last % 64;
}

/* Of the lines read those with enough others behind them begin paragraphs, or go on
 * with the one before, or are blank. */
static void judge_lines(scan *x)
{
    size_t asked[RUN_LINES], count = 0;

    for (size_t i = NEAR_LINES; i + AHEAD_LINES < x->line_count; i++) {
        const line *a = &x->lines[i - 1], *b = &x->lines[i];
        unsigned filled = b->start < b->end, low = b->first & LOW;
        unsigned closed = a->last != 0, wide = a->end - a->start >= WRAP_LEAST;
        unsigned apart = (a->start == a->end) |
                         (((a->first ^ b->first) & SEGMENT_QUOTED) != 0);
        /* a character takes a byte at least */
        unsigned ask = filled & ~apart & ~(low ^ closed) & wide;

        shut_paragraph(x, i, filled & ~ask & (apart | ~low | closed));
        asked[count] = i;
        count += ask;
    }
    for (size_t i = 0; i < count; i++)
        shut_paragraph(x, asked[i], !asks_columns(x, asked[i]));
}

static void find_paragraphs(scan *x)
{
    memset(x->shut, 0, (x->size / 64 + 1) * sizeof *x->shut);
    memset(x->lines, 0, KEPT_LINES * sizeof *x->lines);
    memset(x->columns, 0, KEPT_LINES);
    x->line_count = NEAR_LINES;
    x->at = x->past = 0;
    mark_reader_start(&x->breaks, x->marks.lines, x->size);
    while (x->past < AHEAD_LINES) {
        size_t passed;

        fill_lines(x);
        judge_lines(x);
        passed = x->line_count < KEPT_LINES ? 0 : x->line_count - KEPT_LINES;
        memmove(x->lines, x->lines + passed, KEPT_LINES * sizeof *x->lines);
        memmove(x->columns, x->columns + passed, KEPT_LINES);
        x->line_count -= passed;
    }
    shut_paragraph(x, x->line_count, 1);
}

/* -- units ------------------------------------------------------------------------- */

/* The first byte from `at` on that is no white space; there is one. */
static inline size_t skip_blanks(const scan *x, size_t at)
{
    uint64_t others = ~blanks_from(&x->marks, at) | UINT64_C(1) << 63;

    at += (size_t)__builtin_ctzll(others);
    return says[x->s[at]] & FIRST_OPEN ? trim_start(x->s, at, x->size) : at;
}

static chaff_status list_ends(scan *x, segments *out)
{
    mark_reader ends;

    mark_reader_start(&ends, x->marks.ends, x->size);
    while (mark_reader_refill(&ends)) {
        segment *unit;

        if (out->capacity - out->count < ends.count &&
            mem_grow((void **)&out->items, &out->capacity, out->count + ends.count,
                     sizeof *out->items) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        unit = out->items + out->count;
        for (size_t i = 0; i < ends.count; i++)
            unit[i].end = ends.places[i] + 1;
        out->count += ends.count;
    }
    return CHAFF_OK;
}

static void describe_units(const scan *x, segments *out)
{
    size_t end = 0;
    unsigned closes = 1, quoted = 0;

    for (size_t i = 0; i < out->count; i++) {
        segment *unit = &out->items[i];
        size_t start = skip_blanks(x, end);
        unsigned first = says[x->s[start]] & SEGMENT_QUOTED, last, opens = closes;

        end = unit->end;
        closes = x->shut[(end - 1) / 64] >> (end - 1) % 64 & 1;
        quoted = opens ? first : quoted;
        last = says[x->s[end - 1]];
        if (last & LAST_OPEN)
            last = flag_end(x->s, start, end);
        unit->start = (uint32_t)start;
        unit->flags = (uint8_t)(opens * SEGMENT_OPENS | closes * SEGMENT_CLOSES |
                                quoted | (last & (CLOSED | SEGMENT_ASKS)));
    }
}

chaff_status segments_find(segments *out, chaff_text text)
{
    size_t room = marks_room(text.size), sets = text.size / 64 + 2;
    scan x;

    out->count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (mem_grow((void **)&out->marks, &out->mark_capacity, room + sets,
                 sizeof *out->marks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    x.s = (const unsigned char *)text.data;
    x.size = text.size;
    x.inner = marks_find(x.s, x.size, out->marks, &x.marks);
    x.shut = out->marks + room;
    find_paragraphs(&x);
    sentences_find(x.s, x.size, &x.marks, x.shut);
    if (list_ends(&x, out) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    describe_units(&x, out);
    return CHAFF_OK;
}

void segments_release(segments *s)
{
    mem_free(s->items);
    mem_free(s->marks);
    memset(s, 0, sizeof *s);
}
