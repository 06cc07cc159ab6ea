/* thin.c - which records are listed is dealt back to the documents, and the index
 * written anew; see thin.h
 *
 * Listed records are bits, so that those of a block fit the first cache; 64 grams are
 * dealt at once, and then only what is listed is walked.
 */
#include "boiler/thin.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "boiler/bits.h"

/* -- one document ------------------------------------------------------------------ */

static inline void write_entry(thinning *t, uint32_t first, uint32_t second)
{
    *t->at++ = (uint8_t)first;
    *t->at++ = (uint8_t)second;
    t->entries++;
}

/* A long step has bare minimizers on its way, of which there is none: they change
 * nothing. */
static void write_bare(thinning *t, uint32_t number, uint32_t kind)
{
    do {
        uint32_t step = number - t->number < THIN_STEP ? number - t->number : THIN_STEP;

        write_entry(t, kind | step >> THIN_BITS, THIN_BARE | (step & (THIN_BARE - 1)));
        t->number += step;
    } while (t->number < number);
    own_see(&t->own, number, false, kind != 0);
}

void thin_close(thinning *t)
{
    if (t->bare)
        write_bare(t, t->first, t->minimizers ? 0 : SAMPLE_ANCHOR);
    if (t->minimizers && t->last > t->first)
        write_bare(t, t->last, 0);
    t->bare = t->minimizers = false;
}

/* Bits [start, end), of which there are some. */
static uint64_t bits_of(size_t start, size_t end)
{
    return UINT64_MAX << start & UINT64_MAX >> (64 - end);
}

/* How far each of THIN_GRAMS grams is from the one before all of them: the sums of four
 * steps at once are one product. */
static void find_steps(const uint8_t *entries, uint16_t *steps)
{
    const uint64_t ones = UINT64_C(0x0001000100010001);
    uint64_t before = 0;

    _Static_assert(INDEX_RECORD == 2 && THIN_GRAMS * UINT8_MAX <= UINT16_MAX,
                   "a step is the second byte of two, and its sums fit both");
    for (size_t i = 0; i < THIN_GRAMS; i += 4) {
        uint64_t four;

        memcpy(&four, entries + INDEX_RECORD * i, sizeof four);
        four = (four >> 8 & UINT8_MAX * ones) * ones;
        before += four >> 48;
        four += (before - (four >> 48)) * ones;
        memcpy(steps + i, &four, sizeof four);
    }
}

/* Grams [start, end) are not listed. */
static void see_run(thinning *t, const uint16_t *steps, size_t start, size_t end,
                    uint64_t minimizers)
{
    minimizers &= bits_of(start, end);
    if (minimizers) {
        if (!t->minimizers)
            t->first = t->seen + steps[__builtin_ctzll(minimizers)];
        t->last = t->seen + steps[63 - __builtin_clzll(minimizers)];
        t->bare = t->minimizers = true;
    } else if (!t->bare) {
        t->first = t->seen + steps[start];
        t->bare = true;
    }
}

/* Every second bit, from the first on, side by side in the lower half. */
static uint64_t even_bits(uint64_t x)
{
    x &= UINT64_C(0x5555555555555555);
    x = (x | x >> 1) & UINT64_C(0x3333333333333333);
    x = (x | x >> 2) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    x = (x | x >> 4) & UINT64_C(0x00FF00FF00FF00FF);
    x = (x | x >> 8) & UINT64_C(0x0000FFFF0000FFFF);
    return (x | x >> 16) & UINT32_MAX;
}

/* Those of THIN_GRAMS entries that are no anchors. */
static uint64_t find_minimizers(const uint8_t *entries)
{
    _Static_assert(THIN_GRAMS == 64 && SAMPLE_ANCHOR == 128 && INDEX_RECORD == 2,
                   "every second first bit of 128 bytes");
    return ~(even_bits(bits_of_bytes(entries, 0)) |
             even_bits(bits_of_bytes(entries + 64, 0)) << 32);
}

void thin_grams(thinning *t, const uint8_t *entries, size_t count, uint64_t listed,
                uint64_t shared)
{
    uint64_t minimizers = find_minimizers(entries);
    uint16_t steps[THIN_GRAMS];
    size_t start = 0;

    find_steps(entries, steps);
    for (; listed; listed &= listed - 1) {
        size_t at = (size_t)__builtin_ctzll(listed);
        uint32_t number = t->seen + steps[at];

        if (start < at)
            see_run(t, steps, start, at, minimizers);
        if (t->bare)
            thin_close(t);
        write_entry(t, entries[INDEX_RECORD * at], number - t->number);
        t->number = number;
        own_see(&t->own, t->number, shared >> at & 1, !(minimizers >> at & 1));
        start = at + 1;
    }
    if (start < count)
        see_run(t, steps, start, count, minimizers);
    t->seen += count > 0 ? steps[count - 1] : 0;
}

/* -- a block ----------------------------------------------------------------------- */

typedef struct block_reader {
    uint64_t next[PARTS];      /* of each partition: bit of its next record ... */
    uint64_t end[PARTS];       /* ... and where those of the block end */
    uint64_t *bits;            /* listed records of the block, by partition */
    uint64_t left;             /* records not dealt yet */
    mark_stream marks[PARTS];  /* of the first round */
    uint8_t *mark_room;        /* all of them; NULL: not asked for */
    ballot votes;              /* of the document */
    thin_verdict *tell;
    void *self;
    spool *to;
    buffer out;                /* the document's part of the index */
    stream in;
} block_reader;

static void set_ends(block_reader *t, const chaff_boiler *b, size_t block)
{
    bool last = block + 1 == b->block_count;
    uint64_t words = 0;

    t->left = 0;
    for (size_t p = 0; p < PARTS; p++) {
        uint64_t start = b->blocks[block].records[p],
                 end = last ? b->record_counts[p] : b->blocks[block + 1].records[p];

        t->next[p] = 64 * words + start % 64;
        t->end[p] = t->next[p] + end - start;
        t->left += end - start;
        words += (end + 63) / 64 - start / 64;
    }
}

/* Behind the words is room for as many bits as there are records, so that an index that
 * asks for too many of one partition reads no other memory. */
static chaff_status load_bits(block_reader *t, const rounds *r, size_t block)
{
    const model_block *blk = &r->model->blocks[block];
    chaff_status status = CHAFF_OK;

    set_ends(t, r->model, block);
    t->bits = mem_zero((size_t)((t->end[PARTS - 1] + t->left) / 64 + 2),
                       sizeof *t->bits);
    if (!t->bits)
        return CHAFF_ERR_MEMORY;
    for (size_t p = 0; p < PARTS && status == CHAFF_OK; p++) {
        uint64_t start = t->next[p] / 64, end = (t->end[p] + 63) / 64;

        if (t->end[p] > t->next[p])
            status = spool_read(r->listed[p], t->bits + start,
                                (size_t)(end - start) * 8, blk->records[p] / 64 * 8);
    }
    return status;
}

/* Which of 64 records at most are listed. */
static uint64_t deal_bits(block_reader *t, const uint8_t *entries, size_t count)
{
    const uint64_t *bits = t->bits;
    uint64_t listed = 0;

    for (size_t i = 0; i < count; i++) {
        uint64_t at = t->next[entries[INDEX_RECORD * i] & (PARTS - 1)]++;

        listed = listed >> 1 | (bits[at / 64] >> (at % 64) & 1) << 63;
    }
    return count > 0 ? listed >> (64 - count) : 0;
}

/* The mark of the next listed record of a partition. */
static bool next_mark(block_reader *t, size_t part, uint32_t *mark)
{
    mark_stream *s = &t->marks[part];

    if (s->next == s->end)
        return false;
    memcpy(mark, s->next, sizeof *mark);
    s->next += sizeof *mark;
    return true;
}

/* The listed ones of 64 grams at most cast their votes; *shared: those with a mark. */
static chaff_status deal_marks(block_reader *t, const uint8_t *entries, uint64_t listed,
                               uint64_t *shared)
{
    ballot *b = &t->votes;
    uint32_t *votes, mark;

    if (mem_grow((void **)&b->votes, &b->capacity, b->count + THIN_GRAMS,
                 sizeof *b->votes) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    votes = b->votes + b->count;
    for (; listed; listed &= listed - 1) {
        size_t at = (size_t)__builtin_ctzll(listed);

        if (!next_mark(t, entries[INDEX_RECORD * at] & (PARTS - 1), &mark))
            return CHAFF_ERR_FORMAT;
        *shared |= (uint64_t)(mark != 0) << at;
        *votes = (mark & ~FIRST_RARE) - 1;
        votes += mark / FIRST_RARE;
    }
    b->count = (size_t)(votes - b->votes);
    if (b->count > VOTES)
        b->count = VOTES;
    return CHAFF_OK;
}

static chaff_status take_grams(block_reader *t, thinning *d, uint32_t grams)
{
    uint8_t entries[INDEX_RECORD * THIN_GRAMS] = {0};
    chaff_status status = CHAFF_OK;

    while (grams > 0 && status == CHAFF_OK) {
        size_t count = grams < THIN_GRAMS ? grams : THIN_GRAMS;
        uint64_t listed, shared = 0;

        status = stream_read(&t->in, entries, INDEX_RECORD * count);
        if (status != CHAFF_OK)
            break;
        listed = deal_bits(t, entries, count);
        if (t->mark_room)
            status = deal_marks(t, entries, listed, &shared);
        thin_grams(d, entries, count, listed, shared);
        grams -= (uint32_t)count;
    }
    thin_close(d);
    return status;
}

/* Line prefixes are all kept: those that are not listed as bare. */
static chaff_status take_prefixes(block_reader *t, thinning *d, uint32_t prefixes)
{
    chaff_status status = CHAFF_OK;

    for (uint32_t i = 0; i < prefixes && status == CHAFF_OK; i++) {
        uint8_t entry[INDEX_RECORD];
        uint32_t mark;

        status = stream_read(&t->in, entry, sizeof entry);
        if (status != CHAFF_OK)
            break;
        if (!deal_bits(t, entry, 1)) {
            write_entry(d, 0, THIN_BARE);
            continue;
        }
        write_entry(d, entry[0], 0);
        if (t->mark_room && !next_mark(t, entry[0] & (PARTS - 1), &mark))
            status = CHAFF_ERR_FORMAT;
    }
    return status;
}

static chaff_status take_document(block_reader *t, uint32_t doc)
{
    index_head head;
    uint64_t records;
    thinning d = {0};
    chaff_status status = stream_read(&t->in, &head, sizeof head);

    if (status != CHAFF_OK)
        return status;
    records = (uint64_t)head.grams + head.prefixes;
    if (records > t->left)
        return CHAFF_ERR_FORMAT;
    t->left -= records;
    t->out.size = 0;
    if (buffer_reserve(&t->out, sizeof head + INDEX_RECORD * (size_t)records +
                       head.units + 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    d.at = (uint8_t *)t->out.data + sizeof head;
    t->votes.count = 0;
    status = take_grams(t, &d, head.grams);
    if (status == CHAFF_OK)
        status = take_prefixes(t, &d, head.prefixes);
    if (status == CHAFF_OK)
        status = stream_read(&t->in, d.at, head.units);
    if (status == CHAFF_OK && t->mark_room)
        t->tell(t->self, doc, head.words, own_words(&d.own, head.words), &t->votes);
    head.grams = d.entries - head.prefixes;
    memcpy(t->out.data, &head, sizeof head);
    d.at[head.units] = 0;
    t->out.size = (size_t)((char *)d.at - t->out.data) + head.units +
                  thin_padding(head.units);
    return status;
}

static chaff_status take_documents(block_reader *t, uint32_t first, uint32_t end,
                                   chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    for (uint32_t doc = first; doc < end; doc++) {
        status = take_document(t, doc);
        if (status != CHAFF_OK)
            break;
        status = spool_append(t->to, t->out.data, t->out.size, err);
        if (status != CHAFF_OK)
            return status;
    }
    if (status == CHAFF_OK && memcmp(t->next, t->end, sizeof t->next) != 0)
        status = CHAFF_ERR_FORMAT;
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    return status == CHAFF_OK ? status :
           error_set(err, status, "records of boilerplate can't be read back");
}

static chaff_status walk(block_reader *t, const rounds *r, size_t block,
                         chaff_error *err)
{
    const chaff_boiler *b = r->model;
    const model_block *blk = &b->blocks[block];
    bool last = block + 1 == b->block_count;
    chaff_status status;

    stream_start(&t->in, b->index, blk->index,
                 last ? spool_size(b->index) : blk[1].index);
    status = load_bits(t, r, block);
    if (status == CHAFF_OK && t->tell)
        status = marks_load(r, block, sizeof(uint32_t), t->marks, &t->mark_room);
    if (status == CHAFF_OK)
        return take_documents(t, blk->first, last ? b->docs : blk[1].first, err);
    return status == CHAFF_ERR_MEMORY ? error_memory(err) :
           error_set(err, status, "records of boilerplate can't be read back");
}

chaff_status thin_block(const rounds *r, size_t block, thin_verdict *tell, void *self,
                        chaff_error *err)
{
    model_block *blk = &r->model->blocks[block];
    block_reader *t = mem_zero(1, sizeof *t);
    chaff_status status;

    if (!t || spool_new(&blk->thin, r->model->memory) != CHAFF_OK) {
        mem_free(t);
        return error_memory(err);
    }
    t->tell = tell;
    t->self = self;
    t->to = blk->thin;
    status = walk(t, r, block, err);
    mem_free(t->bits);
    mem_free(t->mark_room);
    mem_free(t->votes.votes);
    buffer_release(&t->out);
    mem_free(t);
    return status;
}
