/* gzip_check.h - the checksum of a gzip member, which libarchive does not look at
 *
 * The member ends with the CRC-32 and the length of its plain bytes (RFC 1952). Where
 * one member ends and the next begins libarchive does not tell, so only a stream of one
 * member is checked: one in which nothing looks like the header of another. Always: a
 * sound stream is never refused.
 */
#ifndef TEXT_GZIP_CHECK_H
#define TEXT_GZIP_CHECK_H

#include "chaff/base.h"

typedef struct gzip_check {
    uint32_t table[8][256];
    uint32_t crc, size;        /* of the plain bytes, the size modulo 2^32 */
    uint32_t last;             /* the last four raw bytes */
    uint64_t raw;              /* raw bytes seen */
    bool several;              /* perhaps more than one member */
} gzip_check;

void gzip_check_init(gzip_check *g);
void gzip_check_raw(gzip_check *g, const char *bytes, size_t size);
void gzip_check_plain(gzip_check *g, const char *bytes, size_t size);
/* At the end: whether the member checks, given its trailer of 8 bytes. */
bool gzip_check_end(const gzip_check *g, const char *trailer);

#endif
