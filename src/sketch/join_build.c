/* join_build.c - groups of several columns become buckets, in document order */
#include "sketch/join_build.h"

#include <string.h>

#include "base/parallel.h"
#include "base/status.h"

chaff_status join_refused(const join_work *work, uint64_t bytes, chaff_error *err)
{
    return error_set(
        err, CHAFF_ERR_LIMIT,
        "looking for candidates among %u documents needs about %llu MiB more "
        "memory; raise -m",
        work->in->documents, (unsigned long long)(bytes >> 20) + 1);
}

static uint64_t active_words(const join_work *work)
{
    return (uint64_t)work->in->documents / 64 + 1;
}

chaff_status join_find_active(join_work *work, chaff_error *err)
{
    uint64_t bytes = active_words(work) * sizeof *work->active;

    if (!budget_take(work->memory, bytes))
        return join_refused(work, bytes, err);
    work->active = mem_zero((size_t)active_words(work), sizeof *work->active);
    if (!work->active) {
        budget_give(work->memory, bytes);
        return error_memory(err);
    }
    for (uint32_t d = 0; d < work->in->documents; d++)
        if (work->in->active(work->in->self, d))
            work->active[d / 64] |= UINT64_C(1) << d % 64;
    return CHAFF_OK;
}

void join_free_active(join_work *work)
{
    if (work->active)
        budget_give(work->memory, active_words(work) * sizeof *work->active);
    mem_free(work->active);
    work->active = NULL;
}

static chaff_status group_column(size_t column, unsigned thread, void *self)
{
    join_work *work = self;
    grouper *g = &work->groupers[thread];
    chaff_status status;

    grouper_clear(g);
    status = work->fill(work, column, g);
    if (status == CHAFF_OK)
        status = grouper_again(g);
    if (status == CHAFF_OK)
        status = work->fill(work, column, g);
    return status == CHAFF_OK ? grouper_finish(g, &work->lists[column]) : status;
}

static void release_lists(join_work *work)
{
    for (size_t c = 0; c < work->columns; c++)
        group_list_release(&work->lists[c], work->memory);
}

/* One grouper a thread, as many as the budget allows. */
static chaff_status make_groupers(join_work *work, unsigned *threads, chaff_error *err)
{
    unsigned made = 0;
    chaff_status status = CHAFF_OK;

    work->groupers = mem_zero(*threads, sizeof *work->groupers);
    if (!work->groupers)
        return error_memory(err);
    while (made < *threads && status == CHAFF_OK) {
        status = grouper_init(&work->groupers[made], work->memory, work->most);
        made += status == CHAFF_OK;
    }
    if (made > 0 && status == CHAFF_ERR_LIMIT)
        status = CHAFF_OK;
    *threads = made;
    if (status == CHAFF_ERR_LIMIT)
        return join_refused(work, work->groupers[0].wanted, err);
    return status == CHAFF_OK ? status : error_memory(err);
}

static chaff_status group_columns(join_work *work, unsigned *threads, chaff_error *err)
{
    unsigned wanted = *threads;
    uint64_t refused = 0;
    chaff_status status = make_groupers(work, threads, err);

    if (status == CHAFF_OK) {
        status = parallel_for(*threads, work->columns, group_column, work);
        for (unsigned t = 0; t < *threads; t++)
            if (work->groupers[t].wanted > refused)
                refused = work->groupers[t].wanted;
        if (status == CHAFF_ERR_MEMORY)
            error_memory(err);
        else if (status == CHAFF_ERR_LIMIT)
            status = join_refused(work, refused, err);
        else if (status != CHAFF_OK)
            error_set(err, status, "the keys of documents can't be read back");
    }
    for (unsigned t = 0; work->groupers && t < wanted; t++)
        grouper_release(&work->groupers[t]);
    mem_free(work->groupers);
    work->groupers = NULL;
    return status;
}

/* The same with ever fewer threads, since what they hold may be what is missing. */
static chaff_status group_within_budget(join_work *work, unsigned threads,
                                        chaff_error *err)
{
    chaff_status status = group_columns(work, &threads, err);

    while (status == CHAFF_ERR_LIMIT && threads > 1) {
        release_lists(work);
        threads /= 2;
        status = group_columns(work, &threads, err);
    }
    return status;
}

static chaff_status make_arrays(const join_work *work, uint64_t members, uint64_t count,
                                buckets *out, chaff_error *err)
{
    uint64_t documents = work->in->documents;
    uint64_t bytes = (documents + 1) * sizeof *out->first + members * sizeof *out->of +
                     count * sizeof *out->size;

    if (count > UINT32_MAX)
        return error_set(err, CHAFF_ERR_LIMIT, "more than 2^32 - 1 buckets; raise the "
                         "threshold or compare fewer documents");
    if (!budget_take(work->memory, bytes))
        return join_refused(work, bytes, err);
    *out = (buckets){
        .documents = work->in->documents, .count = (uint32_t)count, .taken = bytes,
        .first = mem_zero((size_t)documents + 1, sizeof *out->first),
        .of = mem_alloc((size_t)members, sizeof *out->of),
        .size = mem_alloc((size_t)count, sizeof *out->size)
    };
    if (out->first && out->of && out->size)
        return CHAFF_OK;
    buckets_release(out, work->memory);
    return error_memory(err);
}

/* first[d + 1] counts, then sums up to where d + 1 begins. */
static void count_members(const join_work *work, buckets *out)
{
    for (size_t c = 0; c < work->columns; c++)
        for (size_t i = 0; i < work->lists[c].member_count; i++)
            out->first[work->lists[c].documents[i] + (size_t)1]++;
    for (size_t d = 0; d < out->documents; d++)
        out->first[d + 1] += out->first[d];
}

/* Bucket by bucket, so that a document's ascend. first[d] moves on while d's buckets
 * are put down, ends where d + 1 began, and is moved back. */
static void place_members(join_work *work, buckets *out)
{
    uint32_t bucket = 0;

    for (size_t c = 0; c < work->columns; c++) {
        group_list *list = &work->lists[c];
        const uint32_t *document = list->documents;

        for (size_t b = 0; b < list->bucket_count; b++, bucket++) {
            out->size[bucket] = list->sizes[b];
            for (uint32_t i = 0; i < list->sizes[b]; i++)
                out->of[out->first[*document++]++] = bucket;
        }
        group_list_release(list, work->memory);
    }
    memmove(out->first + 1, out->first, out->documents * sizeof *out->first);
    out->first[0] = 0;
}

chaff_status join_build(join_work *work, unsigned threads, buckets *out,
                        chaff_error *err)
{
    uint64_t members = 0, count = 0;
    chaff_status status;

    work->lists = mem_zero(work->columns, sizeof *work->lists);
    if (!work->lists)
        return error_memory(err);
    if (threads > work->columns)
        threads = (unsigned)work->columns;
    status = group_within_budget(work, threads ? threads : 1, err);
    for (size_t c = 0; c < work->columns; c++) {
        members += work->lists[c].member_count;
        count += work->lists[c].bucket_count;
    }
    if (status == CHAFF_OK)
        status = make_arrays(work, members, count, out, err);
    if (status == CHAFF_OK) {
        count_members(work, out);
        place_members(work, out);
    }
    release_lists(work);
    mem_free(work->lists);
    work->lists = NULL;
    return status;
}
