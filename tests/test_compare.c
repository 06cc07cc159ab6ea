/* test_compare.c - near/compare.h against walks of one element after another */
#include "near/compare.h"
#include "tests.h"

Suite *compare_suite(void);

enum { UNIVERSE = 220 };       /* the largest multiple below still fits 64 bits */

/* An ascending set over a small universe, so that much is shared. */
static size_t make_set(uint64_t *set, size_t universe, double share, uint64_t *state)
{
    size_t count = 0;

    for (size_t i = 0; i < universe; i++)
        if ((double)(test_random(state) >> 11) * 0x1p-53 < share)
            set[count++] = i * UINT64_C(0x0123456789abcdef) + 7;
    return count;
}

static uint64_t count_shared(const uint64_t *a, size_t a_count, const uint64_t *b,
                             size_t b_count)
{
    uint64_t shared = 0;

    for (size_t i = 0, j = 0; i < a_count && j < b_count;) {
        if (a[i] == b[j])
            shared++;
        if (a[i] < b[j])
            i++;
        else
            j++;
    }
    return shared;
}

static void check_sets(const uint64_t *a, size_t a_count, const uint64_t *b,
                       size_t b_count)
{
    uint64_t real = count_shared(a, a_count, b, b_count);
    bool right = true;

    for (uint64_t need = 0; need <= UNIVERSE + 1; need++) {
        uint64_t told = compare_sets(a, a_count, b, b_count, need);

        right &= real >= need ? told == real : told < need;
    }
    ck_assert(right);
}

START_TEST(shared_hashes_are_counted_exactly_where_they_matter)
{
    static const double shares[] = {0, 0.02, 0.1, 0.5, 0.9, 1};
    uint64_t state = 1, a[UNIVERSE], b[UNIVERSE];

    for (int round = 0; round < 6 * 36; round++) {
        size_t a_count = make_set(a, UNIVERSE, shares[round % 6], &state);
        size_t b_count = make_set(b, UNIVERSE, shares[round / 6 % 6], &state);

        check_sets(a, a_count, b, b_count);
    }
}
END_TEST

START_TEST(sets_of_very_different_sizes_are_searched_right)
{
    enum { MANY = 100000 };
    uint64_t *many = calloc(MANY, sizeof *many), few[300], state = 5;

    for (size_t i = 0; i < MANY; i++)
        many[i] = 3 * i + 5;
    for (size_t round = 0; round < 300; round++) {
        size_t count = 0, start = test_random(&state) % (3 * MANY);

        for (size_t i = 0; i < round; i++)
            few[count++] = start + i * (1 + round % 17);
        ck_assert_uint_eq(compare_sets(few, count, many, MANY, 0),
                          count_shared(few, count, many, MANY));
        ck_assert_uint_eq(compare_sets(many, MANY, few, count, 0),
                          count_shared(few, count, many, MANY));
    }
    free(many);
}
END_TEST

static double similarity(int rule, double a, double b, double shared)
{
    double least = a < b ? a : b;

    return rule == COMPARE_JACCARD ? shared / (a + b - shared)
         : rule == COMPARE_A_IN_B  ? shared / a
                                   : shared / least;
}

START_TEST(the_needed_number_is_the_least_that_reaches_the_threshold)
{
    bool right = true;

    for (int rule = COMPARE_JACCARD; rule <= COMPARE_EITHER; rule++)
        for (int percent = 1; percent <= 100; percent++)
            for (int pair = 0; pair < 26 * 26; pair++) {
                int a = pair / 26, b = pair % 26, most = a < b ? a : b, need = 1;
                double t = percent / 100.0;

                while (need <= most && similarity(rule, a, b, need) < t - 1e-9)
                    need++;
                right &= compare_need((compare_rule)rule, t, (uint64_t)a, (uint64_t)b)
                      == (uint64_t)need;
            }
    ck_assert(right);
}
END_TEST

START_TEST(the_needed_number_holds_for_huge_sets)
{
    uint64_t a = UINT32_MAX, b = UINT32_MAX - 12345;

    for (double t = 0.05; t < 1; t += 0.0625) {
        double need = (double)compare_need(COMPARE_JACCARD, t, a, b);

        ck_assert(similarity(COMPARE_JACCARD, (double)a, (double)b, need) >= t - 1e-12);
        ck_assert(similarity(COMPARE_JACCARD, (double)a, (double)b, need - 1) < t);
    }
    ck_assert_uint_gt(compare_need(COMPARE_JACCARD, 1, a, b), b);
    ck_assert_uint_gt(compare_need(COMPARE_JACCARD, 0.8, 100, 79), 79);
}
END_TEST

START_TEST(a_fraction_equal_to_the_threshold_reaches_it)
{
    bool right = true;

    for (uint64_t whole = 1; whole <= 300; whole++)
        for (uint64_t part = 1; part <= whole; part++) {
            double threshold = (double)part / (double)whole;

            right &= compare_need(COMPARE_A_IN_B, threshold, whole, whole) == part;
        }
    ck_assert(right);
    ck_assert_uint_eq(compare_need(COMPARE_JACCARD, 0.8, 5, 4), 4);
}
END_TEST

START_TEST(likeness_of_empty_sets_is_zero)
{
    uint64_t one = 1;
    chaff_likeness l;

    likeness_of_sets(NULL, 0, NULL, 0, &l);
    ck_assert(l.jaccard == 0 && l.a_in_b == 0 && l.b_in_a == 0 && l.shared == 0);
    likeness_of_sets(&one, 1, NULL, 0, &l);
    ck_assert(l.jaccard == 0 && l.a_in_b == 0 && l.b_in_a == 0 && l.a_count == 1);
    likeness_of_sets(&one, 1, &one, 1, &l);
    ck_assert(l.jaccard == 1 && l.a_in_b == 1 && l.b_in_a == 1 && l.shared == 1);
    ck_assert_uint_gt(compare_need(COMPARE_EITHER, 0.5, 0, 9), 0);
}
END_TEST

Suite *compare_suite(void)
{
    Suite *suite = suite_create("compare");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 30);
    tcase_add_test(core, shared_hashes_are_counted_exactly_where_they_matter);
    tcase_add_test(core, sets_of_very_different_sizes_are_searched_right);
    tcase_add_test(core, the_needed_number_is_the_least_that_reaches_the_threshold);
    tcase_add_test(core, the_needed_number_holds_for_huge_sets);
    tcase_add_test(core, a_fraction_equal_to_the_threshold_reaches_it);
    tcase_add_test(core, likeness_of_empty_sets_is_zero);
    suite_add_tcase(suite, core);
    return suite;
}
