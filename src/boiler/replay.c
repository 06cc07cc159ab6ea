/* replay.c - streams of marks, one a partition, and the index that says whose turn
 * it is */
#include "boiler/replay.h"

#include <string.h>

#include "base/mem.h"

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
    r->source = blk->thin;
    r->index_end = spool_size(blk->thin);
    r->status = marks_load(of, block, size, r->streams, &r->room);
    if (r->status != CHAFF_ERR_MEMORY)
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
        r->status = spool_read(r->source, r->index + kept, size, r->index_at);
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

/* Marks of `size` bytes, which the compiler knows. Whether an entry is bare can't be
 * guessed, so nothing branches on it. */
static inline void deal(replay *r, size_t count, uint32_t size)
{
    const uint8_t *entry = r->index + r->index_next;
    uint8_t *out = (uint8_t *)r->marks;
    uint32_t gram = r->gram;

    for (size_t i = 0; i < count; i++, entry += INDEX_RECORD) {
        mark_stream *s = &r->streams[entry[0] & (PARTS - 1)];
        uint32_t taken = thin_bare(entry) - 1, moves = size & taken, mark = 0;

        memcpy(&mark, s->next, size);
        mark &= taken;
        memcpy(out + i * size, &mark, size);
        r->kinds[i] = entry[0] & SAMPLE_ANCHOR;
        r->numbers[i] = gram += thin_step(entry);
        if (moves > (size_t)(s->end - s->next)) {
            r->status = CHAFF_ERR_FORMAT;      /* more marks asked for than there are */
            moves = 0;
        }
        s->next += moves;
    }
    r->gram = gram;
}

size_t replay_grams(const replay *r, uint64_t at, size_t count)
{
    uint64_t grams = r->head.grams;

    return at + count <= grams ? count : at < grams ? (size_t)(grams - at) : 0;
}

/* Records of the document in the buffer, some of which there are. */
static size_t next_entries(replay *r)
{
    size_t count;

    if (r->index_filled - r->index_next < INDEX_RECORD)
        fill_index(r);
    count = (r->index_filled - r->index_next) / INDEX_RECORD;
    return count < r->left ? count : (size_t)r->left;
}

void replay_skip(replay *r)
{
    while (r->left > 0) {
        size_t count = next_entries(r);
        const uint8_t *entry = r->index + r->index_next;

        for (size_t i = 0; i < count; i++, entry += INDEX_RECORD) {
            mark_stream *s = &r->streams[entry[0] & (PARTS - 1)];
            size_t size = r->size & ((size_t)thin_bare(entry) - 1);

            if (size > (size_t)(s->end - s->next))
                r->status = CHAFF_ERR_FORMAT;
            else
                s->next += size;
        }
        r->index_next += INDEX_RECORD * (uint32_t)count;
        r->left -= count;
    }
}

const void *replay_marks(replay *r, size_t *count)
{
    *count = next_entries(r);
    r->gram_before = r->gram;
    if (*count > REPLAY_MARKS)
        *count = REPLAY_MARKS;
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
