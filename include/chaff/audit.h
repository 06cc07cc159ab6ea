/* chaff/audit.h - recall measured on the user's own data
 *
 * `chaff audit`. A sample of documents is compared with all others without sketches:
 * every shingle is looked up and every pair that may reach the threshold measured. That
 * is the truth; beside it stands what CHAFF_JOB_FIND reports under the same options.
 */
#ifndef CHAFF_AUDIT_H
#define CHAFF_AUDIT_H

#include "chaff/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Width of a bin of similarity, and the most there can be. */
#define CHAFF_AUDIT_STEP 0.05
enum { CHAFF_AUDIT_BINS = 20 };

typedef struct chaff_audit_bin {
    double from, to;           /* similarity: from <= s < to; the last holds 1 */
    uint64_t pairs, found;     /* true ones; of these, reported */
    double recall;             /* found / pairs; 0 if there is none */
    /* Wilson's score interval for it, 95%, pairs taken for independent. With the whole
     * corpus in the sample both are `recall`. Without a pair: 0 and 1. */
    double low, high;
    double expected;           /* mean chance that such pairs are compared */
} chaff_audit_bin;

typedef enum chaff_missed {
    CHAFF_MISSED_BANDS,        /* nothing nominated the pair */
    CHAFF_MISSED_FILTER,       /* the pre-filter dropped it */
    CHAFF_MISSED_LIMIT         /* nominated, but a limit was used up before */
} chaff_missed;

typedef struct chaff_audit {
    uint64_t texts;            /* distinct texts that are compared at all */
    uint64_t sampled;          /* of these, compared with all */
    bool complete;             /* all of them: the figures are exact, not estimated */
    chaff_audit_bin all;
    chaff_audit_bin bins[CHAFF_AUDIT_BINS];
    size_t bin_count;
    uint64_t missed[3];        /* by chaff_missed */
    uint64_t wrong;            /* reported, but none, or with other figures: 0 */
    chaff_recipe recipe;       /* settled */
    double seconds_find, seconds_truth;
    chaff_report report;       /* of finding */
} chaff_audit;

/* Compare about `sample` texts, chosen by options->recipe.seed, with all. Word-for-word
 * equal documents are one text: they are paired by construction. options->pairs names a
 * table of all true pairs of the sample with what became of each; other outputs and job
 * are left alone. Memory: the sample's shingles take at most a quarter of the budget; a
 * sample that does not fit is cut, with a warning. Statuses as chaff_run. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_audit_run(chaff_audit *out, const chaff_run_options *options, uint64_t sample,
                chaff_error *err);

#ifdef __cplusplus
}
#endif
#endif
