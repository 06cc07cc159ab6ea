/* members.c - where the frames of zstd and the streams of xz end
 *
 * In: raw bytes as they arrive. Out: how many of them belong to members. zstd frames
 * are walked by their block headers (RFC 8878, 3.1.1); xz streams are found by their
 * footers (the .xz file format 1.1, 2.1.2), whose CRC32 makes a false one improbable.
 * The other kinds pass: libarchive tells where their last member ended. Always: what is
 * damaged passes too, so that the decoder names the fault.
 */
#include "text/members.h"

#include <string.h>

enum { AT_START, INSIDE, DAMAGED };

static const unsigned char zstd_magic[4] = { 0x28, 0xB5, 0x2F, 0xFD };
static const unsigned char xz_magic[6] = { 0xFD, '7', 'z', 'X', 'Z', 0 };

static uint32_t little(const unsigned char *b, int count)
{
    uint32_t value = 0;

    while (count--)
        value = value << 8 | b[count];
    return value;
}

/* Fewer bytes than needed are left: more may come, or the decoder has to complain. At a
 * start, what can't become a member ends the stream. */
static member_verdict run_short(const member_scan *s, const unsigned char *at,
                                size_t left, bool last)
{
    const unsigned char *magic = s->kind == PACKING_XZ ? xz_magic : zstd_magic;
    size_t size = s->kind == PACKING_XZ ? sizeof xz_magic : sizeof zstd_magic;

    if (!last)
        return MEMBER_MORE;
    if (s->state != AT_START || !memcmp(at, magic, left < size ? left : size))
        return MEMBER_ALL;
    return MEMBER_END;
}

/* Size of the frame header behind the magic number, from its first byte. */
static size_t frame_header_size(unsigned char descriptor)
{
    static const unsigned char dictionary[4] = { 0, 1, 2, 4 }, content[4] = { 0, 2, 4,
                                                                             8 };
    bool single = descriptor >> 5 & 1;
    size_t size = 1 + !single + dictionary[descriptor & 3] + content[descriptor >> 6];

    return size + (single && !(descriptor >> 6));
}

/* One step at a frame start or block header with `left` bytes there. */
static member_verdict step_zstd(member_scan *s, const unsigned char *at, size_t left,
                                bool last)
{
    uint32_t block;

    if (s->state == AT_START) {
        if (left < 8)                                  /* the shortest frame has 9
                                                        * bytes */
            return run_short(s, at, left, last);
        if (at[0] >> 4 == 5 && !memcmp(at + 1, "\x2A\x4D\x18", 3)) {
            s->skip = 8 + (uint64_t)little(at + 4, 4);
            return MEMBER_ALL;
        }
        if (memcmp(at, zstd_magic, 4))
            return MEMBER_END;
        s->skip = 4 + frame_header_size(at[4]);
        s->checksum = at[4] >> 2 & 1;
        s->state = INSIDE;
        return MEMBER_ALL;
    }
    if (left < 3)
        return run_short(s, at, left, last);
    block = little(at, 3);
    s->skip = 3 + ((block >> 1 & 3) == 1 ? 1 : block >> 3);
    s->content = s->content || block >> 3;
    if ((block >> 1 & 3) == 3)
        s->state = DAMAGED;
    else if (block & 1) {
        s->skip += s->checksum ? 4 : 0;
        s->state = AT_START;
    }
    return MEMBER_ALL;
}

/* CRC-32 (ISO 3309) of a few bytes. */
static uint32_t crc32_of(const unsigned char *b, size_t size)
{
    uint32_t crc = UINT32_MAX;

    for (size_t i = 0; i < size; i++) {
        crc ^= b[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? UINT32_C(0xEDB88320) : 0);
    }
    return ~crc;
}

static bool is_footer(const unsigned char *b)
{
    return b[10] == 'Y' && b[11] == 'Z' && !b[8] && crc32_of(b + 4, 6) == little(b, 4);
}

static member_verdict step_xz(member_scan *s, const unsigned char *at, size_t left,
                              bool last)
{
    if (s->state == AT_START) {
        if (left >= 4 && !little(at, 4)) {             /* stream padding */
            s->skip = 4;
            return MEMBER_ALL;
        }
        if (left < sizeof xz_magic)
            return run_short(s, at, left, last);
        if (memcmp(at, xz_magic, sizeof xz_magic))
            return MEMBER_END;
        s->skip = 12;
        s->body = 0;
        s->state = INSIDE;
        return MEMBER_ALL;
    }
    if (left < 12)
        return run_short(s, at, left, last);
    while (left >= 12 + 4 && !is_footer(at)) {
        at += 4;
        left -= 4;
        s->skip += 4;
    }
    s->body += s->skip;
    if (is_footer(at)) {
        s->content = s->content || s->body > 8;        /* an index of nothing has 8
                                                        * bytes */
        s->skip += 12;
        s->state = AT_START;
    } else {
        s->body += 4;
        s->skip += 4;
    }
    return MEMBER_ALL;
}

member_verdict
member_look(member_scan *s, const char *bytes, size_t size, bool last, size_t *usable)
{
    size_t at = 0;
    member_verdict verdict = MEMBER_ALL;

    *usable = size;
    if ((s->kind != PACKING_ZSTD && s->kind != PACKING_XZ) || s->state == DAMAGED)
        return MEMBER_ALL;
    while (at < size) {
        if (s->skip) {
            size_t step = s->skip < size - at ? (size_t)s->skip : size - at;

            s->skip -= step;
            at += step;
            continue;
        }
        verdict = (s->kind == PACKING_ZSTD ? step_zstd : step_xz)(
            s, (const unsigned char *)bytes + at, size - at, last);
        if (verdict != MEMBER_ALL)
            break;
        if (!s->skip || s->state == DAMAGED)
            return MEMBER_ALL;
    }
    if (verdict != MEMBER_ALL)
        *usable = at;
    return verdict;
}

bool member_nothing(const member_scan *s)
{
    return s->state == AT_START && !s->skip && !s->content;
}
