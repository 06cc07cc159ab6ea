/* replay.c - streams of marks, one a partition, and the index that says whose turn
 * it is */
#include "boiler/replay.h"

#include <string.h>

#include "base/mem.h"

/* How many records of each partition belong to the block. */
static uint64_t count_records(const chaff_boiler *b, size_t block, size_t part)
{
    uint64_t end = block + 1 < b->block_count ? b->blocks[block + 1].records[part] :
                   b->record_counts[part];

    return end - b->blocks[block].records[part];
}

static chaff_status load_marks(replay *r, size_t block)
{
    const chaff_boiler *b = r->rounds->model;
    uint64_t records = 0;
    uint8_t *at;

    for (size_t p = 0; p < PARTS; p++)
        records += count_records(b, block, p);
    r->room = mem_alloc((size_t)records, r->size);
    if (!r->room)
        return CHAFF_ERR_MEMORY;
    at = r->room;
    for (size_t p = 0; p < PARTS && r->status == CHAFF_OK; p++) {
        size_t size = (size_t)count_records(b, block, p) * r->size;

        r->streams[p] = (mark_stream){at, at + size};
        if (size > 0)
            r->status = spool_read(r->rounds->marks[p], at, size,
                                   b->blocks[block].records[p] * r->size);
        at += size;
    }
    return CHAFF_OK;
}

chaff_status replay_new(replay **out, const rounds *of, size_t block, size_t size)
{
    const chaff_boiler *b = of->model;
    const model_block *blk = &b->blocks[block];
    bool last = block + 1 == b->block_count;
    replay *r = mem_zero(1, sizeof *r);

    *out = r;
    if (!r)
        return CHAFF_ERR_MEMORY;
    r->next_doc = blk->first;
    r->end_doc = last ? b->docs : blk[1].first;
    r->rounds = of;
    r->size = size;
    r->index_at = blk->index;
    r->index_end = last ? spool_size(b->index) : blk[1].index;
    if (load_marks(r, block) == CHAFF_OK)
        return CHAFF_OK;
    replay_free(r);
    *out = NULL;
    return CHAFF_ERR_MEMORY;
}

void replay_free(replay *r)
{
    if (r)
        mem_free(r->room);
    mem_free(r);
}

/* The next bytes of the index, behind those not taken yet; zeros when there are none. */
static void fill_index(replay *r)
{
    uint64_t left = r->index_end - r->index_at;
    uint32_t kept = r->index_filled - r->index_next, room = REPLAY_BYTES - kept;
    uint32_t size = left < room ? (uint32_t)left : room;

    memmove(r->index, r->index + r->index_next, kept);
    r->index_next = 0;
    r->index_filled = kept + size;
    if (size > 0 && r->status == CHAFF_OK)
        r->status = spool_read(r->rounds->model->index, r->index + kept, size,
                               r->index_at);
    if (size == 0 || r->status != CHAFF_OK) {
        memset(r->index, 0, REPLAY_BYTES);
        r->index_filled = REPLAY_BYTES;
        if (r->status == CHAFF_OK)
            r->status = CHAFF_ERR_FORMAT;      /* it asks for more than there is */
    }
    r->index_at += size;
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
    r->records = (uint64_t)r->head.grams + r->head.prefixes;
    r->left = r->records;
    r->gram = 0;
    r->units_left = r->head.units;
    return r->status;
}

/* Marks of `size` bytes, which the compiler knows: one move each. */
static inline void deal(replay *r, size_t count, uint32_t size)
{
    const uint8_t *record = r->index + r->index_next;
    uint8_t *out = (uint8_t *)r->marks;

    for (size_t i = 0; i < count; i++, record += INDEX_RECORD) {
        mark_stream *s = &r->streams[record[0] & (PARTS - 1)];

        r->kinds[i] = record[0] & SAMPLE_ANCHOR;
        r->numbers[i] = r->gram += record[1];

        if (s->next == s->end) {
            r->status = CHAFF_ERR_FORMAT;      /* more marks asked for than there are */
            memset(out + i * size, 0, size);
            continue;
        }
        memcpy(out + i * size, s->next, size);
        s->next += size;
    }
}

size_t replay_grams(const replay *r, uint64_t at, size_t count)
{
    uint64_t grams = r->head.grams;

    return at + count <= grams ? count : at < grams ? (size_t)(grams - at) : 0;
}

const void *replay_marks(replay *r, size_t *count)
{
    if (r->index_filled - r->index_next < INDEX_RECORD)
        fill_index(r);
    *count = (r->index_filled - r->index_next) / INDEX_RECORD;
    r->gram_before = r->gram;
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
    r->index_next += INDEX_RECORD * (uint32_t)*count;
    r->left -= *count;
    return r->marks;
}
