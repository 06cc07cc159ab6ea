/* stream.c - pieces of a spool in place, or a buffer of it; see stream.h */
#include "boiler/stream.h"

#include <string.h>

void stream_start(stream *s, const spool *source, uint64_t at, uint64_t end)
{
    s->spool = source;
    s->next = NULL;
    s->left = 0;
    s->at = at;
    s->end = end;
}

static bool is_over(const stream *s)
{
    return s->left == 0 && s->at == s->end;
}

static chaff_status refill(stream *s)
{
    uint64_t behind = s->end - s->at;
    chaff_status status = CHAFF_OK;

    s->next = spool_view(s->spool, s->at, &s->left);
    if (!s->next) {
        s->next = (const uint8_t *)s->buffer;
        s->left = behind < STREAM_BYTES ? (size_t)behind : STREAM_BYTES;
        status = spool_read(s->spool, s->buffer, s->left, s->at);
    }
    if (s->left > behind)
        s->left = (size_t)behind;
    s->at += s->left;
    return status;
}

chaff_status stream_take(stream *s, size_t most, const void **bytes, size_t *size)
{
    if (is_over(s))
        return CHAFF_DONE;
    if (s->left == 0) {
        chaff_status status = refill(s);

        if (status != CHAFF_OK)
            return status;
    }
    *bytes = s->next;
    *size = s->left < most ? s->left : most;
    s->next += *size;
    s->left -= *size;
    return CHAFF_OK;
}

chaff_status stream_read(stream *s, void *bytes, size_t size)
{
    uint8_t *out = bytes;

    while (size > 0) {
        const void *part;
        size_t there;
        chaff_status status = stream_take(s, size, &part, &there);

        if (status != CHAFF_OK)
            return status == CHAFF_DONE ? CHAFF_ERR_FORMAT : status;
        memcpy(out, part, there);
        out += there;
        size -= there;
    }
    return CHAFF_OK;
}
