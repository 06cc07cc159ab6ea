/* replay.c - buffered streams, one a partition, and the index that says whose turn
 * it is */
#include "boiler/replay.h"

#include <string.h>

#include "base/mem.h"

chaff_status replay_new(replay **out, const rounds *r, size_t block, size_t size)
{
    const chaff_boiler *b = r->model;
    const model_block *blk = &b->blocks[block];

    *out = mem_alloc(1, sizeof **out);
    if (!*out)
        return CHAFF_ERR_MEMORY;
    (*out)->next_doc = blk->first;
    (*out)->end_doc = block + 1 < b->block_count ? blk[1].first : b->docs;
    (*out)->rounds = r;
    (*out)->size = size;
    (*out)->status = CHAFF_OK;
    (*out)->records = (*out)->left = 0;
    (*out)->units_left = 0;
    (*out)->index_at = blk->index;
    (*out)->index_end = block + 1 < b->block_count ? blk[1].index :
           spool_size(b->index);
    (*out)->index_next = (*out)->index_filled = 0;
    for (size_t p = 0; p < PARTS; p++) {
        mark_stream *s = &(*out)->streams[p];

        s->at = blk->records[p] * size;
        s->end = (block + 1 < b->block_count ? blk[1].records[p] :
                  b->record_counts[p]) * size;
        s->next = s->filled = 0;
    }
    return CHAFF_OK;
}

void replay_free(replay *r)
{
    mem_free(r);
}

static void fill(replay *r, const spool *s, uint8_t *bytes, uint64_t *at, uint64_t end,
                 uint32_t *next, uint32_t *filled)
{
    uint64_t left = end - *at;
    uint32_t size = left < REPLAY_BYTES ? (uint32_t)left : REPLAY_BYTES;

    *next = 0;
    *filled = size;
    if (size > 0 && r->status == CHAFF_OK)
        r->status = spool_read(s, bytes, size, *at);
    if (size == 0 || r->status != CHAFF_OK) {
        memset(bytes, 0, REPLAY_BYTES);
        *filled = REPLAY_BYTES;
        if (r->status == CHAFF_OK)
            r->status = CHAFF_ERR_FORMAT;      /* more marks asked for than there are */
    }
    *at += size;
}

static void fill_index(replay *r)
{
    fill(r, r->rounds->model->index, r->index, &r->index_at, r->index_end,
         &r->index_next, &r->index_filled);
}

static uint8_t index_byte(replay *r)
{
    if (r->index_next == r->index_filled)
        fill_index(r);
    return r->index[r->index_next++];
}

/* The next of the unit bytes that are in the buffer; *size of them. */
static const uint8_t *next_units(replay *r, uint32_t *size)
{
    const uint8_t *bytes;

    if (r->index_next == r->index_filled)
        fill_index(r);
    *size = r->index_filled - r->index_next;
    if (*size > r->units_left)
        *size = r->units_left;
    bytes = r->index + r->index_next;
    r->index_next += *size;
    r->units_left -= *size;
    return bytes;
}

static void skip_units(replay *r)
{
    uint32_t size;

    while (r->units_left > 0)
        (void)next_units(r, &size);
}

chaff_status replay_units(replay *r, buffer *out)
{
    chaff_status status = CHAFF_OK;

    while (r->units_left > 0 && status == CHAFF_OK) {
        uint32_t size;
        const uint8_t *bytes = next_units(r, &size);

        status = buffer_append(out, bytes, size);
    }
    return status == CHAFF_OK ? r->status : status;
}

chaff_status replay_doc(replay *r)
{
    uint8_t head[sizeof r->head];

    if (r->status != CHAFF_OK)
        return r->status;
    if (r->next_doc == r->end_doc)
        return CHAFF_DONE;
    skip_units(r);
    r->doc = r->next_doc++;
    for (size_t i = 0; i < sizeof head; i++)
        head[i] = index_byte(r);
    memcpy(&r->head, head, sizeof head);
    r->records = r->head.words ?
           (uint64_t)r->head.words + GRAM_TAIL + r->head.prefixes : 0;
    r->left = r->records;
    r->units_left = r->head.units;
    return r->status;
}

/* Marks of `size` bytes, which the compiler knows: one move each. */
static inline void deal(replay *r, size_t count, uint32_t size)
{
    const uint8_t *parts = r->index + r->index_next;
    uint8_t *out = (uint8_t *)r->marks;

    for (size_t i = 0; i < count; i++) {
        size_t part = parts[i] & (PARTS - 1);
        mark_stream *s = &r->streams[part];

        if (s->next == s->filled)
            fill(r, r->rounds->marks[part], s->buffer, &s->at, s->end, &s->next,
                 &s->filled);
        memcpy(out + i * size, s->buffer + s->next, size);
        s->next += size;
    }
}

const void *replay_marks(replay *r, size_t *count)
{
    if (r->index_next == r->index_filled)
        fill_index(r);
    *count = r->index_filled - r->index_next;
    if (*count > REPLAY_MARKS)
        *count = REPLAY_MARKS;
    if (*count > r->left)
        *count = (size_t)r->left;
    if (r->size == 1)
        deal(r, *count, 1);
    else if (r->size == 2)
        deal(r, *count, 2);
    else
        deal(r, *count, 4);
    r->index_next += (uint32_t)*count;
    r->left -= *count;
    return r->marks;
}
