/* truth.c - the sample, its index, and one walk over all texts; see truth.h */
#include "run/truth.h"

#include <string.h>

#include "base/sort.h"
#include "base/status.h"
#include "run/pairing.h"
#include "run/sweep.h"

/* Bytes a sampled shingle costs while the index is made: itself, two entries of 16 with
 * their spares, a flag. */
enum { BYTES_A_SHINGLE = 80 };

typedef struct truth_scratch {
    uint32_t *stamps;          /* of sample i: the round it was last met in */
    uint32_t *met;
    uint32_t round;
} truth_scratch;

/* -- the sample -------------------------------------------------------------------- */

/* A text's place in the order of sampling: the same for equal texts, unless they are
 * told apart in this run. */
static uint64_t lot_of(const run *r, uint32_t document)
{
    uint64_t lot = run_row(r, document)->sequence.low;

    lot ^= hash_mix(r->options.recipe.seed);
    if (r->options.grouping == CHAFF_GROUP_BY)
        lot = hash_mix(lot ^ run_group(r, document));
    else if (r->options.grouping == CHAFF_GROUP_ACROSS)
        lot = hash_mix(lot + document);
    return hash_mix(lot + 1);
}

bool truth_samples(const truth *t, uint32_t document)
{
    return t->count && pairing_takes_part(t->run, document) &&
           lot_of(t->run, document) <= t->cut;
}

/* Lots of all documents that take part, ascending, each once, their words behind. */
static size_t list_lots(const run *r, sort_pair *lots, sort_pair *spare)
{
    size_t count = 0, kept = 0;

    for (uint32_t d = 0; d < r->documents; d++)
        if (pairing_takes_part(r, d))
            lots[count++] = (sort_pair){lot_of(r, d), 0, run_row(r, d)->words};
    sort_pairs(lots, spare, count);
    for (size_t i = 0; i < count; i++)
        if (!i || lots[i].key != lots[kept - 1].key)
            lots[kept++] = lots[i];
    return kept;
}

chaff_status truth_sample(truth *t, run *r, uint64_t wanted)
{
    uint64_t room = r->memory.limit / 4 / BYTES_A_SHINGLE, words = 0;
    sort_pair *lots = mem_alloc(r->documents, sizeof *lots),
              *spare = mem_alloc(r->documents, sizeof *spare);

    t->run = r;
    if (lots && spare) {
        t->texts = list_lots(r, lots, spare);
        for (; t->count < t->texts && t->count < wanted; t->count++) {
            words += lots[t->count].more;
            if (words > room)
                break;
            t->cut = lots[t->count].key;
        }
        if (t->count < t->texts && t->count < wanted)
            run_say(r, CHAFF_WARNING, "a sample of %zu fits into the memory budget",
                    t->count);
    }
    mem_free(lots);
    mem_free(spare);
    return lots && spare ? CHAFF_OK : error_memory(r->err);
}

/* -- the sets of the sample -------------------------------------------------------- */

static chaff_status list_documents(truth *t)
{
    const run *r = t->run;
    size_t room = t->count;

    t->documents = mem_alloc(room, sizeof *t->documents);
    t->numbers = mem_zero(r->documents, sizeof *t->numbers);
    t->ends = mem_alloc(room + 1, sizeof *t->ends);
    if (!t->documents || !t->numbers || !t->ends)
        return error_memory(r->err);
    t->count = 0;
    for (uint32_t d = 0; d < r->documents && t->count < room; d++)
        if (r->texts[d] == d && pairing_takes_part(r, d) && lot_of(r, d) <= t->cut) {
            t->documents[t->count++] = d;
            t->numbers[d] = (uint32_t)t->count;
        }
    return CHAFF_OK;
}

static chaff_status take_memory(truth *t)
{
    const run *r = t->run;
    uint64_t words = 0;

    for (size_t i = 0; i < t->count; i++)
        words += run_row(r, t->documents[i])->words;
    t->taken = words * BYTES_A_SHINGLE;
    if (budget_take(&t->run->memory, t->taken))
        return CHAFF_OK;
    t->taken = 0;
    return error_set(r->err, CHAFF_ERR_LIMIT,
                     "a sample of %zu needs %llu MiB, not left; raise -m or lower "
                     "--sample", t->count,
                     (unsigned long long)(words * BYTES_A_SHINGLE >> 20) + 1);
}

static chaff_status read_sets(truth *t)
{
    run *r = t->run;
    kit *k = run_writer(r);
    size_t total = 0, capacity = 0, size;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < t->count; i++) {
        status = run_set(r, k, t->documents[i], &k->sets[0], &k->set_rooms[0], &size,
                         r->err);
        if (status == CHAFF_OK)
            status = mem_grow((void **)&t->hashes, &capacity, total + size,
                              sizeof *t->hashes);
        if (status != CHAFF_OK)
            break;
        if (size)
            memcpy(t->hashes + total, k->sets[0], size * sizeof *t->hashes);
        total += size;
        t->ends[i] = total;
    }
    return status;
}

static size_t set_start(const truth *t, size_t i)
{
    return i ? t->ends[i - 1] : 0;
}

/* -- the index --------------------------------------------------------------------- */

/* How many shingles of set i must be in the index. */
static size_t prefix_of(const truth *t, size_t i)
{
    const chaff_run_options *o = &t->run->options;
    uint64_t size = t->ends[i] - set_start(t, i), need;

    if (o->measure == CHAFF_CONTAINMENT)
        return (size_t)size;   /* a short text may reach it with any of them */
    need = compare_need(COMPARE_A_IN_B, o->recipe.threshold, size, size);
    return need > size ? 0 : (size_t)(size - need + 1);
}

/* By shingle -> how many sampled sets have it -> by set and that number: the first of
 * each set go in. */
static void mark_rarest(const truth *t, const sort_pair *entries, sort_pair *order,
                        sort_pair *spare, size_t count, uint8_t *wanted)
{
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && entries[end].key == entries[i].key; end++)
            continue;
        for (size_t j = i; j < end; j++)
            order[j] = (sort_pair){(uint64_t)entries[j].item << 32 | (end - i),
                                   (uint32_t)j, 0};
    }
    sort_pairs(order, spare, count);
    for (size_t i = 0; i < t->count; i++) {
        size_t start = set_start(t, i), prefix = prefix_of(t, i);

        for (size_t j = 0; j < prefix; j++)
            wanted[order[start + j].item] = 1;
    }
}

static void place_starts(truth *t)
{
    size_t places = (size_t)1 << t->bits, at = 0;

    for (size_t place = 0; place <= places; place++) {
        while (at < t->indexed && t->index[at].key >> (64 - t->bits) < place)
            at++;
        t->starts[place] = (uint32_t)at;
    }
}

static chaff_status fill_index(truth *t, size_t count, sort_pair *order,
                               sort_pair *spare, uint8_t *wanted)
{
    for (size_t i = 0; i < t->count; i++)
        for (size_t j = set_start(t, i); j < t->ends[i]; j++)
            t->index[j] = (sort_pair){t->hashes[j], (uint32_t)i, 0};
    sort_pairs(t->index, spare, count);
    mark_rarest(t, t->index, order, spare, count, wanted);
    for (size_t i = 0; i < count; i++)
        if (wanted[i])
            t->index[t->indexed++] = t->index[i];
    for (t->bits = 1; t->bits < 28 && (size_t)1 << t->bits < 2 * t->indexed; t->bits++)
        continue;
    t->starts = mem_alloc(((size_t)1 << t->bits) + 1, sizeof *t->starts);
    if (!t->starts)
        return CHAFF_ERR_MEMORY;
    place_starts(t);
    return CHAFF_OK;
}

static chaff_status make_index(truth *t)
{
    size_t count = t->count ? t->ends[t->count - 1] : 0;
    sort_pair *order = mem_alloc(count, sizeof *order),
              *spare = mem_alloc(count, sizeof *spare);
    uint8_t *wanted = mem_zero(count, 1);
    chaff_status status = CHAFF_ERR_MEMORY;

    t->index = mem_alloc(count, sizeof *t->index);
    if (t->index && order && spare && wanted && count < UINT32_MAX)
        status = fill_index(t, count, order, spare, wanted);
    mem_free(order);
    mem_free(spare);
    mem_free(wanted);
    return status == CHAFF_OK ? CHAFF_OK : error_memory(t->run->err);
}

/* -- the walk ---------------------------------------------------------------------- */

static chaff_status prepare_walk(truth *t)
{
    run *r = t->run;

    t->scratch = mem_zero(r->threads, sizeof *t->scratch);
    for (unsigned i = 0; t->scratch && i < r->threads; i++) {
        t->scratch[i].stamps = mem_zero(t->count, sizeof(uint32_t));
        t->scratch[i].met = mem_alloc(t->count, sizeof(uint32_t));
        if (!t->scratch[i].stamps || !t->scratch[i].met)
            return error_memory(r->err);
    }
    return t->scratch ? CHAFF_OK : error_memory(r->err);
}

/* Samples that share an indexed shingle with the set; how many. */
static size_t meet(const truth *t, truth_scratch *s, const uint64_t *set, size_t count)
{
    size_t met = 0;

    if (++s->round == 0) {     /* after 2^32 - 1 texts of one thread */
        memset(s->stamps, 0, t->count * sizeof *s->stamps);
        s->round = 1;
    }
    for (size_t i = 0; i < count; i++) {
        size_t place = (size_t)(set[i] >> (64 - t->bits));

        for (size_t j = t->starts[place]; j < t->starts[place + 1]; j++)
            if (t->index[j].key == set[i] &&
                s->stamps[t->index[j].item] != s->round) {
                s->stamps[t->index[j].item] = s->round;
                s->met[met++] = t->index[j].item;
            }
    }
    return met;
}

/* A pair of two sampled texts is met twice and taken once. */
static bool may_pair(const truth *t, uint32_t sampled, uint32_t document)
{
    const run *r = t->run;

    if (sampled == document || (t->numbers[document] && sampled > document))
        return false;
    if (r->against_inputs &&
        (sampled < r->against_docs) == (document < r->against_docs))
        return false;
    if (r->options.grouping == CHAFF_GROUP_NONE)
        return true;
    return (run_group(r, sampled) == run_group(r, document)) ==
           (r->options.grouping == CHAFF_GROUP_BY);
}

static chaff_status compare(truth *t, unsigned thread, size_t i, uint32_t document,
                            const uint64_t *set, size_t count, chaff_error *err)
{
    const chaff_run_options *o = &t->run->options;
    compare_rule rule = o->measure == CHAFF_JACCARD ? COMPARE_JACCARD : COMPARE_EITHER;
    const uint64_t *own = t->hashes + set_start(t, i);
    size_t own_count = t->ends[i] - set_start(t, i);
    uint32_t sampled = t->documents[i];
    bool first = sampled < document;
    uint64_t need = compare_need(rule, o->recipe.threshold, own_count, count), shared;
    pair_record pair;

    shared = compare_sets(own, own_count, set, count, need);
    if (shared < need)
        return CHAFF_OK;
    pair = (pair_record){first ? sampled : document, first ? document : sampled,
                         first ? own_count : count, first ? count : own_count, shared};
    return pair_runs_add(t->pairs, thread, &pair, err);
}

static chaff_status walk_text(sweep_slot *slot, kit *k, uint32_t document, const doc *d)
{
    run *r = slot->run;
    truth *t = slot->sweep->self;
    unsigned thread = (unsigned)(k - r->kits);
    truth_scratch *s = &t->scratch[thread];
    size_t count, met;
    chaff_status status;

    if (r->texts[document] != document || !pairing_takes_part(r, document))
        return CHAFF_OK;
    status = worker_set(k->worker, d->text, &k->sets[0], &k->set_rooms[0], &count);
    if (status != CHAFF_OK)
        return status;
    met = meet(t, s, k->sets[0], count);
    for (size_t i = 0; status == CHAFF_OK && i < met; i++)
        if (may_pair(t, t->documents[s->met[i]], document))
            status = compare(t, thread, s->met[i], document, k->sets[0], count,
                             &k->err);
    return status;
}

static chaff_status take_nothing(sweep_slot *slot, void *self)
{
    (void)slot;
    (void)self;
    return CHAFF_OK;
}

chaff_status truth_find(truth *t)
{
    run *r = t->run;
    sweep walk = {.stage = "auditing", .parsed = true, .work = walk_text,
                  .take = take_nothing, .self = t};
    chaff_status status = list_documents(t);

    if (status == CHAFF_OK)
        status = take_memory(t);
    if (status == CHAFF_OK)
        status = read_sets(t);
    if (status == CHAFF_OK)
        status = make_index(t);
    if (status == CHAFF_OK)
        status = prepare_walk(t);
    if (status == CHAFF_OK)
        status = pair_runs_new(&t->pairs, r->threads, &r->memory);
    return status == CHAFF_OK ? sweep_documents(r, &walk) : run_failed(r, status);
}

chaff_status truth_merge(truth *t, place_pair *pair, void *self, chaff_error *err)
{
    return pair_runs_merge(t->pairs, pair, self, err);
}

void truth_release(truth *t)
{
    for (unsigned i = 0; t->scratch && i < t->run->threads; i++) {
        mem_free(t->scratch[i].stamps);
        mem_free(t->scratch[i].met);
    }
    mem_free(t->scratch);
    mem_free(t->documents);
    mem_free(t->numbers);
    mem_free(t->ends);
    mem_free(t->hashes);
    mem_free(t->index);
    mem_free(t->starts);
    pair_runs_free(t->pairs);
    if (t->taken)
        budget_give(&t->run->memory, t->taken);
    *t = (truth){0};
}
