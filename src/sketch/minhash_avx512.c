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
#include <string.h>

#define AVX512 __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define INLINE AVX512 static inline __attribute__((always_inline))

enum {
    WIDE = 16, HALF = 8, FOUR = 4,
    GROUPS = 4,                /* whose corners fit in registers */
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

/* What the slots of some products want: the least and the greatest, the least and the
 * greatest as signed numbers. */
typedef struct corners {
    __m512i least, most, least_signed, most_signed;
} corners;

INLINE corners no_corners(void)
{
    return (corners){_mm512_set1_epi32(-1), _mm512_setzero_si512(),
                     _mm512_set1_epi32(INT32_MAX), _mm512_set1_epi32(INT32_MIN)};
}

/* Of two the greater is what the lesser leaves (0x96: the exclusive or of three). That
 * may go to the port of vectors that knows no least. */
INLINE void take_two(corners *c, __m512i a, __m512i b)
{
    __m512i lesser = _mm512_min_epu32(a, b);

    c->least = _mm512_min_epu32(c->least, lesser);
    c->most = _mm512_max_epu32(c->most, _mm512_ternarylogic_epi32(lesser, a, b, 0x96));
    lesser = _mm512_min_epi32(a, b);
    c->least_signed = _mm512_min_epi32(c->least_signed, lesser);
    c->most_signed = _mm512_max_epi32(c->most_signed,
                                      _mm512_ternarylogic_epi32(lesser, a, b, 0x96));
}

/* What each half of two vectors leaves: first that of a, then that of b. */
INLINE __m512i join_halves(__m512i a, __m512i b, uint32_t corner)
{
    __m512i low = _mm512_shuffle_i64x2(a, b, 0x44);
    __m512i high = _mm512_shuffle_i64x2(a, b, 0xEE);

    return corner == 0   ? _mm512_min_epu32(low, high)
           : corner == 1 ? _mm512_max_epu32(low, high)
           : corner == 2 ? _mm512_min_epi32(low, high)
                         : _mm512_max_epi32(low, high);
}

INLINE void settle_eight(uint32_t *value, __m256i filled)
{
    __m256i *at = (__m256i *)(void *)value;

    _mm256_storeu_si256(at, _mm256_min_epu32(_mm256_loadu_si256(at), filled));
}

/* The slots of eight products from g on, and of eight from h on. Each half of a corner
 * has seen every other hash. */
INLINE void settle(minhash *m, uint32_t g, uint32_t h, const corners *of_g,
                   const corners *of_h)
{
    const __m512i a[] = {of_g->least, of_g->most, of_g->least_signed,
                         of_g->most_signed};
    const __m512i b[] = {of_h->least, of_h->most, of_h->least_signed,
                         of_h->most_signed};

    UNROLLED
    for (uint32_t i = 0; i < MINHASH_CORNERS; i++) {
        uint32_t *value = m->value + i * m->products;
        /* 0xBE: the exclusive or of the first two, with the bits of the third. */
        __m512i filled = _mm512_ternarylogic_epi32(
            _mm512_srli_epi32(join_halves(a[i], b[i], i), 1),
            _mm512_set1_epi32((int)(minhash_corner(i) >> 1)),
            _mm512_set1_epi32(INT32_MIN), 0xBE);

        settle_eight(value + g, _mm512_castsi512_si256(filled));
        settle_eight(value + h, _mm512_extracti64x4_epi64(filled, 1));
    }
}

/* Slots of 8 * `groups` products from g on, from FOUR hashes or more. With `places`
 * packed hashes go to their slots meanwhile: that asks for nothing that products are
 * made with, and a loop of its own has an end that is guessed wrong. */
INLINE void fill_some(minhash *m, uint32_t g, const uint64_t *hashes, size_t count,
                      uint32_t groups, bool places)
{
    const __m512i first = _mm512_inserti64x4(_mm512_setzero_si512(),
                                             _mm256_set1_epi32(2), 1);
    const __m512i second = _mm512_add_epi32(first, _mm512_set1_epi32(4));
    __m512i factor[GROUPS];
    corners c[GROUPS];

    UNROLLED
    for (uint32_t v = 0; v < groups; v++) {
        factor[v] = _mm512_broadcast_i64x4(_mm256_loadu_si256(
            (const __m256i *)(m->factor + minhash_at(m, g + v * HALF, HALF))));
        c[v] = no_corners();
    }
    for (size_t i = 0; i < count; i += FOUR) {
        size_t at = i + FOUR <= count ? i : count - FOUR;      /* some come again */
        __m512i four = _mm512_castsi256_si512(
            _mm256_loadu_si256((const __m256i *)(hashes + at)));
        __m512i one = _mm512_permutexvar_epi32(first, four);
        __m512i two = _mm512_permutexvar_epi32(second, four);

        if (places) {
            UNROLLED
            for (size_t k = 0; k < FOUR; k++)
                place_beside(m->value, m->packed[at + k]);
        }
        UNROLLED
        for (uint32_t v = 0; v < groups; v++)
            take_two(&c[v], _mm512_mullo_epi32(factor[v], one),
                     _mm512_mullo_epi32(factor[v], two));
    }
    UNROLLED
    for (uint32_t v = 0; v < groups; v += 2) {
        uint32_t w = v + 1 < groups ? v + 1 : v;

        settle(m, minhash_at(m, g + v * HALF, HALF), minhash_at(m, g + w * HALF, HALF),
               &c[v], &c[w]);
    }
}

/* Three groups at a time, the last of which may come again, but once four if one would
 * be left. */
INLINE void add_few(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t groups = (m->products + HALF - 1) / HALF, g = 3 * HALF;
    uint64_t again[HALF];

    if (count < FOUR) {
        _mm512_storeu_si512(again, _mm512_mask_loadu_epi64(
                                _mm512_set1_epi64((long long)hashes[0]),
                                first_few(count), hashes));
        hashes = again;
        count = FOUR;
    }
    pack_all(m, hashes, count);
    if (groups % 3 == 1) {
        fill_some(m, 0, hashes, count, 4, true);
        g = 4 * HALF;
    } else {
        fill_some(m, 0, hashes, count, 3, true);
    }
    for (; g < m->products; g += 3 * HALF)
        fill_some(m, g, hashes, count, 3, false);
}

/* The low halves of 16 hashes, in any order. */
INLINE __m512i low_halves(const uint64_t *hashes)
{
    return _mm512_castps_si512(_mm512_shuffle_ps(
        _mm512_castsi512_ps(_mm512_loadu_si512(hashes)),
        _mm512_castsi512_ps(_mm512_loadu_si512(hashes + HALF)), 0x88));
}

/* The least of each of four, side by side. */
INLINE __m128i least_of(const __m512i x[MINHASH_FEW])
{
    __m512i a = _mm512_min_epu32(_mm512_unpacklo_epi32(x[0], x[1]),
                                 _mm512_unpackhi_epi32(x[0], x[1]));
    __m512i b = _mm512_min_epu32(_mm512_unpacklo_epi32(x[2], x[3]),
                                 _mm512_unpackhi_epi32(x[2], x[3]));
    __m512i four = _mm512_min_epu32(_mm512_unpacklo_epi64(a, b),
                                    _mm512_unpackhi_epi64(a, b));
    __m256i half = _mm256_min_epu32(_mm512_castsi512_si256(four),
                                    _mm512_extracti64x4_epi64(four, 1));

    return _mm_min_epu32(_mm256_castsi256_si128(half),
                         _mm256_extracti128_si256(half, 1));
}

/* A few slots, 16 hashes at once. */
AVX512 static void fill_few(minhash *m, const minhash_open *open,
                            const uint64_t *hashes, size_t count)
{
    __m512i factor[MINHASH_FEW], corner[MINHASH_FEW], least[MINHASH_FEW];
    uint32_t found[MINHASH_FEW];

    if (count < WIDE) {
        minhash_fill_portable(m, open, hashes, count);
        return;
    }
    UNROLLED
    for (int k = 0; k < MINHASH_FEW; k++) {
        factor[k] = _mm512_set1_epi32((int)open->factor[k]);
        corner[k] = _mm512_set1_epi32((int)open->corner[k]);
        least[k] = _mm512_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i += WIDE) {
        __m512i low = low_halves(hashes + (i + WIDE <= count ? i : count - WIDE));

        UNROLLED
        for (int k = 0; k < MINHASH_FEW; k++)
            least[k] = _mm512_min_epu32(
                least[k],
                _mm512_xor_si512(_mm512_mullo_epi32(low, factor[k]), corner[k]));
    }
    _mm_storeu_si128((__m128i *)(void *)found, least_of(least));
    for (int k = 0; k < MINHASH_FEW; k++)
        minhash_settle(m, open->slot[k], found[k]);
}

/* As minhash_list_open; slots past the end are 0. */
INLINE uint32_t list_open(minhash *m)
{
    __m512i number = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14,
                                       15);
    uint32_t open = 0;

    for (uint32_t j = 0; j < m->slots; j += WIDE) {
        __mmask16 mask = _mm512_movepi32_mask(_mm512_loadu_si512(m->value + j));

        _mm256_storeu_si256((__m256i *)(void *)(m->open + open),
                            _mm512_cvtepi32_epi16(
                                _mm512_maskz_compress_epi32(mask, number)));
        open += (uint32_t)__builtin_popcount(mask);
        number = _mm512_add_epi32(number, _mm512_set1_epi32(WIDE));
    }
    return open;
}

/* The greatest of all slots: a hash above it changes nothing. */
INLINE uint32_t greatest(const minhash *m)
{
    __m512i most = _mm512_setzero_si512();

    for (uint32_t j = 0; j < m->slots; j += WIDE)
        most = _mm512_max_epu32(most, _mm512_loadu_si512(m->value + j));
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
    if (3 * count < 5 * m->slots && m->products >= MINHASH_TOGETHER) {
        add_few(m, hashes, count);
        return;
    }
    for (size_t i = 0; i < count; i += TURN)
        place_hashes(m, hashes + i, count - i < TURN ? count - i : TURN);
    minhash_fill(m, list_open(m), hashes, count, fill_few);
}

INLINE __m128i lanes_of(__m512i slots)
{
    const __m512i factor = _mm512_set1_epi32((int)MINHASH_LANE_FACTOR);

    return _mm512_cvtepi32_epi8(
        _mm512_srli_epi32(_mm512_mullo_epi32(slots, factor), 24));
}

AVX512 static void make_lanes(const uint32_t *slots, size_t count, uint8_t *lanes)
{
    __mmask16 rest = (__mmask16)((1u << count % WIDE) - 1);
    size_t i = 0;

    for (; i + WIDE <= count; i += WIDE)
        _mm_storeu_si128((__m128i *)(void *)(lanes + i),
                         lanes_of(_mm512_loadu_si512(slots + i)));
    _mm_mask_storeu_epi8(lanes + i, rest,
                         lanes_of(_mm512_maskz_loadu_epi32(rest, slots + i)));
}

/* Two slots each of eight bands that lie `rows` apart, as numbers of 64 bits: a load
 * into one lane of eight is one step. */
INLINE __m512i two_rows(const uint32_t *slots, size_t rows)
{
    __m512i x = _mm512_setzero_si512();

    UNROLLED
    for (int i = 0; i < HALF; i++, slots += rows) {
        long long pair;

        memcpy(&pair, slots, sizeof pair);
        x = _mm512_mask_set1_epi64(x, (__mmask8)(1u << i), pair);
    }
    return x;
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
