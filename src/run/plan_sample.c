/* plan_sample.c - a look at some inputs, at some places
 *
 * In: inputs. Out: counts of the documents that were looked at, and how large the whole
 * is. Always: the same places for the same input; a record that is cut at the edge of a
 * place is left out, so that none is half counted.
 */
#include "run/plan_sample.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/sort.h"
#include "base/status.h"
#include "sketch/worker.h"
#include "text/input.h"
#include "text/json.h"

enum {
    SAMPLE_BYTES = 16 << 20,   /* in all */
    SAMPLE_INPUTS = 32,
    SAMPLE_PLACES = 8,
    PLACE_LEAST = 1 << 18,     /* bytes of one place: some records of any usual size */
    PACKED_LEAST = 4 << 20,    /* of a compressed input, for its ratio to be near */
    READ_AHEAD = 1 << 18,      /* of corpus_progress */
    WORDS_MOST = 1 << 20       /* documents whose words are kept for the quantiles */
};

typedef struct sampling {
    plan_sample *out;
    const chaff_run_options *options;
    budget memory;
    corpus *all;
    chaff_worker *worker;
    sort_pair *seen;           /* key: hash of a document's words; more: how many */
    size_t seen_capacity, seen_count;
    uint64_t plain, raw;       /* bytes read of compressed inputs, on both sides */
    chaff_error *err;
} sampling;

static void say_note(const char *line, void *self)
{
    const chaff_run_options *o = self;

    if (o->message)
        o->message(CHAFF_NOTE, line, o->self);
}

/* -- documents --------------------------------------------------------------------- */

static chaff_status count_doc(sampling *s, const doc *d)
{
    plan_sample *out = s->out;
    sketch_print print;
    chaff_status status = worker_print(s->worker, d->text, false, &print);

    if (status != CHAFF_OK)
        return status;
    out->documents++;
    out->words += print.words;
    out->id_bytes += d->id_json.size;
    if (s->seen_count == WORDS_MOST)
        return CHAFF_OK;
    status = mem_grow((void **)&s->seen, &s->seen_capacity, s->seen_count + 1,
                      sizeof *s->seen);
    if (status == CHAFF_OK)
        s->seen[s->seen_count++] = (sort_pair){
            print.sequence.low, 0,
            print.words < UINT32_MAX ? (uint32_t)print.words : UINT32_MAX};
    return status;
}

static bool limit_reached(const sampling *s)
{
    uint64_t limit = s->options->source.limit;

    return limit && s->out->documents >= limit;
}

static chaff_status count_block(sampling *s, reader *rd, const block *b)
{
    size_t at = 0, column;
    uint64_t line = b->first_line;
    chaff_error cause;
    chaff_status status = CHAFF_OK;
    doc d;

    while (!limit_reached(s)) {
        status = reader_next(rd, b, &at, &line, &d, &column, &cause);
        if (status == CHAFF_DONE)
            break;
        s->out->bytes += d.raw.size;
        if (status == CHAFF_ERR_FORMAT)
            s->out->bad++;
        else if (status == CHAFF_OK)
            status = count_doc(s, &d);
        if (status != CHAFF_OK && status != CHAFF_ERR_FORMAT)
            return status == CHAFF_ERR_MEMORY ? error_memory(s->err) : status;
    }
    return CHAFF_OK;
}

/* -- one input --------------------------------------------------------------------- */

/* Blocks from the beginning; *whole: it came to the end. */
static chaff_status read_head(sampling *s, corpus *c, reader *rd, uint64_t want,
                              bool *whole)
{
    block b = {0};
    uint64_t read = 0;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && read < want && !limit_reached(s)) {
        status = corpus_next_block(c, &b, 1 << 19, s->err);
        if (status != CHAFF_OK)
            break;
        read += b.bytes.size;
        status = count_block(s, rd, &b);
    }
    *whole = status == CHAFF_DONE;
    block_release(&b);
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

/* Leaves the whole lines of a piece of a file: without a beginning unless it is that of
 * the file, and without an end. */
static void trim_lines(block *b, size_t size)
{
    const char *line_end = b->offset ? memchr(b->bytes.data, '\n', size) : NULL;
    size_t from = b->offset ? size : 0;

    if (line_end)
        from = (size_t)(line_end - b->bytes.data) + 1;
    while (size > from && b->bytes.data[size - 1] != '\n')
        size--;
    memmove(b->bytes.data, b->bytes.data + from, size - from);
    b->bytes.size = size - from;
    b->offset += from;
    memset(b->bytes.data + b->bytes.size, 0, JSON_SLACK);
}

static chaff_status read_place(sampling *s, reader *rd, int file, uint64_t start,
                               size_t size)
{
    block b = {.offset = start, .first_line = 1};
    chaff_status status = buffer_reserve(&b.bytes, size + JSON_SLACK);

    if (status != CHAFF_OK)
        return error_memory(s->err);
    status = file_read_at(file, b.bytes.data, size, start);
    if (status == CHAFF_OK) {
        trim_lines(&b, size);
        status = count_block(s, rd, &b);
    }
    block_release(&b);
    return status;
}

static chaff_status read_places(sampling *s, const input_info *info, reader *rd,
                                uint64_t want)
{
    uint64_t size = info->disk_bytes, step = size / SAMPLE_PLACES;
    uint64_t place = want / SAMPLE_PLACES;
    chaff_status status;
    int file;

    place = place > PLACE_LEAST ? place : PLACE_LEAST;
    place = place < step ? place : step;
    status = file_open(&file, info->path, s->err);
    for (int i = 0; status == CHAFF_OK && i < SAMPLE_PLACES; i++)
        status = read_place(s, rd, file, step * (uint64_t)i, (size_t)place);
    if (file >= 0)
        file_close(file);
    return status;
}

static bool is_lines(const input_info *info)
{
    return !info->compressed && file_kind_of(info->path) == FILE_REGULAR &&
           (info->format == CHAFF_FORMAT_JSONL || info->format == CHAFF_FORMAT_LINES ||
            info->format == CHAFF_FORMAT_TSV);
}

static void count_packed(sampling *s, const corpus *c, const input_info *info,
                         bool whole)
{
    uint64_t plain = info->bytes, raw = info->disk_bytes;

    if (!whole) {
        corpus_progress(c, &plain, &raw);
        raw -= raw > READ_AHEAD ? READ_AHEAD / 2 : 0;      /* on average */
    }
    s->plain += plain;
    s->raw += raw;
}

static chaff_status read_input(sampling *s, corpus *c, size_t number, uint64_t want)
{
    const input_info *info = corpus_input(c, number);
    bool whole = false, lines = is_lines(info) && info->disk_bytes > 2 * want;
    reader *rd = NULL;
    chaff_status status = reader_new(&rd, c);

    if (info->compressed && want < PACKED_LEAST)
        want = PACKED_LEAST;
    if (status != CHAFF_OK)
        status = error_memory(s->err);
    else if (lines)
        status = read_places(s, info, rd, want);
    else
        status = read_head(s, c, rd, want, &whole);
    s->out->whole = s->out->whole && whole;
    if (info->compressed)
        count_packed(s, c, info, whole);
    reader_free(rd);
    return status;
}

/* A corpus of its own for one of many inputs. */
static chaff_status read_alone(sampling *s, const char *path, uint64_t want)
{
    input_events silent = {0};
    corpus *c = NULL;
    chaff_status status = corpus_open(&c, &path, 1, &s->options->source, &s->memory,
                                      &silent, s->err);

    if (status == CHAFF_OK && corpus_inputs(c))
        status = read_input(s, c, 0, want);
    corpus_close(c);
    return status;
}

/* -- all --------------------------------------------------------------------------- */

static chaff_status read_inputs(sampling *s)
{
    size_t count = corpus_inputs(s->all);
    size_t chosen = count < SAMPLE_INPUTS ? count : SAMPLE_INPUTS;
    uint64_t want = chosen ? SAMPLE_BYTES / chosen : 0;
    chaff_status status = CHAFF_OK;
    bool whole;

    s->out->whole = chosen == count;
    for (size_t i = 0; status == CHAFF_OK && s->out->again && i < chosen; i++)
        status = read_alone(s, corpus_input(s->all, i * count / chosen)->path, want);
    if (status == CHAFF_OK && !s->out->again) {
        reader *rd = NULL;

        status = reader_new(&rd, s->all);
        if (status == CHAFF_OK)
            status = read_head(s, s->all, rd, SAMPLE_BYTES, &whole);
        s->out->whole = status == CHAFF_OK && whole;
        reader_free(rd);
    }
    return status;
}

/* Plain bytes: of compressed inputs by the ratio that the sample had. */
static void sum_bytes(sampling *s)
{
    double ratio = s->raw ? (double)s->plain / (double)s->raw : 1;
    plan_sample *out = s->out;

    out->known = out->again || out->whole;
    for (size_t i = 0; out->again && i < corpus_inputs(s->all); i++) {
        const input_info *info = corpus_input(s->all, i);
        uint64_t bytes = info->disk_bytes;

        if (info->compressed)
            bytes = (uint64_t)((double)bytes * ratio);
        out->total_bytes += bytes;
        out->spooled_bytes += info->compressed ? bytes : 0;
    }
    if (!out->again) {
        out->total_bytes = out->bytes;
        out->spooled_bytes = out->bytes;
    }
    if (out->whole || limit_reached(s))
        out->total_bytes = out->bytes;
}

static int by_words(const void *a, const void *b)
{
    uint32_t x = ((const sort_pair *)a)->more, y = ((const sort_pair *)b)->more;

    return x < y ? -1 : x > y;
}

static chaff_status sum_up(sampling *s)
{
    sort_pair *spare = mem_alloc(s->seen_count, sizeof *spare);
    size_t count = s->seen_count;

    if (!spare)
        return error_memory(s->err);
    sort_pairs(s->seen, spare, count);
    mem_free(spare);
    for (size_t i = 1; i < count; i++)
        s->out->equal += s->seen[i].key == s->seen[i - 1].key && s->seen[i].more;
    if (count)
        qsort(s->seen, count, sizeof *s->seen, by_words);
    for (int i = 0; count && i < 3; i++)
        s->out->quantiles[i] = s->seen[(count - 1) * (size_t)(1 + 4 * i) / 10].more;
    sum_bytes(s);
    return CHAFF_OK;
}

static bool can_read_again(const corpus *c)
{
    for (size_t i = 0; i < corpus_inputs(c); i++)
        if (file_kind_of(corpus_input(c, i)->path) != FILE_REGULAR)
            return false;
    return true;
}

chaff_status plan_sample_take(plan_sample *out, const chaff_run_options *options,
                              const chaff_recipe *recipe, chaff_error *err)
{
    sampling s = {.out = out, .options = options, .err = err};
    input_events events = {.note = say_note, .self = (void *)(uintptr_t)options};
    chaff_status status;

    *out = (plan_sample){0};
    s.memory.limit = UINT64_C(1) << 30;        /* a sample takes far less */
    s.memory.folder = options->tmp;
    status = corpus_open(&s.all, options->inputs, options->input_count,
                         &options->source, &s.memory, &events, err);
    if (status == CHAFF_OK)
        status = chaff_worker_new(&s.worker, recipe, err);
    if (status == CHAFF_OK) {
        out->inputs = corpus_inputs(s.all);
        out->again = can_read_again(s.all);
        status = read_inputs(&s);
    }
    if (status == CHAFF_OK)
        status = sum_up(&s);
    mem_free(s.seen);
    chaff_worker_free(s.worker);
    corpus_close(s.all);
    return status;
}
