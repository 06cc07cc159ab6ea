/* words_chunk.h - the other part that vector kernels share: blocks become words
 *
 * In: text. Out: hashes and places. A chunk is some blocks read into edges of words
 * and folded bytes; then its words are hashed eight at a time. SINGLE words are hashed
 * as they are read; in a chunk that has some, each word knows its rank. Always: a chunk
 * begins at the start of a word or between words, so that nothing need be known of what
 * was before.
 *
 * Beside what words_block.h asks for, the including file defines
 *   flatten(bits, base, out)   writes base + i for every bit i, up to 63 items more
 *                              than that; returns how many bits there are
 *   hash_words(c, count, hashes)   the hashes of the words that have edges, up to 7
 *                              more; a bit in c->hard_words for each that holds a
 *                              HARD_BYTE or is longer than WORD_SHORT, its hash is
 *                              void; returns whether there is one
 *   add_singles(c, w, base)     takes in w->singles of a block that begins at
 *                              `base`: hashes to c->ranked, by rank, up to 23 more,
 *                              ranks of the other words that start to c->ranks; returns
 *                              how many there are
 * and LOADS_SOME, 1 if there is
 *   load_some(bytes, size)     the first `size` < 64 bytes, zeros behind them
 */
#ifndef TEXT_WORDS_CHUNK_H
#define TEXT_WORDS_CHUNK_H

#include "text/words_block.h"

enum {
    CHUNK = 2048,              /* bytes; fits the L1 cache with its edges */
    CHUNK_ROOM = CHUNK + 4 * BLOCK,
    CHUNK_BLOCKS = CHUNK_ROOM / 32,    /* blocks are of 61 bytes and more */
    WORDS_BYTES = 3,           /* few texts have shorter words on average */
    WORDS_LEAST = 32           /* with less room than this a call returns early */
};

typedef struct chunk {
    _Alignas(64) unsigned char folded[CHUNK_ROOM];
    /* Start and end of each word in turn, from the chunk's first byte. A word that is
     * still open at the end has no second edge. Single words are not among them. */
    _Alignas(64) uint32_t edges[2 * CHUNK_ROOM];
    size_t edge_count;
    bool hard;                 /* some byte may be HARD_BYTE */
    uint8_t hard_words[CHUNK_ROOM / 8];
    uint64_t hashes[CHUNK_ROOM];
    /* Only if single_count > 0. Ranks of the words that have edges, as far as
     * rank_count; hashes by rank. Single words as bits of the blocks that have some;
     * find_singles makes places of them, which are seldom wanted. */
    size_t single_count, rank_count, single_blocks;
    uint64_t single_bits[CHUNK_BLOCKS];
    uint32_t single_base[CHUNK_BLOCKS];
    uint32_t single[CHUNK_ROOM], ranks[CHUNK_ROOM];
    uint64_t ranked[CHUNK_ROOM];
} chunk;

KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out);
KERNEL static inline bool hash_words(chunk *c, size_t count, uint64_t *hashes);
KERNEL static inline size_t
add_singles(chunk *c, const block_words *w, size_t base);

/* Words that meet without a byte between them have both edges at one place. */
KERNEL static void
add_meeting(chunk *c, uint64_t starts, uint64_t ends, uint32_t base)
{
    uint32_t first[BLOCK + BLOCK], second[BLOCK + BLOCK];
    bool open = c->edge_count & 1;
    size_t count = flatten(open ? ends : starts, base, first);
    size_t others = flatten(open ? starts : ends, base, second);
    uint32_t *to = c->edges + c->edge_count;

    for (size_t i = 0; i < count; i++) {
        to[2 * i] = first[i];
        to[2 * i + 1] = second[i];
    }
    c->edge_count += count + others;
}

KERNEL static inline void
add_edges(chunk *c, uint64_t starts, uint64_t ends, size_t base)
{
    if (__builtin_expect((starts & ends) == 0, 1))
        c->edge_count +=
            flatten(starts | ends, (uint32_t)base, c->edges + c->edge_count);
    else
        add_meeting(c, starts, ends, (uint32_t)base);
}

/* Ranks of words with edges up to here: no single one began since the last was
 * given. */
KERNEL static inline size_t give_ranks(chunk *c)
{
    size_t words = (c->edge_count + 1) / 2;

    for (; c->rank_count < words; c->rank_count++)
        c->ranks[c->rank_count] = (uint32_t)(c->rank_count + c->single_count);
    return words + c->single_count;
}

KERNEL __attribute__((always_inline)) static inline size_t
add_block(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t at)
{
    block_words words;
    size_t size = read_block(s, r, text, c->folded + at, &words);

    if (words.singles) {
        c->single_bits[c->single_blocks] = words.singles;
        c->single_base[c->single_blocks++] = (uint32_t)at;
        c->single_count += add_singles(c, &words, at);
        if (!(words.starts | words.ends))
            return size;
    }
    add_edges(c, words.starts, words.ends, at);
    return size;
}

/* The last bytes, too few for a block: in a copy with zeros behind it. */
KERNEL static void
copy_rest(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t size,
          size_t at)
{
    unsigned char rest[3 * BLOCK] = {0};
    size_t left = size - at;

    memcpy(rest, text + at, left);
    for (size_t i = 0; i <= left;)
        i += add_block(s, c, r, rest + i, at + i);
}

KERNEL static inline void
add_rest(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t size,
         size_t at)
{
#if LOADS_SOME
    for (; at < size; at += BLOCK) {
        size_t left = size - at;
        bytes64 bytes = left < BLOCK ? load_some(text + at, left)
                                     : load_bytes(text + at);
        block_words words;

        if (bytes_high(bytes) || r->stood) {
            copy_rest(s, c, r, text, size, at);
            return;
        }
        read_ascii(r, bytes, c->folded + at, &words);
        add_edges(c, words.starts, words.ends, at);
    }
    if (c->edge_count & 1)
        c->edges[c->edge_count++] = (uint32_t)size;
#else
    copy_rest(s, c, r, text, size, at);
#endif
}

/* Read about `want` bytes. Returns how many were read; a word may be left open. */
KERNEL static size_t
fill_chunk(splitter *s, chunk *c, const unsigned char *text, size_t size, size_t want)
{
    reading r = {0};
    size_t at = 0;

    c->edge_count = c->single_count = c->rank_count = c->single_blocks = 0;
    while (at < want && size - at >= BLOCK_READS)
        at += add_block(s, c, &r, text + at, at);
    if (at < want) {
        add_rest(s, c, &r, text, size, at);
        at = size;
    }
    c->hard = r.hard;
    return at;
}

/* One word of the chunk that begins at `base`, long or with hard characters in it.
 * Returns its end, or where it stopped before that. */
static size_t
read_hard(splitter *s, const chunk *c, size_t i, const unsigned char *text, size_t base,
          word_out *out)
{
    size_t start = c->edges[2 * i], end = c->edges[2 * i + 1];

    if (memchr(c->folded + start, HARD_BYTE, end - start))
        return split_folded(s, text, base + end, base + start, out);
    word_put(out, words_hash((const char *)c->folded + start, end - start),
             base + start, base + end);
    return base + end;
}

/* Word i with the hash it has unless it is hard. Returns where it stopped, or
 * SIZE_MAX. */
static size_t
put_word(splitter *s, const chunk *c, size_t i, uint64_t hash,
         const unsigned char *text, size_t base, word_out *out)
{
    size_t start = base + c->edges[2 * i], end = base + c->edges[2 * i + 1], stop;

    if (out->count == out->capacity)
        return start;
    if (!(c->hard_words[i / 8] >> i % 8 & 1)) {
        word_put(out, hash, start, end);
        return SIZE_MAX;
    }
    stop = read_hard(s, c, i, text, base, out);
    return stop != end || s->status != CHAFF_OK ? stop : SIZE_MAX;
}

static void put_places(const chunk *c, size_t words, size_t base, word_place *places)
{
    for (size_t i = 0; i < words; i++)
        places[i] = (word_place){(uint32_t)base + c->edges[2 * i],
                                 (uint32_t)base + c->edges[2 * i + 1]};
}

/* All words of a chunk without single ones. Returns where it stopped, or SIZE_MAX. */
KERNEL static size_t
hash_chunk(splitter *s, chunk *c, const unsigned char *text, size_t base, word_out *out)
{
    size_t words = c->edge_count / 2, stop = SIZE_MAX;
    bool room = out->capacity - out->count >= words + 8;
    uint64_t *hashes = room ? out->hashes + out->count : c->hashes;
    bool hard = hash_words(c, words, hashes);

    if (room && !hard) {
        if (out->places)
            put_places(c, words, base, out->places + out->count);
        out->count += words;
        return stop;
    }
    if (room)
        memcpy(c->hashes, hashes, words * sizeof *hashes);
    for (size_t i = 0; i < words && stop == SIZE_MAX; i++)
        stop = put_word(s, c, i, c->hashes[i], text, base, out);
    return stop;
}

/* -- chunks with single words ------------------------------------------------------ */

/* Hash the words that have edges and put them in their ranks. True if some are hard. */
KERNEL static bool hash_others(chunk *c)
{
    size_t words = c->edge_count / 2;
    bool hard = hash_words(c, words, c->hashes);

    (void)give_ranks(c);
    for (size_t i = 0; i < words; i++)
        c->ranked[c->ranks[i]] = c->hashes[i];
    return hard;
}

KERNEL static void find_singles(chunk *c)
{
    size_t count = 0;

    for (size_t i = 0; i < c->single_blocks; i++)
        count += flatten(c->single_bits[i], c->single_base[i], c->single + count);
}

/* The words in order, hard ones among them. Returns where it stopped, or SIZE_MAX. */
static size_t
walk_ranks(splitter *s, const chunk *c, const unsigned char *text, size_t base,
           word_out *out)
{
    size_t words = c->edge_count / 2, i = 0, k = 0;

    while (i < words || k < c->single_count) {
        if (i < words && c->ranks[i] == i + k) {
            size_t stop = put_word(s, c, i, c->hashes[i], text, base, out);

            if (stop != SIZE_MAX)
                return stop;
            i++;
            continue;
        }
        if (out->count == out->capacity)
            return base + c->single[k];
        word_put(out, c->ranked[i + k], base + c->single[k], base + c->single[k] + 3);
        k++;
    }
    return SIZE_MAX;
}

static void put_ranked_places(const chunk *c, size_t base, word_place *places)
{
    for (size_t i = 0; i < c->edge_count / 2; i++)
        places[c->ranks[i]] = (word_place){(uint32_t)base + c->edges[2 * i],
                                           (uint32_t)base + c->edges[2 * i + 1]};
    for (size_t i = 0, k = 0; k < c->single_count; k++) {
        uint32_t start = (uint32_t)base + c->single[k];

        while (i < c->edge_count / 2 && c->ranks[i] == i + k)
            i++;
        places[i + k] = (word_place){start, start + 3};
    }
}

/* As hash_chunk. */
KERNEL static size_t
hash_ranked(splitter *s, chunk *c, const unsigned char *text, size_t base,
            word_out *out)
{
    size_t count = c->edge_count / 2 + c->single_count;

    bool hard = hash_others(c), full = out->capacity - out->count < count;

    if (hard || full || out->places)
        find_singles(c);
    if (hard || full)
        return walk_ranks(s, c, text, base, out);
    memcpy(out->hashes + out->count, c->ranked, count * sizeof *c->ranked);
    if (out->places)
        put_ranked_places(c, base, out->places + out->count);
    out->count += count;
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
        open = c.edge_count & 1 ? c.edges[c.edge_count - 1] : read;
        for (size_t k = 0; k < 16; k++)         /* what hash_words may look at */
            c.edges[c.edge_count / 2 * 2 + k] = 0;
        stop = c.single_count ? hash_ranked(s, &c, text, at, out)
                              : hash_chunk(s, &c, text, at, out);
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
