/* overlap.c - each shingle of a text looked up in the set of another
 *
 * In: a text and the set of shingles of another. Out: byte ranges of the runs of shared
 * shingles.
 */
#include "near/overlap.h"

#include <string.h>

#include "base/sort.h"
#include "near/located.h"

static chaff_status list_ranges(const located *l, const uint64_t *set, size_t count,
                                buffer *ranges)
{
    chaff_status status = CHAFF_OK;
    size_t end = 0;            /* word after the last shared shingle; 0: none yet */

    for (size_t i = 0; status == CHAFF_OK && i < l->count; i++) {
        passage_range range;

        if (!sort_holds(set, count, l->shingles[i]))
            continue;
        located_bytes(l, i, i + l->step, &range.start, &range.end);
        if (i < end)
            memcpy(ranges->data + ranges->size - sizeof range.end, &range.end,
                   sizeof range.end);
        else
            status = buffer_append(ranges, &range, sizeof range);
        end = i + l->step;
    }
    return status;
}

chaff_status overlap_find(chaff_worker *worker, chaff_text text, const uint64_t *set,
                          size_t count, buffer *ranges)
{
    located l = {0};
    chaff_status status = located_read(&l, worker_splitter(worker), worker_rule(worker),
                                       text);

    if (status == CHAFF_OK)
        status = list_ranges(&l, set, count, ranges);
    located_release(&l);
    return status;
}
