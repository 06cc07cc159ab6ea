/* evidence.h - what is known of every gram goes where finding reads it */
#ifndef BOILER_EVIDENCE_H
#define BOILER_EVIDENCE_H

#include "boiler/postings.h"

/* What is stored of a document: this head; of each sampled gram that thin.h keeps,
 * then of each line prefix, a byte: its step from the one before, SAMPLE_ANCHOR, and
 * EVIDENCE_SOME if there is evidence, which follows as in struct evidence; its units
 * (units.h). A longer step takes several bytes, as if grams without evidence stood
 * on its way. */
typedef struct evidence_head {
    uint32_t units, grams;     /* bytes of the units; steps of grams */
} evidence_head;
enum { EVIDENCE_STEP = 63, EVIDENCE_SOME = 64 };

/* Pack the evidence of one block's documents. Any thread, a block each. */
CHAFF_MUST_USE chaff_status
evidence_store(const rounds *of, size_t block, chaff_error *err);

#endif
