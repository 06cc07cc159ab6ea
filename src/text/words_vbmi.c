/* words_vbmi.c - the kernel for AVX-512 with VBMI, VBMI2 and BITALG
 *
 * Edges of words by compressing the numbers 0 to 63 as bytes, in one step for a block.
 */
#if defined(__x86_64__)

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512vbmi,"             \
                          "avx512vbmi2,avx512bitalg,bmi,bmi2,popcnt")))

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

KERNEL static inline bytes64 bytes_look_up(bytes64 v, const uint8_t table[64])
{
    return _mm512_permutexvar_epi8(v, _mm512_loadu_si512(table));
}

/* Bytes of single words side by side, then eight words at a time. */
KERNEL static inline size_t hash_singles(chunk *c, uint64_t *to)
{
    const __m512i eight = _mm512_add_epi64(
        _mm512_mullo_epi64(_mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7),
                           _mm512_set1_epi64(0x030303)),
        _mm512_set1_epi64(0x020100));
    unsigned char *end = c->packed;
    size_t count;

    for (const mixed_block *m = c->mixed; m < c->mixed + c->mixed_count; m++) {
        bytes64 folded = load_bytes(c->folded + m->base);

        store_bytes(end, _mm512_maskz_compress_epi8(three(m->singles), folded));
        end += 3 * __builtin_popcountll(m->singles);
    }
    count = (size_t)(end - c->packed) / 3;
    for (size_t i = 0; i < count; i += 8)
        _mm512_storeu_si512(to + i, hash_triples(_mm512_maskz_permutexvar_epi8(
                                        0x0707070707070707, eight,
                                        load_bytes(c->packed + 3 * i))));
    return count;
}

size_t split_vbmi(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_vbmi_is_for_x86;
#endif
