/* minhash_avx512.c - the MinHash kernel for AVX-512 F, BW, DQ and VL
 *
 * Same values as the portable kernel. Rotations, 64-bit products and closing up open
 * slots are single instructions here; nothing is gathered or scattered (slow on many
 * processors), so the least of a slot is still taken one hash at a time.
 */
#include "sketch/minhash_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define INLINE AVX512 static inline __attribute__((always_inline))

enum { WIDE = 16, HALF = 8, GROUP = 4, FEW_OPEN = 6 };

INLINE __m512i mix(__m512i x, __m512i salt, __m512i factor)
{
    x = _mm512_xor_si512(x, salt);
    x = _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
    x = _mm512_mullo_epi64(x, factor);
    return _mm512_xor_si512(x, _mm512_srli_epi64(x, 32));
}

/* Lanes that `valid` leaves out read as zero: no byte past the words is touched. */
INLINE __m512i five_words(const uint64_t *words, __mmask8 valid)
{
    __m512i a = _mm512_maskz_loadu_epi64(valid, words);
    __m512i b = _mm512_rol_epi64(_mm512_maskz_loadu_epi64(valid, words + 1), 13);
    __m512i c = _mm512_rol_epi64(_mm512_maskz_loadu_epi64(valid, words + 2), 26);
    __m512i d = _mm512_rol_epi64(_mm512_maskz_loadu_epi64(valid, words + 3), 39);
    __m512i e = _mm512_rol_epi64(_mm512_maskz_loadu_epi64(valid, words + 4), 52);

    /* 0x96 is the exclusive or of three. */
    return _mm512_ternarylogic_epi64(_mm512_ternarylogic_epi64(a, b, c, 0x96), d, e,
                                     0x96);
}

INLINE __m512i any_words(const uint64_t *words, uint32_t n, __mmask8 valid)
{
    __m512i x = _mm512_maskz_loadu_epi64(valid, words);

    for (uint32_t k = 1; k < n; k++)
        x = _mm512_xor_si512(x, _mm512_rolv_epi64(
                _mm512_maskz_loadu_epi64(valid, words + k),
                _mm512_set1_epi64(k * SHINGLE_ROTATION % 64)));
    return x;
}

AVX512 static void hash_shingles(const shingle_rule *rule, const uint64_t *words,
                                 size_t count, uint64_t *hashes)
{
    const __m512i salt = _mm512_set1_epi64((long long)rule->salt);
    const __m512i factor = _mm512_set1_epi64((long long)rule->factor);

    for (size_t i = 0; i < count; i += HALF) {
        size_t left = count - i;
        __mmask8 valid = left < HALF ? (__mmask8)((1u << left) - 1) : 0xFF;
        __m512i x = rule->words == 5 ? five_words(words + i, valid)
                                     : any_words(words + i, rule->words, valid);

        _mm512_mask_storeu_epi64(hashes + i, valid, mix(x, salt, factor));
    }
}

/* Which slot each hash belongs to, and its low half; past the end the first again. */
INLINE void split_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    const __m512i slots = _mm512_set1_epi64(m->slots);

    for (size_t i = 0; i < count; i += HALF) {
        size_t left = count - i;
        __mmask8 valid = left < HALF ? (__mmask8)((1u << left) - 1) : 0xFF;
        __m512i x = _mm512_mask_loadu_epi64(_mm512_set1_epi64((long long)hashes[0]),
                                            valid, hashes + i);
        __m512i slot = _mm512_srli_epi64(
            _mm512_mul_epu32(_mm512_srli_epi64(x, 32), slots), 32);

        _mm256_storeu_si256((__m256i *)(m->low + i), _mm512_cvtepi64_epi32(x));
        _mm256_storeu_si256((__m256i *)(m->slot + i), _mm512_cvtepi64_epi32(slot));
    }
    _mm512_storeu_si512(m->low + count, _mm512_set1_epi32((int)m->low[0]));
}

INLINE __mmask16 open_mask(const minhash *m, uint32_t j)
{
    uint32_t left = m->slots - j;
    __mmask16 valid = left < WIDE ? (__mmask16)((1u << left) - 1) : 0xFFFF;

    return valid & _mm512_movepi32_mask(_mm512_loadu_si512(m->value + j));
}

INLINE size_t collect_open(minhash *m)
{
    size_t open = 0;

    for (uint32_t j = 0; j < m->slots; j += WIDE) {
        __mmask16 mask = open_mask(m, j);

        _mm512_storeu_si512(m->open_factor + open, _mm512_maskz_compress_epi32(
                                mask, _mm512_loadu_si512(m->factor + j)));
        open += (size_t)__builtin_popcount(mask);
    }
    return open;
}

INLINE void spread_open(minhash *m)
{
    size_t open = 0;

    for (uint32_t j = 0; j < m->slots; j += WIDE) {
        __mmask16 mask = open_mask(m, j);
        __m512i value = _mm512_loadu_si512(m->value + j);
        __m512i least = _mm512_maskz_expand_epi32(
            mask, _mm512_loadu_si512(m->open_least + open));

        least = _mm512_or_si512(_mm512_srli_epi32(least, 1),
                                _mm512_set1_epi32((int)MINHASH_FILLED));
        _mm512_mask_storeu_epi32(m->value + j, mask, _mm512_min_epu32(value, least));
        open += (size_t)__builtin_popcount(mask);
    }
}

/* 16 * `vectors` open slots at once, the least ones in registers. */
INLINE void fill_group(minhash *m, size_t e, size_t count, int vectors)
{
    __m512i factor[GROUP], least[GROUP];

    for (int v = 0; v < vectors; v++) {
        factor[v] = _mm512_loadu_si512(m->open_factor + e + v * WIDE);
        least[v] = _mm512_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i++) {
        __m512i low = _mm512_set1_epi32((int)m->low[i]);

        for (int v = 0; v < vectors; v++)
            least[v] = _mm512_min_epu32(least[v], _mm512_mullo_epi32(factor[v], low));
    }
    for (int v = 0; v < vectors; v++)
        _mm512_storeu_si512(m->open_least + e + v * WIDE, least[v]);
}

/* One open slot, 16 hashes at once: for few slots and many hashes. */
INLINE void fill_one(minhash *m, size_t e, size_t count)
{
    const __m512i factor = _mm512_set1_epi32((int)m->open_factor[e]);
    __m512i least = _mm512_set1_epi32(-1);

    for (size_t i = 0; i < count; i += WIDE)
        least = _mm512_min_epu32(least, _mm512_mullo_epi32(
                    factor, _mm512_loadu_si512(m->low + i)));
    m->open_least[e] = _mm512_reduce_min_epu32(least);
}

INLINE void fill_open(minhash *m, size_t open, size_t count)
{
    size_t e = 0;

    if (open <= FEW_OPEN && count > 2 * WIDE) {
        for (; e < open; e++)
            fill_one(m, e, count);
        return;
    }
    for (; open - e > 3 * WIDE; e += open - e < GROUP * WIDE ? open - e : GROUP * WIDE)
        fill_group(m, e, count, 4);
    if (open - e > 2 * WIDE)
        fill_group(m, e, count, 3);
    else if (open - e > WIDE)
        fill_group(m, e, count, 2);
    else if (open > e)
        fill_group(m, e, count, 1);
}

AVX512 static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t *value = m->value;
    size_t open;

    split_hashes(m, hashes, count);
    for (size_t i = 0; i < count; i++) {
        uint32_t *slot = &value[m->slot[i]], low = m->low[i] >> 1;

        *slot = low < *slot ? low : *slot; /* no branch: it would be guessed wrong */
    }
    open = collect_open(m);
    if (open == 0)
        return;
    fill_open(m, open, count);
    spread_open(m);
}

AVX512 static void make_lanes(const uint32_t *slots, size_t count, uint8_t *lanes)
{
    const __m512i factor = _mm512_set1_epi32((int)MINHASH_LANE_FACTOR);

    for (size_t i = 0; i < count; i += WIDE) {
        size_t left = count - i;
        __mmask16 valid = left < WIDE ? (__mmask16)((1u << left) - 1) : 0xFFFF;
        __m512i x =
            _mm512_mullo_epi32(_mm512_maskz_loadu_epi32(valid, slots + i), factor);

        _mm_mask_storeu_epi8(lanes + i, valid,
                             _mm512_cvtepi32_epi8(_mm512_srli_epi32(x, 24)));
    }
}

static const minhash_kernel avx512 = {"avx512", hash_shingles, add_hashes, make_lanes};

const minhash_kernel *minhash_kernel_avx512(void)
{
    bool runs = __builtin_cpu_supports("avx512f") &&
                __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") &&
                __builtin_cpu_supports("avx512vl");

    return runs ? &avx512 : NULL;
}

#else

const minhash_kernel *minhash_kernel_avx512(void)
{
    return NULL;
}

#endif
