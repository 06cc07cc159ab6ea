/* unzstd.c - the only file that includes zstd.h
 *
 * In: raw bytes in portions. Out: plain bytes. Always: a frame that is cut off is an
 * error; a window of more than 128 MiB, libzstd's own limit, is one, too.
 */
#include "text/unzstd.h"

#include <zstd.h>

#include "base/mem.h"

struct unzstd {
    ZSTD_DStream *stream;
    ZSTD_inBuffer raw;         /* handed on, and how much of it is used */
    bool inside;               /* a frame has begun and not ended */
    bool full;                 /* the last call ended for want of room */
};

unzstd *unzstd_new(void)
{
    unzstd *z = mem_zero(1, sizeof *z);

    if (z && !(z->stream = ZSTD_createDStream())) {
        mem_free(z);
        return NULL;
    }
    return z;
}

void unzstd_free(unzstd *z)
{
    if (z)
        ZSTD_freeDStream(z->stream);
    mem_free(z);
}

static chaff_status refill(unzstd *z, unzstd_more *more, void *self, const char **cause)
{
    const char *bytes;
    size_t size;
    chaff_status status = more(self, &bytes, &size);

    if (status != CHAFF_OK)
        return status;
    z->raw = (ZSTD_inBuffer){bytes, size, 0};
    if (size)
        return CHAFF_OK;
    *cause = "the last frame is cut off";
    return z->inside ? CHAFF_ERR_FORMAT : CHAFF_DONE;
}

chaff_status unzstd_read(unzstd *z, unzstd_more *more, void *self, void *to,
                         size_t size, size_t *got, const char **cause)
{
    ZSTD_outBuffer plain = {to, size, 0};
    chaff_status status = CHAFF_OK;

    *cause = NULL;
    while (status == CHAFF_OK && plain.pos < size) {
        size_t left;

        if (z->raw.pos == z->raw.size && !z->full) {
            status = refill(z, more, self, cause);
            continue;
        }
        left = ZSTD_decompressStream(z->stream, &plain, &z->raw);
        if (ZSTD_isError(left)) {
            *cause = ZSTD_getErrorName(left);
            status = CHAFF_ERR_FORMAT;
        } else {
            z->inside = left != 0;
            z->full = z->inside && plain.pos == size;
        }
    }
    *got = plain.pos;
    return status == CHAFF_DONE ? CHAFF_OK : status;
}
