/* hash.h - the one door to xxHash
 *
 * Values are part of every stored sketch and model: they never change.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

typedef struct hash128 {
    uint64_t low, high;
} hash128;

uint64_t hash_bytes(const void *bytes, size_t size, uint64_t seed);  /* XXH3, 64 bits */
hash128 hash_bytes128(const void *bytes, size_t size);              /* XXH3, 128 bits */

/* The same over pieces. */
typedef struct hash_stream hash_stream;
hash_stream *hash_stream_new(void);                                /* NULL: no memory */
void hash_stream_free(hash_stream *stream);
void hash_stream_reset(hash_stream *stream);
void hash_stream_add(hash_stream *stream, const void *bytes, size_t size);
hash128 hash_stream_value(const hash_stream *stream);

/* A bijection of 64-bit numbers in which every input bit reaches every output bit
 * (the finaliser of MurmurHash3, Austin Appleby). */
static inline uint64_t hash_mix(uint64_t x)
{
    x ^= x >> 33;
    x *= UINT64_C(0xff51afd7ed558ccd);
    x ^= x >> 33;
    x *= UINT64_C(0xc4ceb9fe1a85ec53);
    return x ^ (x >> 33);
}

#endif
