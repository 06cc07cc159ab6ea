/* neon.h - 64 bytes at once in four registers of NEON
 *
 * Defines NEON where there is that: on every little-endian 64-bit ARM, so nothing is
 * asked at run time. Bit i of a result is that of byte i.
 */
#ifndef BASE_NEON_H
#define BASE_NEON_H

#if defined(__AARCH64EL__)
#define NEON
#include <arm_neon.h>
#include <stdbool.h>
#include <stdint.h>

typedef uint8x16x4_t neon_bytes;

/* Not vld1q_u8_x4: its registers must be neighbours, and gcc moves them about. */
static inline neon_bytes neon_load(const void *bytes)
{
    const uint8_t *from = (const uint8_t *)bytes;

    return (neon_bytes){
        {vld1q_u8(from), vld1q_u8(from + 16), vld1q_u8(from + 32), vld1q_u8(from + 48)}
    };
}

static inline uint8x16_t neon_weights(void)
{
    return vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
}

/* Of bytes that are 0 or 0xFF. */
static inline uint64_t neon_bits(uint8x16_t a, uint8x16_t b, uint8x16_t c, uint8x16_t d)
{
    const uint8x16_t weights = neon_weights();
    uint8x16_t low = vpaddq_u8(vandq_u8(a, weights), vandq_u8(b, weights));
    uint8x16_t high = vpaddq_u8(vandq_u8(c, weights), vandq_u8(d, weights));

    low = vpaddq_u8(low, high);
    return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(low, low)), 0);
}

static inline uint64_t neon_are(neon_bytes v, uint8_t c)
{
    uint8x16_t all = vdupq_n_u8(c);

    return neon_bits(vceqq_u8(v.val[0], all), vceqq_u8(v.val[1], all),
                     vceqq_u8(v.val[2], all), vceqq_u8(v.val[3], all));
}

static inline uint64_t neon_least(neon_bytes v, uint8_t c)
{
    uint8x16_t all = vdupq_n_u8(c);

    return neon_bits(vcgeq_u8(v.val[0], all), vcgeq_u8(v.val[1], all),
                     vcgeq_u8(v.val[2], all), vcgeq_u8(v.val[3], all));
}

static inline uint8x16_t
neon_quarter_within(uint8x16_t v, uint8x16_t first, uint8x16_t most)
{
    return vcleq_u8(vsubq_u8(v, first), most);
}

static inline uint64_t neon_within(neon_bytes v, uint8_t first, uint8_t last)
{
    uint8x16_t from = vdupq_n_u8(first), most = vdupq_n_u8((uint8_t)(last - first));

    return neon_bits(neon_quarter_within(v.val[0], from, most),
                     neon_quarter_within(v.val[1], from, most),
                     neon_quarter_within(v.val[2], from, most),
                     neon_quarter_within(v.val[3], from, most));
}

/* Whether one of the bytes has its top bit set. */
static inline bool neon_any_high(neon_bytes v)
{
    uint8x16_t any = vorrq_u8(vorrq_u8(v.val[0], v.val[1]),
                              vorrq_u8(v.val[2], v.val[3]));

    return vmaxvq_u8(any) >= 0x80;
}
#endif

#endif
