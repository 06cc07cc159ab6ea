/* sets.c - a ring of shingle sets with a table of one entry a place
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
    /* Hashes, 16 MiB: the sets of 3,600 pages of 4 kB. With four times as many, 0.1 to
     * 2% fewer sets were made of 600 MB, and pages of 48 MiB more were touched. */
    ROOM_MOST = 1 << 21,
    ROOM_LEAST = 1 << 13,      /* a smaller cache is not worth its table */
    SHARE = 4,                 /* all threads together leave 3/4 of the budget alone */
    CACHE_UNIT = sizeof(uint64_t) + sizeof(set_entry) / HASHES_PER_ENTRY + 1
};

/* Hashes that a thread may hold: a power of two that all sets together fill and its
 * share of the free budget pays for. Nothing is no failure. */
static size_t take_room(const place_input *in)
{
    budget *memory = in->memory;
    uint64_t used = memory->used;
    uint64_t left = memory->limit > used ? memory->limit - used : 0;
    uint64_t share = left / SHARE / (in->threads ? in->threads : 1);

    size_t room = ROOM_MOST;

    while (in->hashes && room > ROOM_LEAST && room / 2 >= in->hashes)
        room /= 2;
    for (; room >= ROOM_LEAST; room /= 2)
        if (room * CACHE_UNIT <= share && budget_take(memory, room * CACHE_UNIT))
            return room;
    return 0;
}

chaff_status set_cache_init(set_cache *cache, const place_input *in, unsigned thread)
{
    *cache = (set_cache){.in = in, .thread = thread};
    cache->room = take_room(in);
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

void set_cache_keep(set_cache *cache)
{
    cache->keeps = true;
    cache->kept = cache->written;
    cache->full = false;
}

/* The set goes where the ring stands; one that would cross its end starts over.
 * False: it would overwrite what is kept. */
static bool write_set(set_cache *cache, uint32_t document, size_t count)
{
    size_t at = cache->written & (cache->room - 1);
    size_t skipped = at + count > cache->room ? cache->room - at : 0;

    cache->full = cache->keeps && cache->written + skipped + count - cache->kept >
                                      cache->room;
    if (cache->full)
        return false;
    cache->written += skipped + count;
    at = skipped ? 0 : at;
    if (count)
        memcpy(cache->ring + at, cache->fetched, count * sizeof *cache->ring);
    *entry_of(cache, document) = (set_entry){cache->written, document, (uint32_t)count};
    return true;
}

/* In the ring. */
static shingle_set set_of_entry(const set_cache *cache, const set_entry *entry)
{
    uint64_t start = entry->end - entry->count;

    return (shingle_set){cache->ring + (start & (cache->room - 1)), entry->count,
                         cache->keeps && start >= cache->kept};
}

chaff_status set_cache_get(set_cache *cache, uint32_t document, shingle_set *out,
                           chaff_error *err)
{
    const place_input *in = cache->in;
    size_t count = 0;
    chaff_status status;

    if (in->ready) {
        out->hashes = in->ready(in->self, document, &out->count);
        out->stays = true;
        if (out->hashes)
            return CHAFF_OK;
    }
    if (cache->room && holds(cache, entry_of(cache, document), document)) {
        *out = set_of_entry(cache, entry_of(cache, document));
        return CHAFF_OK;
    }
    status = in->set(in->self, cache->thread, document, &cache->fetched,
                     &cache->fetched_capacity, &count, err);
    if (status < 0)
        return status;
    /* Larger ones would push everything else out, where not all have room. */
    if (cache->room && count <= (in->hashes && in->hashes <= cache->room
                                     ? cache->room : cache->room / 4) &&
        write_set(cache, document, count))
        *out = set_of_entry(cache, entry_of(cache, document));
    else
        *out = (shingle_set){cache->fetched, count, false};
    return CHAFF_OK;
}
