/* kin.h - near copies of one text compared by what tells them from it
 *
 * In a flood of near copies a document meets hundreds of others, and those again meet
 * the next one. Beside a base, a set is one bit for each hash of the base and the few
 * hashes that the base has not; what two of them share is counted from these, ten times
 * faster than by merging whole sets. One thread's own.
 * Always: the count is exact, so no result depends on it; memory comes from the budget,
 * and where there is none, sets are merged as ever.
 */
#ifndef NEAR_KIN_H
#define NEAR_KIN_H

#include "near/sets.h"

enum { KIN_FAMILIES = 4 };

typedef struct kin_member {
    uint32_t document;
    bool taken, stranger;      /* an entry is taken; too unlike the base for a form */
    uint32_t count;            /* of the whole set */
    uint32_t extra;            /* hashes that are not in the base */
    size_t at;                 /* of its form: bits, then those hashes, ascending */
} kin_member;

typedef struct kin_family {
    uint64_t *base;            /* the set of one document; NULL: no family yet */
    size_t base_count, base_capacity, words;
    uint64_t *forms;
    size_t used;
    kin_member *members;       /* a table by hash of the document */
    size_t member_count;
    uint64_t last_used;
} kin_family;

typedef struct kin {
    budget *memory;
    kin_family families[KIN_FAMILIES];
    kin_family *family;        /* of the document that is compared; NULL: none */
    kin_member own;
    uint64_t turn;
} kin;

void kin_init(kin *k, budget *memory);
void kin_release(kin *k);

/* `set` will be compared with many: find its family, or found one. */
CHAFF_MUST_USE chaff_status kin_choose(kin *k, uint32_t document, shingle_set set);
/* It is compared with few: no family. */
void kin_forget(kin *k);

/* What it shares with `document`, whose set has *count hashes. False: its form is not
 * known. */
bool kin_shared(const kin *k, uint32_t document, uint64_t *shared, size_t *count);
/* Make the form of a set that was not known, for later. */
void kin_add(kin *k, uint32_t document, shingle_set set);

#endif
