/* segments.c - unwrap lines into paragraphs, split paragraphs into sentences
 *
 * Which line comes next, a short one, a blank one or one that goes on, no processor
 * foresees. So lines are read some ahead, and whether one begins a paragraph is told
 * without a branch wherever the bytes at the ends of both lines say it.
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
    RUN_LINES = 48             /* lines judged in one go */
};

/* What the first and the last byte of a line or sentence say, beside SEGMENT_ENDED,
 * SEGMENT_COLON, SEGMENT_ASKS and SEGMENT_QUOTED. */
enum { LOW = 1, FIRST_OPEN = 2, LAST_OPEN = 64 };
#define CLOSED (SEGMENT_ENDED | SEGMENT_COLON)

#define H (FIRST_OPEN | LAST_OPEN)
#define H16 H, H, H, H, H, H, H, H, H, H, H, H, H, H, H, H
#define L13 LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW, LOW
static const uint8_t says[256] = {
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
    uint16_t columns;          /* characters, WRAP_MOST + 1 at most; UNKNOWN */
    uint8_t first;             /* LOW, SEGMENT_QUOTED */
    uint8_t last;              /* CLOSED */
} line;
#define UNKNOWN UINT16_MAX

typedef struct paragraph {
    uint32_t start, end;
    uint32_t quoted;           /* SEGMENT_QUOTED or 0 */
} paragraph;

typedef struct scan {
    segments *out;
    const unsigned char *s;
    size_t size;
    text_marks marks;
    bool inner;                        /* some characters take several bytes */
    mark_reader breaks, stops;         /* of the marks */
    size_t at;                         /* byte behind the last line read */
    size_t past;                       /* lines read behind the text: blank ones */
    size_t line_count;
    line lines[NEAR_LINES + RUN_LINES + AHEAD_LINES];
    size_t paragraph_count;            /* the last may go on */
    paragraph paragraphs[RUN_LINES + 3];       /* from the second on, and a spare one */
} scan;

/* -- lines ------------------------------------------------------------------------- */

/* End of [start, end) without the white space at its end. */
static size_t trim_end(const unsigned char *s, size_t start, size_t end)
{
    for (;;) {
        if (end > start && is_blank(s[end - 1]))
            end--;
        else if (end > start + 1 && s[end - 2] == 0xC2 && s[end - 1] == 0xA0)
            end -= 2;
        else if (end > start + 2 && s[end - 3] == 0xE3 && s[end - 2] == 0x80 &&
                 s[end - 1] == 0x80)
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

/* The first byte from `at` on that is no white space, or `end`. */
static inline size_t skip_blanks(const scan *x, size_t at, size_t end)
{
    uint64_t others = ~blanks_from(&x->marks, at);

    while (!others && at + 64 < end) {
        at += 64;
        others = ~blanks_from(&x->marks, at);
    }
    at = others ? at + (size_t)__builtin_ctzll(others) : end;
    if (at < end && x->s[at] >= 0x80)
        return trim_start(x->s, at, end);
    return at < end ? at : end;
}

/* [start, end) without the white space at its end; it begins with something else. */
static inline size_t skip_back(const scan *x, size_t start, size_t end)
{
    uint64_t others = ~blanks_before(&x->marks, end);

    while (!others) {
        end -= 64;
        others = ~blanks_before(&x->marks, end);
    }
    end -= (size_t)__builtin_clzll(others);
    return x->s[end - 1] < 0x80 ? end : trim_end(x->s, start, end);
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

static inline void read_line(scan *x)
{
    line *l = &x->lines[x->line_count++];
    size_t start = x->at, stop = mark_reader_peek(&x->breaks);
    unsigned first, last;

    *l = (line){l[-1].end, l[-1].end, 0, 0, 0};
    if (start >= x->size) {
        x->past++;
        return;
    }
    x->breaks.next++;
    if (stop > x->size)
        stop = x->size;
    x->at = stop + 1;
    start = skip_blanks(x, start, stop);
    if (start == stop)
        return;
    stop = skip_back(x, start, stop);
    first = says[x->s[start]];
    last = says[x->s[stop - 1]];
    if (first & FIRST_OPEN)
        first = begins_low(x->s, start, stop);
    if (last & LAST_OPEN)
        last = flag_end(x->s, start, stop);
    *l = (line){(uint32_t)start, (uint32_t)stop, UNKNOWN,
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

static inline uint32_t measure_columns(const scan *x, line *l)
{
    uint32_t size = l->end - l->start;

    if (!x->inner)
        return size <= WRAP_MOST ? size : WRAP_MOST + 1;
    if (l->columns == UNKNOWN)
        l->columns = (uint16_t)count_columns(x->marks.inner, l->start, l->end);
    return l->columns;
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
    size_t end = i + AHEAD_LINES, inside = x->line_count - x->past;

    end = end < inside ? end : inside;
    for (size_t k = end - NEAR_LINES; k < end; k++) {
        uint32_t others = measure_columns(x, &x->lines[k]);

        if (others >= columns && others <= WRAP_MOST)
            return false;
    }
    return true;
}

/* Whether line `i` goes on with a sentence, as it begins in lower case or as its first
 * word had no room, where the line before says neither. */
static bool asks_columns(scan *x, size_t i)
{
    line *a = &x->lines[i - 1], *b = &x->lines[i];
    uint32_t columns = measure_columns(x, a);

    if (b->first & LOW)
        return columns >= WRAP_LEAST;
    return columns >= WRAP_LEAST && columns <= WRAP_MOST &&
           measure_columns(x, b) <= WRAP_MOST &&
           has_no_room(x, i, columns + 1 + measure_word(x, b));
}

/* Line `i` begins a paragraph, or goes on with the last, or is blank. */
static inline void take_line(scan *x, size_t i)
{
    const line *a = &x->lines[i - 1], *b = &x->lines[i];
    bool filled = b->start < b->end;
    bool low = b->first & LOW, closed = (a->last & CLOSED) != 0;
    bool apart = a->start == a->end || ((a->first ^ b->first) & SEGMENT_QUOTED);
    bool soft = low & !closed;
    paragraph *p = x->paragraphs + x->paragraph_count;

    /* a character takes a byte at least */
    if (low == closed && a->end - a->start >= WRAP_LEAST && filled)
        soft = asks_columns(x, i);
    p[1].start = b->start;
    p[1].quoted = b->first & SEGMENT_QUOTED;
    p += filled & (apart | !soft);
    p->end = b->end;
    x->paragraph_count = (size_t)(p - x->paragraphs);
}

/* -- sentences --------------------------------------------------------------------- */

static inline chaff_status
add_segment(scan *x, size_t start, size_t end, unsigned flags)
{
    segments *out = x->out;

    if (out->count == out->capacity &&
        mem_grow((void **)&out->items, &out->capacity, out->count + 1,
                 sizeof *out->items) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    flags |= flag_end(x->s, start, end);
    out->items[out->count++] = (segment){(uint32_t)start, (uint32_t)end,
                                         (uint8_t)flags};
    return CHAFF_OK;
}

static chaff_status split_paragraph(scan *x, const paragraph *p)
{
    unsigned flags = SEGMENT_OPENS | p->quoted;
    size_t from = p->start, stop;

    while ((stop = sentence_next(x->s, x->marks.ends, &x->stops, from, p->end)) > 0) {
        if (add_segment(x, from, stop, flags) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        flags = p->quoted;
        from = skip_blanks(x, stop, p->end);
    }
    return add_segment(x, from, p->end, flags | SEGMENT_CLOSES);
}

/* All paragraphs but the last, which may go on. */
static chaff_status split_paragraphs(scan *x)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 1; i < x->paragraph_count && status == CHAFF_OK; i++)
        status = split_paragraph(x, &x->paragraphs[i]);
    if (x->paragraph_count > 1) {
        x->paragraphs[1] = x->paragraphs[x->paragraph_count];
        x->paragraph_count = 1;
    }
    return status;
}

/* Of the lines in reach those with enough others behind them are judged; the rest and
 * some before them stay. */
static chaff_status split_text(scan *x)
{
    enum { KEPT = NEAR_LINES + AHEAD_LINES, ROOM = KEPT + RUN_LINES };
    chaff_status status = CHAFF_OK;

    memset(x->lines, 0, NEAR_LINES * sizeof *x->lines);
    x->line_count = NEAR_LINES;
    while (x->past < AHEAD_LINES && status == CHAFF_OK) {
        while (x->line_count < ROOM && x->past < AHEAD_LINES)
            read_line(x);
        for (size_t i = NEAR_LINES; i + AHEAD_LINES < x->line_count; i++)
            take_line(x, i);
        status = split_paragraphs(x);
        memmove(x->lines, x->lines + x->line_count - KEPT, KEPT * sizeof *x->lines);
        x->line_count = KEPT;
    }
    if (status == CHAFF_OK && x->paragraph_count > 0)
        status = split_paragraph(x, &x->paragraphs[1]);
    return status;
}

chaff_status segments_find(segments *out, chaff_text text)
{
    scan x;

    out->count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (mem_grow((void **)&out->marks, &out->mark_capacity, marks_room(text.size),
                 sizeof *out->marks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    x.out = out;
    x.s = (const unsigned char *)text.data;
    x.size = text.size;
    x.inner = marks_find(x.s, x.size, out->marks, &x.marks);
    mark_reader_start(&x.breaks, x.marks.lines, x.size);
    mark_reader_start(&x.stops, x.marks.stops, x.size);
    x.at = x.past = x.paragraph_count = 0;
    x.paragraphs[0] = (paragraph){0};
    return split_text(&x);
}

void segments_release(segments *s)
{
    mem_free(s->items);
    mem_free(s->marks);
    memset(s, 0, sizeof *s);
}
