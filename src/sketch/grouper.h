/* grouper.h - keys with documents go in, lists of documents with equal keys come out
 *
 * All keys come twice. The first time they are marked in a sieve, the second time only
 * those are let in that may have an equal one; most have none. These are spread over
 * parts by their top bits, in blocks that a part chains as it grows; then each part,
 * small enough for the second cache, is met by one small hash table. One write and one
 * read an entry, whatever the keys: 10^7 equal ones are one long chain and one place in
 * the table.
 * Always: buckets are numbered by part, then by the entry that made them two; parts
 * depend on the keys, not on threads or memory.
 */
#ifndef SKETCH_GROUPER_H
#define SKETCH_GROUPER_H

#include "base/sieve.h"
#include "base/sort.h"
#include "base/spool.h"

enum {
    GROUPER_CHUNK = 1024,      /* keys that come together, at most */
    GROUPER_BLOCK = 256,       /* entries; one page, so a part's writes stay in it */
    GROUPER_MOST_PARTS = 2048  /* more would push their ends out of the cache */
};

typedef struct group_member {
    uint32_t document, bucket;
} group_member;

typedef struct group_list {    /* all zero: empty */
    uint32_t *documents;       /* of bucket 0, of bucket 1, ... */
    uint32_t *sizes;           /* documents in each bucket, at least 2 */
    size_t member_count, bucket_count, bucket_room;
} group_list;

typedef struct grouper {
    budget *memory;
    uint64_t wanted;           /* what the budget refused; 0: nothing yet */
    sieve sieve;
    uint64_t sieve_bytes;      /* taken from the budget for it */
    bool sieved;               /* the keys come for the second time */
    sort_pair *entries;        /* key, document; more: bucket + 1 of a first of two */
    uint32_t *next;            /* block after a full one */
    uint32_t *table;           /* index of a key's first entry + 1 */
    group_member *members;     /* as they are found, bucket by bucket only at the end */
    size_t blocks, used, table_room, member_count, member_room;
    unsigned bits;             /* log2 of the number of parts */
    size_t end[GROUPER_MOST_PARTS];    /* where a part's next entry goes */
} grouper;

/* For up to `most` keys of which none is equal it takes two bytes each, for one that
 * may have an equal 16 more. Each function that can fail: CHAFF_ERR_LIMIT, the
 * budget refused; CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status grouper_init(grouper *g, budget *memory, size_t most);
void grouper_release(grouper *g);

void grouper_clear(grouper *g);
/* Up to GROUPER_CHUNK keys, which need not be mixed. The first time nothing is left;
 * the second time the indices of those that may have an equal one: they are to be
 * added. */
size_t grouper_sift(grouper *g, const uint64_t *keys, size_t count, uint16_t *left);
void grouper_add(grouper *g, uint64_t key, uint32_t document);
/* All keys have come; they come once more. */
CHAFF_MUST_USE chaff_status grouper_again(grouper *g);
/* The groups of two or more, members of a bucket in the order they were added. On
 * failure `out` still has to be released. */
CHAFF_MUST_USE chaff_status grouper_finish(grouper *g, group_list *out);
void group_list_release(group_list *list, budget *memory);

#endif
