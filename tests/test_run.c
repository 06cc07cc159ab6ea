/* test_run.c - chaff/run.h: a whole run in one call, and what it leaves when it fails
 *
 * What a run finds is tested against an independent program by the command tests; here
 * it is made to fail at every allocation, stopped, and misused.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "base/file.h"
#include "chaff/run.h"

static char folder[64], input[96], output[96];

static void write_input(void)
{
    static const char *const words[] = {"river", "stone", "market", "evening", "council", "bridge",
                                        "paper", "window", "garden", "winter"};
    FILE *file = fopen(input, "w");
    uint64_t state = 5;

    ck_assert_ptr_nonnull(file);
    for (int i = 0; i < 24; i++) {
        uint64_t text = i % 3 ? test_random(&state) : 77;     /* every third is one text */

        fprintf(file, "{\"id\":\"d%d\",\"site\":\"s%d\",\"date\":\"2024-01-%02d\",\"text\":\"", i, i % 4, i + 1);
        for (int w = 0; w < 40; w++)
            fprintf(file, "%s ", words[test_random(&text) % 10]);
        fprintf(file, ".\\nLeave a Reply\\nYour email address will not be published.\"}\n");
    }
    fprintf(file, "not json\n");
    fclose(file);
}

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/chaff-run-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(input, sizeof input, "%s/in.jsonl", folder);
    snprintf(output, sizeof output, "%s/out.jsonl", folder);
    write_input();
}

static void remove_results(void)
{
    static const char *const names[] = {"out.jsonl", "out.jsonl.bad", "run/clusters.jsonl", "run/pairs.jsonl",
                                        "run/removed.jsonl", "run/spans.jsonl", "run/boilerplate.jsonl",
                                        "run/borderline.jsonl", "run/summary.json", "run/records.bad", "run/report.jsonl",
                                        "run/report.html"};
    char path[160];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    snprintf(path, sizeof path, "%s/run", folder);
    rmdir(path);
}

static void teardown(void)
{
    remove_results();
    remove(input);
    ck_assert_int_eq(rmdir(folder), 0);        /* nothing else was left in it */
}

static chaff_run_options options_for(chaff_job job, const char **inputs, char run_dir[96])
{
    chaff_run_options o;

    chaff_run_options_init(&o);
    inputs[0] = input;
    snprintf(run_dir, 96, "%s/run", folder);
    o.job = job;
    o.inputs = inputs;
    o.input_count = 1;
    o.output = job == CHAFF_JOB_FIND ? NULL : output;
    o.run_dir = run_dir;
    o.threads = 1;
    o.keep = CHAFF_KEEP_EARLIEST;
    return o;
}

static void fail_everywhere(const chaff_run_options *o)
{
    chaff_report report;
    chaff_error err;
    chaff_status status;
    bool reached;
    long n = 0;

    do {
        mem_fail_after(n);
        status = chaff_run(o, &report, &err);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "allocation %ld: %d %s", n, status,
                      err.text);
        if (status != CHAFF_OK)
            ck_assert_uint_gt(strlen(err.text), 0);
        remove_results();
        n += n < 200 ? 1 : 1 + n / 40;         /* the same calls again and again by then */
    } while (reached);
    ck_assert_int_gt(n, 50);
    ck_assert_uint_eq(report.documents, 24);
    ck_assert_uint_eq(report.bad, 1);
}

START_TEST(every_job_survives_the_failure_of_any_allocation)
{
    const char *inputs[1];
    char run_dir[96];
    chaff_run_options o = options_for((chaff_job)_i, inputs, run_dir);

    fail_everywhere(&o);
}
END_TEST

START_TEST(by_a_model_alone_every_allocation_failure_is_reported)
{
    const char *inputs[1], *models[1];
    char run_dir[96], model[96];
    chaff_run_options o = options_for(CHAFF_JOB_CLEAN, inputs, run_dir);
    chaff_report report;

    snprintf(model, sizeof model, "%s/model", folder);
    o.learn = model;
    ck_assert_int_eq(chaff_run(&o, &report, NULL), CHAFF_OK);
    remove_results();
    models[0] = model;
    o.learn = NULL;
    o.models = models;
    o.model_count = 1;
    o.model_only = true;
    fail_everywhere(&o);
    remove(model);
}
END_TEST

static bool stop_at_second_call(const char *stage, uint64_t done, uint64_t total, void *self)
{
    (void)stage;
    (void)done;
    (void)total;
    return ++*(int *)self < 2;
}

START_TEST(a_stopped_run_leaves_nothing_behind)
{
    const char *inputs[1];
    char run_dir[96];
    chaff_run_options o = options_for((chaff_job)_i, inputs, run_dir);
    chaff_report report;
    chaff_error err;
    int calls = 0;

    o.run_dir = NULL;
    o.progress = stop_at_second_call;
    o.self = &calls;
    ck_assert_int_eq(chaff_run(&o, &report, &err), CHAFF_ERR_STOPPED);
    ck_assert_int_eq(file_kind_of(output), FILE_MISSING);
}
END_TEST

START_TEST(what_can_not_work_is_refused_with_its_name)
{
    static const struct { const char *word; int field; } cases[] = {
        {"threshold", 0}, {"--min-docs", 1}, {"-m", 2}, {"input", 3}, {"--keep", 4}, {"--by", 5},
        {"--link chain", 6}, {"both go to", 7},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *inputs[1];
        char run_dir[96];
        chaff_run_options o = options_for(CHAFF_JOB_DEDUP, inputs, run_dir);
        chaff_report report;
        chaff_error err;

        switch (cases[i].field) {
        case 0: o.recipe.threshold = 1.5; break;
        case 1: o.min_docs = 1; break;
        case 2: o.memory = 1000; break;
        case 3: o.input_count = 0; break;
        case 4: o.keep = CHAFF_KEEP_MAX; break;
        case 5: o.grouping = CHAFF_GROUP_BY; break;
        case 6: o.link = CHAFF_LINK_CHAIN; o.measure = CHAFF_CONTAINMENT; break;
        case 7: o.pairs = output; break;
        }
        ck_assert_int_eq(chaff_run(&o, &report, &err), CHAFF_ERR_OPTION);
        ck_assert_msg(strstr(err.text, cases[i].word) != NULL, "%s: %s", cases[i].word, err.text);
    }
}
END_TEST

START_TEST(no_error_object_is_needed)
{
    const char *inputs[1];
    char run_dir[96];
    chaff_run_options o = options_for(CHAFF_JOB_DEDUP, inputs, run_dir);
    chaff_report report;

    o.recipe.threshold = -1;
    ck_assert_int_eq(chaff_run(&o, &report, NULL), CHAFF_ERR_OPTION);
    o = options_for(CHAFF_JOB_DEDUP, inputs, run_dir);
    inputs[0] = "/nonexistent/input.jsonl";
    ck_assert_int_eq(chaff_run(&o, &report, NULL), CHAFF_ERR_IO);
}
END_TEST

Suite *run_suite(void);

Suite *run_suite(void)
{
    Suite *suite = suite_create("run");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 300);
    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_loop_test(core, every_job_survives_the_failure_of_any_allocation, 0, 4);
    tcase_add_test(core, by_a_model_alone_every_allocation_failure_is_reported);
    tcase_add_loop_test(core, a_stopped_run_leaves_nothing_behind, 0, 4);
    tcase_add_test(core, what_can_not_work_is_refused_with_its_name);
    tcase_add_test(core, no_error_object_is_needed);
    suite_add_tcase(suite, core);
    return suite;
}
