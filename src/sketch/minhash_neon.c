/* minhash_neon.c - the MinHash kernel for NEON
 *
 * Same values as the portable kernel. NEON multiplies no 64-bit numbers, so only filling
 * and lanes are wide.
 */
#include "sketch/minhash_kernels.h"

#include "base/neon.h"

#if defined(NEON)

enum { WIDE = 4, GROUPS = 4 };

/* What the slots of some products want: the least and the greatest, the least and the
 * greatest as signed numbers. */
typedef struct corners {
    uint32x4_t least, most;
    int32x4_t least_signed, most_signed;
} corners;

static inline corners no_corners(void)
{
    return (corners){vdupq_n_u32(UINT32_MAX), vdupq_n_u32(0), vdupq_n_s32(INT32_MAX),
                     vdupq_n_s32(INT32_MIN)};
}

static inline void take(corners *c, uint32x4_t product)
{
    c->least = vminq_u32(c->least, product);
    c->most = vmaxq_u32(c->most, product);
    c->least_signed = vminq_s32(c->least_signed, vreinterpretq_s32_u32(product));
    c->most_signed = vmaxq_s32(c->most_signed, vreinterpretq_s32_u32(product));
}

static inline void settle(minhash *m, uint32_t g, const corners *c)
{
    const uint32x4_t wanted[] = {c->least, c->most,
                                 vreinterpretq_u32_s32(c->least_signed),
                                 vreinterpretq_u32_s32(c->most_signed)};

    UNROLLED
    for (uint32_t i = 0; i < MINHASH_CORNERS; i++) {
        uint32_t *value = m->value + i * m->products + g;
        uint32x4_t turned = veorq_u32(wanted[i], vdupq_n_u32(minhash_corner(i)));
        uint32x4_t filled = vorrq_u32(vshrq_n_u32(turned, 1),
                                      vdupq_n_u32(MINHASH_FILLED));

        vst1q_u32(value, vminq_u32(vld1q_u32(value), filled));
    }
}

/* Slots of GROUPS * WIDE products from g on, or, past the end, of some once more. */
static void fill_some(minhash *m, uint32_t g, const uint64_t *hashes, size_t count)
{
    uint32x4_t factor[GROUPS];
    corners c[GROUPS];

    UNROLLED
    for (uint32_t v = 0; v < GROUPS; v++) {
        factor[v] = vld1q_u32(m->factor + minhash_at(m, g + v * WIDE, WIDE));
        c[v] = no_corners();
    }
    for (size_t i = 0; i < count; i++) {
        UNROLLED
        for (uint32_t v = 0; v < GROUPS; v++)
            take(&c[v], vmulq_n_u32(factor[v], (uint32_t)hashes[i]));
    }
    UNROLLED
    for (uint32_t v = 0; v < GROUPS; v++)
        settle(m, minhash_at(m, g + v * WIDE, WIDE), &c[v]);
}

/* A few slots, WIDE hashes at once. */
static void fill_few(minhash *m, const minhash_open *open, const uint64_t *hashes,
                     size_t count)
{
    uint32x4_t least[MINHASH_FEW];

    if (count < WIDE) {
        minhash_fill_portable(m, open, hashes, count);
        return;
    }
    UNROLLED
    for (int k = 0; k < MINHASH_FEW; k++)
        least[k] = vdupq_n_u32(UINT32_MAX);
    for (size_t i = 0; i < count; i += WIDE) {
        const uint64_t *at = hashes + (i + WIDE <= count ? i : count - WIDE);
        uint32x4_t low = vcombine_u32(vmovn_u64(vld1q_u64(at)),
                                      vmovn_u64(vld1q_u64(at + 2)));

        UNROLLED
        for (int k = 0; k < MINHASH_FEW; k++)
            least[k] = vminq_u32(least[k], veorq_u32(vmulq_n_u32(low, open->factor[k]),
                                                     vdupq_n_u32(open->corner[k])));
    }
    for (int k = 0; k < MINHASH_FEW; k++)
        minhash_settle(m, open->slot[k], vminvq_u32(least[k]));
}

static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    minhash_place(m, hashes, count);
    if (count < m->slots && m->products >= MINHASH_TOGETHER)
        for (uint32_t g = 0; g < m->products; g += GROUPS * WIDE)
            fill_some(m, g, hashes, count);
    else
        minhash_fill(m, minhash_list_open(m), hashes, count, fill_few);
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
