/* bands.h - bands and rows from threshold and recall, and the pre-filter's line */
#ifndef SKETCH_BANDS_H
#define SKETCH_BANDS_H

#include "chaff/recipe.h"

/* Share of the promised recall that the pre-filter may lose. */
#define BANDS_FILTER_LOSS 0.0005

/* Fewest equal 8-bit lanes (of bands * rows) with which a pair is still compared exactly: lower
 * counts have a chance below BANDS_FILTER_LOSS at the threshold. */
uint32_t bands_least_lanes(const chaff_recipe *recipe);

#endif
