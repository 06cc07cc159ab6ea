/* grams.c - words and n-grams of a text in one pass */
#include "boiler/grams.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "boiler/bits.h"
#include "boiler/gaps.h"

/* Stands before the first and after the last word, so that the edges of a text have
 * grams of their own ("Leave a Comment" as its very last words). Any constant does. */
static const uint64_t EDGE = UINT64_C(0x9d8f3b6a4c21e057);
static const uint64_t NUMBER = UINT64_C(0x51ed270b1f3a9c45);
static const uint64_t PREFIX = UINT64_C(0x2b992ddfa23249d6);
/* words of the window before that a gram can reach */
enum { KEPT = GRAM_LONG - 1 };

static const gram_filter nothing;

chaff_status gram_reader_init_kernel(gram_reader *r, const gram_kernel *kernel)
{
    memset(r, 0, sizeof *r);
    if (splitter_new(&r->split) != CHAFF_OK) {
        r->split = NULL;
        return CHAFF_ERR_MEMORY;
    }
    r->kernel = kernel;
    r->sets = mem_zero(1, sizeof *r->sets);
    r->hash_room = mem_zero(KEPT + GRAM_WINDOW + GRAM_SPARE, sizeof *r->hash_room);
    r->gram_room = mem_alloc(GRAM_WINDOW + GRAM_SPARE, sizeof *r->gram_room);
    r->place_room = mem_zero(KEPT + GRAM_WINDOW + GRAM_SPARE, sizeof *r->place_room);
    r->prefix_room = mem_alloc(GRAM_WINDOW + 1, sizeof *r->prefix_room);
    if (!r->sets || !r->hash_room || !r->gram_room || !r->place_room ||
        !r->prefix_room) {
        gram_reader_release(r);
        return CHAFF_ERR_MEMORY;
    }
    r->hashes = r->hash_room + KEPT;
    r->places = r->place_room + KEPT;
    r->gram = r->gram_room;
    r->prefixes = r->prefix_room;
    r->digits = r->sets->looks.digits + 1;
    r->singles = r->sets->looks.singles + 1;
    r->known = r->sets->known + 1;
    return CHAFF_OK;
}

chaff_status gram_reader_init(gram_reader *r)
{
    return gram_reader_init_kernel(r, gram_kernel_best());
}

void gram_reader_release(gram_reader *r)
{
    splitter_free(r->split);
    mem_free(r->sets);
    mem_free(r->hash_room);
    mem_free(r->gram_room);
    mem_free(r->place_room);
    mem_free(r->prefix_room);
    memset(r, 0, sizeof *r);
}

void gram_reader_start(gram_reader *r, chaff_text text)
{
    gram_sets *s = r->sets;

    r->text = text;
    r->at = 0;
    r->over = false;
    r->first = 0;
    r->count = 0;
    r->gaps = r->wide_gaps = 0;
    r->told_line = UINT64_MAX;
    r->sequence = 0;
    r->quoted = false;
    r->place_room[KEPT - 1] = (word_place){0, 0};
    s->looks.numbers[0] = s->looks.lines[0] = s->looks.singles[0] = s->quoted[0] = 0;
    for (size_t i = 0; i < KEPT; i++)
        r->hash_room[i] = EDGE;
}

/* -- words ------------------------------------------------------------------------- */

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

/* First bytes of the UTF-8 of digits, with some that are not: the splitter decides.
 * Cyrillic, Greek and accented Latin letters begin with other bytes. */
static bool may_be_digit(unsigned char c)
{
    return c < 0x80 || (c >= 0xD9 && c <= 0xDF) || (c >= 0xE0 && c <= 0xE1) ||
           c >= 0xEA;
}

static void put_in(uint64_t *set, size_t word)
{
    set[1 + word / 64] |= UINT64_C(1) << word % 64;
}

static void classify_word(gram_reader *r, size_t word)
{
    word_place place = r->places[word];
    const unsigned char *s = (const unsigned char *)r->text.data + place.start;

    if (may_be_digit(*s) && words_is_number(r->split, r->text, place)) {
        put_in(r->sets->looks.numbers, word);
        put_in(r->sets->looks.digits, word);
    } else if (stands_alone(s, place.end - place.start)) {
        put_in(r->sets->looks.singles, word);
    }
}

static void clear_sets(gram_sets *s, size_t count)
{
    gram_looks *l = &s->looks;

    for (size_t i = 1; i <= (count + 63) / 64; i++) {
        l->digits[i] = l->numbers[i] = l->words[i] = l->lines[i] = 0;
        l->quotes[i] = l->marks[i] = l->odd[i] = l->singles[i] = s->quoted[i] = 0;
    }
    l->wide = 0;
}

/* Few words have to be looked at one by one. */
static void classify_words(gram_reader *r, size_t count)
{
    gram_sets *s = r->sets;

    clear_sets(s, count);
    r->kernel->look(r->text, r->places, count, &s->looks);
    for (size_t set = 0; set * 64 < count; set++) {
        for (uint64_t bits = s->looks.words[1 + set]; bits; bits &= bits - 1)
            classify_word(r, set * 64 + (size_t)__builtin_ctzll(bits));
        for (uint64_t bits = s->looks.numbers[1 + set]; bits; bits &= bits - 1)
            r->hash_room[KEPT + set * 64 + (size_t)__builtin_ctzll(bits)] = NUMBER;
    }
}

/* -- grams ------------------------------------------------------------------------- */

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

uint64_t gram_prefix_step(uint64_t hash, uint64_t word)
{
    return hash_mix(rotate(hash, 21) ^ word);
}

uint64_t gram_prefix_end(uint64_t hash, bool spaces)
{
    return hash_mix(hash ^ (spaces ? PREFIX : rotate(PREFIX, 32)));
}

uint64_t gram_four(const uint64_t *words)
{
    return rotate(words[0], 13) ^ rotate(words[1], 26) ^ rotate(words[2], 39) ^
           rotate(words[3], 52);
}

/* The GRAM_WORDS words before `end`. */
static uint64_t join_words(const uint64_t *end)
{
    return end[-GRAM_WORDS] ^ gram_four(end - 4);
}

/* Words of a set moved on by some words. */
static inline uint64_t moved(const uint64_t *set, unsigned by)
{
    return set[0] << by | set[-1] >> (64 - by);
}

/* Where four of the last five words are in a set. */
static inline uint64_t four_of_five(const uint64_t *set)
{
    uint64_t a = set[0], b = moved(set, 1), c = moved(set, 2), d = moved(set, 3);
    uint64_t e = moved(set, 4);

    return (a & b & c & (d | e)) | (d & e & ((a & b) | (a & c) | (b & c)));
}

static inline uint64_t five_of_five(const uint64_t *set)
{
    return set[0] & moved(set, 1) & moved(set, 2) & moved(set, 3) & moved(set, 4);
}

/* Grams of 64 words at most that are more than their five words: quoted words are no
 * evidence, and rows of numbers look alike everywhere; of single characters more are
 * needed. */
static void mend_grams(gram_reader *r, size_t set)
{
    gram_sets *s = r->sets;
    size_t left = r->count - set * 64, from = set * 64;
    uint64_t told = bits_low(left), sequence = s->sequence[set];
    uint64_t silent = s->quoted[1 + set] | four_of_five(s->looks.numbers + 1 + set);
    uint64_t longs = five_of_five(s->looks.singles + 1 + set) & told;

    if (longs)
        r->kernel->lengthen(r->hash_room + KEPT + from, longs, r->gram_room + from);
    for (uint64_t bits = silent & told; bits; bits &= bits - 1) {
        size_t i = set * 64 + (size_t)__builtin_ctzll(bits);

        for (; from <= i; from++)
            sequence = gram_follow(sequence, r->hash_room[KEPT + from]);
        r->gram_room[i] = hash_mix(r->gram_room[i] ^ sequence);
    }
}

/* The last 64 of the words before word `count`. */
static uint64_t take_last(const uint64_t *set, size_t count)
{
    size_t rest = count % 64;

    set += 1 + count / 64;
    return rest ? *set << (64 - rest) | set[-1] >> rest : set[-1];
}

/* The grams that run over the end of the text. */
static void make_tail(gram_reader *r, size_t count)
{
    uint64_t ends[KEPT + GRAM_TAIL];
    bool quoted = take_last(r->sets->quoted, count) >> 63;

    memcpy(ends, r->hash_room + count, KEPT * sizeof *ends);
    for (size_t i = 0; i < GRAM_TAIL; i++) {
        ends[KEPT + i] = EDGE;
        r->gram_room[count + i] = join_words(ends + KEPT + i + 1);
        if (quoted)
            r->gram_room[count + i] = hash_mix(r->gram_room[count + i] ^ r->sequence);
    }
}

/* Words of good hashes make good grams without more mixing: the rotations tell their
 * places apart. */
static void make_grams(gram_reader *r, size_t count)
{
    gram_sets *s = r->sets;

    s->sequence[0] = r->sequence;
    r->kernel->join(r->hash_room + KEPT, count, r->filter ? r->filter : &nothing,
                    r->gram_room, s->known + 1, s->sequence);
    for (size_t set = 0; set * 64 < count; set++)
        mend_grams(r, set);
    r->sequence = s->sequence[(count + 63) / 64];
    if (r->grams > count)
        make_tail(r, count);
}

/* -- windows ----------------------------------------------------------------------- */

/* What the next window has to know of this one. */
static void move_window(gram_reader *r)
{
    gram_sets *s = r->sets;
    uint64_t *sets[] = {s->looks.numbers, s->looks.lines, s->looks.singles, s->quoted};
    size_t count = r->count;

    if (count == 0)
        return;
    memmove(r->hash_room, r->hash_room + count, KEPT * sizeof *r->hash_room);
    memmove(r->place_room, r->place_room + count, KEPT * sizeof *r->place_room);
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++)
        sets[i][0] = take_last(sets[i], count);
    r->first += count;
    r->count = 0;
}

chaff_status gram_reader_next(gram_reader *r)
{
    chaff_status status;
    size_t count;

    if (r->over)
        return CHAFF_DONE;
    move_window(r);
    status = words_split(r->split, r->text, &r->at, r->hash_room + KEPT,
                         r->place_room + KEPT, GRAM_WINDOW, &count);
    if (status != CHAFF_OK)
        return status;
    for (size_t i = 0; i < GRAM_SPARE; i++)
        r->place_room[KEPT + count + i] = (word_place){UINT32_MAX, UINT32_MAX};
    r->over = r->at >= r->text.size;
    r->count = count;
    r->prefix_count = 0;
    r->grams = r->over && r->first + count > 0 ? count + GRAM_TAIL : count;
    if (count > 0)
        classify_words(r, count);
    gaps_read(r);
    if (r->grams > 0)
        make_grams(r, count);
    return CHAFF_OK;
}
