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

/* Shared steps. Place: each hash to its slot. Filling after `count` hashes; collect: the factors of the slots no
 * hash belongs to, closed up in open_factor; returns how many. With few hashes, of
 * which most slots are open, all of them: finding out which would cost more. Spread:
 * what is in open_least, back to them. */
void minhash_place(minhash *m, const uint64_t *hashes, size_t count);
size_t minhash_collect(minhash *m, size_t count);
void minhash_spread(minhash *m, size_t open);

/* minhash_keys of the bands from `band` on; `start` comes from the seed. */
void minhash_keys_from(const uint32_t *slots, uint32_t band, uint32_t bands,
                       uint32_t rows, uint64_t start, uint64_t *keys);

#endif
