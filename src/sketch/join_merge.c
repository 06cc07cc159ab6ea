/* join_merge.c - two lists of memberships a document, drawn together */
#include "sketch/join_merge.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"

static uint64_t bytes_of(uint32_t documents, uint32_t count, uint64_t members)
{
    return (documents + UINT64_C(1)) * sizeof(uint64_t) +
           (count + members) * sizeof(uint32_t);
}

static void copy_members(buckets *to, const buckets *a, const buckets *b)
{
    uint64_t at = 0;

    for (size_t d = 0; d < a->documents; d++) {
        to->first[d] = at;
        for (uint64_t i = a->first[d]; i < a->first[d + 1]; i++)
            to->of[at++] = a->of[i];
        for (uint64_t i = b->first[d]; i < b->first[d + 1]; i++)
            to->of[at++] = a->count + b->of[i];
    }
    to->first[a->documents] = at;
    memcpy(to->size, a->size, a->count * sizeof *to->size);
    memcpy(to->size + a->count, b->size, b->count * sizeof *to->size);
}

chaff_status buckets_merge(buckets *into, buckets *more, budget *memory,
                           chaff_error *err)
{
    uint64_t members = into->first[into->documents] + more->first[more->documents];
    buckets both = {.documents = into->documents, .count = into->count + more->count};
    uint64_t bytes = bytes_of(both.documents, both.count, members);
    chaff_status status = CHAFF_OK;

    if (both.count < into->count)
        status = error_set(err, CHAFF_ERR_LIMIT,
                           "more than 4,294,967,295 groups of candidates; "
                           "split the input");
    else if (!budget_take(memory, bytes))
        status = error_set(err, CHAFF_ERR_LIMIT,
                           "the candidates need %llu MiB more; raise -m",
                           (unsigned long long)(bytes >> 20) + 1);
    if (status != CHAFF_OK) {
        buckets_release(more, memory);
        return status;
    }
    both.taken = bytes;
    both.first = mem_alloc(both.documents + (size_t)1, sizeof *both.first);
    both.of = mem_alloc(members, sizeof *both.of);
    both.size = mem_alloc(both.count, sizeof *both.size);
    if (both.first && both.of && both.size)
        copy_members(&both, into, more);
    else
        status = error_memory(err);
    buckets_release(more, memory);
    if (status == CHAFF_OK) {
        buckets_release(into, memory);
        *into = both;
    } else {
        buckets_release(&both, memory);
    }
    return status;
}
