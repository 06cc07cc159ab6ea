/* minhash_kernels.h - kernels for particular processors; NULL where they can't run */
#ifndef SKETCH_MINHASH_KERNELS_H
#define SKETCH_MINHASH_KERNELS_H

#include "sketch/minhash.h"

const minhash_kernel *minhash_kernel_avx2(void);
const minhash_kernel *minhash_kernel_avx512(void);

/* Shared steps of filling after `count` hashes. Collect: the factors of the slots no
 * hash belongs to, closed up in open_factor; returns how many. With few hashes, of
 * which most slots are open, all of them: finding out which would cost more. Spread:
 * what is in open_least, back to them. */
size_t minhash_collect(minhash *m, size_t count);
void minhash_spread(minhash *m, size_t open);

#endif
