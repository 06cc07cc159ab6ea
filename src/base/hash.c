/* hash.c - xxHash: the library's, or where there are wider vectors hash_wide.c */
#include "base/hash.h"

#include <xxhash.h>

#include "base/hash_wide.h"
#include "base/mem.h"

enum {
    WIDE_PAYS = 240,           /* bytes: up to here XXH3 uses no vectors */
    STATE_ALIGN = 64
};

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
    const hash_wide *wide = size > WIDE_PAYS ? hash_wide_here() : NULL;

    return wide ? wide->whole(bytes, size) : from_xxh(XXH3_128bits(bytes, size));
}

struct hash_stream {
    const hash_wide *wide;     /* NULL: the library */
    void *state;
};

/* Of a wide one: in the bytes behind the stream. */
static void *align_state(hash_stream *stream)
{
    uintptr_t at = (uintptr_t)(stream + 1);

    return (char *)(stream + 1) + (STATE_ALIGN - at % STATE_ALIGN) % STATE_ALIGN;
}

hash_stream *hash_stream_new(void)
{
    const hash_wide *wide = hash_wide_here();
    size_t behind = wide ? wide->size + STATE_ALIGN : 0;
    hash_stream *stream = mem_alloc(1, sizeof *stream + behind);

    if (!stream)
        return NULL;
    stream->wide = wide;
    stream->state = wide ? align_state(stream) : XXH3_createState();
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
    if (!stream->wide)
        XXH3_freeState(stream->state);
    mem_free(stream);
}

void hash_stream_reset(hash_stream *stream)
{
    if (stream->wide)
        stream->wide->reset(stream->state);
    else
        (void)XXH3_128bits_reset(stream->state);
}

void hash_stream_add(hash_stream *stream, const void *bytes, size_t size)
{
    if (stream->wide)
        stream->wide->add(stream->state, bytes, size);
    else
        (void)XXH3_128bits_update(stream->state, bytes, size);
}

hash128 hash_stream_value(const hash_stream *stream)
{
    return stream->wide ? stream->wide->value(stream->state)
                        : from_xxh(XXH3_128bits_digest(stream->state));
}
