/* test_chunks.c - memory shared by spools: nothing is handed out twice, all goes
 * back */
#include <stdatomic.h>
#include <string.h>

#include "base/chunks.h"
#include "base/mem.h"
#include "base/parallel.h"
#include "tests.h"

enum { MANY = 1000 };

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return *seed >> 33;
}

static void mark(chunk_ref c, uint32_t number)
{
    memcpy(c.bytes, &number, sizeof number);
    memcpy(c.bytes + CHUNK_BYTES - sizeof number, &number, sizeof number);
}

static bool is_marked(chunk_ref c, uint32_t number)
{
    return !memcmp(c.bytes, &number, sizeof number) &&
           !memcmp(c.bytes + CHUNK_BYTES - sizeof number, &number, sizeof number);
}

START_TEST(no_two_in_use_overlap_and_all_goes_back)
{
    chunk_pool pool = {0};
    chunk_ref held[MANY];
    size_t count = 0;
    uint64_t seed = 7;

    for (int step = 0; step < 20000; step++) {
        bool take = count == 0 || (count < MANY && next_random(&seed) % 100 < 52);

        if (take) {
            bool dense = next_random(&seed) % 3 == 0;

            ck_assert_int_eq(chunk_take(&pool, dense, &held[count]), CHAFF_OK);
            count++;
            mark(held[count - 1], (uint32_t)(count - 1));
        } else {
            size_t at = next_random(&seed) % count;

            ck_assert(is_marked(held[at], (uint32_t)at));
            chunk_give(&pool, held[at]);
            held[at] = held[--count];
            if (at < count)
                mark(held[at], (uint32_t)at);
        }
        ck_assert_uint_eq(pool.used, count);
    }
    while (count > 0)
        chunk_give(&pool, held[--count]);
    ck_assert_uint_eq(pool.slabs, 0);
    ck_assert_ptr_null(pool.open[0]);
    ck_assert_ptr_null(pool.open[1]);
}
END_TEST

START_TEST(what_is_given_back_is_taken_again)
{
    chunk_pool pool = {0};
    chunk_ref held[MANY];
    size_t slabs;

    for (size_t i = 0; i < MANY; i++)
        ck_assert_int_eq(chunk_take(&pool, false, &held[i]), CHAFF_OK);
    slabs = pool.slabs;
    for (size_t i = 0; i < MANY; i += 2)
        chunk_give(&pool, held[i]);
    for (size_t i = 0; i < MANY; i += 2)
        ck_assert_int_eq(chunk_take(&pool, false, &held[i]), CHAFF_OK);
    ck_assert_uint_eq(pool.slabs, slabs);
    for (size_t i = 1; i < MANY; i++)
        chunk_give(&pool, held[i]);
    ck_assert_uint_le(pool.slabs, 2);
    chunk_give(&pool, held[0]);
    ck_assert_uint_eq(pool.slabs, 0);
}
END_TEST

static chaff_status take_and_give(size_t item, unsigned thread, void *self)
{
    chunk_ref held[40];
    chaff_status status = CHAFF_OK;
    size_t count = 0;

    (void)thread;
    for (; count < 40 && status == CHAFF_OK; count++) {
        status = chunk_take(self, count % 4 == 1, &held[count]);
        if (status == CHAFF_OK)
            mark(held[count], (uint32_t)(100 * item + count));
    }
    while (count > 0) {
        count--;
        if (!is_marked(held[count], (uint32_t)(100 * item + count)))
            status = CHAFF_ERR_STATE;
        chunk_give(self, held[count]);
    }
    return status;
}

START_TEST(threads_never_share_a_chunk)
{
    chunk_pool pool = {0};

    ck_assert_int_eq(parallel_for(4, 200, take_and_give, &pool), CHAFF_OK);
    ck_assert_uint_eq(pool.used, 0);
    ck_assert_uint_eq(pool.slabs, 0);
}
END_TEST

START_TEST(a_failed_allocation_leaves_the_pool_as_it_was)
{
    for (long n = 0; n < 4; n++) {
        chunk_pool pool = {0};
        chunk_ref c;

        mem_fail_after(n / 2);
        ck_assert_int_eq(chunk_take(&pool, n % 2, &c), CHAFF_ERR_MEMORY);
        mem_fail_after(-1);
        ck_assert_uint_eq(pool.used, 0);
        ck_assert_int_eq(chunk_take(&pool, n % 2, &c), CHAFF_OK);
        chunk_give(&pool, c);
        ck_assert_uint_eq(pool.slabs, 0);
    }
}
END_TEST

Suite *chunks_suite(void);
Suite *chunks_suite(void)
{
    Suite *suite = suite_create("chunks");
    TCase *core = tcase_create("core");

    tcase_add_test(core, no_two_in_use_overlap_and_all_goes_back);
    tcase_add_test(core, what_is_given_back_is_taken_again);
    tcase_add_test(core, threads_never_share_a_chunk);
    tcase_add_test(core, a_failed_allocation_leaves_the_pool_as_it_was);
    suite_add_tcase(suite, core);
    return suite;
}
