/* summary.c - one JSON object, written key by key
 *
 * In: a finished run. Out: enough to cite and to repeat it.
 */
#include "run/summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "base/status.h"
#include "report/table.h"
#include "text/json.h"
#include "text/output.h"

typedef struct writer {
    buffer out;
    chaff_status failure;
} writer;

static void put(writer *w, const char *text)
{
    if (w->failure == CHAFF_OK)
        w->failure = buffer_text(&w->out, text);
}

static void key(writer *w, const char *name)
{
    char last = w->out.size ? w->out.data[w->out.size - 1] : '{';

    put(w, last == '{' || last == '[' ? "" : ",");
    if (w->failure == CHAFF_OK)
        w->failure = json_encode((chaff_text){name, strlen(name)}, &w->out);
    put(w, ":");
}

static void count(writer *w, const char *name, uint64_t value)
{
    char digits[24];

    key(w, name);
    snprintf(digits, sizeof digits, "%" PRIu64, value);
    put(w, digits);
}

static void number(writer *w, const char *name, double value)
{
    key(w, name);
    if (w->failure == CHAFF_OK)
        w->failure = number_append(&w->out, value);
}

static void string(writer *w, const char *name, const char *value)
{
    key(w, name);
    if (!value)
        put(w, "null");
    else if (w->failure == CHAFF_OK)
        w->failure = json_encode((chaff_text){value, strlen(value)}, &w->out);
}

static void put_parameters(writer *w, const run *r)
{
    static const char *const jobs[] = {"clean", "dedup", "find", "strip"};
    static const char *const keeps[] = {"first",  "last", "longest", "earliest",
                                        "latest", "max",  "prefer"};
    static const char *const groupings[] = {"none", "by", "across"};
    static const char *const units[] = {"bytes", "chars", "utf16"};
    const chaff_run_options *o = &r->options;

    key(w, "parameters");
    put(w, "{");
    string(w, "command", jobs[o->job]);
    number(w, "threshold", o->recipe.threshold);
    string(w, "measure", o->measure == CHAFF_JACCARD ? "jaccard" : "containment");
    count(w, "ngram", o->recipe.ngram);
    number(w, "recall", o->recipe.recall);
    count(w, "bands", o->recipe.bands);
    count(w, "rows", o->recipe.rows);
    count(w, "seed", o->recipe.seed);
    number(w, "expected_recall", r->report->recall);
    string(w, "keep", keeps[o->keep]);
    string(w, "keep_field", o->source.score_field);
    string(w, "prefer", o->prefer);
    string(w, "link", o->link == CHAFF_LINK_STAR ? "star" : "chain");
    string(w, "grouping", groupings[o->grouping]);
    string(w, "group_field", o->source.group_field);
    string(w, "text_field", o->source.text_field);
    string(w, "id_field", o->source.id_field);
    string(w, "source_field", o->source.source_field);
    string(w, "date_field", o->source.date_field);
    key(w, "strict");
    put(w, o->source.strict ? "true" : "false");
    count(w, "max_pairs", o->max_pairs);
    count(w, "min_words", o->min_words);
    count(w, "limit", o->source.limit);
    count(w, "min_docs", o->min_docs);
    key(w, "known");
    put(w, o->known ? "true" : "false");
    string(w, "offsets", units[o->offsets]);
    put(w, "}");
}

static void put_counts(writer *w, const chaff_report *p)
{
    const struct {
        const char *name;
        uint64_t value;
    } counts[] = {
        {"inputs", p->inputs},
        {"documents", p->documents},
        {"bytes", p->bytes},
        {"words", p->words},
        {"against", p->against},
        {"bad", p->bad},
        {"wordless", p->wordless},
        {"repeated_ids", p->repeated_ids},
        {"undated", p->undated},
        {"exact", p->exact},
        {"candidates", p->candidates},
        {"filtered", p->filtered},
        {"verified", p->verified},
        {"bucket_caps", p->bucket_caps},
        {"verify_caps", p->verify_caps},
        {"pair_caps", p->pair_caps},
        {"pairs", p->pairs},
        {"clusters", p->clusters},
        {"clustered", p->clustered},
        {"kept", p->kept},
        {"removed", p->removed},
        {"stripped", p->stripped},
        {"spans", p->spans},
        {"span_words", p->span_words},
        {"template_only", p->template_only},
        {"emptied", p->emptied},
    };

    key(w, "counts");
    put(w, "{");
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        count(w, counts[i].name, counts[i].value);
    put(w, "}");
}

static void put_input(writer *w, const run *r, const input_info *info)
{
    char digest[DIGEST_TEXT];

    put(w, w->out.data[w->out.size - 1] == '[' ? "{" : ",{");
    string(w, "path", info->path);
    count(w, "bytes", info->bytes);
    string(w, "text", info->text_field);
    string(w, "id", info->id_field);
    string(w, "source", info->source_field);
    string(w, "date", info->date_field);
    if (file_kind_of(info->path) == FILE_REGULAR) {
        if (w->failure == CHAFF_OK)
            w->failure = digest_file(info->path, digest, r->err);
        string(w, "blake2b", digest);
    }
    put(w, "}");
}

static void put_run(writer *w, const chaff_report *p, const run *r)
{
    key(w, "run");
    put(w, "{");
    count(w, "threads", p->threads);
    count(w, "memory_limit", r->memory.limit);
    count(w, "memory_peak", p->memory_peak);
    key(w, "spilled");
    put(w, p->spilled ? "true" : "false");
    number(w, "seconds_read", p->seconds_read);
    number(w, "seconds_strip", p->seconds_strip);
    number(w, "seconds_join", p->seconds_join);
    number(w, "seconds_place", p->seconds_place);
    number(w, "seconds_write", p->seconds_write);
    number(w, "seconds", p->seconds);
    put(w, "}");
}

chaff_status summary_write(run *r, const char *path)
{
    writer w = {0};
    output *o;
    chaff_status status;

    put(&w, "{");
    string(&w, "version", chaff_version());
    string(&w, "unicode", chaff_unicode_version());
    put_parameters(&w, r);
    put_counts(&w, r->report);
    key(&w, "inputs");
    put(&w, "[");
    for (size_t i = 0; i < corpus_inputs(r->corpus) && w.failure == CHAFF_OK; i++)
        put_input(&w, r, corpus_input(r->corpus, i));
    put(&w, "]");
    put_run(&w, r->report, r);
    put(&w, "}\n");
    status = w.failure == CHAFF_OK ? output_open(&o, path, r->err)
                                   : run_failed(r, w.failure);
    if (status == CHAFF_OK) {
        status = output_write(o, w.out.data, w.out.size, r->err);
        if (status == CHAFF_OK)
            status = output_commit(o, r->err);
        else
            output_discard(o);
    }
    buffer_release(&w.out);
    return status;
}
