/* ingest.c - blocks in input order -> rows, sketches, counts
 *
 * A pipeline: blocks are read one at a time, their records parsed and sketched on any
 * thread, their rows taken over in input order. A slot holds all that one block yields.
 */
#include "run/ingest.h"

#include <inttypes.h>
#include <stdio.h>

#include "base/status.h"
#include "run/ahead.h"
#include "run/bad.h"
#include "run/prints.h"
#include "run/rank.h"

typedef struct slot {
    run *run;
    block block;
    size_t count, capacity;            /* documents */
    doc_row *rows;             /* id_at and source are of the slot's own ... */
    buffer ids;
    names sources;             /* ... in order of first appearance, as the run's */
    buffer numbers;            /* uint32_t: what the run calls them */
    buffer scores, groups;     /* double, uint64_t: where the run has such columns */
    print_batch prints;
    bad_record *bad;
    size_t bad_count, bad_capacity;
    boiler_batch *batch;
    bool identified;           /* a document has its id from a field */
} slot;

static bool sketches_now(const run *r)
{
    return r->options.job == CHAFF_JOB_FIND || r->options.job == CHAFF_JOB_DEDUP;
}

/* A failure ends the reading, but not the run before it is known whether --limit needs
 * what could not be read: how far it is read ahead is chance. */
static chaff_status read_block(void *item, void *self)
{
    run *r = self;
    slot *s = item;
    chaff_status status = CHAFF_DONE;

    if (!r->limited)
        status = corpus_next_block(r->corpus, &s->block, INGEST_BLOCK, &r->read_err);
    if (status == CHAFF_OK || status == CHAFF_DONE)
        return status;
    r->read_status = status;
    return CHAFF_DONE;
}

/* -- any thread -------------------------------------------------------------------- */

static chaff_status add_score_and_group(slot *s, const doc *d)
{
    const run *r = s->run;
    double score = r->scores.item ? rank_score(&r->options, d) : 0;
    uint64_t group = d->group.size ? hash_bytes(d->group.data, d->group.size, 0) : 0;
    chaff_status status = CHAFF_OK;

    if (r->scores.item)
        status = buffer_append(&s->scores, &score, sizeof score);
    if (status == CHAFF_OK && r->groups.item)
        status = buffer_append(&s->groups, &group, sizeof group);
    return status;
}

/* All of a document but its words. */
static chaff_status add_row(slot *s, const doc *d)
{
    doc_row *row;

    if (mem_grow((void **)&s->rows, &s->capacity, s->count + 1, sizeof *s->rows) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    row = &s->rows[s->count];
    *row = (doc_row){.ref = d->ref, .id_at = s->ids.size};
    row->id_hash = hash_bytes(d->id_json.data, d->id_json.size, 0);
    s->identified = s->identified || d->identified;
    if (names_number(&s->sources, d->source, &row->source) != CHAFF_OK ||
        add_score_and_group(s, d) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    return buffer_append(&s->ids, d->id_json.data, d->id_json.size);
}

static chaff_status add_doc(slot *s, kit *k, const doc *d)
{
    chaff_status status = add_row(s, d);

    if (status != CHAFF_OK)
        return status;
    if (sketches_now(s->run)) {
        splitter_escapes(worker_splitter(k->worker), d->escaped);
        status = prints_make(s->run, k, d->text, &s->prints, &s->rows[s->count]);
        splitter_escapes(worker_splitter(k->worker), false);
    } else {
        status = boiler_batch_add(s->batch, k->boiler, d->source, d->text, &k->err);
    }
    s->count += status == CHAFF_OK;
    return status;
}

static chaff_status add_bad(slot *s, const doc *d, size_t where, const char *cause)
{
    chaff_status status = mem_grow((void **)&s->bad, &s->bad_capacity, s->bad_count + 1,
                                   sizeof *s->bad);
    bad_record *b;

    if (status != CHAFF_OK)
        return status;
    b = &s->bad[s->bad_count++];
    *b = (bad_record){.raw = d->raw,
                      .input = s->block.input,
                      .line = d->line,
                      .column = where,
                      .before = s->count,
                      .continued = d->continued};
    snprintf(b->cause, sizeof b->cause, "%.*s", (int)sizeof b->cause - 1, cause);
    return CHAFF_OK;
}

/* A bad record is told elsewhere: it is not why the run ends, if it does. */
static chaff_status take_for_bad(slot *s, kit *k, const doc *d, size_t where)
{
    chaff_status status = add_bad(s, d, where, k->err.text);

    k->err.status = CHAFF_OK;
    return status;
}

static void clear_slot(slot *s)
{
    s->count = s->bad_count = 0;
    s->identified = false;
    s->ids.size = s->scores.size = s->groups.size = 0;
    names_clear(&s->sources);
    print_batch_clear(&s->prints);
    if (s->batch)
        boiler_batch_clear(s->batch);
}

static chaff_status work_block(void *item, unsigned thread, void *self)
{
    run *r = self;
    slot *s = item;
    kit *k = &r->kits[thread];
    size_t at = 0, where;
    uint64_t line = s->block.first_line;
    chaff_status status;
    doc d;

    clear_slot(s);
    reader_escapes(k->reader, sketches_now(r));
    for (;;) {
        status = reader_next(k->reader, &s->block, &at, &line, &d, &where, &k->err);
        if (status == CHAFF_ERR_FORMAT)
            status = take_for_bad(s, k, &d, where);
        else if (status == CHAFF_OK)
            status = add_doc(s, k, &d);
        if (status != CHAFF_OK)
            break;
    }
    reader_escapes(k->reader, false);
    if (status != CHAFF_DONE && k->err.status != status)
        (void)error_set(&k->err, status, "%s:%" PRIu64 ": %s",
                        corpus_input(r->corpus, s->block.input)->path, d.line,
                        status == CHAFF_ERR_MEMORY ? "out of memory"
                                                   : chaff_status_name(status));
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

/* -- in input order ---------------------------------------------------------------- */

/* How many documents of the slot are still wanted. *last: none of what follows them is,
 * bad records neither, wherever a block may end. */
static size_t wanted(const run *r, const slot *s, bool *last)
{
    uint64_t limit = r->options.source.limit, have = r->documents - r->against_docs;

    *last = limit && s->block.input >= r->against_inputs && limit - have <= s->count;
    return *last ? (size_t)(limit - have) : s->count;
}

/* The slot's own numbers become the run's. A name that only unwanted documents have is
 * not taken over: sources ascend as they first appear. */
static chaff_status settle_rows(run *r, slot *s, size_t count)
{
    uint64_t ids = spool_size(r->ids);
    uint32_t known = 0;

    s->numbers.size = 0;
    for (size_t i = 0; i < count; i++) {
        doc_row *row = &s->rows[i];
        uint32_t number;

        if (row->source == known) {
            chaff_text name = names_text(&s->sources, known++);

            if (names_number(&r->sources, name, &number) != CHAFF_OK ||
                buffer_append(&s->numbers, &number, sizeof number) != CHAFF_OK)
                return error_memory(r->err);
        }
        row->source = ((const uint32_t *)(const void *)s->numbers.data)[row->source];
        row->id_at += ids;
    }
    return CHAFF_OK;
}

static chaff_status take_rows(run *r, slot *s, size_t count)
{
    size_t ids = count < s->count ? s->rows[count].id_at : s->ids.size;
    chaff_status status = settle_rows(r, s, count);

    if (status == CHAFF_OK)
        status = column_append(&r->rows, s->rows, count, r->err);
    if (status == CHAFF_OK)
        status = spool_append(r->ids, s->ids.data, ids, r->err);
    if (status == CHAFF_OK && r->scores.item)
        status = column_append(&r->scores, s->scores.data, count, r->err);
    if (status == CHAFF_OK && r->groups.item)
        status = column_append(&r->groups, s->groups.data, count, r->err);
    return status == CHAFF_OK && sketches_now(r)
               ? prints_take(r, r->documents, &s->prints, count, r->err) : status;
}

static chaff_status take_block(run *r, const slot *s, size_t count)
{
    block_entry *b;

    if (mem_grow((void **)&r->blocks, &r->block_capacity, r->block_count + 1,
                 sizeof *r->blocks) != CHAFF_OK)
        return error_memory(r->err);
    if (!count)
        return CHAFF_OK;
    b = &r->blocks[r->block_count++];
    *b = (block_entry){s->block.offset, s->block.bytes.size, s->block.first_line,
                       s->block.input,  r->documents,        (uint32_t)count};
    return CHAFF_OK;
}

static chaff_status take_bad(run *r, const slot *s, size_t count, bool last)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < s->bad_count; i++)
        if (s->bad[i].before < count || !last)
            status = bad_take(r, &s->bad[i]);
    return status;
}

/* The last block of a limited run holds more documents than are wanted: count those
 * again. */
static chaff_status count_again(run *r, slot *s, size_t count)
{
    kit *k = run_writer(r);
    uint64_t line = s->block.first_line;
    size_t at = 0, done = 0, where;
    chaff_status status = CHAFF_OK;
    doc d;

    boiler_batch_clear(s->batch);
    while (status == CHAFF_OK && done < count) {
        status = reader_next(k->reader, &s->block, &at, &line, &d, &where, &k->err);
        if (status == CHAFF_ERR_FORMAT)
            status = k->err.status = CHAFF_OK;
        else if (status == CHAFF_OK && ++done)
            status = boiler_batch_add(s->batch, k->boiler, d.source, d.text, r->err);
    }
    return status;
}

static chaff_status commit_counts(run *r, slot *s, size_t count)
{
    chaff_status status = count < s->count ? count_again(r, s, count) : CHAFF_OK;

    return status == CHAFF_OK ? boiler_commit(r->boiler, s->batch, r->err) : status;
}

static chaff_status write_block(void *item, void *self)
{
    run *r = self;
    slot *s = item;
    bool last;
    size_t count = wanted(r, s, &last);
    chaff_status status = corpus_keep_block(r->corpus, &s->block, r->err);

    if (status == CHAFF_OK)
        status = take_bad(r, s, count, last);
    if (status == CHAFF_OK && count >= RUN_KEPT - 1 - r->documents)
        status = error_set(r->err, CHAFF_ERR_LIMIT,
                           "more than 4,294,967,293 documents; split the input");
    if (status == CHAFF_OK)
        status = take_block(r, s, count);
    if (status == CHAFF_OK)
        status = take_rows(r, s, count);
    if (status == CHAFF_OK && !sketches_now(r))
        status = commit_counts(r, s, count);
    if (status != CHAFF_OK)
        return status;
    r->identified = r->identified || s->identified;
    r->documents += (uint32_t)count;
    r->limited = last;
    r->bytes_read += s->block.bytes.size;
    if (s->block.input < r->against_inputs)
        r->against_docs = r->documents;
    else
        r->report->bytes += s->block.bytes.size;
    return run_progress(r, "reading", r->bytes_read, r->bytes_expected);
}

static void release_slot(slot *s)
{
    block_release(&s->block);
    mem_free(s->rows);
    mem_free(s->bad);
    buffer_release(&s->ids);
    buffer_release(&s->scores);
    buffer_release(&s->groups);
    buffer_release(&s->numbers);
    names_release(&s->sources);
    print_batch_release(&s->prints);
    boiler_batch_free(s->batch);
}

static chaff_status run_pipeline(run *r, slot *slots, void **places, size_t count)
{
    pipeline line = {.self = r, .slots = places, .slot_count = count,
                     .read = read_block, .work = work_block, .write = write_block};
    chaff_status status = sketches_now(r) ? ahead_begin(r) : CHAFF_OK;

    line.spare = r->ahead ? ahead_look : NULL;
    for (size_t i = 0; i < count; i++) {
        slots[i].run = r;
        places[i] = &slots[i];
        if (!sketches_now(r) && boiler_batch_new(&slots[i].batch, false) != CHAFF_OK)
            status = error_memory(r->err);
    }
    if (status == CHAFF_OK && sketches_now(r))
        status = prints_begin(r);
    if (status == CHAFF_OK)
        status = run_failed(r, parallel_pipeline(r->threads, &line));
    return status == CHAFF_OK && !r->limited ? run_failed(r, r->read_status) : status;
}

chaff_status ingest(run *r)
{
    /* Two slots a thread: one can wait for its turn while the other is worked on. */
    size_t count = r->threads > 1 ? 2 * (size_t)r->threads : 1;
    slot *slots = mem_zero(count, sizeof *slots);
    void **places = mem_zero(count, sizeof *places);
    chaff_status status = slots && places ? run_pipeline(r, slots, places, count)
                                          : error_memory(r->err);

    for (size_t i = 0; slots && i < count; i++)
        release_slot(&slots[i]);
    mem_free(slots);
    mem_free(places);
    return status;
}
