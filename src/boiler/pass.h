/* pass.h - every document judged once, in order, while its evidence is dealt out
 *
 * What a partition finds out about its grams has to be dealt back to the documents.
 * chaff_boiler_find may be asked for any of them at any time, so for it all evidence is
 * stored first. A run judges each document once: it judges block by block, on any
 * thread, and nothing is stored. The same spans either way.
 */
#ifndef BOILER_PASS_H
#define BOILER_PASS_H

#include "chaff/boiler.h"

/* chaff_boiler_seal for passes alone: chaff_boiler_find and boiler_judge are
 * refused. */
CHAFF_MUST_USE chaff_status boiler_seal_passing(chaff_boiler *b, chaff_error *err);

/* Whether a pass may begin with this document. Batches that were committed stay
 * whole. */
bool boiler_pass_begins(const chaff_boiler *b, uint32_t document);

typedef struct boiler_pass boiler_pass;

/* From `first` on, with which a pass may begin, up to where the next one may. */
CHAFF_MUST_USE chaff_status boiler_pass_new(boiler_pass **out, const chaff_boiler *b,
                                            uint32_t first, chaff_error *err);
void boiler_pass_free(boiler_pass *pass);
/* Spans and sums are all that is wanted: boiler_worker_borderline will not be asked. */
void boiler_pass_skim(boiler_pass *pass);
/* boiler_judge of the next document. CHAFF_DONE: there is none in this pass. */
CHAFF_MUST_USE chaff_status
boiler_pass_next(boiler_pass *pass, chaff_boiler_worker *worker,
                 const chaff_span **spans, size_t *count, bool *template_only,
                 chaff_error *err);

#endif
