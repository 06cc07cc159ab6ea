/* test_gather.c - buckets of records beside a plain sort, in memory and on disk */
#include "tests.h"

#include "base/spool.h"
#include "boiler/gather.h"
#include "boiler/group.h"

Suite *gather_suite(void);

enum { MOST = 20000, PART = 3 };

typedef struct plain {
    uint64_t hash;
    uint32_t number, doc;
    bool head;
} plain;

static uint64_t seed;
static plain all[MOST], expected[MOST];

static int compare(const void *a, const void *b)
{
    const plain *x = a, *y = b;

    return x->hash != y->hash ? (x->hash > y->hash) - (x->hash < y->hash) :
           (x->number > y->number) - (x->number < y->number);
}

static uint64_t random_hash(size_t kinds)
{
    uint64_t hash = test_random(&seed) % kinds;

    switch (test_random(&seed) % 4) {
    case 0:                                    /* alike in all but the last bits */
        return hash;
    case 1:                                    /* in all but the first */
        return hash << (HASH_BITS - 16) & ((UINT64_C(1) << HASH_BITS) - 1);
    default:
        return test_random(&hash) >> (64 - HASH_BITS);
    }
}

/* Records of documents that ascend, in chunks of random sizes. */
static void write_records(spool *to, size_t count, size_t kinds)
{
    uint32_t doc = 0;

    for (size_t i = 0; i < count;) {
        uint32_t base = doc - (doc & DOC_MASK);
        record_chunk chunk = {base, 0, {0}};
        size_t size = 1 + test_random(&seed) % CHUNK_RECORDS;

        for (; chunk.count < size && i < count && doc - base <= DOC_MASK; i++) {
            bool head = test_random(&seed) % 3 == 0;

            all[i] = (plain){random_hash(kinds), (uint32_t)i, doc, head};
            chunk.records[chunk.count++] = all[i].hash << (DOC_BITS + 1) |
                                           (head ? HEAD_BIT : 0) | (doc & DOC_MASK);
            doc += (uint32_t)(test_random(&seed) % 16);
        }
        ck_assert_int_eq(spool_append(to, &chunk, 8 + 8 * (size_t)chunk.count, NULL),
                         CHAFF_OK);
    }
    memcpy(expected, all, count * sizeof *all);
    qsort(expected, count, sizeof *all, compare);
}

static int compare_items(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static size_t count_kinds(const gathering *g, const uint64_t *items, size_t count)
{
    size_t kinds = 0;

    for (size_t i = 0; i < count; i++)
        kinds += i == 0 || items[i] >> item_low(g) != items[i - 1] >> item_low(g);
    return kinds;
}

/* Every hash in one row, with its items in order; and no record that stands twice is
 * missing. `all_of` holds all there are. */
static void check_repeats(const gathering *g, uint64_t *found, size_t left,
                          const plain *all_of, size_t count)
{
    size_t next = 0, rows = count_kinds(g, found, left);

    for (size_t i = 1; i < left; i++)
        ck_assert(found[i] > found[i - 1] ||
                  found[i] >> item_low(g) != found[i - 1] >> item_low(g));
    qsort(found, left, sizeof *found, compare_items);
    ck_assert_uint_eq(rows, count_kinds(g, found, left));
    for (size_t i = 0; i < count; i++) {
        const plain *p = &all_of[i];
        bool repeats = (i > 0 && p[-1].hash == p->hash) ||
                       (i + 1 < count && p[1].hash == p->hash);

        if (next < left && item_number(g, found[next]) == p->number)
            next++;
        else
            ck_assert(!repeats);
    }
    ck_assert_uint_eq(next, left);
}

/* A bucket in order, from expected[at] on; returns where it ends. */
static size_t check_bucket(const gathering *g, size_t number, size_t at)
{
    size_t count, left;
    uint64_t *items = gather_bucket(g, number, &count), *found;
    uint64_t *copy = malloc((count + 1) * 8);
    uint64_t *spare = malloc((count + GROUP_SPARE) * 8);

    memcpy(copy, items, count * sizeof *items);
    found = group_items(items, spare, count);
    for (size_t i = 0; i < count; i++) {
        const plain *p = &expected[at + i];

        ck_assert_uint_eq(item_hash(g, number, found[i]), p->hash);
        ck_assert_uint_eq(item_number(g, found[i]), p->number);
        ck_assert_uint_eq(g->docs[p->number], p->doc | (p->head ? GATHER_HEAD : 0));
    }
    left = count;
    found = group_repeats(copy, spare, &left);
    check_repeats(g, found, left, &expected[at], count);
    free(copy);
    free(spare);
    return at + count;
}

static void check(gathering *g, size_t count, size_t kinds, uint64_t memory, bool disk)
{
    budget b = {.limit = disk ? 0 : UINT64_MAX, .folder = "/tmp"};
    chaff_boiler *model = calloc(1, sizeof *model);
    chaff_status status;
    size_t at = 0;

    model->record_counts[PART] = count;
    ck_assert_int_eq(spool_new(&model->records[PART], &b), CHAFF_OK);
    write_records(model->records[PART], count, kinds);
    ck_assert_int_eq(gather_start(g, model, PART), CHAFF_OK);
    while ((status = gather_next(g, memory)) == CHAFF_OK)
        for (uint32_t i = g->first; i < g->end; i++)
            at = check_bucket(g, i, at);
    ck_assert_int_eq(status, CHAFF_DONE);
    ck_assert_uint_eq(at, count);
    spool_free(model->records[PART]);
    free(model);
}

START_TEST(items_of_all_buckets_are_the_records_by_hash)
{
    gathering g = {0};

    for (unsigned round = 0; round < 60; round++) {
        size_t count = test_random(&seed) % (round % 6 ? 300 : MOST);
        size_t kinds = 1 + test_random(&seed) % (round % 3 ? 50 : 2 * MOST);

        check(&g, count, kinds, round % 2 ? 1 << 12 : UINT64_MAX, round % 4 == 2);
    }
    gather_release(&g);
}
END_TEST

START_TEST(records_that_are_not_there_are_no_records)
{
    gathering g = {0};
    budget b = {.limit = UINT64_MAX, .folder = "/tmp"};
    chaff_boiler *model = calloc(1, sizeof *model);

    ck_assert_int_eq(spool_new(&model->records[PART], &b), CHAFF_OK);
    write_records(model->records[PART], 1000, 100);
    model->record_counts[PART] = 999;
    ck_assert_int_eq(gather_start(&g, model, PART), CHAFF_ERR_FORMAT);
    model->record_counts[PART] = 1001;
    ck_assert_int_eq(gather_start(&g, model, PART), CHAFF_ERR_FORMAT);
    gather_release(&g);
    spool_free(model->records[PART]);
    free(model);
}
END_TEST

static void setup(void)
{
    seed = 20261122;
}

Suite *gather_suite(void)
{
    Suite *s = suite_create("gather");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, NULL);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, items_of_all_buckets_are_the_records_by_hash);
    tcase_add_test(core, records_that_are_not_there_are_no_records);
    suite_add_tcase(s, core);
    return s;
}
