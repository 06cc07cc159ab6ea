/* sample.h - which grams of a text are counted
 *
 * In: the grams of a text, window by window, and where its units begin and end. Out:
 * somewhat less than half of them, in order.
 * Minimizers: a gram whose key is the least of some SAMPLE_SPAN grams in a row, so a
 * function of those grams alone. Texts that share a run of SAMPLE_SPAN grams share a
 * minimizer in it, and two in a row are never more than SAMPLE_SPAN grams apart.
 * Anchors: the first and the last gram of every unit and of the text, so that what is
 * shorter is found too.
 */
#ifndef BOILER_SAMPLE_H
#define BOILER_SAMPLE_H

#include "boiler/grams.h"

enum {
    SAMPLE_SPAN = 4,
    SAMPLE_LAG = SAMPLE_SPAN - 1,      /* grams that wait for those behind them */
    SAMPLE_ROOM = SAMPLE_LAG + GRAM_WINDOW + GRAM_TAIL,
    /* worked on in blocks of so many, of which the last may run over */
    SAMPLE_BLOCK = 64,
    SAMPLE_KEYS = SAMPLE_ROOM + 2 * SAMPLE_LAG + 2 * SAMPLE_BLOCK,
    SAMPLE_SETS = (SAMPLE_ROOM + GRAM_LONG) / 64 + 2
};

/* Of a sampled gram, in an entry: whether it is an anchor and no minimizer; and, eight
 * bits up, its step from the one before, SAMPLE_SPAN at most but from the first. */
#define SAMPLE_ANCHOR 0x80u

typedef struct sampler {
    /* What the last call chose. */
    size_t chosen;
    uint64_t gram[SAMPLE_ROOM + SAMPLE_BLOCK];
    uint16_t entry[SAMPLE_ROOM + SAMPLE_BLOCK];
    /* Of each its number in the text, from the second on; the first is of the gram
     * before. */
    uint32_t numbers[1 + SAMPLE_ROOM + SAMPLE_BLOCK];
    /* Private. */
    uint8_t kind[SAMPLE_ROOM + SAMPLE_BLOCK];          /* SAMPLE_ANCHOR or 0 */
    const struct sample_kernel *kernel;                /* NULL: the best */
    uint64_t first;                    /* number of the first that waits */
    size_t waiting;
    uint64_t grams[SAMPLE_ROOM + SAMPLE_BLOCK];
    int16_t keys[SAMPLE_KEYS];         /* of SAMPLE_LAG grams before those, too */
    uint64_t anchors[SAMPLE_SETS];     /* a bit a gram; none behind those that wait */
    int16_t minima[2][SAMPLE_KEYS];
} sampler;

/* The sampler was zeros once. */
void sample_start(sampler *s);
/* Of the words of the next grams that are taken, sets: those with which units begin,
 * and words of one character. One number more is read of the first, a zero. */
void sample_units(sampler *s, const uint64_t *begins, const uint64_t *singles,
                  size_t words);
/* The grams of the next window, GRAM_WINDOW + GRAM_TAIL at most; `last`: of the
 * text. */
void sample_take(sampler *s, const uint64_t *grams, size_t count, bool last);

#endif
