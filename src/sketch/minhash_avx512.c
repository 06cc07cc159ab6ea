/* minhash_avx512.c - the MinHash kernel for AVX-512 F, BW, DQ and VL
 *
 * Same values as the portable kernel. Rotations, 64-bit products and closing up open
 * slots are single instructions here; nothing is gathered or scattered (slow on many
 * processors), so the least of a slot is still taken one hash at a time.
 */
#include "base/hash.h"
#include "sketch/minhash_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define INLINE AVX512 static inline __attribute__((always_inline))

enum {
    WIDE = 16, HALF = 8, GROUP = 8, FEW_OPEN = 6,
    TURN = 512                 /* hashes between two looks at the greatest slot */
};

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

/* Eight hashes: above the slot each belongs to, below the value it has there. */
INLINE __m512i pack_hashes(__m512i x, __m512i slots)
{
    const __m512i below = _mm512_set1_epi64(0x7FFFFFFF);
    __m512i slot = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), slots);

    /* 0xCA: where a bit of `below` is set the second, else the third. */
    slot = _mm512_andnot_si512(_mm512_set1_epi64(0xFFFFFFFF), slot);
    return _mm512_ternarylogic_epi64(below, _mm512_srli_epi64(x, 1), slot, 0xCA);
}

INLINE __mmask8 first_few(size_t count)
{
    return count < HALF ? (__mmask8)((1u << count) - 1) : 0xFF;
}

INLINE size_t pack_all(minhash *m, const uint64_t *hashes, size_t count)
{
    const __m512i slots = _mm512_set1_epi64(m->slots);

    for (size_t i = 0; i < count; i += HALF) {
        __m512i x = _mm512_maskz_loadu_epi64(first_few(count - i), hashes + i);

        _mm512_storeu_si512(m->packed + i, pack_hashes(x, slots));
    }
    return count;
}

/* Only those whose value is at most `bound`. */
INLINE size_t
pack_least(minhash *m, const uint64_t *hashes, size_t count, uint32_t bound)
{
    const __m512i slots = _mm512_set1_epi64(m->slots);
    const __m512i below = _mm512_set1_epi64(0x7FFFFFFF);
    const __m512i most = _mm512_set1_epi64(bound);
    size_t packed = 0;

    for (size_t i = 0; i < count; i += HALF) {
        __mmask8 valid = first_few(count - i), few;
        __m512i x = _mm512_maskz_loadu_epi64(valid, hashes + i);
        __m512i value = _mm512_and_si512(_mm512_srli_epi64(x, 1), below);

        few = _mm512_mask_cmple_epu64_mask(valid, value, most);
        _mm512_storeu_si512(m->packed + packed,
                            _mm512_maskz_compress_epi64(few, pack_hashes(x, slots)));
        packed += (size_t)__builtin_popcount(few);
    }
    return packed;
}

INLINE void low_halves(minhash *m, const uint64_t *hashes, size_t count)
{
    for (size_t i = 0; i < count; i += HALF) {
        __m512i x = _mm512_maskz_loadu_epi64(first_few(count - i), hashes + i);

        _mm256_storeu_si256((__m256i *)(m->low + i), _mm512_cvtepi64_epi32(x));
    }
    /* Past the end the first again. */
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

INLINE __m512i as_filled(__m512i least)
{
    return _mm512_or_si512(_mm512_srli_epi32(least, 1),
                           _mm512_set1_epi32((int)MINHASH_FILLED));
}

INLINE void spread_open(minhash *m)
{
    size_t open = 0;

    for (uint32_t j = 0; j < m->slots; j += WIDE) {
        __mmask16 mask = open_mask(m, j);
        __m512i value = _mm512_loadu_si512(m->value + j);
        __m512i least = _mm512_maskz_expand_epi32(
            mask, _mm512_loadu_si512(m->open_least + open));

        _mm512_mask_storeu_epi32(m->value + j, mask,
                                 _mm512_min_epu32(value, as_filled(least)));
        open += (size_t)__builtin_popcount(mask);
    }
}

/* A packed hash to its slot, without a branch: it would be guessed wrong. By a vector
 * it takes a third fewer steps than by flags, which leave the ports of vectors to the
 * making of products. */
INLINE void place_alone(uint32_t *value, const uint64_t *packed)
{
    uint32_t *slot = &value[*packed >> 32];

    *slot = (uint32_t)_mm_cvtsi128_si32(_mm_min_epu32(
        _mm_cvtsi32_si128((int)*slot), _mm_cvtsi32_si128((int)(uint32_t)*packed)));
}

INLINE void place_beside(uint32_t *value, uint64_t packed)
{
    uint32_t *slot = &value[packed >> 32], low = (uint32_t)packed;

    *slot = low < *slot ? low : *slot;
}

/* Least products of the hashes with 16 * `vectors` factors, in registers. Where
 * `placed` is given its packed hashes go to their slots meanwhile: that asks for
 * nothing that products are made with, and a loop of its own has an end that is guessed
 * wrong. */
INLINE void find_least(const uint64_t *hashes, size_t count, const uint32_t *factors,
                       __m512i least[GROUP], int vectors, minhash *placed)
{
    __m512i factor[GROUP];

    UNROLLED
    for (int v = 0; v < vectors; v++) {
        factor[v] = _mm512_loadu_si512(factors + v * WIDE);
        least[v] = _mm512_set1_epi32(-1);
    }
    /* Two hashes in one round: fewer of the moves that gcc thinks it needs. */
    for (size_t i = 0; i < count; i += 2) {
        size_t next = i + 1 < count ? i + 1 : i;
        __m512i one = _mm512_set1_epi32((int)hashes[i]);
        __m512i two = _mm512_set1_epi32((int)hashes[next]);

        if (placed) {
            place_beside(placed->value, placed->packed[i]);
            place_beside(placed->value, placed->packed[next]);
        }

        UNROLLED
        for (int v = 0; v < vectors; v++)
            least[v] = _mm512_min_epu32(
                least[v], _mm512_min_epu32(_mm512_mullo_epi32(factor[v], one),
                                           _mm512_mullo_epi32(factor[v], two)));
    }
}

INLINE void fill_group(minhash *m, size_t e, const uint64_t *hashes, size_t count,
                       int vectors)
{
    __m512i least[GROUP];

    find_least(hashes, count, m->open_factor + e, least, vectors, NULL);
    UNROLLED
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

INLINE void fill_open(minhash *m, size_t open, const uint64_t *hashes, size_t count)
{
    size_t e = 0;

    if (open <= FEW_OPEN && count > 2 * WIDE) {
        low_halves(m, hashes, count);
        for (; e < open; e++)
            fill_one(m, e, count);
        return;
    }
    for (; open - e > 3 * WIDE; e += open - e < 4 * WIDE ? open - e : 4 * WIDE)
        fill_group(m, e, hashes, count, 4);
    if (open - e > 2 * WIDE)
        fill_group(m, e, hashes, count, 3);
    else if (open - e > WIDE)
        fill_group(m, e, hashes, count, 2);
    else if (open > e)
        fill_group(m, e, hashes, count, 1);
}

/* All slots from j on: one that a hash belongs to has less and stays. Past the last one
 * there is room for a vector. The first time, packed hashes are placed. */
INLINE void
fill_all(minhash *m, uint32_t j, const uint64_t *hashes, size_t count, int vectors)
{
    __m512i least[GROUP];

    if (j == 0)
        find_least(hashes, count, m->factor, least, vectors, m);
    else
        find_least(hashes, count, m->factor + j, least, vectors, NULL);
    UNROLLED
    for (int v = 0; v < vectors; v++) {
        uint32_t *value = m->value + j + v * WIDE;

        _mm512_storeu_si512(value, _mm512_min_epu32(_mm512_loadu_si512(value),
                                                    as_filled(least[v])));
    }
}

/* So few hashes that most slots are open: finding out which would cost more. */
AVX512 static void add_few(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t left = (m->slots + WIDE - 1) / WIDE, j = 0;

    pack_all(m, hashes, count);
    while (left > 0) {
        /* Two groups of like size rather than a large one and a small one. */
        uint32_t take = left <= GROUP ? left : left < 2 * GROUP ? left / 2 : GROUP;

        switch (take) {
        case 1: fill_all(m, j, hashes, count, 1); break;
        case 2: fill_all(m, j, hashes, count, 2); break;
        case 3: fill_all(m, j, hashes, count, 3); break;
        case 4: fill_all(m, j, hashes, count, 4); break;
        case 5: fill_all(m, j, hashes, count, 5); break;
        case 6: fill_all(m, j, hashes, count, 6); break;
        case 7: fill_all(m, j, hashes, count, 7); break;
        default: fill_all(m, j, hashes, count, GROUP);
        }
        j += take * WIDE;
        left -= take;
    }
}

/* The greatest of all slots: a hash above it changes nothing. */
INLINE uint32_t greatest(const minhash *m)
{
    __m512i most = _mm512_setzero_si512();

    for (uint32_t j = 0; j < m->slots; j += WIDE) {
        uint32_t left = m->slots - j;
        __mmask16 valid = left < WIDE ? (__mmask16)((1u << left) - 1) : 0xFFFF;

        most = _mm512_max_epu32(most, _mm512_maskz_loadu_epi32(valid, m->value + j));
    }
    return _mm512_reduce_max_epu32(most);
}

/* Half of the values: above that passing over hashes costs more than taking them.
 * Reached after some ten hashes a slot, so that it pays for long texts. */
#define BOUND_MOST (UINT32_C(1) << 30)

AVX512 static void place_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t *value = m->value;
    uint32_t bound = value[0] == MINHASH_EMPTY ? MINHASH_EMPTY : greatest(m);
    size_t packed = bound <= BOUND_MOST ? pack_least(m, hashes, count, bound)
                                        : pack_all(m, hashes, count);

    for (size_t i = 0; i < packed; i++)
        place_alone(value, &m->packed[i]);
}

AVX512 static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    size_t open;

    if (2 * count < m->slots) {
        add_few(m, hashes, count);
        return;
    }
    for (size_t i = 0; i < count; i += TURN)
        place_hashes(m, hashes + i, count - i < TURN ? count - i : TURN);
    open = collect_open(m);
    if (open > 0) {
        fill_open(m, open, hashes, count);
        spread_open(m);
    }
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

/* Two slots each of eight bands that lie `rows` apart, as numbers of 64 bits. */
INLINE __m512i two_rows(const uint32_t *slots, size_t rows)
{
    __m128i pair[4];

    UNROLLED
    for (int i = 0; i < 4; i++, slots += 2 * rows)
        pair[i] = _mm_unpacklo_epi64(
            _mm_loadl_epi64((const __m128i *)(const void *)slots),
            _mm_loadl_epi64((const __m128i *)(const void *)(slots + rows)));
    return _mm512_inserti64x4(
        _mm512_castsi256_si512(_mm256_setr_m128i(pair[0], pair[1])),
        _mm256_setr_m128i(pair[2], pair[3]), 1);
}

/* Keys of eight bands; `key` is where they start. */
INLINE __m512i key_bands(const uint32_t *slots, uint32_t rows, __m512i key)
{
    const __m512i factor = _mm512_set1_epi64((long long)MINHASH_KEY_FACTOR);
    uint32_t row = 0;

    for (; row + 2 <= rows; row += 2) {
        key = _mm512_xor_si512(key, two_rows(slots + row, rows));
        key = _mm512_mullo_epi64(key, factor);
        key = _mm512_xor_si512(key, _mm512_srli_epi64(key, 32));
    }
    if (row < rows)            /* not the slot behind, which might be none */
        key = _mm512_xor_si512(
            key, _mm512_srli_epi64(two_rows(slots + row - 1, rows), 32));
    key = _mm512_mullo_epi64(key, _mm512_set1_epi64((long long)MINHASH_KEY_LAST));
    return _mm512_xor_si512(key, _mm512_srli_epi64(key, 32));
}

AVX512 static void make_keys(const uint32_t *slots, uint32_t bands, uint32_t rows,
                             uint64_t seed, uint64_t *keys)
{
    const __m512i steps = _mm512_mullo_epi64(
        _mm512_setr_epi64(0, 1, 2, 3, 4, 5, 6, 7),
        _mm512_set1_epi64((long long)MINHASH_KEY_STEP));
    uint64_t start = hash_mix(seed ^ MINHASH_KEY_SEED);
    uint32_t band = 0;

    for (; rows > 1 && band + HALF <= bands; band += HALF) {
        __m512i key = _mm512_add_epi64(
            steps, _mm512_set1_epi64((long long)(start + band * MINHASH_KEY_STEP)));

        _mm512_storeu_si512(keys + band,
                            key_bands(slots + (size_t)band * rows, rows, key));
    }
    minhash_keys_from(slots, band, bands, rows, start, keys);
}

static const minhash_kernel avx512 = {
    "avx512", hash_shingles, add_hashes, make_lanes, make_keys
};

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
