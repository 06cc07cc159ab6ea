/* pairing.h - prints of all documents -> the kept document that stands for each
 *
 * Word-for-word equal documents are one text (the best ranked stands for it); the texts
 * are joined by band keys, verified and placed; then the equal ones follow their text.
 */
#ifndef RUN_PAIRING_H
#define RUN_PAIRING_H

#include "near/place.h"
#include "run/state.h"

/* With `pair`, also every pair that `find` reports, ascending, by one thread:
 * verified ones, and each equal copy with the document whose text stands for it. */
CHAFF_MUST_USE chaff_status pair_documents(run *r, place_pair *pair, void *self);

/* Whether a document is compared at all. */
static inline bool pairing_takes_part(const run *r, uint32_t document)
{
    uint32_t words = run_row(r, document)->words;

    return words > 0 && words >= r->options.min_words;
}

/* Whether a removed document has the very words of the one kept for it. */
static inline bool pairing_equal(const run *r, uint32_t document)
{
    return r->texts[document] == r->kept[document];
}

#endif
