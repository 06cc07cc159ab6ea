/* recipe.c - what "near-duplicate" means in one run: checked, completed, named
 *
 * In: the caller's recipe. Out: the same with bands and rows chosen. A settled recipe
 * has every field in its range, so nothing behind it checks again.
 */
#include "chaff/recipe.h"

#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "sketch/bands.h"
#include "sketch/shingles.h"

/* Raised when equal texts would get other slots or another layout. */
enum { SKETCH_FORMAT = 2 };

void chaff_recipe_init(chaff_recipe *recipe)
{
    *recipe = (chaff_recipe){
        .size = sizeof *recipe, .ngram = 5, .threshold = 0.8, .recall = 0.99, .seed = 1
    };
}

static chaff_status check_threshold(double threshold, chaff_error *err)
{
    if (threshold > 0 && threshold <= 1)
        return CHAFF_OK;
    if (threshold > 1 && threshold <= 100)
        return error_set(err, CHAFF_ERR_OPTION,
                         "threshold %g is outside 0 to 1; did you mean %g or %g%%?",
                         threshold, threshold / 100, threshold);
    return error_set(err, CHAFF_ERR_OPTION,
                     "threshold %g is outside 0 to 1; 0.8 is a good start", threshold);
}

chaff_status chaff_recipe_settle(chaff_recipe *recipe, chaff_error *err)
{
    chaff_recipe settled = *recipe;
    chaff_status status;

    if (recipe->size != sizeof *recipe)
        return error_set(err, CHAFF_ERR_OPTION,
                         "a recipe of %u bytes is not of this version; begin with "
                         "chaff_recipe_init", recipe->size);
    if (recipe->ngram < 1 || recipe->ngram > SHINGLE_MOST_WORDS)
        return error_set(err, CHAFF_ERR_OPTION,
                         "ngram %u is outside 1 to %d; 5 is usual", recipe->ngram,
                         SHINGLE_MOST_WORDS);
    status = check_threshold(recipe->threshold, err);
    if (status != CHAFF_OK)
        return status;
    if (!(recipe->recall > 0 && recipe->recall < 1))
        return error_set(
            err, CHAFF_ERR_OPTION,
            "recall %g is not between 0 and 1; 0.99 is usual, 0.9999 a lot",
            recipe->recall);
    status = bands_choose(&settled, err);
    if (status == CHAFF_OK)
        *recipe = settled;
    return status;
}

uint64_t chaff_recipe_id(const chaff_recipe *recipe)
{
    const char *unicode = chaff_unicode_version();
    uint64_t parts[5] = {SKETCH_FORMAT, recipe->ngram,
                         (uint64_t)recipe->bands * recipe->rows, recipe->seed,
                         hash_bytes(unicode, strlen(unicode), 0)};
    uint64_t id = 0;
    size_t i;

    for (i = 0; i < 5; i++)
        id = hash_mix(id * UINT64_C(0x9e3779b97f4a7c15) + parts[i]);
    return id;
}

double chaff_recipe_recall(const chaff_recipe *recipe, double jaccard)
{
    return bands_chance(recipe->bands, recipe->rows, bands_least_lanes(recipe),
                        jaccard);
}
