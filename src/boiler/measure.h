/* measure.h - the units of a learnt document and what the model knows of each */
#ifndef BOILER_MEASURE_H
#define BOILER_MEASURE_H

#include "boiler/replay.h"
#include "boiler/worker.h"

/* Fills worker->units, and what else is known of document `number`: its size, its line
 * end, whether most of its words are single characters. CHAFF_ERR_FORMAT: the model's
 * own records are damaged; CHAFF_ERR_IO, CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
measure_units(const chaff_boiler *b, chaff_boiler_worker *worker, uint32_t number);
/* The same of the document that replay_doc opened; its marks are those of evidence.
 * Unless all units are wanted, there are none if nothing of it can go. */
CHAFF_MUST_USE chaff_status measure_replayed(const chaff_boiler *b,
                                             chaff_boiler_worker *worker, replay *from,
                                             bool all);

#endif
