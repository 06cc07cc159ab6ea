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

/* Slots that no hash belongs to, a few at once; past the last one it comes again. */
enum { MINHASH_FEW = 4 };
typedef struct minhash_open {
    uint32_t slot[MINHASH_FEW], factor[MINHASH_FEW], corner[MINHASH_FEW];
} minhash_open;

/* Fill them with `count` hashes. One that a hash belongs to has less, and stays. */
typedef void minhash_fill_few(minhash *m, const minhash_open *open,
                              const uint64_t *hashes, size_t count);
minhash_fill_few minhash_fill_portable;

/* Puts numbers of slots that no hash belongs to into m->open; returns how many. */
uint32_t minhash_list_open(minhash *m);
/* Fills them. */
void minhash_fill(minhash *m, uint32_t open, const uint64_t *hashes, size_t count,
                  minhash_fill_few *few);

/* `least` of what is turned by minhash_corner goes to its slot. */
static inline void minhash_settle(minhash *m, uint32_t j, uint32_t least)
{
    uint32_t filled = MINHASH_FILLED | least >> 1;

    m->value[j] = filled < m->value[j] ? filled : m->value[j];
}

/* Where there are so few hashes that a fourth of the slots are open or more, kernels
 * fill all, without a look at which are; then there have to be this many products. */
enum { MINHASH_TOGETHER = 8 };

/* Products g .. g + wide - 1, or, past the end, the last ones once more. */
static inline uint32_t minhash_at(const minhash *m, uint32_t g, uint32_t wide)
{
    return g + wide <= m->products ? g : m->products - wide;
}

/* minhash_keys of the bands from `band` on; `start` comes from the seed. */
void minhash_keys_from(const uint32_t *slots, uint32_t band, uint32_t bands,
                       uint32_t rows, uint64_t start, uint64_t *keys);

#endif
