/* words_chunk.h - the other part that vector kernels share: blocks become words
 *
 * In: text. Out: hashes and places. A chunk is some blocks read into edges of words
 * and folded bytes; then its words are hashed eight at a time, those that have edges
 * first. SINGLE words have none: their blocks are kept as bits, by which both kinds are
 * merged. Always: a chunk begins at the start of a word or between words, so that
 * nothing need be known of what was before.
 *
 * Beside what words_block.h asks for, the including file defines
 *   flatten(bits, base, out)   writes base + i for every bit i, up to 63 items more
 *                              than that; returns how many bits there are
 *   hash_words(c, count, hashes)   the hashes of the words that have edges, up to 7
 *                              more; a bit in c->hard_words for each that holds a
 *                              HARD_BYTE or is longer than WORD_SHORT, its hash is
 *                              void; returns whether there is one
 *   hash_singles(c, to)        the hashes of all single words of the chunk, up to
 *                              SINGLES_MORE more; returns how many there are
 *   put_mixed(m, singles, others, out)   the next of both for a block's words in their
 *                              order, up to 7 more
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
    SINGLES_MORE = 23,
    WORDS_BYTES = 3,           /* few texts have shorter words on average */
    ESCAPE = 2,                /* bytes before one that say whether it is escaped */
    WORDS_LEAST = 32           /* with less room than this a call returns early */
};

typedef struct mixed_block {   /* one with single words */
    uint64_t singles, starts;  /* as in block_words */
    uint32_t base;             /* its first byte in the chunk */
    uint32_t before;           /* words with edges that start before it */
} mixed_block;

typedef struct chunk {
    _Alignas(64) unsigned char folded[CHUNK_ROOM];
    /* Start and end of each word in turn, from the chunk's first byte. A word that is
     * still open at the end has no second edge. Single words are not among them. */
    _Alignas(64) uint32_t edges[2 * CHUNK_ROOM];
    size_t edge_count;
    bool hard;                 /* some byte may be HARD_BYTE */
    uint8_t hard_words[CHUNK_ROOM / 8];
    uint64_t hashes[CHUNK_ROOM];
    word_place places[CHUNK_ROOM];     /* used where words are not all put at once */
    mixed_block mixed[CHUNK_BLOCKS];
    size_t mixed_count;
    /* Only if there are some: their hashes; those of all words, in order; where among
     * all stand those that have edges. */
    unsigned char packed[CHUNK_ROOM];
    uint64_t singles[CHUNK_ROOM], ranked[CHUNK_ROOM];
    uint32_t ranks[CHUNK_ROOM];
} chunk;

KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out);
KERNEL static inline bool hash_words(chunk *c, size_t count, uint64_t *hashes);
KERNEL static inline size_t hash_singles(chunk *c, uint64_t *to);
KERNEL static inline void put_mixed(const mixed_block *m, const uint64_t *singles,
                                    const uint64_t *others, uint64_t *out);

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

KERNEL __attribute__((always_inline)) static inline size_t
add_block(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t at)
{
    block_words words;
    size_t size = read_block(s, r, text, c->folded + at, &words);

    if (words.singles)
        c->mixed[c->mixed_count++] = (mixed_block){
            words.singles, words.starts, (uint32_t)at,
            (uint32_t)(c->edge_count + 1) / 2};
    add_edges(c, words.starts, words.ends, at);
    return size;
}

/* The last bytes, too few for a block: in a copy with zeros behind it. */
KERNEL static void
copy_rest(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t size,
          size_t at)
{
    unsigned char rest[ESCAPE + 3 * BLOCK] = {0};
    size_t left = size - at, before = r->escapes ? ESCAPE : 0;

    memcpy(rest + ESCAPE - before, text + at - before, before + left);
    for (size_t i = 0; i <= left;)
        i += add_block(s, c, r, rest + ESCAPE + i, at + i);
}

#if LOADS_SOME
/* As load_text, the last `left` bytes. */
KERNEL static inline bytes64
load_rest(const reading *r, const unsigned char *text, size_t left)
{
    bytes64 bytes = load_some(text, left);

    if (r->escapes)
        bytes = bytes_unescaped(bytes, load_some(text - 1, left),
                                load_some(text - 2, left));
    return bytes;
}
#endif

KERNEL static inline void
add_rest(splitter *s, chunk *c, reading *r, const unsigned char *text, size_t size,
         size_t at)
{
#if LOADS_SOME
    for (; at < size; at += BLOCK) {
        size_t left = size - at;
        bytes64 bytes = left < BLOCK ? load_rest(r, text + at, left)
                                     : load_text(r, text + at);
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
    reading r = {.escapes = s->escapes};
    size_t at = 0;

    c->edge_count = c->mixed_count = 0;
    while (at < want && size - at >= BLOCK_READS)
        at += add_block(s, c, &r, text + at, at);
    if (at < want) {
        add_rest(s, c, &r, text, size, at);
        at = size;
    }
    c->hard = r.hard;
    return at;
}

/* Four places at a time, up to three more than there are. */
KERNEL static void put_places(const chunk *c, size_t base, word_place *places)
{
    typedef uint32_t eight __attribute__((vector_size(32)));

    for (size_t i = 0; i < c->edge_count / 2; i += 4) {
        eight edges;

        memcpy(&edges, c->edges + 2 * i, sizeof edges);
        edges += (uint32_t)base;
        memcpy(places + i, &edges, sizeof edges);
    }
}

/* Of all words in order: the rank of each that has edges to c->ranks, and unless NULL
 * the places of the others. */
KERNEL static void rank_words(chunk *c, uint32_t base, word_place *places)
{
    uint32_t rank = 0, i = 0;

    for (const mixed_block *m = c->mixed; m < c->mixed + c->mixed_count; m++) {
        while (i < m->before)
            c->ranks[i++] = rank++;
        for (uint64_t left = m->singles | m->starts; left; left &= left - 1, rank++) {
            uint32_t start = base + m->base + (uint32_t)__builtin_ctzll(left);

            if (m->starts & left & -left)
                c->ranks[i++] = rank;
            else if (places)
                places[rank] = (word_place){start, start + 3};
        }
    }
    while (i < c->edge_count / 2)
        c->ranks[i++] = rank++;
}

KERNEL static void put_ranked_places(chunk *c, size_t base, word_place *places)
{
    rank_words(c, (uint32_t)base, places);
    for (size_t i = 0; i < c->edge_count / 2; i++)
        places[c->ranks[i]] = (word_place){(uint32_t)base + c->edges[2 * i],
                                           (uint32_t)base + c->edges[2 * i + 1]};
}

KERNEL static void put_all_places(chunk *c, size_t base, word_place *places)
{
    if (c->mixed_count)
        put_ranked_places(c, base, places);
    else
        put_places(c, base, places);
}

/* -- hard words -------------------------------------------------------------------- */

/* The first hard word from word i on; `words` if there is none. */
static size_t next_hard(const chunk *c, size_t i, size_t words)
{
    while (i < words) {
        unsigned hard = (unsigned)c->hard_words[i / 8] >> i % 8;

        if (hard)
            return i + (unsigned)__builtin_ctz(hard);
        i = (i / 8 + 1) * 8;
    }
    return words;
}

/* One word of the chunk that begins at `base`, long or with hard characters in it.
 * Returns where it stopped before its end, or SIZE_MAX. */
static size_t
read_hard(splitter *s, const chunk *c, size_t i, const unsigned char *text, size_t base,
          word_out *out)
{
    size_t start = c->edges[2 * i], end = c->edges[2 * i + 1], stop;

    if (!memchr(c->folded + start, HARD_BYTE, end - start)) {
        word_put(out, words_hash((const char *)c->folded + start, end - start),
                 base + start, base + end);
        return SIZE_MAX;
    }
    stop = split_folded(s, text, base + end, base + start, out);
    return stop != base + end || s->status != CHAFF_OK ? stop : SIZE_MAX;
}

/* Words with these hashes and places, as many as there is room for; returns how
 * many. */
static size_t
put_some(const uint64_t *hashes, const word_place *places, size_t count, word_out *out)
{
    size_t room = out->capacity - out->count, some = count < room ? count : room;

    memcpy(out->hashes + out->count, hashes, some * sizeof *hashes);
    if (out->places)
        memcpy(out->places + out->count, places, some * sizeof *places);
    out->count += some;
    return some;
}

/* All `count` words of a chunk, in order: the easy ones in stretches, hard ones between
 * them. Returns where it stopped, or SIZE_MAX. */
KERNEL static size_t
put_stretches(splitter *s, chunk *c, const uint64_t *hashes, size_t count,
              const unsigned char *text, size_t base, word_out *out)
{
    size_t words = c->edge_count / 2, done = 0;

    if (out->places)
        put_all_places(c, base, c->places);
    for (size_t i = next_hard(c, 0, words);; i = next_hard(c, i + 1, words)) {
        size_t hard = i == words ? count : c->mixed_count ? c->ranks[i] : i, stop;

        done += put_some(hashes + done, c->places + done, hard - done, out);
        if (done == count)
            return SIZE_MAX;
        if (out->count == out->capacity) {
            put_all_places(c, base, c->places);
            return c->places[done].start;
        }
        stop = read_hard(s, c, i, text, base, out);
        if (stop != SIZE_MAX)
            return stop;
        done++;
    }
}

/* All words of a chunk without single ones. Returns where it stopped, or SIZE_MAX. */
KERNEL static size_t
hash_chunk(splitter *s, chunk *c, const unsigned char *text, size_t base, word_out *out)
{
    size_t words = c->edge_count / 2;
    bool room = out->capacity - out->count >= words + 8;
    uint64_t *hashes = room ? out->hashes + out->count : c->hashes;
    bool hard = hash_words(c, words, hashes);

    if (room && !hard) {
        if (out->places)
            put_places(c, base, out->places + out->count);
        out->count += words;
        return SIZE_MAX;
    }
    if (room)
        memcpy(c->hashes, hashes, words * sizeof *hashes);
    return put_stretches(s, c, c->hashes, words, text, base, out);
}

/* -- chunks with single words ------------------------------------------------------ */

/* Up to seven more. */
KERNEL static inline void
copy_hashes(const uint64_t *from, size_t count, uint64_t *to)
{
    for (size_t i = 0; i < count; i += 8)
        memcpy(to + i, from + i, 8 * sizeof *to);
}

/* Both kinds of words are hashed: all hashes in order. */
KERNEL static void merge_words(const chunk *c, uint64_t *out)
{
    const uint64_t *single = c->singles, *other = c->hashes;
    const mixed_block *end = c->mixed + c->mixed_count;

    for (const mixed_block *m = c->mixed; m < end; m++) {
        size_t before = (size_t)(c->hashes + m->before - other);

        copy_hashes(other, before, out);
        other += before;
        out += before;
        if (m->starts)
            put_mixed(m, single, other, out);
        else
            memcpy(out, single, (1 + SINGLES_MORE) * sizeof *out);
        single += __builtin_popcountll(m->singles);
        other += __builtin_popcountll(m->starts);
        out += __builtin_popcountll(m->singles | m->starts);
    }
    /* The last word of a block may be open, and is none. */
    if (other < c->hashes + c->edge_count / 2)
        copy_hashes(other, (size_t)(c->hashes + c->edge_count / 2 - other), out);
}

/* As hash_chunk. */
KERNEL static size_t
hash_ranked(splitter *s, chunk *c, const unsigned char *text, size_t base,
            word_out *out)
{
    size_t words = c->edge_count / 2, count = words + hash_singles(c, c->singles);
    bool room = out->capacity - out->count >= count + 1 + SINGLES_MORE;

    if (hash_words(c, words, c->hashes) || !room) {
        merge_words(c, c->ranked);
        rank_words(c, 0, NULL);
        return put_stretches(s, c, c->ranked, count, text, base, out);
    }
    merge_words(c, out->hashes + out->count);
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
        stop = c.mixed_count ? hash_ranked(s, &c, text, at, out)
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
