/* gaps.c - gaps out of the ordinary, and the first words of lines */
#include "boiler/gaps.h"

#include <string.h>

typedef enum gap_kind { GAP_PLAIN, GAP_DELIMITER, GAP_SPACES } gap_kind;

/* Bytes of the space at i; the end of the gap counts as one. */
static size_t space_at(const unsigned char *s, size_t i, size_t size)
{
    if (i >= size || s[i] == ' ' || s[i] == '\t')
        return 1;
    return s[i] == 0xC2 && i + 1 < size && s[i + 1] == 0xA0 ? 2 : 0;
}

/* Whether a delimiter of the kind that wants a space on both sides stands at i: | -
 * – — » > */
static size_t dash_at(const unsigned char *s, size_t i, size_t size)
{
    if (s[i] == '|' || s[i] == '-' || s[i] == '>')
        return 1;
    if (i + 1 < size && s[i] == 0xC2 && s[i + 1] == 0xBB)
        return 2;
    if (i + 2 < size && s[i] == 0xE2 && s[i + 1] == 0x80 &&
        (s[i + 2] == 0x93 || s[i + 2] == 0x94))
        return 3;
    return 0;
}

/* What a byte may be between words: part of a delimiter, or a space on a line. */
enum { PART = 1, SPACE = 2 };
#define P16 PART, PART, PART, PART, PART, PART, PART, PART, \
            PART, PART, PART, PART, PART, PART, PART, PART
static const uint8_t gap_bytes[256] = {
    [':'] = PART, ['|'] = PART, ['-'] = PART, ['>'] = PART, [' '] = SPACE,
    ['\t'] = SPACE, [0x80] = P16, P16, P16, P16, P16, P16, P16, P16
};
#undef P16

/* What stands between two words on a line; some byte may be part of a delimiter. */
static gap_kind look_between(const unsigned char *s, size_t size)
{
    size_t dash;

    for (size_t i = 0; i < size; i++) {
        if (s[i] == ':' && space_at(s, i + 1, size))
            return GAP_DELIMITER;
        /* full-width colon */
        if (i + 2 < size && s[i] == 0xEF && s[i + 1] == 0xBC && s[i + 2] == 0x9A)
            return GAP_DELIMITER;
        if (i > 0 && s[i - 1] == ' ' && (dash = dash_at(s, i, size)) > 0 &&
            space_at(s, i + dash, size))
            return GAP_DELIMITER;
    }
    for (size_t i = 0; i + 1 < size; i++) {
        size_t space = space_at(s, i, size);

        if (space && i + space < size && space_at(s, i + space, size))
            return GAP_SPACES;
    }
    return GAP_PLAIN;
}

/* The same of any gap: most hold nothing but spaces and single marks. */
static gap_kind gap_between(const unsigned char *s, size_t size)
{
    unsigned before = 0, twice = 0, any = 0;

    if (size <= 1)
        return GAP_PLAIN;
    for (size_t i = 0; i < size; i++) {
        unsigned byte = gap_bytes[s[i]];

        any |= byte;
        twice |= byte & before;
        before = byte;
    }
    if (any & PART)
        return look_between(s, size);
    return twice & SPACE ? GAP_SPACES : GAP_PLAIN;
}

/* Whether none of eight bytes is a >. */
static bool has_no_quote(const unsigned char *bytes)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t x;

    memcpy(&x, bytes, sizeof x);
    x ^= ones * '>';
    return ((x - ones) & ~x & ones << 7) == 0;
}

/* Whether the last line of the gap [start, end) of the text begins with >. */
static bool opens_quote(const unsigned char *text, uint32_t start, uint32_t end)
{
    uint32_t at = end;

    if (end - start <= 8 && end >= 8 && has_no_quote(text + end - 8))
        return false;
    if (at > start && text[at - 1] == '\n')
        return false;
    while (at > start && text[at - 1] != '\n')
        at--;
    while (at < end && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return at < end && text[at] == '>';
}

/* Words [start, end) are quoted. */
static void quote(gram_sets *s, size_t start, size_t end)
{
    for (; start < end; start = (start | 63) + 1) {
        uint64_t words = ~UINT64_C(0) << start % 64;

        if (end - (start & ~(size_t)63) < 64)
            words &= ~(~UINT64_C(0) << end % 64);
        s->quoted[1 + start / 64] |= words;
    }
}

static bool is_in(const uint64_t *set, ptrdiff_t word)
{
    return set[(word + 64) / 64] >> (word + 64) % 64 & 1;
}

/* Words [at, at + 64) of a set that is told up to `count`. */
static uint64_t take_words(const uint64_t *set, ptrdiff_t at, size_t count)
{
    size_t from = (size_t)(at + 64), next = (from | 63) + 1;
    uint64_t words;

    if (from >= count + 64)
        return 0;
    words = set[from / 64] >> from % 64;
    if (from % 64 > 0 && next < count + 64)
        words |= set[next / 64] << (64 - from % 64);
    return words;
}

/* What stands before a word, of a gap that holds no line feed. */
static gap_kind read_gap(const gram_reader *r, ptrdiff_t word)
{
    const word_place *place = r->places + word;

    return gap_between((const unsigned char *)r->text.data + place[-1].end,
                       place->start - place[-1].end);
}

static uint64_t first_bits(uint64_t words, unsigned count)
{
    return words & ((UINT64_C(1) << count) - 1);
}

/* Whether the first words of the line may be a prefix: section numbers are no prefixes
 * of links, and more than PREFIX_WORDS have to be single characters. */
static bool can_be_prefix(const gram_reader *r, ptrdiff_t line, unsigned words)
{
    const gram_sets *s = r->sets;
    uint64_t singles = take_words(s->singles, line, r->count) >> PREFIX_WORDS;

    return first_bits(take_words(s->numbers, line, r->count), words) == 0 &&
           (words <= PREFIX_WORDS || first_bits(~singles, words - PREFIX_WORDS) == 0);
}

static void add_prefix(gram_reader *r, ptrdiff_t line, unsigned words, bool spaces)
{
    uint64_t hash = 0;

    for (unsigned i = 0; i < words; i++)
        hash = gram_prefix_step(hash, r->hashes[line + (ptrdiff_t)i]);
    r->prefix_room[r->prefix_count++] = (line_prefix){
        r->places[line].start, r->places[line + (ptrdiff_t)words - 1].end,
        (uint8_t)words, spaces, gram_prefix_end(hash, spaces)};
}

/* The prefix of a line that begins with this word. Most lines begin with nothing but
 * words and spaces. */
static void find_prefix(gram_reader *r, ptrdiff_t line)
{
    const gram_sets *s = r->sets;
    uint64_t behind = take_words(s->looks.marks, line + 1, r->count);
    ptrdiff_t last = line + PREFIX_WORDS;
    bool long_one = last < (ptrdiff_t)r->count && is_in(s->singles, last);

    behind = first_bits(behind, long_one ? PREFIX_SINGLES : PREFIX_WORDS);
    for (; behind; behind &= behind - 1) {
        unsigned words = (unsigned)__builtin_ctzll(behind) + 1;
        ptrdiff_t next = line + (ptrdiff_t)words;
        gap_kind kind;

        if (is_in(s->looks.lines, next))
            return;
        kind = read_gap(r, next);
        if (kind == GAP_PLAIN)
            continue;
        if (can_be_prefix(r, line, words) &&
            !(kind == GAP_SPACES && is_in(s->singles, next)))
            add_prefix(r, line, words, kind == GAP_SPACES);
        return;
    }
}

/* The prefix of the line that was left open. */
static void settle_line(gram_reader *r)
{
    if (r->line_open)
        find_prefix(r, r->open_line);
    r->line_open = false;
}

/* A word opens a line. If the line may go on behind the window, its prefix is left to
 * the next one. */
static void open_line(gram_reader *r, size_t word)
{
    const word_place *place = r->places + word;

    settle_line(r);
    r->quoted = opens_quote((const unsigned char *)r->text.data, place[-1].end,
                            place->start);
    if (r->quoted)
        quote(r->sets, word, word + 1);
    else if (r->over || word + PREFIX_SINGLES < r->count)
        find_prefix(r, (ptrdiff_t)word);
    else {
        r->line_open = true;
        r->open_line = (ptrdiff_t)word;
    }
}

static void pass_gap(gram_reader *r, size_t word)
{
    if (is_in(r->sets->looks.lines, (ptrdiff_t)word)) {
        r->gaps--;
        open_line(r, word);
        return;
    }
    if (r->quoted)
        quote(r->sets, word, word + 1);
    r->wide_gaps += read_gap(r, (ptrdiff_t)word) == GAP_SPACES;
}

void gaps_read(gram_reader *r)
{
    const uint64_t *odd = r->sets->looks.gaps + 1;
    size_t done = 0;                   /* words passed */

    if (r->over || r->open_line + PREFIX_SINGLES < (ptrdiff_t)r->count)
        settle_line(r);
    for (size_t set = 0; set * 64 < r->count; set++)
        for (uint64_t bits = odd[set]; bits; bits &= bits - 1) {
            size_t word = set * 64 + (size_t)__builtin_ctzll(bits);

            if (r->quoted)
                quote(r->sets, done, word);
            pass_gap(r, word);
            done = word + 1;
        }
    if (r->quoted)
        quote(r->sets, done, r->count);
    r->gaps += r->count;
}
