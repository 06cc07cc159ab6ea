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
    GRAM_FIRST_ODD = 0xD9,
    /* bytes of a gap, at most, so that it fits into eight with one before and behind */
    GRAM_NEAR = 6
};

/* Room for a set of the words of a window and of the 64 before. */
enum { GRAM_ROOM = 1 + GRAM_SETS };

typedef struct gram_looks {
    uint64_t digits[GRAM_ROOM];        /* words that begin or end with a digit */
    uint64_t words[GRAM_ROOM];         /* may be numbers or single characters */
    /* The gap before holds a control character, a no-break space or two spaces side by
     * side; sometimes others. */
    uint64_t gaps[GRAM_ROOM];
    /* ... or has two bytes or more; of two bytes not all that delimit nothing */
    uint64_t marks[GRAM_ROOM];
    uint64_t lines[GRAM_ROOM];         /* ... holds a line feed */
    /* ... is longer than GRAM_NEAR or next to an end of the text: it is in `gaps` and
     * `marks`, but of its lines, of how the word begins and of how the one before ends
     * nothing is known */
    uint64_t far[GRAM_ROOM];
} gram_looks;

typedef struct gram_kernel {
    const char *name;
    /* Words [0, count) of at least one, to the sets from number 1 on; places[-1] is
     * there, and up to 7 places behind them may be read. How the last word ends is not
     * looked at. */
    void (*look)(chaff_text text, const word_place *places, size_t count,
                 gram_looks *out);
    /* Grams of words [0, count), each of the GRAM_WORDS hashes that end there; `known`:
     * the last four may be in the filter. Up to 7 more may be read and written.
     * sequence[0] is that before the words; set by set follow those behind each 64 and
     * behind the last. There each step waits for the one before, which costs nothing
     * beside other work. */
    void (*join)(const uint64_t *hashes, size_t count, const gram_filter *filter,
                 uint64_t *grams, uint64_t *known, uint64_t *sequence);
} gram_kernel;

/* The sequence behind one word more. */
static inline uint64_t gram_follow(uint64_t sequence, uint64_t word)
{
    return (sequence << 27 | sequence >> 37) * UINT64_C(0x9e3779b97f4a7c15) ^ word;
}

/* NULL where they can't run. */
const gram_kernel *gram_kernel_avx2(void);
const gram_kernel *gram_kernel_avx512(void);
/* The portable one, then those this machine can run; NULL: it has fewer. */
const gram_kernel *gram_kernel_at(unsigned number);
const gram_kernel *gram_kernel_best(void);

/* What a reader knows of the words of its window; the kernel's numbers count from the
 * second on. */
typedef struct gram_sets {
    gram_looks looks;
    uint64_t numbers[GRAM_ROOM];       /* nothing but digits: equal to each other */
    uint64_t singles[GRAM_ROOM];
    uint64_t quoted[GRAM_ROOM];        /* on a line that begins with > */
    uint64_t known[GRAM_ROOM];
    uint64_t sequence[GRAM_ROOM];      /* hash of all words before each set */
} gram_sets;

#endif
