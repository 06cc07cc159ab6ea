/* sample_kernels.h - the two steps over all grams of a window: keys, and whose key is
 * the least of a window that holds it
 *
 * Always: every kernel chooses the same.
 */
#ifndef BOILER_SAMPLE_KERNELS_H
#define BOILER_SAMPLE_KERNELS_H

#include "boiler/sample.h"

typedef struct sample_kernel {
    const char *name;
    /* Up to 7 more may be read and written. */
    void (*find_keys)(const uint64_t *grams, size_t count, int16_t *keys);
    /* Of the first `count` grams that wait: to gram, numbers, kind and chosen. */
    void (*choose)(sampler *s, size_t count);
} sample_kernel;

/* Bits of which the record of a gram holds few: see HASH_BITS. */
static inline int16_t sample_key(uint64_t gram)
{
    uint16_t low = (uint16_t)gram;

    return (int16_t)(uint16_t)(low << 6 | low >> 10);
}

/* NULL where it can't run. */
const sample_kernel *sample_kernel_avx512(void);
/* The portable one, then those this machine can run; NULL: it has fewer. */
const sample_kernel *sample_kernel_at(unsigned number);

#endif
