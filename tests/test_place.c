/* test_place.c - place_stars against a naive walk; invariants, floods, failures */
#include "near/lists.h"
#include "oracle_place.h"
#include "tests.h"

Suite *place_suite(void);

static const unsigned thread_counts[] = {1, 2, 7};

/* Reads the rows as a user would: exact, of a kept document, ascending. */
static void check_rows(const world *w, const place_result *r)
{
    size_t row = 0;

    for (uint32_t d = 0; d < w->documents; d++) {
        const place_row *at = &r->rows[row];
        chaff_likeness real;

        if (r->kept[d] == PLACE_NONE)
            continue;
        ck_assert_uint_lt(row, r->row_count);
        ck_assert_uint_eq(at->document, d);
        ck_assert_uint_eq(at->kept, r->kept[d]);
        ck_assert_uint_eq(r->kept[at->kept], PLACE_NONE);
        ck_assert(oracle_reaches(w, d, at->kept));
        likeness_of_counts(w->counts[d], w->counts[at->kept],
                           oracle_shared(w, d, at->kept), &real);
        ck_assert_mem_eq(&real, &at->likeness, sizeof real);
        row++;
    }
    ck_assert_uint_eq(row, r->row_count);
}

static bool share_bucket(const world *w, uint32_t a, uint32_t b)
{
    const buckets *of = &w->joined;

    for (uint64_t i = of->first[a]; i < of->first[a + 1]; i++)
        for (uint64_t j = of->first[b]; j < of->first[b + 1]; j++)
            if (of->of[i] == of->of[j])
                return true;
    return false;
}

static void check_like(const place_result *a, const place_result *b, uint32_t documents)
{
    ck_assert_mem_eq(a->kept, b->kept, documents * sizeof *a->kept);
    ck_assert_uint_eq(a->row_count, b->row_count);
    if (a->row_count)
        ck_assert_mem_eq(a->rows, b->rows, a->row_count * sizeof *a->rows);
    ck_assert_mem_eq(&a->counts, &b->counts, sizeof a->counts);
}

/* Against the oracle, for every number of threads and with next to no memory. */
static void check_placing(world *w)
{
    oracle_result naive;
    place_result first;
    chaff_error err = {0};

    oracle_place(w, &naive);
    w->in.threads = 1;
    ck_assert_int_eq(place_stars(&w->in, &first, &err), CHAFF_OK);
    ck_assert_mem_eq(first.kept, naive.kept, w->documents * sizeof *naive.kept);
    ck_assert_uint_eq(first.counts.candidates, naive.candidates);
    ck_assert_uint_eq(first.counts.bucket_caps, naive.bucket_caps);
    ck_assert_uint_eq(first.counts.verify_caps, naive.verify_caps);
    check_rows(w, &first);
    for (size_t t = 0; t < 2 * sizeof thread_counts / sizeof *thread_counts; t++) {
        place_result other;

        w->in.threads = thread_counts[t / 2];
        w->memory.limit = w->memory.used + (UINT64_C(1) << (t % 2 ? 23 : 40));
        ck_assert_int_eq(place_stars(&w->in, &other, &err), CHAFF_OK);
        check_like(&first, &other, w->documents);
        place_release(&other);
    }
    place_release(&first);
    ck_assert_uint_eq(w->memory.used, 0);
    free(naive.kept);
}

START_TEST(placing_equals_the_serial_walk)
{
    for (uint64_t seed = 1; seed <= 12; seed++) {
        world w;

        world_families(&w, 400, 2 + (uint32_t)seed, 40, 10, seed);
        if (seed % 2)
            world_join_numbers(&w);
        else
            world_join_bands(&w, 12);
        world_shuffle(&w, 0, seed);
        w.in.threshold = 0.3 + 0.05 * (double)seed;
        w.in.least_lanes = seed % 3 ? 0 : 10;
        w.in.least_shared = seed % 4 ? 1 : 3;
        w.in.containment = seed % 5 == 0;
        check_placing(&w);
        world_free(&w);
    }
}
END_TEST

START_TEST(placing_equals_the_serial_walk_across_blocks)
{
    world w;

    world_families(&w, PLACE_BLOCK + 1500, 6, 24, 8, 99);
    world_join_bands(&w, 4);
    world_shuffle(&w, 500, 3);
    w.in.threshold = 0.6;
    w.in.least_lanes = 9;
    check_placing(&w);
    world_free(&w);
}
END_TEST

START_TEST(placing_equals_the_serial_walk_where_caps_bite)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        world w;
        place_result r;

        world_families(&w, 500, 250, 30, 20, seed);
        world_join_numbers(&w);
        world_shuffle(&w, seed % 3 ? 0 : 20, seed);
        w.in.threshold = 0.8;
        w.in.per_bucket = seed % 2 ? 1 + (uint32_t)seed : 100;
        if (seed > 4)
            w.in.lanes = NULL;
        check_placing(&w);
        ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
        ck_assert(seed % 2 ? r.counts.bucket_caps > 0 : r.counts.verify_caps > 0);
        place_release(&r);
        world_free(&w);
    }
}
END_TEST

START_TEST(placing_across_groups_equals_the_serial_walk)
{
    for (uint64_t seed = 1; seed <= 8; seed++) {
        world w;
        place_result r;

        world_families(&w, 400, seed % 2 ? 8 : 150, 30, 8, seed);
        world_join_numbers(&w);
        world_shuffle(&w, seed % 4 ? 0 : 30, seed);
        for (uint32_t d = 0; d < w.documents; d++)
            w.groups[d] = seed % 3 ? w.groups[d] : d % 2 ? d : 0;
        w.in.per_bucket = seed % 2 ? 64 : 3;
        world_set_across(&w);
        check_placing(&w);
        ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
        for (uint32_t d = 0; d < w.documents; d++)
            if (r.kept[d] != PLACE_NONE)
                ck_assert_uint_ne(w.groups[d], w.groups[r.kept[d]]);
        place_release(&r);
        world_free(&w);
    }
}
END_TEST

START_TEST(pinned_documents_always_stay)
{
    for (uint64_t seed = 1; seed <= 6; seed++) {
        world w;
        place_result r;

        world_families(&w, 400, 8, 30, 6, seed);
        world_join_numbers(&w);
        world_shuffle(&w, 60, seed);
        w.in.only_pinned = seed % 2;
        check_placing(&w);
        ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
        ck_assert_uint_gt(r.row_count, 0);
        for (uint32_t d = 0; d < w.documents; d++) {
            if (w.pinned[d])
                ck_assert_uint_eq(r.kept[d], PLACE_NONE);
            if (w.in.only_pinned && r.kept[d] != PLACE_NONE)
                ck_assert(w.pinned[r.kept[d]]);
        }
        place_release(&r);
        world_free(&w);
    }
}
END_TEST

START_TEST(documents_outside_the_order_take_no_part)
{
    world w;
    place_result r;

    world_families(&w, 300, 6, 30, 6, 5);
    world_join_numbers(&w);
    world_shuffle(&w, 0, 5);
    w.in.ranked = 100;
    check_placing(&w);
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    for (uint32_t rank = w.in.ranked; rank < w.documents; rank++)
        ck_assert_uint_eq(r.kept[w.order[rank]], PLACE_NONE);
    place_release(&r);
    w.in.ranked = 0;
    check_placing(&w);
    world_free(&w);
}
END_TEST

/* Greedy over all pairs, without buckets: the kept set must be the same. */
START_TEST(without_caps_the_kept_are_those_of_all_pairs)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        world w;
        place_result r;
        bool *kept;

        world_families(&w, 300, 5, 40, 12, seed);
        world_join_numbers(&w);
        world_shuffle(&w, 0, seed);
        w.in.threshold = 0.4 + 0.05 * (double)seed;
        w.in.containment = seed % 3 == 0;
        w.in.per_bucket = w.documents;
        w.in.lanes = NULL;
        ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
        ck_assert_uint_eq(r.counts.bucket_caps + r.counts.verify_caps, 0);
        kept = calloc(w.documents, sizeof *kept);
        for (uint32_t rank = 0; rank < w.documents; rank++) {
            uint32_t d = w.order[rank];

            kept[d] = true;
            for (uint32_t e = 0; e < rank && kept[d]; e++)
                kept[d] = !(kept[w.order[e]] && oracle_reaches(&w, d, w.order[e]));
            ck_assert_int_eq(kept[d], r.kept[d] == PLACE_NONE);
        }
        free(kept);
        place_release(&r);
        world_free(&w);
    }
}
END_TEST

START_TEST(no_two_kept_documents_of_a_bucket_reach_the_threshold)
{
    for (uint64_t seed = 1; seed <= 4; seed++) {
        world w;
        place_result r;

        world_families(&w, 400, 8, 30, 8, seed);
        world_join_bands(&w, 10);
        world_shuffle(&w, 0, seed);
        w.in.lanes = NULL;
        w.in.threads = 2;
        ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
        ck_assert_uint_eq(r.counts.bucket_caps + r.counts.verify_caps, 0);
        for (uint32_t a = 0; a < w.documents; a++)
            for (uint32_t b = 0; b < a; b++)
                if (r.kept[a] == PLACE_NONE && r.kept[b] == PLACE_NONE)
                    ck_assert(!(share_bucket(&w, a, b) && oracle_reaches(&w, a, b)));
        place_release(&r);
        world_free(&w);
    }
}
END_TEST

START_TEST(an_excerpt_goes_and_the_whole_never_does)
{
    world w;
    place_result r;

    world_flood(&w, 2, 100, 100);
    w.counts[0] = 20;
    world_join_numbers(&w);
    w.in.lanes = NULL;
    w.in.threshold = 0.9;
    w.in.containment = true;
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.row_count, 0);
    place_release(&r);
    w.order[0] = 1;
    w.order[1] = 0;
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.row_count, 1);
    ck_assert_uint_eq(r.kept[0], 1);
    ck_assert(r.rows[0].likeness.a_in_b == 1);
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(four_of_five_reaches_eight_tenths)
{
    world w;
    place_result r;

    world_flood(&w, 2, 5, 5);
    w.counts[1] = 4;
    world_join_numbers(&w);
    w.in.threshold = 0.8;
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.row_count, 1);
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(a_flood_of_copies_costs_one_comparison_each)
{
    enum { DOCUMENTS = 100000 };
    world w;
    place_result r;

    world_flood(&w, DOCUMENTS, 30, 29);
    world_join_all(&w, 4);
    w.in.threads = 2;
    w.memory.limit = UINT64_C(64) << 20;
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.row_count, DOCUMENTS - 1);
    /* Inside the first block there is nothing to be compared with before the walk. */
    ck_assert_uint_eq(r.counts.verified, DOCUMENTS - 1);
    ck_assert_uint_eq(r.counts.candidates, DOCUMENTS - 1);
    ck_assert_uint_le(w.fetched, 2 * DOCUMENTS);
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(a_flood_of_unlike_documents_stays_linear)
{
    enum { DOCUMENTS = 20000, BUCKETS = 3 };
    world w;
    place_result r;

    world_flood(&w, DOCUMENTS, 8, 4);
    world_join_all(&w, BUCKETS);
    w.in.lanes = NULL;
    w.memory.limit = UINT64_C(64) << 20;
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_eq(r.row_count, 0);
    ck_assert_uint_le(r.counts.candidates, (uint64_t)DOCUMENTS * PLACE_PER_BUCKET);
    ck_assert_uint_le(r.counts.verified, (uint64_t)DOCUMENTS * PLACE_VERIFY);
    ck_assert_uint_eq(r.counts.bucket_caps, DOCUMENTS - PLACE_PER_BUCKET - 1);
    place_release(&r);
    for (uint32_t d = 0; d < w.documents; d++)
        w.groups[d] = d;
    world_set_across(&w);
    ck_assert_int_eq(place_stars(&w.in, &r, NULL), CHAFF_OK);
    ck_assert_uint_le(r.counts.candidates, (uint64_t)DOCUMENTS * 2 * PLACE_PER_BUCKET);
    ck_assert_uint_le(r.counts.verified, (uint64_t)DOCUMENTS * PLACE_VERIFY);
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(lists_of_a_flood_hold_no_more_than_their_caps)
{
    const uint32_t most = PLACE_PER_BUCKET;
    world w;
    bucket_lists lists;

    world_flood(&w, 10000, 2, 1);
    world_join_all(&w, 10);
    w.memory.limit = 10 * (most + 2) * sizeof(uint32_t) + 11 * sizeof(uint64_t);
    ck_assert_int_eq(lists_init(&lists, &w.in, most, NULL), CHAFF_OK);
    lists_release(&lists);
    ck_assert_uint_eq(w.memory.used, 0);
    w.memory.limit--;
    ck_assert_int_eq(lists_init(&lists, &w.in, most, NULL), CHAFF_ERR_LIMIT);
    ck_assert_uint_eq(w.memory.used, 0);
    world_free(&w);
}
END_TEST

START_TEST(a_budget_that_is_too_small_is_said_so)
{
    world w;
    place_result r;
    chaff_status status;

    world_families(&w, 400, 8, 30, 6, 1);
    world_join_bands(&w, 4);
    for (w.memory.limit = 0;; w.memory.limit += 20000) {
        chaff_error err = {0};

        status = place_stars(&w.in, &r, &err);
        if (status == CHAFF_OK)
            break;
        ck_assert_int_eq(status, CHAFF_ERR_LIMIT);
        ck_assert_int_eq(err.status, CHAFF_ERR_LIMIT);
        ck_assert_ptr_nonnull(strstr(err.text, "-m"));
        ck_assert_ptr_null(r.kept);
        ck_assert_uint_eq(w.memory.used, 0);
    }
    place_release(&r);
    world_free(&w);
}
END_TEST

START_TEST(a_document_that_is_gone_ends_the_run_with_its_sentence)
{
    world w;
    place_result r;

    world_families(&w, 400, 8, 30, 6, 1);
    world_join_numbers(&w);
    w.failing = 17;
    for (unsigned threads = 1; threads <= 3; threads++) {
        chaff_error err = {0};

        w.in.threads = threads;
        ck_assert_int_eq(place_stars(&w.in, &r, &err), CHAFF_ERR_IO);
        ck_assert_str_eq(err.text, "this document is gone");
        ck_assert_ptr_null(r.kept);
        ck_assert_ptr_null(r.rows);
        ck_assert_uint_eq(w.memory.used, 0);
    }
    world_free(&w);
}
END_TEST

START_TEST(placing_survives_every_allocation_failure)
{
    world w;
    place_result whole;
    int failures = 0;

    world_families(&w, 200, 8, 30, 6, 1);
    world_join_bands(&w, 6);
    ck_assert_int_eq(place_stars(&w.in, &whole, NULL), CHAFF_OK);
    for (long n = 0; n < 100; n++) {
        place_result r;
        chaff_status status;

        mem_fail_after(n);
        status = place_stars(&w.in, &r, NULL);
        mem_fail_after(-1);
        if (status == CHAFF_OK) {
            check_like(&whole, &r, w.documents);
        } else {
            ck_assert_int_eq(status, CHAFF_ERR_MEMORY);
            ck_assert_ptr_null(r.kept);
            ck_assert_ptr_null(r.rows);
            failures++;
        }
        place_release(&r);
    }
    ck_assert_int_gt(failures, 10);
    place_release(&whole);
    ck_assert_uint_eq(w.memory.used, 0);
    world_free(&w);
}
END_TEST

Suite *place_suite(void)
{
    Suite *suite = suite_create("place");
    TCase *oracle = tcase_create("oracle"), *invariants = tcase_create("invariants");
    TCase *floods = tcase_create("floods"), *failures = tcase_create("failures");

    tcase_set_timeout(oracle, 120);
    tcase_add_test(oracle, placing_equals_the_serial_walk);
    tcase_add_test(oracle, placing_equals_the_serial_walk_across_blocks);
    tcase_add_test(oracle, placing_equals_the_serial_walk_where_caps_bite);
    tcase_add_test(oracle, placing_across_groups_equals_the_serial_walk);
    suite_add_tcase(suite, oracle);
    tcase_set_timeout(invariants, 60);
    tcase_add_test(invariants, pinned_documents_always_stay);
    tcase_add_test(invariants, documents_outside_the_order_take_no_part);
    tcase_add_test(invariants, without_caps_the_kept_are_those_of_all_pairs);
    tcase_add_test(invariants, no_two_kept_documents_of_a_bucket_reach_the_threshold);
    tcase_add_test(invariants, an_excerpt_goes_and_the_whole_never_does);
    tcase_add_test(invariants, four_of_five_reaches_eight_tenths);
    suite_add_tcase(suite, invariants);
    tcase_set_timeout(floods, 120);
    tcase_add_test(floods, a_flood_of_copies_costs_one_comparison_each);
    tcase_add_test(floods, a_flood_of_unlike_documents_stays_linear);
    tcase_add_test(floods, lists_of_a_flood_hold_no_more_than_their_caps);
    suite_add_tcase(suite, floods);
    tcase_add_test(failures, a_budget_that_is_too_small_is_said_so);
    tcase_add_test(failures, a_document_that_is_gone_ends_the_run_with_its_sentence);
    tcase_add_test(failures, placing_survives_every_allocation_failure);
    suite_add_tcase(suite, failures);
    return suite;
}
