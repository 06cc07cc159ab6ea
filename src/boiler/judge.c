/* judge.c - documents of a gram counted by source, and what they prove to each */
#include "boiler/judge.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/status.h"
#include "boiler/lists.h"

static chaff_status fails(chaff_status status, chaff_error *err)
{
    return status == CHAFF_ERR_MEMORY ? error_memory(err) :
           error_set(err, status,
                     "postings or models of boilerplate can't be read back");
}

/* -- the second round -------------------------------------------------------------- */

static void mark_shared(const chaff_boiler *b, const list_reader *l, uint8_t *shared)
{
    uint32_t first = b->group[l->list[0].doc], others = 0;

    for (size_t i = 1; i < l->count; i++)
        others |= b->group[l->list[i].doc] ^ first;
    for (size_t i = 0; others && i < l->count; i++)
        shared[l->list[i].record & POSTING_RECORD] = 1;
}

chaff_status judge_shared(rounds *r, size_t part, chaff_error *err)
{
    size_t records = (size_t)r->model->record_counts[part];
    uint8_t *marks = mem_zero(records, 1);
    list_reader l;
    chaff_status status;

    if (!marks)
        return error_memory(err);
    list_reader_start(&l, r, part, r->model->group, sizeof *r->model->group);
    while ((status = list_next(&l)) == CHAFF_OK)
        mark_shared(r->model, &l, marks);
    status = status == CHAFF_DONE ? marks_keep(r, part, marks, 1, err) :
             fails(status, err);
    list_reader_release(&l);
    mem_free(marks);
    return status;
}

/* -- counting ---------------------------------------------------------------------- */

/* Independent documents of one gram, here and in the models, or those that have it as a
 * head. */
typedef struct tally {
    uint32_t total;
    /* documents in sources that hold enough of them, source by source */
    uint32_t settled;
    gram_share *shares;        /* .docs of each source that has some, ascending */
    size_t count, capacity;
} tally;

typedef struct judgement {
    const chaff_boiler *model;
    const uint64_t *of_doc;    /* rounds.keys */
    uint64_t *keys, *spare;    /* of the witnesses of a list, ascending */
    size_t key_count, key_capacity, spare_capacity;
    tally docs, heads;
    evidence *marks;
    learnt *learnt;            /* NULL: nothing to learn */
    uint64_t written;          /* hash of the entry written last */
    gram_share *shares;        /* of an entry to be written */
    size_t share_capacity;
    buffer out;
} judgement;

/* Distinct groups among keys, whatever their source. */
static uint32_t count_groups(judgement *j)
{
    size_t count = j->key_count;

    if (count < 2 || j->keys[0] >> 32 == j->keys[count - 1] >> 32)
        return (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        j->spare[i] = j->keys[i] & UINT32_MAX;
    sort_keys(j->spare, j->spare + count, count);
    return (uint32_t)sort_unique(j->spare, count);
}

/* What is worth knowing of a list before more is made of it. */
typedef struct glance {
    bool heads, again;         /* some in a head; a document twice */
} glance;

/* Keys of the witnesses of a list, of those that have it as a head alone if `head` is
 * POSTING_HEAD, or 0; no two in a row are equal. */
static glance list_keys(judgement *j, const list_reader *l, uint32_t head)
{
    uint32_t heads = 0, before = UINT32_MAX;
    uint64_t last = KEY_NOBODY;
    size_t keys = 0;
    bool again = false;

    for (size_t i = 0; i < l->count; i++) {
        posting p = l->list[i];
        uint64_t key = j->of_doc[p.doc];
        bool counts = ((uint32_t)key != KEY_NOBODY) & (key != last) &
                      ((p.record & head) == head);

        j->keys[keys] = key;
        keys += counts;
        last = counts ? key : last;
        heads |= p.record;
        again |= p.doc == before;
        before = p.doc;
    }
    j->key_count = keys;
    return (glance){(heads & POSTING_HEAD) != 0, again};
}

/* Each key once, ascending. */
static void order_keys(judgement *j)
{
    sort_keys(j->keys, j->spare, j->key_count);
    j->key_count = sort_unique(j->keys, j->key_count);
}

static chaff_status make_room(judgement *j, size_t count)
{
    return mem_grow((void **)&j->keys, &j->key_capacity, count, sizeof *j->keys) !=
           CHAFF_OK ? CHAFF_ERR_MEMORY :
           mem_grow((void **)&j->spare, &j->spare_capacity, 2 * count,
                    sizeof *j->spare);
}

static void add_share(tally *t, const chaff_boiler *b, uint64_t source, uint32_t docs)
{
    if (docs == 0 || source == 0)
        return;
    t->shares[t->count++] = (gram_share){(uint32_t)source, docs, 0};
    if (docs >= b->source_need[source])
        t->settled = add_capped(t->settled, docs);
}

/* Without sources a few keys, of which no two in a row are equal, are only counted. */
static bool tally_few(const judgement *j, tally *t)
{
    enum { FEW = 3 };

    if (j->model->sources > 0 || j->key_count > FEW)
        return false;
    t->total = (uint32_t)j->key_count -
               (j->key_count == FEW && j->keys[0] == j->keys[FEW - 1]);
    return true;
}

/* Runs of keys of one source, and the shares of an entry, in the order of sources;
 * sources of the store are numbered from 1. */
static chaff_status tally_up(judgement *j, tally *t, const gram_entry *entry, bool head)
{
    size_t count = entry ? entry->count : 0, at = 0;

    t->count = t->settled = 0;
    if (!entry && tally_few(j, t))
        return CHAFF_OK;
    order_keys(j);
    t->total = count_groups(j);
    if (entry)
        t->total = add_capped(t->total, head ? entry->heads : entry->docs);
    if (mem_grow((void **)&t->shares, &t->capacity, j->key_count + count,
                 sizeof *t->shares) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0, end; i < j->key_count; i = end) {
        uint64_t source = j->keys[i] >> 32;
        uint32_t docs;

        for (end = i + 1; end < j->key_count && j->keys[end] >> 32 == source; end++)
            ;
        docs = (uint32_t)(end - i);
        for (; at < count && entry->shares[at].source + UINT64_C(1) < source; at++)
            add_share(t, j->model, entry->shares[at].source + UINT64_C(1),
                      head ? entry->shares[at].heads : entry->shares[at].docs);
        if (at < count && entry->shares[at].source + UINT64_C(1) == source) {
            docs = add_capped(docs, head ? entry->shares[at].heads :
                              entry->shares[at].docs);
            at++;
        }
        add_share(t, j->model, source, docs);
    }
    for (; at < count; at++)
        add_share(t, j->model, entry->shares[at].source + UINT64_C(1),
                  head ? entry->shares[at].heads : entry->shares[at].docs);
    return CHAFF_OK;
}

/* -- evidence ---------------------------------------------------------------------- */

static uint32_t docs_of_source(const tally *t, uint32_t source)
{
    size_t low = 0, high = t->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (t->shares[middle].source < source)
            low = middle + 1;
        else
            high = middle;
    }
    return low < t->count && t->shares[low].source == source ? t->shares[low].docs : 0;
}

/* Evidence that counts for a document of `source`. Furniture belongs to sources:
 * what stands once or twice in each of them is shared reporting. A source with fewer
 * documents than the evidence asks for can't tell, so there all documents count. */
static uint32_t count_for(const tally *t, const chaff_boiler *b, uint32_t source)
{
    uint32_t own;

    if (source == 0 || b->source_docs[source] < b->options.min_docs)
        return t->total;
    own = docs_of_source(t, source);
    if (own >= b->source_need[source])
        return t->settled;
    own = own < b->options.min_docs ? own : b->options.min_docs - 1;
    return add_capped(t->settled, own);
}

static void write_levels(const judgement *j, const tally *t, const list_reader *l,
                         bool head)
{
    const chaff_boiler *b = j->model;
    uint32_t source = 0;
    uint8_t level = evidence_level(count_for(t, b, source));

    for (size_t i = 0; i < l->count; i++) {
        evidence *mark = &j->marks[l->list[i].record & POSTING_RECORD];

        if (b->sources > 0 && j->of_doc[l->list[i].doc] >> 32 != source) {
            source = (uint32_t)(j->of_doc[l->list[i].doc] >> 32);
            level = evidence_level(count_for(t, b, source));
        }
        if (head)
            mark->head |= level;
        else
            mark->docs = level;
    }
}

/* The first place of a gram is no copy, unless the models have it from elsewhere. */
static void spare_first(judgement *j, const list_reader *l)
{
    evidence *mark = &j->marks[l->list[0].record & POSTING_RECORD];

    mark->docs = mark->head = 0;
}

static void mark_again(judgement *j, const list_reader *l)
{
    for (size_t i = 1; i < l->count; i++)
        if (l->list[i].doc == l->list[i - 1].doc)
            j->marks[l->list[i].record & POSTING_RECORD].head |= EVIDENCE_AGAIN;
}

static chaff_status judge_heads(judgement *j, const list_reader *l,
                                const gram_entry *entry)
{
    (void)list_keys(j, l, POSTING_HEAD);
    if (tally_up(j, &j->heads, entry, true) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (j->heads.total >= 2)
        write_levels(j, &j->heads, l, true);
    return CHAFF_OK;
}

/* Most lists have one witness or none, and prove nothing unless models know the
 * gram. */
static chaff_status judge_list(judgement *j, const list_reader *l,
                               const gram_entry *entry)
{
    glance seen;

    j->docs.total = j->heads.total = 0;
    j->docs.count = j->heads.count = 0;
    if (make_room(j, l->count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    seen = list_keys(j, l, 0);
    if (seen.again)
        mark_again(j, l);
    if (j->key_count < 2 && !entry)
        return CHAFF_OK;
    if (tally_up(j, &j->docs, entry, false) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (j->docs.total >= 2)
        write_levels(j, &j->docs, l, false);
    if ((seen.heads || (entry && j->learnt)) && judge_heads(j, l, entry) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (j->model->options.keep_first && !entry)
        spare_first(j, l);
    return CHAFF_OK;
}

/* -- learning ---------------------------------------------------------------------- */

static int compare_shares(const void *a, const void *b)
{
    const gram_share *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

/* Write an entry whose shares, in j->shares, have source numbers of the boiler. */
static chaff_status learn_entry(judgement *j, gram_entry *e)
{
    for (size_t i = 0; i < e->count; i++)
        j->shares[i].source = j->learnt->rank[j->shares[i].source];
    if (e->count > 1)
        qsort(j->shares, e->count, sizeof *j->shares, compare_shares);
    e->shares = j->shares;
    if (entry_write(e, j->written, &j->out) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    j->written = e->hash;
    return CHAFF_OK;
}

/* The gram that was judged last. */
static chaff_status learn_judged(judgement *j, uint64_t hash)
{
    gram_entry e = {hash, j->docs.total, j->heads.total, j->docs.count, NULL};

    if (e.docs < 2)
        return CHAFF_DONE;
    if (mem_grow((void **)&j->shares, &j->share_capacity, e.count,
                 sizeof *j->shares) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < e.count; i++) {
        j->shares[i] = j->docs.shares[i];
        j->shares[i].heads = docs_of_source(&j->heads, j->shares[i].source);
    }
    return learn_entry(j, &e);
}

/* One that only the models have. */
static chaff_status learn_again(judgement *j, const gram_entry *entry)
{
    gram_entry e = *entry;

    if (mem_grow((void **)&j->shares, &j->share_capacity, e.count,
                 sizeof *j->shares) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < e.count; i++) {
        j->shares[i] = entry->shares[i];
        j->shares[i].source++;
    }
    return learn_entry(j, &e);
}

static chaff_status count_learnt(judgement *j, size_t part, chaff_status status,
                                 chaff_error *err)
{
    enum { WRITE = 1 << 16 };

    if (status == CHAFF_DONE)
        return CHAFF_OK;
    if (status != CHAFF_OK)
        return fails(status, err);
    j->learnt->entries[part]++;
    if (j->out.size < WRITE)
        return CHAFF_OK;
    status = spool_append(j->learnt->grams[part], j->out.data, j->out.size, err);
    j->out.size = 0;
    return status;
}

/* -- the third round --------------------------------------------------------------- */

/* The models' entries of the partition beside its lists. */
typedef struct beside {
    store_stream *stream;      /* NULL: no models */
    const gram_entry *next;    /* NULL: there is none */
} beside;

static chaff_status step(beside *m, chaff_error *err)
{
    chaff_status status = m->stream ? store_stream_next(m->stream, &m->next) :
                          CHAFF_DONE;

    if (status == CHAFF_DONE)
        m->next = NULL;
    else if (status != CHAFF_OK)
        return fails(status, err);
    return CHAFF_OK;
}

/* What only the models have, below `hash`: of interest to learning alone. */
static chaff_status pass_entries(judgement *j, size_t part, beside *m, uint64_t hash,
                                 chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && m->next && m->next->hash < hash) {
        if (j->learnt)
            status = count_learnt(j, part, learn_again(j, m->next), err);
        if (status == CHAFF_OK)
            status = step(m, err);
    }
    return status;
}

static chaff_status take_list(judgement *j, const list_reader *l, size_t part,
                              beside *m, chaff_error *err)
{
    chaff_status status = m->next ? pass_entries(j, part, m, l->hash, err) : CHAFF_OK;
    bool met = m->next && m->next->hash == l->hash;

    if (status != CHAFF_OK)
        return status;
    if (judge_list(j, l, met ? m->next : NULL) != CHAFF_OK)
        return error_memory(err);
    if (j->learnt)
        status = count_learnt(j, part, learn_judged(j, l->hash), err);
    return status == CHAFF_OK && met ? step(m, err) : status;
}

static chaff_status judge_lists(judgement *j, list_reader *l, size_t part, beside *m,
                                chaff_error *err)
{
    chaff_status status = step(m, err);

    while (status == CHAFF_OK && (status = list_next(l)) == CHAFF_OK) {
        status = take_list(j, l, part, m, err);
        if (status != CHAFF_OK)
            return status;
    }
    if (status != CHAFF_DONE)
        return fails(status, err);
    return j->learnt ? pass_entries(j, part, m, UINT64_MAX, err) : CHAFF_OK;
}

static chaff_status judge_all(judgement *j, rounds *r, size_t part, chaff_error *err)
{
    const chaff_boiler *b = r->model;
    size_t records = (size_t)b->record_counts[part];
    beside models = {NULL, NULL};
    list_reader l;
    chaff_status status;

    j->marks = mem_zero(records, sizeof *j->marks);
    if (!j->marks ||
        (b->store &&
         store_stream_new(&models.stream, b->store, part) != CHAFF_OK))
        return error_memory(err);
    list_reader_start(&l, r, part, r->keys, sizeof *r->keys);
    status = judge_lists(j, &l, part, &models, err);
    if (status == CHAFF_OK && j->learnt)
        status = spool_append(j->learnt->grams[part], j->out.data, j->out.size, err);
    if (status == CHAFF_OK)
        status = marks_keep(r, part, j->marks, sizeof *j->marks, err);
    list_reader_release(&l);
    store_stream_free(models.stream);
    return status;
}

chaff_status judge_evidence(rounds *r, size_t part, chaff_error *err)
{
    judgement j = {.model = r->model, .of_doc = r->keys, .learnt = r->model->learnt,
                   .written = UINT64_MAX};
    chaff_status status = judge_all(&j, r, part, err);

    mem_free(j.keys);
    mem_free(j.spare);
    mem_free(j.docs.shares);
    mem_free(j.heads.shares);
    mem_free(j.marks);
    mem_free(j.shares);
    buffer_release(&j.out);
    return status;
}
