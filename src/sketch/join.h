/* join.h - equal band keys become buckets
 *
 * In: a column of 64-bit keys a band. Out: for every document the buckets it shares
 * with at least one other. A bucket is all active documents with one key in one band.
 * Always: the same buckets, numbered alike (by band, then key), for any thread count.
 */
#ifndef SKETCH_JOIN_H
#define SKETCH_JOIN_H

#include "base/spool.h"
#include "chaff/base.h"

typedef struct join_input {
    uint32_t documents, bands;
    /* The keys of documents start .. start + count - 1 in one band. Any thread. */
    chaff_status (*keys)(void *self, uint32_t band, uint32_t start, uint32_t count, uint64_t *out);
    /* Whether a document takes part (it has words and stands for its equal copies). Any thread. */
    bool (*active)(void *self, uint32_t document);
    /* Mixed into a document's keys, so that only equal groups meet; NULL: none. */
    uint64_t (*group)(void *self, uint32_t document);
    void *self;
} join_input;

typedef struct buckets {
    uint32_t documents, count;         /* buckets are 0 .. count - 1 */
    uint64_t *first;                   /* documents + 1: into `of` */
    uint32_t *of;                      /* bucket numbers of document d, ascending: of[first[d]] .. of[first[d + 1] - 1] */
    uint32_t *size;                    /* documents in each bucket, at least 2 */
} buckets;

CHAFF_MUST_USE chaff_status
join_bands(const join_input *in, unsigned threads, budget *memory, buckets *out, chaff_error *err);
void buckets_release(buckets *b, budget *memory);

#endif
