/* bad.c - nothing of the input is lost, bad records least of all */
#include "run/bad.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "text/output.h"

enum { NAMED = 5 };        /* bad records named one by one; the rest are only counted */

static void name_record(run *r, const bad_record *b, char line[1024])
{
    /* What is wrong with the whole of a record is told at its first byte. */
    snprintf(line, 1024, "%s:%" PRIu64 ":%zu: %s",
             corpus_input(r->corpus, b->input)->path, b->line,
             b->column ? b->column : 1, b->cause);
}

static chaff_status copy_aside(run *r, const bad_record *b)
{
    chaff_status status = CHAFF_OK;

    if (!r->bad_path)
        return CHAFF_OK;
    if (!r->bad)
        status = output_open(&r->bad, r->bad_path, r->err);
    if (status == CHAFF_OK && r->bad_open_line && !b->continued)
        status = output_write(r->bad, "\n", 1, r->err);
    if (status == CHAFF_OK)
        status = output_write(r->bad, b->raw.data, b->raw.size, r->err);
    r->bad_open_line = b->raw.size && b->raw.data[b->raw.size - 1] != '\n';
    return status;
}

chaff_status bad_take(run *r, const bad_record *b)
{
    char line[1024];

    if (b->continued)
        return r->options.bad == CHAFF_BAD_DROP ? CHAFF_OK : copy_aside(r, b);
    name_record(r, b, line);
    if (r->options.bad == CHAFF_BAD_STOP)
        return error_set(r->err, CHAFF_ERR_FORMAT, "%s", line);
    r->report->bad++;
    if (r->options.bad == CHAFF_BAD_DROP)
        return CHAFF_OK;
    if (r->report->bad <= NAMED)
        run_say(r, CHAFF_WARNING, "%s", line);
    return copy_aside(r, b);
}

chaff_status bad_commit(run *r)
{
    chaff_status status = CHAFF_OK;

    if (r->report->bad > NAMED && r->options.bad == CHAFF_BAD_WARN)
        run_say(r, CHAFF_WARNING, "%" PRIu64 " more bad record%s",
                r->report->bad - NAMED, r->report->bad - NAMED == 1 ? "" : "s");
    if (r->bad) {
        status = output_commit(r->bad, r->err);
        r->bad = NULL;
        if (status == CHAFF_OK)
            run_say(r, CHAFF_NOTE, "%" PRIu64 " bad record%s in '%s'", r->report->bad,
                    r->report->bad == 1 ? " is" : "s are", r->bad_path);
    } else if (r->report->bad && r->options.bad == CHAFF_BAD_WARN) {
        run_say(r, CHAFF_WARNING,
                "%" PRIu64 " bad record%s left out; --bad-file FILE keeps %s",
                r->report->bad, r->report->bad == 1 ? " was" : "s were",
                r->report->bad == 1 ? "it" : "them");
    }
    return status;
}

/* A named output that is, or will be, a regular file. */
static bool is_regular_output(const char *path)
{
    file_kind kind = path && strcmp(path, "-") && path[strlen(path) - 1] != '/'
                         ? file_kind_of(path)
                         : FILE_STREAM;

    return kind == FILE_REGULAR || kind == FILE_MISSING;
}

chaff_status bad_choose_path(run *r)
{
    const chaff_run_options *o = &r->options;
    const char *outputs[] = {o->output,   o->removed, o->ids,
                             o->clusters, o->pairs,   o->spans};
    const char *beside = NULL;
    size_t size;

    if (o->bad_file || o->bad != CHAFF_BAD_WARN) {
        r->bad_path = o->bad_file ? mem_string(o->bad_file) : NULL;
        return o->bad_file && !r->bad_path ? error_memory(r->err) : CHAFF_OK;
    }
    for (size_t i = 0; !beside && i < sizeof outputs / sizeof *outputs; i++)
        if (outputs[i] && *outputs[i] && is_regular_output(outputs[i]))
            beside = outputs[i];
    if (!beside && !o->run_dir)
        return CHAFF_OK;
    size = strlen(beside ? beside : o->run_dir) + 16;
    r->bad_path = mem_alloc(size, 1);
    if (!r->bad_path)
        return error_memory(r->err);
    if (beside)
        snprintf(r->bad_path, size, "%s.bad", beside);
    else
        snprintf(r->bad_path, size, "%s/records.bad", o->run_dir);
    return CHAFF_OK;
}
