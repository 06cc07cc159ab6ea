/* learning.c - the stages of boilerplate learning, each on whole texts of one size */
#include <stdlib.h>

#include "boiler/count.h"
#include "boiler/units.h"
#include "micro.h"

enum { BATCH_DOCS = 250 };     /* about as many as a block of input yields */

typedef struct learning {
    chaff_boiler_worker worker;
    known *known;
    boiler_batch *batch;
    buffer record;
} learning;

static bool begin(micro *m)
{
    learning *l = m->state = calloc(1, sizeof *l);

    m->bytes = m->text.size;
    if (!l || gram_reader_init(&l->worker.reader) != CHAFF_OK ||
        known_new(&l->known) != CHAFF_OK || known_add_builtin(l->known) != CHAFF_OK ||
        known_settle(l->known) != CHAFF_OK ||
        boiler_batch_new(&l->batch, false) != CHAFF_OK)
        return false;
    l->worker.known = l->known;
    l->worker.reader.filter = known_filter(l->known);
    return true;
}

static void end(micro *m)
{
    learning *l = m->state;

    gram_reader_release(&l->worker.reader);
    segments_release(&l->worker.segments);
    mem_free(l->worker.segment_words);
    mem_free(l->worker.prefixes);
    mem_free(l->worker.lines);
    mem_free(l->worker.longs);
    known_free(l->known);
    boiler_batch_free(l->batch);
    buffer_release(&l->record);
    free(l);
}

/* Words of the piece; with `units` they are dealt and stored. */
static size_t read_piece(learning *l, chaff_text piece, bool units)
{
    gram_reader *r = &l->worker.reader;
    chaff_status status = units ? units_start(&l->worker, piece) : CHAFF_OK;

    gram_reader_start(r, piece);
    while (status == CHAFF_OK && (status = gram_reader_next(r)) == CHAFF_OK)
        if (units)
            status = units_take(&l->worker);
    l->record.size = 0;
    if (status != CHAFF_DONE ||
        (units && units_store(&l->worker, piece, false, &l->record) != CHAFF_OK))
        abort();
    return (size_t)r->first + r->count;
}

static size_t run_grams(micro *m)
{
    size_t words = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);)
        words += read_piece(m->state, piece, false);
    return words;
}

static size_t run_sample(micro *m)
{
    learning *l = m->state;
    gram_reader *r = &l->worker.reader;
    size_t words = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        sample_start(&l->worker.sampler);
        gram_reader_start(r, piece);
        while (gram_reader_next(r) == CHAFF_OK)
            sample_take(&l->worker.sampler, r->gram, r->grams, r->grams > r->count);
        words += (size_t)r->first + r->count;
    }
    return words;
}

static size_t run_units(micro *m)
{
    size_t words = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);)
        words += read_piece(m->state, piece, true);
    return words;
}

static size_t run_segments(micro *m)
{
    learning *l = m->state;
    size_t units = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        if (segments_find(&l->worker.segments, piece) != CHAFF_OK)
            abort();
        units += l->worker.segments.count;
    }
    return units;
}

static size_t run_records(micro *m)
{
    learning *l = m->state;
    size_t words = 0, docs = 0;

    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);) {
        if (docs++ % BATCH_DOCS == 0)
            boiler_batch_clear(l->batch);
        if (boiler_batch_add(l->batch, &l->worker, (chaff_text){"", 0}, piece, NULL) !=
            CHAFF_OK)
            abort();
        words += (size_t)l->worker.reader.first + l->worker.reader.count;
    }
    return words;
}

const micro_stage micro_grams = {"grams", "word", false, begin, run_grams, end};
const micro_stage micro_sampling = {"grams and sampling", "word", false, begin, run_sample,
                                  end};
const micro_stage micro_segments = {"segments", "unit", false, begin, run_segments,
                                    end};
const micro_stage micro_units = {"grams and units", "word", false, begin, run_units,
                                 end};
const micro_stage micro_records = {"text to records", "word", false, begin, run_records,
                                   end};
