/* test_words_hostile.c - text/words.h where it might be slow or short of memory
 *
 * Also the hash of a word, and numbers.
 */
#include <stdio.h>
#include <utf8proc.h>

#include "oracle_words.h"
#include "tests.h"

Suite *words_hostile_suite(void);

/* -- hostile texts ----------------------------------------------------------------- */

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
    static const uint32_t falling[] = {
        0, 0x35C, 0x315, 0x301, 0x302, 0x59A, 0x316, 0x321, 0x334,
    };
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
    chaff_text text = {"", (size_t)UINT32_MAX + 1};

    ck_assert_int_eq(words_split(splitters[0], text, &at, hashes, NULL, 64, &count),
                     CHAFF_ERR_LIMIT);
    ck_assert_uint_eq(at, 0);
    ck_assert_uint_eq(count, 0);
}
END_TEST

START_TEST(another_text_may_begin_in_the_middle_of_one)
{
    char long_text[3000];
    chaff_text text = {long_text, 0};
    size_t size = 0;

    while (size < 2900)        /* one cluster of a thousand words */
        size += put_code(long_text + size, 0x3099);
    text.size = size;
    for (int k = 0; k < KERNELS; k++)
        if (splitters[k]) {
            uint64_t hashes[64];
            size_t at = 0, count;
            split got;

            ck_assert_int_eq(CHAFF_OK, words_split(splitters[k], text, &at, hashes,
                                                   NULL, 64, &count));
            got = split_all(splitters[k], TEXT("ab c\xC3\xA9"), 64, true);
            ck_assert_uint_eq(got.count, 2);
            ck_assert_uint_eq(got.places[1].end, 6);
            split_release(&got);
        }
}
END_TEST

START_TEST(numbers_may_be_asked_for_in_the_middle_of_a_text)
{
    chaff_text text = many_of(0x3099, 1000), digits = TEXT("\xD9\xA1");

    for (int k = 0; k < KERNELS; k++) {
        size_t at = 0, count, all = 0;

        for (; splitters[k] && at < text.size; all += count) {
            uint64_t hashes[64];

            ck_assert_int_eq(CHAFF_OK, words_split(splitters[k], text, &at, hashes,
                                                   NULL, 64, &count));
            ck_assert(words_is_number(splitters[k], digits, (word_place){0, 2}));
        }
        ck_assert(!splitters[k] || all == 1000);
    }
    free((char *)text.data);
}
END_TEST

/* -- numbers ----------------------------------------------------------------------- */

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

/* -- the hash ---------------------------------------------------------------------- */

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
            /* 136 to 264 expected of 400, standard deviation 10 */
            for (int i = 0; i < 64; i++)
                if (flips[i] < 100 || flips[i] > 300)
                    ck_abort_msg("%zu bytes: bit %zu flips bit %d %d times", size, bit,
                                 i, flips[i]);
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

/* -- memory ------------------------------------------------------------------------ */

START_TEST(every_allocation_failure_is_reported_and_survived)
{
    chaff_text marks = many_of(0x301, 5000);
    chaff_text texts[] = {
        TEXT("plain caf\xC3\xA9 \xE4\xB8\x80 \xC2\xBD \xE1\x84\x80\xE1\x85\xA1"),
        marks,
    };

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
                    ck_assert_int_eq(CHAFF_OK, words_split(s, texts[t], &at, hashes,
                                                           NULL, 64, &count));
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

Suite *words_hostile_suite(void)
{
    Suite *suite = suite_create("words_hostile");
    TCase *core = tcase_create("core");
    TCase *memory = tcase_create("memory");

    tcase_add_checked_fixture(core, splitters_setup, splitters_teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, a_million_of_one_character);
    tcase_add_test(core, a_million_marks_in_falling_order);
    tcase_add_test(core, a_text_beyond_the_limit_is_refused);
    tcase_add_test(core, another_text_may_begin_in_the_middle_of_one);
    tcase_add_test(core, numbers_may_be_asked_for_in_the_middle_of_a_text);
    tcase_add_test(core, numbers_are_words_of_decimal_digits);
    tcase_add_test(core, every_bit_of_a_word_reaches_every_bit_of_its_hash);
    tcase_add_test(core, different_words_have_different_hashes);
    suite_add_tcase(suite, core);

    tcase_set_timeout(memory, 60);
    tcase_add_test(memory, every_allocation_failure_is_reported_and_survived);
    suite_add_tcase(suite, memory);
    return suite;
}
