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

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set)
{
    const __m512i bit = _mm512_set1_epi64((long long)0x8040201008040201);
    const __m512i seven = all_bytes(7);
    __m512i row = _mm512_and_si512(_mm512_srli_epi16(v, 3), seven);
    __m512i rows = _mm512_shuffle_epi8(_mm512_set1_epi64((long long)set), row);

    return _mm512_test_epi8_mask(rows,
                                 _mm512_shuffle_epi8(bit, _mm512_and_si512(v, seven)));
}

KERNEL static inline __m512i sixteen_bytes(const uint8_t bytes[16])
{
    return _mm512_broadcast_i32x4(
        _mm_loadu_si128((const __m128i *)(const void *)bytes));
}

/* By four tables of 16. */
KERNEL static inline bytes64 bytes_look_up(bytes64 v, const uint8_t table[64])
{
    __mmask64 odd = _mm512_test_epi8_mask(v, all_bytes(0x10));
    __mmask64 upper = _mm512_test_epi8_mask(v, all_bytes(0x20));
    __m512i at = _mm512_and_si512(v, all_bytes(0x0F));
    __m512i low = _mm512_shuffle_epi8(sixteen_bytes(table), at);
    __m512i high = _mm512_shuffle_epi8(sixteen_bytes(table + 32), at);

    low = _mm512_mask_shuffle_epi8(low, odd, sixteen_bytes(table + 16), at);
    high = _mm512_mask_shuffle_epi8(high, odd, sixteen_bytes(table + 48), at);
    return _mm512_mask_mov_epi8(low, upper, high);
}

/* Eight times three bytes, each with two of those behind it and some more. */
KERNEL static inline __m512i load_threes(const unsigned char *from)
{
    const __m512i four = _mm512_setr_epi32(0, 1, 2, 3, 1, 2, 3, 4, 3, 4, 5, 6, 4, 5, 6,
                                           7);
    const __m512i two = _mm512_setr_epi64(
        0x0706050403020100, 0x0A09080706050403, 0x0908070605040302, 0x0C0B0A0908070605,
        0x0706050403020100, 0x0A09080706050403, 0x0908070605040302, 0x0C0B0A0908070605);
    __m512i bytes = _mm512_castsi256_si512(
        _mm256_loadu_si256((const __m256i *)(const void *)from));

    return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(four, bytes), two);
}

/* Of three bytes in a row at most one begins a single word. So the block is taken in
 * threes: a word that begins in one is shifted to its first byte, and the threes
 * without one are dropped when all are hashed. */
KERNEL static inline size_t
hash_block(const unsigned char *from, uint64_t singles, uint64_t *to)
{
    const uint64_t third = 0x9249249249249249;
    uint64_t at1 = _pext_u64(singles >> 1, third), at2 = _pext_u64(singles >> 2, third);
    uint64_t all = at1 | at2 | _pext_u64(singles, third);

    for (size_t i = 0; i < 24; i += 8, from += 24) {
        __m512i low = load_threes(from);
        __mmask8 mask = (__mmask8)(all >> i);

        low = _mm512_mask_srli_epi64(low, (__mmask8)(at1 >> i), low, 8);
        low = _mm512_mask_srli_epi64(low, (__mmask8)(at2 >> i), low, 16);
        low = _mm512_and_si512(low, _mm512_set1_epi64(0xFFFFFF));
        _mm512_storeu_si512(to, _mm512_maskz_compress_epi64(mask, hash_triples(low)));
        to += __builtin_popcount(mask);
    }
    return (size_t)__builtin_popcountll(singles);
}

KERNEL static inline size_t hash_singles(chunk *c, uint64_t *to)
{
    size_t count = 0;

    for (const mixed_block *m = c->mixed; m < c->mixed + c->mixed_count; m++)
        count += hash_block(c->folded + m->base, m->singles, to + count);
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
