/* outputs.c - what a run will write is looked at before it does any work
 *
 * In: the options and the opened inputs. Out: the first reason why an output can't be
 * written, or must not. Always: places are compared, not spellings, so "x" and "./x"
 * are one; a device or a pipe may be named twice.
 */
#include "run/outputs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "run/names.h"
#include "run/styles.h"
#include "run/targets.h"

/* -- places ------------------------------------------------------------------------ */

typedef struct taken {
    file_id id;
    bool model;                /* --learn may write it anew */
} taken;

typedef struct places {
    const run *run;
    taken *inputs;             /* by identity, ascending */
    size_t input_count;
    names claimed;             /* identity of the folder, then the name in it */
    const char **options;      /* of each place: which output took it */
    size_t capacity;
} places;

static int by_identity(const void *a, const void *b)
{
    const taken *x = a, *y = b;

    if (x->id.device != y->id.device)
        return x->id.device < y->id.device ? -1 : 1;
    return (x->id.number > y->id.number) - (x->id.number < y->id.number);
}

static void take_input(places *p, const char *path, bool model)
{
    taken *t = &p->inputs[p->input_count];

    *t = (taken){.model = model};
    p->input_count += strcmp(path, "-") && file_identity(&t->id, path);
}

static chaff_status places_init(places *p, const run *r)
{
    const chaff_run_options *o = &r->options;

    *p = (places){.run = r};
    p->inputs = mem_alloc(corpus_inputs(r->corpus) + o->model_count, sizeof *p->inputs);
    if (!p->inputs)
        return error_memory(r->err);
    for (size_t i = 0; i < corpus_inputs(r->corpus); i++)
        take_input(p, corpus_input(r->corpus, i)->path, false);
    for (size_t i = 0; i < o->model_count; i++)
        take_input(p, o->models[i], true);
    if (p->input_count)
        qsort(p->inputs, p->input_count, sizeof *p->inputs, by_identity);
    return CHAFF_OK;
}

static void places_release(places *p)
{
    mem_free(p->inputs);
    mem_free(p->options);
    names_release(&p->claimed);
}

static chaff_status check_input(const places *p, const taken *file, const char *path,
                                const char *option)
{
    const taken *found = p->input_count
                             ? bsearch(file, p->inputs, p->input_count,
                                       sizeof *p->inputs, by_identity)
                             : NULL;

    if (!found || (found->model && !strcmp(option, "--learn")))
        return CHAFF_OK;
    return error_set(p->run->err, CHAFF_ERR_GUARD,
                     "'%s' is %s and would be overwritten; name another output", path,
                     found->model ? "a model" : "an input");
}

static chaff_status refuse_twice(const places *p, const char *path, const char *option,
                                 const char *other)
{
    if (!strcmp(option, "--run-dir"))
        return error_set(p->run->err, CHAFF_ERR_GUARD,
                         "'%s' would be mixed with the files of --run-dir '%s'; "
                         "name another output",
                         path, p->run->options.run_dir);
    return error_set(p->run->err, CHAFF_ERR_OPTION,
                     "%s and %s would both go to '%s'; name two outputs", other, option,
                     path);
}

static chaff_status claim_key(places *p, file_id id, const char *name, const char *path,
                              const char *option)
{
    buffer key = {0};
    uint32_t number, before = (uint32_t)p->claimed.count;
    chaff_status status = buffer_append(&key, &id, sizeof id);

    if (status == CHAFF_OK)
        status = buffer_text(&key, name);
    if (status == CHAFF_OK)
        status = names_number(&p->claimed, (chaff_text){key.data, key.size}, &number);
    if (status == CHAFF_OK)
        status = mem_grow((void **)&p->options, &p->capacity, (size_t)before + 1,
                          sizeof *p->options);
    buffer_release(&key);
    if (status != CHAFF_OK)
        return error_memory(p->run->err);
    if (number < before)
        return refuse_twice(p, path, option, p->options[number]);
    p->options[number] = option;
    return CHAFF_OK;
}

/* A file that is there has a second place: two names may lead to it. */
static chaff_status claim(places *p, const char *path, const char *option)
{
    taken file;
    file_id folder;
    const char *name;
    bool there;
    chaff_status status = CHAFF_OK;

    if (!strcmp(path, "-") || file_kind_of(path) == FILE_STREAM)
        return CHAFF_OK;
    there = file_identity(&file.id, path);
    if (there)
        status = check_input(p, &file, path, option);
    if (status == CHAFF_OK && file_place(&folder, &name, path))
        status = claim_key(p, folder, name, path, option);
    if (status == CHAFF_OK && there)
        status = claim_key(p, file.id, "", path, option);
    return status;
}

/* -- the run folder ---------------------------------------------------------------- */

/* Removed records are in one of several files: see targets_removed_name. */
static const struct {
    const char *name;
    enum { ALWAYS, COMPARED, STRIPPED, REMOVED } when;
} run_dir_files[] = {
    {"clusters.jsonl", COMPARED},    {"pairs.jsonl", COMPARED},
    {"removed.jsonl", REMOVED},      {"removed.txt", REMOVED},
    {"removed.csv", REMOVED},        {"removed.tsv", REMOVED},
    {"removed.warc", REMOVED},       {"removed.vert", REMOVED},
    {"spans.jsonl", STRIPPED},       {"boilerplate.jsonl", STRIPPED},
    {"borderline.jsonl", STRIPPED},  {"summary.json", ALWAYS},
    {"report.jsonl", ALWAYS},        {"report.html", ALWAYS},
};
enum { RUN_DIR_FILES = sizeof run_dir_files / sizeof *run_dir_files };

const char *run_dir_path(const run *r, const char *name, char path[4096])
{
    if (!r->options.run_dir)
        return NULL;
    snprintf(path, 4096, "%s/%s", r->options.run_dir, name);
    return path;
}

static bool is_written(const run *r, size_t file)
{
    switch (run_dir_files[file].when) {
    case COMPARED: return run_compares(r);
    case STRIPPED: return run_strips(r);
    case REMOVED:
        return run_compares(r) && r->options.job != CHAFF_JOB_FIND &&
               !strcmp(run_dir_files[file].name, targets_removed_name(r));
    default: return true;
    }
}

void run_dir_tell_old(const run *r)
{
    char path[4096], old[256] = "";
    size_t used = 0;

    for (size_t i = 0; r->options.run_dir && i < RUN_DIR_FILES; i++)
        if (!is_written(r, i) &&
            file_kind_of(run_dir_path(r, run_dir_files[i].name, path)) == FILE_REGULAR)
            used += (size_t)snprintf(old + used, sizeof old - used, "%s%s",
                                     used ? ", " : "", run_dir_files[i].name);
    if (used)
        run_say(r, CHAFF_WARNING, "'%s' still holds files of an earlier run: %s",
                r->options.run_dir, old);
}

static chaff_status check_run_dir(run *r, places *p, const char *documents)
{
    const char *dir = r->options.run_dir;
    char path[4096];
    chaff_status status = CHAFF_OK;

    if (dir && documents && file_same(documents, dir))
        status = refuse_twice(p, documents, "--run-dir", "--output");
    for (size_t i = 0; status == CHAFF_OK && dir && i < RUN_DIR_FILES; i++) {
        (void)run_dir_path(r, run_dir_files[i].name, path);
        status = claim(p, path, "--run-dir");
        if (status == CHAFF_OK && is_written(r, i))
            status = targets_check_file(r, path);
    }
    return status;
}

/* -- all of them ------------------------------------------------------------------- */

static chaff_status claim_output(const char *path, void *self)
{
    return claim(self, path, "--output");
}

static chaff_status check_documents(run *r, const char *path, places *p)
{
    targets *t;
    chaff_status status = targets_plan(&t, r, path);

    if (status == CHAFF_OK && p)
        status = targets_each(t, r, claim_output, p);
    targets_free(t);
    return status;
}

static chaff_status check_table(run *r, places *p, const char *option, const char *path)
{
    chaff_status status = path ? claim(p, path, option) : CHAFF_OK;

    return status == CHAFF_OK && path ? targets_check_file(r, path) : status;
}

static chaff_status check_tables(run *r, places *p)
{
    const chaff_run_options *o = &r->options;
    const struct {
        const char *option, *path;
    } tables[] = {
        {"--removed", o->removed},   {"--ids", o->ids},     {"--clusters", o->clusters},
        {"--pairs", o->pairs},       {"--spans", o->spans}, {"--learn", o->learn},
        {"--bad-file", o->bad_file},
    };
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < sizeof tables / sizeof *tables; i++)
        status = check_table(r, p, tables[i].option, tables[i].path);
    return status;
}

/* What records can't be written as. */
static chaff_status check_records(run *r)
{
    const chaff_run_options *o = &r->options;
    bool removes = o->job == CHAFF_JOB_DEDUP || o->job == CHAFF_JOB_CLEAN;
    char path[4096];
    chaff_status status = CHAFF_OK;

    if (removes)
        status = check_documents(r, o->removed, NULL);
    if (status == CHAFF_OK && removes)
        status = check_documents(r, run_dir_path(r, targets_removed_name(r), path),
                                 NULL);
    for (size_t i = r->against_inputs;
         status == CHAFF_OK && o->annotate && i < corpus_inputs(r->corpus); i++)
        if (corpus_input(r->corpus, i)->format != CHAFF_FORMAT_JSONL)
            status = error_set(r->err, CHAFF_ERR_OPTION,
                               "--annotate needs JSON lines, and '%s' is not",
                               corpus_input(r->corpus, i)->path);
    return status == CHAFF_OK ? style_check_inputs(r) : status;
}

/* An output that could not be written is found before hours of work, not after. */
chaff_status outputs_check(run *r)
{
    const chaff_run_options *o = &r->options;
    const char *documents = o->job != CHAFF_JOB_FIND && !o->dry_run ? o->output : NULL;
    places p;
    chaff_status status = places_init(&p, r);

    if (status == CHAFF_OK && o->run_dir)
        status = targets_make_folder(r, o->run_dir);
    if (status == CHAFF_OK)
        status = check_documents(r, documents, &p);
    if (status == CHAFF_OK)
        status = check_tables(r, &p);
    if (status == CHAFF_OK)
        status = check_run_dir(r, &p, documents);
    if (status == CHAFF_OK && !o->bad_file)
        status = check_table(r, &p, "--bad-file", r->bad_path);
    if (status == CHAFF_OK)
        status = check_records(r);
    places_release(&p);
    return status;
}

chaff_status outputs_check_table(run *r, const char *option, const char *path)
{
    places p;
    chaff_status status = places_init(&p, r);

    if (status == CHAFF_OK)
        status = check_table(r, &p, option, path);
    places_release(&p);
    return status;
}
