/* findings.h - report.jsonl and report.html: a bounded choice of what a run found
 *
 * report.jsonl holds all that the page shows, so that `chaff report` makes the page
 * again without the inputs.
 */
#ifndef RUN_FINDINGS_H
#define RUN_FINDINGS_H

#include "run/state.h"

/* Room for what is counted while pairs are written; before they are. */
CHAFF_MUST_USE chaff_status findings_begin(run *r);
/* `keys`: of summary_append. After all else, while r->passages is there. */
CHAFF_MUST_USE chaff_status
findings_write(run *r, chaff_text keys, const char *lines, const char *page);

#endif
