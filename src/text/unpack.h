/* unpack.h - a file or stream, compressed or not, becomes plain bytes in order
 *
 * The door to libarchive for reading; zstd goes through unzstd.h. Always: bytes come
 * out once, in order; memory does not grow with the input.
 */
#ifndef TEXT_UNPACK_H
#define TEXT_UNPACK_H

#include "base/mem.h"
#include "chaff/base.h"

typedef enum packing {
    PACKING_NONE, PACKING_GZIP, PACKING_ZSTD, PACKING_BZIP2, PACKING_XZ, PACKING_LZ4
} packing;

/* By the suffix of a path. */
packing packing_of_path(const char *path);
size_t packing_stem(const char *path);                     /* its length without that
                                                            * suffix */
/* By the first bytes; 10 of them suffice. */
packing packing_of_bytes(const char *bytes, size_t size);
const char *packing_name(packing p);                       /* "gzip"; "plain" */

typedef struct unpacker unpacker;

/* Read from where `file` stands; the file is the unpacker's from now on, whatever the
 * result. The packing follows from the bytes; if `claimed` is one and they are of
 * another kind, CHAFF_ERR_FORMAT (no byte at all is fine). `name` is used in messages
 * and borrowed. */
CHAFF_MUST_USE chaff_status
unpacker_open(unpacker **out, int file, packing claimed, const char *name,
              chaff_error *err);
void unpacker_close(unpacker *u);

/* Up to `size` plain bytes; *got 0 at the end. CHAFF_ERR_FORMAT: truncated or
 * corrupt. */
CHAFF_MUST_USE chaff_status
unpacker_read(unpacker *u, void *bytes, size_t size, size_t *got, chaff_error *err);

packing unpacker_packing(const unpacker *u);
/* At the end: whether bytes followed the last member that belong to none. */
bool unpacker_trailing(const unpacker *u);
uint64_t unpacker_raw_bytes(const unpacker *u);            /* read from the file so far
                                                            * */

#endif
