/* origins.c - pairs sorted whenever they have doubled */
#include "run/origins.h"

#include "base/sort.h"

enum { FEW = 65536 };          /* pairs that are not worth sorting */

chaff_status origins_sort(origins *o)
{
    uint64_t *spare = mem_alloc(o->count, sizeof *spare);

    if (!spare)
        return CHAFF_ERR_MEMORY;
    sort_keys(o->pairs, spare, o->count);
    o->count = sort_unique(o->pairs, o->count);
    o->sorted = o->count;
    mem_free(spare);
    return CHAFF_OK;
}

chaff_status origins_add(origins *o, size_t passage, uint32_t source)
{
    if (o->count >= 2 * o->sorted + FEW && origins_sort(o) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (mem_grow((void **)&o->pairs, &o->capacity, o->count + 1, sizeof *o->pairs) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    o->pairs[o->count++] = (uint64_t)passage << 32 | source;
    return CHAFF_OK;
}
