/* borderline.c - from buckets to the few pairs nearest the threshold
 *
 * In: the buckets of the join. Each document is paired with the first of its bucket and
 * with the one before it, so the number of pairs is linear in the memberships. Out: at
 * most BORDERLINE_MOST measured pairs a side. Always: bounded memory and time, whatever
 * the corpus.
 */
#include "run/borderline.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"
#include "base/sort.h"
#include "base/status.h"
#include "near/compare.h"

enum {
    BUCKETS = 1 << 20,         /* looked at; of more, every second, third, ... */
    CROWD = 1024,              /* larger buckets are floods of one template */
    PAIRS = 1 << 18,           /* held; past it, half of them by hash */
    MEASURED = 400,            /* compared exactly */
    REPEATS = 2                /* pairs a document stands in, of those shown */
};

typedef struct nominees {
    run *run;
    const place_input *in;
    sort_pair *pairs, *spare;  /* key: first << 32 | second */
    sort_pair *ranked;         /* key: distance from the threshold, item: of pairs */
    size_t count;
    unsigned halvings;         /* pairs are held whose hash begins with so many zeros */
    uint32_t *first, *last;    /* of each bucket looked at: number + 1, 0: none */
    uint32_t stride;
} nominees;

double borderline_measure(const run *r, const chaff_likeness *l)
{
    if (r->options.measure == CHAFF_JACCARD)
        return l->jaccard;
    return l->a_in_b > l->b_in_a ? l->a_in_b : l->b_in_a;
}

static uint64_t hash_of(uint64_t pair)
{
    return hash_bytes(&pair, sizeof pair, 7);
}

static bool is_held(const nominees *n, uint64_t pair)
{
    return !n->halvings || hash_of(pair) >> (64 - n->halvings) == 0;
}

static void drop_repeats(nominees *n)
{
    size_t count = 0;

    sort_pairs(n->pairs, n->spare, n->count);
    for (size_t i = 0; i < n->count; i++)
        if (is_held(n, n->pairs[i].key) &&
            (!count || n->pairs[count - 1].key != n->pairs[i].key))
            n->pairs[count++] = n->pairs[i];
    n->count = count;
}

static bool may_pair(const nominees *n, uint32_t a, uint32_t b)
{
    const place_input *in = n->in;

    if (in->across && in->across(in->self, a) == in->across(in->self, b))
        return false;
    if (in->pinned && in->pinned[a] && in->pinned[b])
        return false;
    return !in->only_pinned || in->pinned[a] || in->pinned[b];
}

static void nominate(nominees *n, uint32_t a, uint32_t b)
{
    uint64_t pair = a < b ? (uint64_t)a << 32 | b : (uint64_t)b << 32 | a;

    if (a == b || !is_held(n, pair) || !may_pair(n, a, b))
        return;
    n->pairs[n->count++] = (sort_pair){.key = pair};
    while (n->count == PAIRS) {
        drop_repeats(n);
        n->halvings += n->count > PAIRS / 2;
    }
}

static void visit_document(nominees *n, uint32_t document)
{
    const buckets *b = n->in->candidates;

    for (uint64_t i = b->first[document]; i < b->first[document + 1]; i++) {
        uint32_t bucket = b->of[i], slot = bucket / n->stride;

        if (bucket % n->stride || b->size[bucket] > CROWD)
            continue;
        if (n->first[slot]) {
            nominate(n, n->first[slot] - 1, document);
            nominate(n, n->last[slot] - 1, document);
        } else {
            n->first[slot] = document + 1;
        }
        n->last[slot] = document + 1;
    }
}

/* From the share of equal 8-bit lanes, less those that are equal by chance. */
static chaff_status estimate(nominees *n, uint64_t pair, double *out)
{
    const place_input *in = n->in;
    const uint8_t *a, *b;
    uint32_t equal = 0;
    chaff_status status = in->lanes(in->self, 0, (uint32_t)(pair >> 32), &a);

    if (status == CHAFF_OK)
        status = in->lanes(in->self, 0, (uint32_t)pair, &b);
    for (uint32_t i = 0; status == CHAFF_OK && i < in->slots; i++)
        equal += a[i] == b[i];
    *out = ((double)equal / in->slots - 1.0 / 256) / (1 - 1.0 / 256);
    *out = *out > 0 ? *out : 0;
    return status;
}

/* The nearest to the threshold first; without lanes, an order by hash. */
static chaff_status rank_pairs(nominees *n)
{
    borderline *out = n->run->borderline;
    double threshold = n->run->options.recipe.threshold, likely = 0;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < n->count; i++) {
        uint64_t pair = n->pairs[i].key, distance = hash_of(pair) >> 1;

        if (n->in->lanes) {
            status = estimate(n, pair, &likely);
            out->estimates[(int)(likely * 100)]++;
            distance = (uint64_t)(fabs(likely - threshold) * 1e15);
        }
        n->ranked[i] = (sort_pair){distance, (uint32_t)i, 0};
    }
    out->candidates = n->count;
    if (status == CHAFF_OK)
        sort_pairs(n->ranked, n->spare, n->count);
    return status;
}

static chaff_status measure(nominees *n, uint64_t pair, near_pair *out)
{
    const place_input *in = n->in;
    kit *k = &n->run->kits[0];
    uint32_t documents[2] = {(uint32_t)(pair >> 32), (uint32_t)pair};
    size_t counts[2];
    chaff_status status = CHAFF_OK;

    for (int i = 0; status == CHAFF_OK && i < 2; i++)
        status = in->set(in->self, 0, documents[i], &k->sets[i], &k->set_rooms[i],
                         &counts[i], n->run->err);
    if (status != CHAFF_OK)
        return status;
    out->a = documents[0];
    out->b = documents[1];
    likeness_of_sets(k->sets[0], counts[0], k->sets[1], counts[1], &out->likeness);
    return CHAFF_OK;
}

static bool stands_often(const borderline *out, size_t from, uint32_t document)
{
    unsigned times = 0;

    for (size_t i = from; i < out->count; i++)
        times += out->pairs[i].a == document || out->pairs[i].b == document;
    return times >= REPEATS;
}

/* The nearest pairs of one side, of `count` measured ones in order of distance. */
static void choose_side(run *r, const near_pair *measured, const sort_pair *order,
                        size_t count, bool above)
{
    borderline *out = r->borderline;
    size_t from = out->count;

    for (size_t i = 0; i < count && out->count - from < BORDERLINE_MOST; i++) {
        const near_pair *p = &measured[order[i].item];
        double value = borderline_measure(r, &p->likeness);

        if ((value >= r->options.recipe.threshold) != above || !p->likeness.shared ||
            stands_often(out, from, p->a) || stands_often(out, from, p->b))
            continue;
        out->pairs[out->count++] = *p;
    }
}

static chaff_status measure_nearest(nominees *n)
{
    run *r = n->run;
    size_t count = n->count < MEASURED ? n->count : MEASURED;
    near_pair *measured = mem_alloc(count, sizeof *measured);
    sort_pair order[MEASURED], spare[MEASURED];
    chaff_status status = measured ? CHAFF_OK : error_memory(r->err);

    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        status = measure(n, n->pairs[n->ranked[i].item].key, &measured[i]);
        if (status == CHAFF_OK)
            order[i] = (sort_pair){
                (uint64_t)(fabs(borderline_measure(r, &measured[i].likeness) -
                                r->options.recipe.threshold) * 1e15), (uint32_t)i, 0};
    }
    if (status == CHAFF_OK) {
        sort_pairs(order, spare, count);
        choose_side(r, measured, order, count, true);
        choose_side(r, measured, order, count, false);
        r->borderline->sampled = n->halvings || n->stride > 1;
    }
    mem_free(measured);
    return status;
}

chaff_status borderline_collect(run *r, const place_input *in)
{
    nominees n = {.run = r, .in = in,
                  .stride = in->candidates->count / BUCKETS + 1};
    size_t slots = in->candidates->count / n.stride + 1;
    chaff_status status;

    r->borderline = mem_zero(1, sizeof *r->borderline);
    n.pairs = mem_alloc(PAIRS, sizeof *n.pairs);
    n.spare = mem_alloc(PAIRS, sizeof *n.spare);
    n.ranked = mem_alloc(PAIRS, sizeof *n.ranked);
    n.first = mem_zero(slots, sizeof *n.first);
    n.last = mem_zero(slots, sizeof *n.last);
    status = r->borderline && n.pairs && n.spare && n.ranked && n.first && n.last
                 ? run_progress(r, "comparing", 0, 0) : error_memory(r->err);
    if (status == CHAFF_OK) {
        for (uint32_t i = 0; i < in->ranked; i++)
            visit_document(&n, in->order[i]);
        drop_repeats(&n);
        status = rank_pairs(&n);
    }
    if (status == CHAFF_OK)
        status = measure_nearest(&n);
    mem_free(n.pairs);
    mem_free(n.spare);
    mem_free(n.ranked);
    mem_free(n.first);
    mem_free(n.last);
    return status;
}
