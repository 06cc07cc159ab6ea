/* verify.c - two texts, exactly compared
 *
 * In: two texts and a worker, whose recipe says what a shingle is. Out: how many
 * distinct shingles each has and both have. Nothing is sampled.
 */
#include "chaff/verify.h"

#include "base/mem.h"
#include "near/compare.h"
#include "sketch/worker.h"

chaff_status chaff_verify(chaff_worker *worker, chaff_text a, chaff_text b,
                          chaff_likeness *out)
{
    uint64_t *a_set = NULL, *b_set = NULL;
    size_t a_count = 0, b_count = 0, a_capacity = 0, b_capacity = 0;
    chaff_status status;

    *out = (chaff_likeness){0};
    status = worker_set(worker, a, &a_set, &a_capacity, &a_count);
    if (status >= 0)
        status = worker_set(worker, b, &b_set, &b_capacity, &b_count);
    if (status >= 0)
        likeness_of_sets(a_set, a_count, b_set, b_count, out);
    mem_free(a_set);
    mem_free(b_set);
    return status;
}
