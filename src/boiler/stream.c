/* stream.c - a buffer between many small reads and few large ones */
#include "boiler/stream.h"

#include <string.h>

void stream_start(stream *s, const spool *source, uint64_t at, uint64_t end)
{
    s->spool = source;
    s->at = at;
    s->end = end;
    s->next = s->filled = 0;
}

bool stream_over(const stream *s)
{
    return s->next == s->filled && s->at == s->end;
}

static chaff_status refill(stream *s)
{
    uint64_t left = s->end - s->at;

    s->next = 0;
    s->filled = left < STREAM_BYTES ? (uint32_t)left : STREAM_BYTES;
    if (s->filled == 0)
        return CHAFF_ERR_FORMAT;
    s->at += s->filled;
    return spool_read(s->spool, s->buffer, s->filled, s->at - s->filled);
}

chaff_status stream_read(stream *s, void *bytes, size_t size)
{
    uint8_t *out = bytes;

    while (size > 0) {
        size_t part = s->filled - s->next;

        if (part == 0) {
            chaff_status status = refill(s);

            if (status != CHAFF_OK)
                return status;
            continue;
        }
        if (part > size)
            part = size;
        memcpy(out, s->buffer + s->next, part);
        s->next += (uint32_t)part;
        out += part;
        size -= part;
    }
    return CHAFF_OK;
}
