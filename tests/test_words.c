/* test_words.c - words.h against the whole text folded at once
 *
 * Every text goes through every kernel of this machine, in windows of several sizes,
 * with and without places.
 */
#include <stdio.h>
#include <utf8proc.h>

#include "oracle_words.h"
#include "tests.h"
#include "text/words.h"

Suite *words_suite(void);

#ifdef __SANITIZE_ADDRESS__
#define SAMPLE 23              /* sweeps take every so many-th code point */
#else
#define SAMPLE 1
#endif

enum { KERNELS = 3 };

static splitter *splitters[KERNELS];

static void setup(void)
{
    for (int k = 0; k < KERNELS; k++)
        if (words_kernels() >> k & 1)
            ck_assert_int_eq(splitter_new_kernel(&splitters[k], (words_kernel)k), CHAFF_OK);
}

static void teardown(void)
{
    for (int k = 0; k < KERNELS; k++) {
        splitter_free(splitters[k]);
        splitters[k] = NULL;
    }
}

typedef struct split {
    uint64_t *hashes;
    word_place *places;
    size_t count;
} split;

/* All words, read `window` at a time. The text is copied, so that reading beyond its
 * end is seen. */
static split
split_all(splitter *s, chaff_text text, size_t window, bool with_places)
{
    char *copy = malloc(text.size ? text.size : 1);
    split all = {NULL, NULL, 0};
    size_t at = 0, capacity = 0;

    if (text.size)
        memcpy(copy, text.data, text.size);
    do {
        size_t count, before = at;
        chaff_status status;

        if (capacity < all.count + window) {
            capacity = 2 * capacity + window;
            all.hashes = realloc(all.hashes, capacity * sizeof *all.hashes);
            all.places = realloc(all.places, capacity * sizeof *all.places);
        }
        status = words_split(s, (chaff_text){copy, text.size}, &at,
                             all.hashes + all.count,
                             with_places ? all.places + all.count : NULL, window, &count);
        if (status != CHAFF_OK || count > window || !(count || at > before || at == text.size))
            ck_abort_msg("status %d, %zu words, from %zu to %zu", status, count, before, at);
        all.count += count;
    } while (at < text.size);
    free(copy);
    return all;
}

static void split_release(split *s)
{
    free(s->hashes);
    free(s->places);
}

static bool same(const split *got, const oracle_list *want, bool with_places)
{
    for (size_t i = 0; i < want->count && i < got->count; i++) {
        const oracle_word *w = &want->words[i];

        if (got->hashes[i] != words_hash(w->folded, w->size) ||
            (with_places &&
             (got->places[i].start != w->start || got->places[i].end != w->end)))
            return false;
    }
    return got->count == want->count;
}

/* Ends the test and shows the text. */
static void fail_with(chaff_text text, int kernel, size_t window)
{
    static char hex[2100];
    size_t size = 0;

    for (size_t i = 0; i < text.size && i < 1000; i++)
        size += (size_t)snprintf(hex + size, 3, "%02X", (unsigned char)text.data[i]);
    ck_abort_msg("kernel %d, window %zu, text %s", kernel, window, hex);
}

static void check_text(chaff_text text)
{
    static const size_t windows[] = {64, 1000};
    oracle_list want = oracle_words(text);

    for (int k = 0; k < KERNELS; k++)
        for (size_t i = 0; splitters[k] && i < 4; i++) {
            split got = split_all(splitters[k], text, windows[i / 2], i % 2);

            if (!same(&got, &want, i % 2))
                fail_with(text, k, windows[i / 2]);
            split_release(&got);
        }
    oracle_release(&want);
}

static size_t put_code(char *bytes, uint32_t c)
{
    if (c < 0x80)
        return bytes[0] = (char)c, 1;
    if (c < 0x800)
        return bytes[0] = (char)(0xC0 | c >> 6), bytes[1] = (char)(0x80 | (c & 0x3F)), 2;
    if (c < 0x10000)
        return bytes[0] = (char)(0xE0 | c >> 12), bytes[1] = (char)(0x80 | (c >> 6 & 0x3F)),
               bytes[2] = (char)(0x80 | (c & 0x3F)), 3;
    return bytes[0] = (char)(0xF0 | c >> 18), bytes[1] = (char)(0x80 | (c >> 12 & 0x3F)),
           bytes[2] = (char)(0x80 | (c >> 6 & 0x3F)), bytes[3] = (char)(0x80 | (c & 0x3F)),
           4;
}

/* -- examples ---------------------------------------------------------------------- */

START_TEST(examples_of_words)
{
    static const char *const texts[] = {
        "", " ", "a", "a b", "Don't stop", "snake_case x2", "caf\xC3\xA9 CAFE\xCC\x81",
        "stra\xC3\x9F" "e STRASSE", "\xC2\xBD cup, 1\xC2\xBD", "soft\xC2\xADhyphen",
        "=\xCC\xB8 a=\xCC\xB8" "b", "\xC2\xA8 x", "\xE3\x8D\xBF\xE4\xB8\xAD\xE6\x96\x87 abc",
        "\xEF\xB7\xBA\xEF\xB7\xBA", "\xE3\x81\x8B\xE3\x82\x99\xE3\x82\x99\xE3\x82\x99 b",
        "\xE2\x80\x8B\xCC\x81\xE2\x80\x8B", "a\xE2\x80\x8B\xCC\x81\xE2\x80\x8B b",
        "don\xE2\x80\x99t \xE2\x80\x93 x", "\xE0\xB8\x81\xE0\xB8\xB8\xE0\xB9\x88",
        "\xE1\x84\x80\xE1\x85\xA1\xE1\x86\xA8\xE1\x86\xA8 \xEA\xB0\x80\xE1\x86\xA7",
        "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOP abcdefghijklmnopq",
        "\xE0\xA4\x95\xE0\xA4\xBC \xE0\xA4\xA8\xE0\xA4\xBC\xE0\xA4\xBE",
    };

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        check_text((chaff_text){texts[i], strlen(texts[i])});
}
END_TEST

START_TEST(random_strings_of_nasty_characters)
{
    static const uint32_t nasty[] = {
        'a', 'B', '1', ' ', '=', '<', '_', '\'', 0, 0xA0, 0xA8, 0xAD, 0xAF, 0xB4, 0xBD, 0xB5,
        0xDF, 0xE9, 0xC9, 0xC5, 0x130, 0x149, 0x17F, 0x1C4, 0x2BC, 0x300, 0x301, 0x308, 0x31B,
        0x323, 0x327, 0x338, 0x340, 0x344, 0x345, 0x34F, 0x390, 0x3A3, 0x3B1, 0x3C2, 0x410,
        0x439, 0x483, 0x5B0, 0x5BC, 0x5D0, 0x61C, 0x627, 0x64B, 0x651, 0x653, 0x654, 0x6C1,
        0x915, 0x928, 0x93C, 0x93E, 0x94D, 0x9BE, 0x9C7, 0x9D7, 0xB47, 0xBC6, 0xBBE, 0xC46,
        0xC56, 0xDD9, 0xDCA, 0xDCF, 0xE01, 0xE33, 0xE34, 0xE38, 0xE3A, 0xE48, 0xEB3, 0xF71,
        0xF72, 0xF73, 0xF77, 0xF80, 0x1025, 0x102E, 0x1037, 0x1039, 0x1100, 0x1161, 0x1175,
        0x11A7, 0x11A8, 0x11C2, 0x115F, 0x1160, 0x1780, 0x17B4, 0x17D2, 0x180B, 0x1B05, 0x1B35,
        0x1DC0, 0x1E9E, 0x1F82, 0x1FB7, 0x200B, 0x200D, 0x2019, 0x2024, 0x2026, 0x2028, 0x203C,
        0x2044, 0x212B, 0x2126, 0x20DD, 0x2103, 0x2160, 0x2260, 0x2460, 0x247D, 0x3000, 0x3007,
        0x302A, 0x304B, 0x3099, 0x309B, 0x309F, 0x30AB, 0x30FC, 0x3131, 0x3164, 0x3243, 0x32FF,
        0x3300, 0x337F, 0x4E00, 0x9FFF, 0xAC00, 0xAC01, 0xD7A3, 0xE000, 0xF900, 0xFB00, 0xFB1D,
        0xFB1E, 0xFB2C, 0xFDFA, 0xFDFB, 0xFE0F, 0xFE70, 0xFEFF, 0xFF21, 0xFF71, 0xFF76, 0xFF9E,
        0xFFA0, 0xFFFD, 0xFFFE, 0x10400, 0x11099, 0x110BA, 0x11127, 0x11131, 0x114B9, 0x114BA,
        0x1D15E, 0x1D165, 0x1D400, 0x1F100, 0x1F600, 0x1B000, 0x20000, 0x2F800, 0x2FA1D,
        0xE0001, 0xE0100, 0x10FFFF,
    };
    uint64_t seed = 7;

    for (int round = 0; round < 6000 / SAMPLE; round++) {
        char text[1024];
        size_t size = 0, length = test_random(&seed) % 200;
        /* A few characters a round, so that each meets each often. */
        uint32_t few[8];

        for (int i = 0; i < 8; i++)
            few[i] = nasty[test_random(&seed) % (sizeof nasty / sizeof *nasty)];
        for (size_t i = 0; i < length; i++)
            size += put_code(text + size, few[test_random(&seed) % 8]);
        check_text((chaff_text){text, size});
    }
}
END_TEST

START_TEST(random_bytes)
{
    static const unsigned char leads[] = {' ', 'a', 0x80, 0xBF, 0xC2, 0xC3, 0xCC, 0x81, 0xD0,
                                          0xE0, 0xA0, 0xED, 0x9F, 0xE3, 0xF0, 0x90, 0xF4, 0x8F,
                                          0xFF, 0xC0, 0xE2, 0xCD};
    uint64_t seed = 11;

    for (int round = 0; round < 6000 / SAMPLE; round++) {
        char text[300];
        size_t size = test_random(&seed) % sizeof text;
        bool any = round % 2;

        for (size_t i = 0; i < size; i++) {
            uint64_t r = test_random(&seed);

            text[i] = any ? (char)r : (char)leads[r % sizeof leads];
        }
        check_text((chaff_text){text, size});
    }
}
END_TEST


/* Texts longer than a chunk: runs of one script, some nasty ones among them. */
START_TEST(long_texts_of_many_scripts)
{
    static const struct {
        uint32_t first, last;
    } scripts[] = {
        {'a', 'z'}, {'A', 'Z'}, {'0', '9'}, {0x20, 0x7F}, {0xA0, 0xFF}, {0x100, 0x17F},
        {0x300, 0x36F}, {0x370, 0x3FF}, {0x400, 0x45F}, {0x410, 0x44F}, {0x590, 0x5F4},
        {0x600, 0x6FF}, {0x621, 0x652}, {0x900, 0x97F}, {0xC00, 0xC7F}, {0xE01, 0xE4E},
        {0x1000, 0x109F}, {0x1100, 0x11FF}, {0x1780, 0x17DD}, {0x1E00, 0x1EFF},
        {0x2000, 0x206F}, {0x2100, 0x218F}, {0x3000, 0x303F}, {0x3040, 0x30FF},
        {0x4E00, 0x9FFF}, {0xAC00, 0xD7A3}, {0xFF01, 0xFFEF}, {0x1D400, 0x1D7FF},
        {0x20000, 0x20100},
    };
    uint64_t seed = 5;

    for (int round = 0; round < 120 / SAMPLE + 3; round++) {
        static char text[60000];
        size_t size = 0, want = 2000 + test_random(&seed) % 20000;
        size_t few[3], calm = 1 + test_random(&seed) % 40;

        for (int i = 0; i < 3; i++)
            few[i] = test_random(&seed) % (sizeof scripts / sizeof *scripts);
        while (size < want) {
            size_t i = few[test_random(&seed) % calm == 0 ? 1 + test_random(&seed) % 2 : 0];
            uint32_t range = scripts[i].last - scripts[i].first + 1;

            if (test_random(&seed) % 6 == 0)
                text[size++] = ' ';
            size += put_code(text + size,
                             scripts[i].first + (uint32_t)(test_random(&seed) % range));
        }
        check_text((chaff_text){text, size});
    }
}
END_TEST

START_TEST(words_of_every_length_at_every_place)
{
    char text[400];

    for (size_t length = 1; length < 100; length++)
        for (size_t before = 0; before < 80; before += SAMPLE) {
            memset(text, ' ', sizeof text);
            memset(text + before, 'Q', length);
            check_text((chaff_text){text, before + length + before % 3});
            memcpy(text + before, "\xC3\x89", 2);
            check_text((chaff_text){text, before + length + before % 3 + 2});
        }
}
END_TEST

/* -- sweeps ------------------------------------------------------------------------- */

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c < 0xE000;
}

/* Alone, within a word and at its ends: "c xcx cc". */
START_TEST(every_code_point_alone)
{
    char text[64 * 40];
    size_t size = 0;

    for (uint32_t c = 0; c < 0x110000; c += SAMPLE) {
        /* Planes 4 to 13 are empty and the last two private: few of them will do. */
        if (is_surrogate(c) || (c >= 0x32000 && c < 0xE0000 && c % 61) ||
            (c >= 0xE1000 && c % 61))
            continue;
        size += put_code(text + size, c);
        text[size++] = ' ';
        text[size++] = 'x';
        size += put_code(text + size, c);
        text[size++] = 'X';
        text[size++] = ' ';
        size += put_code(text + size, c);
        size += put_code(text + size, c);
        text[size++] = '\n';
        if (size > sizeof text - 40) {
            check_text((chaff_text){text, size});
            size = 0;
        }
    }
    check_text((chaff_text){text, size});
}
END_TEST

/* One character of every combining class, what composes with no class at all, and every
 * kind of jamo. */
static size_t find_partners(uint32_t *partners)
{
    static const uint32_t others[] = {'a', ' ', '=', 0x1100, 0x1161, 0x11A7, 0x11A8, 0x115F,
                                      0x1160, 0xAC00, 0xAC01, 0x9BE, 0x9D7, 0x3099, 0x338,
                                      0x301, 0x316, 0x93C, 0x200D, 0x4E00, 0xE48};
    bool seen[256] = {false};
    size_t count = sizeof others / sizeof *others;

    memcpy(partners, others, sizeof others);
    for (uint32_t c = 0x300; c < 0x1F000; c++) {
        int order = utf8proc_get_property((int32_t)c)->combining_class;

        if (order && !seen[order])
            partners[count++] = c;
        seen[order] = true;
    }
    return count;
}

/* Whether a character may do anything to its neighbours. */
static bool is_lively(uint32_t c)
{
    const utf8proc_property_t *p = utf8proc_get_property((int32_t)c);

    return p->combining_class || p->ignorable || p->decomp_seqindex != UINT16_MAX ||
           oracle_is_second((int32_t)c) || (c >= 0x1100 && c < 0x1200);
}

START_TEST(every_code_point_beside_every_class_and_jamo)
{
    uint32_t partners[256], turn = 0;
    size_t count = find_partners(partners), size = 0;
    char text[2000];

    for (uint32_t c = 0x80; c < 0xE1000; c++) {
        if (is_surrogate(c) || (c >= 0x32000 && c < 0xE0000))
            continue;
        /* Those that look harmless take turns at the partners; so does everyone under a
         * sanitizer. */
        for (size_t i = 0; i < count; i++, turn++) {
            if (turn % (is_lively(c) && !(c >= 0xAC00 && c < 0xD7A4) ? 2 * SAMPLE - 1 : 331))
                continue;
            text[size++] = 'o';
            size += put_code(text + size, c);
            size += put_code(text + size, partners[i]);
            text[size++] = ' ';
            size += put_code(text + size, partners[i]);
            size += put_code(text + size, c);
            text[size++] = 'o';
            if (size > sizeof text - 40) {
                check_text((chaff_text){text, size});
                size = 0;
            }
        }
    }
    check_text((chaff_text){text, size});
}
END_TEST

START_TEST(every_truncation_of_a_sequence)
{
    static const char *const sequences[] = {
        "\xC3\xA9", "\xE0\xA4\x95", "\xE4\xB8\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xF0\x90\x90\x80", "\xF4\x8F\xBF\xBF", "\xED\xA0\x80", "\xE0\x9F\xBF",
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xC0\xAF", "\xF5\x80\x80\x80", "\xFF\xFE",
    };
    static const char *const after[] = {"", "a", " ", "\xC3\xA9", "\xE4\xB8\x80", "\xCC\x81",
                                        "\x80"};
    char text[300];

    for (size_t i = 0; i < sizeof sequences / sizeof *sequences; i++)
        for (size_t cut = 1; cut <= strlen(sequences[i]); cut++)
            for (size_t k = 0; k < sizeof after / sizeof *after; k++)
                for (size_t before = 0; before < 140; before += SAMPLE) {
                    memset(text, 'q', before);
                    memcpy(text + before, sequences[i], cut);
                    memcpy(text + before + cut, after[k], strlen(after[k]));
                    check_text((chaff_text){text, before + cut + strlen(after[k])});
                }
}
END_TEST

/* -- hostile texts --------------------------------------------------------------------- */

enum { MANY = 1000000 };

/* Repeats one character; returns the text, which the caller frees. */
static chaff_text many_of(uint32_t code, size_t count)
{
    char bytes[4], *text = malloc(4 * count);
    size_t size = put_code(bytes, code);

    for (size_t i = 0; i < count; i++)
        memcpy(text + i * size, bytes, size);
    return (chaff_text){text, size * count};
}

static void expect_words(chaff_text text, size_t count)
{
    for (int k = 0; k < KERNELS; k++)
        if (splitters[k]) {
            split got = split_all(splitters[k], text, 1000, true);

            ck_assert_uint_eq(got.count, count);
            for (size_t i = 1; i < count; i++)
                if (got.places[i].start < got.places[i - 1].end)
                    ck_abort_msg("word %zu overlaps", i);
            split_release(&got);
        }
}

START_TEST(a_million_of_one_character)
{
    static const struct {
        uint32_t code;
        size_t words;
    } cases[] = {
        {0, 0}, {'a', 1}, {' ', 0}, {0xE9, 1}, {0xAD, 0}, {0x200D, 0}, {0x301, 1},
        {0x3099, MANY}, {0xBD, MANY + 1}, {0x4E00, MANY}, {0x1161, 1}, {0x11A8, 1},
        {0xE48, MANY}, {0xFDFA, 3 * MANY + 1}, {0x344, 1}, {0xFFFD, 0},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chaff_text text = many_of(cases[i].code, MANY);

        expect_words(text, cases[i].words);
        free((char *)text.data);
    }
}
END_TEST

/* The classes fall: sorting by exchange would take 10^11 steps. */
START_TEST(a_million_marks_in_falling_order)
{
    static const uint32_t falling[] = {0x345 - 1, 0x35C, 0x315, 0x301, 0x302, 0x59A, 0x316,
                                       0x321, 0x334};
    enum { KINDS = sizeof falling / sizeof *falling };
    char *text = malloc(4 * MANY), *sorted = malloc(4 * MANY);
    size_t size = 0, sorted_size = 0, orders = 0;

    size += put_code(text + size, 'b');
    sorted_size += put_code(sorted + sorted_size, 'b');
    for (int kind = 1; kind < KINDS; kind++)
        for (int i = 0; i < MANY / KINDS; i++)
            size += put_code(text + size, falling[kind]);
    for (int order = 1; order < 255; order++)
        for (int kind = 1; kind < KINDS; kind++) {
            if (utf8proc_get_property((int32_t)falling[kind])->combining_class != order)
                continue;
            orders++;
            for (int i = 0; i < MANY / KINDS; i++)
                sorted_size += put_code(sorted + sorted_size, falling[kind]);
        }
    ck_assert_uint_eq(orders, KINDS - 1);
    for (int k = 0; k < KERNELS; k++)
        if (splitters[k]) {
            split got = split_all(splitters[k], (chaff_text){text, size}, 64, true);

            ck_assert_uint_eq(got.count, 1);
            ck_assert(got.hashes[0] == words_hash(sorted, sorted_size));
            ck_assert_uint_eq(got.places[0].end, size);
            split_release(&got);
        }
    free(text);
    free(sorted);
}
END_TEST

START_TEST(a_text_beyond_the_limit_is_refused)
{
    uint64_t hashes[64];
    size_t at = 0, count = 1;

    ck_assert_int_eq(words_split(splitters[0], (chaff_text){"", (size_t)UINT32_MAX + 1}, &at,
                                 hashes, NULL, 64, &count),
                     CHAFF_ERR_LIMIT);
    ck_assert_uint_eq(at, 0);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(another_text_may_begin_in_the_middle_of_one)
{
    char long_text[3000];
    size_t size = 0;

    while (size < 2900)        /* one cluster of a thousand words */
        size += put_code(long_text + size, 0x3099);
    for (int k = 0; k < KERNELS; k++)
        if (splitters[k]) {
            uint64_t hashes[64];
            size_t at = 0, count;
            split got;

            ck_assert_int_eq(words_split(splitters[k], (chaff_text){long_text, size}, &at,
                                         hashes, NULL, 64, &count),
                             CHAFF_OK);
            got = split_all(splitters[k], TEXT("ab c\xC3\xA9"), 64, true);
            ck_assert_uint_eq(got.count, 2);
            ck_assert_uint_eq(got.places[1].end, 6);
            split_release(&got);
        }
}
END_TEST

/* -- numbers ---------------------------------------------------------------------------- */

START_TEST(numbers_are_words_of_decimal_digits)
{
    static const struct {
        const char *text;
        bool number;
    } cases[] = {
        {"2024", true}, {"0", true}, {"x1", false}, {"1x", false}, {"abc", false},
        {"\xD9\xA1\xD9\xA2", true}, {"\xEF\xBC\x91", true}, {"1\xEF\xBC\x92", true},
        {"\xC2\xB2", true}, {"\xE2\x85\xA0", false}, {"\xE4\xB8\x80", false},
        {"\xC2\xBD", true}, {"\xE3\x8F\xA0", true}, {"1\xCC\x81", false},
        {"\xE2\x91\xA0", true}, {"\xE0\xA5\xA7", true}, {"", false},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chaff_text text = {cases[i].text, strlen(cases[i].text)};
        word_place place = {0, (uint32_t)text.size};

        ck_assert_msg(words_is_number(splitters[0], text, place) == cases[i].number,
                      "case %zu", i);
    }
}
END_TEST

/* -- the hash ----------------------------------------------------------------------------- */

START_TEST(every_bit_of_a_word_reaches_every_bit_of_its_hash)
{
    uint64_t seed = 3;

    for (size_t size = 1; size <= 40; size++)
        for (size_t bit = 0; bit < 8 * size; bit++) {
            int flips[64] = {0};

            for (int round = 0; round < 400; round++) {
                char word[40];
                uint64_t change;

                for (size_t i = 0; i < size; i++)
                    word[i] = (char)test_random(&seed);
                change = words_hash(word, size);
                word[bit / 8] ^= (char)(1 << bit % 8);
                change ^= words_hash(word, size);
                for (int i = 0; i < 64; i++)
                    flips[i] += change >> i & 1;
            }
            for (int i = 0; i < 64; i++)       /* 136 to 264 expected, standard deviation 10 */
                if (flips[i] < 100 || flips[i] > 300)
                    ck_abort_msg("%zu bytes: bit %zu flips bit %d %d of 400 times", size,
                                 bit, i, flips[i]);
        }
}
END_TEST

static int compare_hashes(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

START_TEST(different_words_have_different_hashes)
{
    enum { EACH = 40000, SIZES = 5 };
    static const int widths[SIZES] = {6, 14, 15, 31, 40};
    uint64_t *hashes = malloc(sizeof *hashes * EACH * SIZES);
    size_t count = 0;

    for (int kind = 0; kind < SIZES; kind++)
        for (int i = 0; i < EACH; i++) {
            char word[64];
            int size = snprintf(word, sizeof word, "%0*d", widths[kind], i);

            hashes[count++] = words_hash(word, (size_t)size);
        }
    for (size_t size = 0; size < 40; size++) { /* only their lengths differ */
        static const char zeros[40];

        hashes[count - 1 - size] = words_hash(zeros, size);
    }
    qsort(hashes, count, sizeof *hashes, compare_hashes);
    for (size_t i = 1; i < count; i++)
        ck_assert(hashes[i] != hashes[i - 1]);
    free(hashes);
}
END_TEST

/* -- memory --------------------------------------------------------------------------------- */

START_TEST(every_allocation_failure_is_reported_and_survived)
{
    chaff_text marks = many_of(0x301, 5000);
    chaff_text texts[] = {TEXT("plain caf\xC3\xA9 \xE4\xB8\x80 \xC2\xBD \xE1\x84\x80\xE1\x85\xA1"),
                          marks};

    for (int k = 0; k < KERNELS; k++)
        for (int t = 0; t < 2; t++) {
            chaff_status status;
            long n = 0;

            if (!(words_kernels() >> k & 1))
                continue;
            do {
                uint64_t hashes[64];
                size_t at = 0, count = 7;
                splitter *s;

                mem_fail_after(n++);
                status = splitter_new_kernel(&s, (words_kernel)k);
                if (status == CHAFF_OK)
                    status = words_split(s, texts[t], &at, hashes, NULL, 64, &count);
                else
                    ck_assert_ptr_null(s);
                if (status != CHAFF_OK && s) {
                    ck_assert_uint_eq(at, 0);
                    ck_assert_uint_eq(count, 0);
                    mem_fail_after(-1);
                    ck_assert_int_eq(words_split(s, texts[t], &at, hashes, NULL, 64, &count),
                                     CHAFF_OK);
                    ck_assert_uint_gt(count, 0);
                }
                ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
                splitter_free(s);
            } while (status != CHAFF_OK);
            mem_fail_after(-1);
            ck_assert_int_gt(n, 2);
        }
    free((char *)marks.data);
}
END_TEST

Suite *words_suite(void)
{
    Suite *suite = suite_create("words");
    TCase *core = tcase_create("core");
    TCase *alone = tcase_create("alone");
    TCase *beside = tcase_create("beside");
    TCase *memory = tcase_create("memory");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, examples_of_words);
    tcase_add_test(core, random_strings_of_nasty_characters);
    tcase_add_test(core, random_bytes);
    tcase_add_test(core, long_texts_of_many_scripts);
    tcase_add_test(core, words_of_every_length_at_every_place);
    tcase_add_test(core, every_truncation_of_a_sequence);
    tcase_add_test(core, a_million_of_one_character);
    tcase_add_test(core, a_million_marks_in_falling_order);
    tcase_add_test(core, a_text_beyond_the_limit_is_refused);
    tcase_add_test(core, another_text_may_begin_in_the_middle_of_one);
    tcase_add_test(core, numbers_are_words_of_decimal_digits);
    tcase_add_test(core, every_bit_of_a_word_reaches_every_bit_of_its_hash);
    tcase_add_test(core, different_words_have_different_hashes);
    suite_add_tcase(suite, core);

    tcase_add_checked_fixture(alone, setup, teardown);
    tcase_set_timeout(alone, 60);
    tcase_add_test(alone, every_code_point_alone);
    suite_add_tcase(suite, alone);

    tcase_add_checked_fixture(beside, setup, teardown);
    tcase_set_timeout(beside, 60);
    tcase_add_test(beside, every_code_point_beside_every_class_and_jamo);
    suite_add_tcase(suite, beside);

    tcase_set_timeout(memory, 60);
    tcase_add_test(memory, every_allocation_failure_is_reported_and_survived);
    suite_add_tcase(suite, memory);
    return suite;
}
