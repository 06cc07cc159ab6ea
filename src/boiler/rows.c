/* rows.c - packed evidence or dealt marks -> rows; see rows.h */
#include "boiler/rows.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/evidence.h"
#include "boiler/units.h"

enum { AGAIN_RUN = 4 };       /* grams in a row that make a repetition */

static size_t grams_of(uint32_t words)
{
    return words > 0 ? (size_t)words + GRAM_TAIL : 0;
}

static chaff_status open_rows(chaff_boiler_worker *w, rows *out, uint32_t words,
                              uint32_t lines)
{
    size_t grams = grams_of(words), size = laying_size(grams);

    if (mem_grow((void **)&w->rows, &w->row_capacity,
                 size + grams + ROW_SLACK + lines, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    *out = (rows){.words = words, .words_row = w->rows + size,
                  .lines = w->rows + size + grams + ROW_SLACK};
    laying_start(&w->laying, w->rows, grams);
    return CHAFF_OK;
}

static void keep_eight(uint8_t *row)
{
    uint64_t all, x;

    _Static_assert(AGAIN_RUN == 4, "a gram and three before it");
    memcpy(&all, row, sizeof all);
    for (size_t before = 1; before < AGAIN_RUN; before++) {
        memcpy(&x, row - before, sizeof x);
        all &= x;
    }
    memcpy(row, &all, sizeof all);
}

/* Where a gram and those before it, AGAIN_RUN in all, stood before. */
static void keep_runs(uint8_t *row, size_t grams)
{
    size_t i = grams;

    for (; i >= AGAIN_RUN - 1 + sizeof(uint64_t); i -= sizeof(uint64_t))
        keep_eight(row + i - sizeof(uint64_t));
    for (; i >= AGAIN_RUN; i--)
        row[i - 1] &= row[i - 2] & row[i - 3] & row[i - 4];
    memset(row, 0, i);
}

/* False: some gram's number can't be. */
static bool close_rows(laying *l, rows *r)
{
    bool done = laying_end(l);
    uint8_t *row[LAID_ROWS];

    for (size_t i = 0; i < LAID_ROWS; i++) {
        row[i] = laying_row(l, (laid_kind)i);
        for (size_t gram = 0; row[i] && gram < GRAM_FIRST && gram < r->words; gram++)
            row[i][gram] = 0;
    }
    if (row[LAID_AGAIN])
        keep_runs(row[LAID_AGAIN], grams_of(r->words));
    r->docs = row[LAID_DOCS];
    r->heads = row[LAID_HEADS];
    r->again = row[LAID_AGAIN];
    return done;
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

/* As many as can be laid at once, at most. */
static bool lay_some(laying *l, evidence_reader *in, uint64_t *gram, size_t count)
{
    uint32_t numbers[LAY_MOST];
    uint8_t kinds[LAY_MOST];
    evidence marks[LAY_MOST];

    for (size_t i = 0; i < count; i++) {
        uint8_t head;

        marks[i] = next_evidence(in, &head);
        *gram += head & EVIDENCE_STEP;
        numbers[i] = (uint32_t)*gram;
        kinds[i] = head & SAMPLE_ANCHOR;
    }
    return *gram <= UINT32_MAX && laying_take(l, numbers, kinds, marks, count);
}

static void lay_stored(laying *l, evidence_reader *in)
{
    uint64_t gram = 0;

    for (uint32_t left = in->grams; left > 0 && !in->failed;) {
        uint32_t count = left < LAY_MOST ? left : LAY_MOST;

        in->failed |= !lay_some(l, in, &gram, count);
        left -= count;
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
    chaff_status status = read_stored(b, worker, number, &in);

    if (status == CHAFF_OK)
        status = open_rows(worker, out, worker->words,
                           (uint32_t)worker->line_unit_count);
    if (status != CHAFF_OK)
        return status;
    if (worker->words == 0)
        return CHAFF_OK;
    lay_stored(&worker->laying, &in);
    for (size_t i = 0; i < worker->line_unit_count; i++) {
        uint8_t step;

        out->lines[i] = next_evidence(&in, &step).docs;
    }
    in.failed |= !close_rows(&worker->laying, out);
    return in.failed || in.at != in.end ? CHAFF_ERR_FORMAT : CHAFF_OK;
}

/* -- marks as they are dealt ------------------------------------------------------- */

static chaff_status lay_dealt(laying *l, rows *out, replay *from)
{
    _Static_assert((int)REPLAY_MARKS <= (int)LAY_MOST, "marks are laid as delivered");
    while (from->left > 0 && from->status == CHAFF_OK) {
        uint64_t at = from->records - from->left;
        size_t count, grams;
        const evidence *marks = replay_marks(from, &count);

        grams = replay_grams(from, at, count);
        if (!laying_take(l, from->numbers, from->kinds, marks, grams))
            return CHAFF_ERR_FORMAT;
        for (size_t i = grams; i < count; i++)
            out->lines[at + i - from->head.grams] = marks[i].docs;
    }
    return from->status;
}

/* The bytes of the document's units come last. */
static chaff_status take_units(chaff_boiler_worker *w, replay *from, size_t *size)
{
    buffer bytes = {(char *)w->bytes, 0, w->byte_capacity};
    chaff_status status = replay_units(from, &bytes);

    w->bytes = (uint8_t *)bytes.data;
    w->byte_capacity = bytes.capacity;
    *size = bytes.size;
    return status;
}

/* Whether no level is as high as `least`, and nothing is known. */
static bool tells_nothing(chaff_boiler_worker *w, const rows *r, uint32_t lines,
                          uint32_t least, size_t size)
{
    bool knows, some = w->laying.most >= least;

    for (uint32_t i = 0; i < lines; i++)
        some |= r->lines[i] >= least;
    return !some && units_skim(w, w->bytes, size, &knows) == CHAFF_OK && !knows;
}

chaff_status rows_replay(rows *out, chaff_boiler_worker *worker, replay *from,
                         uint32_t least)
{
    uint32_t lines = from->head.prefixes;
    chaff_status status = open_rows(worker, out, from->head.words, lines);
    size_t size = 0;

    if (status == CHAFF_OK)
        status = lay_dealt(&worker->laying, out, from);
    if (status == CHAFF_OK)
        status = take_units(worker, from, &size);
    if (status != CHAFF_OK || tells_nothing(worker, out, lines, least, size))
        return status;
    if (!close_rows(&worker->laying, out))
        return CHAFF_ERR_FORMAT;
    status = units_read(worker, worker->bytes, size);
    if (status == CHAFF_OK && (worker->words != from->head.words ||
        (worker->words > 0 && worker->line_unit_count != lines)))
        return CHAFF_ERR_FORMAT;
    return status;
}
