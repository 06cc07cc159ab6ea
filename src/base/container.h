/* container.h - a file of sections: magic, version, recipe, table, bytes, checksum
 *
 *   0   8   magic
 *   8   4   version
 *   12  4   number of sections, 1 to CONTAINER_SECTIONS
 *   16  48  recipe: text, the rest zero
 *   64  24  for each section: id (4 bytes), 0 (4), where it begins (8), its size (8)
 *   ...     the sections, one behind the other without gaps
 *   end 16  XXH3, 128 bits, of all bytes before: low half, high half
 *
 * Numbers are little-endian. The recipe says what the content depends on besides its
 * version; a file of another recipe can't be used. A file that was opened is whole: its
 * sections lie inside it and the checksum is right. What stands in them is for the
 * caller to distrust.
 */
#ifndef BASE_CONTAINER_H
#define BASE_CONTAINER_H

#include "chaff/base.h"

enum { CONTAINER_MAGIC = 8, CONTAINER_RECIPE = 48, CONTAINER_SECTIONS = 16 };

typedef struct container_kind {
    const char *name;          /* what such a file is, in words: "boilerplate model" */
    const char *cure;          /* where such files come from, for who named another */
    const char *magic;         /* CONTAINER_MAGIC bytes */
    uint32_t version;
    const char *recipe;        /* at most CONTAINER_RECIPE - 1 bytes */
} container_kind;

typedef struct container_section {
    uint32_t id;
    uint64_t offset, size;     /* `offset` is set by container_create */
} container_section;

/* -- writing: one thread ----------------------------------------------------------- */

typedef struct container_out container_out;

/* Sections follow in this order; at most CONTAINER_SECTIONS. */
CHAFF_MUST_USE chaff_status
container_create(container_out **out, const char *path, const container_kind *kind,
                 const container_section *sections, size_t count, chaff_error *err);
/* The next bytes of the sections. */
CHAFF_MUST_USE chaff_status
container_put(container_out *out, const void *bytes, size_t size, chaff_error *err);
/* It stands under its name now; freed whatever the result. CHAFF_ERR_STATE: more or
 * fewer bytes were put than the sections have. */
CHAFF_MUST_USE chaff_status container_commit(container_out *out, chaff_error *err);
void container_discard(container_out *out);    /* nothing is left behind */

/* -- reading: any number of threads ------------------------------------------------ */

typedef struct container container;

/* CHAFF_ERR_FORMAT: no such file, cut off, or corrupt. CHAFF_ERR_VERSION: of a later
 * version. CHAFF_ERR_MISMATCH: of another recipe. CHAFF_ERR_IO, CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
container_open(container **out, const char *path, const container_kind *kind,
               chaff_error *err);
void container_close(container *c);

/* NULL: there is none. Lives as long as the container. */
const container_section *container_find(const container *c, uint32_t id);
/* Bytes [at, at + size) of a section. CHAFF_ERR_FORMAT: it has fewer. */
CHAFF_MUST_USE chaff_status
container_read(const container *c, const container_section *s, uint64_t at, void *bytes,
               size_t size);
const char *container_path(const container *c);

/* Little-endian numbers. */
void put_le32(uint8_t *to, uint32_t value);
void put_le64(uint8_t *to, uint64_t value);
uint32_t get_le32(const uint8_t *from);
uint64_t get_le64(const uint8_t *from);

#endif
