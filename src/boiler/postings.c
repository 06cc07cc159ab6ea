/* postings.c - equal hashes of a partition side by side, as lists that can be read again
 *
 * With a store or something to learn, lists stand in the order of their hashes, which go
 * before them; and a hash of the store has a list even where it stands but once.
 */
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
    bool ordered;
    store_stream *expected, *found;    /* NULL: no store */
    const gram_entry *next;    /* of `expected`: the first of a later pass */
} pass;

static bool is_of_pass(const pass *p, uint64_t record)
{
    return p->bits == 0 || record >> (64 - p->bits) == p->number;
}

/* Hashes of the store that belong to the pass count as met before. */
static chaff_status expect_store(pass *p)
{
    chaff_status status = CHAFF_OK;

    while (p->expected && status == CHAFF_OK) {
        if (p->next) {
            if (!is_of_pass(p, p->next->hash << (DOC_BITS + 1)))
                return CHAFF_OK;
            sieve_expect(&p->sieve, p->next->hash);
            p->next = NULL;
        }
        status = store_stream_next(p->expected, &p->next);
    }
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

static chaff_status sift(pass *p)
{
    record_chunk chunk;
    chaff_status status;
    stream in;

    p->most = 0;
    sieve_clear(&p->sieve);
    status = expect_store(p);
    if (status != CHAFF_OK)
        return status;
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
        (p->ordered ? sort_pairs : group_pairs)(p->pairs, p->pairs + p->most, *count);
    return status;
}

/* Of one hash: write its list, mark its records. */
static chaff_status close_list(rounds *r, const sort_pair *pairs, uint32_t count,
                               uint32_t *first, buffer *out)
{
    const uint32_t *group = r->model->group;
    uint32_t docs = 1, last = pairs[0].item, mark;
    size_t head = sizeof count + (r->ordered ? sizeof pairs->key : 0);
    char *list;

    if (buffer_reserve(out, head + count * sizeof(posting)) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    list = out->data + out->size;
    out->size += head + count * sizeof(posting);
    memcpy(list, &count, sizeof count);
    if (r->ordered)
        memcpy(list + sizeof count, &pairs->key, sizeof pairs->key);
    list += head;
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

/* Whether records of one hash make a list. */
static chaff_status is_list(pass *p, uint64_t hash, size_t count, bool *is)
{
    const gram_entry *entry = NULL;
    chaff_status status = CHAFF_OK;

    if (count == 1 && p->found)
        status = store_stream_find(p->found, hash, &entry);
    *is = count > 1 || entry;
    return status;
}

static chaff_status list_pass(rounds *r, size_t part, pass *p, size_t count,
                              uint32_t *first, buffer *out, chaff_error *err)
{
    const sort_pair *pairs = p->pairs;

    for (size_t i = 0, end; i < count; i = end) {
        chaff_status status;
        bool is;

        for (end = i + 1; end < count && pairs[end].key == pairs[i].key; end++)
            ;
        status = is_list(p, pairs[i].key, end - i, &is);
        if (status != CHAFF_OK)
            return error_set(err, status, "a boilerplate model can't be read");
        if (!is)
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
                      "records or models of boilerplate can't be read back");
        else
            status = list_pass(r, part, p, count, first, &out, err);
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
    pass p = {.records = b->records[part], .bits = pass_bits(r, part),
              .ordered = r->ordered};
    uint64_t expected = b->store ? store_grams(b->store, part) : 0;
    chaff_status status;
    uint32_t *first;

    if (records >= POSTING_HEAD)
        return error_set(err, CHAFF_ERR_LIMIT,
                         "more than %u words in one partition of the boilerplate model",
                         POSTING_HEAD);
    if (records == 0)
        return CHAFF_OK;
    first = mem_alloc(records, sizeof *first);
    /* with more expected hashes than records, all records are looked at */
    status = sieve_init(&p.sieve,
                        (records + (expected < records ? expected : records)) >> p.bits);
    if (status == CHAFF_OK && b->store)
        status = store_stream_new(&p.expected, b->store, part);
    if (status == CHAFF_OK && b->store)
        status = store_stream_new(&p.found, b->store, part);
    status = first && status == CHAFF_OK ? build(r, part, &p, first, err) :
             error_memory(err);
    mem_free(first);
    mem_free(p.pairs);
    store_stream_free(p.expected);
    store_stream_free(p.found);
    sieve_release(&p.sieve);
    spool_free(b->records[part]);
    b->records[part] = NULL;
    return status;
}

void rounds_free(rounds *r)
{
    for (size_t p = 0; r && p < PARTS; p++) {
        spool_free(r->postings[p]);
        spool_free(r->marks[p]);
    }
    mem_free(r);
}

void list_reader_start(list_reader *l, const rounds *r, size_t part)
{
    *l = (list_reader){.ordered = r->ordered};
    stream_start(&l->in, r->postings[part], 0, spool_size(r->postings[part]));
}

void list_reader_release(list_reader *l)
{
    mem_free(l->list);
}

chaff_status list_next(list_reader *l)
{
    uint32_t count;
    chaff_status status;

    if (stream_over(&l->in))
        return CHAFF_DONE;
    status = stream_read(&l->in, &count, sizeof count);
    if (status == CHAFF_OK && l->ordered)
        status = stream_read(&l->in, &l->hash, sizeof l->hash);
    if (status == CHAFF_OK)
        status = mem_grow((void **)&l->list, &l->capacity, count, sizeof *l->list);
    if (status == CHAFF_OK)
        status = stream_read(&l->in, l->list, count * sizeof *l->list);
    l->count = count;
    return status;
}
