/* minhash_kernels.h - kernels for particular processors; NULL where they can't run */
#ifndef SKETCH_MINHASH_KERNELS_H
#define SKETCH_MINHASH_KERNELS_H

#include "sketch/minhash.h"

const minhash_kernel *minhash_kernel_avx2(void);
const minhash_kernel *minhash_kernel_avx512(void);
const minhash_kernel *minhash_kernel_neon(void);

/* Before a loop of a few rounds, their number known: gcc -O2 leaves it rolled up, and
 * the vectors that it adds up in memory (half as fast). */
#if defined(__clang__)
#define UNROLLED _Pragma("unroll")
#else
#define UNROLLED _Pragma("GCC unroll 8")
#endif

/* Each hash to its slot. */
void minhash_place(minhash *m, const uint64_t *hashes, size_t count);

/* Finds the first `open` of open_least for those of open_factor, over the first `count`
 * of low; behind these the first one comes MINHASH_BEHIND times more. */
typedef void minhash_filler(minhash *m, size_t open, size_t count);
enum { MINHASH_BEHIND = 8 };
/* Slots that no hash belongs to, after `count` hashes. */
void minhash_fill(minhash *m, const uint64_t *hashes, size_t count,
                  minhash_filler *fill);

/* minhash_keys of the bands from `band` on; `start` comes from the seed. */
void minhash_keys_from(const uint32_t *slots, uint32_t band, uint32_t bands,
                       uint32_t rows, uint64_t start, uint64_t *keys);

#endif
