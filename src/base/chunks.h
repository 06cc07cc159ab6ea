/* chunks.h - memory of one size that goes from hand to hand
 *
 * In: nothing. Out: pieces of CHUNK_BYTES bytes, cut from slabs. Fresh memory costs a
 * fault a page, and spools come and go by the hundred, each too small for a huge page
 * of its own: so they share slabs, and what one gives back the next one takes.
 * Always: a slab of which nothing is in use goes back to the system, but for one.
 * Any number of threads.
 */
#ifndef BASE_CHUNKS_H
#define BASE_CHUNKS_H

#include "chaff/base.h"

enum { CHUNK_BYTES = 1 << 16 };

typedef struct slab slab;

/* All zero: an empty pool. Nothing is held once all chunks are given back. */
typedef struct chunk_pool {
    _Atomic bool taken;        /* the lock: held for a few steps, once a chunk */
    slab *open[2];             /* with free chunks: of ordinary, of huge pages */
    size_t slabs, used;        /* slabs held; chunks in use */
} chunk_pool;

typedef struct chunk_ref {
    char *bytes;               /* not zero filled */
    slab *from;
} chunk_ref;

/* `dense`: it will be filled, so huge pages pay at once. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status chunk_take(chunk_pool *pool, bool dense, chunk_ref *out);
void chunk_give(chunk_pool *pool, chunk_ref c);

#endif
