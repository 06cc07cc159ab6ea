/* test_bands.c - recipes: bands and rows, chances, ids, and what is refused
 *
 * The oracle of chances walks through every outcome of a few slots.
 */
#include <math.h>

#include "chaff/recipe.h"
#include "sketch/bands.h"
#include "tests.h"

static chaff_recipe recipe_of(double threshold, double recall)
{
    chaff_recipe recipe;

    chaff_recipe_init(&recipe);
    recipe.threshold = threshold;
    recipe.recall = recall;
    return recipe;
}

START_TEST(usual_thresholds_get_the_documented_bands)
{
    static const struct {
        double threshold;
        uint32_t bands, rows;
    } cases[] = {{.5, 72, 4}, {.6, 34, 4}, {.7, 26, 5}, {.8, 16, 6}, {.9, 11, 10}};

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        chaff_recipe recipe = recipe_of(cases[i].threshold, .99);

        ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
        ck_assert_uint_eq(recipe.bands, cases[i].bands);
        ck_assert_uint_eq(recipe.rows, cases[i].rows);
    }
}
END_TEST

START_TEST(the_promised_recall_is_kept_at_every_threshold)
{
    static const double recalls[] = {.01, .5, .9, .99, .999, .9999};

    for (double threshold = .01; threshold < 1.005; threshold += .01)
        for (size_t i = 0; i < sizeof recalls / sizeof *recalls; i++) {
            double t = threshold > 1 ? 1 : threshold;
            chaff_recipe recipe = recipe_of(t, recalls[i]);

            ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
            ck_assert_uint_le(recipe.bands * recipe.rows, BANDS_MOST_SLOTS);
            ck_assert_double_ge(chaff_recipe_recall(&recipe, t), recalls[i]);
        }
}
END_TEST

START_TEST(threshold_one_needs_one_band)
{
    chaff_recipe recipe = recipe_of(1, .9999);

    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    ck_assert_uint_eq(recipe.bands, 1);
    ck_assert_double_eq(chaff_recipe_recall(&recipe, 1), 1);
}
END_TEST

START_TEST(more_similar_pairs_are_found_more_often)
{
    for (double threshold = .1; threshold < 1; threshold += .2) {
        chaff_recipe recipe = recipe_of(threshold, .99);
        double before = 0;

        ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
        for (double jaccard = 0; jaccard <= 1; jaccard += .05) {
            double chance = chaff_recipe_recall(&recipe, jaccard);

            ck_assert_double_ge(chance, before - 1e-12);
            ck_assert_double_le(chance, 1);
            before = chance;
        }
        ck_assert_double_eq(chaff_recipe_recall(&recipe, 0), 0);
        ck_assert_double_eq(chaff_recipe_recall(&recipe, 1), 1);
    }
}
END_TEST

/* Each slot is equal, or has an equal lane only, or neither: every combination. */
static double chance_by_enumeration(uint32_t bands, uint32_t rows, uint32_t least,
                                    double j)
{
    double each[3] = {j, (1 - j) / 256, (1 - j) * 255 / 256}, sum = 0;
    uint32_t slots = bands * rows, outcomes = 1;

    for (uint32_t i = 0; i < slots; i++)
        outcomes *= 3;
    for (uint32_t outcome = 0; outcome < outcomes; outcome++) {
        uint32_t rest = outcome, lanes = 0, met = 0, run = 0;
        double chance = 1;

        for (uint32_t i = 0; i < slots; i++, rest /= 3) {
            chance *= each[rest % 3];
            lanes += rest % 3 < 2;
            run = i % rows ? run + (rest % 3 == 0) : rest % 3 == 0;
            met |= (i % rows == rows - 1) && run == rows;
        }
        sum += met && lanes >= least ? chance : 0;
    }
    return sum;
}

START_TEST(chances_are_those_of_all_outcomes)
{
    static const uint32_t shapes[][2] = {{1, 1}, {1, 6}, {2, 3},
                                         {3, 2}, {4, 2}, {9, 1}};

    for (size_t s = 0; s < sizeof shapes / sizeof *shapes; s++)
        for (uint32_t least = 0; least <= shapes[s][0] * shapes[s][1]; least += 2)
            for (double j = .1; j < 1; j += .2)
                ck_assert_double_eq_tol(
                    bands_chance(shapes[s][0], shapes[s][1], least, j),
                    chance_by_enumeration(shapes[s][0], shapes[s][1], least, j), 1e-12);
}
END_TEST

/* Chance of fewer than `least` equal lanes, term by term in logarithms. */
static double tail_below(uint32_t least, uint32_t slots, double p)
{
    double sum = 0;

    for (uint32_t i = 0; i < least; i++)
        sum += exp(lgamma(slots + 1.) - lgamma(i + 1.) - lgamma(slots - i + 1.) +
                   i * log(p) + (slots - i) * log1p(-p));
    return sum;
}

START_TEST(the_filter_loses_its_share_and_no_more)
{
    for (double threshold = .05; threshold < .99; threshold += .05) {
        chaff_recipe recipe = recipe_of(threshold, .99);
        double p = threshold + (1 - threshold) / 256, loss = BANDS_FILTER_SHARE * .01;
        uint32_t slots, least;

        ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
        slots = recipe.bands * recipe.rows;
        least = bands_least_lanes(&recipe);
        ck_assert_double_le(tail_below(least, slots, p), loss * 1.000001);
        ck_assert_double_gt(tail_below(least + 1, slots, p), loss * .999999);
    }
}
END_TEST

START_TEST(bands_and_rows_of_the_caller_win)
{
    chaff_recipe recipe = recipe_of(.8, .99);

    recipe.bands = 14;
    recipe.rows = 8;
    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    ck_assert_uint_eq(recipe.bands, 14);
    ck_assert_uint_eq(recipe.rows, 8);
    /* .9235, as 14 x 8 is known to find at .8 */
    ck_assert_double_eq_tol(chaff_recipe_recall(&recipe, .8), .9235, .0005);

    recipe = recipe_of(.8, .99);
    recipe.rows = 4;
    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    ck_assert_uint_eq(recipe.rows, 4);
    ck_assert_double_ge(chaff_recipe_recall(&recipe, .8), .99);

    recipe = recipe_of(.8, .99);
    recipe.bands = 20;
    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    ck_assert_uint_eq(recipe.bands, 20);
    ck_assert_double_ge(chaff_recipe_recall(&recipe, .8), .99);
}
END_TEST

START_TEST(settling_twice_changes_nothing)
{
    chaff_recipe recipe = recipe_of(.66, .995), again;

    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_OK);
    again = recipe;
    ck_assert_int_eq(chaff_recipe_settle(&again, NULL), CHAFF_OK);
    ck_assert_mem_eq(&again, &recipe, sizeof recipe);
}
END_TEST

static void expect_refusal(chaff_recipe recipe, const char *named)
{
    chaff_recipe before = recipe;
    chaff_error err = {0};

    ck_assert_int_eq(chaff_recipe_settle(&recipe, &err), CHAFF_ERR_OPTION);
    ck_assert_int_eq(err.status, CHAFF_ERR_OPTION);
    ck_assert_msg(strstr(err.text, named), "'%s' does not name %s", err.text, named);
    ck_assert_mem_eq(&before, &recipe, sizeof recipe);
    ck_assert_int_eq(chaff_recipe_settle(&recipe, NULL), CHAFF_ERR_OPTION);
}

START_TEST(what_is_out_of_range_is_refused_by_name)
{
    static const double thresholds[] = {0, -1, 1.01, 80, 1e300, NAN, INFINITY};
    static const double recalls[] = {0, 1, -1, 2, NAN};
    chaff_recipe recipe = recipe_of(.8, .99);

    for (size_t i = 0; i < sizeof thresholds / sizeof *thresholds; i++)
        expect_refusal(recipe_of(thresholds[i], .99), "threshold");
    for (size_t i = 0; i < sizeof recalls / sizeof *recalls; i++)
        expect_refusal(recipe_of(.8, recalls[i]), "recall");
    expect_refusal(recipe_of(80, .99), "0.8 or 80%");
    expect_refusal(recipe_of(.001, .99), "slots");
    recipe.ngram = 0;
    expect_refusal(recipe, "ngram");
    recipe.ngram = 33;
    expect_refusal(recipe, "ngram");
    recipe = recipe_of(.8, .99);
    recipe.bands = 1025;
    expect_refusal(recipe, "bands");
    recipe.bands = recipe.rows = 33;
    expect_refusal(recipe, "bands");
    recipe = recipe_of(.8, .99);
    recipe.rows = UINT32_MAX;
    expect_refusal(recipe, "rows");
    recipe.rows = 60;
    expect_refusal(recipe, "rows");
    recipe = recipe_of(.8, .99);
    recipe.size--;
    expect_refusal(recipe, "chaff_recipe_init");
}
END_TEST

START_TEST(ids_differ_when_sketches_do)
{
    chaff_recipe base = recipe_of(.8, .99), other;
    uint64_t id;

    ck_assert_int_eq(chaff_recipe_settle(&base, NULL), CHAFF_OK);
    id = chaff_recipe_id(&base);
    other = base;
    other.threshold = .7;
    other.recall = .5;
    other.bands = base.rows;
    other.rows = base.bands;
    ck_assert_uint_eq(chaff_recipe_id(&other), id);
    other = base;
    other.ngram++;
    ck_assert_uint_ne(chaff_recipe_id(&other), id);
    other = base;
    other.seed++;
    ck_assert_uint_ne(chaff_recipe_id(&other), id);
    other = base;
    other.bands++;
    ck_assert_uint_ne(chaff_recipe_id(&other), id);
}
END_TEST

Suite *bands_suite(void);
Suite *bands_suite(void)
{
    Suite *suite = suite_create("bands");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 60);
    tcase_add_test(core, usual_thresholds_get_the_documented_bands);
    tcase_add_test(core, the_promised_recall_is_kept_at_every_threshold);
    tcase_add_test(core, threshold_one_needs_one_band);
    tcase_add_test(core, more_similar_pairs_are_found_more_often);
    tcase_add_test(core, chances_are_those_of_all_outcomes);
    tcase_add_test(core, the_filter_loses_its_share_and_no_more);
    tcase_add_test(core, bands_and_rows_of_the_caller_win);
    tcase_add_test(core, settling_twice_changes_nothing);
    tcase_add_test(core, what_is_out_of_range_is_refused_by_name);
    tcase_add_test(core, ids_differ_when_sketches_do);
    suite_add_tcase(suite, core);
    return suite;
}
