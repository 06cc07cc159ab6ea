/* words_avx2.c - the kernel for AVX2
 *
 * Places of words by counting zeros in the bits of their edges; hashes one by one, in
 * plain 64-bit arithmetic, without a branch.
 */
#if defined(__x86_64__)
#include "text/splitter.h"

#define KERNEL __attribute__((target("avx2,bmi,bmi2,popcnt")))

#define BYTES_ARE_CHEAP 1
#define LOADS_SOME 0
#define BYTES_LOOK_UP 0
#define BYTES64_AVX2

#include "base/bytes64.h"

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

KERNEL static inline __m256i lower_half(__m256i v)
{
    __m256i high = _mm256_cmpgt_epi8(_mm256_setzero_si256(), v);

    return _mm256_or_si256(v, _mm256_andnot_si256(high, _mm256_set1_epi8(0x20)));
}

KERNEL static inline bytes64 bytes_lower(bytes64 v)
{
    return (bytes64){lower_half(v.low), lower_half(v.high)};
}

KERNEL static inline __m256i unescaped_half(__m256i v, __m256i w, __m256i x)
{
    const __m256i slash = all_bytes('\\');

    return _mm256_andnot_si256(_mm256_andnot_si256(_mm256_cmpeq_epi8(x, slash),
                                                   _mm256_cmpeq_epi8(w, slash)), v);
}

KERNEL static inline bytes64 bytes_unescaped(bytes64 v, bytes64 w, bytes64 x)
{
    return (bytes64){unescaped_half(v.low, w.low, x.low),
                     unescaped_half(v.high, w.high, x.high)};
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
