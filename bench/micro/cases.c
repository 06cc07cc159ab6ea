/* cases.c - the cases, one line each, and the stages they run */
#include <stdlib.h>
#include <string.h>

#include "micro.h"
#include "near/compare.h"
#include "sketch/distinct.h"
#include "sketch/worker.h"
#include "text/words.h"

enum { WINDOW = 2048, HASHES = 1 << 16, SLOTS = 96, BANDS = 16, ROWS = 6 };

const char *micro_kernel_name(unsigned kernel)
{
    return words_kernel_name((words_kernel)kernel);
}

bool micro_kernel_runs(unsigned kernel)
{
    return words_kernels() >> kernel & 1;
}

/* Where words have a kernel more than slots, the one below it. */
static const minhash_kernel *sketch_kernel(unsigned kernel)
{
    const minhash_kernel *found = NULL;

    for (unsigned i = 0; i <= kernel && minhash_kernel_at(i); i++)
        found = minhash_kernel_at(i);
    return found;
}

static void just_free(micro *m)
{
    free(m->state);
}

/* -- words ------------------------------------------------------------------------- */

typedef struct words_state {
    splitter *splitter;
    uint64_t hashes[WINDOW];
    word_place places[WINDOW];
} words_state;

static bool begin_words(micro *m)
{
    words_state *s = m->state = calloc(1, sizeof *s);

    m->bytes = m->text.size;
    return s && splitter_new_kernel(&s->splitter, (words_kernel)m->kernel) == CHAFF_OK;
}

static void end_words(micro *m)
{
    splitter_free(((words_state *)m->state)->splitter);
    free(m->state);
}

static size_t split(micro *m, bool places)
{
    words_state *s = m->state;
    size_t words = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        size_t at = 0, count;

        while (at < piece.size) {
            if (words_split(s->splitter, piece, &at, s->hashes,
                            places ? s->places : NULL, WINDOW, &count) != CHAFF_OK)
                abort();
            words += count;
        }
    }
    return words;
}

static size_t run_words(micro *m)
{
    return split(m, false);
}

static size_t run_places(micro *m)
{
    return split(m, true);
}

static const micro_stage words = {"words", "word", true, begin_words, run_words,
                                  end_words};
static const micro_stage places = {"words and places", "word", true, begin_words,
                                   run_places, end_words};

/* -- sketches ---------------------------------------------------------------------- */

typedef struct sketch_state {
    uint64_t in[HASHES + 64], out[HASHES + 64];
    uint64_t sum;
    shingle_rule rule;
    minhash slots;
    distinct sorter;
    uint64_t keys[BANDS];
    uint8_t lanes[SLOTS];
} sketch_state;

static bool begin_sketch(micro *m)
{
    sketch_state *s = m->state = calloc(1, sizeof *s);
    uint64_t seed = 1;

    if (!s)
        return false;
    for (size_t i = 0; i < HASHES + 64; i++)
        s->in[i] = micro_random(&seed);
    shingle_rule_set(&s->rule, m->of->size && m->of->size <= SHINGLE_MOST_WORDS
                                   ? (uint32_t)m->of->size : 5, 1);
    minhash_init(&s->slots, sketch_kernel(m->kernel), SLOTS, 1);
    return true;
}

static size_t run_shingles(micro *m)
{
    sketch_state *s = m->state;
    const minhash_kernel *kernel = s->slots.kernel;

    for (int i = 0; i < HASHES; i += WINDOW)
        if (s->rule.words <= SHINGLE_MOST_ROTATED)
            kernel->shingles(&s->rule, s->in + i, WINDOW, s->out);
        else
            shingle_hashes(&s->rule, s->in + i, WINDOW, s->out);
    return HASHES;
}

/* Sets of `size` hashes, each from nothing. */
static size_t run_slots(micro *m)
{
    sketch_state *s = m->state;
    size_t size = m->of->size, done = 0;

    for (; done + size <= HASHES; done += size) {
        minhash_clear(&s->slots);
        minhash_add(&s->slots, s->in + done, size);
    }
    return done;
}

static size_t run_keys(micro *m)
{
    sketch_state *s = m->state;

    for (int i = 0; i < 10000; i++) {
        s->slots.kernel->keys((const uint32_t *)s->in + i % 1000, BANDS, ROWS, 1,
                              s->keys);
        s->sum += s->keys[i % BANDS];
    }
    return 10000;
}

static size_t run_lanes(micro *m)
{
    sketch_state *s = m->state;

    for (int i = 0; i < 10000; i++)
        s->slots.kernel->lanes((const uint32_t *)s->in + i % 1000, SLOTS, s->lanes);
    return 10000;
}

static size_t run_distinct(micro *m)
{
    sketch_state *s = m->state;
    size_t size = m->of->size, done = 0;

    for (; done + size <= HASHES; done += size) {
        size_t count = size;

        memcpy(s->out, s->in + done, size * sizeof *s->out);
        if (distinct_sort(&s->sorter, s->out, &count, UINT64_MAX) != CHAFF_OK)
            abort();
        s->sum += count;
    }
    return done;
}

static void end_distinct(micro *m)
{
    distinct_release(&((sketch_state *)m->state)->sorter);
    free(m->state);
}

static const micro_stage shingles = {"shingles", "shingle", true, begin_sketch,
                                     run_shingles, just_free};
static const micro_stage slots = {"slots of a set", "shingle", true, begin_sketch,
                                  run_slots, just_free};
static const micro_stage keys = {"band keys", "document", true, begin_sketch, run_keys,
                                 just_free};
static const micro_stage lanes = {"lanes", "document", true, begin_sketch, run_lanes,
                                  just_free};
static const micro_stage sorting = {"distinct shingles", "shingle", false, begin_sketch,
                                    run_distinct, end_distinct};

/* -- from a text to keys ----------------------------------------------------------- */

typedef struct print_state {
    chaff_worker *worker;
    uint64_t keys[BANDS_MOST_SLOTS];
    uint8_t lanes[BANDS_MOST_SLOTS];
    uint64_t *set;
    size_t capacity;
} print_state;

static bool begin_print(micro *m)
{
    print_state *s = m->state = calloc(1, sizeof *s);
    chaff_recipe recipe;

    m->bytes = m->text.size;
    chaff_recipe_init(&recipe);
    return s &&
           worker_new_kernel(&s->worker, &recipe, sketch_kernel(m->kernel), NULL) ==
               CHAFF_OK &&
           splitter_set_kernel(worker_splitter(s->worker), (words_kernel)m->kernel) ==
               CHAFF_OK;
}

static size_t run_print(micro *m)
{
    print_state *s = m->state;
    size_t total = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        sketch_print print;

        if (worker_print(s->worker, piece, true, &print) != CHAFF_OK)
            abort();
        worker_keys(s->worker, print.slots, s->keys, s->lanes);
        total += print.words;
    }
    return total;
}

static size_t run_set(micro *m)
{
    print_state *s = m->state;
    size_t all = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        size_t count;

        if (worker_set(s->worker, piece, &s->set, &s->capacity, &count) != CHAFF_OK)
            abort();
        all += count;
    }
    return all;
}

static void end_print(micro *m)
{
    print_state *s = m->state;

    chaff_worker_free(s->worker);
    mem_free(s->set);
    free(s);
}

static const micro_stage print = {"text to keys", "word", true, begin_print, run_print,
                                  end_print};
static const micro_stage set = {"text to set", "shingle", true, begin_print, run_set,
                                end_print};

/* -- comparing --------------------------------------------------------------------- */

typedef struct pair_state {
    uint64_t a[HASHES], b[HASHES], sum;
    size_t count;
} pair_state;

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

/* Two sets of `size` hashes with nine of ten in common. */
static bool begin_pair(micro *m)
{
    pair_state *s = m->state = calloc(1, sizeof *s);
    uint64_t seed = 1;

    if (!s)
        return false;
    s->count = m->of->size;
    for (size_t i = 0; i < s->count; i++) {
        s->a[i] = micro_random(&seed);
        s->b[i] = micro_random(&seed) % 10 ? s->a[i] : micro_random(&seed);
    }
    qsort(s->a, s->count, sizeof *s->a, ascending);
    qsort(s->b, s->count, sizeof *s->b, ascending);
    return true;
}

static size_t run_pair(micro *m)
{
    pair_state *s = m->state;
    size_t rounds = HASHES / s->count;

    for (size_t i = 0; i < rounds; i++)
        s->sum += compare_sets(s->a, s->count, s->b, s->count, s->count * 8 / 10);
    return rounds * s->count;
}

static const micro_stage pair = {"compare sets", "shingle", false, begin_pair, run_pair,
                                 just_free};

/* -- the cases --------------------------------------------------------------------- */

const micro_case micro_cases[] = {
    {&micro_blocks, "en", 4000},
    {&micro_quick, "en", 4000},
    {&micro_quick, "en", 200},
    {&micro_checked, "en", 4000},
    {&micro_checked, "en", 200},
    {&micro_decode, "en", 4000},
    {&micro_decode, "en", 200},
    {&micro_decode, "zh", 4000},
    {&micro_csv, "en", 4000},
    {&micro_csv, "en", 200},
    {&words, "*", 0},
    {&words, "*", 200},
    {&places, "en", 0},
    {&places, "zh", 0},
    {&shingles, NULL, 5},
    {&shingles, NULL, 3},
    {&shingles, NULL, 13},
    {&slots, NULL, 10},
    {&slots, NULL, 26},
    {&slots, NULL, 47},
    {&slots, NULL, 50},
    {&slots, NULL, 100},
    {&slots, NULL, 200},
    {&slots, NULL, 500},
    {&slots, NULL, 2000},
    {&slots, NULL, 20000},
    {&keys, NULL, 0},
    {&lanes, NULL, 0},
    {&print, "*", 4000},
    {&print, "*", 200},
    {&set, "en", 4000},
    {&sorting, NULL, 30},
    {&sorting, NULL, 600},
    {&sorting, NULL, 10000},
    {&micro_join, NULL, 10000},
    {&micro_join, NULL, 500000},
    {&pair, NULL, 600},
    {&pair, NULL, 10000},
    {&micro_grams, "*", 4000},
    {&micro_sampling, "*", 4000},
    {&micro_segments, "*", 4000},
    {&micro_units, "*", 4000},
    {&micro_records, "*", 4000},
    {&micro_judge, "*", 4000},
    {&micro_judge, "en", 400},
    {NULL, NULL, 0}
};
