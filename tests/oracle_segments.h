/* oracle_segments.h - units of a text, found character by character */
#ifndef ORACLE_SEGMENTS_H
#define ORACLE_SEGMENTS_H

#include "boiler/segments.h"

/* The units that segments_find should find, to be freed. */
segment *segments_naive(const unsigned char *s, size_t size, size_t *count);

#endif
