/* showcase.h - clusters and borderline pairs as lines of report.jsonl */
#ifndef RUN_SHOWCASE_H
#define RUN_SHOWCASE_H

#include "run/excerpt.h"

/* {"kind":"cluster"} and {"kind":"member"}: the largest clusters, those with most
 * sources before others of the same size. */
CHAFF_MUST_USE chaff_status showcase_clusters(findings *f);
/* {"kind":"pair"}: r->borderline. */
CHAFF_MUST_USE chaff_status showcase_pairs(findings *f);

#endif
