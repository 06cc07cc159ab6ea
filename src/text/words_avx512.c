/* words_avx512.c - the kernel for AVX-512 F, BW, DQ, VL
 *
 * Edges of words by compressing 32-bit position numbers under their bits.
 */
#if defined(__x86_64__)

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,popcnt")))

#include "text/words_wide.h"

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

size_t split_avx512(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_avx512_is_for_x86;
#endif
