/* grams_avx2.c - the kernel for AVX2 */
#include "boiler/grams_kernels.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)

#include <immintrin.h>

#define KERNEL __attribute__((target("avx2,bmi,bmi2")))
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

/* Of numbers below 2^32 and, for `a`, -1. */
KERNEL static inline lanes least(lanes a, lanes b)
{
    return (lanes)_mm256_min_epu32((__m256i)a, (__m256i)b);
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

KERNEL static inline uint64_t above(lanes a, lanes b)
{
    __m256i more = _mm256_cmpgt_epi64((__m256i)a, (__m256i)b);

    return (unsigned)_mm256_movemask_pd((__m256d)more);
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

#include "boiler/grams_wide.h"

static const gram_kernel kernel = {"avx2", look_wide, join_wide};

const gram_kernel *gram_kernel_avx2(void)
{
    bool runs = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");

    return runs ? &kernel : NULL;
}
#else
const gram_kernel *gram_kernel_avx2(void)
{
    return NULL;
}
#endif
