/* words_wide.h - what the kernels for 64-byte vectors share
 *
 * Hashes of eight words at once from 16-byte loads (gathers are slower). The including
 * file defines KERNEL and, below this, bytes_in, bytes_look_up and flatten.
 */
#ifndef TEXT_WORDS_WIDE_H
#define TEXT_WORDS_WIDE_H

#define BYTES64_AVX512
#include "base/bytes64.h"
#include "text/splitter.h"

#define BYTES_ARE_CHEAP 1
#define BYTES_LOOK_UP 1

KERNEL static inline bytes64 bytes_lower(bytes64 v)
{
    __mmask64 ascii = ~_mm512_movepi8_mask(v);

    return _mm512_mask_blend_epi8(ascii, v, _mm512_or_si512(v, all_bytes(0x20)));
}

KERNEL static inline bytes64 bytes_unescaped(bytes64 v, bytes64 w, bytes64 x)
{
    const __m512i slash = all_bytes('\\');
    __mmask64 escaped = _mm512_mask_cmpneq_epi8_mask(_mm512_cmpeq_epi8_mask(w, slash),
                                                     x, slash);

    return _mm512_mask_mov_epi8(v, escaped, _mm512_setzero_si512());
}

KERNEL static inline bytes64 bytes_add(bytes64 v, uint64_t where, unsigned char c)
{
    return _mm512_mask_add_epi8(v, where, v, all_bytes(c));
}

KERNEL static inline bytes64 bytes_both(bytes64 v, bytes64 w)
{
    return _mm512_and_si512(v, w);
}

KERNEL static inline uint64_t bytes_share(bytes64 v, bytes64 w)
{
    return _mm512_test_epi8_mask(v, w);
}

/* The first `size` bytes, zeros behind them; nothing else is touched. */
#define LOADS_SOME 1
KERNEL static inline bytes64 load_some(const unsigned char *bytes, size_t size)
{
    return _mm512_maskz_loadu_epi8(_bzhi_u64(~UINT64_C(0), (unsigned)size), bytes);
}

KERNEL static inline uint64_t bytes_in(bytes64 v, uint64_t set);
KERNEL static inline bytes64 bytes_look_up(bytes64 v, const uint8_t table[64]);

KERNEL static inline bytes64
bytes_become(bytes64 v, uint64_t where, bytes64 index, const uint8_t table[64])
{
    return _mm512_mask_mov_epi8(v, where, bytes_look_up(index, table));
}

#include "text/words_chunk.h"

/* 16 bytes each of the words 0, 2, 4, 6 that have these edges. */
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

/* One step over 16 bytes, from byte `from` on, of eight words with these edges, of
 * which `bits` / 8 are theirs. Adds to *hard the lanes that hold a HARD_BYTE. */
KERNEL static inline __m512i
mix_words(const chunk *c, const uint32_t *edges, size_t from, __m512i h, __m512i bits,
          __m512i size, __mmask8 *hard)
{
    const __m512i ones = _mm512_set1_epi64(-1);
    __m512i even = load_four(c->folded + from, edges);
    __m512i odd = load_four(c->folded + from, edges + 2);
    __m512i low = _mm512_unpacklo_epi64(even, odd);
    __m512i high = _mm512_unpackhi_epi64(even, odd);
    /* Shifts by 64 and more give 0. Sizes fit in 16 bits. */
    __m512i above = _mm512_subs_epu16(bits, _mm512_set1_epi64(64));

    low = _mm512_andnot_si512(_mm512_sllv_epi64(ones, bits), low);
    high = _mm512_andnot_si512(_mm512_sllv_epi64(ones, above), high);
    if (__builtin_expect(c->hard, 0)) {
        __mmask64 bytes = _mm512_cmpeq_epi8_mask(low, all_bytes(HARD_BYTE)) |
                          _mm512_cmpeq_epi8_mask(high, all_bytes(HARD_BYTE));

        *hard |= _mm512_test_epi64_mask(_mm512_movm_epi8(bytes), ones);
    }
    return mix_eight(h, low, high, size);
}

/* Of words that have these edges. */
KERNEL static inline __m512i sizes_of(__m512i pairs)
{
    return _mm512_srli_epi64(_mm512_sub_epi32(pairs, _mm512_slli_epi64(pairs, 32)), 32);
}

KERNEL static inline __m512i
load_listed(const uint64_t *from, const uint32_t *list)
{
    return _mm512_setr_epi64(
        (long long)from[list[0]], (long long)from[list[1]], (long long)from[list[2]],
        (long long)from[list[3]], (long long)from[list[4]], (long long)from[list[5]],
        (long long)from[list[6]], (long long)from[list[7]]);
}

/* The second step of `count` words, whose numbers are in `list`, seven more of no bytes
 * behind them: eight at a time, so that a long word among short ones is no branch to be
 * guessed. */
KERNEL static bool
hash_second(chunk *c, const uint32_t *list, size_t count, uint64_t *hashes)
{
    const __m512i half = _mm512_set1_epi64(8 * WORD_SHORT / 2);
    unsigned any = 0;

    for (size_t i = 0; i < count; i += 8, list += 8) {
        __m512i pairs = load_listed((const uint64_t *)(const void *)c->edges, list);
        __m512i size = sizes_of(pairs);
        __m512i bits = _mm512_subs_epu16(_mm512_slli_epi64(size, 3), half);
        size_t group = count - i < 8 ? count - i : 8;
        uint32_t edges[16];
        __mmask8 hard = 0;
        uint64_t h[8];

        _mm512_storeu_si512(edges, pairs);
        _mm512_storeu_si512(h, mix_words(c, edges, WORD_SHORT / 2,
                                         load_listed(hashes, list), bits, size, &hard));
        hard |= _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(WORD_SHORT));
        for (size_t k = 0; k < group; k++)
            hashes[list[k]] = h[k];
        any |= hard;
        for (; __builtin_expect(hard != 0, 0); hard &= (__mmask8)(hard - 1)) {
            uint32_t number = list[__builtin_ctz(hard)];

            c->hard_words[number / 8] |= (uint8_t)(1u << number % 8);
        }
    }
    return any;
}

KERNEL static inline bool hash_words(chunk *c, size_t count, uint64_t *hashes)
{
    const __m512i seed = _mm512_set1_epi64((long long)WORD_SEED);
    const __m256i steps = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    uint32_t list[CHUNK_ROOM / (WORD_SHORT / 2) + 16];
    size_t listed = 0;
    unsigned any = 0;

    for (size_t i = 0; i < count; i += 8) {
        const uint32_t *edges = c->edges + 2 * i;
        __m512i size = sizes_of(_mm512_loadu_si512(edges));
        __mmask8 longer =
            _mm512_cmpgt_epi64_mask(size, _mm512_set1_epi64(WORD_SHORT / 2));
        __mmask8 hard = 0;

        _mm512_storeu_si512(hashes + i, mix_words(c, edges, 0, seed,
                                                  _mm512_slli_epi64(size, 3), size,
                                                  &hard));
        _mm256_storeu_si256(
            (__m256i *)(void *)(list + listed),
            _mm256_maskz_compress_epi32(
                longer, _mm256_add_epi32(_mm256_set1_epi32((int)i), steps)));
        listed += (size_t)__builtin_popcount(longer);
        c->hard_words[i / 8] = hard;
        any |= hard;
    }
    if (listed) {
        _mm256_storeu_si256((__m256i *)(void *)(list + listed),
                            _mm256_set1_epi32((int)count));
        any |= hash_second(c, list, listed, hashes);
    }
    return any;
}

/* Hashes of eight words of three bytes. */
KERNEL static inline __m512i hash_triples(__m512i low)
{
    /* The first shift moves all bits of `low` out. */
    const uint64_t other = 3 * WORD_K2, seed = WORD_SEED ^ WORD_SEED >> WORD_SHIFT1;
    __m512i h = _mm512_xor_si512(low, _mm512_set1_epi64((long long)seed));

    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K1));
    h = _mm512_add_epi64(h, _mm512_set1_epi64((long long)(other << 32 | other >> 32)));
    h = _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT2));
    h = _mm512_mullo_epi64(h, _mm512_set1_epi64((long long)WORD_K3));
    return _mm512_xor_si512(h, _mm512_srli_epi64(h, WORD_SHIFT3));
}

KERNEL static inline void put_mixed(const mixed_block *m, const uint64_t *singles,
                                    const uint64_t *others, uint64_t *out)
{
    uint64_t all = m->singles | m->starts, which = _pext_u64(m->singles, all);
    const uint64_t *end = out + __builtin_popcountll(all);

    for (; out < end; out += 8, which >>= 8) {
        __mmask8 mask = (__mmask8)which;
        __m512i some = _mm512_maskz_expandloadu_epi64((__mmask8)~mask, others);

        _mm512_storeu_si512(out, _mm512_mask_expandloadu_epi64(some, mask, singles));
        singles += __builtin_popcount(mask);
        others += 8 - __builtin_popcount(mask);
    }
}

#endif
