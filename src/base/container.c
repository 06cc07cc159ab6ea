/* container.c - sections behind a checked head, before a checksum */
#include "base/container.h"

#include <string.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/status.h"

enum { HEAD = 64, ENTRY = 24, SUM = 16, READ = 1 << 18 };

void put_le32(uint8_t *to, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        to[i] = (uint8_t)(value >> 8 * i);
}

void put_le64(uint8_t *to, uint64_t value)
{
    put_le32(to, (uint32_t)value);
    put_le32(to + 4, (uint32_t)(value >> 32));
}

uint32_t get_le32(const uint8_t *from)
{
    return (uint32_t)from[0] | (uint32_t)from[1] << 8 | (uint32_t)from[2] << 16 |
           (uint32_t)from[3] << 24;
}

uint64_t get_le64(const uint8_t *from)
{
    return get_le32(from) | (uint64_t)get_le32(from + 4) << 32;
}

static void put_sum(uint8_t *to, const hash_stream *sum)
{
    hash128 value = hash_stream_value(sum);

    put_le64(to, value.low);
    put_le64(to + 8, value.high);
}

/* -- writing ----------------------------------------------------------------------- */

struct container_out {
    file_out file;
    hash_stream *sum;
    uint64_t left;             /* bytes of sections that are still to come */
    bool open;
};

void container_discard(container_out *out)
{
    if (!out)
        return;
    if (out->open)
        file_out_discard(&out->file);
    hash_stream_free(out->sum);
    mem_free(out);
}

static chaff_status put(container_out *out, const void *bytes, size_t size,
                        chaff_error *err)
{
    chaff_status status;

    hash_stream_add(out->sum, bytes, size);
    status = file_write(out->file.file, bytes, size);
    return status == CHAFF_OK ? CHAFF_OK
                              : file_write_error(out->file.path, status, err);
}

static chaff_status put_head(container_out *out, const container_kind *kind,
                             const container_section *sections, size_t count,
                             chaff_error *err)
{
    uint8_t head[HEAD + CONTAINER_SECTIONS * ENTRY] = {0};
    uint64_t offset = HEAD + count * ENTRY;

    memcpy(head, kind->magic, CONTAINER_MAGIC);
    put_le32(head + 8, kind->version);
    put_le32(head + 12, (uint32_t)count);
    memcpy(head + 16, kind->recipe, strlen(kind->recipe));
    for (size_t i = 0; i < count; i++) {
        uint8_t *entry = head + HEAD + i * ENTRY;

        put_le32(entry, sections[i].id);
        put_le64(entry + 8, offset);
        put_le64(entry + 16, sections[i].size);
        offset += sections[i].size;
        out->left += sections[i].size;
    }
    return put(out, head, HEAD + count * ENTRY, err);
}

chaff_status container_create(container_out **out, const char *path,
                              const container_kind *kind,
                              const container_section *sections, size_t count,
                              chaff_error *err)
{
    container_out *c = mem_zero(1, sizeof *c);
    chaff_status status;

    *out = NULL;
    if (!c || !(c->sum = hash_stream_new())) {
        container_discard(c);
        return error_memory(err);
    }
    status = file_out_open(&c->file, path, err);
    c->open = status == CHAFF_OK;
    if (status == CHAFF_OK)
        status = put_head(c, kind, sections, count, err);
    if (status != CHAFF_OK) {
        container_discard(c);
        return status;
    }
    *out = c;
    return CHAFF_OK;
}

chaff_status container_put(container_out *out, const void *bytes, size_t size,
                           chaff_error *err)
{
    if (size > out->left)
        return error_set(err, CHAFF_ERR_STATE, "'%s' would be longer than it says",
                         out->file.path);
    out->left -= size;
    return put(out, bytes, size, err);
}

chaff_status container_commit(container_out *out, chaff_error *err)
{
    uint8_t sum[SUM];
    chaff_status status = CHAFF_OK;

    if (out->left > 0)
        status = error_set(err, CHAFF_ERR_STATE, "'%s' would be shorter than it says",
                           out->file.path);
    put_sum(sum, out->sum);
    if (status == CHAFF_OK)
        status = put(out, sum, SUM, err);
    if (status == CHAFF_OK) {
        out->open = false;
        status = file_out_commit(&out->file, err);
    }
    container_discard(out);
    return status;
}

/* -- reading ----------------------------------------------------------------------- */

struct container {
    int file;                  /* -1: closed */
    char *path;
    container_section sections[CONTAINER_SECTIONS];
    size_t count;
};

void container_close(container *c)
{
    if (!c)
        return;
    if (c->file >= 0)
        file_close(c->file);
    mem_free(c->path);
    mem_free(c);
}

static chaff_status is_cut(const container *c, const container_kind *kind,
                           chaff_error *err)
{
    return error_set(err, CHAFF_ERR_FORMAT,
                     "'%s' is a damaged %s: its sizes contradict each other; was it "
                     "cut off?", c->path, kind->name);
}

static chaff_status check_head(const container *c, const uint8_t *head,
                               const container_kind *kind, chaff_error *err)
{
    uint32_t version = get_le32(head + 8);
    char recipe[CONTAINER_RECIPE + 1] = {0};

    if (memcmp(head, kind->magic, CONTAINER_MAGIC) != 0)
        return error_set(err, CHAFF_ERR_FORMAT, "'%s' is no %s; %s", c->path,
                         kind->name, kind->cure);
    if (version != kind->version)
        return error_set(err, CHAFF_ERR_VERSION,
                         "'%s' is a %s of version %u, and this chaff reads version %u",
                         c->path, kind->name, version, kind->version);
    memcpy(recipe, head + 16, CONTAINER_RECIPE);
    if (strcmp(recipe, kind->recipe) != 0)
        return error_set(err, CHAFF_ERR_MISMATCH,
                         "'%s' was made with '%s' and this chaff counts with '%s'; "
                         "learn it again", c->path, recipe, kind->recipe);
    return CHAFF_OK;
}

static chaff_status read_table(container *c, uint64_t size, const container_kind *kind,
                               chaff_error *err)
{
    uint8_t table[CONTAINER_SECTIONS * ENTRY];
    uint64_t at = HEAD + c->count * ENTRY, end = size - SUM;

    if (c->count == 0 || c->count > CONTAINER_SECTIONS || at > end ||
        file_read_at(c->file, table, c->count * ENTRY, HEAD) != CHAFF_OK)
        return is_cut(c, kind, err);
    for (size_t i = 0; i < c->count; i++) {
        container_section *s = &c->sections[i];

        s->id = get_le32(table + i * ENTRY);
        s->offset = get_le64(table + i * ENTRY + 8);
        s->size = get_le64(table + i * ENTRY + 16);
        if (s->offset != at || s->size > end - at)
            return is_cut(c, kind, err);
        at += s->size;
    }
    return at == end ? CHAFF_OK : is_cut(c, kind, err);
}

static chaff_status add_file(const container *c, uint64_t size, hash_stream *sum,
                             uint8_t *bytes)
{
    chaff_status status = CHAFF_OK;

    for (uint64_t at = 0; status == CHAFF_OK && at < size;) {
        size_t piece = size - at < READ ? (size_t)(size - at) : READ;

        status = file_read_at(c->file, bytes, piece, at);
        hash_stream_add(sum, bytes, piece);
        at += piece;
    }
    return status;
}

static chaff_status check_sum(const container *c, uint64_t size,
                              const container_kind *kind, chaff_error *err)
{
    uint8_t *bytes = mem_alloc(READ, 1), stored[SUM], found[SUM];
    hash_stream *sum = hash_stream_new();
    chaff_status status = bytes && sum ? CHAFF_OK : CHAFF_ERR_MEMORY;

    if (status == CHAFF_OK)
        status = add_file(c, size - SUM, sum, bytes);
    if (status == CHAFF_OK)
        status = file_read_at(c->file, stored, SUM, size - SUM);
    if (status == CHAFF_OK)
        put_sum(found, sum);
    mem_free(bytes);
    hash_stream_free(sum);
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    if (status != CHAFF_OK)
        return error_set(err, status, "'%s' can't be read", c->path);
    if (memcmp(stored, found, SUM) != 0)
        return error_set(err, CHAFF_ERR_FORMAT,
                         "'%s' is a damaged %s: its checksum is wrong", c->path,
                         kind->name);
    return CHAFF_OK;
}

static chaff_status read_all(container *c, const container_kind *kind, chaff_error *err)
{
    uint8_t head[HEAD];
    uint64_t size = file_size(c->file);
    chaff_status status;

    if (size < HEAD + SUM || file_read_at(c->file, head, HEAD, 0) != CHAFF_OK)
        return error_set(err, CHAFF_ERR_FORMAT, "'%s' is no %s; %s", c->path,
                         kind->name, kind->cure);
    status = check_head(c, head, kind, err);
    c->count = get_le32(head + 12);
    if (status == CHAFF_OK)
        status = read_table(c, size, kind, err);
    return status == CHAFF_OK ? check_sum(c, size, kind, err) : status;
}

chaff_status container_open(container **out, const char *path,
                            const container_kind *kind, chaff_error *err)
{
    container *c = mem_zero(1, sizeof *c);
    file_kind is = file_kind_of(path);
    chaff_status status;

    *out = NULL;
    if (!c)
        return error_memory(err);
    c->file = -1;
    if (!(c->path = mem_string(path)))
        status = error_memory(err);
    else if (is == FILE_STREAM || is == FILE_FOLDER || !strcmp(path, "-"))
        status = error_set(err, CHAFF_ERR_IO, "'%s' is no regular file, so no %s", path,
                           kind->name);
    else
        status = file_open(&c->file, path, err);
    if (status == CHAFF_OK)
        status = read_all(c, kind, err);
    if (status != CHAFF_OK) {
        container_close(c);
        return status;
    }
    *out = c;
    return CHAFF_OK;
}

const container_section *container_find(const container *c, uint32_t id)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->sections[i].id == id)
            return &c->sections[i];
    return NULL;
}

chaff_status container_read(const container *c, const container_section *s, uint64_t at,
                            void *bytes, size_t size)
{
    if (at > s->size || size > s->size - at)
        return CHAFF_ERR_FORMAT;
    return size ? file_read_at(c->file, bytes, size, s->offset + at) : CHAFF_OK;
}

const char *container_path(const container *c)
{
    return c->path;
}
