/* options.h - checked options of a run */
#ifndef RUN_OPTIONS_H
#define RUN_OPTIONS_H

#include "chaff/run.h"

/* Check everything that can be checked without reading, and settle the recipe.
 * CHAFF_ERR_OPTION with the option at fault. */
CHAFF_MUST_USE chaff_status options_settle(chaff_run_options *options,
                                           chaff_error *err);

#endif
