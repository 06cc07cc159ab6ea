/* count.c - documents become records in partitions
 *
 * In a batch every partition is a list of chunks in one growing array, so adding a
 * record touches one cache line and a cursor; committing appends the lists to the
 * spools. Always: all chunks hold CHUNK_RECORDS but the last of a list and those that
 * end where documents pass a multiple of 2^DOC_BITS, so that no record has to be
 * compared with the base of its chunk.
 */
#include "boiler/count.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"
#include "base/status.h"
#include "boiler/model.h"
#include "boiler/units.h"

enum {
    PENDING_BYTES = 1 << 20,           /* index bytes after which learn commits */
    /* Room for chunks at first, 2 MiB: records go to a hundred places in turns, and a
     * processor keeps the addresses of 16 pages to be written at hand. */
    FIRST_CHUNKS = 1 << 11,
    /* A block is closed when it has as many: its marks, up to four bytes each, are held
     * together when they are dealt back, within reach of the second cache (blocks of
     * 2^20 cost all of strip 4% more). */
    BLOCK_RECORDS = 1 << 17
};
#define NO_CHUNK UINT32_MAX
/* A chunk is so many words: its head, and CHUNK_RECORDS records. */
#define CHUNK_WORDS ((size_t)CHUNK_RECORDS + 1)

typedef struct batch_doc {
    uint64_t source;           /* hash of its name; 0: none */
    uint64_t sequence;
} batch_doc;

struct boiler_batch {
    record_chunk *chunks;
    uint32_t *next;            /* of each chunk, in its partition */
    size_t chunk_count, chunk_capacity, next_capacity;
    uint32_t head[PARTS], tail[PARTS];
    size_t cursor[PARTS];      /* word of the next record; a multiple: none is open */
    batch_doc *docs;
    size_t doc_count, doc_capacity;
    buffer index;
    bool checked;              /* texts are hashed */
    bool failed;
};

chaff_status boiler_batch_new(boiler_batch **out, bool checked)
{
    *out = mem_zero(1, sizeof **out);
    if (!*out)
        return CHAFF_ERR_MEMORY;
    (*out)->checked = checked;
    boiler_batch_clear(*out);
    return CHAFF_OK;
}

void boiler_batch_free(boiler_batch *batch)
{
    if (!batch)
        return;
    mem_free_large(batch->chunks, batch->chunk_capacity, sizeof *batch->chunks);
    mem_free(batch->next);
    mem_free(batch->docs);
    buffer_release(&batch->index);
    mem_free(batch);
}

void boiler_batch_clear(boiler_batch *batch)
{
    batch->chunk_count = 0;
    batch->doc_count = 0;
    batch->index.size = 0;
    batch->failed = false;
    for (size_t p = 0; p < PARTS; p++)
        batch->head[p] = batch->tail[p] = NO_CHUNK;
    memset(batch->cursor, 0, sizeof batch->cursor);
}

/* Room for one chunk more, in huge pages. */
static chaff_status grow_chunks(boiler_batch *batch)
{
    size_t capacity = batch->chunk_capacity ? 2 * batch->chunk_capacity : FIRST_CHUNKS;
    record_chunk *chunks;

    if (batch->chunk_count < batch->chunk_capacity)
        return CHAFF_OK;
    chunks = mem_large(capacity, sizeof *chunks);
    if (!chunks)
        return CHAFF_ERR_MEMORY;
    if (batch->chunk_count > 0)
        memcpy(chunks, batch->chunks, batch->chunk_count * sizeof *chunks);
    mem_free_large(batch->chunks, batch->chunk_capacity, sizeof *chunks);
    batch->chunks = chunks;
    batch->chunk_capacity = capacity;
    return CHAFF_OK;
}

/* A fresh chunk at the end of a partition's list. */
static __attribute__((noinline)) chaff_status
add_chunk(boiler_batch *batch, size_t part, uint32_t base)
{
    uint32_t number = (uint32_t)batch->chunk_count;

    if (batch->chunk_count >= NO_CHUNK ||
        grow_chunks(batch) != CHAFF_OK ||
        mem_grow((void **)&batch->next, &batch->next_capacity, batch->chunk_count + 1,
                 sizeof *batch->next) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    batch->chunks[number].base = base;
    batch->chunks[number].count = CHUNK_RECORDS;
    batch->next[number] = NO_CHUNK;
    if (batch->tail[part] == NO_CHUNK)
        batch->head[part] = number;
    else
        batch->next[batch->tail[part]] = number;
    batch->tail[part] = number;
    batch->cursor[part] = number * CHUNK_WORDS + 1;
    batch->chunk_count++;
    return CHAFF_OK;
}

/* Records in a chunk, which is the last of its list or full. */
static uint32_t chunk_size(const boiler_batch *batch, size_t part, uint32_t chunk)
{
    size_t used = batch->cursor[part] % CHUNK_WORDS;

    return chunk == batch->tail[part] && used > 0 ? (uint32_t)used - 1 :
           batch->chunks[chunk].count;
}

static void close_chunks(boiler_batch *batch)
{
    for (size_t p = 0; p < PARTS; p++)
        if (batch->cursor[p] % CHUNK_WORDS > 0) {
            batch->chunks[batch->tail[p]].count = chunk_size(batch, p, batch->tail[p]);
            batch->cursor[p] = 0;
        }
}

/* Places of the records of these grams, which will be written soon, and their two bytes
 * each of the index. */
static chaff_status find_places(boiler_batch *batch, uint32_t base,
                                const uint64_t *restrict grams,
                                const uint16_t *restrict entries, size_t count,
                                uint8_t *restrict index, size_t *restrict places)
{
    size_t *restrict cursor = batch->cursor;

    for (size_t i = 0; i < count; i++) {
        size_t part = (size_t)(grams[i] >> (64 - PART_BITS));
        unsigned entry;

        if (__builtin_expect(cursor[part] % CHUNK_WORDS == 0, 0) &&
            add_chunk(batch, part, base) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        places[i] = cursor[part]++;
        __builtin_prefetch((const uint64_t *)(void *)batch->chunks + places[i], 1);
        entry = entries[i] | (unsigned)part;
        index[INDEX_RECORD * i] = (uint8_t)entry;
        index[INDEX_RECORD * i + 1] = (uint8_t)(entry >> 8);
    }
    return CHAFF_OK;
}

/* Records of `count` grams; `low` is what a record holds beside its hash, and `entries`
 * what the index does beside its partition, or NULL. First all places, then all
 * records: a cursor read behind a write whose place hangs on another cursor would
 * wait for it. */
static chaff_status add_records(boiler_batch *batch, uint32_t base, uint64_t low,
                                const uint64_t *grams, const uint16_t *entries,
                                size_t count)
{
    enum { GROUP = 128 };
    static const uint16_t none[GROUP];
    uint8_t *index;
    size_t places[GROUP];

    if (buffer_reserve(&batch->index, INDEX_RECORD * count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    index = (uint8_t *)batch->index.data + batch->index.size;
    batch->index.size += INDEX_RECORD * count;
    for (size_t i = 0, end; i < count; i = end) {
        uint64_t *words;

        end = count - i < GROUP ? count : i + GROUP;
        if (find_places(batch, base, grams + i, entries ? entries + i : none, end - i,
                        index + INDEX_RECORD * i, places) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        words = (uint64_t *)(void *)batch->chunks;
        for (size_t k = i; k < end; k++)
            words[places[k - i]] =
                grams[k] << PART_BITS >> (64 - HASH_BITS) << (DOC_BITS + 1) | low;
    }
    return CHAFF_OK;
}

/* The grams that the sampler chose. */
static chaff_status append_sample(boiler_batch *batch, uint32_t doc, const sampler *s)
{
    uint32_t base = doc - (doc & DOC_MASK);
    chaff_status status;
    size_t head = 0;

    while (head < s->chosen && s->numbers[1 + head] < HEAD_WORDS)
        head++;
    status = add_records(batch, base, HEAD_BIT | (doc & DOC_MASK), s->gram, s->entry,
                         head);
    return status != CHAFF_OK ? status :
           add_records(batch, base, doc & DOC_MASK, s->gram + head, s->entry + head,
                       s->chosen - head);
}

static chaff_status append_prefixes(boiler_batch *batch, uint32_t doc,
                                    const uint64_t *prefixes, size_t count)
{
    return add_records(batch, doc - (doc & DOC_MASK), doc & DOC_MASK, prefixes, NULL,
                       count);
}

static chaff_status append_units(boiler_batch *batch, chaff_boiler_worker *worker,
                                 chaff_text text, uint32_t *size)
{
    size_t before = batch->index.size;
    chaff_status status = units_store(worker, text, batch->checked, &batch->index);

    if (batch->index.size - before > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    *size = (uint32_t)(batch->index.size - before);
    return status;
}

static chaff_status add_text(boiler_batch *batch, chaff_boiler_worker *worker,
                             chaff_text text, batch_doc *doc)
{
    gram_reader *r = &worker->reader;
    uint32_t number = (uint32_t)batch->doc_count;
    size_t at = batch->index.size;
    index_head head = {0};
    chaff_status status;

    if ((number & DOC_MASK) == 0)
        close_chunks(batch);
    status = units_start(worker, text);
    if (status == CHAFF_OK)
        status = buffer_append(&batch->index, &head, sizeof head);
    gram_reader_start(r, text);
    while (status == CHAFF_OK && (status = gram_reader_next(r)) == CHAFF_OK) {
        status = units_take(worker);
        if (status != CHAFF_OK)
            break;
        sample_take(&worker->sampler, r->gram, r->grams, r->grams > r->count);
        head.grams += (uint32_t)worker->sampler.chosen;
        status = append_sample(batch, number, &worker->sampler);
    }
    if (status == CHAFF_DONE)
        status = append_prefixes(batch, number, worker->prefixes, worker->prefix_count);
    if (status == CHAFF_OK)
        status = append_units(batch, worker, text, &head.units);
    doc->sequence = r->sequence;
    head.words = (uint32_t)(r->first + r->count);
    head.prefixes = (uint32_t)worker->prefix_count;
    if (status == CHAFF_OK)
        memcpy(batch->index.data + at, &head, sizeof head);
    return status;
}

chaff_status boiler_batch_add(boiler_batch *batch, chaff_boiler_worker *worker,
                              chaff_text source,
                              chaff_text text, chaff_error *err)
{
    batch_doc doc = {0};
    chaff_status status = CHAFF_OK;

    if (batch->failed)
        return error_set(err, CHAFF_ERR_STATE, "a batch that failed was not cleared");
    if (source.size)
        doc.source = hash_bytes(source.data, source.size, 0) | 1;
    if (mem_grow((void **)&batch->docs, &batch->doc_capacity, batch->doc_count + 1,
                 sizeof *batch->docs) != CHAFF_OK ||
        batch->doc_count >= INT32_MAX)
        status = CHAFF_ERR_MEMORY;
    if (status == CHAFF_OK)
        status = add_text(batch, worker, text, &doc);
    if (status == CHAFF_OK) {
        batch->docs[batch->doc_count++] = doc;
        return CHAFF_OK;
    }
    batch->failed = true;
    if (status == CHAFF_ERR_LIMIT)
        return error_set(err, status, "a text is longer than 4 GiB");
    return error_memory(err);
}

static chaff_status commit_records(chaff_boiler *b, const boiler_batch *batch,
                                   chaff_error *err)
{
    for (size_t p = 0; p < PARTS; p++)
        for (uint32_t c = batch->head[p]; c != NO_CHUNK; c = batch->next[c]) {
            const record_chunk *chunk = &batch->chunks[c];
            uint32_t head[2] = {chunk->base + b->docs, chunk_size(batch, p, c)};
            chaff_status status = spool_append(b->records[p], head, sizeof head, err);

            if (status == CHAFF_OK)
                status = spool_append(b->records[p], chunk->records,
                                      head[1] * sizeof *chunk->records, err);
            if (status != CHAFF_OK)
                return status;
            b->record_counts[p] += head[1];
            b->block_records += head[1];
        }
    return spool_append(b->index, batch->index.data, batch->index.size, err);
}

static chaff_status commit_docs(chaff_boiler *b, const boiler_batch *batch)
{
    size_t docs = b->docs + batch->doc_count;

    if (mem_grow((void **)&b->source, &b->source_capacity, docs,
                 sizeof *b->source) != CHAFF_OK ||
        mem_grow((void **)&b->sequence, &b->sequence_capacity, docs,
                 sizeof *b->sequence) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < batch->doc_count; i++) {
        chaff_status status = model_source(b, batch->docs[i].source,
                                           &b->source[b->docs + i]);

        if (status != CHAFF_OK)
            return status;
        b->sequence[b->docs + i] = batch->docs[i].sequence;
    }
    return CHAFF_OK;
}

/* Blocks begin where batches do; their sizes matter to speed only. */
static chaff_status open_block(chaff_boiler *b)
{
    model_block *block;

    if (b->block_count > 0 && b->block_records < BLOCK_RECORDS)
        return CHAFF_OK;
    if (mem_grow((void **)&b->blocks, &b->block_capacity, b->block_count + 1,
                 sizeof *b->blocks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    block = &b->blocks[b->block_count++];
    block->first = b->docs;
    block->index = spool_size(b->index);
    block->thin = block->evidence = NULL;
    memcpy(block->records, b->record_counts, sizeof block->records);
    b->block_records = 0;
    return CHAFF_OK;
}

chaff_status boiler_commit(chaff_boiler *b, const boiler_batch *batch, chaff_error *err)
{
    chaff_status status;

    if (b->sealed || b->failed || batch->failed)
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model is sealed or has failed before");
    if (batch->doc_count > (size_t)INT32_MAX - b->docs)
        return error_set(err, CHAFF_ERR_LIMIT, "more than %d documents", INT32_MAX);
    if (batch->doc_count == 0)
        return CHAFF_OK;
    b->failed = true;
    if (open_block(b) != CHAFF_OK || commit_docs(b, batch) != CHAFF_OK)
        return error_memory(err);
    status = commit_records(b, batch, err);
    if (status != CHAFF_OK)
        return status;
    b->docs += (uint32_t)batch->doc_count;
    b->failed = false;
    return CHAFF_OK;
}

chaff_status chaff_boiler_learn(chaff_boiler *b, chaff_boiler_worker *worker,
                                chaff_text source,
                                chaff_text text, chaff_error *err)
{
    chaff_status status;

    if (b->sealed || b->failed)
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model is sealed or has failed before");
    status = boiler_batch_add(b->pending, worker, source, text, err);
    if (status != CHAFF_OK) {
        b->failed = true;
        return status;
    }
    if (b->pending->index.size < PENDING_BYTES)
        return CHAFF_OK;
    status = boiler_commit(b, b->pending, err);
    boiler_batch_clear(b->pending);
    return status;
}
