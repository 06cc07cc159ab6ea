/* summary.c - one JSON object, written key by key
 *
 * In: a finished run. Out: enough to cite and to repeat it.
 */
#include "run/summary.h"

#include "base/digest.h"
#include "base/file.h"
#include "text/output.h"

/* A list of phrases or a file of --learn, and which one it was. */
static void put_model(writer *w, const char *path)
{
    char digest[DIGEST_TEXT];

    writer_begin(w, '{');
    writer_string(w, "path", path);
    writer_string(w, "blake2b",
                  digest_file(path, digest, NULL) == CHAFF_OK ? digest : NULL);
    writer_end(w, '}');
}

static void put_input_parameters(writer *w, const chaff_run_options *o)
{
    static const char *const formats[] = {NULL,  "jsonl", "txt",  "lines",
                                          "csv", "tsv",   "warc", "vert"};
    static const char *const bads[] = {"warn", "stop", "drop"};

    writer_string(w, "format", formats[o->source.format]);
    writer_key(w, "against");
    writer_begin(w, '[');
    for (size_t i = 0; i < o->against_count; i++) {
        writer_begin(w, '{');
        writer_string(w, "path", o->against[i]);
        writer_end(w, '}');
    }
    writer_end(w, ']');
    writer_string(w, "text_field", o->source.text_field);
    writer_string(w, "id_field", o->source.id_field);
    writer_string(w, "source_field", o->source.source_field);
    writer_string(w, "date_field", o->source.date_field);
    writer_flag(w, "strict", o->source.strict);
    writer_string(w, "bad", bads[o->bad]);
    writer_count(w, "limit", o->source.limit);
}

static void put_pair_parameters(writer *w, const run *r)
{
    static const char *const keeps[] = {"first",  "last", "longest", "earliest",
                                        "latest", "max",  "prefer"};
    static const char *const groupings[] = {"none", "by", "across"};
    const chaff_run_options *o = &r->options;

    writer_number(w, "threshold", o->recipe.threshold);
    writer_string(w, "measure", o->measure == CHAFF_JACCARD ? "jaccard" : "containment");
    writer_count(w, "ngram", o->recipe.ngram);
    writer_number(w, "recall", o->recipe.recall);
    writer_count(w, "bands", o->recipe.bands);
    writer_count(w, "rows", o->recipe.rows);
    writer_count(w, "seed", o->recipe.seed);
    writer_number(w, "expected_recall", r->report->recall);
    writer_string(w, "keep", keeps[o->keep]);
    writer_string(w, "keep_field", o->source.score_field);
    writer_string(w, "prefer", o->prefer);
    writer_string(w, "link", o->link == CHAFF_LINK_STAR ? "star" : "chain");
    writer_flag(w, "verify", o->verify);
    writer_string(w, "grouping", groupings[o->grouping]);
    writer_string(w, "group_field", o->source.group_field);
    writer_count(w, "max_pairs", o->max_pairs);
    writer_count(w, "min_words", o->min_words);
}

static void put_boiler_parameters(writer *w, const chaff_run_options *o)
{
    static const char *const units[] = {"bytes", "chars", "utf16"};

    writer_count(w, "min_docs", o->min_docs);
    writer_flag(w, "known", o->known);
    writer_string(w, "copies", o->copies == CHAFF_COPIES_ALL ? "all" : "first");
    writer_key(w, "models");
    writer_begin(w, '[');
    for (size_t i = 0; i < o->model_count; i++)
        put_model(w, o->models[i]);
    writer_end(w, ']');
    writer_flag(w, "model_only", o->model_only);
    writer_flag(w, "pages", o->pages);
    writer_flag(w, "keep_prose", o->keep_prose);
    writer_flag(w, "mark", o->mark);
    writer_string(w, "offsets", units[o->offsets]);
}

static void put_parameters(writer *w, const run *r)
{
    static const char *const jobs[] = {"clean", "dedup", "find", "strip"};
    static const char *const styles[] = {"chaff", "datatrove", "dolma", "onion"};
    const chaff_run_options *o = &r->options;

    writer_key(w, "parameters");
    writer_begin(w, '{');
    writer_string(w, "command", jobs[o->job]);
    put_pair_parameters(w, r);
    put_boiler_parameters(w, o);
    put_input_parameters(w, o);
    writer_string(w, "style", styles[o->style]);
    writer_flag(w, "annotate", o->annotate);
    if (o->max_removed >= 0)
        writer_number(w, "max_removed", o->max_removed);
    else
        writer_string(w, "max_removed", NULL);
    writer_end(w, '}');
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
        {"guarded", p->guarded},
        {"emptied", p->emptied},
        {"prose_words", p->prose},
        {"cut_prose_words", p->cut_prose},
    };

    writer_key(w, "counts");
    writer_begin(w, '{');
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        writer_count(w, counts[i].name, counts[i].value);
    writer_end(w, '}');
}

static void put_input(writer *w, const run *r, size_t number)
{
    const input_info *info = corpus_input(r->corpus, number);
    char digest[DIGEST_TEXT];

    writer_begin(w, '{');
    writer_string(w, "path", info->path);
    writer_flag(w, "against", number < r->against_inputs);
    writer_count(w, "bytes", info->bytes);
    writer_string(w, "text", info->text_field);
    writer_string(w, "id", info->id_field);
    writer_string(w, "source", info->source_field);
    writer_string(w, "date", info->date_field);
    if (file_kind_of(info->path) == FILE_REGULAR) {
        if (w->failure == CHAFF_OK)
            w->failure = digest_file(info->path, digest, r->err);
        writer_string(w, "blake2b", digest);
    }
    writer_end(w, '}');
}

static void put_run(writer *w, const chaff_report *p, const run *r)
{
    writer_key(w, "run");
    writer_begin(w, '{');
    writer_count(w, "threads", p->threads);
    writer_count(w, "memory_limit", r->memory.limit);
    writer_count(w, "memory_peak", p->memory_peak);
    writer_flag(w, "spilled", p->spilled);
    writer_number(w, "seconds_read", p->seconds_read);
    writer_number(w, "seconds_strip", p->seconds_strip);
    writer_number(w, "seconds_join", p->seconds_join);
    writer_number(w, "seconds_place", p->seconds_place);
    writer_number(w, "seconds_write", p->seconds_write);
    writer_number(w, "seconds", p->seconds);
    writer_end(w, '}');
}

void summary_append(const run *r, writer *w)
{
    writer_string(w, "version", chaff_version());
    writer_string(w, "unicode", chaff_unicode_version());
    put_parameters(w, r);
    put_counts(w, r->report);
    writer_key(w, "inputs");
    writer_begin(w, '[');
    for (size_t i = 0; i < corpus_inputs(r->corpus) && w->failure == CHAFF_OK; i++)
        put_input(w, r, i);
    writer_end(w, ']');
}

/* The keys without their braces are a text that goes into summary.json as it stands. */
chaff_status summary_write(run *r, chaff_text keys, const char *path)
{
    writer w = {0};
    output *o;
    chaff_status status;

    writer_begin(&w, '{');
    writer_token(&w, keys);
    put_run(&w, r->report, r);
    writer_end(&w, '}');
    writer_end(&w, '\n');
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
