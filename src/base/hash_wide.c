/* hash_wide.c - xxHash once more, compiled for AVX2
 *
 * The library at hand knows the vectors of any x86-64 only; with those a longer input
 * takes 2.6 times as long. Always: the same values, and upper halves of vectors left
 * clear. (gcc forgets to where it sees into what is called, and SSE code behind waits
 * for what was in them last: 200 cycles a text.)
 */
#include "base/hash_wide.h"

#include <stdbool.h>

/* Only gcc takes a target for all that follows, so that xxHash knows what to use. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__)

#pragma GCC push_options
#pragma GCC target("avx2,bmi2")
#define XXH_INLINE_ALL
#include <immintrin.h>
#include <xxhash.h>

static hash128 hash_whole(const void *bytes, size_t size)
{
    XXH128_hash_t h = XXH3_128bits(bytes, size);

    _mm256_zeroupper();
    return (hash128){h.low64, h.high64};
}

static void reset_state(void *state)
{
    (void)XXH3_128bits_reset(state);
}

static void add_bytes(void *state, const void *bytes, size_t size)
{
    (void)XXH3_128bits_update(state, bytes, size);
}

static hash128 state_value(const void *state)
{
    XXH128_hash_t h = XXH3_128bits_digest(state);

    _mm256_zeroupper();
    return (hash128){h.low64, h.high64};
}

static const hash_wide avx2 = {
    hash_whole, sizeof(XXH3_state_t), reset_state, add_bytes, state_value
};
#pragma GCC pop_options

const hash_wide *hash_wide_here(void)
{
    bool runs = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi2");

    return runs ? &avx2 : NULL;
}

#else

const hash_wide *hash_wide_here(void)
{
    return NULL;
}

#endif
