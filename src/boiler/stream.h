/* stream.h - a spool read from some place to another, front to back
 *
 * Bytes are handed out where they lie; those on disk lie in a buffer. A spool whose
 * appended pieces are multiples of some power of two, up to 8, is cut at multiples of
 * it only.
 */
#ifndef BOILER_STREAM_H
#define BOILER_STREAM_H

#include "base/spool.h"

enum { STREAM_BYTES = 1 << 15 };

typedef struct stream {
    const spool *spool;
    const uint8_t *next;       /* `left` bytes in a row that were not taken */
    size_t left;
    uint64_t at, end;          /* bytes of the spool behind those */
    uint64_t buffer[STREAM_BYTES / 8];
} stream;

void stream_start(stream *s, const spool *source, uint64_t at, uint64_t end);
/* The next bytes, `most` or as many as lie in a row, until the next call. CHAFF_DONE:
 * there are none. CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status stream_take(stream *s, size_t most, const void **bytes,
                                        size_t *size);
/* A copy of the next `size`. CHAFF_ERR_FORMAT: there are fewer. CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status stream_read(stream *s, void *bytes, size_t size);

#endif
