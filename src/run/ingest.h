/* ingest.h - the first pass: every record is read once and becomes a row
 *
 * Also fed on the way: the sketches (find, dedup) or the boilerplate counts (strip,
 * clean). Bad records are counted, named and copied aside in input order.
 */
#ifndef RUN_INGEST_H
#define RUN_INGEST_H

#include "run/state.h"

CHAFF_MUST_USE chaff_status ingest(run *r);

/* The least size a block of the first pass is filled to, bytes: small enough for the
 * second-level cache, large enough that a lock a block costs nothing. */
enum { INGEST_BLOCK = 1 << 19 };

#endif
