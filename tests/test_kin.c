/* test_kin.c - near/kin.h: what forms share is what merging whole sets finds
 *
 * Families of random sets: a base and copies that lack some of its hashes and have some
 * of their own, from hardly any to nearly all.
 */
#include "tests.h"

#include "base/mem.h"
#include "near/compare.h"
#include "near/kin.h"

Suite *kin_suite(void);

enum { FAMILIES = 6, COPIES = 40, MOST = 700 };

static uint64_t hashes[FAMILIES * COPIES][2 * MOST];
static size_t counts[FAMILIES * COPIES];

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static void make_copy(size_t number, const uint64_t *base, size_t count,
                      uint64_t *state)
{
    uint64_t changed = test_random(state) % 100;       /* in a hundred */
    uint64_t *set = hashes[number];
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        bool change = test_random(state) % 100 < changed / (1 + number % 5);

        if (!change)
            set[kept++] = base[i];
        else if (test_random(state) % 3)
            set[kept++] = test_random(state) % 5 ? test_random(state) : ~base[i];
    }
    qsort(set, kept, sizeof *set, by_value);
    counts[number] = 0;
    for (size_t i = 0; i < kept; i++)
        if (!i || set[i] != set[i - 1])
            set[counts[number]++] = set[i];
}

static void make_families(uint64_t *state)
{
    static uint64_t base[MOST];

    for (size_t f = 0; f < FAMILIES; f++) {
        size_t count = f ? 1 + test_random(state) % MOST : 0;

        for (size_t i = 0; i < count; i++)
            base[i] = test_random(state);
        for (size_t c = 0; c < COPIES; c++)
            make_copy(f * COPIES + c, base, count, state);
    }
}

static shingle_set set_of(size_t number)
{
    return (shingle_set){hashes[number], counts[number], false};
}

/* One document against others of all families; how often a form was known. */
static size_t meet_others(kin *k, size_t own, uint64_t *state)
{
    size_t known = 0;

    ck_assert_int_eq(kin_choose(k, (uint32_t)own, set_of(own)), CHAFF_OK);
    for (int i = 0; i < 60; i++) {
        size_t other = test_random(state) % (FAMILIES * COPIES), count = 0;
        uint64_t shared = 0;

        if (!kin_shared(k, (uint32_t)other, &shared, &count)) {
            kin_add(k, (uint32_t)other, set_of(other));
            continue;
        }
        known++;
        ck_assert_uint_eq(count, counts[other]);
        ck_assert_uint_eq(shared, compare_sets(hashes[own], counts[own], hashes[other],
                                               counts[other], 0));
    }
    return known;
}

START_TEST(what_forms_share_is_what_whole_sets_share)
{
    budget memory = {.limit = UINT64_MAX};
    uint64_t state = 5;
    size_t known = 0;
    kin k;

    kin_init(&k, &memory);
    for (int round = 0; round < 12; round++) {
        make_families(&state);
        for (int i = 0; i < 200; i++)
            known += meet_others(&k, test_random(&state) % (FAMILIES * COPIES), &state);
        kin_release(&k);       /* the next round has other texts under these numbers */
    }
    ck_assert_uint_gt(known, 1000);
    ck_assert_uint_eq(memory.used, 0);
}
END_TEST

/* More members than there is room for: the family forgets and goes on. */
START_TEST(a_family_without_end_stays_exact)
{
    budget memory = {.limit = UINT64_MAX};
    uint64_t state = 6, shared, base[MOST];
    size_t known = 0;
    kin k;

    kin_init(&k, &memory);
    for (size_t i = 0; i < MOST; i++)
        base[i] = test_random(&state);
    for (uint32_t d = 0; d < 20000; d++) {
        size_t count;

        make_copy(d % 4, base, MOST, &state);
        make_copy(4, base, MOST, &state);
        ck_assert_int_eq(kin_choose(&k, d, set_of(d % 4)), CHAFF_OK);
        kin_add(&k, d + 100000, set_of(4));
        if (!kin_shared(&k, d + 100000, &shared, &count))
            continue;
        known++;
        ck_assert_uint_eq(shared, compare_sets(hashes[d % 4], counts[d % 4], hashes[4],
                                               counts[4], 0));
    }
    ck_assert_uint_gt(known, 1000);
    kin_release(&k);
}
END_TEST

START_TEST(without_memory_there_is_no_family)
{
    budget memory = {.limit = 1000};
    uint64_t state = 7, shared;
    size_t count;
    chaff_status status = CHAFF_ERR_MEMORY;
    kin k;

    make_families(&state);
    kin_init(&k, &memory);
    ck_assert_int_eq(kin_choose(&k, 41, set_of(41)), CHAFF_OK);
    ck_assert(!kin_shared(&k, 42, &shared, &count));
    kin_release(&k);
    memory.limit = UINT64_MAX;
    for (long n = 0; status != CHAFF_OK; n++) {
        kin_init(&k, &memory);
        mem_fail_after(n);
        status = kin_choose(&k, 41, set_of(41));
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        kin_release(&k);
        ck_assert_uint_eq(memory.used, 0);
    }
}
END_TEST

Suite *kin_suite(void)
{
    Suite *suite = suite_create("kin");
    TCase *core = tcase_create("core");

    tcase_add_test(core, what_forms_share_is_what_whole_sets_share);
    tcase_add_test(core, a_family_without_end_stays_exact);
    tcase_add_test(core, without_memory_there_is_no_family);
    suite_add_tcase(suite, core);
    return suite;
}
