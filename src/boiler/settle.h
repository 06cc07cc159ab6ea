/* settle.h - verdicts that hold when the cleaned text is judged again */
#ifndef BOILER_SETTLE_H
#define BOILER_SETTLE_H

#include "boiler/worker.h"

/* Verdicts of worker->draft: those of decide_units, and of decide_units on what they
 * leave, until nothing more goes. *template_only as decide_units. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
settle_units(chaff_boiler_worker *worker, const decide_rules *rules,
             bool *template_only);

#endif
