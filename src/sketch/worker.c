/* worker.c - one thread's way from a text to its print, its slots, its set of shingles
 *
 * In: texts, one at a time. Out: numbers about each. A text is walked in windows: the
 * last n - 1 words of a window stand before the words of the next, so that every
 * shingle is seen once, whole.
 */
#include "sketch/worker.h"

#include <string.h>

#include "base/status.h"
#include "sketch/distinct.h"
#include "text/words.h"

enum {
    WINDOW = MINHASH_PIECE,    /* words read at once */
    /* Repeats are dropped before a set above this grows: 1 MiB, so that one line
     * repeated without end stays small. */
    SET_UNCHECKED = 1 << 17
};

struct chaff_worker {
    chaff_recipe recipe;
    uint64_t id;
    shingle_rule rule;
    const minhash_kernel *kernel;
    splitter *splitter;
    hash_stream *stream;
    uint64_t *sample;
    size_t sample_capacity;
    uint64_t words[WINDOW + SHINGLE_MOST_WORDS];
    uint64_t hashes[WINDOW + SHINGLE_MOST_WORDS];
    minhash slots;
    distinct sorter;
};

/* Takes the hashes of one window; *self as given to walk_text. */
typedef chaff_status window_visit(chaff_worker *worker, const uint64_t *hashes,
                                  size_t count, void *self);

chaff_status worker_new_kernel(chaff_worker **out, const chaff_recipe *recipe,
                               const minhash_kernel *kernel, chaff_error *err)
{
    chaff_recipe settled = *recipe;
    chaff_status status;
    chaff_worker *worker;

    *out = NULL;
    status = chaff_recipe_settle(&settled, err);
    if (status != CHAFF_OK)
        return status;
    worker = mem_zero(1, sizeof *worker);
    if (!worker)
        return error_memory(err);
    worker->recipe = settled;
    worker->id = chaff_recipe_id(&settled);
    worker->kernel = kernel;
    shingle_rule_set(&worker->rule, settled.ngram, settled.seed);
    minhash_init(&worker->slots, kernel, settled.bands * settled.rows, settled.seed);
    worker->stream = hash_stream_new();
    if (!worker->stream || splitter_new(&worker->splitter) != CHAFF_OK) {
        chaff_worker_free(worker);
        return error_memory(err);
    }
    *out = worker;
    return CHAFF_OK;
}

chaff_status chaff_worker_new(chaff_worker **out, const chaff_recipe *recipe,
                              chaff_error *err)
{
    return worker_new_kernel(out, recipe, minhash_kernel_best(), err);
}

void chaff_worker_free(chaff_worker *worker)
{
    if (!worker)
        return;
    splitter_free(worker->splitter);
    hash_stream_free(worker->stream);
    mem_free(worker->sample);
    distinct_release(&worker->sorter);
    mem_free(worker);
}

const chaff_recipe *worker_recipe(const chaff_worker *worker)
{
    return &worker->recipe;
}

uint64_t worker_recipe_id(const chaff_worker *worker)
{
    return worker->id;
}

splitter *worker_splitter(chaff_worker *worker)
{
    return worker->splitter;
}

const shingle_rule *worker_rule(const chaff_worker *worker)
{
    return &worker->rule;
}

static void hash_window(chaff_worker *worker, size_t count)
{
    if (worker->rule.words <= SHINGLE_MOST_ROTATED)
        worker->kernel->shingles(&worker->rule, worker->words, count, worker->hashes);
    else
        shingle_hashes(&worker->rule, worker->words, count, worker->hashes);
}

/* The shingles that are whole in `held` words go to `visit`; the words they do not all
 * share move to the front; *held becomes their number. */
static chaff_status visit_window(chaff_worker *worker, size_t *held,
                                 window_visit *visit, void *self)
{
    size_t n = worker->rule.words, count;

    if (!visit || *held < n) {
        *held = visit ? *held : 0;
        return CHAFF_OK;
    }
    count = *held - (n - 1);
    hash_window(worker, count);
    memmove(worker->words, worker->words + count, (n - 1) * sizeof *worker->words);
    *held = n - 1;
    return visit(worker, worker->hashes, count, self);
}

/* The print of the word sequence so far: whole if one window holds the text, in pieces
 * otherwise; the value is the same. */
static void add_to_sequence(chaff_worker *worker, const uint64_t *words, size_t count,
                            bool begins, bool ends, hash128 *sequence)
{
    if (begins && ends) {
        *sequence = hash_bytes128(words, count * sizeof *words);
        return;
    }
    if (begins)
        hash_stream_reset(worker->stream);
    hash_stream_add(worker->stream, words, count * sizeof *words);
    if (ends)
        *sequence = hash_stream_value(worker->stream);
}

/* All shingles of the text, window by window; *words of it. Neither `visit` nor
 * `sequence` need be given. */
static chaff_status walk_text(chaff_worker *worker, chaff_text text,
                              window_visit *visit, void *self, uint64_t *words,
                              hash128 *sequence)
{
    size_t at = 0, held = 0, fresh;
    chaff_status status = CHAFF_OK;

    *words = 0;
    while (status == CHAFF_OK && at < text.size) {
        bool begins = at == 0;

        status = words_split(worker->splitter, text, &at, worker->words + held, NULL,
                             WINDOW, &fresh);
        if (status != CHAFF_OK)
            return status;
        if (sequence)
            add_to_sequence(worker, worker->words + held, fresh, begins,
                            at >= text.size, sequence);
        *words += fresh;
        held += fresh;
        status = visit_window(worker, &held, visit, self);
    }
    if (status == CHAFF_OK && visit && *words > 0 && *words < worker->rule.words) {
        worker->hashes[0] = shingle_short(&worker->rule, worker->words, held);
        status = visit(worker, worker->hashes, 1, self);
    }
    return status;
}

static chaff_status add_to_slots(chaff_worker *worker, const uint64_t *hashes,
                                 size_t count, void *self)
{
    (void)self;
    minhash_add(&worker->slots, hashes, count);
    return CHAFF_OK;
}

static uint64_t count_shingles(const chaff_worker *worker, uint64_t words)
{
    uint64_t n = worker->rule.words;

    return words >= n ? words - n + 1 : words > 0;
}

/* With slots, of a text that is split in one go: what goes from window to window would
 * cost one of 200 bytes 4%. CHAFF_DONE: this one has more words than a window. */
static chaff_status print_short(chaff_worker *worker, chaff_text text,
                                sketch_print *out)
{
    size_t at = 0, words;
    chaff_status status = words_split(worker->splitter, text, &at, worker->words, NULL,
                                      WINDOW, &words);

    if (status != CHAFF_OK || at < text.size)
        return status != CHAFF_OK ? status : CHAFF_DONE;
    out->words = words;
    out->shingles = count_shingles(worker, words);
    out->slots = worker->slots.value;
    minhash_clear(&worker->slots);
    if (words == 0)
        return CHAFF_OK;
    out->sequence = hash_bytes128(worker->words, words * sizeof *worker->words);
    if (words < worker->rule.words)
        worker->hashes[0] = shingle_short(&worker->rule, worker->words, words);
    else
        hash_window(worker, out->shingles);
    worker->kernel->add(&worker->slots, worker->hashes, out->shingles);
    return CHAFF_OK;
}

static chaff_status print_long(chaff_worker *worker, chaff_text text, bool slots,
                               sketch_print *out)
{
    chaff_status status;

    if (slots)
        minhash_clear(&worker->slots);
    status = walk_text(worker, text, slots ? add_to_slots : NULL, NULL, &out->words,
                       &out->sequence);
    if (status != CHAFF_OK) {
        *out = (sketch_print){0};
        return status;
    }
    if (out->words == 0)       /* as for a text without a byte */
        out->sequence = (hash128){0};
    out->shingles = count_shingles(worker, out->words);
    out->slots = slots ? worker->slots.value : NULL;
    return CHAFF_OK;
}

chaff_status worker_print(chaff_worker *worker, chaff_text text, bool slots,
                          sketch_print *out)
{
    chaff_status status = CHAFF_DONE;

    *out = (sketch_print){0};
    if (slots && text.size <= WINDOW)
        status = print_short(worker, text, out);
    return status == CHAFF_DONE ? print_long(worker, text, slots, out) : status;
}

void worker_keys(const chaff_worker *worker, const uint32_t *slots, uint64_t *keys,
                 uint8_t *lanes)
{
    const chaff_recipe *recipe = &worker->recipe;

    if (keys)
        worker->kernel->keys(slots, recipe->bands, recipe->rows, recipe->seed, keys);
    if (lanes)
        worker->kernel->lanes(slots, (size_t)recipe->bands * recipe->rows, lanes);
}

/* A growing set of hashes, none above `most`. */
typedef struct collection {
    uint64_t **hashes;
    size_t *capacity;
    size_t count;
    uint64_t most;
} collection;

static chaff_status drop_repeats(chaff_worker *worker, collection *set)
{
    return distinct_sort(&worker->sorter, *set->hashes, &set->count, set->most);
}

static chaff_status make_room(chaff_worker *worker, collection *set, size_t more)
{
    if (*set->hashes && set->count + more <= *set->capacity)
        return CHAFF_OK;
    if (set->count >= SET_UNCHECKED && drop_repeats(worker, set) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    /* At most half full, or the next repeats would be dropped again too soon. */
    if (set->count >= SET_UNCHECKED)
        more += set->count;
    return mem_grow((void **)set->hashes, set->capacity, set->count + more,
                    sizeof **set->hashes);
}

static chaff_status collect_hashes(chaff_worker *worker, const uint64_t *hashes,
                                   size_t count, void *self)
{
    collection *set = self;
    uint64_t *end;

    if (make_room(worker, set, count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    end = *set->hashes + set->count;
    for (size_t i = 0; i < count; i++) {
        *end = hashes[i];
        end += hashes[i] <= set->most;
    }
    set->count = (size_t)(end - *set->hashes);
    return CHAFF_OK;
}

static chaff_status collect_text(chaff_worker *worker, chaff_text text, collection *set)
{
    uint64_t words;
    chaff_status status = walk_text(worker, text, collect_hashes, set, &words, NULL);

    return status == CHAFF_OK ? drop_repeats(worker, set) : status;
}

chaff_status worker_set(chaff_worker *worker, chaff_text text, uint64_t **set,
                        size_t *capacity, size_t *count)
{
    collection all = {set, capacity, 0, UINT64_MAX};
    chaff_status status = collect_text(worker, text, &all);

    *count = status == CHAFF_OK ? all.count : 0;
    return status;
}

chaff_status worker_sample(chaff_worker *worker, chaff_text text, uint32_t one_in,
                           const uint64_t **sample, size_t *count)
{
    collection some = {&worker->sample, &worker->sample_capacity, 0,
                       UINT64_MAX / (one_in ? one_in : 1)};
    chaff_status status = collect_text(worker, text, &some);

    *sample = status == CHAFF_OK ? worker->sample : NULL;
    *count = status == CHAFF_OK ? some.count : 0;
    return status;
}
