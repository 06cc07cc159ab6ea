/* disk.h - pieces of one nameless temporary file that go from hand to hand
 *
 * In: the folder. Out: numbers of places, CHUNK_BYTES bytes each. Spools come by the
 * hundred and a process may open few files: so all of a budget share one, and what a
 * spool gives back the next one takes.
 * Always: the file is open while a place is in use, and only then.
 * Any number of threads.
 */
#ifndef BASE_DISK_H
#define BASE_DISK_H

#include "base/chunks.h"

/* All zero: no file. Nothing is held once all places are given back. */
typedef struct disk_pool {
    _Atomic bool taken;        /* the lock: held for a few steps, once a place */
    int file;                  /* if used > 0 */
    uint32_t end, used;        /* places in the file; of them in use */
    uint32_t *free;            /* those given back, `end - used` but for lost ones */
    size_t free_count, free_room;
} disk_pool;

/* CHAFF_ERR_IO: no file can be made there; CHAFF_ERR_LIMIT: 2^32 places are taken. */
CHAFF_MUST_USE chaff_status disk_take(disk_pool *pool, const char *folder,
                                      uint32_t *place, chaff_error *err);
void disk_give(disk_pool *pool, uint32_t place);

/* A whole place from `bytes`; `size` bytes from `offset` of it on. CHAFF_ERR_IO. */
CHAFF_MUST_USE chaff_status disk_write(const disk_pool *pool, uint32_t place,
                                       const void *bytes);
CHAFF_MUST_USE chaff_status disk_read(const disk_pool *pool, uint32_t place,
                                      void *bytes, size_t size, size_t offset);

#endif
