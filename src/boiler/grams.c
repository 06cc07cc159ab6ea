/* grams.c - words, n-grams and line prefixes of a text in one pass */
#include "boiler/grams.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

/* Stands before the first and after the last word, so that the edges of a text have
 * grams of their own ("Leave a Comment" as its very last words). Any constant does. */
static const uint64_t EDGE = UINT64_C(0x9d8f3b6a4c21e057);
static const uint64_t NUMBER = UINT64_C(0x51ed270b1f3a9c45);
static const uint64_t FOLLOW = UINT64_C(0x9e3779b97f4a7c15);
static const uint64_t PREFIX = UINT64_C(0x2b992ddfa23249d6);
/* words of the window before that a gram can reach */
enum { KEPT = GRAM_LONG - 1 };
/* From here on a byte may begin a digit or a word of one character. */
enum { FIRST_ODD = 0xD9 };
/* Flags that change a gram. */
enum { GRAM_FLAGS = GRAM_NUMBER | GRAM_SINGLE | GRAM_QUOTED };
#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

chaff_status gram_reader_init(gram_reader *r)
{
    memset(r, 0, sizeof *r);
    if (splitter_new(&r->split) != CHAFF_OK) {
        r->split = NULL;
        return CHAFF_ERR_MEMORY;
    }
    r->hash_room = mem_alloc(GRAM_WINDOW + KEPT, sizeof *r->hash_room);
    r->flag_room = mem_alloc(GRAM_WINDOW + KEPT, sizeof *r->flag_room);
    r->gram_room = mem_alloc(GRAM_WINDOW + GRAM_TAIL, sizeof *r->gram_room);
    r->place_room = mem_alloc(GRAM_WINDOW, sizeof *r->place_room);
    r->prefix_room = mem_alloc(GRAM_WINDOW, sizeof *r->prefix_room);
    r->odd_words = mem_alloc(GRAM_WINDOW + 1, sizeof *r->odd_words);
    r->odd_gaps = mem_alloc(GRAM_WINDOW + 1, sizeof *r->odd_gaps);
    if (r->hash_room && r->flag_room && r->gram_room && r->place_room &&
        r->prefix_room && r->odd_words && r->odd_gaps)
        return CHAFF_OK;
    gram_reader_release(r);
    return CHAFF_ERR_MEMORY;
}

void gram_reader_release(gram_reader *r)
{
    splitter_free(r->split);
    mem_free(r->hash_room);
    mem_free(r->flag_room);
    mem_free(r->gram_room);
    mem_free(r->place_room);
    mem_free(r->prefix_room);
    mem_free(r->odd_words);
    mem_free(r->odd_gaps);
    memset(r, 0, sizeof *r);
}

void gram_reader_start(gram_reader *r, chaff_text text)
{
    r->text = text;
    r->at = 0;
    r->over = false;
    r->first = 0;
    r->count = 0;
    r->gaps = r->wide_gaps = 0;
    r->last_end = 0;
    r->line_words = 0;
    r->sequence = 0;
    r->quoted = false;
    for (size_t i = 0; i < KEPT; i++) {
        r->hash_room[i] = EDGE;
        r->flag_room[i] = 0;
    }
}

/* The ranges whose characters are words of their own, as far as their first byte tells;
 * a word of several characters never begins in one of them. */
static bool stands_alone(const unsigned char *s, size_t size)
{
    uint32_t c;

    if (size == 3 && s[0] >= 0xE0 && s[0] <= 0xEF) {
        c = (uint32_t)(s[0] & 15) << 12 | (uint32_t)(s[1] & 63) << 6 | (s[2] & 63);
        return (c >= 0xE00 && c <= 0xEFF) || (c >= 0x1000 && c <= 0x109F) ||
               (c >= 0x1780 && c <= 0x17FF) || (c >= 0x3005 && c <= 0x3007) ||
               (c >= 0x3040 && c <= 0x30FF) || (c >= 0x31F0 && c <= 0x9FFF) ||
               (c >= 0xA9E0 && c <= 0xAA7F) || (c >= 0xF900 && c <= 0xFAFF);
    }
    return size == 4 && s[0] == 0xF0 && (s[1] == 0x9B || s[1] >= 0xA0);
}

/* First bytes of the UTF-8 of digits outside ASCII, with some that are not: the
 * splitter decides. Cyrillic, Greek and accented Latin letters begin with other
 * bytes. */
static bool may_be_digit(unsigned char c)
{
    return (c >= 0xD9 && c <= 0xDF) || (c >= 0xE0 && c <= 0xE1) || c >= 0xEA;
}

static bool is_number(gram_reader *r, word_place place)
{
    const unsigned char *s = (const unsigned char *)r->text.data + place.start;
    size_t size = place.end - place.start;

    if (s[0] >= 0x80)
        return may_be_digit(s[0]) && words_is_number(r->split, r->text, place);
    for (size_t i = 0; i < size; i++) {
        if (s[i] >= 0x80)
            return words_is_number(r->split, r->text, place);
        if (s[i] < '0' || s[i] > '9')
            return false;
    }
    return true;
}

static bool is_digit(unsigned char c)
{
    return (unsigned char)(c - '0') < 10;
}

/* Whether one of the first `size` bytes of eight is no plain one: a control character
 * or not ASCII, or if there are two spaces side by side. Sometimes for others too. Not
 * sensible for more than eight. */
static bool is_odd(uint64_t bytes, uint32_t size)
{
    uint64_t space = bytes ^ ONES * ' ', odd;
    unsigned half = (4 * (8 - size)) & 63;     /* two shifts of up to 32 each */

    space = (space - ONES) & ~space & TOPS;
    odd = (((bytes - ONES * ' ') | bytes) & TOPS) | (space & space << 8);
    return odd << half << half;
}

/* Of `count` gaps, by the numbers of the words behind them, those that are odd stay. */
static size_t sift_gaps(gram_reader *r, size_t count)
{
    const char *text = r->text.data;
    const word_place *places = r->place_room;
    size_t odd = 0;

    for (size_t i = 0; i < count; i++) {
        uint16_t word = r->odd_gaps[i];
        uint32_t end = word ? places[word - 1].end : r->last_end;
        uint32_t gap = places[word].start - end;
        uint64_t bytes = 0;            /* odd */

        if (r->text.size - end >= sizeof bytes)
            memcpy(&bytes, text + end, sizeof bytes);
        r->odd_gaps[odd] = word;
        odd += (gap > sizeof bytes) | is_odd(bytes, gap);
    }
    return odd;
}

/* Most words begin with a letter and follow one space: the others are listed,
 * words as many as it returns, gaps up to GRAM_WINDOW. */
static size_t look_over(gram_reader *r, size_t count)
{
    const unsigned char *text = (const unsigned char *)r->text.data;
    const word_place *restrict places = r->place_room;
    uint8_t *restrict flags = r->flag_room + KEPT;
    uint16_t *restrict odd_words = r->odd_words, *restrict odd_gaps = r->odd_gaps;
    size_t words = 0, gaps = 0;
    /* a word without a place of its own may stand at the end */
    uint32_t end = r->last_end, most = (uint32_t)(r->text.size - 1);

    for (size_t i = 0; i < count; i++) {
        word_place place = places[i];
        unsigned char first = text[place.start < most ? place.start : most];
        bool digit = is_digit(first);

        odd_words[words] = odd_gaps[gaps] = (uint16_t)i;
        words += digit | (first >= FIRST_ODD);
        flags[i] = (uint8_t)(digit | is_digit(text[place.end - 1])) * GRAM_DIGIT;
        gaps += (place.start - end != 1) | (text[end < most ? end : most] != ' ');
        end = place.end;
    }
    gaps = sift_gaps(r, gaps);
    odd_gaps[gaps] = GRAM_WINDOW;
    return words;
}

static void classify_words(gram_reader *r, size_t count)
{
    const unsigned char *text = (const unsigned char *)r->text.data;

    for (size_t i = 0; i < count; i++) {
        size_t word = r->odd_words[i];
        word_place place = r->place_room[word];

        if (is_number(r, place)) {
            r->flag_room[KEPT + word] = GRAM_NUMBER | GRAM_DIGIT;
            r->hash_room[KEPT + word] = NUMBER;
        } else if (stands_alone(text + place.start, place.end - place.start)) {
            r->flag_room[KEPT + word] |= GRAM_SINGLE;
        }
    }
}

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

/* The GRAM_WORDS words before `end`. */
static uint64_t join_words(const uint64_t *end)
{
    return end[-5] ^ rotate(end[-4], 13) ^ rotate(end[-3], 26) ^ rotate(end[-2], 39) ^
           rotate(end[-1], 52);
}

/* Quoted words are no evidence, and rows of numbers look alike everywhere. */
static bool says_nothing(const uint8_t *end)
{
    int numbers = 0;

    for (int i = 1; i <= GRAM_WORDS; i++)
        numbers += (end[-i] & GRAM_NUMBER) != 0;
    return (end[-1] & GRAM_QUOTED) || numbers >= GRAM_WORDS - 1;
}

/* The gram before `end` where some of its words are flagged. */
static uint64_t flagged_gram(const uint64_t *end, const uint8_t *flags,
                             uint64_t sequence)
{
    uint64_t x = join_words(end);

    if (flags[-1] & flags[-2] & flags[-3] & flags[-4] & flags[-5] & GRAM_SINGLE)
        for (int i = GRAM_WORDS + 1; i <= GRAM_LONG; i++)
            x = hash_mix(x) ^ end[-i];
    return says_nothing(flags) ? hash_mix(x ^ sequence) : x;
}

/* The grams that run over the end of the text. */
static void make_tail(gram_reader *r, size_t count)
{
    uint64_t ends[KEPT + GRAM_TAIL];
    bool quoted = r->flag_room[KEPT + count - 1] & GRAM_QUOTED;

    memcpy(ends, r->hash_room + count, KEPT * sizeof *ends);
    for (size_t i = 0; i < GRAM_TAIL; i++) {
        ends[KEPT + i] = EDGE;
        r->gram_room[count + i] = join_words(ends + KEPT + i + 1);
        if (quoted)
            r->gram_room[count + i] = hash_mix(r->gram_room[count + i] ^ r->sequence);
    }
}

/* The first of words [i, count) with a flag, or count. */
static size_t next_flagged(const uint8_t *flags, size_t i, size_t count)
{
    for (; count - i >= 8; i += 8) {
        uint64_t eight;

        memcpy(&eight, flags + i, sizeof eight);
        if (eight & ONES * GRAM_FLAGS)
            break;
    }
    while (i < count && !(flags[i] & GRAM_FLAGS))
        i++;
    return i;
}

/* Words of good hashes make good grams without more mixing: the rotations tell their
 * places apart. */
static void make_grams(gram_reader *r, size_t count)
{
    const uint64_t *hashes = r->hash_room + KEPT;
    const uint8_t *flags = r->flag_room + KEPT;
    uint64_t sequence = r->sequence;
    size_t quiet = 0;                  /* words without flags up to here */

    for (size_t i = KEPT - GRAM_WORDS; i < KEPT; i++)
        quiet = r->flag_room[i] & GRAM_FLAGS ? 0 : quiet + 1;
    for (size_t i = 0; i < count;) {
        size_t end = next_flagged(flags, i, count);

        for (; i < end && quiet < GRAM_WORDS - 1; i++, quiet++) {
            sequence = rotate(sequence, 27) * FOLLOW ^ hashes[i];
            r->gram_room[i] = flagged_gram(hashes + i + 1, flags + i + 1, sequence);
        }
        for (; i < end; i++) {
            sequence = rotate(sequence, 27) * FOLLOW ^ hashes[i];
            r->gram_room[i] = join_words(hashes + i + 1);
        }
        for (; i < count && (flags[i] & GRAM_FLAGS); i++) {
            sequence = rotate(sequence, 27) * FOLLOW ^ hashes[i];
            r->gram_room[i] = flagged_gram(hashes + i + 1, flags + i + 1, sequence);
            quiet = 0;
        }
    }
    r->sequence = sequence;
    if (r->grams > count)
        make_tail(r, count);
}

uint64_t gram_prefix_step(uint64_t hash, uint64_t word)
{
    return hash_mix(rotate(hash, 21) ^ word);
}

uint64_t gram_prefix_end(uint64_t hash, bool spaces)
{
    return hash_mix(hash ^ (spaces ? PREFIX : rotate(PREFIX, 32)));
}

typedef enum gap_kind { GAP_PLAIN, GAP_LINE, GAP_DELIMITER, GAP_SPACES } gap_kind;

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

static bool holds_line_end(const unsigned char *s, size_t size)
{
    if (size > 16)
        return memchr(s, '\n', size) != NULL;
    for (size_t i = 0; i < size; i++)
        if (s[i] == '\n')
            return true;
    return false;
}

/* What stands between two words. */
static gap_kind gap_between(const unsigned char *s, size_t size)
{
    gap_kind kind = GAP_PLAIN;
    size_t dash;

    if (size == 1)
        return s[0] == '\n' ? GAP_LINE : GAP_PLAIN;
    if (holds_line_end(s, size))
        return GAP_LINE;
    for (size_t i = 0; i < size && kind == GAP_PLAIN; i++) {
        if (s[i] == ':' && space_at(s, i + 1, size))
            kind = GAP_DELIMITER;
        else if (i + 2 < size && s[i] == 0xEF && s[i + 1] == 0xBC && s[i + 2] == 0x9A)
            /* full-width colon */
            kind = GAP_DELIMITER;
        else if (i > 0 && s[i - 1] == ' ' && (dash = dash_at(s, i, size)) > 0 &&
                 space_at(s, i + dash, size))
            kind = GAP_DELIMITER;
    }
    if (kind == GAP_PLAIN)
        for (size_t i = 0; i + 1 < size; i++) {
            size_t space = space_at(s, i, size);

            if (space && i + space < size && space_at(s, i + space, size))
                return GAP_SPACES;
        }
    return kind;
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

/* Section numbers are no prefixes of links: a prefix holds no number. */
static void start_line(gram_reader *r, size_t i, uint32_t gap)
{
    word_place place = r->place_room[i];

    r->quoted = opens_quote((const unsigned char *)r->text.data, gap, place.start);
    r->line_start = place.start;
    r->line_words = 1;
    r->line_hash = gram_prefix_step(0, r->hash_room[KEPT + i]);
}

/* A word behind the first of a line in which a prefix is still possible. */
static void follow_line(gram_reader *r, size_t i, gap_kind gap)
{
    uint8_t flags = r->flag_room[KEPT + i];

    if (gap == GAP_SPACES && (flags & GRAM_SINGLE)) {
        r->line_words = PREFIX_SINGLES + 1;
    } else if (gap == GAP_DELIMITER || gap == GAP_SPACES) {
        bool spaces = gap == GAP_SPACES;
        uint32_t after = i > 0 ? r->place_room[i - 1].end : r->last_end;

        r->prefix_room[r->prefix_count++] = (line_prefix){r->line_start, after,
            (uint8_t)r->line_words, spaces, gram_prefix_end(r->line_hash, spaces)};
        r->line_words = PREFIX_SINGLES + 1;
    } else if ((flags & GRAM_NUMBER) ||
               (r->line_words >= PREFIX_WORDS && !(flags & GRAM_SINGLE))) {
        r->line_words = PREFIX_SINGLES + 1;
    } else {
        r->line_words++;
        r->line_hash = gram_prefix_step(r->line_hash, r->hash_room[KEPT + i]);
    }
}

/* Most gaps are one byte, or a comma or full stop and a space. */
static bool is_plain_gap(const unsigned char *s, uint32_t size)
{
    if (size <= 1)
        return s[0] != '\n';
    return size == 2 && s[1] == ' ' && (s[0] == ',' || s[0] == '.');
}

static void find_prefixes(gram_reader *r, size_t count)
{
    const unsigned char *text = (const unsigned char *)r->text.data;
    const uint16_t *odd = r->odd_gaps;

    for (size_t i = 0; i < count; i++) {
        uint32_t end;
        word_place place;
        gap_kind gap;
        bool starts;

        if (r->line_words > PREFIX_SINGLES && !r->quoted) {
            size_t from = i;

            while (*odd < i)
                odd++;
            i = *odd < count ? *odd : count;
            r->gaps += i - from;
            if (i == count)
                break;
        }
        end = i > 0 ? r->place_room[i - 1].end : r->last_end;
        place = r->place_room[i];
        gap = is_plain_gap(text + end, place.start - end) ? GAP_PLAIN :
              gap_between(text + end, place.start - end);
        starts = gap == GAP_LINE || r->first + i == 0;
        if (starts)
            start_line(r, i, end);
        if (r->quoted)
            r->flag_room[KEPT + i] |= GRAM_QUOTED;
        if (starts) {
            if (r->flag_room[KEPT + i] & (GRAM_NUMBER | GRAM_QUOTED))
                r->line_words = PREFIX_SINGLES + 1;
            continue;
        }
        r->gaps++;
        r->wide_gaps += gap == GAP_SPACES;
        if (r->line_words <= PREFIX_SINGLES)
            follow_line(r, i, gap);
    }
    if (count > 0)
        r->last_end = r->place_room[count - 1].end;
}

chaff_status gram_reader_next(gram_reader *r)
{
    chaff_status status;
    size_t count, odd_words;

    if (r->over)
        return CHAFF_DONE;
    if (r->first + r->count > 0) {
        memmove(r->hash_room, r->hash_room + r->count, KEPT * sizeof *r->hash_room);
        memmove(r->flag_room, r->flag_room + r->count, KEPT * sizeof *r->flag_room);
    }
    r->first += r->count;
    r->count = 0;
    status = words_split(r->split, r->text, &r->at, r->hash_room + KEPT, r->place_room,
                         GRAM_WINDOW, &count);
    if (status != CHAFF_OK)
        return status;
    r->over = r->at >= r->text.size;
    r->count = count;
    r->prefix_count = 0;
    odd_words = look_over(r, count);
    classify_words(r, odd_words);
    find_prefixes(r, count);
    r->grams = r->over && r->first + count > 0 ? count + GRAM_TAIL : count;
    make_grams(r, count);
    r->hashes = r->hash_room + KEPT;
    r->flags = r->flag_room + KEPT;
    r->places = r->place_room;
    r->gram = r->gram_room;
    r->prefixes = r->prefix_room;
    return CHAFF_OK;
}
