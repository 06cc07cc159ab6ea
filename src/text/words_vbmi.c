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

KERNEL static inline bytes64 bytes_look_up(bytes64 v, const uint8_t table[64])
{
    return _mm512_permutexvar_epi8(v, _mm512_loadu_si512(table));
}

/* The three bytes each of eight single words, from the k-th on. */
KERNEL static inline __m512i
pick_triples(bytes64 folded, __m512i places, size_t k)
{
    const __m512i word = _mm512_mullo_epi64(
        _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7), _mm512_set1_epi64(0x010101));
    __m512i rank = _mm512_add_epi8(word, _mm512_set1_epi8((char)k));
    __m512i at = _mm512_permutexvar_epi8(rank, places);

    return _mm512_maskz_permutexvar_epi8(
        0x0707070707070707, _mm512_add_epi8(at, _mm512_set1_epi64(0x020100)), folded);
}

KERNEL static inline size_t
add_singles(chunk *c, const block_words *w, size_t base)
{
    const bytes64 folded = load_bytes(c->folded + base);
    __m512i places = _mm512_maskz_compress_epi8(w->singles,
                                                _mm512_loadu_si512(numbers));
    size_t count = (size_t)__builtin_popcountll(w->singles), rank = give_ranks(c);
    uint64_t *ranked = c->ranked + rank, which;

    if (!w->starts) {          /* at most 21 words, nothing between them */
        _mm512_storeu_si512(ranked, hash_triples(pick_triples(folded, places, 0)));
        _mm512_storeu_si512(ranked + 8, hash_triples(pick_triples(folded, places, 8)));
        _mm512_storeu_si512(ranked + 16,
                            hash_triples(pick_triples(folded, places, 16)));
        return count;
    }
    which = rank_words(c, w, rank);
    for (size_t k = 0; which; which >>= 8, ranked += 8)
        k += put_triples(pick_triples(folded, places, k), which, ranked);
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
