/* bands.h - bands and rows from threshold and recall, and the pre-filter's line
 *
 * Two documents meet when all `rows` slots of one of `bands` bands are equal. At
 * similarity j a slot is equal with chance j, so some band is with
 * 1 - (1 - j^rows)^bands.
 * Always: numbers depend on the recipe alone and are the same on every machine.
 */
#ifndef SKETCH_BANDS_H
#define SKETCH_BANDS_H

#include "chaff/recipe.h"

enum { BANDS_MOST_SLOTS = 1024 };

/* Share of the misses a recall allows that the pre-filter may cause. Small, so that it
 * costs no band: at 0.99 the filter may lose one pair in 5,000. */
#define BANDS_FILTER_SHARE 0.02

/* Choose bands and rows where they are 0; checks the given ones. The other fields are
 * in range. CHAFF_ERR_OPTION. */
CHAFF_MUST_USE chaff_status bands_choose(chaff_recipe *recipe, chaff_error *err);

/* Fewest equal 8-bit lanes (of bands * rows) with which a pair is still compared
 * exactly: at the threshold fewer occur with a chance of at most
 * BANDS_FILTER_SHARE * (1 - recall). Of a settled recipe. */
uint32_t bands_least_lanes(const chaff_recipe *recipe);

/* Chance that a pair of similarity `jaccard` has a band in common and at least
 * `least_lanes` equal lanes. */
double bands_chance(uint32_t bands, uint32_t rows, uint32_t least_lanes,
                    double jaccard);

#endif
