/* words_wide.h - what the kernels for 64-byte vectors share
 *
 * Hashes of eight words at once from 16-byte loads (gathers are slower). The including
 * file defines KERNEL and, below this, bytes_in, flatten and add_singles.
 */
#ifndef TEXT_WORDS_WIDE_H
#define TEXT_WORDS_WIDE_H

#include <immintrin.h>

#include "text/splitter.h"

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

KERNEL static inline uint64_t bytes_least(bytes64 v, unsigned char c)
{
    return _mm512_cmpge_epu8_mask(v, all_bytes(c));
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

KERNEL static inline bool bytes_any_high(bytes64 v)
{
    return _mm512_movepi8_mask(v) != 0;
}

KERNEL static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    return _mm512_or_si512(v, all_bytes(0x20));
}

KERNEL static inline bytes64 bytes_add(bytes64 v, uint64_t where, unsigned char c)
{
    return _mm512_mask_add_epi8(v, where, v, all_bytes(c));
}

/* The first `size` bytes, zeros behind them; nothing else is touched. */
#define LOADS_SOME 1
KERNEL static inline bytes64 load_some(const unsigned char *bytes, size_t size)
{
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~UINT64_C(0), (unsigned)size), bytes);
}

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set);

#include "text/words_chunk.h"

/* 16 bytes each of the words that begin at edges[0], [4], [8], [12]. */
KERNEL static inline __m512i
load_four(const unsigned char *folded, const uint32_t *edges)
{
    __m256i low = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(folded + edges[0]))),
        _mm_loadu_si128((const __m128i *)(folded + edges[4])), 1);
    __m256i high = _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)(folded + edges[8]))),
        _mm_loadu_si128((const __m128i *)(folded + edges[12])), 1);

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

/* One step over 16 bytes of eight words, of which `bits` / 8 are theirs. Adds to *hard
 * the bytes that are HARD_BYTE. */
KERNEL static inline __m512i
mix_words(const chunk *c, size_t i, size_t from, __m512i h, __m512i bits, __m512i size,
          __mmask64 *hard)
{
    const __m512i ones = _mm512_set1_epi64(-1);
    __m512i even = load_four(c->folded + from, c->edges + 2 * i);
    __m512i odd = load_four(c->folded + from, c->edges + 2 * i + 2);
    __m512i low = _mm512_unpacklo_epi64(even, odd);
    __m512i high = _mm512_unpackhi_epi64(even, odd);
    /* Shifts by 64 and more give 0. Sizes fit in 16 bits. */
    __m512i above = _mm512_subs_epu16(bits, _mm512_set1_epi64(64));

    low = _mm512_andnot_si512(_mm512_sllv_epi64(ones, bits), low);
    high = _mm512_andnot_si512(_mm512_sllv_epi64(ones, above), high);
    if (c->hard)
        *hard |= _mm512_cmpeq_epi8_mask(low, all_bytes(HARD_BYTE)) |
                 _mm512_cmpeq_epi8_mask(high, all_bytes(HARD_BYTE));
    return mix_eight(h, low, high, size);
}

KERNEL static inline unsigned
hash_eight(const chunk *c, size_t i, uint64_t hashes[8])
{
    __m512i edges = _mm512_loadu_si512(c->edges + 2 * i);
    __m512i size = _mm512_srli_epi64(
        _mm512_sub_epi32(edges, _mm512_slli_epi64(edges, 32)), 32);
    __m512i bits = _mm512_slli_epi64(size, 3);
    __mmask8 second = _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(WORD_SHORT / 2));
    __mmask8 is_long = 0;
    __mmask64 hard = 0;
    __m512i h = mix_words(c, i, 0, _mm512_set1_epi64((long long)WORD_SEED), bits, size,
                          &hard);

    if (second) {
        bits = _mm512_subs_epu16(bits, _mm512_set1_epi64(8 * WORD_SHORT / 2));
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

/* Hashes of eight words of three bytes. */
KERNEL static inline __m512i hash_triples(__m512i low)
{
    const uint64_t other = 3 * WORD_K2;
    __m512i h = _mm512_xor_si512(low, _mm512_set1_epi64((long long)WORD_SEED));

    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT1));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K1));
    h = _mm512_add_epi64(h, _mm512_set1_epi64((long long)(other << 32 | other >> 32)));
    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT2));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K3));
    return _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT3));
}

enum { TRIPLES_MOST = BLOCK / 3 + 11 };        /* in a block, rounded up and over */

/* Words of three bytes in the low halves of `low`, up to eight of the `left` ranks of a
 * block whose single words are the bits of `which`. Returns how many it took. */
KERNEL static inline size_t
put_triples(__m512i low, uint64_t which, uint64_t *ranked)
{
    __mmask8 mask = (__mmask8)which;

    _mm512_mask_storeu_epi64(ranked, mask,
                             _mm512_maskz_expand_epi64(mask, hash_triples(low)));
    return (size_t)__builtin_popcount(mask);
}

/* The ranks of the words of a block: bit i is set if the i-th is single. Those of the
 * others are noted. */
KERNEL static inline uint64_t
rank_words(chunk *c, const block_words *w, size_t rank)
{
    uint64_t all = w->singles | w->starts, which = _pext_u64(w->singles, all);

    if (w->starts)
        c->rank_count += flatten(_pext_u64(w->starts, all), (uint32_t)rank,
                                 c->ranks + c->rank_count);
    return which;
}

#endif
