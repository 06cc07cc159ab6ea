/* clusters.c - numbers for clusters; r->cluster_numbers is indexed by kept document */
#include "run/clusters.h"

#include <string.h>

#include "base/status.h"

chaff_status clusters_number(run *r)
{
    uint32_t next = 0;

    if (!r->documents)
        return CHAFF_OK;
    r->cluster_sizes = mem_zero(r->documents, sizeof *r->cluster_sizes);
    r->cluster_numbers = mem_alloc(r->documents, sizeof *r->cluster_numbers);
    if (!r->cluster_sizes || !r->cluster_numbers)
        return error_memory(r->err);
    memset(r->cluster_numbers, 0xFF, r->documents * sizeof *r->cluster_numbers);
    for (uint32_t d = 0; d < r->documents; d++)
        r->cluster_sizes[cluster_head(r, d)]++;
    for (uint32_t d = 0; d < r->documents; d++) {
        uint32_t head = cluster_head(r, d);

        if (r->cluster_sizes[head] < 2)
            continue;
        r->report->clustered++;
        if (r->cluster_numbers[head] == CLUSTER_NONE)
            r->cluster_numbers[head] = next++;
    }
    r->report->clusters = next;
    for (uint32_t d = r->against_docs; d < r->documents; d++)
        r->report->removed += r->kept[d] != RUN_KEPT;
    r->report->kept = r->documents - r->against_docs - r->report->removed;
    return CHAFF_OK;
}
