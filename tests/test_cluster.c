/* test_cluster.c - chaff/cluster.h against a walk over a matrix and a painter
 *
 * Stars: documents from best to worst look through a matrix of all pairs. Chains: every
 * document has a colour; a pair repaints all of one colour with the other.
 */
#include "chaff/cluster.h"
#include "tests.h"

#include <math.h>

Suite *cluster_suite(void);

enum { MANY = 60 };

typedef struct made_pair {
    uint32_t a, b;
    double jaccard;
} made_pair;

typedef struct graph {
    uint32_t documents;
    size_t count;
    made_pair pairs[4 * MANY];
    double scores[MANY];
    bool scored;
} graph;

static void make_graph(graph *g, uint64_t seed)
{
    static const double special[] = {NAN, INFINITY, -INFINITY, -0.0, 0.0, -2.5, 1e-310};

    g->documents = 1 + (uint32_t)(test_random(&seed) % MANY);
    g->count = test_random(&seed) % (2 * g->documents);
    g->scored = seed % 3;
    for (size_t i = 0; i < g->count; i++)
        g->pairs[i] = (made_pair){
            (uint32_t)(test_random(&seed) % g->documents),
            (uint32_t)(test_random(&seed) % g->documents),
            0.5 + (double)(test_random(&seed) % 4) / 10,
        };
    for (uint32_t d = 0; d < MANY; d++)
        g->scores[d] = test_random(&seed) % 4 ? (double)(test_random(&seed) % 9) - 4
                                              : special[test_random(&seed) % 7];
}

static chaff_clusters *cluster(const graph *g, chaff_link link, bool backwards)
{
    chaff_clusters *c;

    ck_assert_int_eq(chaff_clusters_new(&c, g->documents, link), CHAFF_OK);
    for (size_t i = 0; i < g->count; i++) {
        const made_pair *p = &g->pairs[backwards ? g->count - 1 - i : i];
        chaff_likeness l = {.jaccard = p->jaccard};
        uint32_t a = backwards ? p->b : p->a, b = backwards ? p->a : p->b;

        if (chaff_clusters_add(c, a, b, &l) != CHAFF_OK)
            ck_abort_msg("a pair was refused");
    }
    ck_assert_int_eq(chaff_clusters_seal(c, g->scored ? g->scores : NULL), CHAFF_OK);
    return c;
}

static bool is_better(const graph *g, uint32_t a, uint32_t b)
{
    double x = g->scored ? g->scores[a] : 0, y = g->scored ? g->scores[b] : 0;

    if (isnan(x) != isnan(y))
        return isnan(y);
    if (!isnan(x) && x != y)
        return x > y;
    return a < b;
}

static void order_naively(const graph *g, uint32_t *order)
{
    for (uint32_t d = 0; d < g->documents; d++) {
        uint32_t place = 0;

        for (uint32_t e = 0; e < g->documents; e++)
            place += e != d && is_better(g, e, d);
        order[place] = d;
    }
}

static void stars_naively(const graph *g, uint32_t *kept)
{
    static double similar[MANY][MANY];
    uint32_t order[MANY];

    memset(similar, 0, sizeof similar);
    for (size_t i = 0; i < g->count; i++) {
        const made_pair *p = &g->pairs[i];

        if (p->jaccard > similar[p->a][p->b])
            similar[p->a][p->b] = similar[p->b][p->a] = p->jaccard;
    }
    order_naively(g, order);
    for (uint32_t r = 0; r < g->documents; r++) {
        uint32_t d = order[r];
        double best = 0;

        kept[d] = d;
        for (uint32_t q = 0; q < r; q++)
            if (kept[order[q]] == order[q] && similar[d][order[q]] > best) {
                best = similar[d][order[q]];
                kept[d] = order[q];
            }
    }
}

static void chains_naively(const graph *g, uint32_t *kept)
{
    uint32_t colours[MANY];

    for (uint32_t d = 0; d < g->documents; d++)
        colours[d] = d;
    for (size_t i = 0; i < g->count; i++) {
        uint32_t from = colours[g->pairs[i].a], to = colours[g->pairs[i].b];

        for (uint32_t d = 0; d < g->documents; d++)
            if (colours[d] == from)
                colours[d] = to;
    }
    for (uint32_t d = 0; d < g->documents; d++) {
        kept[d] = d;
        for (uint32_t e = 0; e < g->documents; e++)
            if (colours[e] == colours[d] && is_better(g, e, kept[d]))
                kept[d] = e;
    }
}

static void check_clusters(const chaff_clusters *c, const graph *g,
                           const uint32_t *kept)
{
    uint64_t count = 0;

    bool right = true;

    for (uint32_t d = 0; d < g->documents; d++) {
        uint64_t of = chaff_clusters_of(c, d);
        uint32_t first = 0;

        right &= chaff_clusters_kept(c, d) == kept[d];
        while (kept[first] != kept[d])
            first++;
        right &= of == (first == d ? count++ : chaff_clusters_of(c, first));
    }
    ck_assert(right);
    ck_assert_uint_eq(chaff_clusters_count(c), count);
}

START_TEST(clusters_are_those_of_the_naive_walks_in_any_order_of_pairs)
{
    for (uint64_t seed = 1; seed <= 2000; seed++) {
        chaff_link link = seed % 2 ? CHAFF_LINK_STAR : CHAFF_LINK_CHAIN;
        uint32_t kept[MANY];
        chaff_clusters *c;
        graph g;

        make_graph(&g, seed);
        if (link == CHAFF_LINK_STAR)
            stars_naively(&g, kept);
        else
            chains_naively(&g, kept);
        for (int backwards = 0; backwards < 2; backwards++) {
            c = cluster(&g, link, backwards);
            check_clusters(c, &g, kept);
            chaff_clusters_free(c);
        }
    }
}
END_TEST

START_TEST(a_star_never_reaches_through_a_third_document)
{
    graph g = {.documents = 3, .count = 2, .pairs = {{0, 1, 0.9}, {1, 2, 0.9}}};
    chaff_clusters *star = cluster(&g, CHAFF_LINK_STAR, false);
    chaff_clusters *chain = cluster(&g, CHAFF_LINK_CHAIN, false);

    ck_assert_uint_eq(chaff_clusters_kept(star, 1), 0);
    ck_assert_uint_eq(chaff_clusters_kept(star, 2), 2);
    ck_assert_uint_eq(chaff_clusters_count(star), 2);
    ck_assert_uint_eq(chaff_clusters_kept(chain, 2), 0);
    ck_assert_uint_eq(chaff_clusters_count(chain), 1);
    chaff_clusters_free(star);
    chaff_clusters_free(chain);
}
END_TEST

START_TEST(a_long_chain_added_backwards_is_one_cluster)
{
    enum { LENGTH = 1000000 };
    chaff_clusters *c;

    ck_assert_int_eq(chaff_clusters_new(&c, LENGTH, CHAFF_LINK_CHAIN), CHAFF_OK);
    for (uint32_t d = LENGTH - 1; d > 0; d--)
        if (chaff_clusters_add(c, d, d - 1, NULL) != CHAFF_OK)
            ck_abort_msg("a pair was refused");
    ck_assert_int_eq(chaff_clusters_seal(c, NULL), CHAFF_OK);
    ck_assert_uint_eq(chaff_clusters_count(c), 1);
    ck_assert_uint_eq(chaff_clusters_kept(c, LENGTH - 1), 0);
    chaff_clusters_free(c);
}
END_TEST

START_TEST(wrong_calls_are_refused_and_change_nothing)
{
    chaff_likeness l = {.jaccard = 0.9};
    chaff_clusters *c;

    ck_assert_int_eq(chaff_clusters_new(&c, UINT32_MAX, CHAFF_LINK_STAR),
                     CHAFF_ERR_LIMIT);
    ck_assert_ptr_null(c);
    ck_assert_int_eq(chaff_clusters_new(&c, 8, (chaff_link)7), CHAFF_ERR_OPTION);
    ck_assert_ptr_null(c);
    for (int link = CHAFF_LINK_STAR; link <= CHAFF_LINK_CHAIN; link++) {
        ck_assert_int_eq(chaff_clusters_new(&c, 8, (chaff_link)link), CHAFF_OK);
        ck_assert_int_eq(chaff_clusters_add(c, 0, 8, &l), CHAFF_ERR_LIMIT);
        ck_assert_int_eq(chaff_clusters_add(c, UINT64_MAX, 0, &l), CHAFF_ERR_LIMIT);
        ck_assert_int_eq(chaff_clusters_add(c, 3, 3, &l), CHAFF_OK);
        ck_assert_uint_eq(chaff_clusters_of(c, 0), UINT64_MAX);
        ck_assert_uint_eq(chaff_clusters_kept(c, 0), UINT64_MAX);
        ck_assert_int_eq(chaff_clusters_seal(c, NULL), CHAFF_OK);
        ck_assert_int_eq(chaff_clusters_seal(c, NULL), CHAFF_ERR_STATE);
        ck_assert_int_eq(chaff_clusters_add(c, 0, 1, &l), CHAFF_ERR_STATE);
        ck_assert_uint_eq(chaff_clusters_count(c), 8);
        ck_assert_uint_eq(chaff_clusters_of(c, 8), UINT64_MAX);
        chaff_clusters_free(c);
    }
    chaff_clusters_free(NULL);
}
END_TEST

START_TEST(nothing_clusters_to_nothing)
{
    for (int link = CHAFF_LINK_STAR; link <= CHAFF_LINK_CHAIN; link++) {
        chaff_clusters *c;

        ck_assert_int_eq(chaff_clusters_new(&c, 0, (chaff_link)link), CHAFF_OK);
        ck_assert_int_eq(chaff_clusters_seal(c, NULL), CHAFF_OK);
        ck_assert_uint_eq(chaff_clusters_count(c), 0);
        chaff_clusters_free(c);
    }
}
END_TEST

/* Each failing call is made again: the object must be as it was. */
START_TEST(every_allocation_failure_leaves_the_object_as_it_was)
{
    for (int link = CHAFF_LINK_STAR; link <= CHAFF_LINK_CHAIN; link++)
        for (long n = 0; n < 16; n++) {
            double scores[8] = {0, 1, 0, 0, 0, 0, 0, 0};
            chaff_clusters *c;
            chaff_status status;

            mem_fail_after(n);
            status = chaff_clusters_new(&c, 8, (chaff_link)link);
            if (status < 0) {
                ck_assert_int_eq(status, CHAFF_ERR_MEMORY);
                ck_assert_ptr_null(c);
                ck_assert_int_eq(chaff_clusters_new(&c, 8, (chaff_link)link), CHAFF_OK);
            }
            status = chaff_clusters_add(c, 0, 1, NULL);
            if (status < 0)
                ck_assert_int_eq(chaff_clusters_add(c, 0, 1, NULL), CHAFF_OK);
            status = chaff_clusters_seal(c, scores);
            if (status < 0) {
                ck_assert_int_eq(status, CHAFF_ERR_MEMORY);
                ck_assert_uint_eq(chaff_clusters_count(c), 0);
                ck_assert_int_eq(chaff_clusters_seal(c, scores), CHAFF_OK);
            }
            mem_fail_after(-1);
            ck_assert_uint_eq(chaff_clusters_count(c), 7);
            ck_assert_uint_eq(chaff_clusters_kept(c, 0), 1);
            chaff_clusters_free(c);
        }
}
END_TEST

Suite *cluster_suite(void)
{
    Suite *suite = suite_create("cluster");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 30);
    tcase_add_test(core, clusters_are_those_of_the_naive_walks_in_any_order_of_pairs);
    tcase_add_test(core, a_star_never_reaches_through_a_third_document);
    tcase_add_test(core, a_long_chain_added_backwards_is_one_cluster);
    tcase_add_test(core, wrong_calls_are_refused_and_change_nothing);
    tcase_add_test(core, nothing_clusters_to_nothing);
    tcase_add_test(core, every_allocation_failure_leaves_the_object_as_it_was);
    suite_add_tcase(suite, core);
    return suite;
}
