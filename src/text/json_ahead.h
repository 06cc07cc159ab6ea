/* json_ahead.h - decoding JSON strings 64 bytes at a time, where the processor can */
#ifndef TEXT_JSON_AHEAD_H
#define TEXT_JSON_AHEAD_H

#include <stddef.h>

/* Decode plain bytes and two-byte escapes from `at` to *to, which moves on; how many
 * raw bytes were taken. Stops before what it leaves to others: the last 63 bytes, \u
 * escapes, errors. 0 where the processor lacks the instructions. *to has room for
 * `size` bytes; `short_escapes` maps the letter of a two-byte escape to its byte,
 * else to 0. */
size_t json_decode_ahead(char **to, const char *at, size_t size,
                         const char short_escapes[256]);

#endif
