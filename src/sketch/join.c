/* join.c - equal band keys become buckets, one band a thread at a time */
#include "sketch/join.h"

#include "sketch/join_build.h"

static chaff_status fill_band(const join_work *work, size_t band, grouper *g)
{
    const join_input *in = work->in;
    uint64_t keys[GROUPER_CHUNK];
    uint32_t documents[GROUPER_CHUNK];

    for (uint32_t start = 0, count; start < in->documents; start += count) {
        uint32_t active = 0;
        chaff_status status;

        count = in->documents - start < GROUPER_CHUNK ? in->documents - start
                                                      : GROUPER_CHUNK;
        status = in->keys(in->self, (uint32_t)band, start, count, keys);
        if (status != CHAFF_OK)
            return status;
        for (uint32_t i = 0; i < count; i++) {
            keys[active] = keys[i];
            documents[active] = start + i;
            active += join_is_active(work, start + i);
        }
        join_take(work, g, keys, documents, active);
    }
    return CHAFF_OK;
}

chaff_status join_bands(const join_input *in, unsigned threads, budget *memory,
                        buckets *out, chaff_error *err)
{
    join_work work = {
        .in = in, .memory = memory, .columns = in->bands, .fill = fill_band};
    chaff_status status;

    *out = (buckets){0};
    status = join_find_active(&work, &work.most, err);
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
