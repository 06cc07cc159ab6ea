/* spool.c - appended bytes in chunks of memory, or in places of a file past the budget
 *
 * A spool is a list of chunks of one size, so it grows without copying and position p
 * is in chunk p / CHUNK. Chunks come from a pool that all spools of a budget share. On
 * disk they are places of one file, shared as well, and the last one stays in memory.
 */
#include "base/spool.h"

#include <stdatomic.h>
#include <string.h>

#include "base/mem.h"
#include "base/status.h"

enum {
    CHUNK = CHUNK_BYTES,
    GROWN = 16                 /* chunks: a spool of more is likely to fill the next */
};

struct spool {
    budget *budget;
    chunk_ref *chunks;
    size_t count, capacity;    /* those in use, and room in `chunks` */
    uint64_t size;
    char *tail;                /* on disk: bytes not written yet; NULL: in memory */
    size_t tail_size;          /* up to CHUNK */
    uint32_t *places;          /* on disk: of the chunks in the budget's file */
    size_t place_count, place_room;
};

static bool take_up_to(budget *b, uint64_t bytes, uint64_t limit)
{
    uint64_t used = atomic_load(&b->used);

    do
        if (bytes > limit || used > limit - bytes)
            return false;
    while (!atomic_compare_exchange_weak(&b->used, &used, used + bytes));
    used += bytes;
    for (uint64_t peak = atomic_load(&b->peak);
         peak < used && !atomic_compare_exchange_weak(&b->peak, &peak, used);)
        continue;
    return true;
}

bool budget_take(budget *b, uint64_t bytes)
{
    return take_up_to(b, bytes, b->limit);
}

bool budget_take_spare(budget *b, uint64_t bytes)
{
    return take_up_to(b, bytes, b->limit - b->limit / 4);
}

void budget_give(budget *b, uint64_t bytes)
{
    atomic_fetch_sub(&b->used, bytes);
}

chaff_status spool_new(spool **out, budget *b)
{
    *out = mem_zero(1, sizeof **out);
    if (!*out)
        return CHAFF_ERR_MEMORY;
    (*out)->budget = b;
    return CHAFF_OK;
}

static void release_chunks(spool *s)
{
    for (size_t i = 0; i < s->count; i++)
        chunk_give(&s->budget->chunks, s->chunks[i]);
    budget_give(s->budget, (uint64_t)s->count * CHUNK);
    mem_free(s->chunks);
    s->chunks = NULL;
    s->count = s->capacity = 0;
}

static void leave_disk(spool *s)
{
    for (size_t i = 0; i < s->place_count; i++)
        disk_give(&s->budget->disk, s->places[i]);
    mem_free(s->places);
    mem_free(s->tail);
    s->places = NULL;
    s->tail = NULL;
    s->place_count = s->place_room = 0;
}

void spool_free(spool *s)
{
    if (!s)
        return;
    release_chunks(s);
    leave_disk(s);
    mem_free(s);
}

static chaff_status write_chunk(spool *s, const char *bytes, chaff_error *err)
{
    budget *b = s->budget;
    uint32_t *place;
    chaff_status status;

    if (mem_grow((void **)&s->places, &s->place_room, s->place_count + 1,
                 sizeof *s->places) != CHAFF_OK)
        return error_memory(err);
    place = &s->places[s->place_count];
    status = disk_take(&b->disk, b->folder, place, err);
    if (status != CHAFF_OK)
        return status;
    s->place_count++;
    if (disk_write(&b->disk, *place, bytes) == CHAFF_OK)
        return CHAFF_OK;
    s->place_count--;
    disk_give(&b->disk, *place);
    return error_set(err, CHAFF_ERR_IO,
                     "a temporary file in '%s' can't be written; "
                     "is the disk full? try --tmp DIR",
                     b->folder);
}

/* All chunks, every one of them full, go to the file. */
static chaff_status move_to_disk(spool *s, chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    s->tail = mem_alloc(CHUNK, 1);
    if (!s->tail)
        return error_memory(err);
    for (size_t i = 0; status == CHAFF_OK && i < s->count; i++)
        status = write_chunk(s, s->chunks[i].bytes, err);
    if (status != CHAFF_OK) {
        leave_disk(s);
        return status;
    }
    s->tail_size = 0;
    s->budget->spilled = true;
    release_chunks(s);
    return CHAFF_OK;
}

static chaff_status add_chunk(spool *s, chaff_error *err)
{
    if (mem_grow((void **)&s->chunks, &s->capacity, s->count + 1, sizeof *s->chunks) !=
        CHAFF_OK)
        return error_memory(err);
    if (!budget_take_spare(s->budget, CHUNK))
        return move_to_disk(s, err);
    if (chunk_take(&s->budget->chunks, s->count >= GROWN, &s->chunks[s->count]) !=
        CHAFF_OK) {
        budget_give(s->budget, CHUNK);
        return error_memory(err);
    }
    s->count++;
    return CHAFF_OK;
}

chaff_status spool_append(spool *s, const void *bytes, size_t size, chaff_error *err)
{
    const char *from = bytes;
    chaff_status status = CHAFF_OK;

    while (size) {
        size_t used = s->tail ? s->tail_size : (size_t)(s->size % CHUNK), part;

        if (!s->tail && s->size == (uint64_t)s->count * CHUNK) {
            status = add_chunk(s, err);
            if (status != CHAFF_OK)
                return status;
            continue;
        }
        if (used == CHUNK) {
            status = write_chunk(s, s->tail, err);
            if (status != CHAFF_OK)
                return status;
            s->tail_size = used = 0;
        }
        part = size < CHUNK - used ? size : CHUNK - used;
        memcpy((s->tail ? s->tail : s->chunks[s->count - 1].bytes) + used, from,
               part);
        if (s->tail)
            s->tail_size += part;
        s->size += part;
        from += part;
        size -= part;
    }
    return CHAFF_OK;
}

uint64_t spool_size(const spool *s)
{
    return s->size;
}

bool spool_on_disk(const spool *s)
{
    return s->tail != NULL;
}

/* `size` bytes of one chunk, from `at` of it on. */
static chaff_status read_chunk(const spool *s, size_t chunk, size_t at, char *to,
                               size_t size)
{
    const char *bytes = s->tail;

    if (s->tail && chunk < s->place_count)
        return disk_read(&s->budget->disk, s->places[chunk], to, size, at);
    if (!s->tail)
        bytes = s->chunks[chunk].bytes;
    memcpy(to, bytes + at, size);
    return CHAFF_OK;
}

chaff_status spool_read(const spool *s, void *bytes, size_t size, uint64_t offset)
{
    chaff_status status = CHAFF_OK;
    char *to = bytes;

    if (offset > s->size || size > s->size - offset)
        return CHAFF_ERR_LIMIT;
    while (status == CHAFF_OK && size) {
        size_t at = (size_t)(offset % CHUNK),
               part = size < CHUNK - at ? size : CHUNK - at;

        status = read_chunk(s, (size_t)(offset / CHUNK), at, to, part);
        to += part;
        offset += part;
        size -= part;
    }
    return status;
}

const void *spool_view(const spool *s, uint64_t offset, size_t *size)
{
    size_t at = (size_t)(offset % CHUNK);

    if (s->tail || offset >= s->size)
        return NULL;
    *size = s->size - offset < CHUNK - at ? (size_t)(s->size - offset) : CHUNK - at;
    return s->chunks[offset / CHUNK].bytes + at;
}
