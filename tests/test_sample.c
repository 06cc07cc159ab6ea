/* test_sample.c - boiler/sample.h beside the definition of a minimizer */
#include "tests.h"

#include "boiler/sample_kernels.h"

Suite *sample_suite(void);

enum { MOST = 10000 };

static uint64_t seed;
static uint64_t grams[MOST];
static uint8_t expected[MOST];         /* 0: no; 1: minimizer; 2: anchor alone */
static uint8_t found[MOST];

static int key(uint64_t gram)
{
    unsigned low = gram & 0xFFFF;

    return (int16_t)((low << 6 | low >> 10) & 0xFFFF);
}

/* In every window of SAMPLE_SPAN grams that lies in the text the least, or all that
 * are. */
static void choose_naively(size_t count)
{
    memset(expected, 0, sizeof expected);
    for (size_t i = 0; i + SAMPLE_SPAN <= count; i++) {
        int least = INT32_MAX;

        for (size_t j = i; j < i + SAMPLE_SPAN; j++)
            least = key(grams[j]) < least ? key(grams[j]) : least;
        for (size_t j = i; j < i + SAMPLE_SPAN; j++)
            if (key(grams[j]) == least)
                expected[j] = 1;
    }
}

static void anchor(size_t gram, size_t count)
{
    if (gram < count && expected[gram] == 0)
        expected[gram] = 2;
}

/* Words in units that begin at `units`, in windows of random sizes. */
static void check(sampler *s, size_t words, const size_t *units, size_t unit_count)
{
    size_t count = words + GRAM_TAIL, next = 0;

    choose_naively(count);
    for (size_t i = 0; i < unit_count; i++) {
        anchor(units[i] + (i % 3 == 0 ? 9 : 4), count);
        if (units[i] > 0)
            anchor(units[i] - 1, count);
    }
    anchor(2, count);
    anchor(3, count);
    for (size_t i = 1; i <= 3; i++)
        anchor(count - i, count);
    memset(found, 0, sizeof found);
    sample_start(s);
    for (size_t at = 0; at < words;) {
        size_t most = test_random(&seed) % 4 ? GRAM_WINDOW : 9;
        size_t size = 1 + test_random(&seed) % most;
        uint64_t begins[GRAM_SETS + 1] = {0}, singles[GRAM_SETS] = {0};

        size = size < words - at ? size : words - at;
        for (; next < unit_count && units[next] < at + size; next++) {
            size_t word = units[next] - at;

            begins[word / 64] |= UINT64_C(1) << word % 64;
            singles[word / 64] |= (uint64_t)(next % 3 == 0) << word % 64;
        }
        sample_units(s, begins, singles, size);
        sample_take(s, grams + at, at + size == words ? size + GRAM_TAIL : size,
                    at + size == words);
        for (size_t i = 0; i < s->chosen; i++) {
            uint32_t number = s->numbers[1 + i], before = s->numbers[i];

            ck_assert(s->gram[i] == grams[number]);
            ck_assert_uint_eq(found[number], 0);
            found[number] = s->entry[i] & SAMPLE_ANCHOR ? 2 : 1;
            ck_assert_uint_eq(s->entry[i] >> 8, (number - before) & 0xFF);
        }
        at += size;
    }
    for (size_t i = 0; i < count; i++)
        ck_assert_msg(found[i] == expected[i], "gram %zu of %zu: %d, not %d", i, count,
                      found[i], expected[i]);
}

static void check_many(const sample_kernel *kernel, uint64_t mask)
{
    sampler *s = calloc(1, sizeof *s);

    seed = 1;
    s->kernel = kernel;
    for (int round = 0; round < 300; round++) {
        size_t words = 1 + test_random(&seed) % (round % 2 ? 30 : MOST - GRAM_TAIL - 1);
        size_t units[MOST], unit_count = 0;

        for (size_t i = 0; i < words + GRAM_TAIL; i++)
            grams[i] = test_random(&seed) & mask;
        for (size_t i = 0; i < words; i += 1 + test_random(&seed) % 40)
            units[unit_count++] = i;
        check(s, words, units, unit_count);
    }
    free(s);
}

static void check_kernels(uint64_t mask)
{
    const sample_kernel *kernel;

    for (unsigned i = 0; (kernel = sample_kernel_at(i)); i++)
        check_many(kernel, mask);
}

START_TEST(minimizers_are_those_of_the_definition)
{
    check_kernels(UINT64_MAX);
}
END_TEST

START_TEST(equal_keys_are_chosen_alike)
{
    check_kernels(3);
}
END_TEST

START_TEST(shared_runs_share_minimizers)
{
    sampler *s = calloc(1, sizeof *s);

    seed = 2;
    for (int round = 0; round < 200; round++) {
        size_t shared = SAMPLE_SPAN + test_random(&seed) % 50, met = 0;
        uint64_t run[64];

        for (size_t i = 0; i < shared; i++)
            run[i] = test_random(&seed);
        for (int text = 0; text < 2; text++) {
            size_t before = test_random(&seed) % 100, count = before + shared + 100;

            for (size_t i = 0; i < count; i++)
                grams[i] = test_random(&seed);
            memcpy(grams + before, run, shared * sizeof *run);
            sample_start(s);
            sample_take(s, grams, count, true);
            memset(found, 0, sizeof found);
            for (size_t i = 0; i < s->chosen; i++)
                if (s->numbers[1 + i] >= before && s->numbers[1 + i] < before + shared &&
                    !(s->entry[i] & SAMPLE_ANCHOR))
                    found[s->numbers[1 + i] - before] = 1;
            if (text == 0)
                memcpy(expected, found, sizeof found);
            for (size_t i = 0; text == 1 && i < shared; i++)
                met += found[i] && expected[i];
        }
        ck_assert_uint_ge(met, 1);
    }
    free(s);
}
END_TEST

Suite *sample_suite(void)
{
    Suite *suite = suite_create("sample");
    TCase *all = tcase_create("all");

    tcase_add_test(all, minimizers_are_those_of_the_definition);
    tcase_add_test(all, equal_keys_are_chosen_alike);
    tcase_add_test(all, shared_runs_share_minimizers);
    suite_add_tcase(suite, all);
    return suite;
}
