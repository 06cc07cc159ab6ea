/* chaff/plan.h - what a run would find and cost, before it is run
 *
 * `chaff plan`. The chances follow from the recipe alone. Costs are estimated from a
 * sample of the input and short trial runs over its first documents.
 */
#ifndef CHAFF_PLAN_H
#define CHAFF_PLAN_H

#include "chaff/run.h"

#ifdef __cplusplus
extern "C" {
#endif

enum { CHAFF_PLAN_POINTS = 9, CHAFF_PLAN_CHOICES = 6 };

/* What another recall would take at the same threshold. */
typedef struct chaff_plan_choice {
    double recall;             /* asked for */
    uint32_t bands, rows;
    double chance;             /* at the threshold */
    double load;               /* chance at similarity 0.3: work for nothing */
    uint64_t bytes;            /* held a document: keys and lanes */
} chaff_plan_choice;

typedef struct chaff_plan_cost {
    /* bytes held inside the budget if nothing is spilled and every document resembles
     * another: at most */
    uint64_t memory;
    uint64_t least;            /* what can't be spilled, about */
    uint64_t disk;             /* temporary files under the budget given; 0: none */
    double seconds;            /* with the threads given; negative: not known */
} chaff_plan_cost;

typedef struct chaff_plan {
    chaff_recipe recipe;       /* settled */
    double similarity[CHAFF_PLAN_POINTS], chance[CHAFF_PLAN_POINTS];   /* the S-curve */
    double chance_at_threshold;
    chaff_plan_choice choices[CHAFF_PLAN_CHOICES];
    size_t choice_count;

    bool sampled;              /* there was an input; else what follows is 0 */
    bool known;                /* its size is; else `documents` is a million to go by */
    bool whole;                /* all of it was read */
    uint64_t sample_documents, sample_bytes, sample_words, sample_bad;
    uint64_t inputs, bytes, documents, words;      /* of the whole input, estimated */
    uint32_t words_low, words_middle, words_high;  /* a tenth, half, nine tenths of the
                                                    * documents have at most so many */
    double equal;              /* share of the sample that repeats another in full */
    uint64_t budget;           /* bytes of memory a run would have */
    unsigned threads;
    chaff_plan_cost find, strip, clean;            /* dedup costs what find does */
} chaff_plan;

/* options->inputs may be none: then only the chances are worked out. Standard input is
 * read up to the sample's size. CHAFF_ERR_OPTION and others as chaff_run. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_plan_make(chaff_plan *out, const chaff_run_options *options, chaff_error *err);

#ifdef __cplusplus
}
#endif
#endif
