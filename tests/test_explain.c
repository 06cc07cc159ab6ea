/* test_explain.c - chaff/explain.h: one pair inside a whole run
 *
 * What is told is compared with what chaff_run does by the command tests; here calls
 * are made to fail, and each verdict is brought about.
 */
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "chaff/explain.h"

static char path[64];
static const char *inputs[1] = {path};

static const char records[] =
    "{\"id\":\"a\",\"s\":\"x\",\"text\":\"one two three four five six seven eight nine ten\"}\n"
    "{\"id\":\"b\",\"s\":\"y\",\"text\":\"one two three four five six seven eight nine ten eleven\"}\n"
    "{\"id\":\"c\",\"s\":\"x\",\"text\":\"One, two, three, four, five, six, seven, eight, nine: ten\"}\n"
    "{\"id\":\"d\",\"s\":\"x\",\"text\":\"nothing of that kind stands in this one as you can see\"}\n"
    "{\"id\":\"e\",\"s\":\"x\",\"text\":\" ... \"}\n"
    "{\"id\":\"\\u0066\",\"s\":\"x\",\"text\":\"short\"}\n";

static void setup(void)
{
    int file;

    snprintf(path, sizeof path, "/tmp/chaff-explain-XXXXXX");
    file = mkstemp(path);
    ck_assert_int_ge(file, 0);
    ck_assert_int_eq((int)write(file, records, sizeof records - 1), sizeof records - 1);
    close(file);
}

static void teardown(void)
{
    remove(path);
}

static chaff_run_options options_for(chaff_job job)
{
    chaff_run_options o;

    chaff_run_options_init(&o);
    o.job = job;
    o.inputs = inputs;
    o.input_count = 1;
    o.source.format = CHAFF_FORMAT_JSONL;
    o.threads = 1;
    return o;
}

static chaff_verdict verdict_of(const chaff_run_options *o, const char *a, const char *b)
{
    chaff_explanation x;
    chaff_error err;
    chaff_verdict verdict;

    ck_assert_msg(chaff_explain(&x, o, a, b, &err) == CHAFF_OK, "%s", err.text);
    verdict = x.verdict;
    chaff_explanation_free(&x);
    return verdict;
}

START_TEST(every_verdict_can_be_brought_about)
{
    chaff_run_options o = options_for(CHAFF_JOB_FIND);

    ck_assert_int_eq(verdict_of(&o, "a", "b"), CHAFF_VERDICT_PAIR);
    ck_assert_int_eq(verdict_of(&o, "a", "c"), CHAFF_VERDICT_EXACT);
    ck_assert_int_eq(verdict_of(&o, "a", "d"), CHAFF_VERDICT_BELOW);
    ck_assert_int_eq(verdict_of(&o, "e", "a"), CHAFF_VERDICT_WORDLESS);
    o.min_words = 2;
    ck_assert_int_eq(verdict_of(&o, "a", "f"), CHAFF_VERDICT_SHORT);
    o.recipe.threshold = 0.5;
    o.recipe.bands = 1;
    o.recipe.rows = 200;
    ck_assert_int_eq(verdict_of(&o, "a", "b"), CHAFF_VERDICT_UNMET);
    o = options_for(CHAFF_JOB_FIND);
    o.grouping = CHAFF_GROUP_BY;
    o.source.group_field = "s";
    ck_assert_int_eq(verdict_of(&o, "a", "b"), CHAFF_VERDICT_GROUPS);
    ck_assert_int_eq(verdict_of(&o, "a", "c"), CHAFF_VERDICT_EXACT);
    o.grouping = CHAFF_GROUP_ACROSS;
    ck_assert_int_eq(verdict_of(&o, "a", "b"), CHAFF_VERDICT_PAIR);
    ck_assert_int_eq(verdict_of(&o, "a", "c"), CHAFF_VERDICT_GROUPS);
    o = options_for(CHAFF_JOB_CLEAN);
    ck_assert_int_eq(verdict_of(&o, "a", "b"), CHAFF_VERDICT_PAIR);
}
END_TEST

START_TEST(roles_and_likeness_are_told)
{
    chaff_run_options o = options_for(CHAFF_JOB_FIND);
    chaff_explanation x;

    ck_assert_int_eq(chaff_explain(&x, &o, "c", "b", NULL), CHAFF_OK);
    ck_assert(x.together);
    ck_assert_int_eq(x.documents[0].role, CHAFF_ROLE_COPY);
    ck_assert_uint_eq(x.documents[0].kept_id.size, 3);
    ck_assert_uint_eq(x.documents[0].cluster_size, 3);
    ck_assert_uint_eq(x.likeness.shared, 6);
    ck_assert_uint_eq(x.likeness.b_count, 7);
    ck_assert_uint_eq(x.shared_count, 1);
    ck_assert_uint_eq(x.documents[1].with_kept.a_count, 7);
    chaff_explanation_free(&x);
    ck_assert_int_eq(chaff_explain(&x, &o, "d", "a", NULL), CHAFF_OK);
    ck_assert_int_eq(x.documents[0].role, CHAFF_ROLE_ALONE);
    ck_assert_int_eq(x.documents[1].role, CHAFF_ROLE_KEPT);
    ck_assert(!x.together);
    chaff_explanation_free(&x);
}
END_TEST

START_TEST(what_is_no_document_is_refused_with_help)
{
    static const struct { const char *a, *b, *word; } cases[] = {
        {"a", "aa", "did you mean"}, {"a", "a", "one document"}, {"a", "nowhere to be seen", "first one"},
        {"a", "/tmp:1", "no document"}, {"a", ":", "no document"}, {"a", "", "no document"},
    };
    chaff_run_options o = options_for(CHAFF_JOB_FIND);
    chaff_explanation x;
    chaff_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(chaff_explain(&x, &o, cases[i].a, cases[i].b, &err), CHAFF_ERR_OPTION);
        ck_assert_msg(strstr(err.text, cases[i].word) != NULL, "%s: %s", cases[i].word, err.text);
        ck_assert_ptr_null(x.store);
    }
    o.job = CHAFF_JOB_DEDUP;
    ck_assert_int_eq(chaff_explain(&x, &o, "a", "b", NULL), CHAFF_ERR_OPTION);
}
END_TEST

START_TEST(every_allocation_failure_is_reported)
{
    chaff_run_options o = options_for(_i ? CHAFF_JOB_CLEAN : CHAFF_JOB_FIND);
    chaff_explanation x;
    chaff_status status;
    chaff_error err;
    bool reached;
    long n = 0;

    if (!_i)
        o.measure = CHAFF_CONTAINMENT;
    do {
        mem_fail_after(n);
        status = chaff_explain(&x, &o, "c", "b", &err);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "allocation %ld: %d %s", n, status,
                      err.text);
        if (status == CHAFF_OK)
            chaff_explanation_free(&x);
        else
            ck_assert(!x.store && *err.text);
        n += n < 150 ? 1 : 1 + n / 40;
    } while (reached);
    ck_assert_int_eq(status, CHAFF_OK);
}
END_TEST

START_TEST(columns_of_characters_are_told)
{
    static const struct { const char *text; size_t size; int columns; } cases[] = {
        {"a", 1, 1}, {"\n", 1, -1}, {"\x1b", 1, -1}, {"\xC2\x9B", 2, -1}, {"\xC3\xA9", 2, 1},
        {"\xE6\x97\xA5", 3, 2}, {"\xCC\x81", 2, 0}, {"\xE2\x80\xAE", 3, -1}, {"\xE2\x81\xA6", 3, -1},
        {"\xFF", 1, -1}, {"\xE6\x97", 2, -1}, {"\xF0\x9F\x98\x80", 4, 2}, {"\xD7\xA9", 2, 1},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int columns;
        chaff_text text = {cases[i].text, strlen(cases[i].text)};

        ck_assert_uint_eq(chaff_text_step(text, 0, &columns), cases[i].size);
        ck_assert_msg(columns == cases[i].columns, "case %zu: %d", i, columns);
    }
}
END_TEST

Suite *explain_suite(void);

Suite *explain_suite(void)
{
    Suite *suite = suite_create("explain");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 120);
    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, every_verdict_can_be_brought_about);
    tcase_add_test(core, roles_and_likeness_are_told);
    tcase_add_test(core, what_is_no_document_is_refused_with_help);
    tcase_add_loop_test(core, every_allocation_failure_is_reported, 0, 2);
    tcase_add_test(core, columns_of_characters_are_told);
    suite_add_tcase(suite, core);
    return suite;
}
