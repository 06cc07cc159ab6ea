/* marks.h - bytes of a text that matter to its lines and sentences, a bit each */
#ifndef BOILER_MARKS_H
#define BOILER_MARKS_H

#include "chaff/base.h"

/* Byte i of the text: bit i % 64 of number i / 64. Numbers that a text of so many bytes
 * takes: */
static inline size_t marks_room(size_t size)
{
    return size / 64 + 1;
}

/* Line feeds; bytes at which a sentence may end, all that do and some that do not;
 * bytes 0x80 to 0xBF, inside a character. */
void marks_find(const unsigned char *s, size_t size, uint64_t *lines, uint64_t *stops,
                uint64_t *inner);

/* The first byte of [at, end) that is marked, or `end`; at < end. */
static inline size_t marks_next(const uint64_t *marks, size_t at, size_t end)
{
    uint64_t bits = marks[at / 64] >> at % 64;

    if (bits == 0) {
        for (at |= 63; ++at < end && (bits = marks[at / 64]) == 0; at |= 63)
            ;
        if (at >= end)
            return end;
    }
    at += (size_t)__builtin_ctzll(bits);
    return at < end ? at : end;
}

#endif
