/* test_words.c - text/words.h against the whole text folded at once
 *
 * Examples, random texts, sweeps over all code points. Every text goes through every
 * kernel of this machine, in windows of several sizes, with and without places.
 */
#include <utf8proc.h>

#include "oracle_words.h"
#include "tests.h"

Suite *words_suite(void);

#ifndef SAMPLE
#ifdef __SANITIZE_ADDRESS__
#define SAMPLE 23              /* sweeps take every so many-th code point */
#else
#define SAMPLE 1
#endif
#endif

/* -- examples ---------------------------------------------------------------------- */

START_TEST(examples_of_words)
{
    static const char *const texts[] = {
        "", " ", "a", "a b", "Don't stop", "snake_case x2", "caf\xC3\xA9 CAFE\xCC\x81",
        "stra\xC3\x9F" "e STRASSE", "\xC2\xBD cup, 1\xC2\xBD", "soft\xC2\xADhyphen",
        "=\xCC\xB8 a=\xCC\xB8" "b", "\xC2\xA8 x",
        "\xE3\x8D\xBF\xE4\xB8\xAD\xE6\x96\x87 abc",
        "\xEF\xB7\xBA\xEF\xB7\xBA",
        "\xE3\x81\x8B\xE3\x82\x99\xE3\x82\x99\xE3\x82\x99 b",
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
        'a', 'B', '1', ' ', '=', '<', '_', '\'', 0, 0xA0, 0xA8, 0xAD, 0xAF, 0xB4, 0xBD,
        0xB5, 0xDF, 0xE9, 0xC9, 0xC5, 0x130, 0x149, 0x17F, 0x1C4, 0x2BC, 0x300, 0x301,
        0x308, 0x31B, 0x323, 0x327, 0x338, 0x340, 0x344, 0x345, 0x34F, 0x390, 0x3A3,
        0x3B1, 0x3C2, 0x410, 0x439, 0x483, 0x5B0, 0x5BC, 0x5D0, 0x61C, 0x627, 0x64B,
        0x651, 0x653, 0x654, 0x6C1, 0x915, 0x928, 0x93C, 0x93E, 0x94D, 0x9BE, 0x9C7,
        0x9D7, 0xB47, 0xBC6, 0xBBE, 0xC46, 0xC56, 0xDD9, 0xDCA, 0xDCF, 0xE01, 0xE33,
        0xE34, 0xE38, 0xE3A, 0xE48, 0xEB3, 0xF71, 0xF72, 0xF73, 0xF77, 0xF80, 0x1025,
        0x102E, 0x1037, 0x1039, 0x1100, 0x1161, 0x1175, 0x11A7, 0x11A8, 0x11C2, 0x115F,
        0x1160, 0x1780, 0x17B4, 0x17D2, 0x180B, 0x1B05, 0x1B35, 0x1DC0, 0x1E9E, 0x1F82,
        0x1FB7, 0x200B, 0x200D, 0x2019, 0x2024, 0x2026, 0x2028, 0x203C, 0x2044, 0x212B,
        0x2126, 0x20DD, 0x2103, 0x2160, 0x2260, 0x2460, 0x247D, 0x3000, 0x3007, 0x302A,
        0x304B, 0x3099, 0x309B, 0x309F, 0x30AB, 0x30FC, 0x3131, 0x3164, 0x3243, 0x32FF,
        0x3300, 0x337F, 0x4E00, 0x9FFF, 0xAC00, 0xAC01, 0xD7A3, 0xE000, 0xF900, 0xFB00,
        0xFB1D, 0xFB1E, 0xFB2C, 0xFDFA, 0xFDFB, 0xFE0F, 0xFE70, 0xFEFF, 0xFF21, 0xFF71,
        0xFF76, 0xFF9E, 0xFFA0, 0xFFFD, 0xFFFE, 0x10400, 0x11099, 0x110BA, 0x11127,
        0x11131, 0x114B9, 0x114BA, 0x1D15E, 0x1D165, 0x1D400, 0x1F100, 0x1F600, 0x1B000,
        0x20000, 0x2F800, 0x2FA1D, 0xE0001, 0xE0100, 0x10FFFF,
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
    static const unsigned char leads[] = {
        ' ', 'a', 0x80, 0xBF, 0xC2, 0xC3, 0xCC, 0x81, 0xD0, 0xE0, 0xA0, 0xED, 0x9F,
        0xE3, 0xF0, 0x90, 0xF4, 0x8F, 0xFF, 0xC0, 0xE2, 0xCD,
    };
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

/* Letters of Western Europe with quotes and dashes, now and then a mark, a letter from
 * elsewhere or half a character: blocks of them are read in a way of their own. */
START_TEST(latin_texts_with_something_else_now_and_then)
{
    static const uint32_t others[] = {0x153, 0x178, 0x301, 0x323, 0x338, 0x20AC, 0x2192,
                                      0x391, 0x4E00, 0x3002, 0xFB01, 0x1F600};
    uint64_t seed = 13;

    for (int round = 0; round < 20000 / SAMPLE; round++) {
        char text[1200];
        size_t size = 0, length = test_random(&seed) % 250;
        uint64_t calm = 1 + test_random(&seed) % 200;

        for (size_t i = 0; i < length; i++) {
            uint64_t r = test_random(&seed);

            if (r % calm == 1)
                text[size++] = (char)(r >> 40);
            else if (r % calm == 2)
                size += put_code(text + size, others[(r >> 40) % 12]);
            else if (r >> 60 == 0)
                size += put_code(text + size, 0x2000 + (uint32_t)(r >> 40) % 0x40);
            else if (r >> 60 < 5)
                size += put_code(text + size, 0x80 + (uint32_t)(r >> 40) % 0x80);
            else
                text[size++] = r >> 60 < 7 ? ' ' : "aeiouRSTLN"[(r >> 40) % 10];
        }
        check_text((chaff_text){text, size});
    }
}
END_TEST

/* Han, kana, their stops and a little ASCII, now and then a mark, a letter from
 * elsewhere or half a character: blocks without those are read in a way of their
 * own. */
START_TEST(eastern_texts_with_something_else_now_and_then)
{
    static const uint32_t others[] = {0x3099, 0x302A, 0x309A, 0x309F, 0x30FF, 0x4DC0,
                                      0x9FBF, 0xFF9E, 0xAC00, 0xFF21, 0xE9, 0x20000};
    static const uint32_t first[] = {0x4E00, 0x3041, 0x30A1, 0x3000, 0x2000, 0xFF00};
    static const uint32_t range[] = {0x5200, 0x56, 0x5E, 0x40, 0x40, 0x40};
    uint64_t seed = 17;

    for (int round = 0; round < 20000 / SAMPLE; round++) {
        char text[1200];
        size_t size = 0, length = test_random(&seed) % 300;
        uint64_t calm = 1 + test_random(&seed) % 300;

        for (size_t i = 0; i < length; i++) {
            uint64_t r = test_random(&seed), kind = r >> 56;

            kind = kind < 80 ? 0 : kind < 160 ? 1 : kind < 200 ? 2 : kind < 240 ? 3
                 : kind < 252 ? 4 + kind % 2 : 6;
            if (r % calm == 1)
                text[size++] = (char)(r >> 40);
            else if (r % calm == 2)
                size += put_code(text + size, others[(r >> 40) % 12]);
            else if (kind == 6)
                text[size++] = " aZ7"[(r >> 40) % 4];
            else
                size += put_code(text + size,
                                 first[kind] + (uint32_t)(r >> 40) % range[kind]);
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
            size_t other = test_random(&seed) % calm ? 0 : 1 + test_random(&seed) % 2;
            size_t i = few[other];
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

/* -- sweeps ------------------------------------------------------------------------ */

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
    static const uint32_t others[] = {
        'a', ' ', '=', 0x1100, 0x1161, 0x11A7, 0x11A8, 0x115F, 0x1160, 0xAC00, 0xAC01,
        0x9BE, 0x9D7, 0x3099, 0x338, 0x301, 0x316, 0x93C, 0x200D, 0x4E00, 0xE48,
    };
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
            if (turn % (is_lively(c) ? 2 * SAMPLE - 1 : 331))
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
        "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xC0\xAF", "\xF5\x80\x80\x80",
        "\xFF\xFE",
    };
    static const char *const after[] = {
        "", "a", " ", "\xC3\xA9", "\xE4\xB8\x80", "\xCC\x81", "\x80",
    };
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

Suite *words_suite(void)
{
    Suite *suite = suite_create("words");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, splitters_setup, splitters_teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, examples_of_words);
    tcase_add_test(core, random_strings_of_nasty_characters);
    tcase_add_test(core, random_bytes);
    tcase_add_test(core, eastern_texts_with_something_else_now_and_then);
    tcase_add_test(core, latin_texts_with_something_else_now_and_then);
    tcase_add_test(core, long_texts_of_many_scripts);
    tcase_add_test(core, words_of_every_length_at_every_place);
    tcase_add_test(core, every_code_point_alone);
    tcase_add_test(core, every_code_point_beside_every_class_and_jamo);
    tcase_add_test(core, every_truncation_of_a_sequence);
    suite_add_tcase(suite, core);
    return suite;
}
