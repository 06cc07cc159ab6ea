/* rows.c - packed evidence or dealt marks -> rows; see rows.h */
#include "boiler/rows.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/evidence.h"
#include "boiler/units.h"

enum {
    AGAIN_RUN = 4,
    /* anchors between two minimizers, which are SAMPLE_SPAN grams apart at most; a text
     * without minimizers has GRAM_LONG grams or fewer */
    HELD_MOST = SAMPLE_SPAN + GRAM_LONG
};

typedef struct sampled {
    uint64_t gram;
    evidence level;
} sampled;

typedef struct laying {
    rows *rows;
    uint8_t *spare[2];         /* room for the rows that many documents do without */
    size_t size;               /* of a row */
    size_t run;                /* grams in a row that stood in the document before */
    uint64_t grams;            /* of the document */
    sampled last;              /* up to here rows are laid; at first, before them */
    evidence minimizer;        /* the last one's */
    sampled held[HELD_MOST];   /* anchors since then */
    size_t held_count;
} laying;

static chaff_status open_rows(laying *l, chaff_boiler_worker *w, rows *out,
                              uint32_t words, uint32_t lines)
{
    size_t size = (size_t)words + GRAM_TAIL + ROW_SLACK;

    if (mem_grow((void **)&w->rows, &w->row_capacity, 4 * size + lines, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    *out = (rows){.words = words, .docs = w->rows, .words_row = w->rows + size,
                  .lines = w->rows + 4 * size};
    memset(out->docs, 0, size);
    l->rows = out;
    l->spare[0] = w->rows + 2 * size;
    l->spare[1] = w->rows + 3 * size;
    l->size = size;
    l->run = l->held_count = 0;
    l->grams = words > 0 ? (uint64_t)words + GRAM_TAIL : 0;
    l->last = (sampled){UINT64_MAX, {0, 0}};
    l->minimizer = (evidence){0, 0};
    return CHAFF_OK;
}

static void lay(laying *l, uint8_t **row, uint8_t *spare, size_t i, uint8_t level)
{
    if (!*row)
        *row = memset(spare, 0, l->size);
    (*row)[i] = level;
}

/* Gram i has more to it than documents. */
static void lay_head(laying *l, size_t i, evidence e)
{
    rows *r = l->rows;
    uint8_t level = e.head & (EVIDENCE_AGAIN - 1);

    if (level > 0)
        lay(l, &r->heads, l->spare[0], i, level);
    if (i >= GRAM_FIRST || i >= r->words)
        l->run = e.head & EVIDENCE_AGAIN ? l->run + 1 : 0;
    if (l->run >= AGAIN_RUN)
        lay(l, &r->again, l->spare[1], i, 1);
}

/* -- sampled grams ----------------------------------------------------------------- */

static bool is_none(evidence e)
{
    return (e.docs | e.head) == 0;
}

static evidence lesser(evidence a, evidence b)
{
    uint8_t x = a.head & EVIDENCE_TOP, y = b.head & EVIDENCE_TOP;

    return (evidence){a.docs < b.docs ? a.docs : b.docs,
        (uint8_t)((x < y ? x : y) | (a.head & b.head & EVIDENCE_AGAIN))};
}

static evidence greater(evidence a, evidence b)
{
    uint8_t x = a.head & EVIDENCE_TOP, y = b.head & EVIDENCE_TOP;

    return (evidence){a.docs > b.docs ? a.docs : b.docs,
        (uint8_t)((x > y ? x : y) | ((a.head | b.head) & EVIDENCE_AGAIN))};
}

static void lay_gram(laying *l, uint64_t gram, evidence e)
{
    l->rows->docs[gram] = e.docs & EVIDENCE_TOP;
    if (e.head)
        lay_head(l, (size_t)gram, e);
    else
        l->run = 0;
}

/* The grams up to a sampled one, and that. */
static void lay_until(laying *l, sampled s)
{
    evidence between = lesser(l->last.level, s.level);
    uint64_t gram = l->last.gram + 1;

    if (is_none(between) && gram < s.gram)
        l->run = 0;
    else
        for (; gram < s.gram; gram++)
            lay_gram(l, gram, between);
    lay_gram(l, s.gram, s.level);
    l->last = s;
}

/* The anchors held, which have no less than `least`. */
static void lay_held(laying *l, evidence least)
{
    for (size_t i = 0; i < l->held_count; i++) {
        l->held[i].level = greater(l->held[i].level, least);
        lay_until(l, l->held[i]);
    }
    l->held_count = 0;
}

/* Sampled grams come in order; false: this one can't be. */
static inline bool lay_sample(laying *l, uint64_t gram, evidence e, bool anchor)
{
    sampled s = {gram, e};

    if (gram >= l->grams)
        return false;
    if (anchor && l->held_count < HELD_MOST) {
        l->held[l->held_count++] = s;
        return true;
    }
    if (is_none(e) && is_none(l->last.level) && l->held_count == 0) {
        l->last = s;                   /* most grams by far */
        l->run = 0;
        l->minimizer = e;
        return true;
    }
    if (l->held_count > 0)
        lay_held(l, lesser(l->minimizer, e));
    l->minimizer = e;
    lay_until(l, s);
    return true;
}

static void close_rows(laying *l)
{
    rows *r = l->rows;

    lay_held(l, (evidence){0, 0});
    for (size_t i = 0; i < GRAM_FIRST && i < r->words; i++) {
        r->docs[i] = 0;
        if (r->heads)
            r->heads[i] = 0;
    }
}

/* -- stored evidence --------------------------------------------------------------- */

typedef struct evidence_reader {
    const uint8_t *at, *end;   /* not read yet */
    uint32_t grams;            /* sampled ones */
    bool failed;
} evidence_reader;

/* The next record; its step and kind in *head. */
static evidence next_evidence(evidence_reader *r, uint8_t *head)
{
    evidence e = {0, 0};
    size_t size = r->at < r->end && *r->at & EVIDENCE_SOME ? 3 : 1;

    if ((size_t)(r->end - r->at) < size) {
        r->failed = true;
        *head = 0;
        return e;
    }
    *head = *r->at;
    if (size > 1)
        e = (evidence){r->at[1] & EVIDENCE_TOP, r->at[2]};
    r->at += size;
    return e;
}

static void lay_stored(laying *l, evidence_reader *in)
{
    uint64_t gram = 0;

    for (uint32_t i = 0; i < in->grams && !in->failed; i++) {
        uint8_t head;
        evidence e = next_evidence(in, &head);

        gram += head & EVIDENCE_STEP;
        in->failed |= !lay_sample(l, gram, e, head & SAMPLE_ANCHOR);
    }
}

static uint64_t end_of(const chaff_boiler *b, size_t block, uint32_t number)
{
    if (number + 1 < b->docs &&
        (block + 1 == b->block_count || number + 1 < b->blocks[block + 1].first))
        return b->evidence[number + 1];
    return spool_size(b->blocks[block].evidence);
}

/* Where the document's evidence begins in worker->bytes, and its units behind it. */
static chaff_status read_stored(const chaff_boiler *b, chaff_boiler_worker *w,
                                uint32_t number, evidence_reader *out)
{
    size_t low = model_block_of(b, number), size;
    chaff_status status;
    evidence_head head;

    size = (size_t)(end_of(b, low, number) - b->evidence[number]);
    if (size < sizeof head)
        return CHAFF_ERR_FORMAT;
    if (mem_grow((void **)&w->bytes, &w->byte_capacity, size, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    status = spool_read(b->blocks[low].evidence, w->bytes, size, b->evidence[number]);
    if (status != CHAFF_OK)
        return status;
    memcpy(&head, w->bytes, sizeof head);
    if (head.units > size - sizeof head)
        return CHAFF_ERR_FORMAT;
    *out = (evidence_reader){.at = w->bytes + sizeof head,
                             .end = w->bytes + size - head.units,
                             .grams = head.grams};
    return units_read(w, out->end, head.units);
}

chaff_status rows_load(rows *out, const chaff_boiler *b, chaff_boiler_worker *worker,
                       uint32_t number)
{
    evidence_reader in;
    laying l;
    chaff_status status = read_stored(b, worker, number, &in);

    if (status == CHAFF_OK)
        status = open_rows(&l, worker, out, worker->words,
                           (uint32_t)worker->line_unit_count);
    if (status != CHAFF_OK)
        return status;
    if (worker->words == 0)
        return CHAFF_OK;
    lay_stored(&l, &in);
    for (size_t i = 0; i < worker->line_unit_count; i++) {
        uint8_t step;

        out->lines[i] = next_evidence(&in, &step).docs;
    }
    close_rows(&l);
    return in.failed || in.at != in.end ? CHAFF_ERR_FORMAT : CHAFF_OK;
}

/* -- marks as they are dealt ------------------------------------------------------- */

static chaff_status lay_dealt(laying *l, replay *from)
{
    while (from->left > 0 && from->status == CHAFF_OK) {
        uint64_t at = from->records - from->left;
        size_t count, grams;
        const evidence *marks = replay_marks(from, &count);

        grams = replay_grams(from, at, count);
        for (size_t i = 0; i < grams; i++)
            if (!lay_sample(l, from->numbers[i], marks[i], from->kinds[i]))
                return CHAFF_ERR_FORMAT;
        for (size_t i = grams; i < count; i++)
            l->rows->lines[at + i - from->head.grams] = marks[i].docs;
    }
    return from->status;
}

/* The bytes of the document's units come last. */
static chaff_status take_units(chaff_boiler_worker *w, replay *from)
{
    buffer bytes = {(char *)w->bytes, 0, w->byte_capacity};
    chaff_status status = replay_units(from, &bytes);

    w->bytes = (uint8_t *)bytes.data;
    w->byte_capacity = bytes.capacity;
    return status == CHAFF_OK ? units_read(w, w->bytes, bytes.size) : status;
}

chaff_status rows_replay(rows *out, chaff_boiler_worker *worker, replay *from)
{
    laying l;
    chaff_status status = open_rows(&l, worker, out, from->head.words,
                                    from->head.prefixes);

    if (status != CHAFF_OK)
        return status;
    status = lay_dealt(&l, from);
    close_rows(&l);
    if (status == CHAFF_OK)
        status = take_units(worker, from);
    if (status == CHAFF_OK && (worker->words != from->head.words ||
        (worker->words > 0 && worker->line_unit_count != from->head.prefixes)))
        return CHAFF_ERR_FORMAT;
    return status;
}
