/* words_chunk.h - the other part that vector kernels share: blocks become words
 *
 * In: text. Out: hashes and places. A chunk is some blocks read into places of words
 * and folded bytes; then its words are hashed eight at a time. Always: a chunk begins
 * at the start of a word or between words, so that nothing need be known of what was
 * before.
 *
 * Beside what words_block.h asks for, the including file defines
 *   flatten(bits, base, out)   writes base + i for every bit i, up to 15 items more
 *                              than that; returns how many bits there are
 *   hash_eight(c, i, hashes)   hashes words i .. i + 7; bit k: word i + k holds a
 *                              HARD_BYTE or is longer than WORD_SHORT, its hash is void
 */
#ifndef TEXT_WORDS_CHUNK_H
#define TEXT_WORDS_CHUNK_H

#include "text/words_block.h"

enum {
    CHUNK = 2048,              /* bytes; fits the L1 cache with its places */
    CHUNK_ROOM = CHUNK + 4 * BLOCK,
    WORDS_BYTES = 3,           /* few texts have shorter words on average */
    WORDS_LEAST = 32           /* with less room than this a call returns early */
};

typedef struct chunk {
    _Alignas(64) unsigned char folded[CHUNK_ROOM];
    uint32_t starts[CHUNK_ROOM], ends[CHUNK_ROOM];     /* from the chunk's first byte */
    size_t start_count, end_count;
} chunk;

KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out);
KERNEL static inline unsigned hash_eight(const chunk *c, size_t i, uint64_t hashes[8]);

KERNEL static inline size_t
add_block(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t at)
{
    uint64_t starts, ends;
    size_t size = read_block(s, r, text, c->folded + at, &starts, &ends);

    c->start_count += flatten(starts, (uint32_t)at, c->starts + c->start_count);
    c->end_count += flatten(ends, (uint32_t)at, c->ends + c->end_count);
    return size;
}

/* Read about `want` bytes. Returns how many were read; a word may be left open. */
KERNEL static size_t
fill_chunk(splitter *s, chunk *c, const unsigned char *text, size_t size, size_t want)
{
    reading r = {0, 0, NULL, 0};
    unsigned char rest[3 * BLOCK] = {0};
    size_t at = 0, left;

    c->start_count = c->end_count = 0;
    while (at < want && size - at >= BLOCK_READS)
        at += add_block(s, c, &r, text + at, at);
    if (at >= want)
        return at;
    left = size - at;
    memcpy(rest, text + at, left);
    for (size_t i = 0; i <= left;)
        i += add_block(s, c, &r, rest + i, at + i);
    return size;
}

/* One word of the chunk that begins at `base`, long or with hard characters in it.
 * Returns its end, or where it stopped before that. */
static size_t
read_hard(splitter *s, const chunk *c, size_t i, const unsigned char *text, size_t base,
          word_out *out)
{
    size_t start = c->starts[i], end = c->ends[i];

    if (memchr(c->folded + start, HARD_BYTE, end - start))
        return split_folded(s, text, base + end, base + start, out);
    word_put(out, words_hash((const char *)c->folded + start, end - start),
             base + start, base + end);
    return base + end;
}

/* Words i .. i + count - 1, some of them hard. Returns where it stopped, or
 * SIZE_MAX. */
static size_t
read_mixed(splitter *s, const chunk *c, size_t i, size_t count, const uint64_t *hashes,
           unsigned hard, const unsigned char *text, size_t base, word_out *out)
{
    for (size_t k = 0; k < count; k++) {
        size_t start = base + c->starts[i + k], end = base + c->ends[i + k], stop;

        if (out->count == out->capacity)
            return start;
        if (!(hard >> k & 1)) {
            word_put(out, hashes[k], start, end);
            continue;
        }
        stop = read_hard(s, c, i + k, text, base, out);
        if (stop != end || s->status != CHAFF_OK)
            return stop;
    }
    return SIZE_MAX;
}

/* All words of the chunk. Returns where it stopped, or SIZE_MAX. */
KERNEL static size_t
hash_chunk(splitter *s, const chunk *c, const unsigned char *text, size_t base,
           word_out *out)
{
    for (size_t i = 0; i < c->end_count; i += 8) {
        size_t count = c->end_count - i < 8 ? c->end_count - i : 8, stop;
        uint64_t hashes[8];
        unsigned hard = hash_eight(c, i, hashes) & ((1u << count) - 1);

        if (hard == 0 && out->capacity - out->count >= 8) {
            memcpy(out->hashes + out->count, hashes, sizeof hashes);
            if (out->places)
                for (size_t k = 0; k < 8; k++)
                    out->places[out->count + k] =
                        (word_place){(uint32_t)base + c->starts[i + k],
                                     (uint32_t)base + c->ends[i + k]};
            out->count += count;
            continue;
        }
        stop = read_mixed(s, c, i, count, hashes, hard, text, base, out);
        if (stop != SIZE_MAX)
            return stop;
    }
    return SIZE_MAX;
}

KERNEL static size_t
split_chunks(splitter *s, const unsigned char *text, size_t size, size_t at,
             word_out *out)
{
    chunk c;

    while (at < size && out->count < out->capacity) {
        size_t room = out->capacity - out->count, want, read, stop, open;

        if (room < WORDS_LEAST && out->count > 0)
            break;
        want = room < CHUNK / WORDS_BYTES ? room * WORDS_BYTES : CHUNK;
        read = fill_chunk(s, &c, text + at, size - at, want);
        open = c.start_count > c.end_count ? c.starts[c.end_count] : read;
        for (size_t k = 0; k < 8; k++)          /* what hash_eight may look at */
            c.starts[c.end_count + k] = c.ends[c.end_count + k] = 0;
        stop = hash_chunk(s, &c, text, at, out);
        if (stop != SIZE_MAX)
            return s->status == CHAFF_OK ? stop : size;
        if (open == 0 && out->count < out->capacity)
            at = split_one(s, text, size, at, out);
        else
            at += open;
    }
    return at;
}

#endif
