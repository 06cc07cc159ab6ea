/* micro.h - one stage on one input: what a row of the table measures
 *
 * A case is prepared once for each kernel it has and then run again and again, all of
 * them in turns. Always: a run does the same work every time, on warm memory, and takes
 * some milliseconds.
 */
#ifndef MICRO_H
#define MICRO_H

#include "chaff/base.h"

enum { MICRO_KERNELS = 4 };    /* as words_kernel */

typedef struct micro micro;

typedef struct micro_stage {
    const char *name, *unit;
    bool kernels;              /* a row for each kernel of the machine */
    /* False: out of memory. Sets state, and bytes where a rate of bytes makes sense. */
    bool (*begin)(micro *m);
    /* Returns the number of units done. */
    size_t (*run)(micro *m);
    void (*end)(micro *m);
} micro_stage;

typedef struct micro_case {
    const micro_stage *stage;
    const char *text;          /* name of a text, or NULL */
    size_t size;               /* of a set, of a document; the stage knows */
} micro_case;

struct micro {                 /* a case with a kernel */
    const micro_case *of;
    unsigned kernel;
    chaff_text text;
    size_t bytes;              /* of text that a run reads; 0: none */
    void *state;
    double *seconds;           /* of a unit, each round */
    double *cycles;
};

/* Stages of records.c. */
extern const micro_stage micro_blocks, micro_quick, micro_checked, micro_decode,
    micro_csv, micro_join;

/* Ends with a case without a stage. */
extern const micro_case micro_cases[];

/* Sample sentences by language, ends with a name that is NULL. Article 1 of the
 * Universal Declaration of Human Rights. */
typedef struct micro_sample {
    const char *name, *sentence;
} micro_sample;
extern const micro_sample micro_samples[];

const char *micro_kernel_name(unsigned kernel);
bool micro_kernel_runs(unsigned kernel);

/* A text of about `size` bytes from the pieces of a sentence in random order. */
bool micro_grow(const char *sentence, size_t size, chaff_text *out);
uint64_t micro_random(uint64_t *state);

/* The next piece of *rest, which is what is left of the case's text, as large as the
 * case says (0: all of it), of whole characters; false: there is none. */
bool micro_cut(const micro *m, chaff_text *rest, chaff_text *piece);

/* Boilerplate: what learning does to a text. */
extern const micro_stage micro_grams, micro_sampling, micro_segments, micro_units,
    micro_records;
/* ... and what judging does with what was learnt. */
extern const micro_stage micro_judge;

#endif
