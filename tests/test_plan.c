/* test_plan.c - chaff/plan.h: chances, estimates, and calls made to fail
 *
 * How near the estimates come to runs is checked by the command tests.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "chaff/plan.h"

static char path[64];
static const char *inputs[1] = {path};

static void setup(void)
{
    FILE *file;
    int number;

    snprintf(path, sizeof path, "/tmp/chaff-plan-XXXXXX");
    number = mkstemp(path);
    ck_assert_int_ge(number, 0);
    file = fdopen(number, "w");
    for (int i = 0; i < 40; i++)
        fprintf(file, "{\"id\":%d,\"text\":\"%s and the number %d\"}\n", i, i % 2 ? "one text" : "another", i / 4);
    fprintf(file, "not json\n");
    fclose(file);
}

static void teardown(void)
{
    remove(path);
}

static chaff_run_options options(bool with_input)
{
    chaff_run_options o;

    chaff_run_options_init(&o);
    o.inputs = inputs;
    o.input_count = with_input;
    o.source.format = CHAFF_FORMAT_JSONL;
    o.threads = 1;
    return o;
}

START_TEST(chances_are_those_of_the_recipe)
{
    chaff_run_options o = options(false);
    chaff_plan p;

    for (int t = 1; t <= 20; t++) {
        o.recipe.threshold = t / 20.0;
        ck_assert_int_eq(chaff_plan_make(&p, &o, NULL), CHAFF_OK);
        ck_assert(!p.sampled);
        ck_assert(p.chance_at_threshold == chaff_recipe_recall(&p.recipe, p.recipe.threshold));
        for (int i = 0; i < CHAFF_PLAN_POINTS; i++) {
            ck_assert(p.chance[i] == chaff_recipe_recall(&p.recipe, p.similarity[i]));
            ck_assert(!i || p.chance[i] > p.chance[i - 1] - 1e-9);
        }
        ck_assert_uint_gt(p.choice_count, 0);
        for (size_t i = 0; i < p.choice_count; i++)
            ck_assert(p.choices[i].chance >= p.choices[i].recall);
    }
}
END_TEST

START_TEST(a_small_input_is_counted_whole)
{
    chaff_run_options o = options(true);
    chaff_plan p;

    ck_assert_int_eq(chaff_plan_make(&p, &o, NULL), CHAFF_OK);
    ck_assert(p.sampled && p.known && p.whole);
    ck_assert_uint_eq(p.documents, 40);
    ck_assert_uint_eq(p.sample_documents, 40);
    ck_assert_uint_eq(p.sample_bad, 1);
    ck_assert_uint_eq(p.words, 20 * 6 + 20 * 5);
    ck_assert_uint_eq(p.words_low, 5);
    ck_assert_uint_eq(p.words_high, 6);
    ck_assert(p.equal == 0.5);
    ck_assert(p.find.memory >= p.find.least && p.clean.memory >= p.find.memory);
    ck_assert(p.find.seconds >= 0);
}
END_TEST

START_TEST(what_can_not_work_is_refused)
{
    chaff_run_options o = options(true);
    chaff_plan p;
    chaff_error err;

    o.recipe.threshold = 2;
    ck_assert_int_eq(chaff_plan_make(&p, &o, &err), CHAFF_ERR_OPTION);
    o = options(true);
    inputs[0] = "/nonexistent/input";
    ck_assert_int_eq(chaff_plan_make(&p, &o, &err), CHAFF_ERR_IO);
    ck_assert_uint_eq(p.recipe.bands, 0);
    inputs[0] = path;
}
END_TEST

START_TEST(every_allocation_failure_is_reported)
{
    chaff_run_options o = options(true);
    chaff_status status;
    chaff_error err;
    chaff_plan p;
    bool reached;
    long n = 0;

    do {
        mem_fail_after(n);
        status = chaff_plan_make(&p, &o, &err);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "allocation %ld: %d %s", n, status,
                      err.text);
        n += n < 100 ? 1 : 1 + n / 30;
    } while (reached);
    ck_assert_int_eq(status, CHAFF_OK);
}
END_TEST

Suite *plan_suite(void);

Suite *plan_suite(void)
{
    Suite *suite = suite_create("plan");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 120);
    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, chances_are_those_of_the_recipe);
    tcase_add_test(core, a_small_input_is_counted_whole);
    tcase_add_test(core, what_can_not_work_is_refused);
    tcase_add_test(core, every_allocation_failure_is_reported);
    suite_add_tcase(suite, core);
    return suite;
}
