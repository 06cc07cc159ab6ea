/* sets.c - a ring of shingle sets with a table of one entry a place, and a shelf
 *
 * In: a document. Out: its set, from the ring or fetched anew. A set is in the ring as
 * long as at most `room` hashes were written since its start; a document that meets
 * another one in the table takes its place.
 */
#include "near/sets.h"

#include <string.h>

#include "base/hash.h"
#include "base/mem.h"

enum {
    HASHES_PER_ENTRY = 64,     /* ring and table are full together at sets of 64 */
    ROOM_MOST = 1 << 22,       /* hashes, 32 MiB: the sets of 7,000 pages of 4 kB */
    ROOM_LEAST = 1 << 13,      /* a smaller cache is not worth its table */
    SHARE = 8,                 /* all threads together leave 7/8 of the budget alone */
    CACHE_UNIT = sizeof(uint64_t) + sizeof(set_entry) / HASHES_PER_ENTRY + 1
};

/* Hashes of `unit` bytes each that a thread may hold: a power of two that all sets
 * together fill and its share of the free budget pays for. Nothing is no failure. */
static size_t take_room(const place_input *in, size_t unit)
{
    budget *memory = in->memory;
    uint64_t used = memory->used;
    uint64_t left = memory->limit > used ? memory->limit - used : 0;
    uint64_t share = left / SHARE / (in->threads ? in->threads : 1);

    size_t room = ROOM_MOST;

    while (in->hashes && room > ROOM_LEAST && room / 2 >= in->hashes)
        room /= 2;
    for (; room >= ROOM_LEAST; room /= 2)
        if (room * unit <= share && budget_take(memory, room * unit))
            return room;
    return 0;
}

chaff_status set_cache_init(set_cache *cache, const place_input *in, unsigned thread)
{
    *cache = (set_cache){.in = in, .thread = thread};
    cache->room = take_room(in, CACHE_UNIT);
    if (!cache->room)
        return CHAFF_OK;
    cache->ring = mem_large(cache->room, sizeof *cache->ring);
    cache->entries = mem_zero(cache->room / HASHES_PER_ENTRY, sizeof *cache->entries);
    if (cache->ring && cache->entries)
        return CHAFF_OK;
    set_cache_release(cache);
    return CHAFF_ERR_MEMORY;
}

void set_cache_release(set_cache *cache)
{
    if (cache->ring)
        mem_free_large(cache->ring, cache->room, sizeof *cache->ring);
    mem_free(cache->entries);
    mem_free(cache->fetched);
    if (cache->room)
        budget_give(cache->in->memory, cache->room * CACHE_UNIT);
    *cache = (set_cache){0};
}

static set_entry *entry_of(const set_cache *cache, uint32_t document)
{
    return cache->entries + (hash_mix(document) & (cache->room / HASHES_PER_ENTRY - 1));
}

static bool holds(const set_cache *cache, const set_entry *entry, uint32_t document)
{
    return entry->end && entry->document == document
        && cache->written - (entry->end - entry->count) <= cache->room;
}

/* The set goes where the ring stands; one that would cross its end starts over. */
static void write_set(set_cache *cache, uint32_t document, size_t count)
{
    set_entry *entry = entry_of(cache, document);
    size_t at = cache->written & (cache->room - 1);

    if (at + count > cache->room) {
        cache->written += cache->room - at;
        at = 0;
    }
    if (count)
        memcpy(cache->ring + at, cache->fetched, count * sizeof *cache->ring);
    cache->written += count;
    *entry = (set_entry){cache->written, document, (uint32_t)count};
}

chaff_status set_cache_get(set_cache *cache, uint32_t document, shingle_set *out,
                           chaff_error *err)
{
    const place_input *in = cache->in;
    size_t count = 0;
    chaff_status status;

    if (cache->room) {
        const set_entry *entry = entry_of(cache, document);

        if (holds(cache, entry, document)) {
            size_t at = (entry->end - entry->count) & (cache->room - 1);

            out->hashes = cache->ring + at;
            out->count = entry->count;
            return CHAFF_OK;
        }
    }
    status = in->set(in->self, cache->thread, document, &cache->fetched,
                     &cache->fetched_capacity, &count, err);
    if (status < 0)
        return status;
    /* Larger ones would push everything else out, where not all have room. */
    if (cache->room && count <= (in->hashes && in->hashes <= cache->room
                                     ? cache->room : cache->room / 4))
        write_set(cache, document, count);
    *out = (shingle_set){cache->fetched, count};
    return CHAFF_OK;
}

chaff_status set_shelf_init(set_shelf *shelf, const place_input *in)
{
    *shelf = (set_shelf){.memory = in->memory};
    shelf->room = take_room(in, sizeof *shelf->hashes);
    if (!shelf->room)
        return CHAFF_OK;
    shelf->hashes = mem_large(shelf->room, sizeof *shelf->hashes);
    if (shelf->hashes)
        return CHAFF_OK;
    set_shelf_release(shelf);
    return CHAFF_ERR_MEMORY;
}

void set_shelf_release(set_shelf *shelf)
{
    if (shelf->hashes)
        mem_free_large(shelf->hashes, shelf->room, sizeof *shelf->hashes);
    if (shelf->room)
        budget_give(shelf->memory, shelf->room * sizeof *shelf->hashes);
    *shelf = (set_shelf){0};
}

bool set_shelf_put(set_shelf *shelf, shingle_set set)
{
    if (set.count > shelf->room - shelf->count)
        return false;
    if (set.count)
        memcpy(shelf->hashes + shelf->count, set.hashes,
               set.count * sizeof *set.hashes);
    shelf->count += set.count;
    return true;
}
