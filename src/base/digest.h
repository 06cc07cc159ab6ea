/* digest.h - BLAKE2b of files, for summary.json; the one door to libsodium */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "chaff/base.h"

enum { DIGEST_SIZE = 32, DIGEST_TEXT = 2 * DIGEST_SIZE + 1 };

/* BLAKE2b-256 of the bytes of a regular file as lower-case hexadecimal. */
CHAFF_MUST_USE chaff_status digest_file(const char *path, char text[DIGEST_TEXT],
                                        chaff_error *err);

#endif
