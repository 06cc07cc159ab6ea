/* words_vbmi.c - the kernel for AVX-512 with VBMI, VBMI2 and BITALG
 *
 * Edges of words by compressing the numbers 0 to 63 as bytes, in one step for a block.
 */
#if defined(__x86_64__)

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,"             \
                          "avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt")))

#define BYTES_LOOK_UP 1

#include "text/words_wide.h"

static const unsigned char numbers[64] = {
    0,  1,  2,  3,  4,  5,  6,  7,  8,  9,  10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20,
    21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41,
    42, 43, 44, 45, 46, 47, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62,
    63,
};

KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out)
{
    __m512i at = _mm512_maskz_compress_epi8(bits, _mm512_loadu_si512(numbers));
    __m512i from = _mm512_set1_epi32((int)base);
    size_t count = (size_t)__builtin_popcountll(bits);

    _mm512_storeu_si512(out, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(
                                 _mm512_castsi512_si128(at))));
    _mm512_storeu_si512(out + 16, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(
                                      _mm512_extracti32x4_epi32(at, 1))));
    if (__builtin_expect(count > 32, 0)) {
        _mm512_storeu_si512(out + 32, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(
                                          _mm512_extracti32x4_epi32(at, 2))));
        _mm512_storeu_si512(out + 48, _mm512_add_epi32(from, _mm512_cvtepu8_epi32(
                                          _mm512_extracti32x4_epi32(at, 3))));
    }
    return count;
}

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set)
{
    return _mm512_bitshuffle_epi64_mask(_mm512_set1_epi64((long long)set), v);
}

KERNEL static inline bytes64
bytes_become(bytes64 v, uint64_t where, bytes64 index, const uint8_t table[64])
{
    return _mm512_mask_permutexvar_epi8(v, where, index, _mm512_loadu_si512(table));
}

/* First, second and third bytes of the single words, closed up, then side by side. */
KERNEL static inline void
add_singles(chunk *c, const block_words *w, size_t base)
{
    const bytes64 folded = load_bytes(c->folded + base);
    uint64_t singles = w->singles;
    size_t rank = give_ranks(c);
    uint64_t which = rank_words(c, w, rank);
    __m256i first = _mm512_castsi512_si256(
        _mm512_maskz_compress_epi8(singles, folded));
    __m256i second = _mm512_castsi512_si256(
        _mm512_maskz_compress_epi8(singles << 1, folded));
    __m256i third = _mm512_castsi512_si256(
        _mm512_maskz_compress_epi8(singles << 2, folded));
    __m512i wide = _mm512_or_si512(
        _mm512_slli_epi16(_mm512_cvtepu8_epi16(second), 8),
        _mm512_cvtepu8_epi16(first));
    __m512i high = _mm512_cvtepu8_epi16(third);
    uint32_t bytes[TRIPLES_MOST + 8];

    _mm512_storeu_si512(bytes, _mm512_or_si512(
        _mm512_cvtepu16_epi32(_mm512_castsi512_si256(wide)),
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_castsi512_si256(high)), 16)));
    _mm512_storeu_si512(bytes + 16, _mm512_or_si512(
        _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(wide, 1)),
        _mm512_slli_epi32(_mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(high, 1)),
                          16)));
    c->single_count += flatten(singles, (uint32_t)base, c->single + c->single_count);
    /* Most blocks of such text have 17 to 24 words: three groups without a branch. */
    for (size_t k = 0, group = 0; group < 3 || which; which >>= 8, rank += 8, group++)
        k += put_triples(_mm512_cvtepu32_epi64(_mm256_loadu_si256(
                             (const __m256i *)(const void *)(bytes + k))),
                         which, c->ranked + rank);
}

size_t split_vbmi(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_vbmi_is_for_x86;
#endif
