/* test_repeats.c - keys that others have too, against sorting all of them
 *
 * The oracle sorts keys and items with the C library and looks at neighbours.
 */
#include "base/repeats.h"
#include "base/sieve.h"
#include "tests.h"

enum { MOST = 5000, SHAPES = 5 };

static sort_pair truth[MOST];
static uint64_t keys[MOST];

static int by_key_then_item(const void *a, const void *b)
{
    const sort_pair *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

static uint64_t key_of(const void *self, uint32_t item)
{
    return ((const uint64_t *)self)[item];
}

/* Hashes, few values, small numbers, extremes, one value. */
static void make_keys(int shape, size_t count, uint64_t *state)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t r = test_random(state);

        keys[i] = shape == 0 ? r : shape == 1 ? r % 7 * UINT64_C(0x9e3779b97f4a7c15) :
                  shape == 2 ? r % (count + 1) : shape == 3 ? -(r & 1) : 42;
        truth[i] = (sort_pair){keys[i], (uint32_t)i, 0};
    }
    qsort(truth, count, sizeof *truth, by_key_then_item);
}

static bool is_shared(size_t i, size_t count)
{
    return (i && truth[i - 1].key == truth[i].key) ||
           (i + 1 < count && truth[i + 1].key == truth[i].key);
}

START_TEST(all_that_share_a_key_come_in_order)
{
    uint64_t state = 4;

    for (uint32_t count = 0; count <= MOST; count = count < 9 ? count + 1 : 2 * count) {
        sort_pair *pairs;
        size_t left, at = 0;

        make_keys(_i, count, &state);
        ck_assert_int_eq(repeats_find(count, key_of, keys, &pairs, &left), CHAFF_OK);
        for (size_t i = 0; i < count; i++) {
            bool kept = at < left && pairs[at].item == truth[i].item;

            ck_assert(kept || !is_shared(i, count));
            ck_assert(!kept || pairs[at].key == truth[i].key);
            at += kept;
        }
        ck_assert_uint_eq(at, left);
        mem_free(pairs);
    }
}
END_TEST

START_TEST(of_lonely_hashes_one_in_nine_is_let_through)
{
    uint64_t state = 7, let = 0;
    sieve s;

    make_keys(0, MOST, &state);
    ck_assert_int_eq(sieve_init(&s, MOST), CHAFF_OK);
    for (int round = 0; round < 2; round++) {
        sieve_clear(&s);
        sieve_mark(&s, keys, MOST / 2);
        sieve_mark(&s, keys + MOST / 2, MOST - MOST / 2);
    }
    for (size_t i = 0; i < MOST; i++)
        let += sieve_lets(&s, keys[i]);
    ck_assert_uint_le(let, sieve_most(&s));
    ck_assert_uint_gt(let, MOST / 12);
    ck_assert_uint_lt(let, MOST / 7);
    sieve_release(&s);
}
END_TEST

START_TEST(a_failed_allocation_is_reported)
{
    uint64_t state = 1;
    chaff_status status;
    sort_pair *pairs;
    size_t count;
    long n = 0;

    make_keys(1, 100, &state);
    do {
        mem_fail_after(n++);
        status = repeats_find(100, key_of, keys, &pairs, &count);
        ck_assert(status == CHAFF_OK || (!pairs && !count));
    } while (status == CHAFF_ERR_MEMORY);
    mem_fail_after(-1);
    ck_assert_int_eq(status, CHAFF_OK);
    ck_assert_int_ge(n, 4);
    ck_assert_uint_eq(count, 100);
    mem_free(pairs);
}
END_TEST

Suite *repeats_suite(void);
Suite *repeats_suite(void)
{
    Suite *suite = suite_create("repeats");
    TCase *core = tcase_create("core");

    tcase_add_loop_test(core, all_that_share_a_key_come_in_order, 0, SHAPES);
    tcase_add_test(core, of_lonely_hashes_one_in_nine_is_let_through);
    tcase_add_test(core, a_failed_allocation_is_reported);
    suite_add_tcase(suite, core);
    return suite;
}
