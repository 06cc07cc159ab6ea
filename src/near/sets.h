/* sets.h - shingle sets held in memory, inside the budget
 *
 * A cache holds what one thread used last, and on demand all that came since then, for
 * all threads to read. Always: it holds at most the bytes granted at the start; what it
 * can't hold is fetched again. No result depends on it.
 */
#ifndef NEAR_SETS_H
#define NEAR_SETS_H

#include "near/place.h"

typedef struct shingle_set {
    const uint64_t *hashes;    /* ascending, distinct */
    size_t count;
    bool stays;                /* until set_cache_keep is called again */
} shingle_set;

typedef struct set_entry {
    uint64_t end;              /* of the set in all that was ever written; 0: free */
    uint32_t document, count;
} set_entry;

typedef struct set_cache {
    const place_input *in;
    unsigned thread;
    uint64_t *ring;            /* written round and round; the oldest sets go first */
    size_t room;               /* hashes the ring holds */
    uint64_t written;          /* hashes ever written, those skipped at its end too */
    set_entry *entries;        /* by hash of the document */
    bool keeps;                /* what was written from `kept` on ... */
    uint64_t kept;
    bool full;                 /* ... so that a set found no room */
    uint64_t *fetched;         /* the last set that was fetched */
    size_t fetched_capacity;
} set_cache;

CHAFF_MUST_USE chaff_status
set_cache_init(set_cache *cache, const place_input *in, unsigned thread);
void set_cache_release(set_cache *cache);

/* From now on sets are kept, as far as there is room. Those before need not be. */
void set_cache_keep(set_cache *cache);

/* Borrowed until the next call, or longer if it stays. */
CHAFF_MUST_USE chaff_status
set_cache_get(set_cache *cache, uint32_t document, shingle_set *out, chaff_error *err);

#endif
