/* column.c - chunks of items */
#include "run/column.h"

#include <string.h>

#include "base/status.h"

static char *new_chunk(const column *c)
{
    return c->sparse ? mem_sparse(COLUMN_CHUNK, c->item)
                     : mem_large(COLUMN_CHUNK, c->item);
}

static chaff_status add_chunk(column *c, chaff_error *err)
{
    chaff_status status = mem_grow((void **)&c->chunks, &c->capacity,
                                   c->chunk_count + 1, sizeof *c->chunks);

    if (status != CHAFF_OK)
        return error_memory(err);
    if (!budget_take(c->memory, COLUMN_CHUNK * c->item))
        return error_set(err, CHAFF_ERR_LIMIT,
                         "%zu documents do not fit into the memory budget; "
                         "raise -m",
                         c->count);
    c->chunks[c->chunk_count] = new_chunk(c);
    if (!c->chunks[c->chunk_count]) {
        budget_give(c->memory, COLUMN_CHUNK * c->item);
        return error_memory(err);
    }
    c->chunk_count++;
    return CHAFF_OK;
}

chaff_status column_push(column *c, void **item, chaff_error *err)
{
    if (c->count == c->chunk_count * COLUMN_CHUNK) {
        chaff_status status = add_chunk(c, err);

        if (status != CHAFF_OK)
            return status;
    }
    *item = column_at(c, c->count++);
    return CHAFF_OK;
}

chaff_status column_append(column *c, const void *items, size_t count, chaff_error *err)
{
    const char *from = items;

    while (count) {
        size_t part = COLUMN_CHUNK - c->count % COLUMN_CHUNK;
        void *to;
        chaff_status status = column_push(c, &to, err);

        if (status != CHAFF_OK)
            return status;
        part = count < part ? count : part;
        memcpy(to, from, part * c->item);
        c->count += part - 1;
        from += part * c->item;
        count -= part;
    }
    return CHAFF_OK;
}

void column_release(column *c)
{
    for (size_t i = 0; i < c->chunk_count; i++) {
        if (c->sparse)
            mem_free(c->chunks[i]);
        else
            mem_free_large(c->chunks[i], COLUMN_CHUNK, c->item);
        budget_give(c->memory, COLUMN_CHUNK * c->item);
    }
    mem_free(c->chunks);
    *c = (column){0};
}
