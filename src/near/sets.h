/* sets.h - shingle sets held in memory, inside the budget
 *
 * A cache holds what one thread used last; a shelf holds what one thread put there
 * until it is cleared, for all threads to read. Always: both hold at most the bytes
 * granted at the start; what they can't hold is fetched again. No result depends on it.
 */
#ifndef NEAR_SETS_H
#define NEAR_SETS_H

#include "near/place.h"

typedef struct shingle_set {
    const uint64_t *hashes;    /* ascending, distinct */
    size_t count;
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
    uint64_t *fetched;         /* the last set that was fetched */
    size_t fetched_capacity;
} set_cache;

CHAFF_MUST_USE chaff_status
set_cache_init(set_cache *cache, const place_input *in, unsigned thread);
void set_cache_release(set_cache *cache);

/* Borrowed until the next call. */
CHAFF_MUST_USE chaff_status
set_cache_get(set_cache *cache, uint32_t document, shingle_set *out, chaff_error *err);

typedef struct set_shelf {
    budget *memory;
    uint64_t *hashes;
    size_t count, room;
} set_shelf;

CHAFF_MUST_USE chaff_status set_shelf_init(set_shelf *shelf, const place_input *in);
void set_shelf_release(set_shelf *shelf);

/* Copy a set behind those that are there; false: no room. */
bool set_shelf_put(set_shelf *shelf, shingle_set set);

#endif
