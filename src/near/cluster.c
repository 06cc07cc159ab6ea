/* cluster.c - verified pairs become clusters
 *
 * In: pairs in any order, then scores. Out: for every document the kept one and a
 * cluster number. Chains are joined as pairs come, the smaller number of two roots
 * becoming the root; stars wait for the scores, so their pairs are stored. Always: a
 * call that fails leaves the object as it was.
 */
#include "chaff/cluster.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"

#define NO_DOCUMENT UINT32_MAX

typedef struct star_pair {
    uint32_t a, b;
    double jaccard;
} star_pair;

struct chaff_clusters {
    uint32_t documents;
    chaff_link link;
    uint32_t *parents;         /* chain: towards the smallest number of the component */
    star_pair *pairs;          /* star */
    size_t pair_count, pair_capacity;
    bool sealed;
    uint32_t *kept, *numbers;  /* sealed: of each document */
    uint32_t count;            /* sealed: clusters */
};

chaff_status chaff_clusters_new(chaff_clusters **out, uint64_t documents,
                                chaff_link link)
{
    chaff_clusters *c;

    *out = NULL;
    if (documents > NO_DOCUMENT - 1)
        return CHAFF_ERR_LIMIT;
    if (link != CHAFF_LINK_STAR && link != CHAFF_LINK_CHAIN)
        return CHAFF_ERR_OPTION;
    c = mem_zero(1, sizeof *c);
    if (!c)
        return CHAFF_ERR_MEMORY;
    c->documents = (uint32_t)documents;
    c->link = link;
    if (link == CHAFF_LINK_CHAIN) {
        c->parents = mem_alloc(c->documents, sizeof *c->parents);
        if (!c->parents) {
            chaff_clusters_free(c);
            return CHAFF_ERR_MEMORY;
        }
        for (uint32_t d = 0; d < c->documents; d++)
            c->parents[d] = d;
    }
    *out = c;
    return CHAFF_OK;
}

void chaff_clusters_free(chaff_clusters *clusters)
{
    if (!clusters)
        return;
    mem_free(clusters->parents);
    mem_free(clusters->pairs);
    mem_free(clusters->kept);
    mem_free(clusters->numbers);
    mem_free(clusters);
}

/* Each document on the way is hung one step higher: paths stay short for good (Tarjan,
 * van Leeuwen: Worst-case analysis of set union algorithms, path halving). */
static uint32_t find_root(uint32_t *parents, uint32_t document)
{
    while (parents[document] != document) {
        parents[document] = parents[parents[document]];
        document = parents[document];
    }
    return document;
}

static void join(uint32_t *parents, uint32_t a, uint32_t b)
{
    uint32_t a_root = find_root(parents, a), b_root = find_root(parents, b);

    if (a_root < b_root)
        parents[b_root] = a_root;
    else
        parents[a_root] = b_root;
}

chaff_status chaff_clusters_add(chaff_clusters *clusters, uint64_t a, uint64_t b,
                                const chaff_likeness *likeness)
{
    chaff_status status;

    if (clusters->sealed)
        return CHAFF_ERR_STATE;
    if (a >= clusters->documents || b >= clusters->documents)
        return CHAFF_ERR_LIMIT;
    if (a == b)
        return CHAFF_OK;
    if (clusters->link == CHAFF_LINK_CHAIN) {
        join(clusters->parents, (uint32_t)a, (uint32_t)b);
        return CHAFF_OK;
    }
    status = mem_grow((void **)&clusters->pairs, &clusters->pair_capacity,
                      clusters->pair_count + 1, sizeof *clusters->pairs);
    if (status < 0)
        return status;
    clusters->pairs[clusters->pair_count++] =
        (star_pair){(uint32_t)a, (uint32_t)b, likeness ? likeness->jaccard : 1};
    return CHAFF_OK;
}

/* Ascending keys for descending scores; what is not a number comes last. The order of
 * IEEE 754 bits is that of the numbers once negative ones are turned round. */
static uint64_t key_of_score(double score)
{
    const uint64_t sign = UINT64_C(1) << 63;
    uint64_t bits;

    if (score != score)
        return UINT64_MAX;
    score += 0.0;              /* -0 and 0 are one score */
    memcpy(&bits, &score, sizeof bits);
    return bits & sign ? bits : ~(bits | sign);
}

/* ranks[d]: place of d when all are put in order of score, then number. */
static chaff_status rank_documents(const double *scores, uint32_t count,
                                   uint32_t *ranks)
{
    sort_pair *pairs, *spare;
    chaff_status status = CHAFF_ERR_MEMORY;

    for (uint32_t d = 0; d < count; d++)
        ranks[d] = d;
    if (!scores)
        return CHAFF_OK;
    pairs = mem_alloc(count, sizeof *pairs);
    spare = mem_alloc(count, sizeof *spare);
    if (pairs && spare) {
        for (uint32_t d = 0; d < count; d++)
            pairs[d] = (sort_pair){.key = key_of_score(scores[d]), .item = d};
        sort_pairs(pairs, spare, count);
        for (uint32_t r = 0; r < count; r++)
            ranks[pairs[r].item] = r;
        status = CHAFF_OK;
    }
    mem_free(pairs);
    mem_free(spare);
    return status;
}

/* The best-ranked document of each component is kept for all of it. */
static void keep_best_of_chains(chaff_clusters *c, const uint32_t *ranks,
                                uint32_t *kept)
{
    for (uint32_t d = 0; d < c->documents; d++)
        kept[d] = NO_DOCUMENT;
    for (uint32_t d = 0; d < c->documents; d++) {
        uint32_t *best = &kept[find_root(c->parents, d)];

        if (*best == NO_DOCUMENT || ranks[d] < ranks[*best])
            *best = d;
    }
    for (uint32_t d = 0; d < c->documents; d++)
        kept[d] = kept[find_root(c->parents, d)];
}

typedef struct neighbours {    /* of document d: from first[d] to first[d + 1] - 1 */
    size_t *first;
    uint32_t *of;
    double *jaccard;
    uint32_t *order;           /* documents by rank */
} neighbours;

static void release_neighbours(neighbours *n)
{
    mem_free(n->first);
    mem_free(n->of);
    mem_free(n->jaccard);
    mem_free(n->order);
}

/* Only the worse-ranked of two asks the other: each pair stands with that one alone. */
static chaff_status gather_neighbours(const chaff_clusters *c, const uint32_t *ranks,
                                      neighbours *n)
{
    n->first = mem_zero((size_t)c->documents + 2, sizeof *n->first);
    n->of = mem_alloc(c->pair_count, sizeof *n->of);
    n->jaccard = mem_alloc(c->pair_count, sizeof *n->jaccard);
    n->order = mem_alloc(c->documents, sizeof *n->order);
    if (!n->first || !n->of || !n->jaccard || !n->order)
        return CHAFF_ERR_MEMORY;
    for (uint32_t d = 0; d < c->documents; d++)
        n->order[ranks[d]] = d;
    for (size_t i = 0; i < c->pair_count; i++) {
        const star_pair *p = &c->pairs[i];

        n->first[(ranks[p->a] > ranks[p->b] ? p->a : p->b) + 2]++;
    }
    for (uint32_t d = 0; d < c->documents; d++)
        n->first[d + 2] += n->first[d + 1];
    for (size_t i = 0; i < c->pair_count; i++) {
        const star_pair *p = &c->pairs[i];
        bool a_asks = ranks[p->a] > ranks[p->b];
        size_t at = n->first[(a_asks ? p->a : p->b) + 1]++;

        n->of[at] = a_asks ? p->b : p->a;
        n->jaccard[at] = p->jaccard;
    }
    return CHAFF_OK;
}

/* Of the kept neighbours of a document the most similar, of several the best-ranked;
 * itself if there is none. */
static uint32_t choose_kept(const neighbours *n, const uint32_t *ranks,
                            const uint32_t *kept, uint32_t document)
{
    uint32_t best = document;
    double most = 0;

    for (size_t i = n->first[document]; i < n->first[document + 1]; i++) {
        uint32_t other = n->of[i];
        double jaccard = n->jaccard[i] > 0 ? n->jaccard[i] : 0;    /* NaN too */

        if (kept[other] != other)
            continue;
        if (best == document || jaccard > most
            || (jaccard == most && ranks[other] < ranks[best])) {
            best = other;
            most = jaccard;
        }
    }
    return best;
}

static chaff_status keep_stars(const chaff_clusters *c, const uint32_t *ranks,
                               uint32_t *kept)
{
    neighbours n = {0};
    chaff_status status = gather_neighbours(c, ranks, &n);

    for (uint32_t r = 0; status >= 0 && r < c->documents; r++)
        kept[n.order[r]] = choose_kept(&n, ranks, kept, n.order[r]);
    release_neighbours(&n);
    return status;
}

/* Clusters in the order of their first documents. */
static uint32_t number_clusters(const uint32_t *kept, uint32_t documents,
                                uint32_t *numbers)
{
    uint32_t count = 0;

    for (uint32_t d = 0; d < documents; d++)
        numbers[d] = NO_DOCUMENT;
    for (uint32_t d = 0; d < documents; d++) {
        if (numbers[kept[d]] == NO_DOCUMENT)
            numbers[kept[d]] = count++;
        numbers[d] = numbers[kept[d]];
    }
    return count;
}

chaff_status chaff_clusters_seal(chaff_clusters *clusters, const double *scores)
{
    chaff_clusters *c = clusters;
    uint32_t *kept = NULL, *numbers = NULL, *ranks = NULL;
    chaff_status status = CHAFF_ERR_MEMORY;

    if (c->sealed)
        return CHAFF_ERR_STATE;
    kept = mem_alloc(c->documents, sizeof *kept);
    numbers = mem_alloc(c->documents, sizeof *numbers);
    ranks = mem_alloc(c->documents, sizeof *ranks);
    if (kept && numbers && ranks)
        status = rank_documents(scores, c->documents, ranks);
    if (status >= 0 && c->link == CHAFF_LINK_STAR)
        status = keep_stars(c, ranks, kept);
    else if (status >= 0)
        keep_best_of_chains(c, ranks, kept);
    mem_free(ranks);
    if (status < 0) {
        mem_free(kept);
        mem_free(numbers);
        return status;
    }
    c->kept = kept;
    c->numbers = numbers;
    c->count = number_clusters(kept, c->documents, numbers);
    c->sealed = true;
    mem_free(c->pairs);
    mem_free(c->parents);
    c->pairs = NULL;
    c->parents = NULL;
    return CHAFF_OK;
}

uint64_t chaff_clusters_of(const chaff_clusters *clusters, uint64_t document)
{
    if (!clusters->sealed || document >= clusters->documents)
        return UINT64_MAX;
    return clusters->numbers[document];
}

uint64_t chaff_clusters_kept(const chaff_clusters *clusters, uint64_t document)
{
    if (!clusters->sealed || document >= clusters->documents)
        return UINT64_MAX;
    return clusters->kept[document];
}

uint64_t chaff_clusters_count(const chaff_clusters *clusters)
{
    return clusters->count;
}
