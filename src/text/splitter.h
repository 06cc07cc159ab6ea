/* splitter.h - the inside of a splitter: what words.c and its kernels share
 *
 * A kernel splits text at ASCII separators and hashes ASCII words itself. What holds
 * other bytes it hands to split_folded, which reads on until it is back among ASCII.
 * Always: between two calls no word is open; `count` never passes `capacity`.
 */
#ifndef TEXT_SPLITTER_H
#define TEXT_SPLITTER_H

#include "text/unicode.h"
#include "text/words.h"

enum {
    WORD_SHORT = 16,           /* bytes: up to here hashed in two halves, then by hash_bytes */
    WORD_BLOCK = 4096          /* longer words are hashed in blocks, each seeding the next */
};

/* Odd numbers with about half their bits set (digits of sqrt 2, e and the golden ratio). */
#define WORD_SEED UINT64_C(0x9e3779b97f4a7c15)
#define WORD_K1 UINT64_C(0xbf58476d1ce4e5b9)
#define WORD_K2 UINT64_C(0x94d049bb133111eb)
#define WORD_K3 UINT64_C(0xd6e8feb86659fd93)

typedef struct word_out {      /* where words go */
    uint64_t *hashes;
    word_place *places;        /* or NULL */
    size_t count, capacity;
} word_out;

typedef struct splitter {
    unicode folds;
    chaff_status status;       /* of the call that is going on */
    /* The word being read. Its bytes before those in `word` are hashed into `chain`. */
    bool open, chained;
    uint32_t start, end;
    uint64_t chain;
    size_t size;
    /* A cluster whose parts are being read: folds.parts from `part` on. */
    uint32_t unit_start, unit_end;
    size_t part;
    bool taken;                /* its place has gone to a word */
    bool pending;              /* the call ended within it, at unit_start + 1 */
    size_t calm_end;           /* up to here characters fold one by one */
    size_t (*split)(struct splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out);
    char word[WORD_BLOCK + 16];
} splitter;

/* 0: ASCII separator, else what an ASCII letter or digit folds to; 0x80 of other bytes. */
extern const unsigned char word_bytes[256];

/* Split from text[at], a character that is not ASCII or begins a word running into one
 * that is not. Returns where to go on: the end of the text, past a separator, or where
 * `out` was full. out must not be full at first. */
size_t split_folded(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out);
/* Go on within the pending cluster. */
size_t split_pending(splitter *s, const unsigned char *text, size_t size, word_out *out);

/* The run of bytes at text[at], a letter, a digit or not ASCII: one word if it is ASCII,
 * else as split_folded. */
size_t split_one(splitter *s, const unsigned char *text, size_t size, size_t at,
                 word_out *out);

/* The kernels: split text[at, size) until the end or until `out` is full, or nearly. */
size_t split_portable(splitter *s, const unsigned char *text, size_t size, size_t at,
                      word_out *out);
size_t split_avx2(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out);
size_t split_avx512(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out);

static inline uint64_t word_mix(uint64_t low, uint64_t high, uint64_t size)
{
    uint64_t h = (low ^ WORD_SEED) * WORD_K1;

    h ^= h >> 32;
    h += (high ^ size) * WORD_K2;
    h ^= h >> 29;
    h *= WORD_K3;
    return h ^ (h >> 32);
}

static inline void word_put(word_out *out, uint64_t hash, size_t start, size_t end)
{
    out->hashes[out->count] = hash;
    if (out->places)
        out->places[out->count] = (word_place){(uint32_t)start, (uint32_t)end};
    out->count++;
}

#endif
