/* documents.h - the records that are kept, removed or annotated, to where they go
 *
 * A kept record is written byte for byte as it came; a cleaned one changes only its
 * text.
 */
#ifndef RUN_DOCUMENTS_H
#define RUN_DOCUMENTS_H

#include "run/targets.h"

/* The kept ones to their targets, and (strip, clean) the passages cut from all
 * documents to r->passages. */
CHAFF_MUST_USE chaff_status documents_write(run *r, targets *t);

/* --removed: removed records, byte for byte. */
CHAFF_MUST_USE chaff_status documents_write_removed(run *r, const char *path);

#endif
