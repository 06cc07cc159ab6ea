/* splitter.h - the inside of a splitter: what words.c and its kernels share
 *
 * A kernel finds and hashes words a chunk of blocks at a time. A word with a character
 * that it can't fold in place it hands to split_folded, which reads on until it stands
 * behind a separator and before ASCII.
 * Always: between two calls no word is open; `count` never passes `capacity`.
 */
#ifndef TEXT_SPLITTER_H
#define TEXT_SPLITTER_H

#include "text/unicode.h"
#include "text/words.h"
#include "text/words_page.h"

enum {
    WORD_SHORT = 32,           /* bytes: up to here word_mix, from there hash_bytes */
    WORD_BLOCK = 4096          /* longer words go in blocks, each seeding the next */
};

/* Found by trying 400 random sets: whichever bit of a word of 8 or 16 bytes is
 * turned over, every bit of its hash follows in 34 to 66 cases of 100. */
#define WORD_SEED UINT64_C(0x9e3779b97f4a7c15)
#define WORD_K1 UINT64_C(0x2e56898429f747dd)
#define WORD_K2 UINT64_C(0x574d5b3424d1f09b)
#define WORD_K3 UINT64_C(0x8846f1733665a52f)
enum { WORD_SHIFT1 = 29, WORD_SHIFT2 = 25, WORD_SHIFT3 = 33 };

typedef struct word_out {      /* where words go */
    uint64_t *hashes;
    word_place *places;        /* or NULL */
    size_t count, capacity;
} word_out;

typedef struct splitter {
    unicode folds;
    word_page *pages[PAGE_COUNT];      /* made when first met */
    /* The last ones met, of two bytes and of three; or page_none. */
    const word_page *recent[2][2];
    word_kinds kinds;          /* made when first asked for */
    bool escapes;              /* texts stand in JSON strings */
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
    int32_t *number;           /* takes the place of folds.parts in words_is_number */
    size_t number_count, number_capacity;
    size_t calm_end;           /* up to here characters fold one by one */
    const unsigned char *text; /* of the last call, and ... */
    size_t stopped;            /* ... where it ended */
    size_t (*split)(struct splitter *s, const unsigned char *text, size_t size,
                    size_t at, word_out *out);
    char word[WORD_BLOCK + 16];
} splitter;

/* Make a page that is not there. Short of memory folds.failed is set, and it is
 * empty. */
const word_page *splitter_make_page(splitter *s, size_t page);

static inline const word_page *splitter_page(splitter *s, size_t page)
{
    const word_page *found = s->pages[page];

    return __builtin_expect(found != NULL, 1) ? found : splitter_make_page(s, page);
}

void splitter_make_kinds(splitter *s);

static inline const word_kinds *splitter_kinds(splitter *s)
{
    if (__builtin_expect(!s->kinds.made, 0))
        splitter_make_kinds(s);
    return &s->kinds;
}

/* Split from text[at], a character that is not ASCII or begins a word running into one
 * that is not. Returns where to go on: the end of the text, past a separator, or where
 * `out` was full. out must not be full at first. */
size_t split_folded(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out);
/* Go on within the pending cluster. */
size_t split_pending(splitter *s, const unsigned char *text, size_t size,
                     word_out *out);

/* The run of bytes at text[at], a letter, a digit or not ASCII: one word if it is
 * ASCII, else as split_folded. */
size_t split_one(splitter *s, const unsigned char *text, size_t size, size_t at,
                 word_out *out);

/* The kernels: split text[at, size) until the end or until `out` is full, or nearly. */
size_t split_portable(splitter *s, const unsigned char *text, size_t size, size_t at,
                      word_out *out);
size_t split_avx2(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out);
size_t split_avx512(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out);
size_t split_vbmi(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out);
size_t split_neon(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out);

/* One step takes 16 bytes of a word, as two little-endian numbers, zero padded. The
 * first step has WORD_SEED for `h`; for up to 8 bytes it is a bijection. */
static inline uint64_t word_mix(uint64_t h, uint64_t low, uint64_t high, uint64_t size)
{
    uint64_t other = (high ^ size) * WORD_K2;

    h ^= low;
    h ^= h >> WORD_SHIFT1;
    h = h * WORD_K1 + (other << 32 | other >> 32);
    h ^= h >> WORD_SHIFT2;
    h *= WORD_K3;
    return h ^ (h >> WORD_SHIFT3);
}

static inline void word_put(word_out *out, uint64_t hash, size_t start, size_t end)
{
    out->hashes[out->count] = hash;
    if (out->places)
        out->places[out->count] = (word_place){(uint32_t)start, (uint32_t)end};
    out->count++;
}

#endif
