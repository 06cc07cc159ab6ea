/* plan_sample.h - documents here and there in the input, counted */
#ifndef RUN_PLAN_SAMPLE_H
#define RUN_PLAN_SAMPLE_H

#include "chaff/run.h"

typedef struct plan_sample {
    uint64_t documents, bytes, words, bad, id_bytes;
    uint64_t equal;            /* documents that repeat an earlier one word for word */
    uint32_t quantiles[3];     /* words of a document: .1, .5, .9 */
    uint64_t inputs, total_bytes;      /* plain bytes of all inputs, estimated */
    uint64_t spooled_bytes;    /* of these, what a run keeps decompressed */
    bool known;                /* total_bytes is */
    bool whole;                /* the sample is all there is */
    bool again;                /* the input can be read once more */
} plan_sample;

/* Up to 16 MiB, from up to 32 of the inputs: of plain files of lines from 8 places,
 * else from the beginning. CHAFF_ERR_* as chaff_run. */
CHAFF_MUST_USE chaff_status
plan_sample_take(plan_sample *out, const chaff_run_options *options,
                 const chaff_recipe *recipe, chaff_error *err);

#endif
