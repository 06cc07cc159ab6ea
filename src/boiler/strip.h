/* strip.h - measured units -> spans; what all ways of judging share */
#ifndef BOILER_STRIP_H
#define BOILER_STRIP_H

#include "boiler/model.h"
#include "boiler/worker.h"

/* Judge document `number`, whose measuring ended with `measured`: a failure is put into
 * words. The spans live in the worker. */
CHAFF_MUST_USE chaff_status
strip_units(const chaff_boiler *b, chaff_boiler_worker *worker, uint32_t number,
            chaff_status measured, const chaff_span **spans, size_t *count,
            bool *template_only, chaff_error *err);

#endif
