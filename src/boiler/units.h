/* units.h - what a text says of its units by itself, whatever other documents hold
 *
 * In: a text, window by window as the gram reader delivers it while it is learnt. Out:
 * a few bytes a unit, in a record that goes into the model; read back when the document
 * is judged, so that no text is read twice.
 * Always: units of a record are those of segments_find, in order; each word belongs to
 * one of them; reading never goes beyond the record, whatever it holds.
 */
#ifndef BOILER_UNITS_H
#define BOILER_UNITS_H

#include "base/mem.h"
#include "boiler/worker.h"

/* Find the units of the text that the worker's reader was started on. CHAFF_ERR_LIMIT,
 * CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status units_start(chaff_boiler_worker *w, chaff_text text);
/* The reader's window; the worker's sampler learns where its units begin. */
CHAFF_MUST_USE chaff_status units_take(chaff_boiler_worker *w);
/* All windows are taken: append the record; `checked`: with a hash of the text. */
CHAFF_MUST_USE chaff_status units_store(chaff_boiler_worker *w, chaff_text text,
                                        bool checked, buffer *out);

/* A record read back: w->units with what the text says, all else zero, and w->draft,
 * with an empty list. Where a line prefix stands: w->line_units, one a prefix,
 * LINE_NOWHERE if it opens no paragraph. */
CHAFF_MUST_USE chaff_status units_read(chaff_boiler_worker *w, const uint8_t *bytes,
                                       size_t size);
/* Of that no more than what it begins with: sizes and sums of the text, as if it had no
 * units; *knows: some unit or line prefix is known. */
CHAFF_MUST_USE chaff_status units_skim(chaff_boiler_worker *w, const uint8_t *bytes,
                                       size_t size, bool *knows);
/* Whether the record that was read is of this text; without a hash, of one as long. */
bool units_match(const chaff_boiler_worker *w, chaff_text text);

#endif
