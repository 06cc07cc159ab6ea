/* run.c - the whole program, one call a stage
 *
 *   open the inputs -> read every record once -> strip boilerplate -> compare what
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
#include "run/findings.h"
#include "run/guard.h"
#include "run/ingest.h"
#include "run/learning.h"
#include "run/nearly.h"
#include "run/open.h"
#include "run/options.h"
#include "run/pairing.h"
#include "run/passages.h"
#include "run/stages.h"
#include "run/stripping.h"
#include "run/styles.h"
#include "run/summary.h"
#include "run/tables.h"
#include "run/traces.h"

/* -- stages ------------------------------------------------------------------------ */

void run_count(run *r)
{
    chaff_report *p = r->report;

    p->inputs = corpus_inputs(r->corpus) - r->against_inputs;
    p->documents = r->documents - r->against_docs;
    p->against = r->against_docs;
    for (uint32_t d = r->against_docs; d < r->documents; d++) {
        const doc_row *row = run_row(r, d);

        p->wordless += !row->words;
        p->words += run_strips(r) ? 0 : row->words;
        p->undated += r->scores.count &&
                      (r->options.keep == CHAFF_KEEP_EARLIEST ||
                       r->options.keep == CHAFF_KEEP_LATEST) &&
                      *(double *)column_at(&r->scores, d) < -1e300;
    }
    for (size_t i = 0; i < corpus_inputs(r->corpus); i++)
        p->trailing = p->trailing || corpus_input(r->corpus, i)->trailing;
}

/* A field that was named and that no document has is a slip of the pen, not an
 * answer. */
static chaff_status check_fields(run *r)
{
    const chaff_source_options *s = &r->options.source;
    bool grouped = !r->groups.item, scored = !r->scores.item;

    for (uint32_t d = 0; d < r->documents && !(grouped && scored); d++) {
        grouped = grouped || *(uint64_t *)column_at(&r->groups, d);
        scored = scored || *(double *)column_at(&r->scores, d) > -INFINITY;
    }
    if (!r->documents && r->report->bad)
        run_say(r, CHAFF_WARNING,
                "no record could be read; for plain text try -f txt or -f lines");
    if (!r->documents)
        return CHAFF_OK;
    if (!grouped)
        return error_set(r->err, CHAFF_ERR_OPTION,
                         "no document has the field '%s' of %s; look at the "
                         "names in the input",
                         s->group_field,
                         r->options.grouping == CHAFF_GROUP_BY ? "--by" : "--across");
    if (!scored && s->score_field)
        return error_set(r->err, CHAFF_ERR_OPTION,
                         "no document has a value that --keep can go by in the "
                         "field '%s'; look at the names in the input",
                         s->score_field);
    if (!scored)
        run_say(r, CHAFF_WARNING,
                "no document has a date that can be read, so the first is kept; "
                "--date-field names the field");
    return CHAFF_OK;
}

chaff_status run_read(run *r)
{
    double start = file_clock();
    chaff_status status = ingest(r);

    r->report->seconds_read = file_clock() - start;
    if (status == CHAFF_OK)
        status = check_fields(r);
    return status == CHAFF_OK ? ids_check(r) : status;
}

chaff_status run_strip(run *r)
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
    status = findings_begin(r);
    if (status != CHAFF_OK)
        return status;
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
        status =
            documents_write_removed(r, in_run_dir(r, targets_removed_name(r), path));
    return status == CHAFF_OK && o->ids ? ids_write(r, o->ids) : status;
}

static chaff_status write_documents(run *r)
{
    const chaff_run_options *o = &r->options;
    bool writes = o->job != CHAFF_JOB_FIND && !o->dry_run;
    char spans[4096], list[4096];
    targets *t;
    chaff_status status = targets_plan(&t, r, writes ? o->output : NULL);

    if (status == CHAFF_OK && run_strips(r) && (o->spans || o->run_dir || o->learn))
        status = passages_open(r, o->spans, in_run_dir(r, "spans.jsonl", spans),
                               in_run_dir(r, "boilerplate.jsonl", list));
    if (status == CHAFF_OK)
        status = documents_write(r, t);
    if (status == CHAFF_OK && r->passages)
        status = passages_commit(r);
    if (status == CHAFF_OK && run_strips(r) && o->learn)
        status = learning_save(r);
    if (status == CHAFF_OK && r->nearly)
        status = nearly_write(r, in_run_dir(r, "borderline.jsonl", list));
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

static const char *const run_dir_files[] = {
    "clusters.jsonl",   "pairs.jsonl",  "spans.jsonl",  "boilerplate.jsonl",
    "borderline.jsonl", "summary.json", "report.jsonl", "report.html",
    NULL /* removed records, named by their kind */};

/* The run folder is there, none of its files is an input, and no other output is one
 * of them. */
static chaff_status check_run_dir(run *r, const char *const *outputs, size_t count)
{
    char path[4096];
    chaff_status status = r->options.run_dir
                              ? targets_make_folder(r, r->options.run_dir)
                              : CHAFF_OK;

    for (size_t i = 0;
         r->options.run_dir && i < sizeof run_dir_files / sizeof *run_dir_files; i++) {
        const char *name = run_dir_files[i] ? run_dir_files[i]
                                            : targets_removed_name(r);

        (void)in_run_dir(r, name, path);
        if (status == CHAFF_OK && name[strlen(name) - 1] != '/')
            status = targets_check_file(r, path);
        for (size_t j = 0; status == CHAFF_OK && j < count; j++)
            if (outputs[j] &&
                (!strcmp(outputs[j], path) || file_same(outputs[j], path) ||
                 file_same(outputs[j], r->options.run_dir)))
                status = error_set(r->err, CHAFF_ERR_GUARD,
                                   "'%s' would be mixed with the files of "
                                   "--run-dir '%s'; name another output",
                                   outputs[j], r->options.run_dir);
    }
    return status;
}

/* An output that could not be written is found before hours of work, not after. */
static chaff_status check_targets(run *r)
{
    const chaff_run_options *o = &r->options;
    bool removes = o->job == CHAFF_JOB_DEDUP || o->job == CHAFF_JOB_CLEAN;
    const char *documents = o->job != CHAFF_JOB_FIND && !o->dry_run ? o->output : NULL;
    const char *outputs[] = {documents, o->removed, o->ids,     o->clusters,
                             o->pairs,  o->spans,   o->learn,   r->bad_path};
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
        status = check_documents(r, in_run_dir(r, targets_removed_name(r), path));
    for (size_t i = r->against_inputs;
         status == CHAFF_OK && o->annotate && i < corpus_inputs(r->corpus); i++)
        if (corpus_input(r->corpus, i)->format != CHAFF_FORMAT_JSONL)
            status = error_set(r->err, CHAFF_ERR_OPTION,
                               "--annotate needs JSON lines, and '%s' is not",
                               corpus_input(r->corpus, i)->path);
    return status == CHAFF_OK ? style_check_inputs(r) : status;
}

static void close_report(run *r)
{
    r->report->threads = r->threads;
    r->report->spilled = r->memory.spilled;
    r->report->memory_peak = r->memory.peak;
    r->report->seconds = file_clock() - r->start;
}

static chaff_status write_summary(run *r)
{
    char path[4096], lines[4096];
    writer keys = {0};
    chaff_status status;

    summary_append(r, &keys);
    status = run_failed(r, keys.failure);
    if (status == CHAFF_OK)
        status = summary_write(r, (chaff_text){keys.out.data, keys.out.size},
                               in_run_dir(r, "summary.json", path));
    if (status == CHAFF_OK)
        status = findings_write(r, (chaff_text){keys.out.data, keys.out.size},
                                in_run_dir(r, "report.jsonl", lines),
                                in_run_dir(r, "report.html", path));
    buffer_release(&keys.out);
    return status;
}

static chaff_status write_results(run *r)
{
    double start = file_clock();
    chaff_status status = r->options.job != CHAFF_JOB_FIND ? guard_sources(r)
                                                           : CHAFF_OK;

    if (status == CHAFF_OK)
        status = guard_prose(r);
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
        status = write_summary(r);
    return status;
}

static chaff_status run_stages(run *r, void *self)
{
    chaff_status status = run_open(r);

    (void)self;
    if (status == CHAFF_OK)
        status = check_targets(r);
    if (status == CHAFF_OK)
        status = run_read(r);
    if (status == CHAFF_OK)
        status = run_strip(r);
    if (status == CHAFF_OK) {
        run_count(r);
        status = compare_documents(r);
    }
    if (status == CHAFF_OK && !run_compares(r))
        r->report->kept = r->report->documents;
    return status == CHAFF_OK ? write_results(r) : status;
}

chaff_status run_conduct(const chaff_run_options *options, chaff_report *report,
                         chaff_status (*stages)(run *r, void *self), void *self,
                         chaff_error *err)
{
    chaff_error local = {0};
    run r = {.options = *options, .report = report, .err = err ? err : &local};
    traces outputs = {{0}, 0};
    chaff_status status;

    r.traces = &outputs;
    *report = (chaff_report){0};
    r.start = file_clock();
    r.err->status = CHAFF_OK;
    status = options_settle(&r.options, r.err);
    if (status == CHAFF_OK)
        status = stages(&r, self);
    close_report(&r);
    run_close(&r);
    if (status != CHAFF_OK)
        traces_remove(&outputs);
    traces_release(&outputs);
    if (status != CHAFF_OK && r.err->status != status)
        (void)error_set(r.err, status, "%s", chaff_status_name(status));
    return status;
}

chaff_status chaff_run(const chaff_run_options *options, chaff_report *report,
                       chaff_error *err)
{
    return run_conduct(options, report, run_stages, NULL, err);
}
