/* postings.c - sort the records of a partition, and judge each hash by its documents */
#include "boiler/postings.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/status.h"
#include "boiler/group.h"
#include "boiler/sieve.h"
#include "boiler/stream.h"

enum { READ_BYTES = 1 << 16 };

static chaff_status read_chunk(stream *in, record_chunk *chunk)
{
    chaff_status status;

    if (stream_over(in))
        return CHAFF_DONE;
    status = stream_read(in, chunk, 8);
    if (status == CHAFF_OK && chunk->count > CHUNK_RECORDS)
        status = CHAFF_ERR_FORMAT;
    return status == CHAFF_OK ? stream_read(in, chunk->records,
                                            8 * (size_t)chunk->count) : status;
}

/* One pass over a partition: the records whose first `bits` bits are `number`. */
typedef struct pass {
    const spool *records;
    unsigned bits;
    uint64_t number;
    sieve sieve;
    sort_pair *pairs;          /* room for twice `most` */
    size_t most;               /* records that may stand with an equal one */
} pass;

static bool is_of_pass(const pass *p, uint64_t record)
{
    return p->bits == 0 || record >> (64 - p->bits) == p->number;
}

static chaff_status sift(pass *p)
{
    record_chunk chunk;
    chaff_status status;
    stream in;

    p->most = 0;
    sieve_clear(&p->sieve);
    stream_start(&in, p->records, 0, spool_size(p->records));
    while ((status = read_chunk(&in, &chunk)) == CHAFF_OK)
        for (uint32_t i = 0; i < chunk.count; i++)
            if (is_of_pass(p, chunk.records[i]))
                p->most += sieve_add(&p->sieve, chunk.records[i] >> (DOC_BITS + 1));
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

static chaff_status collect(pass *p, size_t *count)
{
    uint32_t number = 0;
    record_chunk chunk;
    chaff_status status;
    stream in;

    *count = 0;
    stream_start(&in, p->records, 0, spool_size(p->records));
    while ((status = read_chunk(&in, &chunk)) == CHAFF_OK) {
        for (uint32_t i = 0; i < chunk.count; i++, number++) {
            uint64_t hash = chunk.records[i] >> (DOC_BITS + 1);
            bool head = chunk.records[i] >> DOC_BITS & 1;
            uint32_t doc = chunk.base + (uint32_t)(chunk.records[i] & DOC_MASK);

            if (!is_of_pass(p, chunk.records[i]) || !sieve_repeats(&p->sieve, hash))
                continue;
            if (*count == p->most)
                return CHAFF_ERR_FORMAT;
            p->pairs[(*count)++] = (sort_pair){hash, doc,
                number | (head ? POSTING_HEAD : 0)};
        }
    }
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

/* The records of the pass that may have an equal one, equal hashes side by side. */
static chaff_status gather(pass *p, size_t *count)
{
    chaff_status status = sift(p);

    mem_free(p->pairs);
    p->pairs = NULL;
    if (status != CHAFF_OK)
        return status;
    p->pairs = mem_alloc(2 * p->most, sizeof *p->pairs);
    if (!p->pairs)
        return CHAFF_ERR_MEMORY;
    status = collect(p, count);
    if (status == CHAFF_OK)
        group_pairs(p->pairs, p->pairs + p->most, *count);
    return status;
}

/* One hash with two records or more: write its list, mark its records. */
static chaff_status close_list(rounds *r, const sort_pair *pairs, uint32_t count,
                               uint32_t *first,
                               buffer *out)
{
    const uint32_t *group = r->model->group;
    uint32_t docs = 1, last = pairs[0].item, mark;
    char *list;

    if (buffer_reserve(out, sizeof count + count * sizeof(posting)) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    list = out->data + out->size;
    out->size += sizeof count + count * sizeof(posting);
    memcpy(list, &count, sizeof count);
    list += sizeof count;
    for (uint32_t i = 0; i < count; i++, list += sizeof(posting)) {
        memcpy(list, &(posting){pairs[i].item, pairs[i].more}, sizeof(posting));
        if (pairs[i].item != last && group[pairs[i].item] == pairs[i].item &&
            docs <= RARE_DOCS)
            docs++;
        last = pairs[i].item;
    }
    if (docs == 1)
        return CHAFF_OK;
    mark = group[pairs[0].item] | (docs <= RARE_DOCS ? FIRST_RARE : 0);
    for (uint32_t i = 0; i < count; i++)
        first[pairs[i].more & ~POSTING_HEAD] = mark;
    return CHAFF_OK;
}

static chaff_status list_pass(rounds *r, size_t part, const sort_pair *pairs,
                              size_t count, uint32_t *first,
                              buffer *out, chaff_error *err)
{
    for (size_t i = 0, end; i < count; i = end) {
        chaff_status status;

        for (end = i + 1; end < count && pairs[end].key == pairs[i].key; end++)
            ;
        if (end - i < 2)
            continue;
        if (close_list(r, pairs + i, (uint32_t)(end - i), first, out) != CHAFF_OK)
            return error_memory(err);
        if (out->size < READ_BYTES)
            continue;
        status = spool_append(r->postings[part], out->data, out->size, err);
        if (status != CHAFF_OK)
            return status;
        out->size = 0;
    }
    return CHAFF_OK;
}

/* Passes (a power of two) so that one fits into the memory of a thread. */
static unsigned pass_bits(const rounds *r, size_t part)
{
    uint64_t bytes = r->model->record_counts[part] * 2 * sizeof(sort_pair);
    unsigned bits = 0;

    while (bits < 6 && bytes >> bits > r->memory)
        bits++;
    return bits;
}

static chaff_status build(rounds *r, size_t part, pass *p, uint32_t *first,
                          chaff_error *err)
{
    size_t records = (size_t)r->model->record_counts[part], count;
    chaff_status status = CHAFF_OK;
    buffer out = {0};

    memset(first, 0xFF, records * sizeof *first);
    for (p->number = 0; status == CHAFF_OK && p->number >> p->bits == 0; p->number++) {
        status = gather(p, &count);
        if (status == CHAFF_ERR_MEMORY)
            error_memory(err);
        else if (status != CHAFF_OK)
            error_set(err, status,
                      "records of the boilerplate model can't be read back");
        else
            status = list_pass(r, part, p->pairs, count, first, &out, err);
    }
    if (status == CHAFF_OK)
        status = spool_append(r->postings[part], out.data, out.size, err);
    if (status == CHAFF_OK)
        status = spool_append(r->marks[part], first, records * sizeof *first, err);
    buffer_release(&out);
    return status;
}

chaff_status postings_build(rounds *r, size_t part, chaff_error *err)
{
    chaff_boiler *b = r->model;
    size_t records = (size_t)b->record_counts[part];
    pass p = {.records = b->records[part], .bits = pass_bits(r, part)};
    chaff_status status;
    uint32_t *first;

    if (records >= POSTING_HEAD)
        return error_set(err, CHAFF_ERR_LIMIT,
                         "more than %u words in one partition of the boilerplate model",
                         POSTING_HEAD);
    if (records == 0)
        return CHAFF_OK;
    first = mem_alloc(records, sizeof *first);
    status = sieve_init(&p.sieve, records >> p.bits);
    status = first && status == CHAFF_OK ? build(r, part, &p, first, err) :
             error_memory(err);
    mem_free(first);
    mem_free(p.pairs);
    sieve_release(&p.sieve);
    spool_free(b->records[part]);
    b->records[part] = NULL;
    return status;
}

/* Posting lists of a partition, one after the other; a list lives until the next
 * call. */
typedef struct list_reader {
    stream in;
    posting *list;
    size_t count, capacity;
} list_reader;

static chaff_status next_list(list_reader *r)
{
    uint32_t count;
    chaff_status status;

    if (stream_over(&r->in))
        return CHAFF_DONE;
    status = stream_read(&r->in, &count, sizeof count);
    if (status == CHAFF_OK)
        status = mem_grow((void **)&r->list, &r->capacity, count, sizeof *r->list);
    if (status == CHAFF_OK)
        status = stream_read(&r->in, r->list, count * sizeof *r->list);
    r->count = count;
    return status;
}

/* Go through all lists of a partition and write the marks of `size` bytes a record. */
static chaff_status mark_lists(rounds *r, size_t part, size_t size, void *self,
                               chaff_status (*judge)(const posting *list, size_t count,
                                                     void *marks, void *self),
                               chaff_error *err)
{
    list_reader reader = {.list = NULL};
    size_t records = (size_t)r->model->record_counts[part];
    void *marks = mem_zero(records, size);
    chaff_status status = CHAFF_OK;

    if (!marks)
        return error_memory(err);
    stream_start(&reader.in, r->postings[part], 0, spool_size(r->postings[part]));
    while (status == CHAFF_OK && (status = next_list(&reader)) == CHAFF_OK)
        status = judge(reader.list, reader.count, marks, self);
    if (status != CHAFF_DONE)
        error_set(err, status, "postings of the boilerplate model can't be read back");
    else
        status = spool_append(r->marks[part], marks, records * size, err);
    mem_free(reader.list);
    mem_free(marks);
    return status;
}

static chaff_status judge_shared(const posting *list, size_t count, void *marks,
                                 void *self)
{
    const chaff_boiler *b = self;
    uint8_t *shared = marks;
    size_t i = 1;

    while (i < count && b->group[list[i].doc] == b->group[list[0].doc])
        i++;
    if (i < count)
        for (i = 0; i < count; i++)
            shared[list[i].record & ~POSTING_HEAD] = 1;
    return CHAFF_OK;
}

chaff_status postings_mark_shared(rounds *r, size_t part, chaff_error *err)
{
    return mark_lists(r, part, 1, r->model, judge_shared, err);
}

/* Independent documents of one gram, counted by source. */
typedef struct judgement {
    const chaff_boiler *model;
    uint64_t *keys, *spare;    /* source << 32 | group of the witnesses */
    size_t capacity, spare_capacity;
    size_t count;
    uint32_t total;            /* groups */
    /* groups in sources that hold enough of them, source by source */
    uint32_t settled;
} judgement;

static void sort_small(uint64_t *keys, uint64_t *spare, size_t count)
{
    if (count > 32) {
        sort_keys(keys, spare, count);
        return;
    }
    for (size_t i = 1; i < count; i++) {
        uint64_t key = keys[i];
        size_t at = i;

        for (; at > 0 && keys[at - 1] > key; at--)
            keys[at] = keys[at - 1];
        keys[at] = key;
    }
}

/* Distinct groups among keys, whatever their source. */
static uint32_t count_groups(judgement *j)
{
    size_t count = j->count;

    if (j->model->sources == 0)
        return (uint32_t)count;
    for (size_t i = 0; i < count; i++)
        j->spare[i] = j->keys[i] & UINT32_MAX;
    sort_small(j->spare, j->spare + count, count);
    return (uint32_t)sort_unique(j->spare, count);
}

static chaff_status gather_witnesses(judgement *j, const posting *list, size_t count,
                                     bool head)
{
    const chaff_boiler *b = j->model;

    j->count = 0;
    if (mem_grow((void **)&j->keys, &j->capacity, count, sizeof *j->keys) != CHAFF_OK ||
        mem_grow((void **)&j->spare, &j->spare_capacity, 2 * count,
                 sizeof *j->spare) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < count; i++) {
        uint32_t doc = list[i].doc;
        uint64_t key = (uint64_t)b->source[doc] << 32 | b->group[doc];

        if ((b->state[doc] & DOC_WITNESS) && (!head || list[i].record & POSTING_HEAD) &&
            (j->count == 0 || j->keys[j->count - 1] != key))
            j->keys[j->count++] = key;
    }
    sort_small(j->keys, j->spare, j->count);
    j->count = sort_unique(j->keys, j->count);
    j->total = count_groups(j);
    j->settled = 0;
    for (size_t i = 0, end; i < j->count; i = end) {
        for (end = i + 1; end < j->count &&
             j->keys[end] >> 32 == j->keys[i] >> 32; end++)
            ;
        if (j->keys[i] >> 32 && end - i >= b->source_need[j->keys[i] >> 32])
            j->settled += (uint32_t)(end - i);
    }
    return CHAFF_OK;
}

/* First of the keys of a source. */
static size_t find_source(const judgement *j, uint64_t source)
{
    size_t low = 0, high = j->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (j->keys[middle] >> 32 < source)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Evidence that counts for a document of `source`. Furniture belongs to sources:
 * what stands once or twice in each of them is shared reporting. A source with fewer
 * documents than the evidence asks for can't tell, so there all documents count. */
static uint32_t count_for(const judgement *j, uint32_t source)
{
    const chaff_boiler *b = j->model;
    uint32_t own;

    if (source == 0 || b->source_docs[source] < b->options.min_docs)
        return j->total;
    own = (uint32_t)(find_source(j, (uint64_t)source + 1) - find_source(j, source));
    if (own >= b->source_need[source])
        return j->settled;
    return j->settled + (own < b->options.min_docs ? own : b->options.min_docs - 1);
}

static void write_levels(const judgement *j, const posting *list, size_t count,
                         bool head, evidence *marks)
{
    const chaff_boiler *b = j->model;
    uint32_t source = UINT32_MAX;
    uint8_t level = 0;

    for (size_t i = 0; i < count; i++) {
        evidence *mark = &marks[list[i].record & ~POSTING_HEAD];

        if (b->source[list[i].doc] != source) {
            source = b->source[list[i].doc];
            level = evidence_level(count_for(j, source));
        }
        if (head)
            mark->head |= level;
        else
            mark->docs = level;
    }
}

static chaff_status judge_evidence(const posting *list, size_t count, void *marks,
                                   void *self)
{
    judgement *j = self;
    evidence *out = marks;
    bool heads = false;

    if (gather_witnesses(j, list, count, false) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (j->total >= 2)
        write_levels(j, list, count, false, out);
    for (size_t i = 0; i < count; i++) {
        heads |= (list[i].record & POSTING_HEAD) != 0;
        if (i > 0 && list[i].doc == list[i - 1].doc)
            out[list[i].record & ~POSTING_HEAD].head |= EVIDENCE_AGAIN;
    }
    if (!heads)
        return CHAFF_OK;
    if (gather_witnesses(j, list, count, true) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (j->total >= 2)
        write_levels(j, list, count, true, out);
    return CHAFF_OK;
}

chaff_status postings_mark_evidence(rounds *r, size_t part, chaff_error *err)
{
    judgement j = {.model = r->model};
    chaff_status status = mark_lists(r, part, sizeof(evidence), &j, judge_evidence,
                                     err);

    mem_free(j.keys);
    mem_free(j.spare);
    return status;
}
