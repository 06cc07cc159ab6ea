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
 * Ranks go in blocks, looked at in parallel (spots.h) and then walked serially: each
 * document merges what is known of earlier candidates with its candidates inside the
 * block, in the order above. The counts of filtered and verified pairs are of work
 * done; blocks being constant, they don't depend on threads.
 */
#include "near/place.h"

#include "base/mem.h"
#include "base/status.h"
#include "near/spots.h"

typedef struct placing {
    const place_input *in;
    bucket_lists lists;
    spots spots;
    bool surprised;            /* one with a match before its block is kept after all */
    place_result *out;
    size_t row_capacity;
} placing;

/* One document in the serial walk. */
typedef struct walk {
    const spot *at;
    const candidate *earlier;  /* its own */
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

    for (; w->next < at->earlier_count && w->earlier[w->next] < end; w->next++) {
        w->capped = w->used == PLACE_VERIFY;
        if (w->capped)
            return true;
        w->used++;
        if (!at->matched || w->next + 1 < at->earlier_count)
            continue;
        w->matched = true;
        w->kept = candidate_rank(w->earlier[w->next]);
        w->shared = at->shared;
        w->own_count = at->own_count;
        w->kept_count = at->kept_count;
        return true;
    }
    return false;
}

static chaff_status set_of_spot(const spots *s, const spot *at, uint32_t document,
                                bool own, shingle_set *out)
{
    if (at->set.stays) {
        *out = at->set;
        return CHAFF_OK;
    }
    return own ? seeker_own(s->seekers, document, out)
               : seeker_other(s->seekers, document, out);
}

/* Look up what came of the meeting, or make up for it. */
static chaff_status compare_in_block(placing *p, walk *w, uint32_t rank, uint32_t other,
                                     const meeting *m)
{
    seeker *s = p->spots.seekers;
    shingle_set own, set;
    chaff_status status = set_of_spot(&p->spots, w->at, p->in->order[rank], true, &own);

    if (status >= 0)
        status = set_of_spot(&p->spots, spots_at(&p->spots, other), p->in->order[other],
                             false, &set);
    if (status < 0)
        return status;
    if (m && m->compared) {
        s->counts.verified++;
        w->matched = m->reached;
        w->shared = m->shared;
    } else {
        seeker_compare(s, place_rule(p->in), own, set, &w->matched, &w->shared);
    }
    w->used++;
    w->kept = other;
    w->own_count = own.count;
    w->kept_count = set.count;
    return CHAFF_OK;
}

static chaff_status walk_candidates(placing *p, walk *w, uint32_t rank)
{
    seeker *s = p->spots.seekers;
    chaff_status status = CHAFF_OK;

    s->found_count = 0;
    if (w->at->meets || p->surprised)
        status = seeker_find(s, &p->lists, rank, p->spots.start, rank);
    if (status < 0)
        return status;
    s->counts.candidates += s->found_count;
    for (size_t i = 0; i < s->found_count; i++) {
        uint32_t other = candidate_rank(s->found[i]);
        const meeting *m = spots_meeting(&p->spots, w->at, other);
        bool passes = true;

        if (pass_earlier(w, s->found[i]))
            return CHAFF_OK;
        if (!m)
            status = seeker_filter(s, p->in->order[rank], p->in->order[other], &passes);
        if (status < 0)
            return status;
        s->counts.filtered += !passes;
        w->capped = passes && w->used == PLACE_VERIFY;
        if (w->capped)
            return CHAFF_OK;
        if (passes)
            status = compare_in_block(p, w, rank, other, m);
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
    const spot *at = spots_at(&p->spots, rank);
    walk w = {.at = at, .earlier = spots_earlier(&p->spots, at)};

    if (!place_is_pinned(p->in, rank)) {
        chaff_status status = walk_candidates(p, &w, rank);

        if (status < 0)
            return seekers_error(p->spots.seekers, p->spots.threads, status, err);
        if (w.matched)
            return add_row(p, &w, rank, err);
        p->surprised |= at->matched;
        p->out->counts.verify_caps += w.capped;
        p->out->counts.bucket_caps += lists_hide(&p->lists, rank);
    }
    if (place_may_stand(p->in, rank))
        lists_add(&p->lists, rank);
    return CHAFF_OK;
}

static chaff_status place_block(placing *p, uint32_t start, uint32_t end,
                                chaff_error *err)
{
    chaff_status status = spots_look(&p->spots, start, end);

    if (status < 0)
        return seekers_error(p->spots.seekers, p->spots.threads, status, err);
    p->surprised = false;
    for (uint32_t rank = start; rank < end && status >= 0; rank++) {
        lists_prefetch(&p->lists, rank);
        status = place_one(p, rank, err);
    }
    if (status >= 0 && p->in->passed)
        status = p->in->passed(p->in->self, end);
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

static chaff_status prepare(placing *p, chaff_error *err)
{
    chaff_status status = prepare_result(p, err);

    if (status >= 0)
        status = lists_init(&p->lists, p->in, p->in->per_bucket, err);
    return status < 0 ? status : spots_init(&p->spots, p->in, &p->lists, err);
}

chaff_status place_stars(const place_input *in, place_result *out, chaff_error *err)
{
    placing p = {.in = in, .out = out};
    chaff_status status;

    *out = (place_result){0};
    status = prepare(&p, err);
    for (uint32_t start = 0, end; status >= 0 && start < in->ranked; start = end) {
        end = in->ranked - start < PLACE_BLOCK ? in->ranked : start + PLACE_BLOCK;
        status = place_block(&p, start, end, err);
    }
    if (status >= 0) {
        order_rows(out, in->documents);
        seekers_count(p.spots.seekers, p.spots.threads, &out->counts);
    }
    lists_release(&p.lists);
    spots_release(&p.spots);
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
