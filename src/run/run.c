/* run.c - the whole program, one call a stage
 *
 *   open the inputs -> read every record once -> strip (boilerplate first) -> compare what
 *   is left -> judge -> write.
 *
 * No algorithm lives here. Outputs come last, so that a run that fails leaves none.
 */
#include "chaff/run.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "run/bad.h"
#include "run/clusters.h"
#include "run/documents.h"
#include "run/guard.h"
#include "run/ingest.h"
#include "run/options.h"
#include "run/pairing.h"
#include "run/passages.h"
#include "run/rank.h"
#include "run/stripping.h"
#include "run/summary.h"
#include "run/tables.h"
#include "text/output.h"

/* -- beginning ------------------------------------------------------------------------------- */

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
    status = corpus_open(&r->corpus, paths, count, &o->source, &r->memory, &events, r->err);
    mem_free(paths);
    if (status == CHAFF_OK)
        r->bytes_expected = plain_bytes(r->corpus);
    while (status == CHAFF_OK && r->against_inputs < corpus_inputs(r->corpus) &&
           corpus_input(r->corpus, r->against_inputs)->argument < o->against_count)
        r->against_inputs++;
    return status;
}

static chaff_status open_boiler(run *r)
{
    chaff_boiler_options options;

    if (!run_strips(r))
        return CHAFF_OK;
    chaff_boiler_options_init(&options);
    options.min_docs = r->options.min_docs;
    options.known = r->options.known;
    options.tmp = r->options.tmp;
    options.threads = r->threads;
    return boiler_new_shared(&r->boiler, &options, &r->memory, r->err);
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

/* Blocks, scratch and the program itself are not counted one by one: room for them is
 * set aside, so that the whole process stays inside the budget (measured: 5 MiB a thread
 * and 12 MiB in all). */
static uint64_t outside_budget(const run *r)
{
    uint64_t bytes = (UINT64_C(12) << 20) + ((uint64_t)r->threads * 5 << 20);

    return bytes < r->memory.limit / 2 ? bytes : r->memory.limit / 2;
}

static chaff_status begin(run *r)
{
    const chaff_run_options *o = &r->options;
    chaff_status status;

    r->threads = o->threads ? o->threads : parallel_cores();
    r->memory.limit = o->memory ? o->memory : file_memory() / 10 * 6;
    r->memory.folder = o->tmp;
    r->memory.used = outside_budget(r);
    r->rows = (column){.memory = &r->memory, .item = sizeof(doc_row)};
    r->scores = (column){.memory = &r->memory, .item = rank_needs_score(o) ? sizeof(double) : 0};
    r->groups = (column){.memory = &r->memory,
                         .item = o->grouping != CHAFF_GROUP_NONE ? sizeof(uint64_t) : 0};
    status = bad_choose_path(r);
    if (status == CHAFF_OK)
        status = open_inputs(r);
    if (status == CHAFF_OK)
        status = open_boiler(r);
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

static void end(run *r)
{
    for (unsigned t = 0; r->kits && t <= r->threads; t++)
        close_kit(&r->kits[t]);
    mem_free(r->kits);
    passages_free(r);
    output_discard(r->bad);
    mem_free(r->bad_path);
    chaff_boiler_free(r->boiler);
    column_release(&r->rows);
    column_release(&r->scores);
    column_release(&r->groups);
    column_release(&r->cuts);
    column_release(&r->template_only);
    spool_free(r->ids);
    spool_free(r->spans);
    spool_free(r->keys);
    spool_free(r->lanes);
    samples_free(r->samples);
    buffer_release(&r->sample);
    mem_free(r->stripe);
    names_release(&r->sources);
    mem_free(r->blocks);
    mem_free(r->texts);
    mem_free(r->kept);
    mem_free(r->copies);
    mem_free(r->cluster_numbers);
    mem_free(r->cluster_sizes);
    mem_free(r->repeats);
    corpus_close(r->corpus);
}

/* -- stages ------------------------------------------------------------------------------------ */

static void count_documents(run *r)
{
    chaff_report *p = r->report;

    p->inputs = corpus_inputs(r->corpus) - r->against_inputs;
    p->documents = r->documents - r->against_docs;
    p->against = r->against_docs;
    for (uint32_t d = r->against_docs; d < r->documents; d++) {
        const doc_row *row = run_row(r, d);

        p->wordless += !row->words;
        p->words += run_strips(r) ? 0 : row->words;
        p->undated += r->scores.count && (r->options.keep == CHAFF_KEEP_EARLIEST ||
                      r->options.keep == CHAFF_KEEP_LATEST) && *(double *)column_at(&r->scores, d) < -1e300;
    }
    for (size_t i = 0; i < corpus_inputs(r->corpus); i++)
        p->trailing = p->trailing || corpus_input(r->corpus, i)->trailing;
}

/* A field that was named and that no document has is a slip of the pen, not an answer. */
static chaff_status check_fields(run *r)
{
    const chaff_source_options *s = &r->options.source;
    bool grouped = !r->groups.item, scored = !r->scores.item;

    for (uint32_t d = 0; d < r->documents && !(grouped && scored); d++) {
        grouped = grouped || *(uint64_t *)column_at(&r->groups, d);
        scored = scored || *(double *)column_at(&r->scores, d) > -INFINITY;
    }
    if (!r->documents && r->report->bad)
        run_say(r, CHAFF_WARNING, "no record could be read; for plain text try -f txt or -f lines");
    if (!r->documents)
        return CHAFF_OK;
    if (!grouped)
        return error_set(r->err, CHAFF_ERR_OPTION, "no document has the field '%s' of %s; look at the "
                         "names in the input", s->group_field,
                         r->options.grouping == CHAFF_GROUP_BY ? "--by" : "--across");
    if (!scored && s->score_field)
        return error_set(r->err, CHAFF_ERR_OPTION, "no document has a value that --keep can go by in the "
                         "field '%s'; look at the names in the input", s->score_field);
    if (!scored)
        run_say(r, CHAFF_WARNING, "no document has a date that can be read, so the first is kept; "
                "--date-field names the field");
    return CHAFF_OK;
}

static chaff_status read_records(run *r)
{
    double start = file_clock();
    chaff_status status = ingest(r);

    r->report->seconds_read = file_clock() - start;
    if (status == CHAFF_OK)
        status = check_fields(r);
    return status == CHAFF_OK ? ids_check(r) : status;
}

static chaff_status strip_if_asked(run *r)
{
    double start = file_clock();
    chaff_status status = run_strips(r) ? strip_documents(r) : CHAFF_OK;

    r->report->seconds_strip = file_clock() - start;
    return status;
}

/* "DIR/name" of a file in the run folder; NULL where none is wanted. */
static const char *in_run_dir(const run *r, const char *name, char path[4096])
{
    if (!r->options.run_dir)
        return NULL;
    snprintf(path, 4096, "%s/%s", r->options.run_dir, name);
    return path;
}

static chaff_status compare_documents(run *r)
{
    const chaff_run_options *o = &r->options;
    bool all = o->job == CHAFF_JOB_FIND && (o->pairs || o->run_dir);
    char path[4096];
    pair_tables pairs;
    chaff_status status;

    if (!run_compares(r))
        return CHAFF_OK;
    r->report->recall = chaff_recipe_recall(&o->recipe, o->recipe.threshold);
    r->report->bands = o->recipe.bands;
    r->report->rows = o->recipe.rows;
    if (!all) {
        status = pair_documents(r, NULL, NULL);
    } else {
        status = pairs_open(&pairs, r, o->pairs, in_run_dir(r, "pairs.jsonl", path));
        if (status == CHAFF_OK)
            status = pair_documents(r, pairs_write, &pairs);
        status = pairs_close(&pairs, status);
    }
    return status == CHAFF_OK ? clusters_number(r) : status;
}

static chaff_status write_removed_pairs(run *r)
{
    const chaff_run_options *o = &r->options;
    char path[4096];
    pair_tables pairs;
    chaff_status status;

    if (!run_compares(r) || o->job == CHAFF_JOB_FIND || (!o->pairs && !o->run_dir))
        return CHAFF_OK;
    status = pairs_open(&pairs, r, o->pairs, in_run_dir(r, "pairs.jsonl", path));
    if (status == CHAFF_OK)
        status = pairs_write_removed(&pairs);
    return pairs_close(&pairs, status);
}

static chaff_status write_clusters(run *r)
{
    const chaff_run_options *o = &r->options;
    char path[4096];
    chaff_status status = CHAFF_OK;

    if (!run_compares(r))
        return CHAFF_OK;
    if (o->clusters && o->readable && !strcmp(o->clusters, "-"))
        status = clusters_write_readable(r);
    else if (o->clusters)
        status = clusters_write(r, o->clusters);
    if (status == CHAFF_OK && o->run_dir)
        status = clusters_write(r, in_run_dir(r, "clusters.jsonl", path));
    return status;
}

static chaff_status write_removed(run *r)
{
    const chaff_run_options *o = &r->options;
    char path[4096];
    chaff_status status = CHAFF_OK;

    if (!run_compares(r) || o->job == CHAFF_JOB_FIND)
        return CHAFF_OK;
    if (o->removed)
        status = documents_write_removed(r, o->removed);
    if (status == CHAFF_OK && o->run_dir)
        status = documents_write_removed(r, in_run_dir(r, "removed.jsonl", path));
    return status == CHAFF_OK && o->ids ? ids_write(r, o->ids) : status;
}

static chaff_status write_documents(run *r)
{
    const chaff_run_options *o = &r->options;
    bool writes = o->job != CHAFF_JOB_FIND && !o->dry_run;
    char spans[4096], list[4096];
    targets *t;
    chaff_status status = targets_plan(&t, r, writes ? o->output : NULL);

    if (status == CHAFF_OK && run_strips(r) && (o->spans || o->run_dir))
        status = passages_open(r, o->spans, in_run_dir(r, "spans.jsonl", spans),
                               in_run_dir(r, "boilerplate.jsonl", list));
    if (status == CHAFF_OK)
        status = documents_write(r, t);
    if (status == CHAFF_OK && r->passages)
        status = passages_commit(r);
    if (status == CHAFF_OK)
        status = targets_commit(t, r);
    targets_free(t);
    return status;
}

static chaff_status check_documents(run *r, const char *path)
{
    targets *t;
    chaff_status status = targets_plan(&t, r, path);

    targets_free(t);
    return status;
}

static const char *const run_dir_files[] = {"clusters.jsonl", "pairs.jsonl", "removed.jsonl",
                                            "spans.jsonl", "boilerplate.jsonl", "summary.json"};

/* The run folder is there, none of its files is an input, and no other output is one of them. */
static chaff_status check_run_dir(run *r, const char *const *outputs, size_t count)
{
    char path[4096];
    chaff_status status = r->options.run_dir ? file_make_folder(r->options.run_dir, r->err) : CHAFF_OK;

    for (size_t i = 0; r->options.run_dir && i < sizeof run_dir_files / sizeof *run_dir_files; i++) {
        (void)in_run_dir(r, run_dir_files[i], path);
        if (status == CHAFF_OK)
            status = targets_check_file(r, path);
        for (size_t j = 0; status == CHAFF_OK && j < count; j++)
            if (outputs[j] && (!strcmp(outputs[j], path) || file_same(outputs[j], path) ||
                               file_same(outputs[j], r->options.run_dir)))
                status = error_set(r->err, CHAFF_ERR_GUARD, "'%s' would be mixed with the files of "
                                   "--run-dir '%s'; name another output", outputs[j], r->options.run_dir);
    }
    return status;
}

/* An output that could not be written is found before hours of work, not after. */
static chaff_status check_targets(run *r)
{
    const chaff_run_options *o = &r->options;
    bool removes = o->job == CHAFF_JOB_DEDUP || o->job == CHAFF_JOB_CLEAN;
    const char *documents = o->job != CHAFF_JOB_FIND && !o->dry_run ? o->output : NULL;
    const char *outputs[] = {documents, o->removed, o->ids, o->clusters, o->pairs, o->spans, r->bad_path};
    size_t count = sizeof outputs / sizeof *outputs;
    char path[4096];
    chaff_status status = check_documents(r, documents);

    for (size_t i = 1; status == CHAFF_OK && i < count; i++)
        if (outputs[i] && outputs[i] != r->bad_path)
            status = targets_check_file(r, outputs[i]);
    if (status == CHAFF_OK)
        status = check_run_dir(r, outputs, count - !o->bad_file);
    if (status == CHAFF_OK && r->bad_path)
        status = targets_check_file(r, r->bad_path);
    if (status == CHAFF_OK && removes)
        status = check_documents(r, o->removed);
    if (status == CHAFF_OK && removes)
        status = check_documents(r, in_run_dir(r, "removed.jsonl", path));
    for (size_t i = r->against_inputs; status == CHAFF_OK && o->annotate && i < corpus_inputs(r->corpus); i++)
        if (corpus_input(r->corpus, i)->format != CHAFF_FORMAT_JSONL)
            status = error_set(r->err, CHAFF_ERR_OPTION, "--annotate needs JSON lines, and '%s' is not",
                               corpus_input(r->corpus, i)->path);
    return status;
}

static void close_report(run *r)
{
    r->report->threads = r->threads;
    r->report->spilled = r->memory.spilled;
    r->report->memory_peak = r->memory.peak;
    r->report->seconds = file_clock() - r->start;
}

static chaff_status write_results(run *r)
{
    double start = file_clock();
    char path[4096];
    chaff_status status = r->options.job != CHAFF_JOB_FIND ? guard_sources(r) : CHAFF_OK;

    if (status == CHAFF_OK)
        status = write_removed_pairs(r);
    if (status == CHAFF_OK)
        status = write_clusters(r);
    if (status == CHAFF_OK)
        status = write_removed(r);
    if (status == CHAFF_OK)
        status = write_documents(r);
    if (status == CHAFF_OK)
        status = bad_commit(r);
    r->report->seconds_write = file_clock() - start;
    close_report(r);
    if (status == CHAFF_OK && r->options.run_dir)
        status = summary_write(r, in_run_dir(r, "summary.json", path));
    return status;
}

static chaff_status run_stages(run *r)
{
    chaff_status status = begin(r);

    if (status == CHAFF_OK)
        status = check_targets(r);
    if (status == CHAFF_OK)
        status = read_records(r);
    if (status == CHAFF_OK)
        status = strip_if_asked(r);
    if (status == CHAFF_OK) {
        count_documents(r);
        status = compare_documents(r);
    }
    if (status == CHAFF_OK && !run_compares(r))
        r->report->kept = r->report->documents;
    return status == CHAFF_OK ? write_results(r) : status;
}

chaff_status chaff_run(const chaff_run_options *options, chaff_report *report, chaff_error *err)
{
    chaff_error local = {0};
    run r = {.options = *options, .report = report, .err = err ? err : &local};
    chaff_status status;

    *report = (chaff_report){0};
    r.start = file_clock();
    r.err->status = CHAFF_OK;
    status = options_settle(&r.options, r.err);
    if (status == CHAFF_OK)
        status = run_stages(&r);
    close_report(&r);
    end(&r);
    if (status != CHAFF_OK && r.err->status != status)
        (void)error_set(r.err, status, "%s", chaff_status_name(status));
    return status;
}
