/* test_styles.c - --style and --no-verify: every allocation fails once
 *
 * What the outputs hold is tested by tests/cmd/style.t and presets.t.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "base/file.h"
#include "chaff/run.h"

static char folder[64], records[96], vertical[96], output[96], rows[96];

static void write_text(FILE *file, const char *between, const char *after)
{
    static const char *const words[] = {"river", "stone", "market", "evening", "council", "bridge",
                                        "paper", "window", "garden", "winter"};
    static uint64_t state = 5;
    uint64_t text = test_random(&state) % 3 ? test_random(&state) : 77;

    for (int w = 0; w < 40; w++)
        fprintf(file, "%s%s", words[test_random(&text) % 10], between);
    fputs(after, file);
}

static void setup(void)
{
    FILE *file;

    snprintf(folder, sizeof folder, "/tmp/chaff-styles-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    snprintf(records, sizeof records, "%s/in.jsonl", folder);
    snprintf(vertical, sizeof vertical, "%s/in.vert", folder);
    snprintf(output, sizeof output, "%s/out/", folder);
    snprintf(rows, sizeof rows, "%s/pairs.tsv", folder);
    file = fopen(records, "w");
    for (int i = 0; i < 20; i++) {
        fprintf(file, "{\"id\":%d,\"text\":\"", i);
        write_text(file, " ", "\\n\\nLeave a Reply\\nYour email address will not be published.\"}\n");
    }
    fputs("{\"id\":\"none\",\"text\":\"\"}\n", file);
    fclose(file);
    file = fopen(vertical, "w");
    for (int i = 0; i < 20; i++) {
        fprintf(file, "<doc id=\"%d\">\n<p>\n", i);
        write_text(file, "\n", "</p>\n<p>\nLeave\na\nReply\nto\nthis\nstory\nhere\n</p>\n</doc>\n");
    }
    fclose(file);
}

static void remove_results(void)
{
    static const char *const names[] = {"out/in.jsonl", "out/in.vert", "out/000000.remove", "pairs.tsv"};
    char path[160];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        remove(path);
    }
    rmdir(output);
}

static void teardown(void)
{
    remove_results();
    remove(records);
    remove(vertical);
    ck_assert_int_eq(rmdir(folder), 0);        /* nothing else was left in it */
}

START_TEST(every_style_survives_the_failure_of_any_allocation)
{
    static const struct { chaff_job job; chaff_style style; bool verify; } cases[] = {
        {CHAFF_JOB_CLEAN, CHAFF_STYLE_DOLMA, true},     {CHAFF_JOB_DEDUP, CHAFF_STYLE_DOLMA, true},
        {CHAFF_JOB_DEDUP, CHAFF_STYLE_DATATROVE, true}, {CHAFF_JOB_CLEAN, CHAFF_STYLE_ONION, true},
        {CHAFF_JOB_DEDUP, CHAFF_STYLE_CHAFF, false},
    };
    const char *inputs[1] = {cases[_i].style == CHAFF_STYLE_ONION ? vertical : records};
    chaff_run_options o;
    chaff_report report;
    chaff_error err;
    chaff_status status;
    bool reached;
    long n = 0;

    chaff_run_options_init(&o);
    o.job = cases[_i].job;
    o.style = cases[_i].style;
    o.verify = cases[_i].verify;
    o.link = o.verify ? CHAFF_LINK_STAR : CHAFF_LINK_CHAIN;
    o.inputs = inputs;
    o.input_count = 1;
    o.output = output;
    o.pairs = rows;
    o.threads = 1;
    do {
        mem_fail_after(n);
        status = chaff_run(&o, &report, &err);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "allocation %ld: %d %s", n, status,
                      err.text);
        remove_results();
        n += n < 150 ? 1 : 1 + n / 20;         /* the same calls again and again by then */
    } while (reached);
    ck_assert_int_gt(n, 50);
    ck_assert_uint_gt(report.removed, 2);
}
END_TEST

Suite *styles_suite(void);

Suite *styles_suite(void)
{
    Suite *suite = suite_create("styles");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 300);
    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_loop_test(core, every_style_survives_the_failure_of_any_allocation, 0, 5);
    suite_add_tcase(suite, core);
    return suite;
}
