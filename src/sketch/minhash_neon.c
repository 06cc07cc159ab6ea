/* minhash_neon.c - the MinHash kernel for NEON
 *
 * Same values as the portable kernel. NEON multiplies no 64-bit numbers, so only fill
 * and lanes are wide.
 */
#include "sketch/minhash_kernels.h"

#include "base/neon.h"

#if defined(NEON)

enum { WIDE = 4, GROUP = 8, FEW_OPEN = 2 };

/* WIDE * `vectors` open slots at once, the least ones in registers. */
static inline __attribute__((always_inline)) void
fill_group(minhash *m, size_t e, size_t count, int vectors)
{
    uint32x4_t factor[GROUP], least[GROUP];

    UNROLLED
    for (int v = 0; v < vectors; v++) {
        factor[v] = vld1q_u32(m->open_factor + e + v * WIDE);
        least[v] = vdupq_n_u32(UINT32_MAX);
    }
    for (size_t i = 0; i < count; i++) {
        UNROLLED
        for (int v = 0; v < vectors; v++)
            least[v] = vminq_u32(least[v], vmulq_n_u32(factor[v], m->low[i]));
    }
    UNROLLED
    for (int v = 0; v < vectors; v++)
        vst1q_u32(m->open_least + e + v * WIDE, least[v]);
}

/* One open slot, WIDE hashes at once: for few slots and many hashes. */
static void fill_one(minhash *m, size_t e, size_t count)
{
    uint32x4_t least = vdupq_n_u32(UINT32_MAX);

    for (size_t i = 0; i < count; i += WIDE)
        least = vminq_u32(least, vmulq_n_u32(vld1q_u32(m->low + i), m->open_factor[e]));
    m->open_least[e] = vminvq_u32(least);
}

static void fill_open(minhash *m, size_t open, size_t count)
{
    size_t e = 0;

    if (open <= FEW_OPEN && count > 2 * WIDE) {
        for (; e < open; e++)
            fill_one(m, e, count);
        return;
    }
    for (; e + 4 * WIDE < open; e += GROUP * WIDE)
        fill_group(m, e, count, GROUP);
    if (e + 2 * WIDE < open)
        fill_group(m, e, count, 4);
    else if (e + WIDE < open)
        fill_group(m, e, count, 2);
    else if (e < open)
        fill_group(m, e, count, 1);
}

static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    minhash_place(m, hashes, count);
    minhash_fill(m, hashes, count, fill_open);
}

static void make_lanes(const uint32_t *slots, size_t count, uint8_t *lanes)
{
    size_t i = 0;

    for (; i + 4 * WIDE <= count; i += 4 * WIDE) {
        uint32x4_t product[4];

        UNROLLED
        for (int v = 0; v < 4; v++)
            product[v] = vmulq_n_u32(vld1q_u32(slots + i + v * WIDE),
                                     MINHASH_LANE_FACTOR);
        /* The upper halves, then of those the upper halves. */
        vst1q_u8(lanes + i,
                 vuzp2q_u8(vreinterpretq_u8_u16(
                               vuzp2q_u16(vreinterpretq_u16_u32(product[0]),
                                          vreinterpretq_u16_u32(product[1]))),
                           vreinterpretq_u8_u16(
                               vuzp2q_u16(vreinterpretq_u16_u32(product[2]),
                                          vreinterpretq_u16_u32(product[3])))));
    }
    for (; i < count; i++)
        lanes[i] = minhash_lane(slots[i]);
}

static const minhash_kernel neon = {
    "neon", shingle_hashes, add_hashes, make_lanes, minhash_keys
};

const minhash_kernel *minhash_kernel_neon(void)
{
    return &neon;
}

#else

const minhash_kernel *minhash_kernel_neon(void)
{
    return NULL;
}

#endif
