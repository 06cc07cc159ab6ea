/* sample_avx512.c - the kernel for AVX-512 BW: 64 grams become a set of those chosen,
 * and what is in the set moves together
 */
#include "boiler/sample_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx512f,avx512bw,avx512vl,bmi,bmi2,popcnt")))

_Static_assert(SAMPLE_LAG == 3, "a gram stands in four windows");

KERNEL static void find_keys(const uint64_t *grams, size_t count, int16_t *keys)
{
    for (size_t i = 0; i < count; i += 8) {
        __m128i low = _mm512_cvtepi64_epi16(_mm512_loadu_si512(grams + i));

        _mm_storeu_si128((__m128i *)(void *)(keys + i),
                         _mm_or_si128(_mm_slli_epi16(low, 6), _mm_srli_epi16(low, 10)));
    }
}

KERNEL static inline __m512i lesser(const int16_t *keys)
{
    return _mm512_min_epi16(_mm512_loadu_si512(keys), _mm512_loadu_si512(keys + 1));
}

/* 32 grams, of which `keys` is the first: whether their key is that of a window. */
KERNEL static inline uint64_t find_least(const int16_t *keys)
{
    __m512i a = lesser(keys - 3), b = lesser(keys - 2), c = lesser(keys - 1);
    __m512i d = lesser(keys), e = lesser(keys + 1), f = lesser(keys + 2);
    __m512i left = _mm512_max_epi16(_mm512_min_epi16(a, c), _mm512_min_epi16(b, d));
    __m512i right = _mm512_max_epi16(_mm512_min_epi16(c, e), _mm512_min_epi16(d, f));

    return _mm512_cmpeq_epi16_mask(_mm512_max_epi16(left, right),
                                   _mm512_loadu_si512(keys));
}

/* Those of 64 grams from the one numbered `first` on that are in the set. */
KERNEL static inline void put_grams(uint64_t set, const uint64_t *grams, uint32_t first,
                                    uint64_t *gram, uint32_t *number)
{
    const __m256i steps = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);

    for (unsigned i = 0; i < 64; i += 8, set >>= 8) {
        __mmask8 some = (__mmask8)set;
        __m256i numbers = _mm256_add_epi32(_mm256_set1_epi32((int)(first + i)), steps);

        _mm512_storeu_si512(gram, _mm512_maskz_compress_epi64(
            some, _mm512_loadu_si512(grams + i)));
        _mm256_storeu_si256((__m256i *)(void *)number,
                            _mm256_maskz_compress_epi32(some, numbers));
        gram += __builtin_popcount(some);
        number += __builtin_popcount(some);
    }
}

KERNEL static void choose(sampler *s, size_t count)
{
    size_t chosen = 0;

    for (size_t i = 0; i < count; i += 64) {
        const int16_t *keys = s->keys + SAMPLE_LAG + i;
        uint64_t least = find_least(keys) | find_least(keys + 32) << 32;
        uint64_t set = least | s->anchors[i / 64];

        if (count - i < 64)
            set &= ~(~UINT64_C(0) << (count - i));
        put_grams(set, s->grams + i, (uint32_t)(s->first + i), s->gram + chosen,
                  s->numbers + 1 + chosen);
        _mm512_storeu_si512(s->kind + chosen, _mm512_maskz_set1_epi8(
            _pext_u64(~least, set), (char)SAMPLE_ANCHOR));
        chosen += (size_t)__builtin_popcountll(set);
    }
    s->chosen = chosen;
}

static const sample_kernel kernel = {"avx512", find_keys, choose};

const sample_kernel *sample_kernel_avx512(void)
{
    bool runs = __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("bmi2");

    return runs ? &kernel : NULL;
}
#else
const sample_kernel *sample_kernel_avx512(void)
{
    return NULL;
}
#endif
