/* test_grams.c - boiler/grams.h: words by sets and vectors say what they say one by
 * one */
#include <stdio.h>

#include "tests.h"

#include "base/hash.h"
#include "boiler/grams_kernels.h"

Suite *grams_suite(void);

enum { MOST = 1 << 14, ROUNDS = 250 };

/* All that a reader says of a text, windows put together. */
typedef struct told {
    size_t count, prefix_count;
    uint64_t hashes[MOST], gram[MOST];
    bool digit[MOST], single[MOST], known[MOST];
    line_prefix prefixes[MOST];
    uint64_t gaps, wide_gaps, sequence;
} told;

static gram_filter filter;

static bool has(const uint64_t *set, size_t word)
{
    return set[word / 64] >> word % 64 & 1;
}

static void tell(const gram_kernel *kernel, chaff_text text, told *out)
{
    gram_reader r;
    chaff_status status;

    memset(out, 0, sizeof *out);
    ck_assert_int_eq(gram_reader_init_kernel(&r, kernel), CHAFF_OK);
    r.filter = &filter;
    gram_reader_start(&r, text);
    while ((status = gram_reader_next(&r)) == CHAFF_OK) {
        ck_assert_uint_eq(r.first, out->count);
        for (size_t i = 0; i < r.grams; i++) {
            bool word = i < r.count;

            out->gram[out->count + i] = r.gram[i];
            out->hashes[out->count + i] = word ? r.hashes[i] : 0;
            out->digit[out->count + i] = word && has(r.digits, i);
            out->single[out->count + i] = word && has(r.singles, i);
            out->known[out->count + i] = word && has(r.known, i);
        }
        for (size_t i = 0; i < r.prefix_count; i++)
            out->prefixes[out->prefix_count++] = r.prefixes[i];
        out->count += r.count;
    }
    ck_assert_int_eq(status, CHAFF_DONE);
    out->gaps = r.gaps;
    out->wide_gaps = r.wide_gaps;
    out->sequence = r.sequence;
    gram_reader_release(&r);
}

/* -- the same, one word after the other -------------------------------------------- */

static bool is_space(chaff_text gap, size_t i, size_t *size)
{
    *size = i < gap.size && gap.data[i] == '\xC2' ? 2 : 1;
    return i >= gap.size || gap.data[i] == ' ' || gap.data[i] == '\t' ||
           (i + 1 < gap.size && memcmp(gap.data + i, "\xC2\xA0", 2) == 0);
}

static size_t dash_size(chaff_text gap, size_t i)
{
    static const char *const dashes[] = {"|", "-", ">", "\xC2\xBB", "\xE2\x80\x93",
                                         "\xE2\x80\x94"};

    for (size_t d = 0; d < 6; d++)
        if (gap.size - i >= strlen(dashes[d]) &&
            memcmp(gap.data + i, dashes[d], strlen(dashes[d])) == 0)
            return strlen(dashes[d]);
    return 0;
}

/* ':' a delimiter, ' ' spaces, '\n' a line end, 0 nothing. */
static char gap_naively(chaff_text gap)
{
    size_t one, two;

    if (gap.size > 0 && memchr(gap.data, '\n', gap.size))
        return '\n';
    if (gap.size <= 1)
        return 0;
    for (size_t i = 0; i < gap.size; i++) {
        if (gap.data[i] == ':' && is_space(gap, i + 1, &one))
            return ':';
        if (gap.size - i >= 3 && memcmp(gap.data + i, "\xEF\xBC\x9A", 3) == 0)
            return ':';
        if (i > 0 && gap.data[i - 1] == ' ' && dash_size(gap, i) > 0 &&
            is_space(gap, i + dash_size(gap, i), &one))
            return ':';
    }
    for (size_t i = 0; i + 1 < gap.size; i++)
        if (is_space(gap, i, &one) && i + one < gap.size &&
            is_space(gap, i + one, &two))
            return ' ';
    return 0;
}

static bool quotes(chaff_text gap)
{
    size_t at = gap.size;

    while (at > 0 && gap.data[at - 1] != '\n')
        at--;
    while (at < gap.size && (gap.data[at] == ' ' || gap.data[at] == '\t'))
        at++;
    return at < gap.size && gap.data[at] == '>';
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static uint64_t turn(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

typedef struct walk {          /* of the words so far */
    bool number[MOST], single[MOST], quoted[MOST];
    size_t line, words;        /* first word of the line; words that may be a prefix */
    uint64_t hash;
    bool quote;
} walk;

static void follow_naively(told *out, walk *w, const word_place *places, size_t i,
                           char gap)
{
    if (gap == '\n') {
        w->line = i;
        w->words = !w->number[i] && !w->quote;
        w->hash = gram_prefix_step(0, out->hashes[i]);
        return;
    }
    out->gaps++;
    out->wide_gaps += gap == ' ';
    if (w->words == 0)
        return;
    if (gap == ':' || (gap == ' ' && !w->single[i])) {
        out->prefixes[out->prefix_count++] = (line_prefix){
            places[w->line].start, places[i - 1].end, (uint8_t)w->words, gap == ' ',
            gram_prefix_end(w->hash, gap == ' ')};
        w->words = 0;
    } else if (gap == ' ' || w->number[i] || w->words == PREFIX_SINGLES ||
               (w->words >= PREFIX_WORDS && !w->single[i])) {
        w->words = 0;
    } else {
        w->words++;
        w->hash = gram_prefix_step(w->hash, out->hashes[i]);
    }
}

/* The gram that ends with word i, from its definition. */
static uint64_t gram_naively(const told *out, const walk *w, size_t i, uint64_t edge)
{
    size_t numbers = 0, singles = 0;
    uint64_t x = 0;

    for (size_t k = 0; k < GRAM_WORDS; k++) {
        uint64_t word = i >= k ? out->hashes[i - k] : edge;

        x ^= k == 4 ? word : turn(word, (unsigned)(52 - 13 * k));
        numbers += i >= k && w->number[i - k];
        singles += i >= k && w->single[i - k];
    }
    for (size_t k = GRAM_WORDS; singles == GRAM_WORDS && k < GRAM_LONG; k++)
        x = hash_mix(x) ^ (i >= k ? out->hashes[i - k] : edge);
    return w->quoted[i] || numbers >= 4 ? hash_mix(x ^ out->sequence) : x;
}

static void tell_naively(chaff_text text, const told *reader, told *out)
{
    static walk w;
    static word_place places[MOST];
    splitter *split;
    size_t at = 0, end = 0, count;

    memset(out, 0, sizeof *out);
    memset(&w, 0, sizeof w);
    ck_assert_int_eq(splitter_new(&split), CHAFF_OK);
    ck_assert_int_eq(words_split(split, text, &at, out->hashes, places, MOST, &count),
                     CHAFF_OK);
    ck_assert_uint_eq(at, text.size);
    out->count = count;
    for (size_t i = 0; i < count; i++) {
        word_place p = places[i];
        chaff_text gap = {text.data + end, p.start - end};
        char kind = i == 0 ? '\n' : gap_naively(gap);

        w.number[i] = p.end > p.start && words_is_number(split, text, p);
        /* which words are single characters is left to the reader */
        out->single[i] = w.single[i] = reader->single[i];
        out->digit[i] = w.number[i] || (p.start < text.size &&
            is_digit(text.data[p.start])) || is_digit(text.data[p.end - 1]);
        if (w.number[i])
            out->hashes[i] = UINT64_C(0x51ed270b1f3a9c45);
        if (kind == '\n')
            w.quote = quotes(gap);
        w.quoted[i] = w.quote;
        follow_naively(out, &w, places, i, kind);
        out->sequence = turn(out->sequence, 27) * UINT64_C(0x9e3779b97f4a7c15) ^
                        out->hashes[i];
        out->gram[i] = gram_naively(out, &w, i, UINT64_C(0x9d8f3b6a4c21e057));
        out->known[i] = i >= 3 && gram_filter_holds(&filter,
                                                    gram_four(out->hashes + i - 3));
        end = p.end;
    }
    splitter_free(split);
}

static void compare(const told *a, const told *b)
{
    ck_assert_uint_eq(a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        ck_assert_uint_eq(a->hashes[i], b->hashes[i]);
        ck_assert_int_eq(a->digit[i], b->digit[i]);
        ck_assert_int_eq(a->single[i], b->single[i]);
        ck_assert_uint_eq(a->gram[i], b->gram[i]);
        if (i >= 3)
            ck_assert_int_eq(a->known[i], b->known[i]);
    }
    ck_assert_uint_eq(a->prefix_count, b->prefix_count);
    for (size_t i = 0; i < a->prefix_count; i++) {
        ck_assert_uint_eq(a->prefixes[i].start, b->prefixes[i].start);
        ck_assert_uint_eq(a->prefixes[i].after, b->prefixes[i].after);
        ck_assert_uint_eq(a->prefixes[i].words, b->prefixes[i].words);
        ck_assert_int_eq(a->prefixes[i].spaces, b->prefixes[i].spaces);
        ck_assert_uint_eq(a->prefixes[i].hash, b->prefixes[i].hash);
    }
    ck_assert_uint_eq(a->gaps, b->gaps);
    ck_assert_uint_eq(a->wide_gaps, b->wide_gaps);
    ck_assert_uint_eq(a->sequence, b->sequence);
}

/* -- texts ------------------------------------------------------------------------- */

static uint64_t draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *seed >> 33;
}

static const char *const pieces[] = {
    "one", "two", "three", "x1", "9z", "1999", "7", "\xC3\xA9t\xC3\xA9",
    "\xD9\xA1\xD9\xA2",
    "\xE4\xB8\xAD", "\xE6\x96\x87", "\xE5\xAD\x97", "\xEF\xBC\xA1", "\xEF\xBC\x91",
    " ", " ", " ", " ", " ", " ", " ", " ", "  ", "\n", "\n\n", "\n> ", " > ", " >",
    ", ", ". ", ": ", ":", " :", " | ", " - ", " -", " \xE2\x80\x93 ", "\xEF\xBC\x9A",
    "\t", "\xC2\xA0", "\xC2\xA0 ", "\r\n", "'", "          ", " ......... \n", "\x01",
    "\xFF", "\xC2", "e\xCC\x81", "\xC2\xAB ", "1\xC2\xB2", "3\xC3\xA9", "9\xE6\x9C\x88",
    " ................................................................... ",
    " ::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::::: ",
    "_______________________________ -------------------------------\n",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "1111111111111111111111111111111111111111111111111111111111111111111111",
    /* of several words, one without a place: not in every text */
    "\xEF\xB7\xBA", "\xE3\x8D\xBF"};
enum { STRANGE = 2 };

/* A copy of exactly its size, so that reading beyond it is found out. */
static chaff_text random_text(uint64_t *seed, size_t count, uint64_t variety)
{
    size_t all = sizeof pieces / sizeof *pieces - (draw(seed) % 2 ? STRANGE : 0);
    char *room = malloc(count * 80 + 1), *exact;
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *piece = pieces[draw(seed) % 3 == 0 ? draw(seed) % all
                                   : i % 2 ? 14 : draw(seed) % variety];

        memcpy(room + size, piece, strlen(piece));
        size += strlen(piece);
    }
    exact = malloc(size ? size : 1);
    memcpy(exact, room, size);
    free(room);
    return (chaff_text){exact, size};
}

START_TEST(every_kernel_tells_what_words_say_one_by_one)
{
    told *naive = malloc(sizeof *naive), *reader = malloc(sizeof *reader);
    uint64_t seed = 11;

    for (size_t i = 0; i < 50; i++)
        gram_filter_add(&filter, draw(&seed) << 33 | draw(&seed));
    for (size_t i = 0; i < 1 << GRAM_FILTER_BITS; i += 3)
        filter.bits[i] |= draw(&seed) * draw(&seed);
    for (size_t round = 0; round < ROUNDS; round++) {
        size_t size = round % 10 == 9 ? 3000 + draw(&seed) % 4000 : round;
        chaff_text text = random_text(&seed, size, round % 3 ? 9 : 14);
        const gram_kernel *kernel;

        for (unsigned k = 0; (kernel = gram_kernel_at(k)); k++) {
            tell(kernel, text, reader);
            tell_naively(text, reader, naive);
            compare(reader, naive);
        }
        free((char *)text.data);
    }
    free(naive);
    free(reader);
}
END_TEST

/* A byte alone is no delimiter, also where kernels cannot look: beside the ends of a
 * text, and far from anything. */
START_TEST(ends_of_texts_are_like_their_middle)
{
    static const char *const words[] = {"a", "no", "rating", "x1 y", "9"};
    static const char *const gaps[] = {":", " ", "\n", ": ", " - ", "  ", "\n> ", "\xC2",
                                       " ........ ", ".\n........ ", ""};
    told *naive = malloc(sizeof *naive), *reader = malloc(sizeof *reader);

    for (size_t i = 0; i < 5 * 11 * 5 * 11; i++) {
        char text[64];
        const gram_kernel *kernel;

        snprintf(text, sizeof text, "%s%s%s%s", gaps[i % 11], words[i / 11 % 5],
                 gaps[i / 55 % 11], words[i / 605]);
        for (unsigned k = 0; (kernel = gram_kernel_at(k)); k++) {
            chaff_text exact = {text, strlen(text)};

            tell(kernel, exact, reader);
            tell_naively(exact, reader, naive);
            compare(reader, naive);
        }
    }
    free(naive);
    free(reader);
}
END_TEST

START_TEST(han_characters_stand_alone_and_letters_do_not)
{
    told *reader = malloc(sizeof *reader);

    tell(gram_kernel_best(),
         TEXT("a \xE4\xB8\xAD\xE6\x96\x87 \xC3\xA9 \xD0\x96 9"), reader);
    ck_assert_uint_eq(reader->count, 6);
    for (size_t i = 0; i < 6; i++)
        ck_assert_int_eq(reader->single[i], i == 1 || i == 2);
    free(reader);
}
END_TEST

Suite *grams_suite(void)
{
    Suite *s = suite_create("grams");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 60);
    tcase_add_test(core, every_kernel_tells_what_words_say_one_by_one);
    tcase_add_test(core, ends_of_texts_are_like_their_middle);
    tcase_add_test(core, han_characters_stand_alone_and_letters_do_not);
    suite_add_tcase(s, core);
    return s;
}
