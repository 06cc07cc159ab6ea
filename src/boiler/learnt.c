/* learnt.c - what judging leaves for a model file: entries by partition, and sources */
#include "base/mem.h"
#include "base/sort.h"
#include "boiler/judge.h"

chaff_status learnt_new(learnt **out, chaff_boiler *b)
{
    learnt *l = mem_zero(1, sizeof *l);

    *out = l;
    if (!l)
        return CHAFF_ERR_MEMORY;
    for (size_t p = 0; p < PARTS; p++)
        if (spool_new(&l->grams[p], b->memory) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    return CHAFF_OK;
}

void learnt_free(learnt *l)
{
    if (!l)
        return;
    for (size_t p = 0; p < PARTS; p++)
        spool_free(l->grams[p]);
    mem_free(l->sources);
    mem_free(l->rank);
    mem_free(l);
}

chaff_status learnt_sources(learnt *l, const chaff_boiler *b)
{
    size_t count = b->sources;
    sort_pair *pairs = mem_alloc(2 * count, sizeof *pairs);

    l->sources = mem_alloc(count, sizeof *l->sources);
    l->rank = mem_zero(count + 1, sizeof *l->rank);
    if (!pairs || !l->sources || !l->rank) {
        mem_free(pairs);
        return CHAFF_ERR_MEMORY;
    }
    for (size_t slot = 0, i = 0; slot < b->source_slots; slot++)
        if (b->source_names[slot])
            pairs[i++] = (sort_pair){b->source_names[slot], b->source_numbers[slot], 0};
    sort_pairs(pairs, pairs + count, count);
    for (size_t i = 0; i < count; i++) {
        l->sources[i] = (store_source){pairs[i].key, b->source_docs[pairs[i].item]};
        l->rank[pairs[i].item] = (uint32_t)i;
    }
    mem_free(pairs);
    return CHAFF_OK;
}
