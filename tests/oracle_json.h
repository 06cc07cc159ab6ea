/* oracle_json.h - JSON strings and objects read naively, byte by byte */
#ifndef ORACLE_JSON_H
#define ORACLE_JSON_H

#include "chaff/base.h"

/* One unit of a string token: a raw byte, or an escape sequence (a pair of surrogate
 * escapes is one), and the bytes it decodes to. */
typedef struct oracle_json_unit {
    size_t raw_start, raw_end;
    char decoded[4];
    size_t size;
} oracle_json_unit;

/* Units of a string token with its quotes; returns their number. `units` has room
 * for one a byte. The token must be well-formed. */
size_t oracle_json_units(chaff_text raw, oracle_json_unit *units);

/* The decoded text; returns its size. `out` has raw.size bytes. */
size_t oracle_json_decode(chaff_text raw, char *out);

/* The token without every unit that shares a decoded byte with a cut. */
size_t oracle_json_cut(chaff_text raw, const size_t *cuts, size_t count, char *out);

#endif
