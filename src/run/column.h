/* column.h - one item a document, growing without ever being copied
 *
 * Items lie in chunks of 65,536, taken from the budget; item i never moves. One thread
 * pushes; when no one pushes, any number read. All zero is a valid empty column.
 */
#ifndef RUN_COLUMN_H
#define RUN_COLUMN_H

#include "base/mem.h"
#include "base/spool.h"

enum { COLUMN_CHUNK = 1 << 16 };

typedef struct column {
    budget *memory;
    size_t item;               /* bytes; 0: the column is not in use */
    bool sparse;               /* few items will come: no huge page is filled for them */
    size_t count;
    char **chunks;
    size_t chunk_count, capacity;
} column;

/* A new item, zero filled. CHAFF_ERR_LIMIT: the budget is used up. */
CHAFF_MUST_USE chaff_status column_push(column *c, void **item, chaff_error *err);
CHAFF_MUST_USE chaff_status column_append(column *c, const void *items, size_t count,
                                          chaff_error *err);
void column_release(column *c);

static inline void *column_at(const column *c, size_t i)
{
    return c->chunks[i / COLUMN_CHUNK] + i % COLUMN_CHUNK * c->item;
}

#endif
