/* test_spool.c - base/spool.h against one flat array
 *
 * A spool in memory, one on disk and one that moves from the one to the other half-way
 * must give the same bytes for the same calls; the oracle is memcpy.
 */
#include <sys/resource.h>

#include "tests.h"

#include "base/parallel.h"
#include "base/spool.h"

enum { MOST = 1 << 20, TAKEN = 1 << 16 };

static char truth[MOST], got[MOST];

static void fill_truth(void)
{
    uint64_t state = 4;

    for (size_t i = 0; i < MOST; i++)
        truth[i] = (char)test_random(&state);
}

/* Sizes from nothing to several chunks, small ones most often. */
static size_t random_size(uint64_t *state)
{
    uint64_t r = test_random(state);

    return (size_t)(r >> 8) % ((size_t)1 << (1 + r % 18));
}

static void append_all(spool *s, uint64_t *state)
{
    while (spool_size(s) < MOST) {
        size_t at = (size_t)spool_size(s), size = random_size(state);

        if (size > MOST - at)
            size = MOST - at;
        ck_assert_int_eq(spool_append(s, truth + at, size, NULL), CHAFF_OK);
        ck_assert_uint_eq(spool_size(s), at + size);
    }
}

/* In place, as far as it lies in a row; on disk nothing does. */
static void view(const spool *s, size_t at)
{
    size_t size = 0;
    const char *bytes = spool_view(s, at, &size);

    ck_assert_int_eq(bytes != NULL, !spool_on_disk(s) && at < spool_size(s));
    if (!bytes)
        return;
    ck_assert_uint_gt(size, 0);
    ck_assert_uint_le(size, spool_size(s) - at);
    ck_assert_int_eq(memcmp(bytes, truth + at, size), 0);
}

static void read_anywhere(const spool *s, uint64_t *state)
{
    uint64_t size = spool_size(s);

    for (int i = 0; i < 300; i++) {
        size_t at = (size_t)(test_random(state) % (size + 1));
        size_t part = random_size(state);

        if (part > size - at)
            part = (size_t)size - at;
        ck_assert_int_eq(spool_read(s, got, part, at), CHAFF_OK);
        ck_assert_int_eq(memcmp(got, truth + at, part), 0);
        view(s, at);
    }
    view(s, (size_t)size);
    ck_assert_int_eq(spool_read(s, got, (size_t)size, 0), CHAFF_OK);
    ck_assert_int_eq(memcmp(got, truth, (size_t)size), 0);
}

/* Limits that hold all, nothing, and something in between; a spool leaves a quarter. */
static const uint64_t limits[] = {UINT64_MAX, 0, 1, TAKEN, 5 * TAKEN, MOST,
                                  MOST + MOST / 4, MOST + MOST / 2};

START_TEST(reads_back_what_was_appended_under_any_budget)
{
    budget b = {.limit = limits[_i], .folder = "/tmp"};
    uint64_t state = 5;
    spool *s;

    fill_truth();
    ck_assert_int_eq(spool_new(&s, &b), CHAFF_OK);
    append_all(s, &state);
    ck_assert_int_eq(spool_on_disk(s), limits[_i] - limits[_i] / 4 < MOST);
    ck_assert_uint_le(b.used, limits[_i]);
    read_anywhere(s, &state);
    spool_free(s);
    ck_assert_uint_eq(b.used, 0);
}
END_TEST

START_TEST(reads_between_appends_see_all_that_was_appended)
{
    budget b = {.limit = 3 * TAKEN, .folder = "/tmp"};
    uint64_t state = 6;
    spool *s;

    fill_truth();
    ck_assert_int_eq(spool_new(&s, &b), CHAFF_OK);
    for (size_t at = 0; at + 40000 < MOST; at += 40000) {
        ck_assert_int_eq(spool_append(s, truth + at, 40000, NULL), CHAFF_OK);
        read_anywhere(s, &state);
    }
    spool_free(s);
}
END_TEST

START_TEST(reading_past_the_end_is_refused)
{
    budget b = {.limit = _i ? 0 : UINT64_MAX, .folder = "/tmp"};
    spool *s;

    ck_assert_int_eq(spool_new(&s, &b), CHAFF_OK);
    ck_assert_int_eq(spool_read(s, got, 0, 0), CHAFF_OK);
    ck_assert_int_eq(spool_read(s, got, 1, 0), CHAFF_ERR_LIMIT);
    ck_assert_int_eq(spool_append(s, "abc", 3, NULL), CHAFF_OK);
    ck_assert_int_eq(spool_read(s, got, 3, 0), CHAFF_OK);
    ck_assert_int_eq(spool_read(s, got, 0, 3), CHAFF_OK);
    ck_assert_int_eq(spool_read(s, got, 3, 1), CHAFF_ERR_LIMIT);
    ck_assert_int_eq(spool_read(s, got, 1, UINT64_MAX), CHAFF_ERR_LIMIT);
    ck_assert_int_eq(spool_read(s, got, SIZE_MAX, 2), CHAFF_ERR_LIMIT);
    spool_free(s);
    spool_free(NULL);
}
END_TEST

START_TEST(a_folder_that_is_not_there_fails_with_a_cure)
{
    budget b = {.limit = 0, .folder = "/nowhere/at/all"};
    chaff_error err;
    spool *s;

    ck_assert_int_eq(spool_new(&s, &b), CHAFF_OK);
    ck_assert_int_eq(spool_append(s, truth, TAKEN + 1, &err), CHAFF_ERR_IO);
    ck_assert_ptr_nonnull(strstr(err.text, "--tmp"));
    ck_assert_uint_eq(spool_size(s), TAKEN);    /* what is in memory is not lost */
    spool_free(s);
}
END_TEST

START_TEST(budget_gives_no_more_than_its_limit)
{
    budget b = {.limit = 100};

    ck_assert(budget_take(&b, 60));
    ck_assert(!budget_take(&b, 41));
    ck_assert(budget_take(&b, 40));
    ck_assert(!budget_take(&b, 1));
    ck_assert(budget_take(&b, 0));
    budget_give(&b, 100);
    ck_assert(!budget_take(&b, 101));
    ck_assert(!budget_take(&b, UINT64_MAX));
    ck_assert_uint_eq(b.used, 0);
}
END_TEST

START_TEST(what_could_go_to_disk_leaves_a_quarter_of_the_budget)
{
    budget b = {.limit = 100};

    ck_assert(!budget_take_spare(&b, 76));
    ck_assert(budget_take_spare(&b, 75));
    ck_assert(!budget_take_spare(&b, 1));
    ck_assert(budget_take(&b, 25));
    ck_assert(!budget_take_spare(&b, 0));
    ck_assert(!budget_take(&b, 1));
}
END_TEST

START_TEST(a_budget_without_limit_never_wraps)
{
    budget b = {.limit = UINT64_MAX};

    ck_assert(budget_take(&b, UINT64_MAX - 5));
    ck_assert(!budget_take(&b, 6));
    ck_assert(budget_take(&b, 5));
}
END_TEST

/* After a failure the spool holds what it held, and may be used on. */
START_TEST(survives_every_allocation_failure)
{
    chaff_status status;
    long n = 0;

    fill_truth();
    do {
        budget b = {.limit = 2 * TAKEN, .folder = "/tmp"};
        spool *s;

        mem_fail_after(n++);
        status = spool_new(&s, &b);
        ck_assert(status == CHAFF_OK || !s);
        for (int i = 0; status == CHAFF_OK && i < 5; i++)
            status = spool_append(s, truth + i * 50000, 50000, NULL);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        if (s) {
            size_t size = (size_t)spool_size(s);

            ck_assert_int_eq(spool_append(s, truth + size, 1000, NULL), CHAFF_OK);
            ck_assert_int_eq(spool_read(s, got, size + 1000, 0), CHAFF_OK);
            ck_assert_int_eq(memcmp(got, truth, size + 1000), 0);
        }
        spool_free(s);
        ck_assert_uint_eq(b.used, 0);
    } while (status != CHAFF_OK);
    ck_assert_int_gt(n, 4);
}
END_TEST

enum { SPOOLS = 100, EACH = 3 * TAKEN + 5000 };

/* Spool i holds the truth from 1000 i on. */
static void append_part(spool *s, size_t i, size_t part)
{
    size_t at = EACH * part / 4, end = EACH * (part + 1) / 4;

    ck_assert_int_eq(spool_append(s, truth + 1000 * i + at, end - at, NULL), CHAFF_OK);
}

static bool holds(const spool *s, size_t i, char *bytes)
{
    return spool_on_disk(s) && spool_read(s, bytes, EACH, 0) == CHAFF_OK &&
           memcmp(bytes, truth + 1000 * i, EACH) == 0;
}

START_TEST(hundreds_on_disk_need_one_open_file)
{
    budget b = {.limit = 0, .folder = "/tmp"};
    struct rlimit all, few = {.rlim_cur = 20};
    spool *spools[SPOOLS];
    uint32_t end;

    fill_truth();
    ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &all), 0);
    few.rlim_max = all.rlim_max;
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
    for (size_t i = 0; i < SPOOLS; i++)
        ck_assert_int_eq(spool_new(&spools[i], &b), CHAFF_OK);
    for (size_t part = 0; part < 4; part++)
        for (size_t i = 0; i < SPOOLS; i++)
            append_part(spools[i], i, part);
    end = b.disk.end;
    for (size_t i = 0; i < SPOOLS; i += 2) {        /* what they leave is used again */
        spool_free(spools[i]);
        ck_assert_int_eq(spool_new(&spools[i], &b), CHAFF_OK);
        for (size_t part = 0; part < 4; part++)
            append_part(spools[i], i, part);
    }
    ck_assert_uint_eq(b.disk.end, end);
    for (size_t i = 0; i < SPOOLS; i++) {
        ck_assert(holds(spools[i], i, got));
        spool_free(spools[i]);
    }
    ck_assert_uint_eq(b.disk.used, 0);
    ck_assert_uint_eq(b.disk.end, 0);
    ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &all), 0);
}
END_TEST

static chaff_status fill_one_of_many(size_t item, unsigned thread, void *self)
{
    char *bytes = malloc(EACH);
    chaff_status status;
    spool *s;

    (void)thread;
    status = spool_new(&s, self);
    if (status == CHAFF_OK)
        status = spool_append(s, truth + 1000 * item, EACH, NULL);
    if (status == CHAFF_OK && !holds(s, item, bytes))
        status = CHAFF_ERR_STATE;
    spool_free(s);
    free(bytes);
    return status;
}

START_TEST(threads_never_share_a_place_on_disk)
{
    budget b = {.limit = 0, .folder = "/tmp"};

    fill_truth();
    ck_assert_int_eq(parallel_for(4, SPOOLS, fill_one_of_many, &b), CHAFF_OK);
    ck_assert_uint_eq(b.disk.used, 0);
    ck_assert_ptr_null(b.disk.free);
}
END_TEST

Suite *spool_suite(void);
Suite *spool_suite(void)
{
    Suite *suite = suite_create("spool");
    TCase *core = tcase_create("core"), *failure = tcase_create("failure");

    tcase_add_loop_test(core, reads_back_what_was_appended_under_any_budget, 0,
                        (int)(sizeof limits / sizeof *limits));
    tcase_add_test(core, hundreds_on_disk_need_one_open_file);
    tcase_add_test(core, threads_never_share_a_place_on_disk);
    tcase_add_test(core, reads_between_appends_see_all_that_was_appended);
    tcase_add_loop_test(core, reading_past_the_end_is_refused, 0, 2);
    tcase_add_test(core, budget_gives_no_more_than_its_limit);
    tcase_add_test(core, what_could_go_to_disk_leaves_a_quarter_of_the_budget);
    tcase_add_test(core, a_budget_without_limit_never_wraps);
    suite_add_tcase(suite, core);

    tcase_add_test(failure, a_folder_that_is_not_there_fails_with_a_cure);
    tcase_add_test(failure, survives_every_allocation_failure);
    suite_add_tcase(suite, failure);
    return suite;
}
