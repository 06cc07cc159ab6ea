/* mem.c - checked allocation, growable arrays, failure injection
 *
 * In: counts and sizes, possibly absurd. Out: memory or NULL, never a short block.
 */
#include "base/mem.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#ifdef MEM_FAULTS
static _Atomic long faults_after = -1;

void mem_fail_after(long count)
{
    faults_after = count;
}

bool mem_fault_pending(void)
{
    return faults_after >= 0;
}

static bool fault_is_due(void)
{
    if (faults_after < 0)
        return false;
    return faults_after-- == 0;
}
#else
static bool fault_is_due(void)
{
    return false;
}
#endif

static bool product_fits(size_t count, size_t size, size_t *bytes)
{
    return !__builtin_mul_overflow(count, size, bytes) && *bytes <= PTRDIFF_MAX;
}

enum {
    PAGE = 4096,
    LARGE_FROM = 1 << 21       /* a huge page: below it nothing can be one */
};

/* Fresh memory costs a fault a page; large blocks had better be few pages. Neighbours
 * on the first and the last page are only advised, too. */
static void *advise(void *memory, size_t bytes)
{
    uintptr_t start = (uintptr_t)memory & ~(uintptr_t)(PAGE - 1);
    uintptr_t end = ((uintptr_t)memory + bytes + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

    if (memory && bytes >= LARGE_FROM)
        (void)madvise((void *)start, end - start, MADV_HUGEPAGE);
    return memory;
}

void *mem_alloc(size_t count, size_t size)
{
    size_t bytes;

    if (fault_is_due() || !product_fits(count, size, &bytes))
        return NULL;
    return advise(malloc(bytes ? bytes : 1), bytes);
}

void *mem_zero(size_t count, size_t size)
{
    size_t bytes;

    if (fault_is_due() || !product_fits(count, size, &bytes))
        return NULL;
    return advise(calloc(bytes ? bytes : 1, 1), bytes);
}

void *mem_sparse(size_t count, size_t size)
{
    size_t bytes;

    if (fault_is_due() || !product_fits(count, size, &bytes))
        return NULL;
    return calloc(bytes ? bytes : 1, 1);
}

void *mem_resize(void *memory, size_t count, size_t size)
{
    size_t bytes;

    if (fault_is_due() || !product_fits(count, size, &bytes))
        return NULL;
    return advise(realloc(memory, bytes ? bytes : 1), bytes);
}

void mem_free(void *memory)
{
    free(memory);
}

char *mem_string(const char *text)
{
    size_t size = strlen(text) + 1;
    char *copy = mem_alloc(size, 1);

    return copy ? memcpy(copy, text, size) : NULL;
}

static size_t whole_pages(size_t bytes)
{
    return (bytes + PAGE - 1) & ~(size_t)(PAGE - 1);
}

/* Where a huge page can begin: more is mapped, and what lies around it given back. */
static void *map_aligned(size_t bytes)
{
    char *memory, *aligned;
    size_t before;

    bytes = whole_pages(bytes);
    memory = mmap(NULL, bytes + LARGE_FROM, PROT_READ | PROT_WRITE,
                  MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED)
        return NULL;
    before = -(uintptr_t)memory & (LARGE_FROM - 1);
    aligned = memory + before;
    if (before)
        munmap(memory, before);
    munmap(aligned + bytes, LARGE_FROM - before);
    return advise(aligned, bytes);
}

void *mem_large(size_t count, size_t size)
{
    size_t bytes;
    void *memory;

    if (fault_is_due() || !product_fits(count, size, &bytes))
        return NULL;
    if (bytes < LARGE_FROM) {
        memory = aligned_alloc(64, (bytes + 127) & ~(size_t)63);
        return memory ? memset(memory, 0, bytes) : NULL;
    }
    return map_aligned(bytes);
}

void mem_free_large(void *memory, size_t count, size_t size)
{
    if (memory && count * size >= LARGE_FROM)
        munmap(memory, whole_pages(count * size));
    else
        free(memory);
}

chaff_status mem_grow_now(void **items, size_t *capacity, size_t count, size_t size)
{
    size_t room = *capacity;
    void *grown;

    room += room / 2 + 8;
    if (room < count)
        room = count;
    grown = mem_resize(*items, room, size);
    if (!grown)
        return CHAFF_ERR_MEMORY;
    *items = grown;
    *capacity = room;
    return CHAFF_OK;
}

chaff_status buffer_reserve(buffer *b, size_t more)
{
    if (more > SIZE_MAX - b->size)
        return CHAFF_ERR_MEMORY;
    return mem_grow((void **)&b->data, &b->capacity, b->size + more, 1);
}

chaff_status buffer_append(buffer *b, const void *bytes, size_t size)
{
    if (buffer_reserve(b, size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (size)
        memcpy(b->data + b->size, bytes, size);
    b->size += size;
    return CHAFF_OK;
}

chaff_status buffer_text(buffer *b, const char *text)
{
    return buffer_append(b, text, strlen(text));
}

void buffer_release(buffer *b)
{
    mem_free(b->data);
    *b = (buffer){0};
}
