/* test_thin.c - what later rounds make of a thin index is what they make of the
 * whole */
#include "tests.h"

#include "boiler/laying.h"
#include "boiler/own.h"
#include "boiler/thin.h"

Suite *thin_suite(void);

enum { MOST = 3000, LEVELS = 4, STEP_LAST = SAMPLE_SPAN };

/* The sampled grams of one document. */
typedef struct sample {
    size_t count;
    uint32_t number[MOST];
    uint8_t kind[MOST];
    bool listed[MOST], shared[MOST];   /* what is shared is listed */
    evidence mark[MOST];               /* of listed ones */
} sample;

static uint64_t seed;
static sample whole, kept;
static uint64_t kept_own;      /* words, as counted while they were thinned */
static uint8_t entries[INDEX_RECORD * (MOST + THIN_GRAMS)], thin[INDEX_RECORD * MOST];

/* One listed gram in `rare`, in runs; anchors between minimizers that stand no further
 * than the sampler lets them. */
static void fill(size_t count, unsigned rare, unsigned anchors)
{
    bool listed = false;
    uint32_t number = (uint32_t)(test_random(&seed) % 3);
    uint32_t minimizer = number + SAMPLE_SPAN;         /* the next one, at the latest */

    whole.count = count;
    for (size_t i = 0; i < count; i++) {
        bool anchor = number < minimizer && test_random(&seed) % 8 < anchors;

        if (test_random(&seed) % 3 == 0)
            listed = test_random(&seed) % rare == 0;
        whole.number[i] = number;
        whole.kind[i] = anchor ? SAMPLE_ANCHOR : 0;
        whole.listed[i] = listed;
        whole.shared[i] = listed && test_random(&seed) % 3;
        whole.mark[i] = listed ? (evidence){(uint8_t)(test_random(&seed) % LEVELS),
            (uint8_t)(test_random(&seed) % LEVELS |
                      (test_random(&seed) % 2 ? EVIDENCE_AGAIN : 0))} : (evidence){0, 0};
        minimizer = anchor ? minimizer : number + SAMPLE_SPAN;
        number += 1 + (uint32_t)(test_random(&seed) % (minimizer - number));
    }
}

/* In groups of random sizes, through the bytes of the index. */
static void make_thin(uint64_t words)
{
    thinning t = {.at = thin};
    uint32_t number = 0;

    for (size_t i = 0; i < whole.count; i++) {
        entries[INDEX_RECORD * i] = (uint8_t)(i % PARTS | whole.kind[i]);
        entries[INDEX_RECORD * i + 1] = (uint8_t)(whole.number[i] - number);
        number = whole.number[i];
    }
    for (size_t i = 0, count; i < whole.count; i += count) {
        uint64_t listed = 0, shared = 0;

        count = 1 + test_random(&seed) % THIN_GRAMS;
        count = count < whole.count - i ? count : whole.count - i;
        for (size_t j = 0; j < count; j++) {
            listed |= (uint64_t)whole.listed[i + j] << j;
            shared |= (uint64_t)whole.shared[i + j] << j;
        }
        thin_grams(&t, entries + INDEX_RECORD * i, count, listed, shared);
    }
    thin_close(&t);
    kept_own = own_words(&t.own, words);
    ck_assert_uint_eq(t.entries * INDEX_RECORD, (size_t)(t.at - thin));
    kept.count = t.entries;
}

/* What replay makes of the entries: marks go to those that are not bare, in order. */
static void read_thin(void)
{
    uint32_t number = 0;
    size_t from = 0;

    for (size_t i = 0; i < kept.count; i++) {
        const uint8_t *entry = thin + INDEX_RECORD * i;
        bool bare = thin_bare(entry);

        number += thin_step(entry);
        kept.number[i] = number;
        kept.kind[i] = entry[0] & SAMPLE_ANCHOR;
        kept.listed[i] = !bare;
        kept.shared[i] = false;
        kept.mark[i] = (evidence){0, 0};
        if (bare)
            continue;
        while (from < whole.count && !whole.listed[from])
            from++;
        ck_assert_uint_lt(from, whole.count);
        ck_assert_uint_eq(number, whole.number[from]);
        ck_assert_uint_eq(entry[0], entries[INDEX_RECORD * from]);
        kept.shared[i] = whole.shared[from];
        kept.mark[i] = whole.mark[from++];
    }
    while (from < whole.count && !whole.listed[from])
        from++;
    ck_assert_uint_eq(from, whole.count);
}

static uint64_t count_own(const sample *s, uint64_t words)
{
    own_count own = {0};

    for (size_t i = 0; i < s->count; i++)
        own_see(&own, s->number[i], s->shared[i], s->kind[i]);
    return own_words(&own, words);
}

static void lay(laying *l, const sample *s, uint8_t *room, size_t grams)
{
    laying_start(l, room, grams);
    for (size_t i = 0, count; i < s->count; i += count) {
        count = s->count - i < LAY_MOST ? s->count - i : LAY_MOST;
        ck_assert(laying_take(l, s->number + i, s->kind + i, s->mark + i, count));
    }
    laying_end(l);
}

static void compare_rows(size_t grams)
{
    static laying a, b;
    uint8_t *room[2] = {malloc(laying_size(grams)), malloc(laying_size(grams))};

    lay(&a, &whole, room[0], grams);
    lay(&b, &kept, room[1], grams);
    for (int i = 0; i < LAID_ROWS; i++) {
        const uint8_t *x = laying_row(&a, (laid_kind)i), *y = laying_row(&b, (laid_kind)i);

        for (size_t g = 0; g < grams; g++)
            ck_assert_uint_eq(x ? x[g] : 0, y ? y[g] : 0);
    }
    free(room[0]);
    free(room[1]);
}

static void compare(void)
{
    size_t grams = whole.count ? whole.number[whole.count - 1] + STEP_LAST : STEP_LAST;

    make_thin(grams);
    read_thin();
    ck_assert_uint_le(kept.count, whole.count);
    ck_assert_uint_eq(count_own(&whole, grams), count_own(&kept, grams));
    ck_assert_uint_eq(count_own(&whole, grams), kept_own);
    compare_rows(grams);
}

START_TEST(own_words_and_rows_are_those_of_all_records)
{
    for (unsigned round = 0; round < 600; round++) {
        size_t count = test_random(&seed) % (round % 10 ? 120 : MOST);

        fill(count, 1 + (unsigned)(test_random(&seed) % 12), round % 7);
        compare();
    }
}
END_TEST

/* Steps of more than 14 bits. */
START_TEST(a_long_text_that_nothing_repeats_takes_a_few_entries)
{
    thinning t = {.at = thin};
    uint8_t group[INDEX_RECORD * THIN_GRAMS] = {0};
    uint32_t number = 4000 * THIN_GRAMS;

    for (size_t i = 0; i < number; i += THIN_GRAMS) {
        for (size_t j = 0; j < THIN_GRAMS; j++)
            group[INDEX_RECORD * j + 1] = i + j > 0;
        thin_grams(&t, group, THIN_GRAMS, 0, 0);
    }
    thin_close(&t);
    ck_assert_uint_eq(t.entries, 1 + (number - 1 + THIN_STEP - 1) / THIN_STEP);
    number = 0;
    for (size_t i = 0; i < t.entries; i++) {
        ck_assert(thin[INDEX_RECORD * i + 1] & THIN_BARE);
        number += thin_step(thin + INDEX_RECORD * i);
    }
    ck_assert_uint_eq(number, 4000 * THIN_GRAMS - 1);
}
END_TEST

static void setup(void)
{
    seed = 20261122;
}

Suite *thin_suite(void)
{
    Suite *s = suite_create("thin");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, NULL);
    tcase_add_test(core, own_words_and_rows_are_those_of_all_records);
    tcase_add_test(core, a_long_text_that_nothing_repeats_takes_a_few_entries);
    suite_add_tcase(s, core);
    return s;
}
