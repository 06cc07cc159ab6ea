/* lines.c - line feeds counted eight bytes at a time, one lane for each; 32 with AVX2
 *
 * Who reads blocks counts their lines, and everyone else waits for him.
 */
#include "base/lines.h"

#include <string.h>

#define EACH(byte) ((byte) * UINT64_C(0x0101010101010101))
enum { LANES = 8, LANE_MOST = 255 };

/* The lowest bit of each byte that is a line feed. Seven bits and 0x7F reach the eighth
 * unless all of them are 0. */
static inline uint64_t feeds(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    word ^= EACH('\n');
    return ~(((word & EACH(0x7F)) + EACH(0x7F)) | word) >> 7 & EACH(1);
}

static uint64_t sum_lanes(uint64_t lanes)
{
    const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);

    return ((lanes & even) + (lanes >> 8 & even)) * UINT64_C(0x0001000100010001) >> 48;
}

uint64_t lines_count_portable(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    uint64_t lines = 0;

    while (end - bytes >= LANES) {
        size_t words = (size_t)(end - bytes) / LANES;
        uint64_t lanes = 0;

        for (words = words < LANE_MOST ? words : LANE_MOST; words > 0; words--) {
            lanes += feeds(bytes);
            bytes += LANES;
        }
        lines += sum_lanes(lanes);
    }
    while (bytes < end)
        lines += *bytes++ == '\n';
    return lines;
}

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

enum { WIDE = 32 };

__attribute__((target("avx2"))) static uint64_t count_wide(const char *bytes,
                                                           size_t size)
{
    const __m256i feed = _mm256_set1_epi8('\n'), none = _mm256_setzero_si256();
    __m256i sums = none;
    uint64_t sum[4];

    while (size >= WIDE) {
        size_t times = size / WIDE < LANE_MOST ? size / WIDE : LANE_MOST;
        __m256i lanes = none;

        size -= times * WIDE;
        for (; times > 0; times--, bytes += WIDE) {
            __m256i some = _mm256_loadu_si256((const __m256i *)(const void *)bytes);

            lanes = _mm256_sub_epi8(lanes, _mm256_cmpeq_epi8(some, feed));
        }
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(lanes, none));
    }
    _mm256_storeu_si256((__m256i *)(void *)sum, sums);
    _mm256_zeroupper();        /* as in hash_wide.c */
    return sum[0] + sum[1] + sum[2] + sum[3] + lines_count_portable(bytes, size);
}

uint64_t lines_count(const char *bytes, size_t size)
{
    return size >= WIDE && __builtin_cpu_supports("avx2")
               ? count_wide(bytes, size) : lines_count_portable(bytes, size);
}
#else
uint64_t lines_count(const char *bytes, size_t size)
{
    return lines_count_portable(bytes, size);
}
#endif
