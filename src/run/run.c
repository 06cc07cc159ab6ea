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
#include "run/outputs.h"
#include "run/pairing.h"
#include "run/passages.h"
#include "run/stages.h"
#include "run/stripping.h"
#include "run/summary.h"
#include "run/tables.h"
#include "run/targets.h"
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

/* These only name documents: a run without them is worth something. */
static void tell_missing_fields(const run *r)
{
    const chaff_source_options *s = &r->options.source;

    if (r->documents && s->id_field && !r->identified)
        run_say(r, CHAFF_WARNING,
                "no document has the field '%s' of --id-field; ids are PATH:LINE",
                s->id_field);
    if (r->documents && s->source_field && r->sources.count == 1 &&
        !names_text(&r->sources, 0).size)
        run_say(r, CHAFF_WARNING,
                "no document has the field '%s' of --source-field; "
                "all are of one source",
                s->source_field);
}

chaff_status run_read(run *r)
{
    double start = file_clock();
    chaff_status status = ingest(r);

    r->report->seconds_read = file_clock() - start;
    if (status == CHAFF_OK)
        status = check_fields(r);
    if (status == CHAFF_OK)
        tell_missing_fields(r);
    return status == CHAFF_OK ? ids_check(r) : status;
}

chaff_status run_strip(run *r)
{
    double start = file_clock();
    chaff_status status = run_strips(r) ? strip_documents(r) : CHAFF_OK;

    r->report->seconds_strip = file_clock() - start;
    return status;
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
        status = pairs_open(&pairs, r, o->pairs, run_dir_path(r, "pairs.jsonl", path));
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
    status = pairs_open(&pairs, r, o->pairs, run_dir_path(r, "pairs.jsonl", path));
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
        status = clusters_write(r, run_dir_path(r, "clusters.jsonl", path));
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
            documents_write_removed(r, run_dir_path(r, targets_removed_name(r), path));
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
        status = passages_open(r, o->spans, run_dir_path(r, "spans.jsonl", spans),
                               run_dir_path(r, "boilerplate.jsonl", list));
    if (status == CHAFF_OK)
        status = documents_write(r, t);
    if (status == CHAFF_OK && r->passages)
        status = passages_commit(r);
    if (status == CHAFF_OK && run_strips(r) && o->learn)
        status = learning_save(r);
    if (status == CHAFF_OK && r->nearly)
        status = nearly_write(r, run_dir_path(r, "borderline.jsonl", list));
    if (status == CHAFF_OK)
        status = targets_commit(t, r);
    targets_free(t);
    return status;
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
                               run_dir_path(r, "summary.json", path));
    if (status == CHAFF_OK)
        status = findings_write(r, (chaff_text){keys.out.data, keys.out.size},
                                run_dir_path(r, "report.jsonl", lines),
                                run_dir_path(r, "report.html", path));
    buffer_release(&keys.out);
    run_dir_tell_old(r);
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
        status = outputs_check(r);
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
