/* grams_avx2.c - the kernel for AVX2 */
#include "boiler/grams_kernels.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)

#define BYTES64_AVX2
#define KERNEL __attribute__((target("avx2,bmi,bmi2,popcnt")))
#include "base/bytes64.h"

#define LANES 4

typedef uint64_t lanes __attribute__((vector_size(32)));

KERNEL static inline lanes load_lanes(const void *from)
{
    return (lanes)_mm256_loadu_si256((const __m256i *)from);
}

KERNEL static inline void store_lanes(uint64_t *to, lanes x)
{
    _mm256_storeu_si256((__m256i *)(void *)to, (__m256i)x);
}

KERNEL static inline lanes all_lanes(uint64_t x)
{
    return (lanes)_mm256_set1_epi64x((long long)x);
}

KERNEL static inline lanes rotate_lanes(lanes x, int by)
{
    return x << by | x >> (64 - by);
}

KERNEL static inline lanes shift_left(lanes x, lanes by)
{
    return (lanes)_mm256_sllv_epi64((__m256i)x, (__m256i)by);
}

KERNEL static inline lanes shift_right(lanes x, lanes by)
{
    return (lanes)_mm256_srlv_epi64((__m256i)x, (__m256i)by);
}

/* One by one: gathers are slow on many processors of this class. */
KERNEL static inline lanes load_eights(const char *bytes, lanes at)
{
    lanes x;

    for (int i = 0; i < LANES; i++) {
        uint64_t one;

        memcpy(&one, bytes + at[i], sizeof one);
        x[i] = one;
    }
    return x;
}

KERNEL static inline uint64_t equal(lanes a, lanes b)
{
    __m256i same = _mm256_cmpeq_epi64((__m256i)a, (__m256i)b);

    return (unsigned)_mm256_movemask_pd((__m256d)same);
}

KERNEL static inline uint64_t filled(lanes x)
{
    return equal(x, all_lanes(0)) ^ 15u;
}

/* One of x and one of y in turns, then half by half. */
KERNEL static inline void gather_bits(lanes x, lanes y, uint64_t out[2])
{
    __m256i both = _mm256_or_si256(_mm256_unpacklo_epi64((__m256i)x, (__m256i)y),
                                   _mm256_unpackhi_epi64((__m256i)x, (__m256i)y));
    __m128i half = _mm_or_si128(_mm256_castsi256_si128(both),
                                _mm256_extracti128_si256(both, 1));

    out[0] = (uint64_t)_mm_cvtsi128_si64(half);
    out[1] = (uint64_t)_mm_extract_epi64(half, 1);
}

#include "boiler/grams_wide.h"

static const gram_kernel kernel = {"avx2", look_wide, join_wide, lengthen_wide};

const gram_kernel *gram_kernel_avx2(void)
{
    bool runs = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2") &&
                __builtin_cpu_supports("popcnt");

    return runs ? &kernel : NULL;
}
#else
const gram_kernel *gram_kernel_avx2(void)
{
    return NULL;
}
#endif
