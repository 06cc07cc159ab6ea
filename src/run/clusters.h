/* clusters.h - clusters get numbers, in order of their first document
 *
 * A cluster is a kept document and its copies, two or more together.
 */
#ifndef RUN_CLUSTERS_H
#define RUN_CLUSTERS_H

#include "run/state.h"

#define CLUSTER_NONE UINT32_MAX

/* From r->kept. Also counts clusters, kept and removed documents for the report. */
CHAFF_MUST_USE chaff_status clusters_number(run *r);

static inline uint32_t cluster_head(const run *r, uint32_t document)
{
    return r->kept && r->kept[document] != RUN_KEPT ? r->kept[document] : document;
}

static inline uint32_t cluster_of(const run *r, uint32_t document)
{
    return r->cluster_numbers ? r->cluster_numbers[cluster_head(r, document)]
                              : CLUSTER_NONE;
}

#endif
