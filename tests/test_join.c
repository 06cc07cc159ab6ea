/* test_join.c - buckets against nested loops; shared samples the same
 *
 * The oracle compares every document with every other, band by band.
 */
#include "base/status.h"
#include "chaff/sketch.h"
#include "sketch/join.h"
#include "tests.h"

typedef struct corpus {
    uint32_t documents, bands;
    uint64_t *keys;            /* band by band */
    uint8_t *active;
    uint64_t *groups;          /* NULL: none */
    bool broken;               /* keys can't be read */
} corpus;

static chaff_status keys_of(void *self, uint32_t band, uint32_t start, uint32_t count,
                            uint64_t *out)
{
    const corpus *c = self;

    if (c->broken && band == c->bands - 1)
        return CHAFF_ERR_IO;
    memcpy(out, c->keys + (size_t)band * c->documents + start, count * sizeof *out);
    return CHAFF_OK;
}

static bool is_active(void *self, uint32_t document)
{
    return ((const corpus *)self)->active[document];
}

static uint64_t group_of(void *self, uint32_t document)
{
    return ((const corpus *)self)->groups[document];
}

static join_input input_of(corpus *c)
{
    return (join_input){c->documents, c->bands, keys_of, is_active,
                        c->groups ? group_of : NULL, c};
}

/* Keys out of `kinds` values, small ones so that a mix of the join's own is needed. */
static corpus random_corpus(uint64_t seed, uint32_t documents, uint32_t bands,
                            uint64_t kinds, bool groups)
{
    corpus c = {.documents = documents, .bands = bands};

    c.keys = calloc((size_t)documents * bands + 1, sizeof *c.keys);
    c.active = calloc(documents + (size_t)1, 1);
    c.groups = groups ? calloc(documents + (size_t)1, sizeof *c.groups) : NULL;
    for (size_t i = 0; i < (size_t)documents * bands; i++)
        c.keys[i] = test_random(&seed) % kinds;
    for (uint32_t d = 0; d < documents; d++) {
        c.active[d] = test_random(&seed) % 8 > 0;
        if (groups)
            c.groups[d] = test_random(&seed) % 3;
    }
    return c;
}

static void free_corpus(corpus *c)
{
    free(c->keys);
    free(c->active);
    free(c->groups);
}

static budget all_memory(void)
{
    return (budget){.limit = UINT64_MAX, .folder = "/tmp"};
}

/* Whether two documents meet in a band. */
static bool meet(const corpus *c, uint32_t band, uint32_t a, uint32_t b)
{
    const uint64_t *keys = c->keys + (size_t)band * c->documents;

    return c->active[a] && c->active[b] && keys[a] == keys[b] &&
           (!c->groups || c->groups[a] == c->groups[b]);
}

/* In the oracle a bucket is named by its band and its first document. */
static void check_against_loops(const corpus *c, const buckets *b)
{
    uint32_t *first_of = malloc((b->count + (size_t)1) * sizeof *first_of);
    uint32_t *band_of = malloc((b->count + (size_t)1) * sizeof *band_of);
    uint32_t last_band = 0, seen = 0;

    memset(first_of, 0xff, (b->count + (size_t)1) * sizeof *first_of);
    for (uint32_t d = 0; d < c->documents; d++) {
        uint64_t at = b->first[d];

        for (uint32_t band = 0; band < c->bands; band++) {
            uint32_t first = UINT32_MAX, size = 0, bucket;

            for (uint32_t e = 0; e < c->documents; e++)
                if (meet(c, band, d, e)) {
                    first = e < first ? e : first;
                    size++;
                }
            if (size < 2)
                continue;
            ck_assert_uint_lt(at, b->first[d + 1]);
            bucket = b->of[at++];
            ck_assert_uint_lt(bucket, b->count);
            ck_assert_uint_eq(b->size[bucket], size);
            seen += first == d;
            if (first_of[bucket] == UINT32_MAX) {
                first_of[bucket] = first;
                band_of[bucket] = band;
            }
            ck_assert_uint_eq(first_of[bucket], first);
            ck_assert_uint_eq(band_of[bucket], band);
        }
        ck_assert_uint_eq(at, b->first[d + 1]);
    }
    ck_assert_uint_eq(seen, b->count);
    for (uint32_t i = 0; i < b->count; i++) {          /* numbered by band */
        ck_assert_uint_ge(band_of[i], last_band);
        last_band = band_of[i];
    }
    free(first_of);
    free(band_of);
}

START_TEST(buckets_are_those_of_nested_loops)
{
    for (uint64_t seed = 1; seed <= 24; seed++) {
        corpus c = random_corpus(seed, (uint32_t)(seed * 13 % 230),
                                 (uint32_t)(seed % 5), 3 + seed * 17 % 300, seed % 2);
        join_input in = input_of(&c);
        budget memory = all_memory();
        buckets b;

        ck_assert_int_eq(join_bands(&in, 1, &memory, &b, NULL), CHAFF_OK);
        check_against_loops(&c, &b);
        buckets_release(&b, &memory);
        ck_assert_uint_eq(memory.used, 0);
        free_corpus(&c);
    }
}
END_TEST

static bool same_buckets(const buckets *a, const buckets *b)
{
    return a->documents == b->documents && a->count == b->count &&
           !memcmp(a->first, b->first, (a->documents + (size_t)1) * sizeof *a->first) &&
           !memcmp(a->of, b->of, a->first[a->documents] * sizeof *a->of) &&
           !memcmp(a->size, b->size, a->count * sizeof *a->size);
}

START_TEST(threads_and_memory_change_nothing)
{
    corpus c = random_corpus(7, 30000, 9, 20000, false);
    join_input in = input_of(&c);
    budget memory = all_memory();
    static const unsigned threads[] = {2, 7, 64};
    uint64_t limits[] = {UINT64_MAX, 6000000, 4000000};
    buckets one;

    ck_assert_int_eq(join_bands(&in, 1, &memory, &one, NULL), CHAFF_OK);
    ck_assert_uint_gt(one.count, 1000);
    for (size_t l = 0; l < 3; l++)
        for (size_t i = 0; i < sizeof threads / sizeof *threads; i++) {
            budget tight = {.limit = limits[l], .folder = "/tmp"};
            buckets many;

            ck_assert_int_eq(join_bands(&in, threads[i], &tight, &many, NULL),
                             CHAFF_OK);
            ck_assert(same_buckets(&one, &many));
            buckets_release(&many, &tight);
            ck_assert_uint_eq(tight.used, 0);
        }
    buckets_release(&one, &memory);
    free_corpus(&c);
}
END_TEST

START_TEST(a_flood_of_equal_documents_is_one_bucket_a_band)
{
    corpus c = random_corpus(3, 100000, 6, 1, false);
    join_input in = input_of(&c);
    budget memory = all_memory();
    buckets b;

    memset(c.active, 1, c.documents);
    ck_assert_int_eq(join_bands(&in, 2, &memory, &b, NULL), CHAFF_OK);
    ck_assert_uint_eq(b.count, c.bands);
    ck_assert_uint_eq(b.first[c.documents], (uint64_t)c.documents * c.bands);
    for (uint32_t band = 0; band < c.bands; band++)
        ck_assert_uint_eq(b.size[band], c.documents);
    buckets_release(&b, &memory);
    free_corpus(&c);
}
END_TEST

START_TEST(too_little_memory_is_said_not_passed)
{
    corpus c = random_corpus(5, 20000, 3, 10, false);
    join_input in = input_of(&c);

    for (uint64_t limit = 0; limit < 1500000; limit += 50000) {
        budget memory = {.limit = limit, .folder = "/tmp"};
        chaff_error err = {0};
        buckets b;
        chaff_status status = join_bands(&in, 2, &memory, &b, &err);

        if (status == CHAFF_OK) {
            buckets_release(&b, &memory);
        } else {
            ck_assert_int_eq(status, CHAFF_ERR_LIMIT);
            ck_assert(strstr(err.text, "raise -m"));
            ck_assert_ptr_null(b.first);
        }
        ck_assert_uint_eq(memory.used, 0);
    }
    free_corpus(&c);
}
END_TEST

START_TEST(a_failing_column_fails_the_join)
{
    corpus c = random_corpus(5, 1000, 3, 10, false);
    join_input in = input_of(&c);
    budget memory = all_memory();
    chaff_error err = {0};
    buckets b;

    c.broken = true;
    ck_assert_int_eq(join_bands(&in, 2, &memory, &b, &err), CHAFF_ERR_IO);
    ck_assert_int_eq(err.status, CHAFF_ERR_IO);
    ck_assert_ptr_null(b.first);
    ck_assert_uint_eq(memory.used, 0);
    free_corpus(&c);
}
END_TEST

START_TEST(join_survives_every_allocation_failure)
{
    corpus c = random_corpus(5, 300, 3, 40, true);
    join_input in = input_of(&c);
    budget memory = all_memory();
    chaff_status status;
    buckets b;
    long n = 0;

    do {
        mem_fail_after(n++);
        status = join_bands(&in, 1, &memory, &b, NULL);
        ck_assert(status == CHAFF_OK || (status == CHAFF_ERR_MEMORY && !b.first));
        ck_assert(status == CHAFF_OK || memory.used == 0);
    } while (status != CHAFF_OK);
    mem_fail_after(-1);
    ck_assert_int_gt(n, 5);
    buckets_release(&b, &memory);
    free_corpus(&c);
}
END_TEST

/* -- samples: the oracle is a table of who has which hash -------------------------- */

enum { HASHES = 40 };

typedef struct table {
    uint32_t documents;
    uint8_t *has;              /* HASHES a document */
} table;

static uint64_t hash_number(uint32_t h)
{
    uint64_t state = h;

    return test_random(&state) >> 4;
}

static samples *samples_of(const table *t, budget *memory)
{
    samples *s;

    ck_assert_int_eq(samples_new(&s, memory), CHAFF_OK);
    for (uint32_t d = 0; d < t->documents; d++) {
        uint64_t hashes[HASHES];
        size_t count = 0;

        for (uint32_t h = 0; h < HASHES; h++)
            if (t->has[(size_t)d * HASHES + h])
                hashes[count++] = hash_number(h);
        ck_assert_int_eq(samples_add(s, d, hashes, count, NULL), CHAFF_OK);
    }
    return s;
}

/* Who stays in which bucket, straight from the rule in join.h. */
static void thin_table(table *t, const corpus *c)
{
    uint32_t size[HASHES] = {0}, left[HASHES] = {0};

    for (uint32_t d = 0; d < t->documents; d++)
        for (uint32_t h = 0; h < HASHES; h++) {
            t->has[(size_t)d * HASHES + h] &= c->active[d];
            size[h] += t->has[(size_t)d * HASHES + h];
        }
    for (uint32_t d = 0; d < t->documents; d++) {
        uint8_t *has = t->has + (size_t)d * HASHES, stays[HASHES] = {0};

        for (uint32_t h = 0; h < HASHES; h++) {
            uint32_t rarer = 0;

            for (uint32_t other = 0; other < HASHES; other++)
                rarer += has[other] && size[other] >= 2 && size[other] < size[h];
            stays[h] = has[h] && (size[h] <= JOIN_CROWD || rarer < JOIN_RAREST);
            left[h] += stays[h];
        }
        memcpy(has, stays, HASHES);
    }
    for (uint32_t d = 0; d < t->documents; d++)
        for (uint32_t h = 0; h < HASHES; h++)
            t->has[(size_t)d * HASHES + h] &= left[h] >= 2;
}

static void check_against_table(const table *t, const buckets *b)
{
    uint32_t hash_of[HASHES], size[HASHES] = {0}, found = 0;

    for (uint32_t h = 0; h < HASHES; h++)
        hash_of[h] = UINT32_MAX;       /* the bucket of hash h */
    for (uint32_t d = 0; d < t->documents; d++)
        for (uint32_t h = 0; h < HASHES; h++)
            size[h] += t->has[(size_t)d * HASHES + h];
    for (uint32_t d = 0; d < t->documents; d++) {
        uint64_t count = b->first[d + 1] - b->first[d], expected = 0;

        for (uint32_t h = 0; h < HASHES; h++)
            expected += t->has[(size_t)d * HASHES + h];
        ck_assert_uint_eq(count, expected);
        for (uint64_t i = b->first[d]; i + 1 < b->first[d + 1]; i++)
            ck_assert_uint_lt(b->of[i], b->of[i + 1]);
    }
    /* Bucket and hash are one to one when each bucket has the members of one hash. */
    for (uint32_t bucket = 0; bucket < b->count; bucket++)
        for (uint32_t h = 0; h < HASHES; h++) {
            bool same = size[h] == b->size[bucket];

            for (uint32_t d = 0; d < t->documents && same; d++) {
                bool in = false;

                for (uint64_t i = b->first[d]; i < b->first[d + 1]; i++)
                    in |= b->of[i] == bucket;
                same = in == (bool)t->has[(size_t)d * HASHES + h];
            }
            if (same && hash_of[h] == UINT32_MAX) {
                hash_of[h] = bucket;
                found++;
                break;
            }
        }
    ck_assert_uint_eq(found, b->count);
}

/* Hash h stands in a document with chance 1 / (1 + h * rarity); with rarity 0 the first
 * six in every second document, the others in every fourth. */
static table random_table(uint64_t seed, uint32_t documents, uint32_t rarity)
{
    table t = {documents, calloc(documents, HASHES)};

    for (uint32_t d = 0; d < documents; d++)
        for (uint32_t h = 0; h < HASHES; h++) {
            uint64_t one_in = rarity ? 1 + h * (uint64_t)rarity : h < 6 ? 2 : 4;

            t.has[(size_t)d * HASHES + h] = test_random(&seed) % one_in == 0;
        }
    return t;
}

static void check_samples(uint64_t seed, uint32_t documents, uint32_t rarity)
{
    table t = random_table(seed, documents, rarity);
    corpus c = random_corpus(seed, documents, 0, 1, false);
    join_input in = input_of(&c);
    budget memory = all_memory();
    samples *s = samples_of(&t, &memory);
    buckets one, many;

    ck_assert_int_eq(join_samples(s, &in, 1, &memory, &one, NULL), CHAFF_OK);
    ck_assert_int_eq(join_samples(s, &in, 7, &memory, &many, NULL), CHAFF_OK);
    ck_assert(same_buckets(&one, &many));
    thin_table(&t, &c);
    check_against_table(&t, &one);
    buckets_release(&one, &memory);
    buckets_release(&many, &memory);
    samples_free(s);
    ck_assert_uint_eq(memory.used, 0);
    free_corpus(&c);
    free(t.has);
}

START_TEST(shared_samples_are_those_of_a_table)
{
    for (uint64_t seed = 1; seed <= 10; seed++)
        check_samples(seed, (uint32_t)(seed * 30), (uint32_t)seed * 5);
}
END_TEST

START_TEST(crowds_are_left_except_by_those_with_nothing_rarer)
{
    check_samples(4, 12000, 0);
    check_samples(5, 12000, 1);
}
END_TEST

START_TEST(groups_keep_samples_apart)
{
    table t = {50, malloc(50 * HASHES)};
    corpus c = random_corpus(9, 50, 0, 1, true);
    join_input in = input_of(&c);
    budget memory = all_memory();
    samples *s;
    buckets b;

    memset(t.has, 1, 50 * HASHES);
    s = samples_of(&t, &memory);
    ck_assert_int_eq(join_samples(s, &in, 2, &memory, &b, NULL), CHAFF_OK);
    ck_assert_uint_eq(b.count, 3 * HASHES);
    for (uint32_t d = 0; d < 50; d++)
        for (uint32_t e = 0; e < 50; e++)
            if (b.first[d] < b.first[d + 1] && b.first[e] < b.first[e + 1])
                ck_assert((b.of[b.first[d]] == b.of[b.first[e]]) ==
                          (c.groups[d] == c.groups[e]));
    buckets_release(&b, &memory);
    samples_free(s);
    free_corpus(&c);
    free(t.has);
}
END_TEST

START_TEST(samples_survive_every_allocation_failure)
{
    static const uint64_t hashes[] = {1, 2, 3, 4, 5, 6, 7, 8};
    corpus c = random_corpus(5, 300, 0, 1, false);
    join_input in = input_of(&c);
    budget memory = all_memory();
    chaff_status status;
    long n = 0;

    do {
        samples *s = NULL;
        buckets b = {0};

        mem_fail_after(n++);
        status = samples_new(&s, &memory);
        for (uint32_t d = 0; d < 20 && status == CHAFF_OK; d++)
            status = samples_add(s, d, hashes, 8, NULL);
        if (status == CHAFF_OK)
            status = join_samples(s, &in, 1, &memory, &b, NULL);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        samples_free(s);
        buckets_release(&b, &memory);
        ck_assert_uint_eq(memory.used, 0);
    } while (status != CHAFF_OK);
    mem_fail_after(-1);
    ck_assert_int_gt(n, 70);
    free_corpus(&c);
}
END_TEST

Suite *join_suite(void);
Suite *join_suite(void)
{
    Suite *suite = suite_create("join");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 60);
    tcase_add_test(core, buckets_are_those_of_nested_loops);
    tcase_add_test(core, threads_and_memory_change_nothing);
    tcase_add_test(core, a_flood_of_equal_documents_is_one_bucket_a_band);
    tcase_add_test(core, too_little_memory_is_said_not_passed);
    tcase_add_test(core, a_failing_column_fails_the_join);
    tcase_add_test(core, join_survives_every_allocation_failure);
    tcase_add_test(core, shared_samples_are_those_of_a_table);
    tcase_add_test(core, crowds_are_left_except_by_those_with_nothing_rarer);
    tcase_add_test(core, groups_keep_samples_apart);
    tcase_add_test(core, samples_survive_every_allocation_failure);
    suite_add_tcase(suite, core);
    return suite;
}
