/* words_avx2.c - the kernel for AVX2
 *
 * Places of words by counting zeros in the bits of their edges; hashes one by one, in
 * plain 64-bit arithmetic, without a branch.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "text/splitter.h"

#define KERNEL __attribute__((target("avx2,bmi,bmi2,popcnt")))

#define BYTES_ARE_CHEAP 1
#define LOADS_SOME 0
#define BYTES_LOOK_UP 0

typedef struct bytes64 {
    __m256i low, high;
} bytes64;

KERNEL static inline __m256i all_bytes(unsigned char c)
{
    return _mm256_set1_epi32((int)word_repeated[c]);
}

KERNEL static inline bytes64 load_bytes(const unsigned char *bytes)
{
    return (bytes64){_mm256_loadu_si256((const __m256i *)bytes),
                     _mm256_loadu_si256((const __m256i *)(bytes + 32))};
}

KERNEL static inline void store_bytes(unsigned char *to, bytes64 v)
{
    _mm256_storeu_si256((__m256i *)to, v.low);
    _mm256_storeu_si256((__m256i *)(to + 32), v.high);
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
    __m256i from = all_bytes(first);
    __m256i most = all_bytes((unsigned char)(last - first));
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

KERNEL static inline __m256i half_in(__m256i v, __m256i set)
{
    const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
    __m256i row = _mm256_and_si256(_mm256_srli_epi16(v, 3), _mm256_set1_epi8(7));
    __m256i column = _mm256_and_si256(v, _mm256_set1_epi8(7));

    column = _mm256_shuffle_epi8(bit, column);
    return _mm256_cmpeq_epi8(
        _mm256_and_si256(_mm256_shuffle_epi8(set, row), column), column);
}

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set)
{
    __m256i all = _mm256_set1_epi64x((long long)set);

    return bits_of(half_in(v.low, all), half_in(v.high, all));
}

KERNEL static inline uint64_t bytes_high(bytes64 v)
{
    return bits_of(v.low, v.high);
}

KERNEL static inline __m256i lower_half(__m256i v)
{
    __m256i high = _mm256_cmpgt_epi8(_mm256_setzero_si256(), v);

    return _mm256_or_si256(v, _mm256_andnot_si256(high, _mm256_set1_epi8(0x20)));
}

KERNEL static inline bytes64 bytes_lower(bytes64 v)
{
    return (bytes64){lower_half(v.low), lower_half(v.high)};
}

KERNEL static inline bool bytes_any_high(bytes64 v)
{
    return _mm256_movemask_epi8(_mm256_or_si256(v.low, v.high)) != 0;
}

KERNEL static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    const __m256i bit = _mm256_set1_epi8(0x20);

    return (bytes64){_mm256_or_si256(v.low, bit), _mm256_or_si256(v.high, bit)};
}

/* c in the bytes whose bit is set. */
KERNEL static inline __m256i spread(uint32_t where, __m256i c)
{
    const __m256i from = _mm256_setr_epi64x(0x0000000000000000, 0x0101010101010101,
                                            0x0202020202020202, 0x0303030303030303);
    const __m256i bit = _mm256_set1_epi64x((long long)0x8040201008040201);
    __m256i bits = _mm256_shuffle_epi8(_mm256_set1_epi32((int)where), from);

    return _mm256_and_si256(_mm256_cmpeq_epi8(_mm256_and_si256(bits, bit), bit), c);
}

KERNEL static inline bytes64 bytes_add(bytes64 v, uint64_t where, unsigned char c)
{
    __m256i all = all_bytes(c);

    if (where == 0)
        return v;
    return (bytes64){_mm256_add_epi8(v.low, spread((uint32_t)where, all)),
                     _mm256_add_epi8(v.high, spread((uint32_t)(where >> 32), all))};
}

#include "text/words_chunk.h"

#include "text/words_plain.h"

size_t split_avx2(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_avx2_is_for_x86;
#endif
