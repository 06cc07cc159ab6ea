/* store.c - model files opened and checked, and their partitions merged as streams
 *
 * In: files whose checksums are right and whose content is believed no further. Out:
 * entries in the order of hashes, summed over the files; sources under common numbers.
 */
#include "boiler/store.h"


#include "base/file.h"
#include "base/sort.h"
#include "base/status.h"
#include "boiler/model.h"
#include "boiler/phrases.h"
#include "boiler/store_file.h"

chaff_status store_fails(const container *file, chaff_status status, chaff_error *err)
{
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    if (status != CHAFF_ERR_FORMAT)
        return error_set(err, status, "'%s' can't be read", container_path(file));
    return error_set(err, status,
                     "'%s' is a damaged boilerplate model: what it holds breaks its "
                     "own rules", container_path(file));
}

/* -- opening ----------------------------------------------------------------------- */

/* The sections are those of a model, in their order, and of possible sizes. */
static bool has_sections(const container *file)
{
    uint64_t at = 0;

    for (uint32_t id = STORE_TOTALS; id <= STORE_PHRASES; id++) {
        const container_section *s = container_find(file, id);

        if (!s || s->offset < at)
            return false;
        at = s->offset;
    }
    return container_find(file, STORE_TOTALS)->size == TOTALS_SIZE &&
           container_find(file, STORE_SOURCES)->size % SOURCE_SIZE == 0 &&
           container_find(file, STORE_SOURCES)->size / SOURCE_SIZE < INT32_MAX &&
           container_find(file, STORE_PARTS)->size == PARTS * PART_SIZE;
}

static chaff_status read_parts(store_model *m)
{
    uint64_t size = container_find(m->file, STORE_GRAMS)->size, at = 0;
    uint8_t bytes[PARTS * PART_SIZE];
    chaff_status status = container_read(m->file, container_find(m->file, STORE_PARTS),
                                         0, bytes, sizeof bytes);

    for (size_t p = 0; status == CHAFF_OK && p < PARTS; p++) {
        store_part *part = &m->parts[p];

        part->entries = get_le64(bytes + p * PART_SIZE);
        part->size = get_le64(bytes + p * PART_SIZE + 8);
        part->at = at;
        /* an entry has four bytes at least */
        if (part->size > size - at || part->entries > part->size / 4)
            return CHAFF_ERR_FORMAT;
        at += part->size;
    }
    return status == CHAFF_OK && at != size ? CHAFF_ERR_FORMAT : status;
}

/* Appended to the list of all sources, which is made one list later. */
static chaff_status read_sources(store *s, store_model *m)
{
    const container_section *section = container_find(m->file, STORE_SOURCES);
    size_t size = (size_t)section->size;
    uint8_t *bytes = mem_alloc(size, 1);
    size_t count = size / SOURCE_SIZE;
    store_source *all = mem_resize(s->sources, s->source_count + count, sizeof *all);
    chaff_status status = bytes && all ? CHAFF_OK : CHAFF_ERR_MEMORY;

    if (all)
        s->sources = all;
    if (status == CHAFF_OK)
        status = container_read(m->file, section, 0, bytes, size);
    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        store_source *source = &s->sources[s->source_count + i];

        source->name = get_le64(bytes + i * SOURCE_SIZE);
        source->docs = get_le32(bytes + i * SOURCE_SIZE + 8);
        if (source->name == 0 ||
            (i > 0 && source->name <= source[-1].name))
            status = CHAFF_ERR_FORMAT;
    }
    if (status == CHAFF_OK) {
        m->sources = (uint32_t)count;
        s->source_count += count;
    }
    mem_free(bytes);
    return status;
}

static chaff_status read_totals(store *s, const container *file)
{
    uint8_t bytes[TOTALS_SIZE];
    chaff_status status = container_read(file, container_find(file, STORE_TOTALS), 0,
                                         bytes, sizeof bytes);

    if (status == CHAFF_OK)
        s->docs = s->docs > UINT64_MAX - get_le64(bytes) ? UINT64_MAX :
                  s->docs + get_le64(bytes);
    return status;
}

static chaff_status read_phrases(const container *file, known *phrases,
                                 chaff_error *err)
{
    const container_section *section = container_find(file, STORE_PHRASES);
    size_t size = (size_t)section->size;
    char *bytes = mem_alloc(size, 1);
    chaff_status status = bytes ? container_read(file, section, 0, bytes, size) :
                          CHAFF_ERR_MEMORY;

    status = status == CHAFF_OK
        ? known_add(phrases, (chaff_text){bytes, size}, container_path(file), err)
        : store_fails(file, status, err);
    mem_free(bytes);
    return status;
}

static chaff_status open_model(store *s, const char *path, known *phrases,
                               chaff_error *err)
{
    char recipe[CONTAINER_RECIPE];
    container_kind kind = store_kind(recipe);
    store_model *m = &s->models[s->count];
    chaff_status status = container_open(&m->file, path, &kind, err);

    if (status != CHAFF_OK)
        return status;
    s->count++;
    status = has_sections(m->file) ? read_parts(m) : CHAFF_ERR_FORMAT;
    if (status == CHAFF_OK)
        status = read_totals(s, m->file);
    if (status == CHAFF_OK)
        status = read_sources(s, m);
    if (status != CHAFF_OK)
        return store_fails(m->file, status, err);
    return phrases ? read_phrases(m->file, phrases, err) : CHAFF_OK;
}

/* A text file: a list of phrases, or no model at all. */
static chaff_status open_phrases(const char *path, known *phrases, bool *is_list,
                                 chaff_error *err)
{
    enum { FIRST = 32, MOST = 1 << 26 };
    char start[FIRST], *bytes;
    uint64_t size;
    size_t first;
    int file;
    chaff_status status;

    *is_list = false;
    if (file_kind_of(path) != FILE_REGULAR || file_open(&file, path, NULL) != CHAFF_OK)
        return CHAFF_OK;
    size = file_size(file);
    first = size < FIRST ? (size_t)size : FIRST;
    status = file_read_at(file, start, first, 0);
    *is_list = status == CHAFF_OK && phrases_begin((chaff_text){start, first});
    if (*is_list && phrases) {
        bytes = size <= MOST ? mem_alloc((size_t)size, 1) : NULL;
        status = size > MOST ? error_set(err, CHAFF_ERR_LIMIT,
                                         "'%s' is a list of phrases longer than 64 MiB",
                                         path) :
                 !bytes ? error_memory(err) :
                 file_read_at(file, bytes, (size_t)size, 0) != CHAFF_OK ?
                 error_set(err, CHAFF_ERR_IO, "'%s' can't be read", path) :
                 known_add(phrases, (chaff_text){bytes, (size_t)size}, path, err);
        mem_free(bytes);
    }
    file_close(file);
    return *is_list ? status : CHAFF_OK;
}

/* -- sources ----------------------------------------------------------------------- */

static uint32_t find_source(const store *s, uint64_t name)
{
    size_t low = 0, high = s->source_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->sources[middle].name < name)
            low = middle + 1;
        else
            high = middle;
    }
    return (uint32_t)low;
}

/* All sources in the order of their names, each once. */
static chaff_status join_sources(store *s)
{
    size_t count = s->source_count, left = 0;
    sort_pair *pairs = mem_alloc(2 * count, sizeof *pairs);

    if (!pairs || count >= INT32_MAX) {
        mem_free(pairs);
        return CHAFF_ERR_MEMORY;
    }
    for (size_t i = 0; i < count; i++)
        pairs[i] = (sort_pair){s->sources[i].name, s->sources[i].docs, 0};
    sort_pairs(pairs, pairs + count, count);
    for (size_t i = 0; i < count; i++) {
        if (left == 0 || s->sources[left - 1].name != pairs[i].key)
            s->sources[left++] = (store_source){pairs[i].key, 0};
        s->sources[left - 1].docs = add_capped(s->sources[left - 1].docs,
                                               pairs[i].item);
    }
    s->source_count = left;
    mem_free(pairs);
    return CHAFF_OK;
}

/* From numbers of one file to numbers among all; ascending, as both lists are. */
static chaff_status number_sources(const store *s, store_model *m)
{
    const container_section *section = container_find(m->file, STORE_SOURCES);
    size_t size = (size_t)section->size;
    uint8_t *bytes = mem_alloc(size, 1);
    chaff_status status;

    m->numbers = mem_alloc(m->sources, sizeof *m->numbers);
    status = bytes && m->numbers ? container_read(m->file, section, 0, bytes, size) :
             CHAFF_ERR_MEMORY;
    for (uint32_t i = 0; status == CHAFF_OK && i < m->sources; i++) {
        uint64_t name = get_le64(bytes + (size_t)i * SOURCE_SIZE);

        m->numbers[i] = find_source(s, name);
        /* the file changed since it was checked */
        if (m->numbers[i] >= s->source_count ||
            s->sources[m->numbers[i]].name != name ||
            (i > 0 && m->numbers[i] <= m->numbers[i - 1]))
            status = CHAFF_ERR_FORMAT;
    }
    mem_free(bytes);
    return status;
}

static chaff_status open_all(store *s, const char *const *paths, size_t count,
                             known *phrases, chaff_error *err)
{
    chaff_status status = CHAFF_OK;
    bool is_list;

    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        status = open_phrases(paths[i], phrases, &is_list, err);
        if (status == CHAFF_OK && !is_list)
            status = open_model(s, paths[i], phrases, err);
    }
    if (status == CHAFF_OK && join_sources(s) != CHAFF_OK)
        status = error_memory(err);
    for (size_t i = 0; status == CHAFF_OK && i < s->count; i++) {
        status = number_sources(s, &s->models[i]);
        if (status != CHAFF_OK)
            status = store_fails(s->models[i].file, status, err);
    }
    return status;
}

chaff_status store_open(store **out, const char *const *paths, size_t count,
                        known *phrases, chaff_error *err)
{
    store *s = mem_zero(1, sizeof *s);
    chaff_status status;

    *out = NULL;
    if (!s || !(s->models = mem_zero(count, sizeof *s->models))) {
        mem_free(s);
        return error_memory(err);
    }
    status = open_all(s, paths, count, phrases, err);
    if (status != CHAFF_OK) {
        store_free(s);
        return status;
    }
    *out = s;
    return CHAFF_OK;
}

void store_free(store *s)
{
    if (!s)
        return;
    for (size_t i = 0; i < s->count; i++) {
        container_close(s->models[i].file);
        mem_free(s->models[i].numbers);
    }
    mem_free(s->models);
    mem_free(s->sources);
    mem_free(s);
}

uint64_t store_docs(const store *s)
{
    return s->docs;
}

size_t store_sources(const store *s, const store_source **list)
{
    *list = s->sources;
    return s->source_count;
}
