/* gather.h - the records of a partition in buckets by hash
 *
 * In: a partition's records. Out: some buckets after the other, as many as memory
 * allows at once; of each record its document, and whether it stands in the document's
 * head. An item is a record in 64 bits: its hash without the first `bits` bits, which
 * are the number of its bucket, and its number in the partition. In a bucket items
 * stand in the order of numbers.
 */
#ifndef BOILER_GATHER_H
#define BOILER_GATHER_H

#include "boiler/model.h"

/* Of the documents of records: the record stands in its head. */
#define GATHER_HEAD (UINT32_C(1) << 31)

typedef struct bucket {
    uint32_t at, end;          /* places of its next item, and behind its last */
} bucket;

/* All zero at first, then used for one partition after the other. */
typedef struct gathering {
    const spool *records;
    uint32_t count;            /* of the partition's records */
    unsigned bits;             /* there are 1 << bits buckets ... */
    uint32_t first, end;       /* ... of which these lie in `items` */
    uint32_t *sizes;           /* items of each bucket */
    bucket *buckets;           /* where they lie */
    uint32_t *docs;            /* of each record: document, or'ed with GATHER_HEAD */
    uint64_t *items;
    size_t size_capacity, bucket_capacity, doc_capacity, item_capacity;
} gathering;

void gather_release(gathering *g);
/* Begin with a partition. CHAFF_ERR_FORMAT, CHAFF_ERR_IO: its records can't be read
 * back. */
CHAFF_MUST_USE chaff_status gather_start(gathering *g, const chaff_boiler *b,
                                         size_t part);
/* The next buckets, as many as fit into so many bytes, one at least. CHAFF_DONE: there
 * is none. Other failures as above. */
CHAFF_MUST_USE chaff_status gather_next(gathering *g, uint64_t memory);

/* Bits below the hash in an item. */
static inline unsigned item_low(const gathering *g)
{
    return 64 - HASH_BITS + g->bits;
}

static inline uint32_t item_number(const gathering *g, uint64_t item)
{
    return (uint32_t)(item & ((UINT64_C(1) << item_low(g)) - 1));
}

static inline uint64_t item_hash(const gathering *g, size_t number, uint64_t item)
{
    return (uint64_t)number << (HASH_BITS - g->bits) | item >> item_low(g);
}

/* The items of a bucket; *count of them. */
static inline uint64_t *gather_bucket(const gathering *g, size_t number, size_t *count)
{
    *count = g->sizes[number];
    return g->items + g->buckets[number].end - *count;
}

#endif
