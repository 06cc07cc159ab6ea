/* gzip_check.h - the checksums of gzip members, which libarchive does not look at
 *
 * A member ends with the CRC-32 and the length of its plain bytes. Where members end is
 * not told by the decoder, so every place in the raw bytes where one might end and another
 * begin is held against what has come out. Always: a stream whose members all check is
 * accepted; one that does not is refused, unless it was made so that telling is too dear.
 */
#ifndef TEXT_GZIP_CHECK_H
#define TEXT_GZIP_CHECK_H

#include "chaff/base.h"

/* Chance makes one false candidate in 2^27 bytes, but a web archive packs every record by
 * itself: hundreds of true ones may stand in the raw bytes that are not decoded yet. */
enum { GZIP_CANDIDATES = 1024, GZIP_WINDOW = 12 };

typedef struct gzip_trailer {
    uint32_t crc, size;
    uint64_t end;              /* raw bytes up to and with it */
} gzip_trailer;

typedef struct gzip_check {
    uint32_t table[8][256];
    uint32_t crc;              /* of the present member, so far */
    uint64_t size;
    gzip_trailer candidates[GZIP_CANDIDATES];
    size_t count;
    bool gave_up;              /* too many candidates */
    uint64_t raw;              /* bytes seen */
    char tail[GZIP_WINDOW];    /* the last of them */
    size_t tail_size;
} gzip_check;

void gzip_check_init(gzip_check *g);
/* Raw bytes, before what they decode to; plain bytes as they come out of the first `used`
 * raw ones. */
void gzip_check_raw(gzip_check *g, const char *bytes, size_t size);
void gzip_check_plain(gzip_check *g, const char *bytes, size_t size, uint64_t used);
/* At the end: whether the last member checks, given its trailer of 8 bytes. */
bool gzip_check_end(gzip_check *g, const char *trailer);

#endif
