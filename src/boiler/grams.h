/* grams.h - a text becomes words, word n-grams and line prefixes, window by window
 *
 * In: any text. Out: windows of consecutive words with their places, their hashes
 * (words of digits only are equal to each other) and one gram for every word: the one
 * that ends there. After the last word follow GRAM_TAIL grams that run over the end.
 * A gram spans GRAM_WORDS words, or GRAM_LONG where it would span only words of one
 * character (Han, kana, Thai ...), whose five-word combinations are too common.
 * Grams of quoted words, and of numbers but for one word, equal those of no other text.
 * Always: line breaks, punctuation and case never change a gram; the windows of a text
 * are the same at every reading.
 */
#ifndef BOILER_GRAMS_H
#define BOILER_GRAMS_H

#include "text/words.h"

enum {
    GRAM_WORDS = 5,
    GRAM_LONG = 10,
    /* grams after the last word: three words of text at least */
    GRAM_TAIL = 2,
    GRAM_WINDOW = 2048,                /* words in a window, at most */
    /* Sets of words have a bit a word, those of word i in number i / 64. */
    GRAM_SETS = GRAM_WINDOW / 64,
    GRAM_FIRST = 2,                    /* the first gram of three words of text */
    /* Kernels and searches read and write up to so many words too many. */
    GRAM_SPARE = 16,
    PREFIX_WORDS = 4,                  /* words in a line's prefix, at most */
    PREFIX_SINGLES = 8                 /* ... where they are single characters */
};

/* Which hashes there may be, as of four words in a row: two bits each, of a row that
 * the hash names. */
enum { GRAM_FILTER_BITS = 10 };
typedef struct gram_filter {
    uint64_t bits[1 << GRAM_FILTER_BITS];
} gram_filter;

/* A delimiter stands after the first words of a line and something follows it there. */
typedef struct line_prefix {
    uint32_t start;            /* byte of the line's first word */
    uint32_t after;            /* byte behind the prefix's last word */
    uint8_t words;             /* 1 to PREFIX_SINGLES */
    bool spaces;               /* the delimiter is nothing but two or more spaces */
    /* of the words; differs between the two sorts of delimiter */
    uint64_t hash;
} line_prefix;

typedef struct gram_reader {
    const gram_filter *filter; /* the owner's; NULL: none */
    /* What the last call delivered. */
    uint64_t first;            /* words before this window */
    size_t count;              /* words in it */
    /* count, or count + GRAM_TAIL in the last window of a text with words */
    size_t grams;
    size_t prefix_count;
    const uint64_t *hashes;    /* [count], and KEPT of the words before */
    const word_place *places;  /* [count], and GRAM_SPARE that begin at UINT32_MAX */
    const uint64_t *gram;      /* [grams], each ends at its word */
    const line_prefix *prefixes;
    /* Sets: words that begin or end with a digit; of one character, in a script without
     * spaces; at which four words end that may be in the filter. */
    const uint64_t *digits, *singles, *known;
    uint64_t sequence;         /* hash of all words so far */
    /* between words on one line so far; of two or more spaces */
    uint64_t gaps, wide_gaps;
    /* Private. */
    splitter *split;
    const struct gram_kernel *kernel;
    chaff_text text;
    size_t at;
    bool over;
    uint64_t *hash_room, *gram_room;
    word_place *place_room;
    line_prefix *prefix_room;
    struct gram_sets *sets;
    uint64_t told_line;        /* first word of a line whose prefix is told */
    bool quoted;               /* the current line begins with > */
} gram_reader;

CHAFF_MUST_USE chaff_status gram_reader_init(gram_reader *r);
/* For tests and benchmarks: with a kernel that may not be the best. */
CHAFF_MUST_USE chaff_status gram_reader_init_kernel(gram_reader *r,
                                                    const struct gram_kernel *kernel);
void gram_reader_release(gram_reader *r);

void gram_reader_start(gram_reader *r, chaff_text text);
/* CHAFF_DONE: the text is read. CHAFF_ERR_LIMIT: the text is too long.
 * CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status gram_reader_next(gram_reader *r);

/* Hash of a line prefix of `words` words, from the hash of the words before and the
 * next. */
uint64_t gram_prefix_step(uint64_t hash, uint64_t word);
uint64_t gram_prefix_end(uint64_t hash, bool spaces);

/* Hash of four words, part of that of the gram that ends with them. */
uint64_t gram_four(const uint64_t *words);

static inline uint64_t gram_filter_mask(uint64_t hash)
{
    return UINT64_C(1) << (hash & 63) | UINT64_C(1) << (hash >> 6 & 63);
}

static inline void gram_filter_add(gram_filter *filter, uint64_t hash)
{
    filter->bits[hash >> (64 - GRAM_FILTER_BITS)] |= gram_filter_mask(hash);
}

static inline bool gram_filter_holds(const gram_filter *filter, uint64_t hash)
{
    uint64_t row = filter->bits[hash >> (64 - GRAM_FILTER_BITS)];

    return !(~row & gram_filter_mask(hash));
}

#endif
