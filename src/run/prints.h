/* prints.h - band keys and pre-filter lanes of all documents, in two spools
 *
 * Keys are wanted band by band, so those of a batch are spooled as a stripe, one band
 * after the other; lanes are wanted document by document. Any thread fills a batch with
 * the documents of a block, batches are taken over in order.
 */
#ifndef RUN_PRINTS_H
#define RUN_PRINTS_H

#include "run/state.h"

enum {
    /* One shingle in so many nominates for containment: short excerpts need this many
     * (measured on Usenet posts: recall .996 at 8). */
    PRINTS_SAMPLE_ONE_IN = 8
};

CHAFF_MUST_USE chaff_status prints_begin(run *r);

/* Of some documents in order; all zero is an empty one. */
typedef struct print_batch {
    size_t count, room;        /* documents */
    uint64_t *keys;            /* `room` a band */
    buffer lanes;              /* of one document after the other */
    buffer samples;            /* containment: a number, and so many hashes, uint64_t */
} print_batch;

void print_batch_clear(print_batch *b);
void print_batch_release(print_batch *b);

/* Add one document; of *row words and sequence are set. Any thread. */
CHAFF_MUST_USE chaff_status
prints_make(const run *r, kit *k, chaff_text text, print_batch *out, doc_row *row);
/* Spool the first `count` documents of a batch, of which `document` is the first. One
 * thread, in order. */
CHAFF_MUST_USE chaff_status prints_take(run *r, uint32_t document, const print_batch *b,
                                        size_t count, chaff_error *err);
/* Keys of documents start .. start + count - 1 in one band. Any thread. */
CHAFF_MUST_USE chaff_status
prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count, uint64_t *out);
CHAFF_MUST_USE chaff_status prints_lanes(const run *r, uint32_t document, uint8_t *out);
void prints_drop_keys(run *r);         /* after the join; the samples too */

#endif
