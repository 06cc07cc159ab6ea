/* chaff/explain.h - why two documents are, or are not, a pair
 *
 * `chaff explain`. The corpus is read and compared as chaff_run does it, then the two
 * documents are looked at: what is told is what happens, not a guess about it.
 */
#ifndef CHAFF_EXPLAIN_H
#define CHAFF_EXPLAIN_H

#include "chaff/run.h"

#ifdef __cplusplus
extern "C" {
#endif

/* What became of the pair; the first that applies. */
typedef enum chaff_verdict {
    CHAFF_VERDICT_WORDLESS,    /* one has no word: never compared */
    CHAFF_VERDICT_SHORT,       /* one has fewer than min_words words */
    CHAFF_VERDICT_GROUPS,      /* grouping keeps them apart */
    CHAFF_VERDICT_AGAINST,     /* both or none are of `against`: not compared */
    CHAFF_VERDICT_EXACT,       /* the same words in the same order */
    CHAFF_VERDICT_BELOW,       /* below the threshold */
    CHAFF_VERDICT_UNMET,       /* reaches it, but nothing nominates the two: missed */
    CHAFF_VERDICT_FILTERED,    /* nominated, dropped by the pre-filter: missed */
    CHAFF_VERDICT_PAIR         /* nominated and reaches it */
} chaff_verdict;

/* What became of one of the documents. */
typedef enum chaff_role {
    CHAFF_ROLE_APART,          /* not compared */
    CHAFF_ROLE_ALONE,          /* compared; nothing is its copy, nor is it one */
    CHAFF_ROLE_KEPT,           /* stands for a cluster */
    CHAFF_ROLE_COPY            /* goes; `kept` stands for it */
} chaff_role;

typedef struct chaff_explained {
    chaff_text id;             /* a JSON token */
    chaff_text at;             /* "PATH:LINE" */
    chaff_text text;           /* as it is compared: with job CLEAN less its passages */
    uint64_t words;            /* of that text */
    uint64_t cut_words;        /* words cut from it before (job CLEAN) */
    chaff_role role;
    uint64_t cluster_size;     /* documents in its cluster; 1: alone */
    chaff_text kept_id, kept_at;       /* role COPY */
    chaff_likeness with_kept;  /* role COPY; a is this document */
} chaff_explained;

typedef struct chaff_explanation {
    chaff_explained documents[2];      /* as they were named */
    chaff_recipe recipe;       /* settled */
    chaff_verdict verdict;
    bool together;             /* in one cluster */
    chaff_likeness likeness;   /* a: the first named */
    chaff_shared *shared;      /* passages of the two texts that both have */
    size_t shared_count;
    uint32_t bands_met, *bands;        /* how many bands nominate the pair, and which */
    uint64_t samples_met;      /* containment: sampled shingles that do */
    double estimate;           /* Jaccard, from equal slots */
    uint32_t lanes, lanes_needed;      /* equal lanes; with fewer a pair is dropped.
                                        * needed 0: no pre-filter (containment) */
    double chance;             /* over the seed, that a pair like this is measured */
    chaff_report report;       /* of the whole run */
    void *store;               /* owns what is borrowed above */
} chaff_explanation;

/* `a` and `b` name documents: an id as its text or as its JSON token, or PATH:LINE.
 * options->job is CHAFF_JOB_FIND, or CHAFF_JOB_CLEAN: boilerplate is cut first. Its
 * outputs are left alone. *out is yours on success: chaff_explanation_free.
 * CHAFF_ERR_OPTION: no such document (err names near ones), several have the id (err
 * names their places), or both are one; and as chaff_run. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_explain(chaff_explanation *out, const chaff_run_options *options, const char *a,
              const char *b, chaff_error *err);
CHAFF_API void chaff_explanation_free(chaff_explanation *explanation);

/* For showing text on a terminal: the character at byte `at` < text.size. Returns where
 * it ends (a maximal ill-formed subpart is one); *columns it takes: 0, 1 or 2, or -1
 * for what must not be printed as it is: controls, ill-formed bytes, characters that
 * turn the direction of text or can't be seen. */
CHAFF_API size_t chaff_text_step(chaff_text text, size_t at, int *columns);

#ifdef __cplusplus
}
#endif
#endif
