/* gzip_check.c - CRC-32 and length of each gzip member (RFC 1952)
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
            g->table[t][i] = g->table[t - 1][i] >> 8 ^ g->table[0][g->table[t - 1][i] & 255];
}

static void add_plain(gzip_check *g, const char *bytes, size_t size)
{
    uint32_t crc = g->crc;

    g->size += size;
    for (; size >= 8; size -= 8, bytes += 8) {
        uint32_t low = crc ^ little(bytes), high = little(bytes + 4);

        crc = g->table[7][low & 255] ^ g->table[6][low >> 8 & 255] ^ g->table[5][low >> 16 & 255]
              ^ g->table[4][low >> 24] ^ g->table[3][high & 255] ^ g->table[2][high >> 8 & 255]
              ^ g->table[1][high >> 16 & 255] ^ g->table[0][high >> 24];
    }
    for (; size; size--)
        crc = crc >> 8 ^ g->table[0][(crc ^ (unsigned char)*bytes++) & 255];
    g->crc = crc;
}

static bool member_checks(const gzip_check *g, gzip_trailer t)
{
    return t.size == (uint32_t)g->size && t.crc == ~g->crc;
}

/* If a member may end here and does, the next begins; candidates before its trailer were
 * none. */
static void end_members(gzip_check *g)
{
    for (size_t i = 0; i < g->count; i++)
        if (member_checks(g, g->candidates[i])) {
            memmove(g->candidates, g->candidates + i + 1, (g->count - i - 1) * sizeof *g->candidates);
            g->count -= i + 1;
            g->crc = UINT32_MAX;
            g->size = 0;
            i = SIZE_MAX;                              /* from the first again: empty members */
        }
}

/* Members that end within the used raw bytes have come out whole: what was none, is none. */
static void forget_candidates(gzip_check *g, uint64_t used)
{
    size_t stale = 0;

    while (stale < g->count && g->candidates[stale].end <= used)
        stale++;
    g->count -= stale;
    memmove(g->candidates, g->candidates + stale, g->count * sizeof *g->candidates);
}

void gzip_check_plain(gzip_check *g, const char *bytes, size_t size, uint64_t used)
{
    while (size && !g->gave_up) {
        size_t step = size;

        end_members(g);
        for (size_t i = 0; i < g->count; i++) {
            uint32_t left = g->candidates[i].size - (uint32_t)g->size;

            if (left && left < step)
                step = left;
        }
        add_plain(g, bytes, step);
        bytes += step;
        size -= step;
    }
    end_members(g);
    forget_candidates(g, used);
}

/* Candidates whose windows begin in the first `windows` bytes, of which the first is raw
 * byte `offset`. */
static void add_candidates(gzip_check *g, const char *bytes, size_t windows, uint64_t offset)
{
    const char *at = bytes + 8, *end = bytes + windows + 8;

    while (at < end && (at = memchr(at, 0x1F, (size_t)(end - at)))) {
        if (at[1] == '\x8B' && at[2] == 8 && !(at[3] & 0xE0)) {
            if (g->count == GZIP_CANDIDATES) {
                g->gave_up = true;
                return;
            }
            g->candidates[g->count++] = (gzip_trailer){
                little(at - 8), little(at - 4), offset + (uint64_t)(at - bytes) };
        }
        at++;
    }
}

void gzip_check_raw(gzip_check *g, const char *bytes, size_t size)
{
    char joint[2 * GZIP_WINDOW];
    size_t head = size < GZIP_WINDOW - 1 ? size : GZIP_WINDOW - 1, joined = g->tail_size + head;

    memcpy(joint, g->tail, g->tail_size);
    memcpy(joint + g->tail_size, bytes, head);
    if (joined >= GZIP_WINDOW) {
        size_t windows = joined - GZIP_WINDOW + 1;

        add_candidates(g, joint, windows < g->tail_size ? windows : g->tail_size, g->raw - g->tail_size);
    }
    if (size >= GZIP_WINDOW)
        add_candidates(g, bytes, size - GZIP_WINDOW + 1, g->raw);
    g->raw += size;
    if (size >= GZIP_WINDOW - 1) {
        g->tail_size = GZIP_WINDOW - 1;
        memcpy(g->tail, bytes + size - g->tail_size, g->tail_size);
    } else {
        size_t keep = joined < GZIP_WINDOW - 1 ? joined : GZIP_WINDOW - 1;

        memcpy(g->tail, joint + joined - keep, keep);
        g->tail_size = keep;
    }
}

bool gzip_check_end(gzip_check *g, const char *trailer)
{
    end_members(g);
    return g->gave_up || member_checks(g, (gzip_trailer){ little(trailer), little(trailer + 4), 0 });
}
