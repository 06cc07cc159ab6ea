/* bytes64.h - 64 bytes at once, by the vectors of one kind of processor
 *
 * The including file defines KERNEL, the attributes of its functions, and which vectors
 * they are: BYTES64_AVX512 (F and BW), BYTES64_AVX2 or BYTES64_NEON; bytes one by one
 * otherwise. Of the type bytes64 there are
 *   load_bytes store_bytes     64 bytes, unaligned
 *   bytes_are(v, c)            bit i: byte i is c
 *   bytes_within(v, a, b)      bit i: byte i is in a .. b
 *   bytes_least(v, c)          bit i: byte i is c or above
 *   bytes_high(v)              bit i: byte i is above 0x7F
 *   bytes_any_high(v)          whether there is one
 *   bytes_lower_ascii(v)       bit 0x20 set in each
 */
#ifndef BASE_BYTES64_H
#define BASE_BYTES64_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* Each byte four times. Vector kernels broadcast these from memory: a constant that the
 * compiler sees it builds in a register, by way of the one port that compares bytes. */
extern const uint32_t byte_repeated[256];

#ifdef KERNEL
#if defined(BYTES64_AVX512)
#include <immintrin.h>

typedef __m512i bytes64;

KERNEL static inline __m512i all_bytes(unsigned char c)
{
    return _mm512_set1_epi32((int)byte_repeated[c]);
}

KERNEL static inline bytes64 load_bytes(const void *bytes)
{
    return _mm512_loadu_si512(bytes);
}

KERNEL static inline void store_bytes(unsigned char *to, bytes64 v)
{
    _mm512_storeu_si512(to, v);
}

KERNEL static inline uint64_t bytes_are(bytes64 v, unsigned char c)
{
    return _mm512_cmpeq_epi8_mask(v, all_bytes(c));
}

KERNEL static inline uint64_t
bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(v, all_bytes(first)),
                                  all_bytes((unsigned char)(last - first)));
}

KERNEL static inline uint64_t bytes_least(bytes64 v, unsigned char c)
{
    return _mm512_cmpge_epu8_mask(v, all_bytes(c));
}

KERNEL static inline uint64_t bytes_high(bytes64 v)
{
    return _mm512_movepi8_mask(v);
}

KERNEL static inline bool bytes_any_high(bytes64 v)
{
    return _mm512_movepi8_mask(v) != 0;
}

KERNEL static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    return _mm512_or_si512(v, all_bytes(0x20));
}

#elif defined(BYTES64_AVX2)
#include <immintrin.h>

typedef struct bytes64 {
    __m256i low, high;
} bytes64;

KERNEL static inline __m256i all_bytes(unsigned char c)
{
    return _mm256_set1_epi32((int)byte_repeated[c]);
}

KERNEL static inline bytes64 load_bytes(const void *bytes)
{
    const __m256i *from = (const __m256i *)bytes;

    return (bytes64){_mm256_loadu_si256(from), _mm256_loadu_si256(from + 1)};
}

KERNEL static inline void store_bytes(unsigned char *to, bytes64 v)
{
    _mm256_storeu_si256((__m256i *)(void *)to, v.low);
    _mm256_storeu_si256((__m256i *)(void *)(to + 32), v.high);
}

KERNEL static inline uint64_t bits_of(__m256i low, __m256i high)
{
    return (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32 |
           (uint32_t)_mm256_movemask_epi8(low);
}

KERNEL static inline uint64_t bytes_are(bytes64 v, unsigned char c)
{
    __m256i all = all_bytes(c);

    return bits_of(_mm256_cmpeq_epi8(v.low, all), _mm256_cmpeq_epi8(v.high, all));
}

KERNEL static inline uint64_t
bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    __m256i from = all_bytes(first), most = all_bytes((unsigned char)(last - first));
    __m256i low = _mm256_sub_epi8(v.low, from), high = _mm256_sub_epi8(v.high, from);

    return bits_of(_mm256_cmpeq_epi8(_mm256_min_epu8(low, most), low),
                   _mm256_cmpeq_epi8(_mm256_min_epu8(high, most), high));
}

KERNEL static inline uint64_t bytes_least(bytes64 v, unsigned char c)
{
    __m256i all = all_bytes(c);

    return bits_of(_mm256_cmpeq_epi8(_mm256_max_epu8(v.low, all), v.low),
                   _mm256_cmpeq_epi8(_mm256_max_epu8(v.high, all), v.high));
}

KERNEL static inline uint64_t bytes_high(bytes64 v)
{
    return bits_of(v.low, v.high);
}

KERNEL static inline bool bytes_any_high(bytes64 v)
{
    return _mm256_movemask_epi8(_mm256_or_si256(v.low, v.high)) != 0;
}

KERNEL static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    __m256i bit = all_bytes(0x20);

    return (bytes64){_mm256_or_si256(v.low, bit), _mm256_or_si256(v.high, bit)};
}

#elif defined(BYTES64_NEON)
#include "base/neon.h"

typedef neon_bytes bytes64;

static inline bytes64 load_bytes(const void *bytes)
{
    return neon_load(bytes);
}

static inline void store_bytes(unsigned char *to, bytes64 v)
{
    for (int i = 0; i < 4; i++)
        vst1q_u8(to + 16 * i, v.val[i]);
}

static inline uint64_t bytes_are(bytes64 v, unsigned char c)
{
    return neon_are(v, c);
}

static inline uint64_t bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    return neon_within(v, first, last);
}

static inline uint64_t bytes_least(bytes64 v, unsigned char c)
{
    return neon_least(v, c);
}

static inline uint64_t bytes_high(bytes64 v)
{
    return neon_least(v, 0x80);
}

static inline bool bytes_any_high(bytes64 v)
{
    return neon_any_high(v);
}

static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    const uint8x16_t bit = vdupq_n_u8(0x20);

    return (bytes64){{vorrq_u8(v.val[0], bit), vorrq_u8(v.val[1], bit),
                      vorrq_u8(v.val[2], bit), vorrq_u8(v.val[3], bit)}};
}

#else
typedef struct bytes64 {
    unsigned char at[64];
} bytes64;

static inline bytes64 load_bytes(const void *bytes)
{
    bytes64 v;

    memcpy(v.at, bytes, sizeof v.at);
    return v;
}

static inline void store_bytes(unsigned char *to, bytes64 v)
{
    memcpy(to, v.at, sizeof v.at);
}

static inline uint64_t bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    uint64_t set = 0;

    for (unsigned i = 0; i < 64; i++)
        set |= (uint64_t)((unsigned char)(v.at[i] - first) <= last - first) << i;
    return set;
}

static inline uint64_t bytes_are(bytes64 v, unsigned char c)
{
    return bytes_within(v, c, c);
}

static inline uint64_t bytes_least(bytes64 v, unsigned char c)
{
    return bytes_within(v, c, 0xFF);
}

static inline uint64_t bytes_high(bytes64 v)
{
    return bytes_least(v, 0x80);
}

static inline bool bytes_any_high(bytes64 v)
{
    return bytes_high(v) != 0;
}

static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    for (unsigned i = 0; i < 64; i++)
        v.at[i] |= 0x20;
    return v;
}
#endif
#endif

#endif
