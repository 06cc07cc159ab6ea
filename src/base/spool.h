/* spool.h - bytes appended once and read back by position, in memory or on disk
 *
 * A budget is the number of bytes that all spools and large tables of a run may
 * hold in memory together. A spool takes from it as it grows; refused, it writes
 * itself to the one nameless temporary file of the budget and goes on there. The bytes
 * read back are the same either way. One thread appends; when no one appends, any
 * number read.
 */
#ifndef BASE_SPOOL_H
#define BASE_SPOOL_H

#include "base/chunks.h"
#include "base/disk.h"

typedef struct budget {
    uint64_t limit;            /* bytes; UINT64_MAX: none */
    _Atomic uint64_t used;
    _Atomic uint64_t peak;     /* most ever used */
    _Atomic bool spilled;      /* a spool went to disk */
    const char *folder;        /* for temporary files; borrowed */
    chunk_pool chunks;         /* of all its spools, in memory */
    disk_pool disk;            /* and on disk */
} budget;

bool budget_take(budget *b, uint64_t bytes);           /* false: would pass the limit */
/* For what can go to disk instead: the last quarter is left to tables that can't. */
bool budget_take_spare(budget *b, uint64_t bytes);
void budget_give(budget *b, uint64_t bytes);

typedef struct spool spool;

CHAFF_MUST_USE chaff_status spool_new(spool **out, budget *b);
void spool_free(spool *s);
CHAFF_MUST_USE chaff_status spool_append(spool *s, const void *bytes, size_t size,
                                         chaff_error *err);
uint64_t spool_size(const spool *s);
bool spool_on_disk(const spool *s);
/* Exactly `size` bytes at `offset`, all of which were appended before. */
CHAFF_MUST_USE chaff_status spool_read(const spool *s, void *bytes, size_t size,
                                       uint64_t offset);
/* What lies in one piece from `offset` on, *size bytes of it, where it lies: until the
 * spool is appended to or freed. NULL: on disk, or behind the end. */
const void *spool_view(const spool *s, uint64_t offset, size_t *size);

#endif
