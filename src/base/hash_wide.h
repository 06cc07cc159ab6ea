/* hash_wide.h - XXH3 of 128 bits by wider vectors than every machine of a kind has */
#ifndef BASE_HASH_WIDE_H
#define BASE_HASH_WIDE_H

#include "base/hash.h"

typedef struct hash_wide {
    hash128 (*whole)(const void *bytes, size_t size);  /* as hash_bytes128 */
    /* As those of hash_stream; a state is `size` bytes, aligned to 64. */
    size_t size;
    void (*reset)(void *state);
    void (*add)(void *state, const void *bytes, size_t size);
    hash128 (*value)(const void *state);
} hash_wide;

/* NULL: this machine or compiler can't. */
const hash_wide *hash_wide_here(void);

#endif
