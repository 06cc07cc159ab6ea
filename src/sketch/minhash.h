/* minhash.h - a set of shingle hashes becomes slots: MinHash
 *
 * Slot j of a set is the least h_j(x) over its hashes x, in an order of its own:
 *   low 32 bits of x, if the high 32 bits of x, scaled to 0 .. slots - 1, are j;
 *   after all of those, a_g times the low 32 bits modulo 2^32, a_g odd, seen from one
 *   of four corners: with G = slots / 4, rounded up, slots 0 .. G - 1 want the least
 *   product of their g, the next G the greatest, then the least and the greatest as
 *   signed numbers.
 * Almost always the first line decides, at one step a hash; a slot to which no hash
 * belongs is filled as in classical MinHash, four slots from one product. One order a
 * slot makes it unbiased at any size. The four that share a product want hashes that
 * lie far apart, so they are no less exact than classical MinHash; they stand G apart,
 * so a band of at most G slots has no two of them and its slots are independent.
 * (One-permutation hashing: Li, Owen, Zhang 2012; the two orders: Dahlgaard, Knudsen,
 * Thorup 2017.)
 *
 * A slot's top bit says which line decided; the 31 bits below are the top 31 of the
 * value. So the slots of a union are the lesser of two slots each, and hashes may come
 * in any order, in any pieces, repeated or not. MINHASH_EMPTY: no hash at all.
 */
#ifndef SKETCH_MINHASH_H
#define SKETCH_MINHASH_H

#include "sketch/bands.h"
#include "sketch/shingles.h"

#define MINHASH_EMPTY UINT32_MAX
#define MINHASH_FILLED UINT32_C(0x80000000)

enum {
    MINHASH_PIECE = 2048,      /* hashes taken at once: 16 KiB, in the first cache */
    MINHASH_CORNERS = 4,       /* slots that a product fills */
    MINHASH_PAD = 64           /* items a kernel may touch past the end of an array */
};

typedef struct minhash_kernel minhash_kernel;

typedef struct minhash {
    const minhash_kernel *kernel;
    uint32_t slots, products;  /* G */
    /* As if there were 4 G slots: those past the end are 0, and stay. */
    uint32_t value[BANDS_MOST_SLOTS + MINHASH_PAD];
    uint32_t factor[BANDS_MOST_SLOTS / MINHASH_CORNERS + MINHASH_PAD];     /* a_g */
    /* Scratch: numbers of slots that no hash belongs to; slot and value of each hash
     * side by side. */
    uint16_t open[BANDS_MOST_SLOTS + MINHASH_PAD];
    uint64_t packed[MINHASH_PIECE + MINHASH_PAD];
} minhash;

struct minhash_kernel {
    const char *name;
    /* As shingle_hashes; n <= SHINGLE_MOST_ROTATED. */
    void (*shingles)(const shingle_rule *rule, const uint64_t *words, size_t count,
                     uint64_t *hashes);
    /* Take in 1 to MINHASH_PIECE hashes. A slot still open after the last piece was
     * open after every piece, so filling open ones piece by piece sees all hashes. */
    void (*add)(minhash *m, const uint64_t *hashes, size_t count);
    /* minhash_lane of each slot. */
    void (*lanes)(const uint32_t *slots, size_t count, uint8_t *lanes);
    /* As minhash_keys. */
    void (*keys)(const uint32_t *slots, uint32_t bands, uint32_t rows, uint64_t seed,
                 uint64_t *keys);
};

/* The kernels this machine can run, slowest first, the portable one at 0; NULL: no
 * such. All give the same values. */
const minhash_kernel *minhash_kernel_at(unsigned number);
const minhash_kernel *minhash_kernel_best(void);

void minhash_init(minhash *m, const minhash_kernel *kernel, uint32_t slots,
                  uint64_t seed);
void minhash_clear(minhash *m);
/* Any number of hashes. */
void minhash_add(minhash *m, const uint64_t *hashes, size_t count);

/* The least of (product ^ this) is what slots corner * G .. want of a product: the
 * least, the greatest, the least signed, the greatest signed. */
static inline uint32_t minhash_corner(uint32_t corner)
{
    return (0 - (corner & 1)) ^ (corner & 2) << 30;
}

/* One key a band of `rows` slots, with the band's number and the seed. */
#define MINHASH_KEY_SEED UINT64_C(0x6b6579)
#define MINHASH_KEY_STEP UINT64_C(0x9e3779b97f4a7c15)
#define MINHASH_KEY_FACTOR UINT64_C(0xff51afd7ed558ccd)
#define MINHASH_KEY_LAST UINT64_C(0xc4ceb9fe1a85ec53)
void minhash_keys(const uint32_t *slots, uint32_t bands, uint32_t rows, uint64_t seed,
                  uint64_t *keys);

#define MINHASH_LANE_FACTOR UINT32_C(0x9e3779b1)

/* Eight bits of a slot: the top ones of a product, on which all its bits bear. */
static inline uint8_t minhash_lane(uint32_t slot)
{
    return (uint8_t)(slot * MINHASH_LANE_FACTOR >> 24);
}

#endif
