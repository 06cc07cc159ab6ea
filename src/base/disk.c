/* disk.c - a file cut into places; see disk.h */
#include "base/disk.h"

#include <stdatomic.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/status.h"

static void lock(disk_pool *pool)
{
    while (atomic_exchange_explicit(&pool->taken, true, memory_order_acquire))
        continue;
}

static void unlock(disk_pool *pool)
{
    atomic_store_explicit(&pool->taken, false, memory_order_release);
}

static chaff_status take_place(disk_pool *pool, const char *folder, uint32_t *place,
                               chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    if (pool->free_count == 0 && pool->end == UINT32_MAX)
        return error_set(err, CHAFF_ERR_LIMIT,
                         "what is held on disk passes 2^48 bytes; split the input");
    if (pool->used == 0)
        status = file_temporary(&pool->file, folder, err);
    if (status != CHAFF_OK)
        return status;
    *place = pool->free_count ? pool->free[--pool->free_count] : pool->end++;
    pool->used++;
    return CHAFF_OK;
}

chaff_status disk_take(disk_pool *pool, const char *folder, uint32_t *place,
                       chaff_error *err)
{
    chaff_status status;

    lock(pool);
    status = take_place(pool, folder, place, err);
    unlock(pool);
    return status;
}

/* A place that can't be listed is lost until the file is closed. */
static void list_free(disk_pool *pool, uint32_t place)
{
    if (mem_grow((void **)&pool->free, &pool->free_room, pool->free_count + 1,
                 sizeof *pool->free) == CHAFF_OK)
        pool->free[pool->free_count++] = place;
}

static void close_pool(disk_pool *pool)
{
    file_close(pool->file);
    mem_free(pool->free);
    pool->free = NULL;
    pool->free_count = pool->free_room = 0;
    pool->end = 0;
}

void disk_give(disk_pool *pool, uint32_t place)
{
    lock(pool);
    if (--pool->used == 0)
        close_pool(pool);
    else
        list_free(pool, place);
    unlock(pool);
}

chaff_status disk_write(const disk_pool *pool, uint32_t place, const void *bytes)
{
    return file_write_at(pool->file, bytes, CHUNK_BYTES, (uint64_t)place * CHUNK_BYTES);
}

chaff_status disk_read(const disk_pool *pool, uint32_t place, void *bytes, size_t size,
                       size_t offset)
{
    return file_read_at(pool->file, bytes, size,
                        (uint64_t)place * CHUNK_BYTES + offset);
}
