/* oracle_place.c - worlds and the naive walks over them */
#include "oracle_place.h"

#include "base/hash.h"
#include "tests.h"

static int compare_numbers(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

static size_t sort_distinct(uint64_t *set, size_t count)
{
    size_t kept = 0;

    qsort(set, count, sizeof *set, compare_numbers);
    for (size_t i = 0; i < count; i++)
        if (!kept || set[kept - 1] != set[i])
            set[kept++] = set[i];
    return kept;
}

static chaff_status give_set(void *self, unsigned thread, uint32_t document,
                             uint64_t **set, size_t *capacity, size_t *count,
                             chaff_error *err)
{
    world *w = self;
    chaff_status status;

    (void)thread;
    if (document == w->failing) {
        if (err) {
            err->status = CHAFF_ERR_IO;
            strcpy(err->text, "this document is gone");
        }
        return CHAFF_ERR_IO;
    }
    w->fetched++;
    status = mem_grow((void **)set, capacity, w->counts[document], sizeof **set);
    if (status < 0)
        return status;
    if (w->counts[document])
        memcpy(*set, w->sets[document], w->counts[document] * sizeof **set);
    *count = w->counts[document];
    return CHAFF_OK;
}

static chaff_status give_lanes(void *self, unsigned thread, uint32_t document,
                               const uint8_t **out)
{
    world *w = self;

    (void)thread;
    *out = w->lanes + (size_t)document * WORLD_SLOTS;
    return CHAFF_OK;
}

static uint64_t give_group(void *self, uint32_t document)
{
    world *w = self;

    return w->groups[document];
}

/* Smallest hash of a set under one of many hash functions. */
static uint64_t smallest(const world *w, uint32_t document, uint64_t which)
{
    uint64_t least = UINT64_MAX;

    for (size_t i = 0; i < w->counts[document]; i++) {
        uint64_t h = hash_mix(w->sets[document][i] ^ hash_mix(which + 1));

        least = h < least ? h : least;
    }
    return least;
}

static void finish_world(world *w)
{
    for (uint32_t d = 0; d < w->documents; d++) {
        w->counts[d] = sort_distinct(w->sets[d], w->counts[d]);
        w->order[d] = d;
        w->groups[d] = d % 3;
        for (uint32_t s = 0; s < WORLD_SLOTS; s++)
            w->lanes[(size_t)d * WORLD_SLOTS + s] = (uint8_t)smallest(w, d, 1000 + s);
    }
    w->failing = PLACE_NONE;
    w->memory = (budget){.limit = UINT64_MAX, .folder = "/tmp"};
    w->in = (place_input){
        .documents = w->documents, .candidates = &w->joined, .order = w->order,
        .ranked = w->documents, .least_shared = 1, .per_bucket = PLACE_PER_BUCKET,
        .lanes = give_lanes, .slots = WORLD_SLOTS, .set = give_set, .self = w,
        .threshold = 0.7, .threads = 1, .memory = &w->memory,
    };
}

static void start_world(world *w, uint32_t documents)
{
    *w = (world){.documents = documents};
    w->sets = calloc(documents, sizeof *w->sets);
    w->counts = calloc(documents, sizeof *w->counts);
    w->order = calloc(documents, sizeof *w->order);
    w->pinned = calloc(documents, 1);
    w->lanes = calloc(documents, WORLD_SLOTS);
    w->groups = calloc(documents, sizeof *w->groups);
}

void world_families(world *w, uint32_t documents, uint32_t family, uint32_t size,
                    uint32_t most, uint64_t seed)
{
    start_world(w, documents);
    for (uint32_t d = 0; d < documents; d++) {
        uint64_t base = test_random(&seed) % (documents / family + 1);
        uint32_t changes = (uint32_t)(test_random(&seed) % (most + 1));
        size_t count = size - (size_t)(base % (size / 4));

        w->sets[d] = calloc(size + 1, sizeof **w->sets);
        for (size_t i = 0; i < count; i++)
            w->sets[d][i] = hash_mix(base * 1000 + i + 1);
        for (uint32_t c = 0; c < changes; c++) {
            uint64_t r = test_random(&seed);

            w->sets[d][r % count] = r % 3 ? test_random(&seed) : w->sets[d][0];
        }
        w->counts[d] = test_random(&seed) % 8 ? count : 1 + test_random(&seed) % count;
    }
    finish_world(w);
}

void world_flood(world *w, uint32_t documents, uint32_t size, uint32_t common)
{
    start_world(w, documents);
    for (uint32_t d = 0; d < documents; d++) {
        w->sets[d] = calloc(size + 1, sizeof **w->sets);
        w->counts[d] = size;
        for (uint32_t i = 0; i < size; i++)
            w->sets[d][i] = hash_mix(i < common ? i + 1 : ((uint64_t)d + 2) * size + i);
    }
    finish_world(w);
}

typedef struct entry {
    uint64_t key;
    uint32_t document, bucket;
} entry;

static int compare_entries(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->document < y->document ? -1 : x->document > y->document;
}

static int compare_documents(const void *a, const void *b)
{
    const entry *x = a, *y = b;

    if (x->document != y->document)
        return x->document < y->document ? -1 : 1;
    return x->bucket < y->bucket ? -1 : x->bucket > y->bucket;
}

/* Equal keys of two or more documents become buckets. */
static void join_entries(world *w, entry *entries, size_t count)
{
    buckets *b = &w->joined;
    size_t kept = 0;

    qsort(entries, count, sizeof *entries, compare_entries);
    b->documents = w->documents;
    b->size = calloc(count + 1, sizeof *b->size);
    b->of = calloc(count + 1, sizeof *b->of);
    b->first = calloc((size_t)w->documents + 1, sizeof *b->first);
    for (size_t start = 0, end; start < count; start = end) {
        for (end = start; end < count && entries[end].key == entries[start].key; end++)
            ;
        if (end - start < 2)
            continue;
        b->size[b->count] = (uint32_t)(end - start);
        for (size_t i = start; i < end; i++) {
            entries[kept] = entries[i];
            entries[kept++].bucket = b->count;
        }
        b->count++;
    }
    qsort(entries, kept, sizeof *entries, compare_documents);
    for (size_t i = 0; i < kept; i++) {
        b->of[i] = entries[i].bucket;
        b->first[entries[i].document + 1]++;
    }
    for (uint32_t d = 0; d < w->documents; d++)
        b->first[d + 1] += b->first[d];
    free(entries);
}

void world_join_numbers(world *w)
{
    size_t count = 0, at = 0;
    entry *entries;

    for (uint32_t d = 0; d < w->documents; d++)
        count += w->counts[d];
    entries = calloc(count + 1, sizeof *entries);
    for (uint32_t d = 0; d < w->documents; d++)
        for (size_t i = 0; i < w->counts[d]; i++)
            entries[at++] = (entry){w->sets[d][i], d, 0};
    join_entries(w, entries, count);
}

void world_join_bands(world *w, uint32_t bands)
{
    entry *entries = calloc((size_t)w->documents * bands, sizeof *entries);
    size_t at = 0;

    for (uint32_t d = 0; d < w->documents; d++)
        for (uint32_t b = 0; b < bands; b++)
            entries[at++] = (entry){hash_mix(smallest(w, d, b) + b), d, 0};
    join_entries(w, entries, at);
}

void world_join_all(world *w, uint32_t count)
{
    entry *entries = calloc((size_t)w->documents * count, sizeof *entries);
    size_t at = 0;

    for (uint32_t d = 0; d < w->documents; d++)
        for (uint32_t b = 0; b < count; b++)
            entries[at++] = (entry){b, d, 0};
    join_entries(w, entries, at);
}

void world_join_keys(world *w, const world_key *keys, size_t count)
{
    entry *entries = calloc(count + 1, sizeof *entries);

    for (size_t i = 0; i < count; i++)
        entries[i] = (entry){keys[i].key, keys[i].document, 0};
    join_entries(w, entries, count);
}

void world_isolate(world *w, uint32_t start, uint32_t end)
{
    for (uint32_t d = start; d < end; d++) {
        w->counts[d] = 1;
        w->sets[d][0] = hash_mix(UINT64_C(1) << 40 | d);
    }
}

void world_shuffle(world *w, uint32_t pinned, uint64_t seed)
{
    for (uint32_t i = w->documents; i > 1; i--) {
        uint32_t j = (uint32_t)(test_random(&seed) % i), swap = w->order[i - 1];

        w->order[i - 1] = w->order[j];
        w->order[j] = swap;
    }
    for (uint32_t i = 0; i < pinned; i++)
        w->pinned[w->order[i]] = 1;
    w->in.pinned = pinned ? w->pinned : NULL;
}

void world_set_across(world *w)
{
    w->in.across = give_group;
}

void world_free(world *w)
{
    for (uint32_t d = 0; d < w->documents; d++)
        free(w->sets[d]);
    free(w->sets);
    free(w->counts);
    free(w->order);
    free(w->pinned);
    free(w->lanes);
    free(w->groups);
    free(w->joined.first);
    free(w->joined.of);
    free(w->joined.size);
}

uint64_t oracle_shared(const world *w, uint32_t a, uint32_t b)
{
    uint64_t shared = 0;

    for (size_t i = 0; i < w->counts[a]; i++)
        shared += bsearch(&w->sets[a][i], w->sets[b], w->counts[b], sizeof **w->sets,
                          compare_numbers) != NULL;
    return shared;
}

bool oracle_reaches(const world *w, uint32_t a, uint32_t b)
{
    double shared = (double)oracle_shared(w, a, b);
    double whole = w->in.containment ? (double)w->counts[a]
                                     : (double)(w->counts[a] + w->counts[b]) - shared;

    return shared > 0 && shared / whole > w->in.threshold - 1e-9;
}

static bool lanes_pass(const world *w, uint32_t a, uint32_t b)
{
    const uint8_t *of_a = w->lanes + (size_t)a * WORLD_SLOTS;
    const uint8_t *of_b = w->lanes + (size_t)b * WORLD_SLOTS;
    uint32_t equal = 0;

    if (!w->in.lanes)
        return true;
    for (uint32_t s = 0; s < w->in.slots; s++)
        equal += of_a[s] == of_b[s];
    return equal >= w->in.least_lanes;
}

/* The lists of buckets: who was added, and whether it was let in. */
typedef struct naive_list {
    uint32_t *ranks;
    bool *in;
    uint32_t count;
} naive_list;

static bool same_group(const world *w, uint32_t rank, uint32_t other)
{
    return w->in.across && w->groups[w->order[rank]] == w->groups[w->order[other]];
}

static void add_naively(const world *w, naive_list *lists, uint32_t rank, uint32_t most)
{
    const buckets *of = &w->joined;
    uint32_t d = w->order[rank];

    for (uint64_t i = of->first[d]; i < of->first[d + 1]; i++) {
        naive_list *list = &lists[of->of[i]];
        uint32_t all = 0, same = 0;

        for (uint32_t m = 0; m < list->count; m++) {
            all += list->in[m];
            same += list->in[m] && same_group(w, rank, list->ranks[m]);
        }
        list->in[list->count] =
            w->in.across ? all < 2 * most && same < most : all < most;
        list->ranks[list->count++] = rank;
    }
}

/* Buckets that d and each rank before it share; *hidden: someone was not let in. */
static void count_naively(const world *w, const naive_list *lists, uint32_t rank,
                          uint32_t *shared, bool *hidden)
{
    const buckets *of = &w->joined;
    uint32_t d = w->order[rank];

    memset(shared, 0, rank * sizeof *shared);
    *hidden = false;
    for (uint64_t i = of->first[d]; i < of->first[d + 1]; i++) {
        const naive_list *list = &lists[of->of[i]];

        for (uint32_t m = 0; m < list->count; m++) {
            uint32_t other = list->ranks[m];

            if (other >= rank || same_group(w, rank, other))
                continue;
            shared[other] += list->in[m];
            *hidden |= !list->in[m];
        }
    }
}

/* The rank that shares most, the lowest of several; PLACE_NONE: none is left. */
static uint32_t take_best(const world *w, uint32_t rank, uint32_t *shared)
{
    uint32_t best = PLACE_NONE, most = w->in.least_shared - 1;

    for (uint32_t r = 0; r < rank; r++)
        if (shared[r] > most) {
            most = shared[r];
            best = r;
        }
    if (best != PLACE_NONE)
        shared[best] = 0;
    return best;
}

static naive_list *naive_lists_new(const world *w)
{
    naive_list *lists = calloc(w->joined.count + 1, sizeof *lists);

    for (uint32_t b = 0; b < w->joined.count; b++) {
        lists[b].ranks = calloc(w->joined.size[b], sizeof *lists[b].ranks);
        lists[b].in = calloc(w->joined.size[b], sizeof *lists[b].in);
    }
    return lists;
}

static void naive_lists_free(const world *w, naive_list *lists)
{
    for (uint32_t b = 0; b < w->joined.count; b++) {
        free(lists[b].ranks);
        free(lists[b].in);
    }
    free(lists);
}

static void place_naively(const world *w, naive_list *lists, uint32_t rank,
                          uint32_t *shared, oracle_result *out)
{
    uint32_t d = w->order[rank], other, used = 0;
    bool hidden, capped = false;

    if (!(w->in.pinned && w->pinned[d])) {
        count_naively(w, lists, rank, shared, &hidden);
        for (uint32_t r = 0; r < rank; r++)
            out->candidates += shared[r] >= w->in.least_shared;
        while (!capped && (other = take_best(w, rank, shared)) != PLACE_NONE) {
            uint32_t kept = w->order[other];

            if (!lanes_pass(w, d, kept))
                continue;
            capped = used == PLACE_VERIFY;
            if (!capped && ++used && oracle_reaches(w, d, kept)) {
                out->kept[d] = kept;
                return;
            }
        }
        out->bucket_caps += hidden;
        out->verify_caps += capped;
        if (w->in.only_pinned)
            return;
    }
    add_naively(w, lists, rank, w->in.per_bucket);
}

void oracle_place(const world *w, oracle_result *out)
{
    naive_list *lists = naive_lists_new(w);
    uint32_t *shared = calloc(w->documents, sizeof *shared);

    *out = (oracle_result){.kept = calloc(w->documents, sizeof *out->kept)};
    for (uint32_t d = 0; d < w->documents; d++)
        out->kept[d] = PLACE_NONE;
    for (uint32_t rank = 0; rank < w->in.ranked; rank++)
        place_naively(w, lists, rank, shared, out);
    free(shared);
    naive_lists_free(w, lists);
}

static void pair_naively(const world *w, const naive_list *lists, uint32_t rank,
                         uint32_t per_document, uint32_t *shared, oracle_pairs *out)
{
    uint32_t d = w->order[rank], other, used = 0, pairs = 0;
    bool hidden;

    count_naively(w, lists, rank, shared, &hidden);
    out->bucket_caps += hidden;
    for (uint32_t r = 0; r < rank; r++)
        out->candidates += shared[r] >= w->in.least_shared;
    while ((other = take_best(w, rank, shared)) != PLACE_NONE) {
        uint32_t e = w->order[other];

        if (!lanes_pass(w, d, e))
            continue;
        if (pairs == per_document) {
            out->pair_caps++;
            return;
        }
        if (used++ == per_document + PLACE_VERIFY) {
            out->verify_caps++;
            return;
        }
        if (!oracle_reaches(w, d, e) && !(w->in.containment && oracle_reaches(w, e, d)))
            continue;
        pairs++;
        out->is_pair[(size_t)(d < e ? d : e) * w->documents + (d < e ? e : d)] = 1;
        out->count++;
    }
}

void oracle_find_pairs(const world *w, uint32_t per_document, oracle_pairs *out)
{
    uint32_t most = per_document > w->in.per_bucket ? per_document : w->in.per_bucket;
    naive_list *lists = naive_lists_new(w);
    uint32_t *shared = calloc(w->documents, sizeof *shared);

    *out = (oracle_pairs){.is_pair = calloc(w->documents, w->documents)};
    for (uint32_t rank = 0; rank < w->in.ranked; rank++)
        if (!w->in.only_pinned || w->pinned[w->order[rank]])
            add_naively(w, lists, rank, most);
    for (uint32_t rank = 0; rank < w->in.ranked; rank++)
        if (!(w->in.pinned && w->pinned[w->order[rank]]))
            pair_naively(w, lists, rank, per_document, shared, out);
    free(shared);
    naive_lists_free(w, lists);
}
