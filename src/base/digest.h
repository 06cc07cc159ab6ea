/* digest.h - of files for summary.json, of parts of a page for browsers; the one
 * door to libsodium */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "chaff/base.h"

enum { DIGEST_SIZE = 32, DIGEST_TEXT = 2 * DIGEST_SIZE + 1 };

enum { DIGEST_SHA_TEXT = 45 };

/* SHA-256 of bytes in base64, as a browser wants it for what it may run. */
CHAFF_MUST_USE chaff_status digest_sha256(const void *bytes, size_t size,
                                          char text[DIGEST_SHA_TEXT]);

/* BLAKE2b-256 of the bytes of a regular file as lower-case hexadecimal. */
CHAFF_MUST_USE chaff_status digest_file(const char *path, char text[DIGEST_TEXT],
                                        chaff_error *err);

#endif
