/* words_avx512.c - the kernel for AVX-512 F, BW, DQ, VL
 *
 * Places of words by compressing position numbers under the bits of their edges; hashes
 * of eight words at once from 16-byte loads (gathers are slower).
 */
#if defined(__x86_64__)
#include <immintrin.h>

#include "text/splitter.h"

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,popcnt")))

#define BYTES_ARE_CHEAP 1

typedef __m512i bytes64;

KERNEL static inline __m512i all_bytes(unsigned char c)
{
    return _mm512_set1_epi32((int)word_repeated[c]);
}

KERNEL static inline bytes64 load_bytes(const unsigned char *bytes)
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

KERNEL static inline uint64_t bytes_high(bytes64 v)
{
    return _mm512_movepi8_mask(v);
}

KERNEL static inline bytes64 bytes_lower(bytes64 v)
{
    __mmask64 ascii = ~_mm512_movepi8_mask(v);

    return _mm512_mask_blend_epi8(ascii, v, _mm512_or_si512(v, all_bytes(0x20)));
}

KERNEL static inline bytes64 bytes_add(bytes64 v, uint64_t where, unsigned char c)
{
    return _mm512_mask_add_epi8(v, where, v, all_bytes(c));
}

#include "text/words_chunk.h"

KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out)
{
    const __m512i sixteen = _mm512_set1_epi32(16);
    const __m512i steps = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
                                            13, 14, 15);
    __m512i at = _mm512_add_epi32(_mm512_set1_epi32((int)base), steps);
    size_t count = 0;

    for (int i = 0; i < 4; i++) {
        __mmask16 some = (__mmask16)(bits >> (16 * i));

        _mm512_storeu_si512(out + count, _mm512_maskz_compress_epi32(some, at));
        count += (size_t)__builtin_popcountll(some);
        at = _mm512_add_epi32(at, sixteen);
    }
    return count;
}

/* 16 bytes each of words i, i + 2, i + 4, i + 6. */
KERNEL static inline __m512i
load_four(const unsigned char *folded, const uint32_t *starts)
{
    __m256i low = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(folded + starts[0]))),
        _mm_loadu_si128((const __m128i *)(folded + starts[2])), 1);
    __m256i high = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(folded + starts[4]))),
        _mm_loadu_si128((const __m128i *)(folded + starts[6])), 1);

    return _mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1);
}

KERNEL static inline __m512i
mix_eight(__m512i h, __m512i low, __m512i high, __m512i size)
{
    __m512i other = _mm512_mullo_epi64(_mm512_xor_si512(high, size),
                                       _mm512_set1_epi64((long long)WORD_K2));

    h = _mm512_xor_si512(h, low);
    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT1));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K1));
    h = _mm512_add_epi64(h, _mm512_rol_epi64(other, 32));
    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT2));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K3));
    return _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT3));
}

/* One step over 16 bytes of eight words, of which `bits` / 8 more are theirs. Adds
 * to *hard the lanes with a HARD_BYTE. */
KERNEL static inline __m512i
mix_words(const chunk *c, size_t i, size_t from, __m512i h, __m512i bits, __m512i size,
          __mmask64 *hard)
{
    const __m512i ones = _mm512_set1_epi64(-1), zero = _mm512_setzero_si512();
    const unsigned char *folded = c->folded + from;
    __m512i even = load_four(folded, c->starts + i);
    __m512i odd = load_four(folded, c->starts + i + 1);
    /* Shifts by 64 and more, "negative" ones too, give 0. */
    __m512i low_shift = _mm512_sub_epi64(_mm512_set1_epi64(64), bits);
    __m512i high_shift = _mm512_sub_epi64(_mm512_set1_epi64(128), bits);
    __m512i low = _mm512_unpacklo_epi64(even, odd);
    __m512i high = _mm512_unpackhi_epi64(even, odd);

    low_shift = _mm512_max_epi64(low_shift, zero);
    high_shift = _mm512_max_epi64(high_shift, zero);
    low = _mm512_and_si512(low, _mm512_srlv_epi64(ones, low_shift));
    high = _mm512_and_si512(high, _mm512_srlv_epi64(ones, high_shift));
    *hard |= _mm512_cmpeq_epi8_mask(low, all_bytes(HARD_BYTE)) |
             _mm512_cmpeq_epi8_mask(high, all_bytes(HARD_BYTE));
    return mix_eight(h, low, high, size);
}

KERNEL static inline unsigned hash_eight(const chunk *c, size_t i, uint64_t hashes[8])
{
    __m512i size = _mm512_cvtepu32_epi64(
        _mm256_sub_epi32(_mm256_loadu_si256((const __m256i *)(c->ends + i)),
                         _mm256_loadu_si256((const __m256i *)(c->starts + i))));
    __m512i bits = _mm512_slli_epi64(size, 3);
    __mmask8 second = _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(WORD_SHORT / 2));
    __mmask8 is_long = 0;
    __mmask64 hard = 0;
    __m512i h = mix_words(c, i, 0, _mm512_set1_epi64((long long)WORD_SEED), bits, size,
                          &hard);

    if (second) {
        bits = _mm512_sub_epi64(bits, _mm512_set1_epi64(8 * WORD_SHORT / 2));
        h = _mm512_mask_mov_epi64(
            h, second, mix_words(c, i, WORD_SHORT / 2, h, bits, size, &hard));
        is_long = _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(WORD_SHORT));
    }
    _mm512_storeu_si512(hashes, h);
    if (__builtin_expect((hard | is_long) == 0, 1))
        return 0;
    return is_long | _mm512_cmpneq_epi64_mask(_mm512_movm_epi8(hard),
                                              _mm512_setzero_si512());
}

size_t split_avx512(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_avx512_is_for_x86;
#endif
