/* names.c - an open-addressing table over one buffer of names */
#include "run/names.h"

#include <string.h>

#include "base/hash.h"

static uint64_t hash_name(chaff_text name)
{
    return hash_bytes(name.data ? name.data : "", name.size, 0);
}

chaff_text names_text(const names *n, uint32_t number)
{
    size_t start = number ? n->ends[number - 1] : 0;

    return (chaff_text){n->text.data + start, n->ends[number] - start};
}

static bool same_name(chaff_text a, chaff_text b)
{
    return a.size == b.size && (!a.size || !memcmp(a.data, b.data, a.size));
}

/* The slot that holds the name, or the free one where it belongs. */
static size_t find_slot(const names *n, chaff_text name)
{
    size_t slot = hash_name(name) & (n->slot_count - 1);

    while (n->slots[slot] && !same_name(names_text(n, n->slots[slot] - 1), name))
        slot = (slot + 1) & (n->slot_count - 1);
    return slot;
}

static chaff_status grow_slots(names *n)
{
    size_t count = n->slot_count ? 2 * n->slot_count : 64;
    uint32_t *slots = mem_zero(count, sizeof *slots);

    if (!slots)
        return CHAFF_ERR_MEMORY;
    mem_free(n->slots);
    n->slots = slots;
    n->slot_count = count;
    for (uint32_t i = 0; i < n->count; i++)
        n->slots[find_slot(n, names_text(n, i))] = i + 1;
    return CHAFF_OK;
}

chaff_status names_number(names *n, chaff_text name, uint32_t *number)
{
    size_t slot;

    if (n->last < n->count && same_name(names_text(n, n->last), name)) {
        *number = n->last;
        return CHAFF_OK;
    }
    if (2 * (n->count + 1) > n->slot_count && grow_slots(n) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    slot = find_slot(n, name);
    if (!n->slots[slot]) {
        if (mem_grow((void **)&n->ends, &n->capacity, n->count + 1, sizeof *n->ends) !=
                CHAFF_OK ||
            buffer_append(&n->text, name.data, name.size) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        n->ends[n->count++] = n->text.size;
        n->slots[slot] = (uint32_t)n->count;
    }
    *number = n->last = n->slots[slot] - 1;
    return CHAFF_OK;
}

void names_clear(names *n)
{
    if (n->count)
        memset(n->slots, 0, n->slot_count * sizeof *n->slots);
    n->text.size = n->count = 0;
}

void names_release(names *n)
{
    buffer_release(&n->text);
    mem_free(n->ends);
    mem_free(n->slots);
    *n = (names){0};
}
