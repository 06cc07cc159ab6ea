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
    stream_start(&r->index, blk->thin, 0, spool_size(blk->thin));
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

/* The next bytes of the index, `most` or as many as lie in a row, *size of them. NULL
 * and 0 if there are none. */
static const void *take_index(replay *r, size_t most, size_t *size)
{
    const void *bytes = NULL;

    *size = 0;
    if (r->status == CHAFF_OK)
        r->status = stream_take(&r->index, most, &bytes, size);
    if (r->status == CHAFF_DONE)
        r->status = CHAFF_ERR_FORMAT;  /* it asks for more than there is */
    return bytes;
}

chaff_status replay_units(replay *r, buffer *out)
{
    uint32_t size = r->units_left;
    char padding[INDEX_RECORD];

    if (r->status != CHAFF_OK || size == 0)
        return r->status;
    if (buffer_reserve(out, size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    r->status = stream_read(&r->index, out->data + out->size, size);
    if (r->status == CHAFF_OK)
        r->status = stream_read(&r->index, padding, thin_padding(size));
    out->size += size;
    r->units_left = 0;
    return r->status;
}

static void skip_units(replay *r)
{
    size_t left = (size_t)r->units_left + thin_padding(r->units_left), size;

    for (; left > 0 && r->status == CHAFF_OK; left -= size)
        (void)take_index(r, left, &size);
}

chaff_status replay_doc(replay *r)
{
    if (r->status != CHAFF_OK)
        return r->status;
    if (r->next_doc == r->end_doc)
        return CHAFF_DONE;
    skip_units(r);
    r->doc = r->next_doc++;
    if (r->status == CHAFF_OK)
        r->status = stream_read(&r->index, &r->head, sizeof r->head);
    if (r->status != CHAFF_OK)
        r->head = (index_head){0};
    r->records = (uint64_t)r->head.grams + r->head.prefixes;
    r->left = r->records;
    r->gram = 0;
    r->units_left = r->head.units;
    return r->status;
}

/* Marks of `size` bytes, which the compiler knows. Whether an entry is bare can't be
 * guessed, so nothing branches on it. */
static inline void deal(replay *r, const uint8_t *entry, size_t count, uint32_t size)
{
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

/* The next records of the document, some of which there are, *count of them; any when
 * they can't be read. */
static const uint8_t *next_entries(replay *r, size_t *count)
{
    static const uint8_t none[INDEX_RECORD * REPLAY_MARKS];
    size_t most = r->left < REPLAY_MARKS ? (size_t)r->left : REPLAY_MARKS, size;
    const uint8_t *entries = take_index(r, INDEX_RECORD * most, &size);

    *count = entries ? size / INDEX_RECORD : most;
    r->left -= *count;
    return entries ? entries : none;
}

void replay_skip(replay *r)
{
    while (r->left > 0) {
        size_t count;
        const uint8_t *entry = next_entries(r, &count);

        for (size_t i = 0; i < count; i++, entry += INDEX_RECORD) {
            mark_stream *s = &r->streams[entry[0] & (PARTS - 1)];
            size_t size = r->size & ((size_t)thin_bare(entry) - 1);

            if (size > (size_t)(s->end - s->next))
                r->status = CHAFF_ERR_FORMAT;
            else
                s->next += size;
        }
    }
}

const void *replay_marks(replay *r, size_t *count)
{
    const uint8_t *entries = next_entries(r, count);

    r->gram_before = r->gram;
    if (r->size == 1)
        deal(r, entries, *count, 1);
    else if (r->size == 2)
        deal(r, entries, *count, 2);
    else
        deal(r, entries, *count, 4);
    return r->marks;
}
