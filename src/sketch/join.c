/* join.c - equal band keys become buckets, one band a thread at a time */
#include "sketch/join.h"

#include "sketch/join_build.h"

static chaff_status fill_band(const join_work *work, size_t band, grouper *g)
{
    const join_input *in = work->in;
    uint64_t keys[GROUPER_CHUNK];
    uint16_t left[GROUPER_CHUNK];

    for (uint32_t start = 0, count; start < in->documents; start += count) {
        size_t left_count;
        chaff_status status;

        count = in->documents - start < GROUPER_CHUNK ? in->documents - start
                                                      : GROUPER_CHUNK;
        status = in->keys(in->self, (uint32_t)band, start, count, keys);
        if (status != CHAFF_OK)
            return status;
        for (uint32_t i = 0; in->group && i < count; i++)
            keys[i] = join_mix_group(in, keys[i], start + i);
        left_count = grouper_sift(g, keys, count, left);
        for (size_t i = 0; i < left_count; i++)
            if (join_is_active(work, start + left[i]))
                grouper_add(g, keys[left[i]], start + left[i]);
    }
    return CHAFF_OK;
}

chaff_status join_bands(const join_input *in, unsigned threads, budget *memory,
                        buckets *out, chaff_error *err)
{
    join_work work = {
        .in = in, .memory = memory, .columns = in->bands, .most = in->documents,
        .fill = fill_band};
    chaff_status status;

    *out = (buckets){0};
    status = join_find_active(&work, err);
    if (status == CHAFF_OK)
        status = join_build(&work, threads, out, err);
    join_free_active(&work);
    return status;
}

void buckets_release(buckets *b, budget *memory)
{
    if (b->taken)
        budget_give(memory, b->taken);
    mem_free(b->first);
    mem_free(b->of);
    mem_free(b->size);
    *b = (buckets){0};
}
