/* measure.h - the units of a learnt document and what the model knows of each */
#ifndef BOILER_MEASURE_H
#define BOILER_MEASURE_H

#include "boiler/model.h"
#include "boiler/worker.h"

/* Fills worker->units and worker->singles. CHAFF_ERR_STATE: the text is not the one
 * learnt as `number`. */
CHAFF_MUST_USE chaff_status
measure_units(const chaff_boiler *b, chaff_boiler_worker *worker, uint32_t number,
              chaff_text text);

#endif
