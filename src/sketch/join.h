/* join.h - equal band keys become buckets, equal sampled shingles too
 *
 * In: a column of 64-bit keys a band. Out: for every document the buckets it shares
 * with at least one other. A bucket is all active documents with one key in one band.
 * Always: the same buckets, numbered alike (by band, then in an order fixed by the
 * keys), for any thread count and memory limit.
 */
#ifndef SKETCH_JOIN_H
#define SKETCH_JOIN_H

#include "base/spool.h"
#include "chaff/base.h"

typedef struct join_input {
    uint32_t documents, bands;
    /* The keys of documents start .. start + count - 1 in one band. Any thread. */
    chaff_status (*keys)(void *self, uint32_t band, uint32_t start, uint32_t count,
                         uint64_t *out);
    /* Whether a document takes part (it has words and stands for its equal copies).
     * Any thread. */
    bool (*active)(void *self, uint32_t document);
    /* Mixed into a document's keys, so that only equal groups meet; NULL: none.
     * Any thread. */
    uint64_t (*group)(void *self, uint32_t document);
    void *self;
} join_input;

typedef struct buckets {
    uint32_t documents, count;         /* buckets are 0 .. count - 1 */
    uint64_t *first;                   /* documents + 1: into `of` */
    /* Bucket numbers of document d, ascending: of[first[d]] .. of[first[d + 1] - 1]. */
    uint32_t *of;
    uint32_t *size;                    /* documents in each bucket, at least 2 */
    uint64_t taken;            /* of the budget; buckets_release gives it back */
} buckets;

/* Scratch and result are taken from the budget: two bytes a document and thread and 17
 * for each that may share its key, 8 bytes a document, 8 bytes a membership. Fewer
 * threads work when that is too much for all of them. CHAFF_ERR_LIMIT: they do not fit
 * with one thread; err says what is needed. CHAFF_ERR_MEMORY; what `keys` returns. */
CHAFF_MUST_USE chaff_status
join_bands(const join_input *in, unsigned threads, budget *memory, buckets *out,
           chaff_error *err);
void buckets_release(buckets *b, budget *memory);          /* all zero: nothing to do */

/* -- containment: documents that share sampled shingles ---------------------------- */

enum {
    /* A bucket of more documents is crowded: its members leave it, except those for
     * which it is among their JOIN_RAREST smallest buckets. (A limit without that
     * exception costs recall where contained documents stand in template families.) */
    JOIN_CROWD = 4096,
    JOIN_RAREST = 8
};

/* The sampled shingles of all documents, spread over spools by hash. */
typedef struct samples samples;
CHAFF_MUST_USE chaff_status samples_new(samples **out, budget *memory);
void samples_free(samples *s);

/* Append one document's distinct hashes. One thread; documents ascend. */
CHAFF_MUST_USE chaff_status
samples_add(samples *s, uint32_t document, const uint64_t *hashes, size_t count,
            chaff_error *err);

/* A bucket is one hash that two or more active documents share. Of `in` only documents,
 * active, group and self count. Statuses as join_bands. */
CHAFF_MUST_USE chaff_status
join_samples(const samples *s, const join_input *in, unsigned threads, budget *memory,
             buckets *out, chaff_error *err);

#endif
