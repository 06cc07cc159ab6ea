/* store_write.c - a model into its file, section by section */
#include <stdio.h>

#include "base/status.h"
#include "boiler/model.h"
#include "boiler/phrases.h"
#include "boiler/store.h"
#include "boiler/store_file.h"

enum { COPY = 1 << 16 };

container_kind store_kind(char recipe[CONTAINER_RECIPE])
{
    /* Grams are counted by a recipe of their own, numbered here, over words that depend
     * on the Unicode version. */
    snprintf(recipe, CONTAINER_RECIPE, "grams 1, Unicode %s", chaff_unicode_version());
    return (container_kind){.name = "boilerplate model", .cure = "--learn writes one",
                            .magic = "\x89" "chaff\r\n",
                            .version = 1, .recipe = recipe};
}

static chaff_status encode_passages(const store_content *c, buffer *out)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < c->passage_count; i++) {
        const store_passage *p = &c->passages[i];
        uint8_t head[9];

        put_le64(head, p->key);
        head[8] = (uint8_t)p->kind;
        status = buffer_append(out, head, sizeof head);
        if (status == CHAFF_OK)
            status = varint_write(p->docs, out);
        if (status == CHAFF_OK)
            status = varint_write(p->sources, out);
        if (status == CHAFF_OK)
            status = varint_write(p->text.size, out);
        if (status == CHAFF_OK)
            status = buffer_append(out, p->text.data, p->text.size);
    }
    return status;
}

static chaff_status put_sources(container_out *out, const store_content *c,
                                chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < c->source_count; i++) {
        uint8_t bytes[SOURCE_SIZE];

        put_le64(bytes, c->sources[i].name);
        put_le32(bytes + 8, c->sources[i].docs);
        status = container_put(out, bytes, sizeof bytes, err);
    }
    return status;
}

static chaff_status put_parts(container_out *out, const store_content *c,
                              chaff_error *err)
{
    uint8_t bytes[PARTS * PART_SIZE];

    for (size_t p = 0; p < PARTS; p++) {
        put_le64(bytes + p * PART_SIZE, c->entries[p]);
        put_le64(bytes + p * PART_SIZE + 8, spool_size(c->grams[p]));
    }
    return container_put(out, bytes, sizeof bytes, err);
}

static chaff_status put_spool(container_out *out, const spool *s, char *room,
                              chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    for (uint64_t at = 0, size = spool_size(s); status == CHAFF_OK && at < size;) {
        size_t piece = size - at < COPY ? (size_t)(size - at) : COPY;

        status = spool_read(s, room, piece, at);
        if (status != CHAFF_OK)
            return error_set(err, status, "a temporary file can't be read back");
        status = container_put(out, room, piece, err);
        at += piece;
    }
    return status;
}

static chaff_status put_grams(container_out *out, const store_content *c,
                              chaff_error *err)
{
    char *room = mem_alloc(COPY, 1);
    chaff_status status = room ? CHAFF_OK : error_memory(err);

    for (size_t p = 0; status == CHAFF_OK && p < PARTS; p++)
        status = put_spool(out, c->grams[p], room, err);
    mem_free(room);
    return status;
}

static chaff_status put_all(container_out *out, const store_content *c,
                            const buffer *passages, const buffer *phrases,
                            chaff_error *err)
{
    uint8_t totals[TOTALS_SIZE];
    chaff_status status;

    put_le64(totals, c->docs);
    status = container_put(out, totals, sizeof totals, err);
    if (status == CHAFF_OK)
        status = put_sources(out, c, err);
    if (status == CHAFF_OK)
        status = put_parts(out, c, err);
    if (status == CHAFF_OK)
        status = put_grams(out, c, err);
    if (status == CHAFF_OK)
        status = container_put(out, passages->data, passages->size, err);
    return status == CHAFF_OK ? container_put(out, phrases->data, phrases->size, err)
                              : status;
}

static chaff_status write_file(const char *path, const store_content *c,
                               const buffer *passages, const buffer *phrases,
                               chaff_error *err)
{
    char recipe[CONTAINER_RECIPE];
    container_kind kind = store_kind(recipe);
    container_section sections[STORE_SECTIONS] = {
        {STORE_TOTALS, 0, TOTALS_SIZE},
        {STORE_SOURCES, 0, c->source_count * SOURCE_SIZE},
        {STORE_PARTS, 0, PARTS * PART_SIZE},
        {STORE_GRAMS, 0, 0},
        {STORE_PASSAGE_LIST, 0, passages->size},
        {STORE_PHRASES, 0, phrases->size},
    };
    container_out *out;
    chaff_status status;

    for (size_t p = 0; p < PARTS; p++)
        sections[3].size += spool_size(c->grams[p]);
    status = container_create(&out, path, &kind, sections, STORE_SECTIONS, err);
    if (status != CHAFF_OK)
        return status;
    status = put_all(out, c, passages, phrases, err);
    if (status == CHAFF_OK)
        return container_commit(out, err);
    container_discard(out);
    return status;
}

chaff_status store_write(const char *path, const store_content *c, chaff_error *err)
{
    buffer passages = {0}, phrases = {0};
    chaff_status status;

    if (encode_passages(c, &passages) != CHAFF_OK ||
        phrases_sort(c->phrases, &phrases) != CHAFF_OK)
        status = error_memory(err);
    else
        status = write_file(path, c, &passages, &phrases, err);
    buffer_release(&passages);
    buffer_release(&phrases);
    return status;
}
