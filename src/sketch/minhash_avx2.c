/* minhash_avx2.c - the MinHash kernel for AVX2
 *
 * Same values as the portable kernel. Finding slots and taking their least one hash at
 * a time is no slower in scalar code; all else is wide.
 */
#include "base/hash.h"
#include "sketch/minhash_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define INLINE AVX2 static inline __attribute__((always_inline))

enum { WIDE = 8, HALF = 4, GROUPS = 2 };

INLINE __m256i load(const void *from)
{
    return _mm256_loadu_si256((const __m256i *)from);
}

INLINE __m256i rotate(__m256i x, int by)
{
    return _mm256_or_si256(_mm256_slli_epi64(x, by), _mm256_srli_epi64(x, 64 - by));
}

/* x * factor modulo 2^64 from 32-bit products; `high` is factor >> 32. */
INLINE __m256i multiply(__m256i x, __m256i factor, __m256i high)
{
    __m256i crossed = _mm256_add_epi64(
        _mm256_mul_epu32(_mm256_srli_epi64(x, 32), factor), _mm256_mul_epu32(x, high));

    return _mm256_add_epi64(_mm256_mul_epu32(x, factor),
                            _mm256_slli_epi64(crossed, 32));
}

INLINE __m256i five_words(const uint64_t *words)
{
    __m256i x = _mm256_xor_si256(load(words), rotate(load(words + 1), 13));
    __m256i y =
        _mm256_xor_si256(rotate(load(words + 2), 26), rotate(load(words + 3), 39));

    return _mm256_xor_si256(_mm256_xor_si256(x, y), rotate(load(words + 4), 52));
}

INLINE __m256i any_words(const uint64_t *words, uint32_t n)
{
    __m256i x = load(words);

    for (uint32_t k = 1; k < n; k++)
        x = _mm256_xor_si256(x,
                             rotate(load(words + k), (int)(k * SHINGLE_ROTATION % 64)));
    return x;
}

AVX2 static void hash_shingles(const shingle_rule *rule, const uint64_t *words,
                               size_t count, uint64_t *hashes)
{
    const __m256i salt = _mm256_set1_epi64x((long long)rule->salt);
    const __m256i factor = _mm256_set1_epi64x((long long)rule->factor);
    const __m256i high = _mm256_srli_epi64(factor, 32);
    size_t i = 0;

    for (; i + HALF <= count; i += HALF) {
        __m256i x = rule->words == 5 ? five_words(words + i)
                                     : any_words(words + i, rule->words);

        x = _mm256_xor_si256(x, salt);
        x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 32));
        x = multiply(x, factor, high);
        x = _mm256_xor_si256(x, _mm256_srli_epi64(x, 32));
        _mm256_storeu_si256((__m256i *)(hashes + i), x);
    }
    shingle_hashes(rule, words + i, count - i, hashes + i);
}

/* What the slots of some products want: the least and the greatest, the least and the
 * greatest as signed numbers. */
typedef struct corners {
    __m256i least, most, least_signed, most_signed;
} corners;

INLINE corners no_corners(void)
{
    return (corners){_mm256_set1_epi32(-1), _mm256_setzero_si256(),
                     _mm256_set1_epi32(INT32_MAX), _mm256_set1_epi32(INT32_MIN)};
}

/* Of two the greater is what the lesser leaves. That may go to the port of vectors that
 * knows no least. */
INLINE void take_two(corners *c, __m256i a, __m256i b)
{
    __m256i both = _mm256_xor_si256(a, b), lesser = _mm256_min_epu32(a, b);

    c->least = _mm256_min_epu32(c->least, lesser);
    c->most = _mm256_max_epu32(c->most, _mm256_xor_si256(both, lesser));
    lesser = _mm256_min_epi32(a, b);
    c->least_signed = _mm256_min_epi32(c->least_signed, lesser);
    c->most_signed = _mm256_max_epi32(c->most_signed, _mm256_xor_si256(both, lesser));
}

INLINE void settle(minhash *m, uint32_t g, const corners *c)
{
    const __m256i wanted[] = {c->least, c->most, c->least_signed, c->most_signed};

    UNROLLED
    for (uint32_t i = 0; i < MINHASH_CORNERS; i++) {
        uint32_t *value = m->value + i * m->products + g;
        __m256i turned =
            _mm256_xor_si256(wanted[i], _mm256_set1_epi32((int)minhash_corner(i)));
        __m256i filled = _mm256_or_si256(_mm256_srli_epi32(turned, 1),
                                         _mm256_set1_epi32(INT32_MIN));

        _mm256_storeu_si256((__m256i *)(void *)value,
                            _mm256_min_epu32(load(value), filled));
    }
}

INLINE void place_one(uint32_t *value, uint64_t hash, uint64_t slots)
{
    uint32_t *slot = &value[(hash >> 32) * slots >> 32], low = (uint32_t)hash >> 1;

    *slot = low < *slot ? low : *slot;     /* no branch: it would be guessed wrong */
}

/* Slots of 8 * `groups` products from g on. With `places` the hashes go to their slots
 * meanwhile: that asks for nothing that products are made with, and a loop of its own
 * has an end that is guessed wrong. */
INLINE void fill_some(minhash *m, uint32_t g, const uint64_t *hashes, size_t count,
                      uint32_t groups, bool places)
{
    __m256i factor[GROUPS];
    corners c[GROUPS];

    UNROLLED
    for (uint32_t v = 0; v < groups; v++) {
        factor[v] = load(m->factor + minhash_at(m, g + v * WIDE, WIDE));
        c[v] = no_corners();
    }
    for (size_t i = 0; i < count; i += 2) {
        size_t next = i + 1 < count ? i + 1 : i;
        __m256i one = _mm256_set1_epi32((int)hashes[i]);
        __m256i two = _mm256_set1_epi32((int)hashes[next]);

        if (places) {
            place_one(m->value, hashes[i], m->slots);
            place_one(m->value, hashes[next], m->slots);
        }
        UNROLLED
        for (uint32_t v = 0; v < groups; v++)
            take_two(&c[v], _mm256_mullo_epi32(factor[v], one),
                     _mm256_mullo_epi32(factor[v], two));
    }
    UNROLLED
    for (uint32_t v = 0; v < groups; v++)
        settle(m, minhash_at(m, g + v * WIDE, WIDE), &c[v]);
}

/* Two groups at a time: corners of more do not fit in registers. The last may come
 * again. */
INLINE void add_few(minhash *m, const uint64_t *hashes, size_t count)
{
    uint32_t g = GROUPS * WIDE;

    fill_some(m, 0, hashes, count, GROUPS, true);
    for (; g + WIDE < m->products; g += GROUPS * WIDE)
        fill_some(m, g, hashes, count, GROUPS, false);
    if (g < m->products)
        fill_some(m, g, hashes, count, 1, false);
}

/* The low halves of 8 hashes, in any order. */
INLINE __m256i low_halves(const uint64_t *hashes)
{
    return _mm256_castps_si256(
        _mm256_shuffle_ps(_mm256_castsi256_ps(load(hashes)),
                          _mm256_castsi256_ps(load(hashes + HALF)), 0x88));
}

/* The least of each of four, side by side. */
INLINE __m128i least_of(const __m256i x[MINHASH_FEW])
{
    __m256i a = _mm256_min_epu32(_mm256_unpacklo_epi32(x[0], x[1]),
                                 _mm256_unpackhi_epi32(x[0], x[1]));
    __m256i b = _mm256_min_epu32(_mm256_unpacklo_epi32(x[2], x[3]),
                                 _mm256_unpackhi_epi32(x[2], x[3]));
    __m256i four = _mm256_min_epu32(_mm256_unpacklo_epi64(a, b),
                                    _mm256_unpackhi_epi64(a, b));

    return _mm_min_epu32(_mm256_castsi256_si128(four),
                         _mm256_extracti128_si256(four, 1));
}

/* A few slots, 8 hashes at once. */
AVX2 static void fill_few(minhash *m, const minhash_open *open, const uint64_t *hashes,
                          size_t count)
{
    __m256i factor[MINHASH_FEW], corner[MINHASH_FEW], least[MINHASH_FEW];
    uint32_t found[MINHASH_FEW];

    if (count < WIDE) {
        minhash_fill_portable(m, open, hashes, count);
        return;
    }
    UNROLLED
    for (int k = 0; k < MINHASH_FEW; k++) {
        factor[k] = _mm256_set1_epi32((int)open->factor[k]);
        corner[k] = _mm256_set1_epi32((int)open->corner[k]);
        least[k] = _mm256_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i += WIDE) {
        __m256i low = low_halves(hashes + (i + WIDE <= count ? i : count - WIDE));

        UNROLLED
        for (int k = 0; k < MINHASH_FEW; k++)
            least[k] = _mm256_min_epu32(
                least[k],
                _mm256_xor_si256(_mm256_mullo_epi32(low, factor[k]), corner[k]));
    }
    _mm_storeu_si128((__m128i *)(void *)found, least_of(least));
    for (int k = 0; k < MINHASH_FEW; k++)
        minhash_settle(m, open->slot[k], found[k]);
}

AVX2 static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    if (4 * count < 5 * m->slots && m->products >= MINHASH_TOGETHER) {
        add_few(m, hashes, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        place_one(m->value, hashes[i], m->slots);
    minhash_fill(m, minhash_list_open(m), hashes, count, fill_few);
}

AVX2 static void make_lanes(const uint32_t *slots, size_t count, uint8_t *lanes)
{
    const __m256i factor = _mm256_set1_epi32((int)MINHASH_LANE_FACTOR);
    size_t i = 0;

    for (; i + 2 * WIDE <= count; i += 2 * WIDE) {
        __m256i a = _mm256_srli_epi32(_mm256_mullo_epi32(load(slots + i), factor), 24);
        __m256i b =
            _mm256_srli_epi32(_mm256_mullo_epi32(load(slots + i + WIDE), factor), 24);
        /* Packing works in 128-bit halves; 0xD8 puts the quarters back in order. */
        __m256i ab = _mm256_permute4x64_epi64(_mm256_packus_epi32(a, b), 0xD8);

        _mm_storeu_si128((__m128i *)(lanes + i),
                         _mm_packus_epi16(_mm256_castsi256_si128(ab),
                                          _mm256_extracti128_si256(ab, 1)));
    }
    for (; i < count; i++)
        lanes[i] = minhash_lane(slots[i]);
}

/* Two slots each of four bands that lie `rows` apart, as numbers of 64 bits. */
INLINE __m256i two_rows(const uint32_t *slots, size_t rows)
{
    __m128i pair[2];

    UNROLLED
    for (int i = 0; i < 2; i++, slots += 2 * rows)
        pair[i] = _mm_unpacklo_epi64(
            _mm_loadl_epi64((const __m128i *)(const void *)slots),
            _mm_loadl_epi64((const __m128i *)(const void *)(slots + rows)));
    return _mm256_setr_m128i(pair[0], pair[1]);
}

INLINE __m256i fold(__m256i key)
{
    return _mm256_xor_si256(key, _mm256_srli_epi64(key, 32));
}

/* Keys of four bands; `key` is where they start. */
INLINE __m256i key_bands(const uint32_t *slots, uint32_t rows, __m256i key)
{
    const __m256i factor = _mm256_set1_epi64x((long long)MINHASH_KEY_FACTOR);
    const __m256i last = _mm256_set1_epi64x((long long)MINHASH_KEY_LAST);
    uint32_t row = 0;

    for (; row + 2 <= rows; row += 2) {
        key = _mm256_xor_si256(key, two_rows(slots + row, rows));
        key = fold(multiply(key, factor, _mm256_srli_epi64(factor, 32)));
    }
    if (row < rows)            /* not the slot behind, which might be none */
        key = _mm256_xor_si256(
            key, _mm256_srli_epi64(two_rows(slots + row - 1, rows), 32));
    return fold(multiply(key, last, _mm256_srli_epi64(last, 32)));
}

AVX2 static void make_keys(const uint32_t *slots, uint32_t bands, uint32_t rows,
                           uint64_t seed, uint64_t *keys)
{
    const __m256i steps = _mm256_setr_epi64x(
        0, (long long)MINHASH_KEY_STEP, (long long)(2 * MINHASH_KEY_STEP),
        (long long)(3 * MINHASH_KEY_STEP));
    uint64_t start = hash_mix(seed ^ MINHASH_KEY_SEED);
    uint32_t band = 0;

    for (; rows > 1 && band + HALF <= bands; band += HALF) {
        __m256i key = _mm256_add_epi64(
            steps, _mm256_set1_epi64x((long long)(start + band * MINHASH_KEY_STEP)));

        _mm256_storeu_si256((__m256i *)(void *)(keys + band),
                            key_bands(slots + (size_t)band * rows, rows, key));
    }
    minhash_keys_from(slots, band, bands, rows, start, keys);
}

static const minhash_kernel avx2 = {
    "avx2", hash_shingles, add_hashes, make_lanes, make_keys
};

const minhash_kernel *minhash_kernel_avx2(void)
{
    bool runs = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("popcnt");

    return runs ? &avx2 : NULL;
}

#else

const minhash_kernel *minhash_kernel_avx2(void)
{
    return NULL;
}

#endif
