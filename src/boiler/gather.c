/* gather.c - two walks over the records of a partition; see gather.h
 *
 * The first counts them by bucket, the second deals them. Both read records where they
 * lie, one behind the other, and have no branch that depends on a hash.
 */
#include "boiler/gather.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/stream.h"

/* Buckets of a few hundred records fit the first cache; of partitions so small that
 * there is nothing in most of them, the number matters little. */
enum { BITS_LEAST = 8 };

typedef struct record_reader {
    uint32_t base, left;       /* of the chunk that was begun: records not taken */
    stream in;
} record_reader;

/* The next records, *count of them, that count documents from r->base. */
static chaff_status next_records(record_reader *r, const uint64_t **records,
                                 size_t *count)
{
    const void *bytes;
    size_t size;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && r->left == 0) {
        status = stream_take(&r->in, 8, &bytes, &size);
        if (status == CHAFF_OK) {
            memcpy(&r->base, bytes, sizeof r->base);
            memcpy(&r->left, (const char *)bytes + sizeof r->base, sizeof r->left);
        }
    }
    if (status == CHAFF_OK)
        status = stream_take(&r->in, 8 * (size_t)r->left, &bytes, &size);
    if (status != CHAFF_OK)
        return status;
    *records = bytes;
    *count = size / 8;
    r->left -= (uint32_t)*count;
    return CHAFF_OK;
}

/* All records go through `take`, CHUNK_RECORDS at most; it is told the number of the
 * first. */
static chaff_status walk(gathering *g, void (*take)(gathering *, const uint64_t *,
                                                    size_t, uint32_t, uint32_t))
{
    record_reader r;
    const uint64_t *records;
    uint32_t number = 0;
    size_t count;
    chaff_status status;

    r.left = 0;
    stream_start(&r.in, g->records, 0, spool_size(g->records));
    while ((status = next_records(&r, &records, &count)) == CHAFF_OK) {
        if (count > g->count - number || count > CHUNK_RECORDS)
            return CHAFF_ERR_FORMAT;
        take(g, records, count, r.base, number);
        number += (uint32_t)count;
    }
    return status != CHAFF_DONE ? status : number < g->count ? CHAFF_ERR_FORMAT :
           CHAFF_OK;
}

/* Records from number `from` on; the compiler knows `bits`, where they are
 * BITS_LEAST. */
static inline void count_by(gathering *g, const uint64_t *restrict records,
                            size_t count, uint32_t base, uint32_t from, unsigned bits)
{
    uint32_t *restrict sizes = g->sizes, *restrict docs = g->docs + from;

    _Static_assert(HEAD_BIT << (31 - DOC_BITS) == GATHER_HEAD, "moved to the last bit");
    for (size_t i = 0; i < count; i++) {
        docs[i] = (base + (uint32_t)(records[i] & DOC_MASK)) |
                  (uint32_t)(records[i] & HEAD_BIT) << (31 - DOC_BITS);
        sizes[records[i] >> (64 - bits)]++;
    }
}

static void count_records(gathering *g, const uint64_t *records, size_t count,
                          uint32_t base, uint32_t from)
{
    if (g->bits == BITS_LEAST)
        count_by(g, records, count, base, from, BITS_LEAST);
    else
        count_by(g, records, count, base, from, g->bits);
}

/* Of buckets that are full, or wait, the next place is one that is never read. First
 * all places are found, so that what is not in the cache is on its way when it is
 * written. */
static inline void deal_by(gathering *g, const uint64_t *restrict records, size_t count,
                           uint32_t from, unsigned bits)
{
    uint64_t *restrict items = g->items;
    bucket *restrict buckets = g->buckets;
    const uint64_t hashes = UINT64_MAX << (64 - HASH_BITS + bits);
    uint32_t places[CHUNK_RECORDS];

    for (size_t i = 0; i < count; i++) {
        bucket *b = &buckets[records[i] >> (64 - bits)];

        places[i] = b->at;
        b->at += b->at < b->end;
        __builtin_prefetch(items + places[i], 1);
    }
    for (size_t i = 0; i < count; i++)
        items[places[i]] = (records[i] << bits & hashes) | (from + i);
}

static void deal_records(gathering *g, const uint64_t *records, size_t count,
                         uint32_t base, uint32_t from)
{
    (void)base;
    if (g->bits == BITS_LEAST)
        deal_by(g, records, count, from, BITS_LEAST);
    else
        deal_by(g, records, count, from, g->bits);
}

/* Room in huge pages; what it held is lost. */
static chaff_status make_room(void **room, size_t *capacity, size_t count, size_t size)
{
    if (count <= *capacity && *room)
        return CHAFF_OK;
    mem_free_large(*room, *capacity, size);
    *capacity = count + count / 4 + 64;
    *room = mem_large(*capacity, size);
    if (!*room)
        *capacity = 0;
    return *room ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

/* The number of a record needs what the hash leaves of an item. */
static unsigned bits_for(uint64_t records)
{
    unsigned bits = BITS_LEAST;

    while (records > UINT64_C(1) << (64 - HASH_BITS + bits))
        bits++;
    return bits;
}

chaff_status gather_start(gathering *g, const chaff_boiler *b, size_t part)
{
    size_t records = (size_t)b->record_counts[part], buckets;

    g->records = b->records[part];
    g->count = (uint32_t)records;
    g->bits = bits_for(records);
    g->first = g->end = 0;
    buckets = (size_t)1 << g->bits;
    if (mem_grow((void **)&g->sizes, &g->size_capacity, buckets, sizeof *g->sizes) !=
        CHAFF_OK ||
        mem_grow((void **)&g->buckets, &g->bucket_capacity, buckets,
                 sizeof *g->buckets) != CHAFF_OK ||
        make_room((void **)&g->docs, &g->doc_capacity, records, sizeof *g->docs) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    memset(g->sizes, 0, buckets * sizeof *g->sizes);
    return walk(g, count_records);
}

/* Where each bucket lies; behind it is room for the item that deal_by puts there. */
static chaff_status open_buckets(gathering *g, uint64_t memory)
{
    uint32_t at = 1;

    memset(g->buckets, 0, sizeof *g->buckets << g->bits);
    for (g->end = g->first; g->end >> g->bits == 0; g->end++) {
        uint32_t size = g->sizes[g->end];

        if (g->end > g->first && ((uint64_t)at + size) * sizeof *g->items > memory)
            break;
        g->buckets[g->end] = (bucket){at, at + size};
        at += size + 1;
    }
    return make_room((void **)&g->items, &g->item_capacity, at, sizeof *g->items);
}

/* What was told to come has come, unless a second walk reads what the first did not. */
static chaff_status check_buckets(const gathering *g)
{
    for (uint32_t i = g->first; i < g->end; i++)
        if (g->buckets[i].at != g->buckets[i].end)
            return CHAFF_ERR_FORMAT;
    return CHAFF_OK;
}

chaff_status gather_next(gathering *g, uint64_t memory)
{
    chaff_status status;

    g->first = g->end;
    if (g->first >> g->bits != 0)
        return CHAFF_DONE;
    status = open_buckets(g, memory);
    if (status == CHAFF_OK)
        status = walk(g, deal_records);
    return status == CHAFF_OK ? check_buckets(g) : status;
}

void gather_release(gathering *g)
{
    mem_free(g->sizes);
    mem_free(g->buckets);
    mem_free_large(g->docs, g->doc_capacity, sizeof *g->docs);
    mem_free_large(g->items, g->item_capacity, sizeof *g->items);
    *g = (gathering){0};
}
