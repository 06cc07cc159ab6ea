/* words_avx512.c - the kernel for AVX-512 F, BW, DQ, VL
 *
 * Edges of words by compressing 32-bit position numbers under their bits.
 */
#if defined(__x86_64__)

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,bmi,bmi2,popcnt")))

#define BYTES_LOOK_UP 0

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

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set)
{
    const __m512i bit = _mm512_set1_epi64((long long)0x8040201008040201);
    const __m512i seven = all_bytes(7);
    __m512i row = _mm512_and_si512(_mm512_srli_epi16(v, 3), seven);
    __m512i rows = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)set), row);

    return _mm512_test_epi8_mask(rows,
                                 _mm512_shuffle_epi8(bit, _mm512_and_si512(v, seven)));
}

/* Four bytes each of eight words; the last is dropped. */
KERNEL static inline __m512i
load_triples(const unsigned char *folded, const uint32_t *at)
{
    __m128i low = _mm_loadu_si32(folded + at[0]), high = _mm_loadu_si32(folded + at[4]);

    low = _mm_insert_epi32(low, (int)load_four_bytes(folded + at[1]), 1);
    high = _mm_insert_epi32(high, (int)load_four_bytes(folded + at[5]), 1);
    low = _mm_insert_epi32(low, (int)load_four_bytes(folded + at[2]), 2);
    high = _mm_insert_epi32(high, (int)load_four_bytes(folded + at[6]), 2);
    low = _mm_insert_epi32(low, (int)load_four_bytes(folded + at[3]), 3);
    high = _mm_insert_epi32(high, (int)load_four_bytes(folded + at[7]), 3);
    return _mm512_and_si512(_mm512_cvtepu32_epi64(_mm256_set_m128i(high, low)),
                            _mm512_set1_epi64(0xFFFFFF));
}

KERNEL static inline size_t
add_singles(chunk *c, const block_words *w, size_t base)
{
    size_t rank = give_ranks(c);
    uint64_t which = rank_words(c, w, rank);
    uint32_t at[BLOCK + 8];
    size_t count = flatten(w->singles, (uint32_t)base, at);

    for (size_t k = 0; k < 8; k++)
        at[count + k] = (uint32_t)base;
    for (size_t k = 0; which; which >>= 8, rank += 8)
        k += put_triples(load_triples(c->folded, at + k), which, c->ranked + rank);
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
