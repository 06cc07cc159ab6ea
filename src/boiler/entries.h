/* entries.h - what a model knows of one gram, as numbers and as bytes
 *
 * In a model file the grams of a partition stand in the order of their hashes, each as
 *   hash - hash before - 1     (the first: its hash)
 *   documents, heads, sources, and for each source
 *     number - number before - 1, 2 * documents + (0: no heads, 1: heads follow), heads
 * in variable-length numbers: seven bits a byte, lowest first, the last byte below 128.
 * Always: hashes and sources ascend; documents are two at least, those of a source one;
 * heads are never more than documents. Sums stay at UINT32_MAX once there.
 */
#ifndef BOILER_ENTRIES_H
#define BOILER_ENTRIES_H

#include "base/container.h"
#include "base/mem.h"

typedef struct gram_share {    /* of one source */
    uint32_t source;
    uint32_t docs, heads;      /* independent documents, and those with it as a head */
} gram_share;

typedef struct gram_entry {
    uint64_t hash;             /* inside its partition */
    uint32_t docs, heads;      /* independent documents of all sources and of none */
    size_t count;
    const gram_share *shares;  /* ascending by source */
} gram_entry;

static inline uint32_t add_capped(uint32_t a, uint32_t b)
{
    return a > UINT32_MAX - b ? UINT32_MAX : a + b;
}

/* `before`: hash of the entry written last, or UINT64_MAX. */
CHAFF_MUST_USE chaff_status
entry_write(const gram_entry *e, uint64_t before, buffer *out);

CHAFF_MUST_USE chaff_status varint_write(uint64_t value, buffer *out);

enum { ENTRY_BUFFER = 1 << 15 };

/* Entries of one partition of one file. */
typedef struct entry_reader {
    const container *file;
    const container_section *section;
    uint64_t at, end;          /* bytes not in the buffer yet */
    uint64_t left;             /* entries */
    uint32_t sources;          /* of the file; numbers are below */
    uint64_t before;
    uint32_t next, filled;
    gram_entry entry;          /* the last one read */
    gram_share *shares;
    size_t capacity;
    uint8_t bytes[ENTRY_BUFFER];
} entry_reader;

void entry_reader_start(entry_reader *r, const container *file,
                        const container_section *section, uint64_t at, uint64_t size,
                        uint64_t entries, uint32_t sources);
/* CHAFF_DONE: all were read. CHAFF_ERR_FORMAT: the bytes break a rule of above. */
CHAFF_MUST_USE chaff_status entry_read(entry_reader *r);
void entry_reader_release(entry_reader *r);

#endif
