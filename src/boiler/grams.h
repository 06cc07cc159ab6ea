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
    GRAM_FIRST = 2,                    /* the first gram of three words of text */
    PREFIX_WORDS = 4,                  /* words in a line's prefix, at most */
    PREFIX_SINGLES = 8                 /* ... where they are single characters */
};

typedef enum gram_flag {
    GRAM_NUMBER = 1,           /* digits only: counts as "0" */
    GRAM_SINGLE = 2,           /* a word of one character, in a script without spaces */
    GRAM_QUOTED = 4,           /* on a line that begins with > */
    GRAM_DIGIT = 8             /* begins or ends with a digit; means nothing to grams */
} gram_flag;

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
    /* What the last call delivered. */
    uint64_t first;            /* words before this window */
    size_t count;              /* words in it */
    /* count, or count + GRAM_TAIL in the last window of a text with words */
    size_t grams;
    size_t prefix_count;
    const uint64_t *hashes;    /* [count] */
    const word_place *places;  /* [count] */
    const uint8_t *flags;      /* [count], of gram_flag */
    const uint64_t *gram;      /* [grams], each ends at its word */
    const line_prefix *prefixes;
    uint64_t sequence;         /* hash of all words so far */
    /* between words on one line so far; of two or more spaces */
    uint64_t gaps, wide_gaps;
    /* Private. */
    splitter *split;
    chaff_text text;
    size_t at;
    bool over;
    uint64_t *hash_room, *gram_room;
    word_place *place_room;
    uint8_t *flag_room;
    line_prefix *prefix_room;
    uint16_t *odd_words, *odd_gaps;    /* words, or words behind gaps, to be looked at */
    uint32_t last_end;         /* of the word before this window */
    uint32_t line_start;
    /* of the current line while a prefix is possible; else above */
    uint32_t line_words;
    uint64_t line_hash;
    bool quoted;               /* the current line begins with > */
} gram_reader;

CHAFF_MUST_USE chaff_status gram_reader_init(gram_reader *r);
void gram_reader_release(gram_reader *r);

void gram_reader_start(gram_reader *r, chaff_text text);
/* CHAFF_DONE: the text is read. CHAFF_ERR_LIMIT: the text is too long.
 * CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status gram_reader_next(gram_reader *r);

/* Hash of a line prefix of `words` words, from the hash of the words before and the
 * next. */
uint64_t gram_prefix_step(uint64_t hash, uint64_t word);
uint64_t gram_prefix_end(uint64_t hash, bool spaces);

#endif
