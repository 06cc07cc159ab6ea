/* test_parallel.c - base/parallel.h
 *
 * Every item once, everything in order, the first failure returned.
 * What a loop or a pipeline must do for any number of threads is what one thread does:
 * the tests say what that is and try 1 to 8 threads.
 */
#include "tests.h"

#include <sched.h>
#include <stdatomic.h>

#include "base/parallel.h"

enum { THREADS = 8, ITEMS = 500, SLOTS = 24 };

/* Lets other threads overtake now and then, the same way in every run. */
static void dawdle(uint64_t item)
{
    for (uint64_t state = item, turns = test_random(&state) % 8; turns; turns--)
        sched_yield();
}

/* -- loops ---------------------------------------------------------------------- */

typedef struct loop_work {
    atomic_int done[ITEMS];
    atomic_int busy[THREADS];
    unsigned threads;
    size_t failing;            /* items that are multiples of it fail; 0: none */
} loop_work;

static chaff_status count_item(size_t item, unsigned thread, void *self)
{
    loop_work *w = self;

    ck_assert_uint_lt(thread, w->threads);
    ck_assert_int_eq(atomic_fetch_add(&w->busy[thread], 1), 0);
    dawdle(item);
    atomic_fetch_add(&w->done[item], 1);
    atomic_fetch_sub(&w->busy[thread], 1);
    if (w->failing && item && item % w->failing == 0)
        return item == w->failing ? CHAFF_ERR_LIMIT : CHAFF_ERR_IO;
    return CHAFF_OK;
}

START_TEST(loop_does_every_item_once)
{
    loop_work w = {.threads = (unsigned)_i};

    for (size_t count = 0; count <= ITEMS; count = count * 2 + 1) {
        memset(&w.done, 0, sizeof w.done);
        ck_assert_int_eq(parallel_for(w.threads, count, count_item, &w), CHAFF_OK);
        for (size_t i = 0; i < ITEMS; i++)
            ck_assert_int_eq(w.done[i], i < count);
    }
}
END_TEST

START_TEST(loop_returns_the_failure_of_the_lowest_item)
{
    for (size_t failing = 1; failing < ITEMS; failing = failing * 2 + 1) {
        loop_work w = {.threads = (unsigned)_i, .failing = failing};

        ck_assert_int_eq(parallel_for(w.threads, ITEMS, count_item, &w),
                         CHAFF_ERR_LIMIT);
        for (size_t i = 0; i <= failing; i++)
            ck_assert_int_eq(w.done[i], 1);
    }
}
END_TEST

START_TEST(loop_without_threads_runs_on_this_one)
{
    loop_work w = {.threads = 1};

    ck_assert_int_eq(parallel_for(0, ITEMS, count_item, &w), CHAFF_OK);
    ck_assert_int_eq(w.done[ITEMS - 1], 1);
}
END_TEST

/* -- pipelines -------------------------------------------------------------------- */

typedef enum stage { READ, WORK, WRITE, NOWHERE, SPARE } stage;

typedef struct line_slot {
    uint64_t ticket, value;
    atomic_int held;           /* a slot is in one pair of hands at a time */
} line_slot;

typedef struct line_work {
    line_slot slots[SLOTS];
    void *slot_list[SLOTS];
    atomic_int reading, writing;
    uint64_t count, read, written, spared;
    stage fails_in;
    uint64_t fails_at;
} line_work;

static chaff_status outcome(const line_work *w, stage s, uint64_t ticket)
{
    return w->fails_in == s && w->fails_at == ticket ? CHAFF_ERR_FORMAT : CHAFF_OK;
}

static chaff_status read_ticket(void *slot, void *self)
{
    line_work *w = self;
    line_slot *s = slot;
    chaff_status status = CHAFF_DONE;

    ck_assert_int_eq(atomic_fetch_add(&w->reading, 1), 0);
    if (w->read < w->count) {
        ck_assert_int_eq(atomic_fetch_add(&s->held, 1), 0);
        s->ticket = w->read++;
        status = outcome(w, READ, s->ticket);
        if (status != CHAFF_OK)
            atomic_fetch_sub(&s->held, 1);
    }
    atomic_fetch_sub(&w->reading, 1);
    return status;
}

static chaff_status square_ticket(void *slot, unsigned thread, void *self)
{
    line_slot *s = slot;

    (void)thread;
    dawdle(s->ticket);
    s->value = s->ticket * s->ticket;
    return outcome(self, WORK, s->ticket);
}

static chaff_status write_ticket(void *slot, void *self)
{
    line_work *w = self;
    line_slot *s = slot;

    ck_assert_int_eq(atomic_fetch_add(&w->writing, 1), 0);
    ck_assert_uint_eq(s->ticket, w->written);
    ck_assert_uint_eq(s->value, s->ticket * s->ticket);
    dawdle(s->ticket + 7);
    w->written++;
    atomic_fetch_sub(&s->held, 1);
    atomic_fetch_sub(&w->writing, 1);
    return outcome(w, WRITE, s->ticket);
}

/* Something ahead for each ticket that is written. */
static chaff_status spare_ticket(unsigned thread, void *self)
{
    line_work *w = self;
    chaff_status status = CHAFF_DONE;

    (void)thread;
    ck_assert_int_eq(atomic_fetch_add(&w->writing, 1), 0);
    if (w->spared < w->written) {
        dawdle(w->spared);
        status = outcome(w, SPARE, w->spared++);
    }
    atomic_fetch_sub(&w->writing, 1);
    return status;
}

static chaff_status run_line(line_work *w, unsigned threads, size_t slots)
{
    pipeline line = {w, w->slot_list, slots, read_ticket, square_ticket, write_ticket,
                     slots % 2 ? spare_ticket : NULL};

    for (size_t i = 0; i < SLOTS; i++)
        w->slot_list[i] = &w->slots[i];
    return parallel_pipeline(threads, &line);
}

START_TEST(pipeline_writes_all_in_the_order_of_reading)
{
    unsigned threads = (unsigned)_i;

    for (size_t slots = threads; slots <= SLOTS; slots += 5)
        for (uint64_t count = 0; count <= ITEMS; count = count * 3 + 1) {
            line_work w = {.count = count, .fails_in = NOWHERE};

            ck_assert_int_eq(run_line(&w, threads, slots), CHAFF_OK);
            ck_assert_uint_eq(w.written, count);
        }
}
END_TEST

/* Everything before the failing ticket is written, nothing after it; the ticket itself
 * only if it failed in being written. */
START_TEST(pipeline_stops_at_the_first_failure_of_any_step)
{
    unsigned threads = (unsigned)_i;

    for (stage s = READ; s < NOWHERE; s++)
        for (uint64_t at = 0; at < 60; at++) {
            line_work w = {.count = 60, .fails_in = s, .fails_at = at};

            ck_assert_int_eq(run_line(&w, threads, threads + at % 3), CHAFF_ERR_FORMAT);
            ck_assert_uint_eq(w.written, at + (s == WRITE));
        }
}
END_TEST

START_TEST(pipeline_does_ahead_what_there_is_time_for)
{
    unsigned threads = (unsigned)_i;

    for (uint64_t at = 0; at < 60; at++) {
        line_work w = {.count = 60, .fails_in = SPARE, .fails_at = at};
        chaff_status status = run_line(&w, threads, threads | 1);

        ck_assert_uint_le(w.spared, w.written);
        ck_assert_int_eq(status, w.spared > at ? CHAFF_ERR_FORMAT : CHAFF_OK);
        ck_assert_uint_eq(w.spared <= at ? 60 : w.written, w.written);
    }
}
END_TEST

START_TEST(pipeline_needs_a_slot_for_each_thread)
{
    line_work w = {.count = 1, .fails_in = NOWHERE};

    ck_assert_int_eq(run_line(&w, 4, 3), CHAFF_ERR_OPTION);
    ck_assert_uint_eq(w.read, 0);
}
END_TEST

START_TEST(both_survive_every_allocation_failure)
{
    chaff_status status;
    long n = 0;

    do {
        loop_work w = {.threads = 4};

        mem_fail_after(n++);
        status = parallel_for(4, ITEMS, count_item, &w);
        ck_assert(status == CHAFF_OK || (status == CHAFF_ERR_MEMORY && !w.done[0]));
    } while (status != CHAFF_OK);
    n = 0;
    do {
        line_work w = {.count = ITEMS, .fails_in = NOWHERE};

        mem_fail_after(n++);
        status = run_line(&w, 4, 8);
        ck_assert(status == CHAFF_OK || (status == CHAFF_ERR_MEMORY && !w.written));
    } while (status != CHAFF_OK);
    mem_fail_after(-1);
    ck_assert_int_gt(n, 2);
}
END_TEST

/* -- lock ------------------------------------------------------------------------- */

typedef struct tally {
    parallel_lock *lock;
    uint64_t sum;              /* guarded by lock */
} tally;

static chaff_status add_item(size_t item, unsigned thread, void *self)
{
    tally *t = self;

    (void)thread;
    parallel_lock_take(t->lock);
    t->sum += item;
    parallel_lock_give(t->lock);
    return CHAFF_OK;
}

START_TEST(lock_lets_one_in_at_a_time)
{
    tally t = {.lock = parallel_lock_new()};

    ck_assert_ptr_nonnull(t.lock);
    ck_assert_int_eq(parallel_for(THREADS, 10000, add_item, &t), CHAFF_OK);
    ck_assert_uint_eq(t.sum, UINT64_C(10000) * 9999 / 2);
    parallel_lock_free(t.lock);
    parallel_lock_free(NULL);
}
END_TEST

Suite *parallel_suite(void);
Suite *parallel_suite(void)
{
    Suite *suite = suite_create("parallel");
    TCase *loop = tcase_create("loop"), *line = tcase_create("pipeline");

    tcase_add_loop_test(loop, loop_does_every_item_once, 1, THREADS + 1);
    tcase_add_loop_test(loop, loop_returns_the_failure_of_the_lowest_item, 1,
                        THREADS + 1);
    tcase_add_test(loop, loop_without_threads_runs_on_this_one);
    tcase_add_test(loop, lock_lets_one_in_at_a_time);
    suite_add_tcase(suite, loop);

    tcase_set_timeout(line, 60);
    tcase_add_loop_test(line, pipeline_writes_all_in_the_order_of_reading, 1,
                        THREADS + 1);
    tcase_add_loop_test(line, pipeline_stops_at_the_first_failure_of_any_step, 1,
                        THREADS + 1);
    tcase_add_loop_test(line, pipeline_does_ahead_what_there_is_time_for, 1, THREADS + 1);
    tcase_add_test(line, pipeline_needs_a_slot_for_each_thread);
    tcase_add_test(line, both_survive_every_allocation_failure);
    suite_add_tcase(suite, line);
    return suite;
}
