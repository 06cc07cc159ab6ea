/* test_words.c - words.h against the whole text folded at once
 *
 * Every text goes through every kernel of this machine, in windows of several sizes,
 * with and without places.
 */
#include <stdio.h>

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

        if (capacity < all.count + window) {
            capacity = 2 * capacity + window;
            all.hashes = realloc(all.hashes, capacity * sizeof *all.hashes);
            all.places = realloc(all.places, capacity * sizeof *all.places);
        }
        ck_assert_int_eq(words_split(s, (chaff_text){copy, text.size}, &at,
                                     all.hashes + all.count,
                                     with_places ? all.places + all.count : NULL, window,
                                     &count),
                         CHAFF_OK);
        ck_assert_uint_le(count, window);
        ck_assert(count || at > before || at == text.size);
        all.count += count;
    } while (at < text.size);
    ck_assert_uint_eq(at, text.size);
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
            return printf("DEBUG word %zu: %u-%u want %zu-%zu\n", i, with_places?got->places[i].start:0, with_places?got->places[i].end:0, w->start,w->end), false;
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
    static const size_t windows[] = {64, 67, 1000};
    oracle_list want = oracle_words(text);

    for (int k = 0; k < KERNELS; k++)
        for (size_t i = 0; splitters[k] && i < 6; i++) {
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

Suite *words_suite(void)
{
    Suite *suite = suite_create("words");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 20);
    tcase_add_test(core, examples_of_words);
    tcase_add_test(core, random_strings_of_nasty_characters);
    tcase_add_test(core, random_bytes);
    suite_add_tcase(suite, core);
    return suite;
}
