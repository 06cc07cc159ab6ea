/* grams_kernels.h - the two steps over all words of a window that are worth wide
 * instructions
 *
 * Look: what of a word and of the gap before it needs a closer look. Join: the hashes
 * of neighbouring words to grams. Sets of words are a bit a word, 64 to a number.
 * Always: every kernel gives the same bits and grams.
 */
#ifndef BOILER_GRAMS_KERNELS_H
#define BOILER_GRAMS_KERNELS_H

#include "boiler/grams.h"

enum {
    /* From here on a byte may begin a digit or a word of one character. */
    GRAM_FIRST_ODD = 0xD9
};

/* Room for a set of the words of a window and of the 64 before; one number more may be
 * read and written. */
enum { GRAM_ROOM = 2 + GRAM_SETS };

/* The gap before a word reaches from the end of the word before. A blank is a space
 * or a tab. */
typedef struct gram_looks {
    uint64_t digits[GRAM_ROOM];        /* words that begin or end with a digit */
    uint64_t numbers[GRAM_ROOM];       /* ... hold nothing else */
    uint64_t singles[GRAM_ROOM];       /* are one character of Han or kana */
    uint64_t words[GRAM_ROOM];         /* may be other numbers, or single characters */
    uint64_t lines[GRAM_ROOM];         /* it holds a line feed, or begins the text */
    uint64_t quotes[GRAM_ROOM];        /* ... and a >; or just that */
    /* The gap holds two blanks side by side, a delimiter, or a byte above 0x7F;
     * perhaps a line feed. */
    uint64_t marks[GRAM_ROOM];
    /* ... such a byte, no line feed, and may hold two spaces or blanks side by side. */
    uint64_t odd[GRAM_ROOM];
    size_t wide;               /* gaps with two blanks and nothing else of all that */
} gram_looks;

typedef struct gram_kernel {
    const char *name;
    /* Words [0, count), to the sets from number 1 on, which are zeros; places[-1] is
     * there, and GRAM_SPARE behind them. */
    void (*look)(chaff_text text, const word_place *places, size_t count,
                 gram_looks *out);
    /* Grams of words [0, count), each of the GRAM_WORDS hashes that end there; `known`:
     * the last four may be in the filter. Up to 7 more may be read and written.
     * sequence[0] is that before the words; set by set follow those behind each 64 and
     * behind the last. There each step waits for the one before, which costs nothing
     * beside other work. */
    void (*join)(const uint64_t *hashes, size_t count, const gram_filter *filter,
                 uint64_t *grams, uint64_t *known, uint64_t *sequence);
    /* Of 64 words, those in the set get grams of GRAM_LONG words in place of
     * GRAM_WORDS. Up to 7 behind the last of them may be read and written. */
    void (*lengthen)(const uint64_t *hashes, uint64_t set, uint64_t *grams);
} gram_kernel;

/* The sequence behind one word more. */
static inline uint64_t gram_follow(uint64_t sequence, uint64_t word)
{
    return (sequence << 27 | sequence >> 37) * UINT64_C(0x9e3779b97f4a7c15) ^ word;
}

/* Look at one word. */
void gram_look_at(chaff_text text, const word_place *places, size_t word,
                  gram_looks *out);

/* NULL where they can't run. */
const gram_kernel *gram_kernel_avx2(void);
const gram_kernel *gram_kernel_avx512(void);
/* The portable one, then those this machine can run; NULL: it has fewer. */
const gram_kernel *gram_kernel_at(unsigned number);
const gram_kernel *gram_kernel_best(void);

/* What a reader knows of the words of its window; the kernel's numbers count from the
 * second on. */
typedef struct gram_sets {
    gram_looks looks;                  /* mended: all numbers and singles */
    uint64_t quoted[GRAM_ROOM];        /* on a line that begins with > */
    uint64_t known[GRAM_ROOM];
    uint64_t sequence[GRAM_ROOM];      /* hash of all words before each set */
} gram_sets;

#endif
