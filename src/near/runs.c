/* runs.c - external sort of verified pairs: sorted runs in a spool, merged by a heap
 *
 * In: pairs. Each thread fills a run of RUN pairs, sorts it and, under a lock, appends
 * it to the spool. Out: the merge of all runs. How pairs fell into runs depends on
 * threads, what comes out does not: no two pairs compare equal.
 */
#include "near/runs.h"

#include <string.h>

#include "base/mem.h"
#include "base/parallel.h"
#include "base/sort.h"
#include "base/status.h"

enum {
    RUN = 1 << 14,             /* pairs; 1.5 MiB a thread with what sorting needs */
    WINDOW_ALL = 1 << 18,      /* pairs read ahead in all runs together, 8 MiB */
    WINDOW_LEAST = 16          /* and in one run, if there are very many */
};

typedef struct filling {       /* the run that one thread fills */
    pair_record *pairs, *sorted;
    sort_pair *keys, *spare;
    size_t count;
} filling;

struct pair_runs {
    const char *folder;        /* borrowed from the budget */
    filling *fillings;
    unsigned threads;
    parallel_lock *lock;       /* of what follows */
    spool *spool;
    uint64_t *ends;            /* of each run, in pairs */
    size_t run_count, run_capacity;
};

typedef struct reading {       /* one run while merging */
    uint64_t next, end;        /* pairs of the spool not yet in the window */
    pair_record *window;
    size_t at, count;
} reading;

static uint64_t key_of(const pair_record *pair)
{
    return (uint64_t)pair->a << 32 | pair->b;
}

chaff_status pair_runs_new(pair_runs **out, unsigned threads, budget *memory)
{
    pair_runs *runs = mem_zero(1, sizeof *runs);

    *out = NULL;
    if (!runs)
        return CHAFF_ERR_MEMORY;
    runs->threads = threads;
    runs->folder = memory->folder;
    runs->lock = parallel_lock_new();
    runs->fillings = mem_zero(threads, sizeof *runs->fillings);
    if (!runs->lock || !runs->fillings || spool_new(&runs->spool, memory) < 0) {
        pair_runs_free(runs);
        return CHAFF_ERR_MEMORY;
    }
    *out = runs;
    return CHAFF_OK;
}

static void release_filling(filling *f)
{
    mem_free(f->pairs);
    mem_free(f->sorted);
    mem_free(f->keys);
    mem_free(f->spare);
    *f = (filling){0};
}

void pair_runs_free(pair_runs *runs)
{
    if (!runs)
        return;
    for (unsigned t = 0; runs->fillings && t < runs->threads; t++)
        release_filling(&runs->fillings[t]);
    mem_free(runs->fillings);
    if (runs->lock)
        parallel_lock_free(runs->lock);
    spool_free(runs->spool);
    mem_free(runs->ends);
    mem_free(runs);
}

static chaff_status prepare(filling *f)
{
    f->pairs = mem_alloc(RUN, sizeof *f->pairs);
    f->sorted = mem_alloc(RUN, sizeof *f->sorted);
    f->keys = mem_alloc(RUN, sizeof *f->keys);
    f->spare = mem_alloc(RUN, sizeof *f->spare);
    if (f->pairs && f->sorted && f->keys && f->spare)
        return CHAFF_OK;
    release_filling(f);
    return CHAFF_ERR_MEMORY;
}

/* Called under the lock. */
static chaff_status append_run(pair_runs *runs, const filling *f, chaff_error *err)
{
    chaff_status status = mem_grow((void **)&runs->ends, &runs->run_capacity,
                                   runs->run_count + 1, sizeof *runs->ends);

    if (status < 0)
        return error_memory(err);
    status = spool_append(runs->spool, f->sorted, f->count * sizeof *f->sorted, err);
    if (status < 0)
        return status;
    runs->ends[runs->run_count++] = spool_size(runs->spool) / sizeof *f->sorted;
    return CHAFF_OK;
}

static chaff_status end_run(pair_runs *runs, filling *f, chaff_error *err)
{
    chaff_status status;

    for (size_t i = 0; i < f->count; i++)
        f->keys[i] = (sort_pair){.key = key_of(&f->pairs[i]), .item = (uint32_t)i};
    sort_pairs(f->keys, f->spare, f->count);
    for (size_t i = 0; i < f->count; i++)
        f->sorted[i] = f->pairs[f->keys[i].item];
    parallel_lock_take(runs->lock);
    status = append_run(runs, f, err);
    parallel_lock_give(runs->lock);
    f->count = 0;
    return status;
}

chaff_status pair_runs_add(pair_runs *runs, unsigned thread, const pair_record *pair,
                           chaff_error *err)
{
    filling *f = &runs->fillings[thread];

    if (!f->pairs && prepare(f) < 0)
        return error_memory(err);
    f->pairs[f->count++] = *pair;
    return f->count < RUN ? CHAFF_OK : end_run(runs, f, err);
}

/* The next window of a run; nothing in it: the run is at its end. */
static chaff_status read_window(const pair_runs *runs, reading *r, size_t window,
                                chaff_error *err)
{
    uint64_t left = r->end - r->next, start = r->next;
    chaff_status status = CHAFF_OK;

    r->at = 0;
    r->count = left < window ? (size_t)left : window;
    r->next += r->count;
    if (r->count)
        status = spool_read(runs->spool, r->window, r->count * sizeof *r->window,
                            start * sizeof *r->window);
    if (status < 0)
        return error_set(err, status,
                         "the pairs that were found can't be read back from their "
                         "temporary file in '%s'; try another --tmp", runs->folder);
    return CHAFF_OK;
}

static uint64_t head_key(const reading *r)
{
    return key_of(&r->window[r->at]);
}

/* Let the run at `i` sink until no child in the heap is smaller. */
static void sink(reading *heap, size_t count, size_t i)
{
    reading r = heap[i];

    for (size_t child = 2 * i + 1; child < count; child = 2 * i + 1) {
        if (child + 1 < count && head_key(&heap[child + 1]) < head_key(&heap[child]))
            child++;
        if (head_key(&heap[child]) >= head_key(&r))
            break;
        heap[i] = heap[child];
        i = child;
    }
    heap[i] = r;
}

static chaff_status give(const pair_record *record, place_pair *pair, void *self)
{
    chaff_likeness likeness;

    likeness_of_counts(record->a_count, record->b_count, record->shared, &likeness);
    return pair(self, record->a, record->b, &likeness);
}

static chaff_status merge_heap(const pair_runs *runs, reading *heap, size_t window,
                               place_pair *pair, void *self, chaff_error *err)
{
    size_t count = runs->run_count;

    for (size_t i = count / 2; i-- > 0;)
        sink(heap, count, i);
    while (count) {
        chaff_status status = give(&heap->window[heap->at++], pair, self);

        if (status >= 0 && heap->at == heap->count)
            status = read_window(runs, heap, window, err);
        if (status < 0)
            return status;
        if (!heap->count)
            *heap = heap[--count];
        if (count)
            sink(heap, count, 0);
    }
    return CHAFF_OK;
}

static size_t window_of(const pair_runs *runs)
{
    size_t window = WINDOW_ALL / (runs->run_count ? runs->run_count : 1);

    return window > RUN ? RUN : window < WINDOW_LEAST ? WINDOW_LEAST : window;
}

static chaff_status merge_runs(const pair_runs *runs, place_pair *pair, void *self,
                               chaff_error *err)
{
    size_t window = window_of(runs), count = runs->run_count;
    reading *heap = mem_zero(count, sizeof *heap);
    pair_record *windows = mem_alloc(count, window * sizeof *windows);
    chaff_status status = heap && windows ? CHAFF_OK : error_memory(err);

    for (size_t i = 0; status >= 0 && i < count; i++) {
        heap[i].next = i ? runs->ends[i - 1] : 0;
        heap[i].end = runs->ends[i];
        heap[i].window = windows + i * window;
        status = read_window(runs, &heap[i], window, err);
    }
    if (status >= 0)
        status = merge_heap(runs, heap, window, pair, self, err);
    mem_free(heap);
    mem_free(windows);
    return status;
}

chaff_status pair_runs_merge(pair_runs *runs, place_pair *pair, void *self,
                             chaff_error *err)
{
    for (unsigned t = 0; t < runs->threads; t++) {
        filling *f = &runs->fillings[t];
        chaff_status status = f->count ? end_run(runs, f, err) : CHAFF_OK;

        if (status < 0)
            return status;
        release_filling(f);
    }
    return merge_runs(runs, pair, self, err);
}
