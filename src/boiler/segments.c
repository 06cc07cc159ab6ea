/* segments.c - unwrap lines into paragraphs, split paragraphs into sentences */
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
    NEAR_LINES = 8             /* lines around that show how wide a text is set */
};

/* What a line looks like is measured when it is asked for: most are never. */
typedef struct line {
    uint32_t start, end;       /* bytes, without white space around */
    uint32_t columns;          /* characters, no more than WRAP_MOST + 1; UNKNOWN */
    bool quoted;
} line;
#define UNKNOWN UINT32_MAX

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

/* The last character that is no closing quote, of a text that ends at `end`. */
static uint32_t last_mark(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code = 0;

    if (end > start && s[end - 1] < 0x80 && !closes(s[end - 1]))
        return s[end - 1];
    for (int steps = 0; end > start && steps < 6; steps++) {
        size_t at = end - 1;

        while (at > start && (s[at] & 0xC0) == 0x80 && end - at < 4)
            at--;
        read_character(s + at, end - at, &code);
        if (!closes(code))
            return code;
        end = at;
    }
    return code;
}

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

/* Characters of the first word of a line, or of WRAP_MOST + 1 without a blank. */
static uint32_t measure_word(const unsigned char *s, const line *l)
{
    uint32_t columns = 0;

    for (uint32_t at = l->start; at < l->end && columns <= WRAP_MOST; at++) {
        if (is_blank(s[at]))
            return columns;
        columns += (s[at] & 0xC0) != 0x80;
    }
    return columns;
}

/* Whether the line begins with a lower-case letter. */
static bool begins_low(const unsigned char *s, const line *l)
{
    uint32_t code;
    size_t at = l->start;

    at += read_character(s + at, l->end - at, &code);
    if (opens(code) && at < l->end)
        read_character(s + at, l->end - at, &code);
    return is_low(code);
}

/* Whether the line ends like a sentence, or with a colon. */
static bool is_closed(const unsigned char *s, const line *l)
{
    uint32_t last = last_mark(s, l->start, l->end);

    return stops(last) || last == ':' || last == 0xFF1A;
}

typedef struct scan {
    segments *out;
    const unsigned char *s;
    size_t size;
    mark_reader lines, stops;          /* see marks.h */
    const uint64_t *inner;
    /* a ring of lines; only columns are used of those gone by */
    line ahead[2 * NEAR_LINES];
    size_t read, taken;                /* lines put into the ring and taken out of it */
    size_t at;                         /* byte behind the last line read */
} scan;

/* Read one line into the ring; false at the end of the text. A blank line is empty. */
static bool read_line(scan *x)
{
    line *l = &x->ahead[x->read % (2 * NEAR_LINES)];
    size_t start = x->at, stop, step;

    if (start >= x->size)
        return false;
    stop = mark_reader_peek(&x->lines);
    x->lines.next++;
    if (stop > x->size)
        stop = x->size;
    x->at = stop + 1;
    while (start < stop && (step = space_at(x->s + start, stop - start)) > 0)
        start += step;
    *l = (line){(uint32_t)start, (uint32_t)trim_end(x->s, start, stop), UNKNOWN,
                start < stop && (x->s[start] == '>' || x->s[start] == '|')};
    x->read++;
    return true;
}

static uint32_t measure_columns(const scan *x, line *l)
{
    if (l->columns == UNKNOWN)
        l->columns = count_columns(x->inner, l->start, l->end);
    return l->columns;
}

/* The widest of the lines around that could come from wrapping. */
static uint32_t set_width(scan *x)
{
    size_t from = x->read > 2 * NEAR_LINES ? x->read - 2 * NEAR_LINES : 0;
    uint32_t width = 0;

    for (size_t i = from; i < x->read; i++) {
        uint32_t columns = measure_columns(x, &x->ahead[i % (2 * NEAR_LINES)]);

        if (columns <= WRAP_MOST && columns > width)
            width = columns;
    }
    return width;
}

/* Whether the break between two neighbouring lines came from wrapping: the next begins
 * in lower case, or its first word had no room. */
static bool is_soft(scan *x, line *a, line *b)
{
    uint32_t columns;

    if (b->start >= b->end || a->quoted != b->quoted)
        return false;
    if (begins_low(x->s, b))
        return !is_closed(x->s, a) || measure_columns(x, a) >= WRAP_LEAST;
    /* a character takes a byte at least */
    if (a->end - a->start < WRAP_LEAST || is_closed(x->s, a))
        return false;
    columns = measure_columns(x, a);
    return columns >= WRAP_LEAST && columns <= WRAP_MOST &&
           measure_columns(x, b) <= WRAP_MOST &&
           columns + 1 + measure_word(x->s, b) > set_width(x);
}

static chaff_status add_segment(scan *x, size_t start, size_t end, uint8_t flags)
{
    uint32_t last = last_mark(x->s, start, end);

    if (x->out->count == x->out->capacity &&
        mem_grow((void **)&x->out->items, &x->out->capacity, x->out->count + 1,
                 sizeof *x->out->items) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (stops(last))
        flags |= SEGMENT_ENDED;
    if (last == '?' || last == 0xFF1F)
        flags |= SEGMENT_ASKS;
    if (last == ':' || last == 0xFF1A)
        flags |= SEGMENT_COLON;
    x->out->items[x->out->count++] = (segment){(uint32_t)start, (uint32_t)end, flags};
    return CHAFF_OK;
}

static chaff_status split_paragraph(scan *x, size_t start, size_t end, bool quoted)
{
    uint8_t quote = quoted ? SEGMENT_QUOTED : 0, flags = SEGMENT_OPENS | quote;
    size_t from = start, stop, step;

    while ((stop = sentence_next(x->s, &x->stops, from, end)) > 0) {
        if (add_segment(x, from, stop, flags) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        flags = quote;
        from = stop;
        while (from < end && (step = space_at(x->s + from, end - from)) > 0)
            from += step;
    }
    return add_segment(x, from, end, flags | SEGMENT_CLOSES);
}

chaff_status segments_find(segments *out, chaff_text text)
{
    scan x;
    chaff_status status = CHAFF_OK;
    line *open = NULL;                 /* the last line of the paragraph so far */
    size_t room = marks_room(text.size);
    uint32_t from = 0;

    out->count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (mem_grow((void **)&out->marks, &out->mark_capacity, 3 * room,
                 sizeof *out->marks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    x.out = out;
    x.s = (const unsigned char *)text.data;
    x.size = text.size;
    x.read = x.taken = x.at = 0;
    marks_find(x.s, x.size, out->marks, out->marks + room, out->marks + 2 * room);
    mark_reader_start(&x.lines, out->marks, x.size);
    mark_reader_start(&x.stops, out->marks + room, x.size);
    x.inner = out->marks + 2 * room;
    while (status == CHAFF_OK) {
        line *next;

        while (x.read < x.taken + NEAR_LINES && read_line(&x))
            ;
        if (x.taken == x.read)
            break;
        next = &x.ahead[x.taken++ % (2 * NEAR_LINES)];
        if (open && !is_soft(&x, open, next)) {
            status = split_paragraph(&x, from, open->end, open->quoted);
            open = NULL;
        }
        if (next->start < next->end) {
            if (!open)
                from = next->start;
            open = next;
        }
    }
    if (status == CHAFF_OK && open)
        status = split_paragraph(&x, from, open->end, open->quoted);
    return status;
}

void segments_release(segments *s)
{
    mem_free(s->items);
    mem_free(s->marks);
    memset(s, 0, sizeof *s);
}
