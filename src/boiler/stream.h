/* stream.h - a spool read from some place to another, front to back, in large pieces */
#ifndef BOILER_STREAM_H
#define BOILER_STREAM_H

#include "base/spool.h"

enum { STREAM_BYTES = 1 << 15 };

typedef struct stream {
    const spool *spool;
    uint64_t at, end;          /* bytes of the spool not read yet */
    uint32_t next, filled;     /* bytes of the buffer */
    uint8_t buffer[STREAM_BYTES];
} stream;

void stream_start(stream *s, const spool *source, uint64_t at, uint64_t end);
bool stream_over(const stream *s);
/* The next `size` bytes. CHAFF_ERR_FORMAT: there are fewer. CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status stream_read(stream *s, void *bytes, size_t size);

#endif
