/* test_blocks.c - place_stars where blocks of ranks and the cache of sets show
 *
 * What a document is compared with may stand in earlier blocks, in its own, or in both;
 * nothing of that may show in the result.
 */
#include "near/sets.h"
#include "oracle_place.h"
#include "tests.h"

Suite *blocks_suite(void);

static void check_placing(world *w)
{
    oracle_result naive;

    oracle_place(w, &naive);
    for (unsigned threads = 1; threads < 4; threads++) {
        place_result r;

        w->in.threads = threads;
        ck_assert_int_eq(place_stars(&w->in, &r, NULL), CHAFF_OK);
        ck_assert_mem_eq(r.kept, naive.kept, w->documents * sizeof *naive.kept);
        ck_assert_uint_eq(r.counts.candidates, naive.candidates);
        ck_assert_uint_eq(r.counts.bucket_caps, naive.bucket_caps);
        ck_assert_uint_eq(r.counts.verify_caps, naive.verify_caps);
        place_release(&r);
    }
    free(naive.kept);
}

/* One large family stands at the start, around the first end of a block, and nowhere
 * else, so that candidates before and inside the block alternate in order. */
START_TEST(comparisons_run_out_alike_on_both_sides_of_a_block)
{
    uint64_t verify_caps = 0, bucket_caps = 0;

    for (uint64_t seed = 1; seed <= 6; seed++) {
        world w;
        oracle_result naive;

        world_families(&w, PLACE_BLOCK + 120, PLACE_BLOCK + 120, 24, 14, seed);
        world_isolate(&w, 60 + 10 * (uint32_t)seed, PLACE_BLOCK - 60);
        world_join_numbers(&w);
        w.in.lanes = seed % 2 ? w.in.lanes : NULL;
        w.in.least_lanes = 3;
        w.in.threshold = 0.75;
        w.in.per_bucket = seed % 3 ? 500 : 90;
        check_placing(&w);
        oracle_place(&w, &naive);
        verify_caps += naive.verify_caps;
        bucket_caps += naive.bucket_caps;
        free(naive.kept);
        world_free(&w);
    }
    ck_assert_uint_gt(verify_caps, 0);
    ck_assert_uint_gt(bucket_caps, 0);
}
END_TEST

/* The first document of the corpus would take D, but D's comparisons run out on others
 * of its block, which share more buckets. So D is kept, and E is its copy. */
START_TEST(a_match_before_the_block_may_come_too_late)
{
    enum { FIRST = PLACE_BLOCK, D = PLACE_BLOCK + PLACE_VERIFY, E, DOCUMENTS };
    world_key keys[2 * PLACE_VERIFY + 6];
    size_t count = 0;
    world w;
    place_result r;

    world_flood(&w, DOCUMENTS, 8, 8);
    world_isolate(&w, 1, D);
    for (uint32_t d = FIRST; d <= D; d++) {
        keys[count++] = (world_key){1, d};
        keys[count++] = (world_key){2, d};
    }
    keys[count++] = (world_key){3, 0};
    keys[count++] = (world_key){3, D};
    keys[count++] = (world_key){4, D};
    keys[count++] = (world_key){4, E};
    world_join_keys(&w, keys, count);
    w.in.lanes = NULL;
    check_placing(&w);
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.kept[D], PLACE_NONE);
    ck_assert_uint_eq(r.kept[E], D);
    ck_assert_uint_eq(r.counts.verify_caps, 1);
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(sets_come_back_whole_whatever_the_cache_holds)
{
    enum { DOCUMENTS = 300, ROUNDS = 30000 };
    world w;
    set_cache cache;
    uint64_t state = 3;
    int wrong = 0;

    world_flood(&w, DOCUMENTS, 2100, 1);
    for (uint32_t d = 0; d < DOCUMENTS; d++)
        w.counts[d] = d % 3 ? 7 * (size_t)d : d;
    w.memory.limit = 350000;
    ck_assert_int_eq(set_cache_init(&cache, &w.in, 0), CHAFF_OK);
    ck_assert_uint_eq(cache.room, 8192);
    for (int round = 0; round < ROUNDS; round++) {
        uint32_t d = (uint32_t)(test_random(&state) % (round % 2 ? DOCUMENTS : 10));
        size_t size = w.counts[d] * sizeof **w.sets;
        shingle_set set;

        ck_assert_int_eq(set_cache_get(&cache, d, &set, NULL), CHAFF_OK);
        wrong += set.count != w.counts[d];
        wrong += size && memcmp(set.hashes, w.sets[d], size);
    }
    ck_assert_int_eq(wrong, 0);
    ck_assert_uint_lt(w.fetched, ROUNDS * 3 / 4);
    set_cache_release(&cache);
    ck_assert_uint_eq(w.memory.used, 0);
    world_free(&w);
}
END_TEST

START_TEST(kept_sets_stay_where_they_are)
{
    enum { DOCUMENTS = 300, BLOCKS = 200, FETCHES = 60 };
    world w;
    set_cache cache;
    uint64_t state = 5;
    int wrong = 0, stayed = 0, full = 0;

    world_flood(&w, DOCUMENTS, 2100, 1);
    for (uint32_t d = 0; d < DOCUMENTS; d++)
        w.counts[d] = d % 3 ? 2 * (size_t)d : d;
    w.memory.limit = 350000;
    ck_assert_int_eq(set_cache_init(&cache, &w.in, 0), CHAFF_OK);
    for (int block = 0; block < BLOCKS; block++) {
        shingle_set sets[FETCHES];
        uint32_t documents[FETCHES];

        set_cache_keep(&cache);
        for (int i = 0; i < FETCHES; i++) {
            documents[i] = (uint32_t)(test_random(&state) % DOCUMENTS);
            ck_assert_int_eq(set_cache_get(&cache, documents[i], &sets[i], NULL), CHAFF_OK);
            wrong += sets[i].count != w.counts[documents[i]] ||
                     memcmp(sets[i].hashes, w.sets[documents[i]],
                            sets[i].count * sizeof **w.sets);
            full += cache.full;
        }
        for (int i = 0; i < FETCHES; i++) {
            stayed += sets[i].stays;
            wrong += sets[i].stays &&
                     memcmp(sets[i].hashes, w.sets[documents[i]],
                            sets[i].count * sizeof **w.sets);
        }
    }
    ck_assert_int_eq(wrong, 0);
    ck_assert_int_gt(stayed, BLOCKS * FETCHES / 3);
    ck_assert_int_gt(full, 0);
    set_cache_release(&cache);
    world_free(&w);
}
END_TEST

Suite *blocks_suite(void)
{
    Suite *suite = suite_create("blocks");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 120);
    tcase_add_test(core, comparisons_run_out_alike_on_both_sides_of_a_block);
    tcase_add_test(core, a_match_before_the_block_may_come_too_late);
    tcase_add_test(core, sets_come_back_whole_whatever_the_cache_holds);
    tcase_add_test(core, kept_sets_stay_where_they_are);
    suite_add_tcase(suite, core);
    return suite;
}
