/* hash.c - the only file that includes xxHash */
#include "base/hash.h"

#include <xxhash.h>

#include "base/mem.h"

uint64_t hash_bytes(const void *bytes, size_t size, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes, size, seed);
}

static hash128 from_xxh(XXH128_hash_t h)
{
    return (hash128){h.low64, h.high64};
}

hash128 hash_bytes128(const void *bytes, size_t size)
{
    return from_xxh(XXH3_128bits(bytes, size));
}

struct hash_stream {
    XXH3_state_t *state;
};

hash_stream *hash_stream_new(void)
{
    hash_stream *stream = mem_alloc(1, sizeof *stream);

    if (!stream)
        return NULL;
    stream->state = XXH3_createState();
    if (!stream->state) {
        mem_free(stream);
        return NULL;
    }
    hash_stream_reset(stream);
    return stream;
}

void hash_stream_free(hash_stream *stream)
{
    if (!stream)
        return;
    XXH3_freeState(stream->state);
    mem_free(stream);
}

void hash_stream_reset(hash_stream *stream)
{
    (void)XXH3_128bits_reset(stream->state);
}

void hash_stream_add(hash_stream *stream, const void *bytes, size_t size)
{
    (void)XXH3_128bits_update(stream->state, bytes, size);
}

hash128 hash_stream_value(const hash_stream *stream)
{
    return from_xxh(XXH3_128bits_digest(stream->state));
}
