/* judge.h - what the lists of a partition, and the models in use, say of its records
 *
 * In: posting lists, groups, witnesses; entries of models. Out: marks of one round, in
 * record order; in the last round also entries of a model to be saved.
 * Always: marks and entries are functions of sets; counts of models and of this corpus
 * add up as if their documents stood in one corpus.
 */
#ifndef BOILER_JUDGE_H
#define BOILER_JUDGE_H

#include "boiler/postings.h"

/* What can be saved: entries of each partition, and how their sources are numbered. */
typedef struct learnt {
    spool *grams[PARTS];
    uint64_t entries[PARTS];
    store_source *sources;     /* ascending by name */
    uint32_t *rank;            /* of each source number: index there */
} learnt;

CHAFF_MUST_USE chaff_status learnt_new(learnt **out, chaff_boiler *b);
void learnt_free(learnt *l);
/* Once the witnesses of all sources are counted. */
CHAFF_MUST_USE chaff_status learnt_sources(learnt *l, const chaff_boiler *b);

/* Marks of one byte: 1 where the gram stands in another group too. */
CHAFF_MUST_USE chaff_status judge_shared(rounds *r, size_t part, chaff_error *err);
/* Marks of two bytes: evidence; and entries, if something is to be learnt. */
CHAFF_MUST_USE chaff_status judge_evidence(rounds *r, size_t part, chaff_error *err);

#endif
