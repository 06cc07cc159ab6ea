/* evidence.h - what is known of every gram goes where finding reads it */
#ifndef BOILER_EVIDENCE_H
#define BOILER_EVIDENCE_H

#include "boiler/postings.h"

/* What is stored of a document: how many bytes its units take (uint32_t), evidence of
 * its grams and line prefixes, its units (units.h). Evidence is a row of
 *   0, n             n of 1 to 255 grams without any;
 *   level + 1        documents, none of them a head;
 *   255, level, head as struct evidence. */
enum { EVIDENCE_NONE = 0, EVIDENCE_BOTH = 255 };

/* Pack the evidence of one block's documents. Any thread, a block each. */
CHAFF_MUST_USE chaff_status
evidence_store(const rounds *of, size_t block, chaff_error *err);

#endif
