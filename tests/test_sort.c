/* test_sort.c - base/sort.h against qsort
 *
 * The oracle sorts with the C library, keys first, place in the input second, which is
 * what a stable sort by key must give.
 */
#include "tests.h"

#include "base/sort.h"

enum { MOST = 3000 };

static sort_pair pairs[MOST], pairs_spare[MOST], pairs_truth[MOST];
static uint64_t keys[MOST], keys_spare[MOST], keys_truth[MOST];

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static int by_key_then_item(const void *a, const void *b)
{
    const sort_pair *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->item > y->item) - (x->item < y->item);
}

/* Keys of many shapes: all digits random, few values, one digit only, only high ones,
 * falling, extremes. */
static uint64_t key_of_shape(int shape, size_t i, uint64_t *state)
{
    uint64_t r = test_random(state);

    switch (shape) {
    case 0: return r;
    case 1: return r % 7;
    case 2: return (r & 0xFF) << 24;
    case 3: return r << 56;
    case 4: return UINT64_MAX - i;
    case 5: return r & 1 ? UINT64_MAX : 0;
    case 6: return 42;
    default: return r >> (r & 63);
    }
}

enum { SHAPES = 8 };

static void check_keys(int shape, size_t count, uint64_t *state)
{
    for (size_t i = 0; i < count; i++)
        keys[i] = keys_truth[i] = key_of_shape(shape, i, state);
    qsort(keys_truth, count, sizeof *keys, by_key);
    sort_keys(keys, keys_spare, count);
    for (size_t i = 0; i < count; i++)
        ck_assert_uint_eq(keys[i], keys_truth[i]);
}

static void check_pairs(int shape, size_t count, uint64_t *state)
{
    for (size_t i = 0; i < count; i++)
        pairs[i] = (sort_pair){key_of_shape(shape, i, state), (uint32_t)i,
                               (uint32_t)i * 3 + 1};
    memcpy(pairs_truth, pairs, count * sizeof *pairs);
    qsort(pairs_truth, count, sizeof *pairs, by_key_then_item);
    sort_pairs(pairs, pairs_spare, count);
    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_eq(pairs[i].key, pairs_truth[i].key);
        ck_assert_uint_eq(pairs[i].item, pairs_truth[i].item);
        ck_assert_uint_eq(pairs[i].more, pairs_truth[i].more);
    }
}

/* Every small count, where insertion ends and radix begins, and some large ones. */
static size_t next_count(size_t count)
{
    return count < 70 ? count + 1 : count * 3 / 2;
}

START_TEST(keys_come_out_as_qsort_has_them)
{
    uint64_t state = 1;

    for (size_t count = 0; count <= MOST; count = next_count(count))
        check_keys(_i, count, &state);
}
END_TEST

START_TEST(pairs_come_out_by_key_and_equal_keys_keep_their_order)
{
    uint64_t state = 2;

    for (size_t count = 0; count <= MOST; count = next_count(count))
        check_pairs(_i, count, &state);
}
END_TEST

START_TEST(unique_keeps_one_of_each_in_order)
{
    uint64_t state = 3;

    for (size_t count = 0; count <= MOST; count = next_count(count)) {
        size_t kept, expected = 0;

        for (size_t i = 0; i < count; i++)
            keys[i] = test_random(&state) % (1 + count / 2);
        sort_keys(keys, keys_spare, count);
        for (size_t i = 0; i < count; i++)
            if (!i || keys[i] != keys[i - 1])
                keys_truth[expected++] = keys[i];
        kept = sort_unique(keys, count);
        ck_assert_uint_eq(kept, expected);
        ck_assert(!kept || !memcmp(keys, keys_truth, kept * sizeof *keys));
    }
}
END_TEST

START_TEST(what_is_held_is_what_a_walk_finds)
{
    uint64_t state = 4;

    for (size_t count = 0; count < 70; count++) {
        for (size_t i = 0; i < count; i++)
            keys[i] = test_random(&state) % 100;
        sort_keys(keys, keys_spare, count);
        for (uint64_t key = 0; key <= 100; key++) {
            bool met = false;

            for (size_t i = 0; i < count; i++)
                met |= keys[i] == key;
            ck_assert(sort_holds(keys, count, key) == met);
        }
    }
}
END_TEST

Suite *sort_suite(void);
Suite *sort_suite(void)
{
    Suite *suite = suite_create("sort");
    TCase *core = tcase_create("core");

    tcase_add_loop_test(core, keys_come_out_as_qsort_has_them, 0, SHAPES);
    tcase_add_loop_test(core, pairs_come_out_by_key_and_equal_keys_keep_their_order, 0,
                        SHAPES);
    tcase_add_test(core, unique_keeps_one_of_each_in_order);
    tcase_add_test(core, what_is_held_is_what_a_walk_finds);
    suite_add_tcase(suite, core);
    return suite;
}
