/* origins.h - which passages were cut from which sources, each pair once */
#ifndef RUN_ORIGINS_H
#define RUN_ORIGINS_H

#include "base/mem.h"

/* All zero is valid and empty; free `pairs`. */
typedef struct origins {
    uint64_t *pairs;           /* number of a passage << 32 | number of a source */
    size_t count, capacity;
    size_t sorted;             /* so many were left the last time */
} origins;

/* They take room for different pairs only. */
CHAFF_MUST_USE chaff_status origins_add(origins *o, size_t passage, uint32_t source);
/* From here on each stands once, in order. */
CHAFF_MUST_USE chaff_status origins_sort(origins *o);

#endif
