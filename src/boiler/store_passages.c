/* store_passages.c - the passages of models, for people: read, and equal ones made one
 *
 * In a file they ascend by key, each as key (8 bytes), kind (1), and as variable-length
 * numbers documents, sources, size of the text; then the text.
 */
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "boiler/store_file.h"

/* Documents of a passage: a sum that got there stays there. */
#define DOCS_MOST (UINT64_C(1) << 62)

/* A number at *at, which it leaves behind; false: the bytes end, or it is too large. */
static bool take_number(const uint8_t **at, const uint8_t *end, uint64_t *out)
{
    *out = 0;
    for (unsigned shift = 0; shift < 63 && *at < end; shift += 7) {
        uint8_t byte = *(*at)++;

        *out |= (uint64_t)(byte & 127) << shift;
        if (byte < 128)
            return true;
    }
    return false;
}

static bool take_passage(const uint8_t **at, const uint8_t *end, store_passage *out)
{
    uint64_t sources, size;

    if (end - *at < 9 || (*at)[8] > CHAFF_SPAN_SHAPE)
        return false;
    out->key = get_le64(*at);
    out->kind = (chaff_span_kind)(*at)[8];
    *at += 9;
    if (!take_number(at, end, &out->docs) || out->docs > DOCS_MOST ||
        !take_number(at, end, &sources) || sources > UINT32_MAX ||
        !take_number(at, end, &size) || size > STORE_TEXT ||
        size > (uint64_t)(end - *at))
        return false;
    out->sources = (uint32_t)sources;
    out->text = (chaff_text){(const char *)*at, (size_t)size};
    *at += size;
    return true;
}

static int compare_passages(const void *a, const void *b)
{
    const store_passage *x = a, *y = b;
    size_t least = x->text.size < y->text.size ? x->text.size : y->text.size;
    int order = least ? memcmp(x->text.data, y->text.data, least) : 0;

    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return order ? order : (x->text.size > y->text.size) - (x->text.size < y->text.size);
}

size_t passages_merge(store_passage *list, size_t count)
{
    size_t left = 0;

    if (count > 1)
        qsort(list, count, sizeof *list, compare_passages);
    for (size_t i = 0; i < count; i++) {
        store_passage *last = left ? &list[left - 1] : NULL;

        if (!last || last->key != list[i].key) {
            list[left++] = list[i];
            continue;
        }
        last->docs += list[i].docs;
        if (last->docs > DOCS_MOST)
            last->docs = DOCS_MOST;
        if (list[i].sources > last->sources)
            last->sources = list[i].sources;
    }
    return left;
}

static chaff_status parse(const uint8_t *at, const uint8_t *end, store_passage **list,
                          size_t *count, size_t *capacity)
{
    chaff_status status = CHAFF_OK;
    size_t first = *count;

    while (status == CHAFF_OK && at < end) {
        status = mem_grow((void **)list, capacity, *count + 1, sizeof **list);
        if (status == CHAFF_OK && !take_passage(&at, end, &(*list)[*count]))
            status = CHAFF_ERR_FORMAT;
        if (status == CHAFF_OK && *count > first &&
            (*list)[*count].key <= (*list)[*count - 1].key)
            status = CHAFF_ERR_FORMAT;
        *count += status == CHAFF_OK;
    }
    return status;
}

/* All sections into one room, so that texts don't move while it grows. */
static chaff_status load(const store *s, buffer *room, chaff_error *err)
{
    size_t total = 0;

    for (size_t i = 0; i < s->count; i++)
        total += (size_t)container_find(s->models[i].file, STORE_PASSAGE_LIST)->size;
    room->size = 0;
    if (buffer_reserve(room, total) != CHAFF_OK)
        return error_memory(err);
    for (size_t i = 0; i < s->count; i++) {
        const container *file = s->models[i].file;
        const container_section *section = container_find(file, STORE_PASSAGE_LIST);
        chaff_status status = container_read(file, section, 0, room->data + room->size,
                                             (size_t)section->size);

        if (status != CHAFF_OK)
            return store_fails(file, status, err);
        room->size += (size_t)section->size;
    }
    return CHAFF_OK;
}

chaff_status store_passages(const store *s, store_passage **list, size_t *count,
                            buffer *room, chaff_error *err)
{
    size_t capacity = 0, at = 0;
    chaff_status status = load(s, room, err);

    *list = NULL;
    *count = 0;
    for (size_t i = 0; status == CHAFF_OK && i < s->count; i++) {
        const container *file = s->models[i].file;
        size_t size = (size_t)container_find(file, STORE_PASSAGE_LIST)->size;
        const uint8_t *from = (const uint8_t *)room->data + at;

        status = size ? parse(from, from + size, list, count, &capacity) : CHAFF_OK;
        if (status != CHAFF_OK)
            status = store_fails(file, status, err);
        at += size;
    }
    if (status == CHAFF_OK) {
        *count = passages_merge(*list, *count);
        return CHAFF_OK;
    }
    mem_free(*list);
    *list = NULL;
    *count = 0;
    return status;
}
