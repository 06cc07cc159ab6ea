/* gaps.c - gaps out of the ordinary, and the first words of lines */
#include "boiler/gaps.h"

#include "boiler/bits.h"

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

/* What stands between two words on a line. */
static gap_kind look_between(const unsigned char *s, size_t size)
{
    size_t dash;

    if (size <= 1)
        return GAP_PLAIN;
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

/* Whether the last line of the gap [start, end) of the text begins with >. */
static bool opens_quote(const unsigned char *text, uint32_t start, uint32_t end)
{
    uint32_t at = end;

    while (at > start && text[at - 1] != '\n')
        at--;
    while (at < end && (text[at] == ' ' || text[at] == '\t'))
        at++;
    return at < end && text[at] == '>';
}

/* -- sets of words: 64 stand before the first of the window ------------------------ */

static bool is_in(const uint64_t *set, ptrdiff_t word)
{
    return set[(word + 64) / 64] >> (word + 64) % 64 & 1;
}

/* Words [at, at + count), fewer than 64. */
static uint64_t take_words(const uint64_t *set, ptrdiff_t at, unsigned count)
{
    return bits_from(set, (size_t)(at + 64)) & bits_low(count);
}

/* Words one to PREFIX_WORDS behind those of a set, of which `last` are the 64
 * before. */
static inline uint64_t find_next(uint64_t words, uint64_t last)
{
    _Static_assert(PREFIX_WORDS == 4, "words are doubled twice");
    words |= words << 1 | last >> 63;
    last |= last << 1;
    words |= words << 2 | last >> 62;
    last |= last << 2;
    return words << 1 | last >> 63;
}

/* What stands before a word, of a gap that holds no line feed. */
static gap_kind read_gap(const gram_reader *r, ptrdiff_t word)
{
    const word_place *place = r->places + word;

    return look_between((const unsigned char *)r->text.data + place[-1].end,
                        place->start - place[-1].end);
}

/* -- quoted lines ------------------------------------------------------------------ */

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

static void read_quotes(gram_reader *r)
{
    const unsigned char *text = (const unsigned char *)r->text.data;
    const gram_looks *looks = &r->sets->looks;
    size_t done = 0;                   /* words passed */

    for (size_t set = 0; set * 64 < r->count; set++)
        for (uint64_t bits = looks->lines[1 + set]; bits; bits &= bits - 1) {
            size_t word = set * 64 + (size_t)__builtin_ctzll(bits);
            const word_place *place = r->places + word;

            if (r->quoted)
                quote(r->sets, done, word);
            r->quoted = is_in(looks->quotes, (ptrdiff_t)word) &&
                        opens_quote(text, place[-1].end, place->start);
            done = word;
        }
    if (r->quoted)
        quote(r->sets, done, r->count);
}

/* -- prefixes ---------------------------------------------------------------------- */

/* Whether the first words of the line may be a prefix: section numbers are no prefixes
 * of links, and more than PREFIX_WORDS have to be single characters. */
static bool can_be_prefix(const gram_reader *r, ptrdiff_t line, unsigned words)
{
    uint64_t singles = take_words(r->sets->looks.singles, line, words);

    return take_words(r->sets->looks.numbers, line, words) == 0 &&
           (words <= PREFIX_WORDS ||
            singles >> PREFIX_WORDS == bits_low(words - PREFIX_WORDS));
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

/* A gap that may delimit a prefix stands before word `next`, some way behind the first
 * of a line. The first that does delimit tells. */
static void find_prefix(gram_reader *r, ptrdiff_t next)
{
    const gram_sets *s = r->sets;
    uint64_t lines = take_words(s->looks.lines, next - PREFIX_SINGLES, PREFIX_SINGLES);
    unsigned words = (unsigned)__builtin_clzll(lines) - (63 - PREFIX_SINGLES);
    ptrdiff_t line = next - (ptrdiff_t)words;
    gap_kind kind;

    if (r->first + (uint64_t)line == r->told_line || is_in(s->quoted, line) ||
        (words > PREFIX_WORDS && !is_in(s->looks.singles, line + PREFIX_WORDS)))
        return;
    kind = read_gap(r, next);
    if (kind == GAP_PLAIN)
        return;
    r->told_line = r->first + (uint64_t)line;
    if (can_be_prefix(r, line, words) &&
        !(kind == GAP_SPACES && is_in(s->looks.singles, next)))
        add_prefix(r, line, words, kind == GAP_SPACES);
}

/* Words of a set whose gap may end the prefix of a line: few are near its first word,
 * more only of single characters. */
static uint64_t find_marks(const gram_sets *s, size_t set)
{
    const uint64_t *lines = s->looks.lines + 1 + set;
    const uint64_t *singles = s->looks.singles + 1 + set;
    uint64_t fifth = lines[0] << PREFIX_WORDS | lines[-1] >> (64 - PREFIX_WORDS);
    uint64_t near = find_next(lines[0], lines[-1]) |
                    find_next(fifth & singles[0],
                              lines[-1] << PREFIX_WORDS & singles[-1]);

    return s->looks.marks[1 + set] & near & ~lines[0];
}

void gaps_read(gram_reader *r)
{
    const gram_looks *looks = &r->sets->looks;
    uint64_t quotes = r->quoted;

    for (size_t set = 0; set * 64 < r->count; set++) {
        uint64_t lines = looks->lines[1 + set], odd = looks->odd[1 + set];

        quotes |= lines & looks->quotes[1 + set];
        r->gaps -= bits_count(lines);
        for (; odd; odd &= odd - 1)
            r->wide_gaps += read_gap(r, (ptrdiff_t)(set * 64) + __builtin_ctzll(odd)) ==
                            GAP_SPACES;
    }
    r->gaps += r->count;
    r->wide_gaps += looks->wide;
    if (quotes)
        read_quotes(r);
    for (size_t set = 0; set * 64 < r->count; set++)
        for (uint64_t bits = find_marks(r->sets, set); bits; bits &= bits - 1)
            find_prefix(r, (ptrdiff_t)(set * 64) + __builtin_ctzll(bits));
}
