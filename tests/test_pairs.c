/* test_pairs.c - place_pairs against a naive walk, its order, floods and failures */
#include "near/runs.h"
#include "oracle_place.h"
#include "tests.h"

Suite *pairs_suite(void);

typedef struct seen {
    const world *w;
    const oracle_pairs *naive;
    uint64_t count, last;
    uint64_t digest;           /* of all that was given */
    uint64_t stop_at;
} seen;

static uint64_t mix_bytes(uint64_t digest, const void *bytes, size_t size)
{
    const uint8_t *b = bytes;

    for (size_t i = 0; i < size; i++)
        digest = (digest ^ b[i]) * UINT64_C(0x100000001b3);
    return digest;
}

static chaff_status take_pair(void *self, uint32_t a, uint32_t b,
                              const chaff_likeness *likeness)
{
    seen *s = self;
    uint64_t key = (uint64_t)a << 32 | b;

    if (a >= b || (s->count && key <= s->last))
        ck_abort_msg("pair %u %u is out of order", (unsigned)a, (unsigned)b);
    s->last = key;
    if (++s->count == s->stop_at)
        return CHAFF_ERR_STOPPED;
    s->digest = mix_bytes(s->digest, &key, sizeof key);
    s->digest = mix_bytes(s->digest, likeness, sizeof *likeness);
    if (s->naive) {
        chaff_likeness real;

        likeness_of_counts(s->w->counts[a], s->w->counts[b], oracle_shared(s->w, a, b),
                           &real);
        if (!s->naive->is_pair[(size_t)a * s->w->documents + b]
            || memcmp(&real, likeness, sizeof real))
            ck_abort_msg("pair %u %u is wrong", (unsigned)a, (unsigned)b);
    }
    return CHAFF_OK;
}

static void check_pairs(world *w, uint32_t per_document)
{
    static const unsigned thread_counts[] = {1, 2, 7};
    oracle_pairs naive;
    place_counts first;
    uint64_t digest = 0;
    place_input *in = &w->in;

    oracle_find_pairs(w, per_document, &naive);
    for (int t = 0; t < 6; t++) {
        seen s = {.w = w, .naive = &naive};
        place_counts counts;

        w->in.threads = thread_counts[t / 2];
        w->memory.limit = t % 2 ? UINT64_C(4) << 20 : UINT64_MAX;
        ck_assert_int_eq(place_pairs(in, per_document, take_pair, &s, &counts, NULL),
                         CHAFF_OK);
        ck_assert_uint_eq(s.count, naive.count);
        ck_assert_uint_eq(counts.candidates, naive.candidates);
        ck_assert_uint_eq(counts.bucket_caps, naive.bucket_caps);
        ck_assert_uint_eq(counts.verify_caps, naive.verify_caps);
        ck_assert_uint_eq(counts.pair_caps, naive.pair_caps);
        if (t) {
            ck_assert_mem_eq(&counts, &first, sizeof first);
            ck_assert_uint_eq(s.digest, digest);
        }
        first = counts;
        digest = s.digest;
        ck_assert_uint_eq(w->memory.used, 0);
    }
    free(naive.is_pair);
}

START_TEST(pairs_equal_the_naive_walk)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        world w;

        world_families(&w, 300, 2 + 2 * (uint32_t)seed, 40, 12, seed);
        if (seed % 2)
            world_join_numbers(&w);
        else
            world_join_bands(&w, 12);
        world_shuffle(&w, seed % 4 ? 0 : 40, seed);
        w.in.only_pinned = seed % 8 == 0;
        w.in.threshold = 0.3 + 0.05 * (double)seed;
        w.in.least_lanes = seed % 3 ? 0 : 10;
        w.in.least_shared = seed % 5 ? 1 : 3;
        w.in.containment = seed % 5 == 0;
        if (seed % 7 == 0)
            world_set_across(&w);
        check_pairs(&w, 256);
        world_free(&w);
    }
}
END_TEST

START_TEST(pairs_equal_the_naive_walk_where_caps_bite)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        world w;

        world_families(&w, 400, 200, 30, 12, seed);
        if (seed % 2)
            world_join_numbers(&w);
        else
            world_join_bands(&w, 8);
        world_shuffle(&w, 0, seed);
        w.in.per_bucket = 4;
        w.in.threshold = seed % 3 ? 0.5 : 0.95;
        if (seed > 4)
            world_set_across(&w);
        check_pairs(&w, (uint32_t)seed % 4);
        world_free(&w);
    }
}
END_TEST

/* Every number that two documents share is a bucket: nothing can be missed. */
START_TEST(without_caps_pairs_are_all_pairs)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        world w;
        seen s = {.w = &w};
        place_counts counts;
        uint64_t pairs = 0;

        world_families(&w, 300, 6, 40, 12, seed);
        world_join_numbers(&w);
        world_shuffle(&w, 0, seed);
        w.in.threshold = 0.5;
        w.in.containment = seed % 2;
        w.in.lanes = NULL;
        for (uint32_t a = 0; a < w.documents; a++)
            for (uint32_t b = 0; b < a; b++)
                pairs += oracle_reaches(&w, a, b) || oracle_reaches(&w, b, a);
        ck_assert_int_eq(place_pairs(&w.in, w.documents, take_pair, &s, &counts, NULL),
                         CHAFF_OK);
        ck_assert_uint_eq(s.count, pairs);
        world_free(&w);
    }
}
END_TEST

START_TEST(a_flood_of_copies_gives_a_linear_number_of_pairs)
{
    enum { DOCUMENTS = 10000, EACH = 16 };
    world w;
    uint64_t digest = 0;

    world_flood(&w, DOCUMENTS, 12, 11);
    world_join_all(&w, 3);
    world_shuffle(&w, 0, 1);
    w.in.per_bucket = EACH;
    for (int t = 0; t < 3; t++) {
        seen s = {.w = &w};
        place_counts counts;

        w.in.threads = (unsigned)t + 1;
        w.memory.limit = t == 1 ? UINT64_C(2) << 20 : UINT64_MAX;
        ck_assert_int_eq(place_pairs(&w.in, EACH, take_pair, &s, &counts, NULL),
                         CHAFF_OK);
        ck_assert_uint_eq(s.count, (DOCUMENTS - EACH) * EACH + EACH * (EACH - 1) / 2);
        ck_assert_uint_eq(counts.verified, s.count);
        ck_assert_uint_eq(counts.candidates, s.count);
        ck_assert_uint_eq(counts.bucket_caps, DOCUMENTS - EACH - 1);
        ck_assert(!t || s.digest == digest);
        digest = s.digest;
    }
    world_free(&w);
}
END_TEST

START_TEST(a_caller_that_stops_is_obeyed)
{
    world w;
    seen s = {.w = &w, .stop_at = 5};
    place_counts counts;

    world_flood(&w, 50, 12, 11);
    world_join_all(&w, 1);
    ck_assert_int_eq(place_pairs(&w.in, 256, take_pair, &s, &counts, NULL),
                     CHAFF_ERR_STOPPED);
    ck_assert_uint_eq(s.count, 5);
    ck_assert_uint_eq(w.memory.used, 0);
    world_free(&w);
}
END_TEST

START_TEST(a_document_that_is_gone_ends_pairing_with_its_sentence)
{
    world w;

    world_families(&w, 300, 8, 30, 6, 1);
    world_join_numbers(&w);
    w.failing = 17;
    for (unsigned threads = 1; threads <= 3; threads++) {
        seen s = {.w = &w};
        chaff_error err = {0};
        place_counts counts;

        w.in.threads = threads;
        ck_assert_int_eq(place_pairs(&w.in, 256, take_pair, &s, &counts, &err),
                         CHAFF_ERR_IO);
        ck_assert_str_eq(err.text, "this document is gone");
        ck_assert_uint_eq(s.count, 0);
        ck_assert_uint_eq(w.memory.used, 0);
    }
    world_free(&w);
}
END_TEST

START_TEST(pairing_survives_every_allocation_failure)
{
    world w;
    uint64_t digest = 0;
    int failures = 0;

    world_families(&w, 200, 8, 30, 6, 1);
    world_join_bands(&w, 6);
    for (long n = -1; n < 100; n++) {
        seen s = {.w = &w};
        place_counts counts;
        chaff_status status;

        mem_fail_after(n);
        status = place_pairs(&w.in, 256, take_pair, &s, &counts, NULL);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        if (n < 0)
            digest = s.digest;
        if (status == CHAFF_OK)
            ck_assert_uint_eq(s.digest, digest);
        failures += status != CHAFF_OK;
        ck_assert_uint_eq(w.memory.used, 0);
    }
    ck_assert_int_gt(failures, 10);
    world_free(&w);
}
END_TEST

/* More pairs than one run holds, added in random order by one thread and another. */
START_TEST(runs_come_back_in_order_from_disk_too)
{
    enum { PAIRS = 300000 };
    uint32_t *numbers = calloc(PAIRS, sizeof *numbers);
    uint64_t state = 7;

    for (uint32_t i = 0; i < PAIRS; i++)
        numbers[i] = i;
    for (uint32_t i = PAIRS; i > 1; i--) {
        uint32_t j = (uint32_t)(test_random(&state) % i), swap = numbers[i - 1];

        numbers[i - 1] = numbers[j];
        numbers[j] = swap;
    }
    for (int t = 0; t < 2; t++) {
        budget memory = {.limit = t ? 100000 : UINT64_MAX, .folder = "/tmp"};
        pair_runs *runs;
        seen s = {0};

        ck_assert_int_eq(pair_runs_new(&runs, 2, &memory), CHAFF_OK);
        for (uint32_t i = 0; i < PAIRS; i++) {
            pair_record pair = {numbers[i] / 7, PAIRS + numbers[i], 9, 9, 8};

            if (pair_runs_add(runs, numbers[i] % 3 == 0, &pair, NULL) != CHAFF_OK)
                ck_abort_msg("a pair was refused");
        }
        ck_assert_int_eq(pair_runs_merge(runs, take_pair, &s, NULL), CHAFF_OK);
        ck_assert_uint_eq(s.count, PAIRS);
        pair_runs_free(runs);
        ck_assert_uint_eq(memory.used, 0);
    }
    free(numbers);
}
END_TEST

Suite *pairs_suite(void)
{
    Suite *suite = suite_create("pairs");
    TCase *oracle = tcase_create("oracle"), *floods = tcase_create("floods");
    TCase *failures = tcase_create("failures");

    tcase_set_timeout(oracle, 120);
    tcase_add_test(oracle, pairs_equal_the_naive_walk);
    tcase_add_test(oracle, pairs_equal_the_naive_walk_where_caps_bite);
    tcase_add_test(oracle, without_caps_pairs_are_all_pairs);
    suite_add_tcase(suite, oracle);
    tcase_set_timeout(floods, 120);
    tcase_add_test(floods, a_flood_of_copies_gives_a_linear_number_of_pairs);
    tcase_add_test(floods, runs_come_back_in_order_from_disk_too);
    suite_add_tcase(suite, floods);
    tcase_add_test(failures, a_caller_that_stops_is_obeyed);
    tcase_add_test(failures, a_document_that_is_gone_ends_pairing_with_its_sentence);
    tcase_add_test(failures, pairing_survives_every_allocation_failure);
    suite_add_tcase(suite, failures);
    return suite;
}
