/* pairs.c - every verified pair, each once
 *
 * In: buckets, ranks, lanes and sets. Out: pairs ascending by (a, b). What is found:
 *
 *   the list of a bucket (lists.h) holds the first max(per_document, per_bucket) of its
 *       documents; if only pinned ones stand for others, of its pinned documents;
 *   for each document d that is not pinned: the candidates of d are those ranked before
 *       it in the lists of its buckets, chosen and ordered as in place.c; of these that
 *       pass the lanes, at most per_document + PLACE_VERIFY are compared, until
 *       per_document reached the threshold.
 *
 * So documents don't depend on each other and are done in parallel. Pinned documents
 * are never compared with each other: all that ranks before one is pinned too.
 */
#include "near/place.h"

#include "base/parallel.h"
#include "base/status.h"
#include "near/candidates.h"
#include "near/runs.h"

enum {
    TOGETHER = 64,             /* ranks that go to one thread: neighbours share sets */
    MANY = 32                  /* candidates from which on a family pays */
};

typedef struct pairing {
    const place_input *in;
    unsigned threads;
    uint32_t per_document;
    bucket_lists lists;
    seeker *seekers;
    pair_runs *runs;
} pairing;

static bool is_pinned(const place_input *in, uint32_t document)
{
    return in->pinned && in->pinned[document];
}

static chaff_status add_pair(const pairing *p, seeker *s, uint32_t d, size_t d_count,
                             uint32_t e, size_t e_count, uint64_t shared)
{
    bool first = d < e;
    pair_record pair = {
        .a = first ? d : e, .b = first ? e : d, .a_count = first ? d_count : e_count,
        .b_count = first ? e_count : d_count, .shared = shared,
    };

    return pair_runs_add(p->runs, s->thread, &pair, &s->err);
}

/* Its own set, and its family if it meets many. */
static chaff_status prepare_own(seeker *s, uint32_t document, shingle_set *own)
{
    bool fresh = s->own_of != document;
    chaff_status status = seeker_own(s, document, own);

    if (status < 0 || !fresh)
        return status;
    kin_forget(&s->kin);
    if (s->found_count >= MANY)
        status = kin_choose(&s->kin, document, *own);
    return status < 0 ? error_memory(&s->err) : CHAFF_OK;
}

/* *pairs grows by one if the two are a pair. */
static chaff_status compare_with(const pairing *p, seeker *s, uint32_t document,
                                 uint32_t other, uint32_t *pairs)
{
    compare_rule rule = p->in->containment ? COMPARE_EITHER : COMPARE_JACCARD;
    shingle_set own;
    size_t count;
    uint64_t shared;
    bool reached;
    chaff_status status = prepare_own(s, document, &own);

    if (status >= 0)
        status = seeker_meet(s, rule, own, other, &reached, &shared, &count);
    if (status < 0)
        return status;
    if (!reached)
        return CHAFF_OK;
    ++*pairs;
    return add_pair(p, s, document, own.count, other, count, shared);
}

static chaff_status pair_candidates(const pairing *p, seeker *s, uint32_t document)
{
    uint64_t used = 0, most = (uint64_t)p->per_document + PLACE_VERIFY;
    uint32_t pairs = 0;

    for (size_t i = 0; i < s->found_count; i++) {
        uint32_t other = p->in->order[candidate_rank(s->found[i])];
        bool passes;
        chaff_status status = seeker_filter(s, document, other, &passes);

        if (status < 0)
            return status;
        s->counts.filtered += !passes;
        if (!passes)
            continue;
        if (pairs == p->per_document || used == most) {
            s->counts.pair_caps += pairs == p->per_document;
            s->counts.verify_caps += pairs < p->per_document;
            return CHAFF_OK;
        }
        used++;
        status = compare_with(p, s, document, other, &pairs);
        if (status < 0)
            return status;
    }
    return CHAFF_OK;
}

static chaff_status pair_ranks(size_t item, unsigned thread, void *self)
{
    pairing *p = self;
    seeker *s = &p->seekers[thread];
    uint64_t start = (uint64_t)item * TOGETHER, end = start + TOGETHER;

    for (uint64_t r = start; r < end && r < p->in->ranked; r++) {
        uint32_t rank = (uint32_t)r, document = p->in->order[rank];
        chaff_status status;

        lists_prefetch(&p->lists, rank);
        if (is_pinned(p->in, document))
            continue;
        status = seeker_find(s, &p->lists, rank, 0, rank);
        if (status >= 0) {
            s->counts.candidates += s->found_count;
            s->counts.bucket_caps += lists_hide(&p->lists, rank);
            status = pair_candidates(p, s, document);
        }
        if (status < 0)
            return status;
    }
    return CHAFF_OK;
}

static chaff_status prepare(pairing *p, chaff_error *err)
{
    const place_input *in = p->in;
    uint32_t most = p->per_document > in->per_bucket ? p->per_document : in->per_bucket;
    chaff_status status = lists_init(&p->lists, in, most, err);

    if (status < 0)
        return status;
    for (uint32_t rank = 0; rank < in->ranked; rank++) {
        lists_prefetch(&p->lists, rank);
        if (!in->only_pinned || is_pinned(in, in->order[rank]))
            lists_add(&p->lists, rank);
    }
    status = seekers_new(&p->seekers, in, p->threads, err);
    if (status < 0)
        return status;
    status = pair_runs_new(&p->runs, p->threads, in->memory);
    return status < 0 ? error_memory(err) : CHAFF_OK;
}

chaff_status place_pairs(const place_input *in, uint32_t per_document, place_pair *pair,
                         void *pair_self, place_counts *counts, chaff_error *err)
{
    pairing p = {
        .in = in, .per_document = per_document,
        .threads = in->threads ? in->threads : 1,
    };
    size_t items = ((size_t)in->ranked + TOGETHER - 1) / TOGETHER;
    place_counts all = {0};
    chaff_status status = prepare(&p, err);

    *counts = (place_counts){0};
    if (status >= 0) {
        status = parallel_for(p.threads, items, pair_ranks, &p);
        if (status < 0)
            seekers_error(p.seekers, p.threads, status, err);
    }
    if (status >= 0) {
        seekers_count(p.seekers, p.threads, &all);
        lists_release(&p.lists);
        seekers_free(p.seekers, p.threads);
        p.seekers = NULL;
        status = pair_runs_merge(p.runs, pair, pair_self, err);
    }
    if (status >= 0)
        *counts = all;
    lists_release(&p.lists);
    seekers_free(p.seekers, p.threads);
    pair_runs_free(p.runs);
    return status;
}
