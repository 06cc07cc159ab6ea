/* chunks.c - slabs cut into chunks; see chunks.h */
#include "base/chunks.h"

#include <stdatomic.h>

#include "base/mem.h"

enum {
    /* The first slabs of sparse chunks are ordinary memory: a small run touches little
     * of each of its many, and should hold no more. They are smaller, so that nobody
     * advises huge pages for them. */
    PLAIN_SLABS = 16,
    PLAIN_CHUNKS = 31,
    HUGE_CHUNKS = 32           /* 2 MiB */
};

struct slab {
    char *memory;
    uint32_t free;             /* a bit a chunk */
    bool huge;
    slab *before, *behind;     /* among those of its kind with free chunks */
};

static void lock(chunk_pool *pool)
{
    while (atomic_exchange_explicit(&pool->taken, true, memory_order_acquire))
        continue;
}

static void unlock(chunk_pool *pool)
{
    atomic_store_explicit(&pool->taken, false, memory_order_release);
}

static uint32_t all_of(const slab *s)
{
    return s->huge ? UINT32_MAX : (UINT32_C(1) << PLAIN_CHUNKS) - 1;
}

static void link_slab(chunk_pool *pool, slab *s)
{
    s->before = NULL;
    s->behind = pool->open[s->huge];
    if (s->behind)
        s->behind->before = s;
    pool->open[s->huge] = s;
}

static void unlink_slab(chunk_pool *pool, slab *s)
{
    if (s->before)
        s->before->behind = s->behind;
    else
        pool->open[s->huge] = s->behind;
    if (s->behind)
        s->behind->before = s->before;
}

static void free_slab(slab *s)
{
    if (s->huge)
        mem_free_large(s->memory, HUGE_CHUNKS, CHUNK_BYTES);
    else
        mem_free(s->memory);
    mem_free(s);
}

static slab *new_slab(bool huge)
{
    slab *s = mem_zero(1, sizeof *s);

    if (!s)
        return NULL;
    s->huge = huge;
    s->memory = huge ? mem_large(HUGE_CHUNKS, CHUNK_BYTES)
                     : mem_alloc(PLAIN_CHUNKS, CHUNK_BYTES);
    s->free = all_of(s);
    if (s->memory)
        return s;
    mem_free(s);
    return NULL;
}

chaff_status chunk_take(chunk_pool *pool, bool dense, chunk_ref *out)
{
    bool huge;
    slab *s;

    lock(pool);
    huge = dense || (!pool->open[false] && pool->slabs >= PLAIN_SLABS);
    s = pool->open[huge];
    if (!s && (s = new_slab(huge))) {
        pool->slabs++;
        link_slab(pool, s);
    }
    if (s) {
        int number = __builtin_ctz(s->free);

        *out = (chunk_ref){s->memory + (size_t)number * CHUNK_BYTES, s};
        s->free &= s->free - 1;
        pool->used++;
        if (!s->free)
            unlink_slab(pool, s);
    }
    unlock(pool);
    return s ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

/* What to free once chunks of `s` came back: nothing while it is in use, or the only
 * one of its kind with room; all that are left when nothing is in use any more. */
static slab *take_idle(chunk_pool *pool, slab *s)
{
    if (pool->used == 0) {
        slab *idle = s;

        unlink_slab(pool, s);
        s->behind = NULL;
        for (int huge = 0; huge < 2; huge++)
            while (pool->open[huge]) {
                slab *next = pool->open[huge];

                unlink_slab(pool, next);
                next->behind = idle;
                idle = next;
            }
        pool->slabs = 0;
        return idle;
    }
    if (s->free != all_of(s) || (!s->before && !s->behind))
        return NULL;
    unlink_slab(pool, s);
    pool->slabs--;
    s->behind = NULL;
    return s;
}

void chunk_give(chunk_pool *pool, chunk_ref c)
{
    slab *s = c.from, *idle;
    size_t number = (size_t)(c.bytes - s->memory) / CHUNK_BYTES;

    lock(pool);
    if (!s->free)
        link_slab(pool, s);
    s->free |= UINT32_C(1) << number;
    pool->used--;
    idle = take_idle(pool, s);
    unlock(pool);
    while (idle) {
        slab *next = idle->behind;

        free_slab(idle);
        idle = next;
    }
}
