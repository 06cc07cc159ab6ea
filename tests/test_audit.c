/* test_audit.c - chaff/audit.h: calls made to fail, and what a sample is
 *
 * The figures are checked against another program by the command tests.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "chaff/audit.h"

enum { FAMILIES = 12, COPIES = 4 };

static char path[64], rows[80];
static const char *inputs[1] = {path};

static void setup(void)
{
    uint64_t state = 3;
    FILE *file;
    int number;

    snprintf(path, sizeof path, "/tmp/chaff-audit-XXXXXX");
    number = mkstemp(path);
    ck_assert_int_ge(number, 0);
    snprintf(rows, sizeof rows, "%s.rows", path);
    file = fdopen(number, "w");
    for (int i = 0; i < FAMILIES * COPIES; i++) {
        uint64_t text = (uint64_t)(i / COPIES);

        fprintf(file, "{\"id\":%d,\"text\":\"", i);
        for (int w = 0; w < 60; w++) {
            bool edited = i % COPIES && test_random(&state) % 30 == 0;

            fprintf(file, "w%u ", (unsigned)(test_random(edited ? &state : &text) % 5000));
        }
        fprintf(file, "\"}\n");
    }
    fclose(file);
}

static void teardown(void)
{
    remove(path);
    remove(rows);
}

static chaff_run_options options(void)
{
    chaff_run_options o;

    chaff_run_options_init(&o);
    o.inputs = inputs;
    o.input_count = 1;
    o.source.format = CHAFF_FORMAT_JSONL;
    o.recipe.threshold = 0.3;
    o.threads = 2;
    return o;
}

START_TEST(bins_add_up_and_samples_grow)
{
    chaff_run_options o = options();
    uint64_t last = 0;

    for (uint64_t sample = 1; sample <= 64; sample *= 2) {
        chaff_audit x;
        uint64_t pairs = 0, found = 0;

        ck_assert_int_eq(chaff_audit_run(&x, &o, sample, NULL), CHAFF_OK);
        for (size_t i = 0; i < x.bin_count; i++) {
            pairs += x.bins[i].pairs;
            found += x.bins[i].found;
        }
        ck_assert_uint_eq(pairs, x.all.pairs);
        ck_assert_uint_eq(found, x.all.found);
        ck_assert_uint_eq(x.missed[0] + x.missed[1] + x.missed[2], pairs - found);
        ck_assert_uint_eq(x.wrong, 0);
        ck_assert_uint_eq(x.sampled, sample < x.texts ? sample : x.texts);
        ck_assert(x.complete == (sample >= x.texts));
        ck_assert_uint_ge(pairs, last);
        ck_assert(x.all.low <= x.all.high && x.all.high <= 1 && x.all.low >= 0);
        last = pairs;
    }
    ck_assert_uint_ge(last, FAMILIES * 3);
}
END_TEST

START_TEST(every_allocation_failure_is_reported)
{
    chaff_run_options o = options();
    chaff_status status;
    chaff_error err;
    chaff_audit x;
    bool reached;
    long n = 0;

    o.threads = 1;
    o.pairs = rows;
    o.recipe.bands = 2;
    o.recipe.rows = 6;
    if (_i)
        o.measure = CHAFF_CONTAINMENT;
    do {
        mem_fail_after(n);
        status = chaff_audit_run(&x, &o, 20, &err);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "allocation %ld: %d %s", n, status,
                      err.text);
        ck_assert(status == CHAFF_OK || (*err.text && !x.texts));
        n += n < 150 ? 1 : 1 + n / 40;
    } while (reached);
    ck_assert_int_eq(status, CHAFF_OK);
    ck_assert(_i ? x.all.pairs == x.all.found : x.all.pairs > x.all.found);
}
END_TEST

START_TEST(a_small_budget_cuts_the_sample)
{
    chaff_run_options o = options();
    chaff_audit x;
    chaff_error err;

    ck_assert_int_eq(chaff_audit_run(&x, &o, 0, &err), CHAFF_ERR_OPTION);
    o.memory = UINT64_C(1) << 24;
    ck_assert_int_eq(chaff_audit_run(&x, &o, 1000, &err), CHAFF_OK);
    ck_assert_uint_gt(x.sampled, 0);
}
END_TEST

Suite *audit_suite(void);

Suite *audit_suite(void)
{
    Suite *suite = suite_create("audit");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 120);
    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, bins_add_up_and_samples_grow);
    tcase_add_loop_test(core, every_allocation_failure_is_reported, 0, 2);
    tcase_add_test(core, a_small_budget_cuts_the_sample);
    suite_add_tcase(suite, core);
    return suite;
}
