/* test_pass.c - judging block by block equals judging from stored evidence, and what is
 * measured of a unit equals the naive count over its words */
#include <stdio.h>

#include "base/spool.h"
#include "boiler/count.h"
#include "boiler/measure.h"
#include "boiler/model.h"
#include "boiler/pass.h"
#include "boiler/rows.h"
#include "oracle_boiler.h"
#include "tests.h"

enum { STOCK = 8 };

static corpus docs;
static uint64_t seed;

static void add_singles(char *to, size_t words)
{
    for (size_t i = 0; i < words; i++)
        sprintf(to + 3 * i, "\xE4\xB8%c", (int)(0x80 + test_random(&seed) % 64));
}

/* Own text between phrases from a stock, in letters and in Han; lines, heads, and texts
 * that say something twice. */
static void fill(size_t count)
{
    char *stock[STOCK], han[4 * 40];

    add_singles(han, 40);
    for (size_t i = 0; i < STOCK; i++)
        stock[i] = random_prose(&seed, 6 + 9 * i, false);
    for (size_t d = 0; d < count; d++) {
        char *own = random_prose(&seed, test_random(&seed) % 400, true);
        const char *a = stock[test_random(&seed) % STOCK];
        const char *b = stock[test_random(&seed) % STOCK];
        unsigned kind = (unsigned)(test_random(&seed) % 8);
        char name[8];

        sprintf(name, "s%u", (unsigned)(test_random(&seed) % 3));
        if (kind == 0)
            corpus_add(&docs, "", "%s", d % 3 == 0 ? "" : d % 3 == 1 ? a : own);
        else
            corpus_add(&docs, kind < 3 ? "" : name, "%s\n\n%s\n\n%s\n%s %s\nRead more: %s",
                       kind == 1 ? a : "A title", own, kind < 5 ? b : han, b,
                       kind == 6 ? han : "", kind == 7 ? b : a);
        free(own);
    }
    for (size_t i = 0; i < STOCK; i++)
        free(stock[i]);
}

static void setup(void)
{
    seed = 20261122;
}

static void teardown(void)
{
    corpus_release(&docs);
}

static chaff_text text_of(const char *text)
{
    return (chaff_text){text, strlen(text)};
}

/* Batches of as many documents; NULL after a failure. */
static chaff_status learn(chaff_boiler **out, chaff_boiler_worker **worker,
                          budget *memory, bool passing, size_t batch_docs)
{
    chaff_boiler_options options;
    boiler_batch *batch = NULL;
    chaff_status status;

    chaff_boiler_options_init(&options);
    options.threads = 2;
    *worker = NULL;
    status = boiler_new_shared(out, &options, memory, NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_worker_new(worker, *out);
    if (status == CHAFF_OK)
        status = boiler_batch_new(&batch, false);
    for (size_t i = 0; status == CHAFF_OK && i < docs.count; i++) {
        status = boiler_batch_add(batch, *worker, text_of(docs.sources[i]),
                                  text_of(docs.texts[i]), NULL);
        if (status == CHAFF_OK && (i % batch_docs == batch_docs - 1 ||
                                   i + 1 == docs.count)) {
            status = boiler_commit(*out, batch, NULL);
            boiler_batch_clear(batch);
        }
    }
    boiler_batch_free(batch);
    if (status == CHAFF_OK)
        status = passing ? boiler_seal_passing(*out, NULL) :
                 chaff_boiler_seal(*out, NULL);
    return status;
}

static void same_spans(const chaff_span *a, size_t a_count, const chaff_span *b,
                       size_t b_count)
{
    ck_assert_uint_eq(a_count, b_count);
    for (size_t i = 0; i < a_count; i++) {
        ck_assert_uint_eq(a[i].start, b[i].start);
        ck_assert_uint_eq(a[i].end, b[i].end);
        ck_assert_uint_eq(a[i].docs, b[i].docs);
        ck_assert_int_eq(a[i].kind, b[i].kind);
    }
}

static const uint64_t limits[] = {UINT64_MAX, 1 << 20};

static void same_sums(const chaff_boiler_worker *a, const chaff_boiler_worker *b)
{
    uint64_t words[2], cut[2];

    boiler_worker_words(a, &words[0], &cut[0]);
    boiler_worker_words(b, &words[1], &cut[1]);
    ck_assert(words[0] == words[1] && cut[0] == cut[1]);
    boiler_worker_prose(a, &words[0], &cut[0]);
    boiler_worker_prose(b, &words[1], &cut[1]);
    ck_assert(words[0] == words[1] && cut[0] == cut[1]);
}

/* The second time documents of which nothing can go are passed over. */
START_TEST(passes_judge_as_from_stored_evidence)
{
    budget one = {.limit = UINT64_MAX, .folder = "/tmp"};
    budget two = {.limit = limits[_i], .folder = "/tmp"};
    chaff_boiler_worker *at_once, *later;
    chaff_boiler *stored, *passing;
    boiler_pass *pass = NULL;
    size_t spans = 0, passes = 0, skimmed = 0;

    fill(2000);
    ck_assert_int_eq(learn(&stored, &later, &one, false, 50), CHAFF_OK);
    ck_assert_int_eq(learn(&passing, &at_once, &two, true, 50), CHAFF_OK);
    for (uint32_t i = 0; i < docs.count; i++) {
        const chaff_span *a, *b;
        size_t a_count, b_count;
        bool a_only, b_only;

        if (boiler_pass_begins(passing, i)) {
            if (pass)
                ck_assert_int_eq(boiler_pass_next(pass, at_once, &a, &a_count, &a_only,
                                                  NULL), CHAFF_DONE);
            boiler_pass_free(pass);
            ck_assert_int_eq(boiler_pass_new(&pass, passing, i, NULL), CHAFF_OK);
            if (_i > 0)
                boiler_pass_skim(pass);
            passes++;
        }
        ck_assert_int_eq(boiler_pass_next(pass, at_once, &a, &a_count, &a_only, NULL),
                         CHAFF_OK);
        ck_assert_int_eq(boiler_judge(stored, later, i, &b, &b_count, &b_only, NULL),
                         CHAFF_OK);
        same_spans(a, a_count, b, b_count);
        ck_assert(a_only == b_only);
        same_sums(at_once, later);
        ck_assert(at_once->unit_count == later->unit_count ||
                  at_once->unit_count + a_count == 0);
        skimmed += at_once->unit_count < later->unit_count;
        spans += a_count;
    }
    boiler_pass_free(pass);
    ck_assert_uint_gt(passes, 2);
    ck_assert_uint_gt(spans, 500);
    ck_assert(_i > 0 ? skimmed > 20 : skimmed == 0);
    chaff_boiler_worker_free(at_once);
    chaff_boiler_worker_free(later);
    chaff_boiler_free(stored);
    chaff_boiler_free(passing);
    ck_assert_uint_eq(two.used, 0);
}
END_TEST

START_TEST(a_model_for_passes_answers_nothing_else)
{
    budget memory = {.limit = UINT64_MAX, .folder = "/tmp"};
    chaff_boiler_worker *worker;
    chaff_boiler *boiler;
    const chaff_span *spans;
    boiler_pass *pass;
    size_t count;
    bool only;

    fill(20);
    ck_assert_int_eq(learn(&boiler, &worker, &memory, true, 7), CHAFF_OK);
    ck_assert_int_eq(boiler_judge(boiler, worker, 0, &spans, &count, &only, NULL),
                     CHAFF_ERR_STATE);
    ck_assert(boiler_pass_begins(boiler, 0));
    ck_assert(!boiler_pass_begins(boiler, 1));
    ck_assert(!boiler_pass_begins(boiler, 20));
    ck_assert_int_eq(boiler_pass_new(&pass, boiler, 1, NULL), CHAFF_ERR_STATE);
    ck_assert_ptr_null(pass);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
}
END_TEST

/* -- the naive count --------------------------------------------------------------- */

static size_t length_of(const chaff_boiler_worker *w, size_t gram)
{
    for (size_t i = 0; i < w->long_count; i++)
        if (gram >= w->longs[i].start && gram < w->longs[i].end)
            return GRAM_LONG;
    return GRAM_WORDS;
}

/* The most of all grams over a word. */
static uint8_t level_of(const chaff_boiler_worker *w, const uint8_t *row, size_t word)
{
    uint8_t most = 0;

    for (size_t g = word; row && g < word + GRAM_LONG && g < w->words + GRAM_TAIL; g++) {
        size_t length = g < w->words ? length_of(w, g) : GRAM_WORDS;

        if (g < word + length && row[g] > most)
            most = row[g];
    }
    return most;
}

static int descending(const void *a, const void *b)
{
    return *(const uint8_t *)b - *(const uint8_t *)a;
}

static uint8_t naive_median(const chaff_boiler_worker *w, const uint8_t *row,
                            const unit *u)
{
    uint8_t *levels = malloc(u->words), median;

    for (size_t i = 0; i < u->words; i++)
        levels[i] = level_of(w, row, u->word + i);
    qsort(levels, u->words, 1, descending);
    median = levels[(u->words + 1) / 2 - 1];
    free(levels);
    return median;
}

static void check_unit(const chaff_boiler_worker *w, const rows *r, const unit *u)
{
    uint32_t covered = 0, shared = 0, any = 0, again = 0, inner = 0, gaps = 0;
    bool open = false;

    for (size_t i = u->word; i < u->word + u->words; i++) {
        uint8_t level = level_of(w, r->docs, i);

        gaps += level < 3 && !open;
        open = level < 3;
        covered += level >= 3;
        shared += level >= 2;
        any += level >= 1;
        again += level_of(w, r->again, i) > 0;
        inner += r->docs && r->docs[i] >= 3 && i + 1 >= u->word + length_of(w, i);
    }
    ck_assert_uint_eq(u->covered, covered);
    ck_assert_uint_eq(u->gaps, gaps);
    ck_assert_uint_eq(u->shared, shared);
    ck_assert_uint_eq(u->again, again);
    ck_assert_uint_eq(u->inner, inner);
    ck_assert_uint_eq(u->docs, 2 * any >= u->words ? naive_median(w, r->docs, u) : 0);
    ck_assert_uint_eq(u->head, 2 * shared > u->words && unit_may_go(u) ?
                      naive_median(w, r->heads, u) : 0);
}

START_TEST(what_is_measured_of_units_is_the_naive_count)
{
    budget memory = {.limit = UINT64_MAX, .folder = "/tmp"};
    chaff_boiler_worker *worker;
    chaff_boiler *boiler;
    size_t heads = 0, again = 0, longs = 0;

    fill(300);
    ck_assert_int_eq(learn(&boiler, &worker, &memory, false, 50), CHAFF_OK);
    for (uint32_t d = 0; d < docs.count; d++) {
        rows r;

        /* rows stay where they are: the same document is measured again */
        ck_assert_int_eq(measure_units(boiler, worker, d), CHAFF_OK);
        for (int round = 0; round < 2; round++)
            ck_assert_int_eq(round ? measure_units(boiler, worker, d) :
                             rows_load(&r, boiler, worker, d), CHAFF_OK);
        for (size_t i = 0; i < worker->unit_count; i++)
            if (worker->units[i].words > 0) {
                check_unit(worker, &r, &worker->units[i]);
                heads += worker->units[i].head > 0;
                again += worker->units[i].again > 0;
            }
        longs += worker->long_count;
    }
    ck_assert_uint_gt(heads, 10);
    ck_assert_uint_gt(again, 10);
    ck_assert_uint_gt(longs, 10);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
}
END_TEST

START_TEST(memory_may_fail_anywhere_in_a_pass)
{
    chaff_status status;
    long n = 0;

    fill(6);
    do {
        budget memory = {.limit = UINT64_MAX, .folder = "/tmp"};
        chaff_boiler_worker *worker = NULL;
        chaff_boiler *boiler = NULL;
        boiler_pass *pass = NULL;
        const chaff_span *spans;
        size_t count;
        bool only;

        mem_fail_after(n < 900 ? n : n * 2);
        n++;
        status = learn(&boiler, &worker, &memory, true, 3);
        if (status == CHAFF_OK)
            status = boiler_pass_new(&pass, boiler, 0, NULL);
        while (status == CHAFF_OK)
            status = boiler_pass_next(pass, worker, &spans, &count, &only, NULL);
        ck_assert(status == CHAFF_DONE || status == CHAFF_ERR_MEMORY);
        boiler_pass_free(pass);
        chaff_boiler_worker_free(worker);
        chaff_boiler_free(boiler);
        ck_assert_uint_eq(memory.used, 0);
    } while (status != CHAFF_DONE);
    mem_fail_after(-1);
}
END_TEST

Suite *pass_suite(void);
Suite *pass_suite(void)
{
    Suite *suite = suite_create("pass");
    TCase *core = tcase_create("core"), *failure = tcase_create("failure");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_loop_test(core, passes_judge_as_from_stored_evidence, 0,
                        (int)(sizeof limits / sizeof *limits));
    tcase_add_test(core, a_model_for_passes_answers_nothing_else);
    tcase_add_test(core, what_is_measured_of_units_is_the_naive_count);
    suite_add_tcase(suite, core);
    tcase_add_checked_fixture(failure, setup, teardown);
    tcase_set_timeout(failure, 60);
    tcase_add_test(failure, memory_may_fail_anywhere_in_a_pass);
    suite_add_tcase(suite, failure);
    return suite;
}
