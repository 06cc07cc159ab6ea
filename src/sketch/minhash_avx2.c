/* minhash_avx2.c - the MinHash kernel for AVX2
 *
 * Same values as the portable kernel. Finding slots and taking their least one hash at
 * a time is no slower in scalar code, so only shingles, fill and lanes are wide.
 */
#include "sketch/minhash_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>
#include <stdbool.h>

#define AVX2 __attribute__((target("avx2,bmi,bmi2,popcnt")))
#define INLINE AVX2 static inline __attribute__((always_inline))

enum { WIDE = 8, HALF = 4, GROUP = 6, FEW_OPEN = 4 };

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

/* 8 * `vectors` open slots at once, the least ones in registers. */
INLINE void fill_group(minhash *m, size_t e, size_t count, int vectors)
{
    __m256i factor[GROUP], least[GROUP];

    UNROLLED
    for (int v = 0; v < vectors; v++) {
        factor[v] = load(m->open_factor + e + v * WIDE);
        least[v] = _mm256_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i++) {
        __m256i low = _mm256_set1_epi32((int)m->low[i]);

        UNROLLED
        for (int v = 0; v < vectors; v++)
            least[v] = _mm256_min_epu32(least[v], _mm256_mullo_epi32(factor[v], low));
    }
    UNROLLED
    for (int v = 0; v < vectors; v++)
        _mm256_storeu_si256((__m256i *)(m->open_least + e + v * WIDE), least[v]);
}

/* One open slot, 8 hashes at once: for few slots and many hashes. */
INLINE void fill_one(minhash *m, size_t e, size_t count)
{
    const __m256i factor = _mm256_set1_epi32((int)m->open_factor[e]);
    __m256i least = _mm256_set1_epi32(-1);
    uint32_t lane[WIDE], all = UINT32_MAX;

    for (size_t i = 0; i < count; i += WIDE)
        least = _mm256_min_epu32(least, _mm256_mullo_epi32(factor, load(m->low + i)));
    _mm256_storeu_si256((__m256i *)lane, least);
    for (int i = 0; i < WIDE; i++)
        all = lane[i] < all ? lane[i] : all;
    m->open_least[e] = all;
}

AVX2 static void fill_open(minhash *m, size_t open, size_t count)
{
    size_t e = 0;

    if (open <= FEW_OPEN && count > 2 * WIDE) {
        for (; e < open; e++)
            fill_one(m, e, count);
        return;
    }
    for (; open - e > 3 * WIDE; e += open - e < 4 * WIDE ? open - e : 4 * WIDE)
        fill_group(m, e, count, 4);
    if (open - e > 2 * WIDE)
        fill_group(m, e, count, 3);
    else if (open - e > WIDE)
        fill_group(m, e, count, 2);
    else if (open > e)
        fill_group(m, e, count, 1);
}

INLINE void place_one(uint32_t *value, uint64_t hash, uint64_t slots)
{
    uint32_t *slot = &value[(hash >> 32) * slots >> 32], low = (uint32_t)hash >> 1;

    *slot = low < *slot ? low : *slot;     /* no branch: it would be guessed wrong */
}

/* Slots from j on, as many as are filled at once; past the last one there is room. One
 * that a hash belongs to has less than what it is filled with, and stays. With `places`
 * the hashes go to their slots meanwhile: that asks for nothing that products are made
 * with, and a loop of its own has an end that is guessed wrong. */
INLINE void fill_all(minhash *m, uint32_t j, const uint64_t *hashes, size_t count,
                     bool places)
{
    __m256i factor[GROUP], least[GROUP];
    uint64_t slots = m->slots;

    UNROLLED
    for (int v = 0; v < GROUP; v++) {
        factor[v] = load(m->factor + j + v * WIDE);
        least[v] = _mm256_set1_epi32(-1);
    }
    for (size_t i = 0; i < count; i++) {
        __m256i low = _mm256_set1_epi32((int)hashes[i]);

        if (places)
            place_one(m->value, hashes[i], slots);
        UNROLLED
        for (int v = 0; v < GROUP; v++)
            least[v] = _mm256_min_epu32(least[v], _mm256_mullo_epi32(factor[v], low));
    }
    UNROLLED
    for (int v = 0; v < GROUP; v++) {
        uint32_t *value = m->value + j + v * WIDE;
        __m256i filled = _mm256_or_si256(_mm256_srli_epi32(least[v], 1),
                                         _mm256_set1_epi32((int)MINHASH_FILLED));

        _mm256_storeu_si256((__m256i *)value, _mm256_min_epu32(load(value), filled));
    }
}

/* So few hashes that most slots are open: finding out which would cost more. */
AVX2 static void add_few(minhash *m, const uint64_t *hashes, size_t count)
{
    fill_all(m, 0, hashes, count, true);
    for (uint32_t j = GROUP * WIDE; j < m->slots; j += GROUP * WIDE)
        fill_all(m, j, hashes, count, false);
}

AVX2 static void add_hashes(minhash *m, const uint64_t *hashes, size_t count)
{
    if (2 * count < m->slots) {
        add_few(m, hashes, count);
        return;
    }
    for (size_t i = 0; i < count; i++)
        place_one(m->value, hashes[i], m->slots);
    minhash_fill(m, hashes, count, fill_open);
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

static const minhash_kernel avx2 = {
    "avx2", hash_shingles, add_hashes, make_lanes, minhash_keys
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
