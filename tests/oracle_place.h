/* oracle_place.h - made-up corpora for the near layer, and placing done naively
 *
 * A world is a set of numbers for each document, buckets of any making, ranks, lanes
 * and groups. The oracles walk it with arrays as long as the corpus and no cleverness.
 */
#ifndef ORACLE_PLACE_H
#define ORACLE_PLACE_H

#include "near/place.h"

enum { WORLD_SLOTS = 21 };

typedef struct world {
    uint32_t documents;
    uint64_t **sets;
    size_t *counts;
    uint32_t *order;
    uint8_t *pinned, *lanes;
    uint64_t *groups;
    buckets joined;
    budget memory;
    place_input in;            /* callbacks and defaults are filled in */
    uint32_t failing;          /* document whose set can't be read; PLACE_NONE: none */
    _Atomic uint64_t fetched;  /* calls of in.set */
} world;

/* Families of `family` documents on average: each member is its family's base of about
 * `size` numbers with up to `most` of them left out or replaced; some are excerpts. */
void world_families(world *w, uint32_t documents, uint32_t family, uint32_t size,
                    uint32_t most, uint64_t seed);

/* `documents` sets of `size` numbers, `common` of them the same in all. */
void world_flood(world *w, uint32_t documents, uint32_t size, uint32_t common);

/* Buckets: one for every number that two documents have; or `bands` smallest hashes. */
void world_join_numbers(world *w);
void world_join_bands(world *w, uint32_t bands);
/* `count` buckets that hold every document. */
void world_join_all(world *w, uint32_t count);

/* Buckets by hand: documents with one key make one. Several calls are not possible. */
typedef struct world_key {
    uint64_t key;
    uint32_t document;
} world_key;
void world_join_keys(world *w, const world_key *keys, size_t count);

/* Documents start .. end - 1 become unlike all others; before joining. */
void world_isolate(world *w, uint32_t start, uint32_t end);

/* Ranks in random order, the first `pinned` of them pinned. */
void world_shuffle(world *w, uint32_t pinned, uint64_t seed);
/* Pairs only between different groups. */
void world_set_across(world *w);
void world_free(world *w);

uint64_t oracle_shared(const world *w, uint32_t a, uint32_t b);
bool oracle_reaches(const world *w, uint32_t a, uint32_t b);   /* a goes because of b */

typedef struct oracle_result {
    uint32_t *kept;
    uint64_t candidates, bucket_caps, verify_caps;
} oracle_result;

/* The serial walk that place.c describes. */
void oracle_place(const world *w, oracle_result *out);

/* The pairs that pairs.c describes: is_pair[a * documents + b], a < b. */
typedef struct oracle_pairs {
    uint8_t *is_pair;
    uint64_t count, candidates, bucket_caps, verify_caps, pair_caps;
} oracle_pairs;

void oracle_find_pairs(const world *w, uint32_t per_document, oracle_pairs *out);

#endif
