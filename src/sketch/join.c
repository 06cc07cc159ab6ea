/* join.c - equal band keys become buckets, one band a thread at a time */
#include "sketch/join.h"

#include "base/hash.h"
#include "sketch/join_build.h"

enum { CHUNK = 1024 };         /* keys asked for at once */

static void mix_keys(const join_input *in, uint32_t start, uint32_t count,
                     uint64_t *keys)
{
    for (uint32_t i = 0; i < count; i++)
        keys[i] = hash_mix(keys[i]);
    for (uint32_t i = 0; in->group && i < count; i++)
        keys[i] = join_mix_group(in, keys[i], start + i);
}

static chaff_status fill_band(const join_work *work, size_t band, grouper *g)
{
    const join_input *in = work->in;
    uint64_t keys[CHUNK];

    for (uint32_t start = 0, count; start < in->documents; start += count) {
        chaff_status status;

        count = in->documents - start < CHUNK ? in->documents - start : CHUNK;
        status = in->keys(in->self, (uint32_t)band, start, count, keys);
        if (status != CHAFF_OK)
            return status;
        mix_keys(in, start, count, keys);
        for (uint32_t i = 0; i < count; i++)
            if (join_is_active(work, start + i))
                grouper_add(g, keys[i], start + i);
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
