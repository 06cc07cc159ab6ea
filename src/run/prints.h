/* prints.h - band keys and pre-filter lanes of all documents, in two spools
 *
 * Keys are wanted band by band, so they are spooled in stripes of PRINTS_STRIPE
 * documents, band-major inside a stripe; lanes are wanted document by document.
 */
#ifndef RUN_PRINTS_H
#define RUN_PRINTS_H

#include "run/state.h"

enum {
    PRINTS_STRIPE = 1024,
    /* One shingle in so many nominates for containment: short excerpts need this many
     * (measured on Usenet posts: recall .996 at 8). */
    PRINTS_SAMPLE_ONE_IN = 8
};

CHAFF_MUST_USE chaff_status prints_begin(run *r);

/* What is spooled of one document lies in one piece: keys, sampled hashes
 * (containment), lanes. */
typedef struct print_head {
    uint32_t samples;          /* sampled hashes behind the keys */
    uint32_t pad;
} print_head;

/* Append one document's piece to a buffer. Any thread. */
CHAFF_MUST_USE chaff_status
prints_make(const run *r, kit *k, chaff_text text, buffer *out, doc_row *row);
/* Spool the next document's piece; *piece moves on to the one behind it. One thread,
 * in order. */
CHAFF_MUST_USE chaff_status
prints_push(run *r, uint32_t document, const char **piece, chaff_error *err);
CHAFF_MUST_USE chaff_status prints_end(run *r, chaff_error *err);
/* Keys of documents start .. start + count - 1 in one band. Any thread. */
CHAFF_MUST_USE chaff_status
prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count, uint64_t *out);
CHAFF_MUST_USE chaff_status prints_lanes(const run *r, uint32_t document, uint8_t *out);
void prints_drop_keys(run *r);         /* after the join; the samples too */

#endif
