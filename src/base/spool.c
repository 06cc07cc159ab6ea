/* spool.c - appended bytes in chunks of memory, or in a nameless file past the budget
 *
 * In memory a spool is a list of chunks of one size, so it grows without copying and
 * position p is in chunk p / CHUNK. Chunks come from a pool that all spools of a budget
 * share. The step to disk writes all chunks in order.
 */
#include "base/spool.h"

#include <stdatomic.h>
#include <string.h>

#include "base/file.h"
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
    int file;                  /* -1: in memory */
    char *tail;                /* on disk: bytes not written yet, up to CHUNK */
    size_t tail_size;
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
    (*out)->file = -1;
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

void spool_free(spool *s)
{
    if (!s)
        return;
    release_chunks(s);
    file_close(s->file);
    mem_free(s->tail);
    mem_free(s);
}

/* All chunks, every one of them full, go to a file. */
static chaff_status move_to_disk(spool *s, chaff_error *err)
{
    char *tail = mem_alloc(CHUNK, 1);
    chaff_status status;

    if (!tail)
        return error_memory(err);
    status = file_temporary(&s->file, s->budget->folder, err);
    for (size_t i = 0; status == CHAFF_OK && i < s->count; i++)
        if (file_write_at(s->file, s->chunks[i].bytes, CHUNK, (uint64_t)i * CHUNK) !=
            CHAFF_OK)
            status = error_set(err, CHAFF_ERR_IO,
                               "a temporary file in '%s' can't be written; "
                               "is the disk full? try --tmp DIR",
                               s->budget->folder);
    if (status != CHAFF_OK) {
        file_close(s->file);
        s->file = -1;
        mem_free(tail);
        return status;
    }
    s->tail = tail;
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

static chaff_status write_tail(spool *s, chaff_error *err)
{
    if (file_write_at(s->file, s->tail, s->tail_size, s->size - s->tail_size) !=
        CHAFF_OK)
        return error_set(err, CHAFF_ERR_IO,
                         "a temporary file in '%s' can't be written; "
                         "is the disk full? try --tmp DIR",
                         s->budget->folder);
    s->tail_size = 0;
    return CHAFF_OK;
}

chaff_status spool_append(spool *s, const void *bytes, size_t size, chaff_error *err)
{
    const char *from = bytes;
    chaff_status status = CHAFF_OK;

    while (size) {
        size_t used = s->file >= 0 ? s->tail_size : (size_t)(s->size % CHUNK);
        size_t part;

        if (s->file < 0 && s->size == (uint64_t)s->count * CHUNK) {
            status = add_chunk(s, err);
            if (status != CHAFF_OK)
                return status;
            continue;
        }
        if (s->file >= 0 && used == CHUNK) {
            status = write_tail(s, err);
            if (status != CHAFF_OK)
                return status;
            continue;
        }
        part = size < CHUNK - used ? size : CHUNK - used;
        memcpy((s->file >= 0 ? s->tail : s->chunks[s->count - 1].bytes) + used, from,
               part);
        if (s->file >= 0)
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
    return s->file >= 0;
}

static chaff_status read_disk(const spool *s, char *to, size_t size, uint64_t offset)
{
    uint64_t written = s->size - s->tail_size;
    size_t part = offset >= written ? 0 : size;

    if (part && offset + part > written)
        part = (size_t)(written - offset);
    if (part && file_read_at(s->file, to, part, offset) != CHAFF_OK)
        return CHAFF_ERR_IO;
    if (part < size)
        memcpy(to + part, s->tail + (offset + part - written), size - part);
    return CHAFF_OK;
}

chaff_status spool_read(const spool *s, void *bytes, size_t size, uint64_t offset)
{
    char *to = bytes;

    if (offset > s->size || size > s->size - offset)
        return CHAFF_ERR_LIMIT;
    if (s->file >= 0)
        return read_disk(s, to, size, offset);
    while (size) {
        size_t at = (size_t)(offset % CHUNK),
               part = size < CHUNK - at ? size : CHUNK - at;

        memcpy(to, s->chunks[offset / CHUNK].bytes + at, part);
        to += part;
        offset += part;
        size -= part;
    }
    return CHAFF_OK;
}

const void *spool_view(const spool *s, uint64_t offset, size_t *size)
{
    size_t at = (size_t)(offset % CHUNK);

    if (s->file >= 0 || offset >= s->size)
        return NULL;
    *size = s->size - offset < CHUNK - at ? (size_t)(s->size - offset) : CHUNK - at;
    return s->chunks[offset / CHUNK].bytes + at;
}
