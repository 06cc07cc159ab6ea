/* bits.h - sets, a bit an item, 64 to a number; made of bytes, read from anywhere */
#ifndef BOILER_BITS_H
#define BOILER_BITS_H

#include <stddef.h>
#include <stdint.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The first bit of each of 64 bytes, after `add` was added to it. */
static inline uint64_t bits_of_bytes(const uint8_t *bytes, uint8_t add)
{
    uint64_t bits = 0;

#ifdef __SSE2__
    for (unsigned i = 0; i < 64; i += 16) {
        __m128i x = _mm_loadu_si128((const __m128i *)(const void *)(bytes + i));

        x = _mm_add_epi8(x, _mm_set1_epi8((char)add));
        bits |= (uint64_t)(uint32_t)_mm_movemask_epi8(x) << i;
    }
#else
    for (unsigned i = 0; i < 64; i++)
        bits |= (uint64_t)((uint8_t)(bytes[i] + add) >> 7) << i;
#endif
    return bits;
}

/* Which of 64 bytes, none of them above 127, have `level` or more, from 1 to 127. */
static inline uint64_t bits_at_least(const uint8_t *bytes, uint32_t level)
{
    return bits_of_bytes(bytes, (uint8_t)(128 - level));
}

/* The first `count` of 64. */
static inline uint64_t bits_low(size_t count)
{
    return count < 64 ? (UINT64_C(1) << count) - 1 : UINT64_MAX;
}

/* The 64 from number `at` on; one number more than that is in must be there. */
static inline uint64_t bits_from(const uint64_t *set, size_t at)
{
    return set[at / 64] >> at % 64 | set[at / 64 + 1] << 1 << (63 - at % 64);
}

/* Without an instruction for it the compiler's own takes twice as long. */
static inline uint32_t bits_count(uint64_t bits)
{
#ifdef __POPCNT__
    return (uint32_t)__builtin_popcountll(bits);
#else
    bits -= bits >> 1 & UINT64_C(0x5555555555555555);
    bits = (bits & UINT64_C(0x3333333333333333)) +
           (bits >> 2 & UINT64_C(0x3333333333333333));
    bits = (bits + (bits >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (uint32_t)(bits * UINT64_C(0x0101010101010101) >> 56);
#endif
}

/* Of a set that is not empty. */
static inline unsigned bits_first(uint64_t bits)
{
    return (unsigned)__builtin_ctzll(bits);
}

#endif
