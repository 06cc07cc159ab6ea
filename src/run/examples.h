/* examples.h - boilerplate in context, and documents before and after, as lines of
 * report.jsonl */
#ifndef RUN_EXAMPLES_H
#define RUN_EXAMPLES_H

#include "run/excerpt.h"

/* {"kind":"passage"}: the most frequent ones, each with what stands around it. */
CHAFF_MUST_USE chaff_status examples_passages(findings *f);
/* {"kind":"document"}: those that lost most, one a source, with their spans. */
CHAFF_MUST_USE chaff_status examples_documents(findings *f);

#endif
