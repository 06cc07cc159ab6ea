/* place.c - the rank-greedy maximal independent set: who is kept, who is whose copy
 *
 * In: buckets, ranks, lanes and sets. Out: for every copy the kept document it was
 * measured against. The result is that of this serial walk, whatever the threads:
 *
 *   for each document d in order of rank:
 *       pinned: d is kept and joins the lists of its buckets (lists.h);
 *       candidates of d: those that stand in the lists of d's buckets, each once, of
 *           another group, in at least least_shared of them; most buckets first, then
 *           rank; without those the lanes drop; the first PLACE_VERIFY of these;
 *       the first of them that reaches the threshold: d is its copy;
 *       none: d is kept and, unless only pinned ones stand for others, joins the lists.
 *
 * Ranks go in blocks. In parallel, each document is compared with those that stood in
 * the lists when the block began: their number, order and outcome can't change any
 * more. Then, in parallel, the sets are fetched of those that may meet inside the
 * block. Then the block is walked serially; each document merges what it knows of
 * earlier candidates with its candidates inside the block, in the order above. The
 * counts of filtered and verified pairs are of work done; blocks being constant, they
 * don't depend on threads.
 */
#include "near/place.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "base/parallel.h"
#include "base/status.h"
#include "near/candidates.h"

/* What one thread's documents of the block were compared with, one after another. */
typedef struct trail {
    candidate *items;
    size_t count, capacity;
} trail;

/* What is known of one document of the block before the serial walk. */
typedef struct spot {
    unsigned trail;            /* of that thread: earlier ones, and one too many */
    uint32_t compared_count;
    size_t compared_at;
    bool matched;              /* the last of them reaches the threshold */
    uint64_t shared, own_count, kept_count;    /* of that one */
    bool meets;                /* its lists may hold an earlier one of the block */
    _Atomic bool wanted;       /* and they may be compared */
    bool shelved;              /* its set stands on the shelf of that thread */
    unsigned shelf;
    size_t shelf_start, shelf_count;
} spot;

typedef struct placing {
    const place_input *in;
    unsigned threads;
    bucket_lists lists;
    seeker *seekers;           /* one a thread; the serial walk uses the first */
    set_shelf *shelves;
    trail *trails;
    spot *spots;               /* of the block */
    uint64_t spot_bytes;       /* taken from the budget */
    uint32_t start, end;       /* ranks of the block */
    bool surprised;            /* one with a match before the block is kept after all */
    place_result *out;
    size_t row_capacity;
} placing;

static bool is_pinned(const placing *p, uint32_t rank)
{
    return p->in->pinned && p->in->pinned[p->in->order[rank]];
}

static bool may_stand(const placing *p, uint32_t rank)
{
    return !p->in->only_pinned || is_pinned(p, rank);
}

static const candidate *compared_of(const placing *p, const spot *at)
{
    return p->trails[at->trail].items + at->compared_at;
}

static compare_rule rule_of(const placing *p)
{
    return p->in->containment ? COMPARE_A_IN_B : COMPARE_JACCARD;
}

static void shelve(placing *p, spot *at, unsigned thread, shingle_set set)
{
    set_shelf *shelf = &p->shelves[thread];

    at->shelf = thread;
    at->shelf_start = shelf->count;
    at->shelf_count = set.count;
    at->shelved = set_shelf_put(shelf, set);
}

/* Candidates kept before the block, in order, up to the first that is reached. */
static chaff_status compare_before(placing *p, seeker *s, uint32_t document, spot *at)
{
    trail *t = &p->trails[s->thread];
    shingle_set own = {0}, other;
    chaff_status status;

    if (mem_grow((void **)&t->items, &t->capacity, t->count + PLACE_VERIFY + 1,
                 sizeof *t->items) < 0)
        return error_memory(&s->err);
    at->trail = s->thread;
    at->compared_at = t->count;
    for (size_t i = 0; i < s->found_count && !at->matched; i++) {
        uint32_t kept = p->in->order[candidate_rank(s->found[i])];
        bool passes;

        status = seeker_filter(s, document, kept, &passes);
        if (status < 0)
            return status;
        s->counts.filtered += !passes;
        if (!passes)
            continue;
        t->items[t->count++] = s->found[i];
        at->compared_count++;
        if (at->compared_count > PLACE_VERIFY)
            break;
        status = seeker_own(s, document, &own);
        if (status >= 0)
            status = seeker_other(s, kept, &other);
        if (status < 0)
            return status;
        seeker_compare(s, rule_of(p), own, other, &at->matched, &at->shared);
        at->own_count = own.count;
        at->kept_count = other.count;
    }
    if (own.hashes && !at->matched)
        shelve(p, at, s->thread, own);
    return CHAFF_OK;
}

static chaff_status seek_before_block(size_t item, unsigned thread, void *self)
{
    placing *p = self;
    uint32_t rank = p->start + (uint32_t)item;
    seeker *s = &p->seekers[thread];
    spot *at = &p->spots[item];
    chaff_status status;

    at->compared_count = 0;
    at->matched = at->shelved = false;
    atomic_store_explicit(&at->wanted, false, memory_order_relaxed);
    if (is_pinned(p, rank))
        return CHAFF_OK;
    lists_prefetch(&p->lists, rank);
    status = seeker_find(s, &p->lists, rank, 0, p->start);
    if (status < 0)
        return status;
    s->counts.candidates += s->found_count;
    return s->found_count ? compare_before(p, s, p->in->order[rank], at) : CHAFF_OK;
}

/* With all that may be kept in the lists: who may be compared with whom? */
static chaff_status seek_in_block(size_t item, unsigned thread, void *self)
{
    placing *p = self;
    uint32_t rank = p->start + (uint32_t)item, passed = 0;
    seeker *s = &p->seekers[thread];
    spot *at = &p->spots[item];
    candidate end = at->matched ? compared_of(p, at)[at->compared_count - 1]
                                : UINT64_MAX;
    chaff_status status;

    if (is_pinned(p, rank) || !at->meets)
        return CHAFF_OK;
    status = seeker_find(s, &p->lists, rank, p->start, rank);
    for (size_t i = 0; status >= 0 && i < s->found_count && s->found[i] < end; i++) {
        uint32_t other = candidate_rank(s->found[i]);
        bool passes;

        status = seeker_filter(s, p->in->order[rank], p->in->order[other], &passes);
        if (status < 0 || !passes)
            continue;
        atomic_store_explicit(&at->wanted, true, memory_order_relaxed);
        atomic_store_explicit(&p->spots[other - p->start].wanted, true,
                              memory_order_relaxed);
        if (++passed == PLACE_VERIFY)
            break;
    }
    return status;
}

static chaff_status fetch_wanted(size_t item, unsigned thread, void *self)
{
    placing *p = self;
    spot *at = &p->spots[item];
    shingle_set set;
    chaff_status status;

    if (at->shelved || !atomic_load_explicit(&at->wanted, memory_order_relaxed))
        return CHAFF_OK;
    if (p->shelves[thread].count == p->shelves[thread].room)
        return CHAFF_OK;       /* full: the serial walk fetches it when it is needed */
    status = seeker_other(&p->seekers[thread], p->in->order[p->start + item], &set);
    if (status >= 0)
        shelve(p, at, thread, set);
    return status;
}

/* All that have no match yet enter the lists until it is known who may meet. */
static chaff_status fetch_for_block(placing *p)
{
    uint32_t count = p->end - p->start;
    chaff_status status;

    for (uint32_t i = 0; i < count; i++) {
        lists_prefetch(&p->lists, p->start + i);
        p->spots[i].meets = lists_meet(&p->lists, p->start + i, p->start);
        if (!p->spots[i].matched && may_stand(p, p->start + i))
            lists_add(&p->lists, p->start + i);
    }
    status = parallel_for(p->threads, count, seek_in_block, p);
    for (uint32_t i = 0; i < count; i++) {
        lists_prefetch(&p->lists, p->start + i);
        if (!p->spots[i].matched && may_stand(p, p->start + i))
            lists_undo(&p->lists, p->start + i);
    }
    if (status < 0)
        return status;
    return parallel_for(p->threads, count, fetch_wanted, p);
}

/* One document in the serial walk. */
typedef struct walk {
    const spot *at;
    const candidate *compared; /* its own, of the trail */
    uint32_t next;             /* into them */
    uint32_t used;             /* comparisons */
    bool matched, capped;
    uint32_t kept;             /* rank of the match, and what it shares */
    uint64_t shared, own_count, kept_count;
} walk;

/* Earlier candidates that come before `end`; true when the walk is over. */
static bool pass_earlier(walk *w, candidate end)
{
    const spot *at = w->at;

    for (; w->next < at->compared_count && w->compared[w->next] < end; w->next++) {
        w->capped = w->used == PLACE_VERIFY;
        if (w->capped)
            return true;
        w->used++;
        if (!at->matched || w->next + 1 < at->compared_count)
            continue;
        w->matched = true;
        w->kept = candidate_rank(w->compared[w->next]);
        w->shared = at->shared;
        w->own_count = at->own_count;
        w->kept_count = at->kept_count;
        return true;
    }
    return false;
}

static shingle_set set_on_shelf(const placing *p, const spot *at)
{
    const set_shelf *shelf = &p->shelves[at->shelf];

    return (shingle_set){shelf->hashes + at->shelf_start, at->shelf_count};
}

static chaff_status compare_in_block(placing *p, walk *w, uint32_t rank, uint32_t other)
{
    seeker *s = p->seekers;
    const spot *spot_of_other = &p->spots[other - p->start];
    shingle_set own = {0}, set = {0};
    chaff_status status = CHAFF_OK;

    if (w->at->shelved)
        own = set_on_shelf(p, w->at);
    else
        status = seeker_own(s, p->in->order[rank], &own);
    if (spot_of_other->shelved)
        set = set_on_shelf(p, spot_of_other);
    else if (status >= 0)
        status = seeker_other(s, p->in->order[other], &set);
    if (status < 0)
        return status;
    seeker_compare(s, rule_of(p), own, set, &w->matched, &w->shared);
    w->used++;
    w->kept = other;
    w->own_count = own.count;
    w->kept_count = set.count;
    return CHAFF_OK;
}

static chaff_status walk_candidates(placing *p, walk *w, uint32_t rank)
{
    seeker *s = p->seekers;
    chaff_status status = CHAFF_OK;

    s->found_count = 0;
    if (w->at->meets || p->surprised)
        status = seeker_find(s, &p->lists, rank, p->start, rank);
    if (status < 0)
        return status;
    s->counts.candidates += s->found_count;
    for (size_t i = 0; i < s->found_count; i++) {
        uint32_t other = candidate_rank(s->found[i]);
        bool passes;

        if (pass_earlier(w, s->found[i]))
            return CHAFF_OK;
        status = seeker_filter(s, p->in->order[rank], p->in->order[other], &passes);
        if (status < 0)
            return status;
        s->counts.filtered += !passes;
        w->capped = passes && w->used == PLACE_VERIFY;
        if (w->capped)
            return CHAFF_OK;
        if (passes)
            status = compare_in_block(p, w, rank, other);
        if (status < 0 || w->matched)
            return status;
    }
    pass_earlier(w, UINT64_MAX);
    return CHAFF_OK;
}

/* Grow by half inside the budget. */
static chaff_status add_row(placing *p, const walk *w, uint32_t rank, chaff_error *err)
{
    place_result *out = p->out;
    uint32_t document = p->in->order[rank];
    place_row *row;

    if (out->row_count == p->row_capacity) {
        size_t more = p->row_capacity / 2 + 64;
        place_row *rows;

        if (!budget_take(out->memory, more * sizeof *rows))
            return error_set(err, CHAFF_ERR_LIMIT,
                             "there is no room for more than %zu copies; raise -m",
                             out->row_count);
        out->taken += more * sizeof *rows;
        rows = mem_resize(out->rows, p->row_capacity + more, sizeof *rows);
        if (!rows)
            return error_memory(err);
        out->rows = rows;
        p->row_capacity += more;
    }
    row = &out->rows[out->row_count++];
    *row = (place_row){.document = document, .kept = p->in->order[w->kept]};
    likeness_of_counts(w->own_count, w->kept_count, w->shared, &row->likeness);
    out->kept[document] = row->kept;
    return CHAFF_OK;
}

static chaff_status place_one(placing *p, uint32_t rank, chaff_error *err)
{
    const spot *at = &p->spots[rank - p->start];
    walk w = {.at = at, .compared = at->compared_count ? compared_of(p, at) : NULL};

    if (!is_pinned(p, rank)) {
        chaff_status status = walk_candidates(p, &w, rank);

        if (status < 0)
            return seekers_error(p->seekers, p->threads, status, err);
        if (w.matched)
            return add_row(p, &w, rank, err);
        p->surprised |= w.at->matched;
        p->out->counts.verify_caps += w.capped;
        p->out->counts.bucket_caps += lists_hide(&p->lists, rank);
    }
    if (may_stand(p, rank))
        lists_add(&p->lists, rank);
    return CHAFF_OK;
}

static chaff_status place_block(placing *p, chaff_error *err)
{
    uint32_t count = p->end - p->start;
    chaff_status status;

    p->surprised = false;
    for (unsigned t = 0; t < p->threads; t++)
        p->shelves[t].count = p->trails[t].count = 0;
    status = parallel_for(p->threads, count, seek_before_block, p);
    if (status >= 0)
        status = fetch_for_block(p);
    if (status < 0)
        return seekers_error(p->seekers, p->threads, status, err);
    for (uint32_t rank = p->start; rank < p->end && status >= 0; rank++) {
        lists_prefetch(&p->lists, rank);
        status = place_one(p, rank, err);
    }
    if (status >= 0 && p->in->passed)
        status = p->in->passed(p->in->self, p->end);
    return status;
}

/* Rows stand by rank and are wanted by document. Each document's place among the copies
 * is written over its `kept`, rows are swapped until all stand there, and `kept` is
 * taken back from the rows. */
static void order_rows(place_result *out, uint32_t documents)
{
    uint32_t copies = 0;

    for (uint32_t d = 0; d < documents; d++)
        if (out->kept[d] != PLACE_NONE)
            out->kept[d] = copies++;
    for (uint32_t i = 0; i < copies; i++) {
        uint32_t place;

        while ((place = out->kept[out->rows[i].document]) != i) {
            place_row row = out->rows[place];

            out->rows[place] = out->rows[i];
            out->rows[i] = row;
        }
    }
    for (uint32_t i = 0; i < copies; i++)
        out->kept[out->rows[i].document] = out->rows[i].kept;
}

static chaff_status prepare_result(placing *p, chaff_error *err)
{
    const place_input *in = p->in;
    uint64_t bytes = (uint64_t)in->documents * sizeof *p->out->kept;

    p->out->memory = in->memory;
    if (!budget_take(in->memory, bytes))
        return error_set(err, CHAFF_ERR_LIMIT,
                         "placing %lu documents needs %llu MiB, not left; raise -m",
                         (unsigned long)in->documents,
                         (unsigned long long)(bytes >> 20) + 1);
    p->out->taken = bytes;
    p->out->kept = mem_alloc(in->documents, sizeof *p->out->kept);
    if (!p->out->kept)
        return error_memory(err);
    for (uint32_t d = 0; d < in->documents; d++)
        p->out->kept[d] = PLACE_NONE;
    return CHAFF_OK;
}

static chaff_status prepare_block(placing *p, chaff_error *err)
{
    const place_input *in = p->in;
    uint32_t block = in->ranked < PLACE_BLOCK ? in->ranked : PLACE_BLOCK;

    if (!budget_take(in->memory, block * sizeof *p->spots))
        return error_set(err, CHAFF_ERR_LIMIT, "placing needs %zu KiB more; raise -m",
                         block * sizeof *p->spots >> 10);
    p->spot_bytes = block * sizeof *p->spots;
    p->spots = mem_zero(block, sizeof *p->spots);
    p->shelves = mem_zero(p->threads, sizeof *p->shelves);
    p->trails = mem_zero(p->threads, sizeof *p->trails);
    if (!p->spots || !p->shelves || !p->trails)
        return error_memory(err);
    for (unsigned t = 0; t < p->threads; t++)
        if (set_shelf_init(&p->shelves[t], in) < 0)
            return error_memory(err);
    return seekers_new(&p->seekers, in, p->threads, err);
}

static chaff_status prepare(placing *p, chaff_error *err)
{
    chaff_status status = prepare_result(p, err);

    if (status >= 0)
        status = lists_init(&p->lists, p->in, p->in->per_bucket, err);
    if (status >= 0)
        status = prepare_block(p, err);
    return status;
}

static void put_away(placing *p)
{
    lists_release(&p->lists);
    seekers_free(p->seekers, p->threads);
    for (unsigned t = 0; p->shelves && t < p->threads; t++)
        set_shelf_release(&p->shelves[t]);
    for (unsigned t = 0; p->trails && t < p->threads; t++)
        mem_free(p->trails[t].items);
    mem_free(p->trails);
    mem_free(p->shelves);
    mem_free(p->spots);
    budget_give(p->in->memory, p->spot_bytes);
}

chaff_status place_stars(const place_input *in, place_result *out, chaff_error *err)
{
    placing p = {.in = in, .threads = in->threads ? in->threads : 1, .out = out};
    chaff_status status;

    *out = (place_result){0};
    status = prepare(&p, err);
    while (status >= 0 && p.end < in->ranked) {
        p.start = p.end;
        p.end = in->ranked - p.start < PLACE_BLOCK ? in->ranked : p.start + PLACE_BLOCK;
        status = place_block(&p, err);
    }
    if (status >= 0) {
        order_rows(out, in->documents);
        seekers_count(p.seekers, p.threads, &out->counts);
    }
    put_away(&p);
    if (status < 0)
        place_release(out);
    return status;
}

void place_release(place_result *result)
{
    mem_free(result->kept);
    mem_free(result->rows);
    if (result->taken)
        budget_give(result->memory, result->taken);
    *result = (place_result){0};
}
