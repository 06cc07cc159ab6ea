/* test_ahead.c - run/ahead.h: sets made ahead are those made later, of those that
 * meet */
#include <stdio.h>
#include <unistd.h>

#include "run/ahead.h"
#include "run/open.h"
#include "run/stages.h"
#include "tests.h"
#include "text/output.h"

/* Of four texts the second is an edit of the first, the third its copy, the fourth
 * unlike all others. */
enum { DOCUMENTS = 1200, WORDS = 120, EDITED = 1 };

static char path[64];
static const char *inputs[1] = {path};

static size_t put_text(char *to, uint64_t text, uint64_t *edits)
{
    size_t size = 0;

    for (int w = 0; w < WORDS; w++) {
        uint64_t word = test_random(&text) % 5000;

        if (edits && w % (WORDS / EDITED) == 7)
            word = test_random(edits) % 5000;
        size += (size_t)sprintf(to + size, "w%u ", (unsigned)word);
    }
    return size;
}

static void setup(void)
{
    static char line[WORDS * 8 + 64];
    uint64_t edits = 9;
    output *out;
    int file;

    snprintf(path, sizeof path, "/tmp/chaff-ahead-XXXXXX.zst");
    file = mkstemps(path, 4);
    ck_assert_int_ge(file, 0);
    close(file);
    ck_assert_int_eq(output_open(&out, path, NULL), CHAFF_OK);
    for (uint64_t d = 0; d < DOCUMENTS; d++) {
        size_t size = (size_t)sprintf(line, "{\"text\":\"");

        size += put_text(line + size, d % 4 == 3 ? d : d / 4 * 4,
                         d % 4 == 1 ? &edits : NULL);
        size += (size_t)sprintf(line + size, "\"}\n");
        ck_assert_int_eq(output_write(out, line, size, NULL), CHAFF_OK);
    }
    ck_assert_int_eq(output_commit(out, NULL), CHAFF_OK);
}

static void teardown(void)
{
    remove(path);
}

typedef struct found {
    bool small;                /* not even begun */
    uint32_t made[4];          /* of each kind of text */
    int wrong;
} found;

static chaff_status compare_set(run *r, uint32_t document, found *f)
{
    kit *k = run_writer(r);
    size_t count, ahead_count;
    const uint64_t *set = ahead_set(r, document, &ahead_count);
    chaff_text text;
    chaff_status status;

    if (!set)
        return CHAFF_OK;
    f->made[document % 4]++;
    status = run_text(r, k, document, &text, r->err);
    if (status == CHAFF_OK)
        status = worker_set(k->worker, text, &k->sets[1], &k->set_rooms[1], &count);
    if (status == CHAFF_OK)
        f->wrong += count != ahead_count || memcmp(set, k->sets[1], count * sizeof *set);
    return status;
}

static chaff_status look_at_all(run *r, void *self)
{
    found *f = self;
    chaff_status status = run_open(r);

    if (status == CHAFF_OK)
        status = run_read(r);
    f->small = !r->ahead;
    while (status == CHAFF_OK && r->ahead)
        status = ahead_look(0, r);
    if (status == CHAFF_DONE)
        status = CHAFF_OK;
    for (uint32_t d = 0; status == CHAFF_OK && r->ahead && d < r->documents; d++)
        status = compare_set(r, d, f);
    return status;
}

static chaff_status look(found *f, unsigned threads, uint64_t memory)
{
    chaff_run_options o;
    chaff_report report;

    *f = (found){0};
    chaff_run_options_init(&o);
    o.inputs = inputs;
    o.input_count = 1;
    o.source.format = CHAFF_FORMAT_JSONL;
    o.threads = threads;
    o.memory = memory;
    return run_conduct(&o, &report, look_at_all, f, NULL);
}

START_TEST(sets_of_all_that_meet_are_made_and_of_no_others)
{
    found f;

    ck_assert_int_eq(look(&f, (unsigned)_i, UINT64_C(4) << 30), CHAFF_OK);
    ck_assert(!f.small);
    ck_assert_int_eq(f.wrong, 0);
    ck_assert_uint_gt(f.made[0], DOCUMENTS / 4 * 9 / 10);
    ck_assert_uint_gt(f.made[1], DOCUMENTS / 4 * 9 / 10);
    ck_assert_uint_lt(f.made[2], DOCUMENTS / 4 / 10);
    ck_assert_uint_lt(f.made[3], DOCUMENTS / 4 / 10);
}
END_TEST

START_TEST(one_thread_or_a_small_budget_looks_at_nothing)
{
    found f;

    ck_assert_int_eq(look(&f, 1, UINT64_C(4) << 30), CHAFF_OK);
    ck_assert(f.small);
    ck_assert_int_eq(look(&f, 2, UINT64_C(64) << 20), CHAFF_OK);
    ck_assert(f.small);
}
END_TEST

START_TEST(every_allocation_failure_is_reported)
{
    bool reached;
    long n = 0;

    do {
        found f;
        chaff_status status;

        mem_fail_after(n);
        status = look(&f, 2, UINT64_C(4) << 30);
        reached = !mem_fault_pending();
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        ck_assert_int_eq(f.wrong, 0);
        n += n < 100 ? 1 : 7;
    } while (reached);
}
END_TEST

Suite *ahead_suite(void);
Suite *ahead_suite(void)
{
    Suite *suite = suite_create("ahead");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 120);
    tcase_add_unchecked_fixture(core, setup, teardown);
    tcase_add_loop_test(core, sets_of_all_that_meet_are_made_and_of_no_others, 2, 5);
    tcase_add_test(core, one_thread_or_a_small_budget_looks_at_nothing);
    tcase_add_test(core, every_allocation_failure_is_reported);
    suite_add_tcase(suite, core);
    return suite;
}
