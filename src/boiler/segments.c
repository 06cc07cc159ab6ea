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
    RUN_LINES = 128            /* lines read in one go, at most */
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
    size_t line_count;
    line lines[NEAR_LINES + RUN_LINES];
    uint8_t columns[NEAR_LINES + RUN_LINES];       /* TOO_WIDE at most; UNKNOWN */
    size_t asked_count;        /* lines of which columns have to tell more */
    size_t asked[AHEAD_LINES + RUN_LINES];
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

/* The line [from, stop), character by character; `before`: where the last one ended. */
static line look_again(const scan *x, uint32_t before, size_t from, size_t stop)
{
    size_t start = trim_start(x->s, from, stop), end = trim_end(x->s, start, stop);

    if (start == end)
        return (line){before, before, 0, 0};
    return (line){(uint32_t)start, (uint32_t)end,
                  (says[x->s[start]] & SEGMENT_QUOTED) | begins_low(x->s, start, end),
                  flag_end(x->s, start, end) & CLOSED};
}

/* The same, where white space and the bytes at both ends are as usual. */
static inline line
look_at_line(const scan *x, uint32_t before, size_t from, size_t stop)
{
    uint64_t ahead = ~blanks_from(&x->marks, from) | UINT64_C(1) << 63;
    uint64_t back = ~blanks_before(&x->marks, stop) | 1;
    size_t start = from + (size_t)__builtin_ctzll(ahead);
    size_t end = stop - (size_t)__builtin_clzll(back);
    size_t filled = 0 - (size_t)(start < stop), blank = before & ~filled;
    unsigned first = says[x->s[start & filled]] & (unsigned)filled;
    unsigned last = says[x->s[(end - 1) & filled]] & (unsigned)filled;

    if ((first & FIRST_OPEN) | (last & LAST_OPEN))
        return look_again(x, before, from, stop);
    return (line){(uint32_t)((start & filled) | blank),
                  (uint32_t)((end & filled) | blank),
                  first & (LOW | SEGMENT_QUOTED), last & CLOSED};
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
    size_t end = i + AHEAD_LINES;
    near_lines others, have;
    uint64_t some[2];

    end = end < x->line_count ? end : x->line_count;
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

/* The last byte before `end` ends a paragraph, if there is one and this is so. */
static inline void shut_paragraph(scan *x, size_t end, uint64_t so)
{
    size_t last = end - (end > 0);

    x->shut[last / 64] |= (so & (end > 0)) << last % 64;
}

/* Line `b` begins a paragraph, or goes on with that of line `a`, or is blank. */
static inline void judge_line(scan *x, line a, line b)
{
    unsigned filled = b.start < b.end, low = b.first & LOW, closed = a.last != 0;
    unsigned apart = (a.start == a.end) | (((a.first ^ b.first) & SEGMENT_QUOTED) != 0);
    /* a character takes a byte at least */
    unsigned wide = a.end - a.start >= WRAP_LEAST;
    unsigned ask = filled & ~apart & ~(low ^ closed) & wide;

    shut_paragraph(x, a.end, filled & ~ask & (apart | ~low | closed));
    x->asked[x->asked_count] = x->line_count;
    x->asked_count += ask;
}

/* Each line begins behind the stop of the one before. */
static void read_lines(scan *x, const uint32_t *stops, size_t count)
{
    line before = x->lines[x->line_count - 1];
    size_t from = x->at;

    for (size_t k = 0; k < count; k++) {
        line l = look_at_line(x, before.end, from, stops[k]);
        uint32_t size = l.end - l.start;

        x->lines[x->line_count] = l;
        x->columns[x->line_count] = x->inner ? UNKNOWN :
                                    size < TOO_WIDE ? (uint8_t)size : TOO_WIDE;
        judge_line(x, before, l);
        x->line_count++;
        before = l;
        from = (size_t)stops[k] + 1;
    }
    x->at = from;
}

/* Ask for columns where lines enough are read, or all there are; the last lines stay. */
static void settle_lines(scan *x, bool all)
{
    size_t passed = x->line_count - NEAR_LINES, done = 0, left = 0;

    for (; done < x->asked_count; done++) {
        size_t i = x->asked[done];

        if (!all && i + AHEAD_LINES > x->line_count)
            break;
        shut_paragraph(x, x->lines[i - 1].end, !asks_columns(x, i));
    }
    for (; done < x->asked_count; done++)
        x->asked[left++] = x->asked[done] - passed;
    x->asked_count = left;
    memmove(x->lines, x->lines + passed, NEAR_LINES * sizeof *x->lines);
    memmove(x->columns, x->columns + passed, NEAR_LINES);
    x->line_count = NEAR_LINES;
}

static void find_paragraphs(scan *x)
{
    uint32_t size = (uint32_t)x->size;
    mark_reader *r = &x->breaks;

    memset(x->shut, 0, (x->size / 64 + 1) * sizeof *x->shut);
    memset(x->lines, 0, NEAR_LINES * sizeof *x->lines);
    memset(x->columns, 0, NEAR_LINES);
    x->line_count = NEAR_LINES;
    x->at = x->asked_count = 0;
    mark_reader_start(r, x->marks.lines, x->size);
    while (mark_reader_peek(r) < SIZE_MAX) {
        size_t count = r->count - r->next;

        count = count < RUN_LINES ? count : RUN_LINES;
        read_lines(x, r->places + r->next, count);
        r->next += (uint32_t)count;
        settle_lines(x, false);
    }
    if (x->at < x->size)
        read_lines(x, &size, 1);
    shut_paragraph(x, x->lines[x->line_count - 1].end, 1);
    settle_lines(x, true);
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
        quoted ^= (quoted ^ first) & (0 - opens);
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
