/* grams_avx512.c - the kernel for AVX-512 F and BW */
#include "boiler/grams_kernels.h"

#if defined(__x86_64__) && defined(__GNUC__)

#define BYTES64_AVX512
#define KERNEL __attribute__((target("avx512f,avx512bw,avx512dq,bmi,bmi2,popcnt")))
#include "base/bytes64.h"

#define LANES 8

typedef uint64_t lanes __attribute__((vector_size(64)));

KERNEL static inline lanes load_lanes(const void *from)
{
    return (lanes)_mm512_loadu_si512(from);
}

KERNEL static inline void store_lanes(uint64_t *to, lanes x)
{
    _mm512_storeu_si512(to, (__m512i)x);
}

KERNEL static inline lanes all_lanes(uint64_t x)
{
    return (lanes)_mm512_set1_epi64((long long)x);
}

#define rotate_lanes(x, by) ((lanes)_mm512_rol_epi64((__m512i)(x), by))

KERNEL static inline lanes shift_left(lanes x, lanes by)
{
    return (lanes)_mm512_sllv_epi64((__m512i)x, (__m512i)by);
}

KERNEL static inline lanes shift_right(lanes x, lanes by)
{
    return (lanes)_mm512_srlv_epi64((__m512i)x, (__m512i)by);
}

KERNEL static inline lanes load_eights(const char *bytes, lanes at)
{
    return (lanes)_mm512_i64gather_epi64((__m512i)at, bytes, 1);
}

KERNEL static inline uint64_t equal(lanes a, lanes b)
{
    return _mm512_cmpeq_epi64_mask((__m512i)a, (__m512i)b);
}

KERNEL static inline uint64_t filled(lanes x)
{
    return _mm512_test_epi64_mask((__m512i)x, (__m512i)x);
}

/* One of x and one of y in turns, then half by half. */
KERNEL static inline void gather_bits(lanes x, lanes y, uint64_t out[2])
{
    __m512i all = _mm512_or_si512(_mm512_unpacklo_epi64((__m512i)x, (__m512i)y),
                                  _mm512_unpackhi_epi64((__m512i)x, (__m512i)y));
    __m256i half = _mm256_or_si256(_mm512_castsi512_si256(all),
                                   _mm512_extracti64x4_epi64(all, 1));
    __m128i quarter = _mm_or_si128(_mm256_castsi256_si128(half),
                                   _mm256_extracti128_si256(half, 1));

    out[0] = (uint64_t)_mm_cvtsi128_si64(quarter);
    out[1] = (uint64_t)_mm_extract_epi64(quarter, 1);
}

#include "boiler/grams_wide.h"

static const gram_kernel kernel = {"avx512", look_wide, join_wide, lengthen_wide};

const gram_kernel *gram_kernel_avx512(void)
{
    bool runs = __builtin_cpu_supports("avx512f") &&
                __builtin_cpu_supports("avx512bw") &&
                __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("bmi2");

    return runs ? &kernel : NULL;
}
#else
const gram_kernel *gram_kernel_avx512(void)
{
    return NULL;
}
#endif
