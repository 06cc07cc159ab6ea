/* evidence.h - what is known of every gram goes where finding reads it */
#ifndef BOILER_EVIDENCE_H
#define BOILER_EVIDENCE_H

#include "boiler/postings.h"

/* Pack the evidence of one block's documents. Any thread, a block each. */
CHAFF_MUST_USE chaff_status
evidence_store(const rounds *of, size_t block, chaff_error *err);

#endif
