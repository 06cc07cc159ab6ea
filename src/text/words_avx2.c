/* words_avx2.c - the kernel for AVX2
 *
 * Places of words by counting zeros in the bits of their edges; hashes one by one, in
 * plain 64-bit arithmetic, without a branch.
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "text/splitter.h"

#define KERNEL __attribute__((target("avx2,bmi,bmi2,popcnt")))

typedef struct bytes64 {
    __m256i low, high;
} bytes64;

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
    __m256i all = _mm256_set1_epi8((char)c);

    return bits_of(_mm256_cmpeq_epi8(v.low, all), _mm256_cmpeq_epi8(v.high, all));
}

KERNEL static inline uint64_t
bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    __m256i from = _mm256_set1_epi8((char)first);
    __m256i most = _mm256_set1_epi8((char)(last - first));
    __m256i low = _mm256_sub_epi8(v.low, from), high = _mm256_sub_epi8(v.high, from);

    return bits_of(_mm256_cmpeq_epi8(_mm256_min_epu8(low, most), low),
                   _mm256_cmpeq_epi8(_mm256_min_epu8(high, most), high));
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
    __m256i all = _mm256_set1_epi8((char)c);

    if (where == 0)
        return v;
    return (bytes64){_mm256_add_epi8(v.low, spread((uint32_t)where, all)),
                     _mm256_add_epi8(v.high, spread((uint32_t)(where >> 32), all))};
}

#include "text/words_chunk.h"

/* Four at a time: the count is hard to guess, whether it passes four is less so. */
KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out)
{
    size_t count = (size_t)__builtin_popcountll(bits);

    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++) {
            out[i + k] = base + (uint32_t)_tzcnt_u64(bits);
            bits = _blsr_u64(bits);
        }
    return count;
}

KERNEL static inline unsigned hash_eight(const chunk *c, size_t i, uint64_t hashes[8])
{
    const __m128i hard = _mm_set1_epi8((char)HARD_BYTE);
    unsigned bad = 0;

    for (size_t k = 0; k < 8; k++) {
        const unsigned char *word = c->folded + c->starts[i + k];
        size_t size = c->ends[i + k] - c->starts[i + k];
        unsigned found = (unsigned)_mm_movemask_epi8(
            _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)word), hard));
        uint64_t low, high;

        memcpy(&low, word, sizeof low);
        memcpy(&high, word + 8, sizeof high);
        low = _bzhi_u64(low, (unsigned)(size < 8 ? 8 * size : 64));
        high = _bzhi_u64(high, (unsigned)(size < 8 ? 0 : 8 * (size & 31) - 64));
        hashes[k] = word_mix(low, high, size);
        bad |= (unsigned)(size > WORD_SHORT || _bzhi_u32(found, (unsigned)size)) << k;
    }
    return bad;
}

size_t split_avx2(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_avx2_is_for_x86;
#endif
