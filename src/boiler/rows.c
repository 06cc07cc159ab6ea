/* rows.c - packed evidence or dealt marks -> rows; see rows.h */
#include "boiler/rows.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/evidence.h"
#include "boiler/units.h"

enum { AGAIN_RUN = 4 };

typedef struct laying {
    rows *rows;
    uint8_t *spare[2];         /* room for the rows that many documents do without */
    size_t size;               /* of a row */
    size_t run;                /* grams in a row that stood in the document before */
} laying;

static chaff_status open_rows(laying *l, chaff_boiler_worker *w, rows *out,
                              uint32_t words, uint32_t lines)
{
    size_t size = (size_t)words + GRAM_TAIL + ROW_SLACK;

    if (mem_grow((void **)&w->rows, &w->row_capacity, 4 * size + lines, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    *out = (rows){.words = words, .docs = w->rows, .words_row = w->rows + size,
                  .lines = w->rows + 4 * size};
    *l = (laying){out, {w->rows + 2 * size, w->rows + 3 * size}, size, 0};
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

static void close_rows(laying *l)
{
    rows *r = l->rows;

    for (size_t i = 0; i < GRAM_FIRST && i < r->words; i++) {
        r->docs[i] = 0;
        if (r->heads)
            r->heads[i] = 0;
    }
}

/* -- stored evidence --------------------------------------------------------------- */

typedef struct evidence_reader {
    const uint8_t *at, *end;   /* not read yet */
    uint32_t none;             /* grams without any, of a run not taken yet */
    bool failed;
} evidence_reader;

static evidence next_evidence(evidence_reader *r)
{
    evidence e = {0, 0};

    if (r->none > 0) {
        r->none--;
        return e;
    }
    if (r->end - r->at < 1 || (r->at[0] == EVIDENCE_NONE && r->end - r->at < 2) ||
        (r->at[0] == EVIDENCE_BOTH && r->end - r->at < 3)) {
        r->failed = true;
        return e;
    }
    if (r->at[0] == EVIDENCE_NONE) {
        r->none = r->at[1] ? r->at[1] - 1u : 0;
        r->at += 2;
    } else if (r->at[0] == EVIDENCE_BOTH) {
        e = (evidence){r->at[1] & EVIDENCE_TOP, r->at[2]};
        r->at += 3;
    } else {
        e.docs = (r->at[0] - 1) & EVIDENCE_TOP;
        r->at += 1;
    }
    return e;
}

static void lay_stored(laying *l, evidence_reader *in)
{
    size_t grams = (size_t)l->rows->words + GRAM_TAIL;

    memset(l->rows->docs, 0, l->size);
    for (size_t i = 0; i < grams && !in->failed; i++) {
        evidence e = next_evidence(in);

        if (in->none > 0) {
            size_t more = in->none < grams - i - 1 ? in->none : grams - i - 1;

            in->none -= (uint32_t)more;
            i += more;
        }
        l->rows->docs[i] = e.docs;
        if (e.head)
            lay_head(l, i, e);
        else
            l->run = 0;
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
    uint32_t units;

    size = (size_t)(end_of(b, low, number) - b->evidence[number]);
    if (size < sizeof units)
        return CHAFF_ERR_FORMAT;
    if (mem_grow((void **)&w->bytes, &w->byte_capacity, size, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    status = spool_read(b->blocks[low].evidence, w->bytes, size, b->evidence[number]);
    if (status != CHAFF_OK)
        return status;
    memcpy(&units, w->bytes, sizeof units);
    if (units > size - sizeof units)
        return CHAFF_ERR_FORMAT;
    *out = (evidence_reader){.at = w->bytes + sizeof units,
                             .end = w->bytes + size - units};
    return units_read(w, out->end, units);
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
    for (size_t i = 0; i < worker->line_unit_count; i++)
        out->lines[i] = next_evidence(&in).docs;
    close_rows(&l);
    return in.failed || in.none > 0 || in.at != in.end ? CHAFF_ERR_FORMAT : CHAFF_OK;
}

/* -- marks as they are dealt ------------------------------------------------------- */

/* In four marks, as they lie in memory: what is no evidence of documents. */
#define HEADS UINT64_C(0xff00ff00ff00ff00)

static void lay_each(laying *l, const evidence *marks, size_t count, size_t at)
{
    for (size_t i = 0; i < count; i++) {
        l->rows->docs[at + i] = marks[i].docs & EVIDENCE_TOP;
        if (marks[i].head)
            lay_head(l, at + i, marks[i]);
        else
            l->run = 0;
    }
}

/* Marks of `count` grams from number `at` on. */
static void lay_marks(laying *l, const evidence *marks, size_t count, size_t at)
{
    size_t i = 0;

    for (; i + 4 <= count; i += 4) {
        uint64_t x;
        uint32_t docs;

        memcpy(&x, marks + i, sizeof x);
        if (x & HEADS) {
            lay_each(l, marks + i, 4, at + i);
            continue;
        }
        x |= x >> 8;
        docs = (uint32_t)(x & 0x7f7f) | (uint32_t)(x >> 16 & 0x7f7f0000);
        memcpy(l->rows->docs + at + i, &docs, sizeof docs);
        l->run = 0;
    }
    lay_each(l, marks + i, count - i, at + i);
}

static void lay_dealt(laying *l, replay *from)
{
    size_t grams = (size_t)l->rows->words + GRAM_TAIL;

    while (from->left > 0 && from->status == CHAFF_OK) {
        size_t at = (size_t)(from->records - from->left), count, inside;
        const evidence *marks = replay_marks(from, &count);

        inside = at >= grams ? 0 : count < grams - at ? count : grams - at;
        lay_marks(l, marks, inside, at);
        for (size_t i = inside; i < count; i++)
            l->rows->lines[at + i - grams] = marks[i].docs;
    }
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
    memset(out->docs + out->words, 0, GRAM_TAIL + ROW_SLACK);
    lay_dealt(&l, from);
    close_rows(&l);
    status = from->status == CHAFF_OK ? take_units(worker, from) : from->status;
    if (status == CHAFF_OK && (worker->words != from->head.words ||
        (worker->words > 0 && worker->line_unit_count != from->head.prefixes)))
        return CHAFF_ERR_FORMAT;
    return status;
}
