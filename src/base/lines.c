/* lines.c - line feeds counted eight bytes at a time, one lane for each */
#include "base/lines.h"

#include <string.h>

#define EACH(byte) ((byte) * UINT64_C(0x0101010101010101))
enum { LANES = 8, LANE_MOST = 255 };

/* The lowest bit of each byte that is a line feed. Seven bits and 0x7F reach the eighth
 * unless all of them are 0. */
static inline uint64_t feeds(const char *bytes)
{
    uint64_t word;

    memcpy(&word, bytes, sizeof word);
    word ^= EACH('\n');
    return ~(((word & EACH(0x7F)) + EACH(0x7F)) | word) >> 7 & EACH(1);
}

static uint64_t sum_lanes(uint64_t lanes)
{
    const uint64_t even = UINT64_C(0x00FF00FF00FF00FF);

    return ((lanes & even) + (lanes >> 8 & even)) * UINT64_C(0x0001000100010001) >> 48;
}

uint64_t lines_count(const char *bytes, size_t size)
{
    const char *end = bytes + size;
    uint64_t lines = 0;

    while (end - bytes >= LANES) {
        size_t words = (size_t)(end - bytes) / LANES;
        uint64_t lanes = 0;

        for (words = words < LANE_MOST ? words : LANE_MOST; words > 0; words--) {
            lanes += feeds(bytes);
            bytes += LANES;
        }
        lines += sum_lanes(lanes);
    }
    while (bytes < end)
        lines += *bytes++ == '\n';
    return lines;
}
