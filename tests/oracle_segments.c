/* oracle_segments.c - the rules of lines, paragraphs and sentences, one at a time
 *
 * All lines of the text are held, every question is asked of the bytes anew, and none
 * of the product's code takes part but what single characters mean (letters.h).
 */
#include "oracle_segments.h"

#include <stdlib.h>
#include <string.h>

#include "boiler/letters.h"

typedef struct line {
    size_t start, end;                 /* trimmed; of a blank one equal */
} line;

typedef struct text {
    const unsigned char *s;
    line *lines;
    size_t line_count;
    segment *units;
    size_t count;
} text;

/* -- characters -------------------------------------------------------------------- */

static uint32_t character_at(const unsigned char *s, size_t at, size_t end)
{
    uint32_t code;

    (void)read_character(s + at, end - at, &code);
    return code;
}

static size_t behind(const unsigned char *s, size_t at, size_t end)
{
    uint32_t code;

    return at + read_character(s + at, end - at, &code);
}

static bool is_letter(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static size_t count_characters(const unsigned char *s, size_t start, size_t end)
{
    size_t count = 0;

    for (; start < end; start++)
        count += s[start] < 0x80 || s[start] > 0xBF;
    return count;
}

static const char *const white[] = {" ", "\t", "\n", "\v", "\f", "\r", "\xC2\xA0",
                                    "\xC2\x85", "\xE3\x80\x80"};
enum { WHITE = sizeof white / sizeof *white };

static size_t skip_space(const unsigned char *s, size_t at, size_t end)
{
    for (size_t i = 0; i < WHITE;) {
        size_t size = strlen(white[i]);
        bool here = end - at >= size && memcmp(s + at, white[i], size) == 0;

        at += here ? size : 0;
        i = here ? 0 : i + 1;
    }
    return at;
}

/* Whether a lower-case letter stands here, perhaps behind a quote. */
static bool goes_on_low(const unsigned char *s, size_t at, size_t end)
{
    if (opens(character_at(s, at, end)) && behind(s, at, end) < end)
        at = behind(s, at, end);
    return is_low(character_at(s, at, end));
}

/* The last character that is no closing quote, of which there are five at most. */
static uint32_t last_character(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code = 0;

    for (int quotes = 0; quotes < 6 && end > start; quotes++) {
        size_t at = end - 1;

        while (at > start && end - at < 4 && s[at] >= 0x80 && s[at] <= 0xBF)
            at--;
        code = character_at(s, at, end);
        if (!closes(code))
            return code;
        end = at;
    }
    return code;
}

static unsigned end_flags(const unsigned char *s, size_t start, size_t end)
{
    uint32_t code = last_character(s, start, end);
    unsigned flags = 0;

    if (stops(code))
        flags |= SEGMENT_ENDED;
    if (code == ':' || code == 0xFF1A)
        flags |= SEGMENT_COLON;
    if (code == '?' || code == 0xFF1F)
        flags |= SEGMENT_ASKS;
    return flags;
}

/* -- lines ------------------------------------------------------------------------- */

static line trim(const unsigned char *s, size_t start, size_t end)
{
    size_t before;

    start = skip_space(s, start, end);
    do {
        before = end;
        for (size_t i = 0; i < WHITE; i++) {
            size_t size = strlen(white[i]);

            if (end - start >= size && memcmp(s + end - size, white[i], size) == 0)
                end -= size;
        }
    } while (end < before);
    return (line){start, end};
}

static void find_lines(text *t, size_t size)
{
    for (size_t start = 0, end; start < size; start = end + 1) {
        for (end = start; end < size && t->s[end] != '\n';)
            end++;
        t->lines[t->line_count++] = trim(t->s, start, end);
    }
}

static bool is_empty(line l)
{
    return l.start == l.end;
}

static size_t columns_of(const text *t, line l)
{
    return count_characters(t->s, l.start, l.end);
}

static size_t first_word(const text *t, line l)
{
    size_t end = l.start;

    while (end < l.end && !is_blank(t->s[end]))
        end++;
    return count_characters(t->s, l.start, end);
}

static unsigned quoted(const text *t, line l)
{
    return !is_empty(l) && (t->s[l.start] == '>' || t->s[l.start] == '|')
               ? SEGMENT_QUOTED : 0;
}

/* Whether some of 16 lines around line `i`, of 110 columns at most, has so many. */
static bool others_have(const text *t, size_t i, size_t columns)
{
    size_t end = i + 8 < t->line_count ? i + 8 : t->line_count;

    for (size_t k = end > 16 ? end - 16 : 0; k < end; k++)
        if (columns_of(t, t->lines[k]) >= columns && columns_of(t, t->lines[k]) <= 110)
            return true;
    return false;
}

/* Whether the line break before line `i`, which is not empty, is a soft one. */
static bool is_soft(const text *t, size_t i)
{
    line a, b = t->lines[i];
    size_t columns;
    bool low, closed;

    if (i == 0 || is_empty(t->lines[i - 1]))
        return false;
    a = t->lines[i - 1];
    columns = columns_of(t, a);
    low = goes_on_low(t->s, b.start, b.end);
    closed = (end_flags(t->s, a.start, a.end) & (SEGMENT_ENDED | SEGMENT_COLON)) != 0;
    if (quoted(t, a) != quoted(t, b))
        return false;
    if (low)
        return !closed || columns >= 40;
    return !closed && columns >= 40 && columns <= 110 && columns_of(t, b) <= 110 &&
           !others_have(t, i, columns + 1 + first_word(t, b));
}

/* -- sentences --------------------------------------------------------------------- */

/* Whether a short form ends at `stop`; of what stands before six bytes are seen. */
static bool is_short(const unsigned char *s, size_t start, size_t stop)
{
    static const char *const forms[] = {
        "mrs", "gen", "sen", "rep", "gov", "sgt", "col", "ing", "bzw", "mme", "sra",
        "art", "abs", "vol", "nos", "fig", "prof", "capt", "univ", "dipl", "mlle"};
    size_t from = stop, letters;
    char word[8] = "";

    while (from > start && stop - from < 6 &&
           (s[from - 1] >= 0x80 || is_letter(s[from - 1])))
        from--;
    letters = count_characters(s, from, stop);
    if (letters < 2 || letters > 4)
        return letters == 1;
    if (letters == 2)
        return s[from] >= 'A' && s[from] <= 'Z' && s[from + 1] >= 'a';
    if (from > start && s[from - 1] == '.')
        return true;
    for (size_t i = from; i < stop; i++)
        word[i - from] = (char)(s[i] | 32);
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (strcmp(word, forms[i]) == 0)
            return true;
    return false;
}

static bool has_text(const unsigned char *s, size_t start, size_t end)
{
    for (; start < end; start++)
        if (is_letter(s[start]) || (s[start] >= '0' && s[start] <= '9') ||
            s[start] >= 0x80)
            return true;
    return false;
}

/* Where the sentence from `start` on ends, if it does so by what stands at `at`; else
 * 0. */
static size_t end_by(const unsigned char *s, size_t start, size_t at, size_t end)
{
    uint32_t mark = character_at(s, at, end);
    size_t stop = behind(s, at, end), next;

    if (!stops(mark) || !has_text(s, start, at) ||
        (mark == '.' && is_short(s, start, at)))
        return 0;
    while (stop < end && (closes(character_at(s, stop, end)) ||
                          stops(character_at(s, stop, end))))
        stop = behind(s, stop, end);
    next = skip_space(s, stop, end);
    if (next >= end)
        return end;
    if (next == stop)
        return stops_alone(mark) ? stop : 0;
    return goes_on_low(s, next, end) ? 0 : stop;
}

static void split(text *t, size_t start, size_t end, unsigned flags)
{
    flags |= SEGMENT_OPENS;
    while (start < end) {
        size_t stop = 0;

        for (size_t at = start; at < end && stop == 0; at++)
            stop = end_by(t->s, start, at, end);
        if (stop == 0 || stop == end) {
            stop = end;
            flags |= SEGMENT_CLOSES;
        }
        flags |= end_flags(t->s, start, stop);
        t->units[t->count++] = (segment){(uint32_t)start, (uint32_t)stop,
                                         (uint8_t)flags};
        start = skip_space(t->s, stop, end);
        flags &= SEGMENT_QUOTED;
    }
}

segment *segments_naive(const unsigned char *s, size_t size, size_t *count)
{
    text t = {.s = s,
              .lines = malloc((size + 1) * sizeof *t.lines),
              .units = malloc((size + 1) * sizeof *t.units)};

    find_lines(&t, size);
    for (size_t i = 0, next; i < t.line_count; i = next) {
        next = i + 1;
        if (is_empty(t.lines[i]))
            continue;
        while (next < t.line_count && !is_empty(t.lines[next]) && is_soft(&t, next))
            next++;
        split(&t, t.lines[i].start, t.lines[next - 1].end, quoted(&t, t.lines[i]));
    }
    free(t.lines);
    *count = t.count;
    return t.units;
}
