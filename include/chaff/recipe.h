/* chaff/recipe.h - what "near-duplicate" means in one run
 *
 * A recipe fixes everything that decides a sketch's bytes and a pair's fate. Two
 * sketches can be compared only if their recipes have the same id; the id is stored
 * in every sketch and model file.
 */
#ifndef CHAFF_RECIPE_H
#define CHAFF_RECIPE_H

#include "chaff/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_recipe {
    uint32_t size;         /* sizeof(chaff_recipe); set by chaff_recipe_init */
    uint32_t ngram;        /* words per shingle, 1 to 32                 [5] */
    double threshold;      /* least Jaccard similarity, (0, 1]         [0.8] */
    double recall;         /* chance, over the seed, that a pair exactly at
                            * the threshold is compared, (0, 1)       [0.99] */
    uint32_t bands;        /* 0: chosen from threshold and recall        [0] */
    uint32_t rows;         /* 0: the same; bands * rows is 1 to 1024     [0] */
    uint64_t seed;         /* any value                                  [1] */
} chaff_recipe;

/* Fill in the defaults shown in brackets above. */
CHAFF_API void chaff_recipe_init(chaff_recipe *recipe);

/* Check every field and choose bands and rows where they are 0.
 * CHAFF_ERR_OPTION: err says which field is out of range and what would do. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_recipe_settle(chaff_recipe *recipe, chaff_error *err);

/* Of a settled recipe. Equal ids <=> sketches may be compared. Depends on ngram,
 * bands * rows, seed, the Unicode version and the sketch format, not on threshold or
 * recall. */
CHAFF_API uint64_t chaff_recipe_id(const chaff_recipe *recipe);

/* Of a settled recipe. Chance in [0, 1] that a pair of similarity j = `jaccard` is
 * compared: 1 - (1 - j^rows)^bands less the loss of the pre-filter (Leskovec,
 * Rajaraman, Ullman: Mining of Massive Datasets, 3.4). */
CHAFF_API double chaff_recipe_recall(const chaff_recipe *recipe, double jaccard);

#ifdef __cplusplus
}
#endif
#endif
