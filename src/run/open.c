/* open.c - what a run holds from its first stage to its last
 *
 * In: settled options. Out: opened inputs, scratch for every thread, empty columns; and
 * in the end all of it released, however far the run came.
 */
#include "run/open.h"

#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "run/ahead.h"
#include "run/bad.h"
#include "run/nearly.h"
#include "run/passages.h"
#include "run/rank.h"
#include "run/rejudge.h"
#include "text/output.h"

static void say_note(const char *line, void *self)
{
    run_say(self, CHAFF_NOTE, "%s", line);
}

/* Of all inputs, for progress; 0 where it can't be known. */
static uint64_t plain_bytes(const corpus *c)
{
    uint64_t bytes = 0;

    for (size_t i = 0; i < corpus_inputs(c); i++) {
        const input_info *info = corpus_input(c, i);

        if (info->compressed || file_kind_of(info->path) != FILE_REGULAR)
            return 0;
        bytes += info->disk_bytes;
    }
    return bytes;
}

static void say_warning(const char *line, void *self)
{
    run_say(self, CHAFF_WARNING, "%s", line);
}

static chaff_status open_inputs(run *r)
{
    const chaff_run_options *o = &r->options;
    size_t count = o->against_count + o->input_count;
    const char **paths = mem_alloc(count, sizeof *paths);
    input_events events = {.note = say_note, .warning = say_warning, .self = r};
    chaff_status status;

    if (!paths)
        return error_memory(r->err);
    if (o->against_count)
        memcpy(paths, o->against, o->against_count * sizeof *paths);
    memcpy(paths + o->against_count, o->inputs, o->input_count * sizeof *paths);
    status = corpus_open(&r->corpus, paths, count, &o->source, &r->memory, &events,
                         r->err);
    mem_free(paths);
    if (status == CHAFF_OK)
        r->bytes_expected = plain_bytes(r->corpus);
    while (status == CHAFF_OK && r->against_inputs < corpus_inputs(r->corpus) &&
           corpus_input(r->corpus, r->against_inputs)->argument < o->against_count)
        r->against_inputs++;
    return status;
}

chaff_status open_model(chaff_boiler **out, run *r)
{
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    options.min_docs = r->options.min_docs;
    options.known = r->options.known;
    options.pages = r->options.pages;
    options.keep_prose = r->options.keep_prose;
    options.keep_first = r->options.copies == CHAFF_COPIES_FIRST;
    options.models = r->options.models;
    options.model_count = r->options.model_count;
    options.model_only = r->options.model_only;
    options.learn = r->options.learn != NULL;
    options.tmp = r->options.tmp;
    options.threads = r->threads;
    return boiler_new_shared(out, &options, &r->memory, r->err);
}

static chaff_status open_kit(run *r, kit *k)
{
    const chaff_recipe *recipe = &r->options.recipe;
    chaff_status status = reader_new(&k->reader, r->corpus);

    if (status == CHAFF_OK)
        status = chaff_worker_new(&k->worker, recipe, &k->err);
    if (status == CHAFF_OK && r->boiler)
        status = chaff_boiler_worker_new(&k->boiler, r->boiler);
    k->keys = mem_alloc(recipe->bands, sizeof *k->keys);
    for (int i = 0; i < 2; i++)
        k->lanes[i] = mem_alloc(recipe->bands, recipe->rows);
    if (status == CHAFF_OK && (!k->keys || !k->lanes[0] || !k->lanes[1]))
        status = CHAFF_ERR_MEMORY;
    return status == CHAFF_OK ? CHAFF_OK : error_memory(r->err);
}

static uint64_t outside_budget(const run *r)
{
    uint64_t bytes = open_fixed_bytes(r->threads);

    return bytes < r->memory.limit / 2 ? bytes : r->memory.limit / 2;
}

/* Starting threads, and filling a huge page, takes longer than this much text. */
enum { SMALL_BELOW = 1 << 16 };

static void expect_little(run *r)
{
    if (!r->bytes_expected || r->bytes_expected >= SMALL_BELOW)
        return;
    r->rows.sparse = true;
    if (!r->options.threads)
        r->threads = 1;
}

chaff_status run_open(run *r)
{
    const chaff_run_options *o = &r->options;
    chaff_status status;

    r->threads = o->threads ? o->threads : parallel_cores();
    r->memory.limit = o->memory ? o->memory : file_memory() / 10 * 6;
    r->memory.folder = o->tmp;
    r->memory.used = outside_budget(r);
    r->rows = (column){.memory = &r->memory, .item = sizeof(doc_row)};
    r->scores = (column){.memory = &r->memory,
                         .item = rank_needs_score(o) ? sizeof(double) : 0};
    r->groups = (column){.memory = &r->memory,
                         .item = o->grouping != CHAFF_GROUP_NONE ? sizeof(uint64_t)
                                                                 : 0};
    status = bad_choose_path(r);
    if (status == CHAFF_OK)
        status = open_inputs(r);
    expect_little(r);
    if (status == CHAFF_OK)
        status = run_strips(r) ? open_model(&r->boiler, r) : CHAFF_OK;
    r->kits = mem_zero(r->threads + (size_t)1, sizeof *r->kits);
    if (status == CHAFF_OK && (!r->kits || spool_new(&r->ids, &r->memory) != CHAFF_OK))
        status = error_memory(r->err);
    for (unsigned t = 0; status == CHAFF_OK && t <= r->threads; t++)
        status = open_kit(r, &r->kits[t]);
    return status;
}

static void close_kit(kit *k)
{
    reader_free(k->reader);
    chaff_worker_free(k->worker);
    chaff_boiler_worker_free(k->boiler);
    buffer_release(&k->bytes);
    buffer_release(&k->text);
    buffer_release(&k->note);
    mem_free(k->cuts);
    mem_free(k->edges);
    mem_free(k->keys);
    for (int i = 0; i < 2; i++) {
        mem_free(k->lanes[i]);
        mem_free(k->sets[i]);
    }
}

void run_close(run *r)
{
    for (unsigned t = 0; r->kits && t <= r->threads; t++)
        close_kit(&r->kits[t]);
    mem_free(r->kits);
    nearly_free(r);
    passages_free(r);
    output_discard(r->bad);
    mem_free(r->bad_path);
    rejudge_free(r->rejudged);
    chaff_boiler_free(r->boiler);
    column_release(&r->rows);
    column_release(&r->scores);
    column_release(&r->groups);
    column_release(&r->cuts);
    column_release(&r->whole);
    spool_free(r->ids);
    spool_free(r->spans);
    spool_free(r->keys);
    spool_free(r->lanes);
    samples_free(r->samples);
    ahead_free(r);
    mem_free(r->stripes);
    names_release(&r->sources);
    mem_free(r->blocks);
    mem_free(r->texts);
    mem_free(r->kept);
    mem_free(r->copies);
    mem_free(r->cluster_numbers);
    mem_free(r->cluster_sizes);
    mem_free(r->repeats);
    mem_free(r->borderline);
    mem_free(r->similar);
    corpus_close(r->corpus);
}
