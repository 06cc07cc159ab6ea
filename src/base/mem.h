/* mem.h - checked allocation
 *
 * Every allocation of the library goes through here: products of sizes cannot
 * wrap, and a build with MEM_FAULTS can make the n-th allocation fail.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include "chaff/base.h"

/* count * size bytes, or NULL when that overflows or memory is short. A product of
 * zero gives a pointer that may be freed. */
void *mem_alloc(size_t count, size_t size);
void *mem_zero(size_t count, size_t size);
void *mem_resize(void *memory, size_t count, size_t size);
void mem_free(void *memory);
char *mem_string(const char *text);        /* a copy; NULL: no memory */

/* As mem_zero, for what may never be filled: no huge page is asked for. */
void *mem_sparse(size_t count, size_t size);

/* Large arrays in huge pages where the system has them, aligned to 64 bytes and
 * zero filled; free with mem_free_large(memory, count, size). */
void *mem_large(size_t count, size_t size);
void mem_free_large(void *memory, size_t count, size_t size);

/* mem_grow where there is too little room. */
CHAFF_MUST_USE chaff_status mem_grow_now(void **items, size_t *capacity, size_t count,
                                         size_t size);

/* Make room for at least `count` items in a growable array: *items holds *capacity
 * items of `size` bytes. Growth is by half, so appending is linear. On failure
 * both stay as they were. */
CHAFF_MUST_USE static inline chaff_status mem_grow(void **items, size_t *capacity,
                                                   size_t count, size_t size)
{
    return count <= *capacity && *items ? CHAFF_OK :
           mem_grow_now(items, capacity, count, size);
}

/* Growable bytes. All zero is a valid empty buffer. `data` is not NUL-terminated. */
typedef struct buffer {
    char *data;
    size_t size, capacity;
} buffer;

CHAFF_MUST_USE chaff_status buffer_reserve(buffer *b, size_t more);
CHAFF_MUST_USE chaff_status buffer_append(buffer *b, const void *bytes, size_t size);
CHAFF_MUST_USE chaff_status buffer_text(buffer *b,
                                        const char *text);      /* NUL-terminated */
void buffer_release(buffer *b);                                        /* empty again */

#ifdef MEM_FAULTS
/* Let the next `count` allocations succeed and the one after fail, once; negative:
 * never. */
void mem_fail_after(long count);
bool mem_fault_pending(void);              /* it has not failed yet */
#endif

#endif
