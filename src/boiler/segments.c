/* segments.c - unwrap lines into paragraphs, split paragraphs into sentences */
#include "boiler/segments.h"

#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/mem.h"

enum {
    /* columns; a shorter line before a capital was not wrapped */
    WRAP_LEAST = 40,
    WRAP_MOST = 110,           /* a longer line was not wrapped by anyone */
    NEAR_LINES = 8             /* lines around that show how wide a text is set */
};
#define ONES UINT64_C(0x0101010101010101)

/* What a line looks like is measured when it is asked for: most are never. */
typedef struct line {
    uint32_t start, end;       /* bytes, without white space around */
    uint32_t columns;          /* characters, no more than WRAP_MOST + 1; UNKNOWN */
    bool quoted;
} line;
#define UNKNOWN UINT32_MAX

/* One character, wherever the bytes are ill-formed one byte. */
static size_t read_character(const unsigned char *s, size_t size, uint32_t *code)
{
    if (s[0] < 0xC2 || size < 2 || (s[1] & 0xC0) != 0x80) {
        *code = s[0] < 0x80 ? s[0] : 0xFFFD;
        return 1;
    }
    if (s[0] < 0xE0) {
        *code = (uint32_t)(s[0] & 31) << 6 | (s[1] & 63);
        return 2;
    }
    if (size < 3 || (s[2] & 0xC0) != 0x80) {
        *code = 0xFFFD;
        return 1;
    }
    if (s[0] < 0xF0) {
        *code = (uint32_t)(s[0] & 15) << 12 | (uint32_t)(s[1] & 63) << 6 | (s[2] & 63);
        return 3;
    }
    if (size < 4 || (s[3] & 0xC0) != 0x80) {
        *code = 0xFFFD;
        return 1;
    }
    *code = (uint32_t)(s[0] & 7) << 18 | (uint32_t)(s[1] & 63) << 12 |
            (uint32_t)(s[2] & 63) << 6 | (s[3] & 63);
    return 4;
}

/* Lower-case letters of the alphabets that have case and are in wide use; others count
 * as not lower, which only makes breaks a little more frequent. */
static bool is_low(uint32_t c)
{
    if (c < 0x80)
        return c >= 'a' && c <= 'z';
    if (c < 0x100)
        return c >= 0xDF && c != 0xF7;
    if (c < 0x180)
        return c < 0x138 || c >= 0x178 ? c & 1 : !(c & 1);
    return (c >= 0x3AC && c <= 0x3CE) || (c >= 0x430 && c <= 0x45F) ||
        (c >= 0x561 && c <= 0x587) ||
           (c >= 0x1E00 && c <= 0x1EFF && (c & 1));
}

static bool is_blank(unsigned char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Quotes and brackets that may follow the end of a sentence. */
static bool closes(uint32_t c)
{
    if (c < 0x80)
        return c == '"' || c == '\'' || c == ')' || c == ']' || c == '*';
    return c == 0xBB || c == 0x201D || c == 0x2019 || c == 0x201C || c == 0x203A || c == 0x300D || c == 0x300F || c == 0xFF09;
}

static bool opens(uint32_t c)
{
    return c == '"' || c == '\'' || c == '(' || c == '[' || c == 0xAB || c == 0xBF ||
        c == 0xA1 ||
           c == 0x201C || c == 0x201E || c == 0x2018 || c == 0x2039 || c == 0x300C;
}

/* Full stops of scripts that put no space after them. */
static bool stops_alone(uint32_t c)
{
    return c == 0x3002 || c == 0xFF01 || c == 0xFF1F || c == 0xFF61;
}

static bool stops(uint32_t c)
{
    if (c < 0x80)
        return c == '.' || c == '!' || c == '?';
    return c == 0x2026 || c == 0x0964 || c == 0x061F || c == 0x06D4 || stops_alone(c);
}

/* Bytes of white space at s: NBSP and the ideographic space too. 0: none. */
static size_t space_at(const unsigned char *s, size_t size)
{
    if (is_blank(s[0]))
        return 1;
    if (size > 1 && s[0] == 0xC2 && (s[1] == 0xA0 || s[1] == 0x85))
        return 2;
    if (size > 2 && s[0] == 0xE3 && s[1] == 0x80 && s[2] == 0x80)
        return 3;
    return 0;
}

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

static uint64_t load_eight(const unsigned char *s)
{
    uint64_t bytes;

    memcpy(&bytes, s, sizeof bytes);
    return bytes;
}

/* Characters of [at, end) and those before, but no more than WRAP_MOST + 1. */
static uint32_t count_columns(const unsigned char *s, size_t at, size_t end,
                              uint32_t columns)
{
#ifdef __SSE2__
    for (; end - at >= 16 && columns <= WRAP_MOST; at += 16) {
        if (_mm_movemask_epi8(_mm_loadu_si128((const __m128i *)(const void *)(s + at))))
            break;
        columns += 16;
    }
#endif
    for (; end - at >= 8 && columns <= WRAP_MOST; at += 8) {
        uint64_t x = load_eight(s + at);
        uint64_t inner = x >> 7 & ~x >> 6 & ONES;      /* bytes that begin none */

        columns += 8 - (uint32_t)(inner * ONES >> 56);
    }
    for (; at < end && columns <= WRAP_MOST; at++)
        columns += (s[at] & 0xC0) != 0x80;
    return columns <= WRAP_MOST ? columns : WRAP_MOST + 1;
}

static uint32_t measure_columns(const unsigned char *s, line *l)
{
    if (l->columns == UNKNOWN)
        l->columns = count_columns(s, l->start, l->end, 0);
    return l->columns;
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
    /* a ring of lines; only columns are used of those gone by */
    line ahead[2 * NEAR_LINES];
    size_t read, taken;                /* lines put into the ring and taken out of it */
    size_t at;                         /* byte behind the last line read */
} scan;

/* Read one line into the ring; false at the end of the text. A blank line is empty. */
static bool read_line(scan *x)
{
    line *l = &x->ahead[x->read % (2 * NEAR_LINES)];
    const unsigned char *end;
    size_t start = x->at, stop, step;

    if (start >= x->size)
        return false;
    end = memchr(x->s + start, '\n', x->size - start);
    stop = end ? (size_t)(end - x->s) : x->size;
    x->at = stop + (end != NULL);
    while (start < stop && (step = space_at(x->s + start, stop - start)) > 0)
        start += step;
    *l = (line){(uint32_t)start, (uint32_t)trim_end(x->s, start, stop), UNKNOWN,
                start < stop && (x->s[start] == '>' || x->s[start] == '|')};
    x->read++;
    return true;
}

/* The widest of the lines around that could come from wrapping. */
static uint32_t set_width(scan *x)
{
    size_t from = x->read > 2 * NEAR_LINES ? x->read - 2 * NEAR_LINES : 0;
    uint32_t width = 0;

    for (size_t i = from; i < x->read; i++) {
        uint32_t columns = measure_columns(x->s, &x->ahead[i % (2 * NEAR_LINES)]);

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
        return !is_closed(x->s, a) || measure_columns(x->s, a) >= WRAP_LEAST;
    /* a character takes a byte at least */
    if (a->end - a->start < WRAP_LEAST || is_closed(x->s, a))
        return false;
    columns = measure_columns(x->s, a);
    return columns >= WRAP_LEAST && columns <= WRAP_MOST &&
           measure_columns(x->s, b) <= WRAP_MOST &&
           columns + 1 + measure_word(x->s, b) > set_width(x);
}

/* Words before a full stop that do not end a sentence. */
static bool is_short_form(const unsigned char *s, size_t start, size_t stop)
{
    /* three letters, then four */
    static const char known[] = "mrs gen sen rep gov sgt col ing bzw mme sra art abs "
                                "vol nos fig profcaptunivdiplmlle";
    size_t from = stop, letters;
    char word[4] = {' ', ' ', ' ', ' '};

    while (from > start && stop - from < 6 &&
           (s[from - 1] >= 0x80 || ((s[from - 1] | 32) >= 'a' &&
                                    (s[from - 1] | 32) <= 'z')))
        from--;
    letters = 0;
    for (size_t i = from; i < stop; i++)
        letters += (s[i] & 0xC0) != 0x80;
    if (letters == 0 || letters > 4)
        return false;
    if (letters == 1)
        return true;
    if (letters == 2)
        return (s[from] >= 'A' && s[from] <= 'Z') && s[from + 1] >= 'a';
    if (from > start && s[from - 1] == '.')
        return true;
    if (stop - from != letters)
        return false;
    for (size_t i = 0; i < letters; i++)
        word[i] = (char)(s[from + i] | 32);
    for (size_t i = 0; i + 1 < sizeof known; i += sizeof word)
        if (memcmp(word, known + i, sizeof word) == 0)
            return true;
    return false;
}

/* Where the sentence that the mark at [at, after) may end does end, or 0 when it
 * goes on. */
static size_t sentence_end(const unsigned char *s, size_t start, size_t at,
                           size_t after, size_t end, uint32_t mark)
{
    uint32_t code;
    size_t step, next = after;

    if (mark == '.' && is_short_form(s, start, at))
        return 0;
    while (next < end && (step = read_character(s + next, end - next, &code),
                          closes(code) || stops(code)))
        next += step;
    if (next >= end)
        return end;
    if (space_at(s + next, end - next) == 0)
        return stops_alone(mark) ? next : 0;
    after = next;
    while (next < end && (step = space_at(s + next, end - next)) > 0)
        next += step;
    if (next >= end)
        return end;
    step = read_character(s + next, end - next, &code);
    if (opens(code) && next + step < end)
        read_character(s + next + step, end - next - step, &code);
    return is_low(code) ? 0 : after;
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

/* Bytes at which a sentence may end; all others are passed over without decoding. */
static const bool may_stop[256] = {
    ['.'] = true, ['!'] = true, ['?'] = true, [0xE2] = true, [0xE3] = true,
    [0xEF] = true, [0xE0] = true, [0xD8] = true, [0xDB] = true
};

/* Not zero if one of eight bytes is this one. */
static uint64_t holds(uint64_t bytes, unsigned char byte)
{
    bytes ^= ONES * byte;
    return (bytes - ONES) & ~bytes & ONES << 7;
}

#ifdef __SSE2__
/* One bit for each of sixteen bytes at which a sentence may end, and perhaps others. */
static unsigned may_stop_here(const unsigned char *s)
{
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)s);
    __m128i any = _mm_or_si128(_mm_cmpeq_epi8(x, _mm_set1_epi8('.')),
                               _mm_cmpeq_epi8(x, _mm_set1_epi8('!')));
    __m128i wide = _mm_cmpgt_epi8(x, _mm_set1_epi8((char)0xDF));

    any = _mm_or_si128(any, _mm_cmpeq_epi8(x, _mm_set1_epi8('?')));
    any = _mm_or_si128(any, _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xD8)));
    any = _mm_or_si128(any, _mm_cmpeq_epi8(x, _mm_set1_epi8((char)0xDB)));
    any = _mm_or_si128(any, _mm_and_si128(wide, x));
    return (unsigned)_mm_movemask_epi8(any);
}
#endif

/* The first byte of [at, end) at which a sentence may end, or `end`. */
static size_t find_stopping(const unsigned char *s, size_t at, size_t end)
{
#ifdef __SSE2__
    for (; end - at >= 16; at += 16)
        for (unsigned bits = may_stop_here(s + at); bits; bits &= bits - 1)
            if (may_stop[s[at + (unsigned)__builtin_ctz(bits)]])
                return at + (unsigned)__builtin_ctz(bits);
#endif
    for (; end - at >= 8; at += 8) {
        uint64_t x = load_eight(s + at);

        if ((x & ONES << 7) | holds(x, '.') | holds(x, '!') | holds(x, '?'))
            for (size_t i = at; i < at + 8; i++)
                if (may_stop[s[i]])
                    return i;
    }
    while (at < end && !may_stop[s[at]])
        at++;
    return at;
}

static bool is_text(unsigned char c)
{
    return c >= 0x80 || ((c | 32) >= 'a' && (c | 32) <= 'z') || (c >= '0' && c <= '9');
}

/* The next place in [at, end) where the sentence that began at `from` stops: where the
 * following one may begin, or 0. */
static size_t next_stop(const unsigned char *s, size_t from, size_t end)
{
    size_t at = from, looked = from, stop;
    bool text = false;                 /* rows of dots alone are no sentences */

    while ((at = find_stopping(s, at, end)) < end) {
        uint32_t code;
        size_t step = read_character(s + at, end - at, &code);

        while (!text && looked < at)
            text = is_text(s[looked++]);
        if (text && stops(code) &&
            (stop = sentence_end(s, from, at, at + step, end, code)) > 0)
            return stop < end ? stop : 0;
        at += step;
    }
    return 0;
}

static chaff_status split_paragraph(scan *x, size_t start, size_t end, bool quoted)
{
    uint8_t quote = quoted ? SEGMENT_QUOTED : 0, flags = SEGMENT_OPENS | quote;
    size_t from = start, stop, step;

    while ((stop = next_stop(x->s, from, end)) > 0) {
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
    scan x = {.out = out, .s = (const unsigned char *)text.data, .size = text.size};
    chaff_status status = CHAFF_OK;
    line *open = NULL;                 /* the last line of the paragraph so far */
    uint32_t from = 0;

    out->count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
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
    memset(s, 0, sizeof *s);
}
