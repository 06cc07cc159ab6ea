/* pairing.c - collapse, rank, join, place, expand
 *
 * Always: kept[d] is RUN_KEPT or a kept document whose compared text has been measured
 * against that of d; documents without a word are kept.
 */
#include "run/pairing.h"

#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "base/status.h"
#include "run/ahead.h"
#include "run/borderline.h"
#include "run/likeness.h"
#include "run/prints.h"
#include "run/rank.h"
#include "run/texts.h"
#include "sketch/bands.h"
#include "sketch/join_merge.h"

/* -- what the layers below ask of a run -------------------------------------------- */

static chaff_status keys_of(void *self, uint32_t band, uint32_t start, uint32_t count,
                            uint64_t *out)
{
    return prints_keys(self, band, start, count, out);
}

static bool is_active(void *self, uint32_t document)
{
    const run *r = self;

    return r->texts[document] == document && pairing_takes_part(r, document);
}

static uint64_t group_of(void *self, uint32_t document)
{
    return run_group(self, document);
}

static chaff_status lanes_of(void *self, unsigned thread, uint32_t document,
                             const uint8_t **out)
{
    run *r = self;
    kit *k = &r->kits[thread];
    uint8_t *lanes = k->lanes[k->lane_turn ^= 1];

    *out = lanes;
    return prints_lanes(r, document, lanes);
}

static chaff_status set_of(void *self, unsigned thread, uint32_t document,
                           uint64_t **set, size_t *capacity, size_t *count,
                           chaff_error *err)
{
    run *r = self;
    kit *k = &r->kits[thread];
    chaff_status status = CHAFF_OK;

    /* Long comparisons must be stoppable; thread 0 alone speaks to the caller. */
    if (thread == 0 && k->asked++ % 256 == 0)
        status = run_progress(r, "comparing", 0, 0);
    return status == CHAFF_OK ? run_set(r, k, document, set, capacity, count, err)
                              : status;
}

static const uint64_t *set_ahead(void *self, uint32_t document, size_t *count)
{
    return ahead_set(self, document, count);
}

static chaff_status tell_passed(void *self, uint32_t ranks)
{
    const run *r = self;

    return run_progress(r, "comparing", ranks, r->ranked);
}

/* Contained documents sit in template families: with 32 of a bucket looked at,
 * recall was .04; with 256 it was 1.00 (measured on Usenet posts). */
enum { CONTAINMENT_PER_BUCKET = 256 };

/* -- place ------------------------------------------------------------------------- */

typedef struct placing {
    place_input in;
    buckets buckets;
    uint32_t *order;
    uint8_t *pinned;
} placing;

static chaff_status join_prints(run *r, placing *p)
{
    double start = file_clock();
    join_input in = {.documents = r->documents,
                     .bands = r->options.recipe.bands,
                     .keys = keys_of,
                     .active = is_active,
                     .group = r->options.grouping == CHAFF_GROUP_BY ? group_of : NULL,
                     .self = r};
    chaff_status status = run_progress(r, "joining", 0, 0);

    if (status == CHAFF_OK)
        status = join_bands(&in, r->threads, &r->memory, &p->buckets, r->err);
    if (status == CHAFF_OK && r->samples) {
        buckets shingles;

        status = join_samples(r->samples, &in, r->threads, &r->memory, &shingles,
                              r->err);
        if (status == CHAFF_OK)
            status = buckets_merge(&p->buckets, &shingles, &r->memory, r->err);
    }
    if (status == CHAFF_OK)
        prints_drop_keys(r);
    r->report->seconds_join = file_clock() - start;
    return status;
}

static chaff_status pin_against(const run *r, placing *p)
{
    if (!r->against_inputs)
        return CHAFF_OK;
    p->pinned = mem_zero(r->documents, 1);
    if (!p->pinned)
        return error_memory(r->err);
    memset(p->pinned, 1, r->against_docs);
    return CHAFF_OK;
}

static uint32_t drop_copies(const run *r, uint32_t *order, uint32_t ranked)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < ranked; i++) {
        uint32_t document = order[i];

        order[left] = document;
        left += r->texts[document] == document;
    }
    return left;
}

/* Who is in no bucket meets nobody and is kept; most are. Returns how many are left. */
static uint32_t drop_lonely(const buckets *b, uint32_t *order, uint32_t ranked)
{
    uint32_t left = 0;

    for (uint32_t i = 0; i < ranked; i++) {
        uint32_t document = order[i];

        order[left] = document;
        left += b->first[document] < b->first[document + 1];
    }
    return left;
}

/* A document has a shingle a word at most, and one at least. */
static uint64_t count_hashes(const run *r, const placing *p)
{
    uint64_t hashes = 1;

    for (uint32_t i = 0; i < p->in.ranked; i++)
        hashes += run_row(r, p->order[i])->words;
    return hashes;
}

static chaff_status prepare(run *r, placing *p)
{
    uint32_t ranked;
    chaff_status status;

    p->order = mem_alloc(r->documents, sizeof *p->order);
    if (!p->order)
        return error_memory(r->err);
    status = rank_documents(r, p->order, &ranked);
    if (status == CHAFF_OK)
        status = texts_collapse(r, p->order, ranked);
    if (status != CHAFF_OK)
        return error_memory(r->err);
    ranked = drop_copies(r, p->order, ranked);
    status = join_prints(r, p);
    if (status == CHAFF_OK)
        ranked = drop_lonely(&p->buckets, p->order, ranked);
    r->ranked = ranked;
    if (status == CHAFF_OK)
        status = pin_against(r, p);
    p->in = (place_input){
        .documents = r->documents,
        .candidates = &p->buckets,
        .order = p->order,
        .ranked = ranked,
        .pinned = p->pinned,
        .only_pinned = p->pinned != NULL,
        .lanes = r->options.measure == CHAFF_JACCARD ? lanes_of : NULL,
        .slots = r->options.recipe.bands * r->options.recipe.rows,
        .least_lanes = bands_least_lanes(&r->options.recipe),
        .least_shared = 1,
        .per_bucket = r->options.measure == CHAFF_JACCARD ? PLACE_PER_BUCKET
                                                          : CONTAINMENT_PER_BUCKET,
        .across = r->options.grouping == CHAFF_GROUP_ACROSS ? group_of : NULL,
        .set = set_of,
        .ready = r->ahead ? set_ahead : NULL,
        .passed = tell_passed,
        .self = r,
        .threshold = r->options.recipe.threshold,
        .containment = r->options.measure == CHAFF_CONTAINMENT, .threads = r->threads,
        .memory = &r->memory};
    p->in.hashes = count_hashes(r, p);
    return status;
}

static void release(run *r, placing *p)
{
    buckets_release(&p->buckets, &r->memory);
    mem_free(p->order);
    mem_free(p->pinned);
}

static void count_places(run *r, const place_counts *c)
{
    r->report->candidates += c->candidates;
    r->report->filtered += c->filtered;
    r->report->verified += c->verified;
    r->report->bucket_caps += c->bucket_caps;
    r->report->verify_caps += c->verify_caps;
    r->report->pair_caps += c->pair_caps;
}

/* Equal documents follow the one whose text stands for theirs. */
static void expand(run *r)
{
    bool only_against = r->against_inputs > 0;

    for (uint32_t d = 0; d < r->documents; d++) {
        uint32_t text = r->texts[d];

        if (d < r->against_docs)
            r->kept[d] = RUN_KEPT;
        else if (text != d && r->kept[text] != RUN_KEPT)
            r->kept[d] = r->kept[text];
        else if (text != d)
            r->kept[d] = only_against && text >= r->against_docs ? RUN_KEPT : text;
    }
}

static chaff_status place_by_star(run *r, placing *p)
{
    place_result result;
    chaff_status status = place_stars(&p->in, &result, r->err);

    if (status != CHAFF_OK)
        return status;
    count_places(r, &result.counts);
    memcpy(r->kept, result.kept, r->documents * sizeof *r->kept);
    r->copies = mem_alloc(result.row_count, sizeof *r->copies);
    r->copy_count = result.row_count;
    if (r->copies && result.row_count)
        memcpy(r->copies, result.rows, result.row_count * sizeof *r->copies);
    place_release(&result);
    return r->copies ? CHAFF_OK : error_memory(r->err);
}

static chaff_status chain_pair(void *self, uint32_t a, uint32_t b,
                               const chaff_likeness *likeness)
{
    return chaff_clusters_add(self, a, b, likeness);
}

static chaff_status measure_copy(size_t i, unsigned thread, void *self)
{
    run *r = self;
    place_row *row = &r->copies[i];
    kit *k = &r->kits[thread];
    size_t counts[2];
    chaff_status status = set_of(r, thread, row->document, &k->sets[0],
                                 &k->set_rooms[0], &counts[0], &k->err);

    if (status == CHAFF_OK)
        status = set_of(r, thread, row->kept, &k->sets[1], &k->set_rooms[1], &counts[1],
                        &k->err);
    if (status == CHAFF_OK)
        likeness_of_sets(k->sets[0], counts[0], k->sets[1], counts[1], &row->likeness);
    return status;
}

/* Whatever meets in a bucket hangs together, as where nothing is verified. */
static chaff_status link_buckets(const placing *p, chaff_clusters *chains,
                                 place_counts *counts)
{
    const buckets *b = &p->buckets;
    uint32_t *first = mem_alloc(b->count, sizeof *first);
    chaff_status status = first ? CHAFF_OK : CHAFF_ERR_MEMORY;

    if (first)
        memset(first, 0xFF, b->count * sizeof *first);
    for (uint32_t d = 0; status == CHAFF_OK && d < b->documents; d++)
        for (uint64_t i = b->first[d]; status == CHAFF_OK && i < b->first[d + 1]; i++) {
            uint32_t *head = &first[b->of[i]];

            if (*head == UINT32_MAX) {
                *head = d;
                continue;
            }
            status = chaff_clusters_add(chains, *head, d, NULL);
            counts->candidates++;
        }
    mem_free(first);
    return status;
}

/* Components of verified pairs; a copy is still measured against the one kept for
 * it, so that the files show what chaining does. */
static chaff_status keep_of_chains(run *r, const placing *p,
                                   const chaff_clusters *chains)
{
    for (uint32_t i = 0; i < p->in.ranked; i++) {
        uint32_t d = p->order[i];
        uint64_t kept = chaff_clusters_kept(chains, d);

        r->kept[d] = kept == d ? RUN_KEPT : (uint32_t)kept;
        r->copy_count += kept != d;
    }
    r->copies = mem_zero(r->copy_count, sizeof *r->copies);
    if (!r->copies)
        return error_memory(r->err);
    r->copy_count = 0;
    for (uint32_t d = 0; d < r->documents; d++)
        if (r->kept[d] != RUN_KEPT)
            r->copies[r->copy_count++] = (place_row){.document = d, .kept = r->kept[d]};
    return run_failed(r, parallel_for(r->threads, r->copy_count, measure_copy, r));
}

static chaff_status place_by_chain(run *r, placing *p)
{
    chaff_clusters *chains;
    place_counts counts = {0};
    double *scores = mem_zero(r->documents, sizeof *scores);
    chaff_status status = chaff_clusters_new(&chains, r->documents, CHAFF_LINK_CHAIN);

    if (!scores || status != CHAFF_OK)
        status = error_memory(r->err);
    if (status == CHAFF_OK && r->options.verify)
        status = place_pairs(&p->in, r->options.max_pairs, chain_pair, chains, &counts,
                             r->err);
    else if (status == CHAFF_OK)
        status = link_buckets(p, chains, &counts);
    for (uint32_t i = 0; status == CHAFF_OK && i < p->in.ranked; i++)
        scores[p->order[i]] = -(double)i;
    if (status == CHAFF_OK)
        status = chaff_clusters_seal(chains, scores);
    count_places(r, &counts);
    if (status == CHAFF_OK)
        status = keep_of_chains(r, p, chains);
    chaff_clusters_free(chains);
    mem_free(scores);
    return run_failed(r, status);
}

/* -- every pair -------------------------------------------------------------------- */

typedef struct merging {       /* two ascending streams: verified pairs, equal copies */
    run *run;
    place_pair *pair;
    void *self;
    sort_pair *equals;         /* key = first << 32 | second */
    size_t equal_count, next;
} merging;

static chaff_status pass_equals(merging *m, uint64_t before)
{
    chaff_status status = CHAFF_OK;
    kit *k = run_writer(m->run);

    for (; status == CHAFF_OK && m->next < m->equal_count &&
           m->equals[m->next].key < before;
         m->next++) {
        uint32_t a = (uint32_t)(m->equals[m->next].key >> 32),
                 b = (uint32_t)m->equals[m->next].key;
        chaff_likeness likeness;

        status = run_equal_likeness(m->run, k, m->equals[m->next].item, &likeness,
                                    m->run->err);
        if (status == CHAFF_OK)
            status = m->pair(m->self, a, b, &likeness);
    }
    return status;
}

static chaff_status merge_pair(void *self, uint32_t a, uint32_t b,
                               const chaff_likeness *likeness)
{
    merging *m = self;
    chaff_status status = pass_equals(m, (uint64_t)a << 32 | b);

    return status == CHAFF_OK ? m->pair(m->self, a, b, likeness) : status;
}

static chaff_status list_equals(merging *m)
{
    const run *r = m->run;
    size_t room = r->report->exact;
    sort_pair *spare = mem_alloc(room, sizeof *spare);

    m->equals = mem_alloc(room, sizeof *m->equals);
    if (spare && m->equals) {
        for (uint32_t d = 0; d < r->documents; d++) {
            uint32_t text = r->texts[d], a = d < text ? d : text,
                     b = d < text ? text : d;

            if (text != d)
                m->equals[m->equal_count++] = (sort_pair){(uint64_t)a << 32 | b, text,
                                                          0};
        }
        sort_pairs(m->equals, spare, m->equal_count);
    }
    mem_free(spare);
    return spare && m->equals ? CHAFF_OK : error_memory(r->err);
}

static chaff_status report_pairs(run *r, const placing *p, place_pair *pair, void *self)
{
    merging m = {.run = r, .pair = pair, .self = self};
    place_counts counts = {0};
    chaff_status status = list_equals(&m);

    if (status == CHAFF_OK)
        status = place_pairs(&p->in, r->options.max_pairs, merge_pair, &m, &counts,
                             r->err);
    if (status == CHAFF_OK)
        status = pass_equals(&m, UINT64_MAX);
    count_places(r, &counts);
    mem_free(m.equals);
    return status;
}

chaff_status pair_documents(run *r, place_pair *pair, void *self)
{
    placing p = {0};
    double start;
    chaff_status status;

    if (!r->documents)
        return CHAFF_OK;
    if (!r->options.verify)
        run_say(r, CHAFF_WARNING,
                "pairs are joined unverified, at whatever similarity; what the files "
                "say of a copy and its kept document was measured afterwards");
    status = prepare(r, &p);
    start = file_clock();
    r->kept = mem_alloc(r->documents, sizeof *r->kept);
    if (status == CHAFF_OK && !r->kept)
        status = error_memory(r->err);
    if (status == CHAFF_OK) {
        memset(r->kept, 0xFF, r->documents * sizeof *r->kept);
        status = run_progress(r, "comparing", 0, 0);
    }
    if (status == CHAFF_OK)
        status = r->options.link == CHAFF_LINK_STAR ? place_by_star(r, &p)
                                                    : place_by_chain(r, &p);
    if (status == CHAFF_OK)
        expand(r);
    if (status == CHAFF_OK && pair)
        status = report_pairs(r, &p, pair, self);
    if (status == CHAFF_OK && r->options.run_dir)
        status = borderline_collect(r, &p.in);
    release(r, &p);
    ahead_free(r);
    r->report->seconds_place = file_clock() - start;
    return status;
}
