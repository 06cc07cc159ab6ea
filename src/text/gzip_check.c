/* gzip_check.c - CRC-32 and length of a lone gzip member
 *
 * In: the raw bytes and the plain ones, in order. Out: whether they belong together.
 */
#include "text/gzip_check.h"

#include <string.h>

static uint32_t little(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24;
}

/* Eight tables for eight bytes a step ("slicing-by-8", Kounavis and Berry 2005). */
void gzip_check_init(gzip_check *g)
{
    *g = (gzip_check){ .crc = UINT32_MAX };
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t crc = i;

        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
        g->table[0][i] = crc;
    }
    for (int t = 1; t < 8; t++)
        for (int i = 0; i < 256; i++)
            g->table[t][i] = g->table[t - 1][i] >> 8
                             ^ g->table[0][g->table[t - 1][i] & 255];
}

/* Whether raw bytes hold what begins a member: the magic number, the one method
 * there is, and no reserved flag. Chance does so once in 2^27 bytes. */
void gzip_check_raw(gzip_check *g, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size && i < 3; i++) {       /* headers that begin before */
        g->last = g->last << 8 | (unsigned char)bytes[i];
        if (g->raw + i > 3 && g->last >> 8 == 0x1F8B08 && !(g->last & 0xE0))
            g->several = true;
    }
    for (const char *at = bytes, *end = bytes + size; !g->several
         && end - at >= 4; at++) {
        at = memchr(at, 0x1F, (size_t)(end - at - 3));
        if (!at)
            break;
        g->several = at[1] == '\x8B' && at[2] == 8 && !(at[3] & 0xE0)
                     && g->raw + (uint64_t)(at - bytes);
    }
    for (size_t i = size < 3 ? size : size - 3 > 3 ? size - 3 : 3; i < size; i++)
        g->last = g->last << 8 | (unsigned char)bytes[i];
    g->raw += size;
}

void gzip_check_plain(gzip_check *g, const char *bytes, size_t size)
{
    uint32_t crc = g->crc;

    g->size += (uint32_t)size;
    for (; size >= 8; size -= 8, bytes += 8) {
        uint32_t low = crc ^ little(bytes), high = little(bytes + 4);

        crc = g->table[7][low & 255] ^ g->table[6][low >> 8 & 255] ^
              g->table[5][low >> 16 & 255] ^ g->table[4][low >> 24] ^
              g->table[3][high & 255] ^ g->table[2][high >> 8 & 255] ^
              g->table[1][high >> 16 & 255] ^ g->table[0][high >> 24];
    }
    for (; size; size--)
        crc = crc >> 8 ^ g->table[0][(crc ^ (unsigned char)*bytes++) & 255];
    g->crc = crc;
}

bool gzip_check_end(const gzip_check *g, const char *trailer)
{
    return g->several || (little(trailer) == ~g->crc && little(trailer + 4) == g->size);
}
