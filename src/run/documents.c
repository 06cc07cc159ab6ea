/* documents.c - the writing pass over the records
 *
 * In: decisions (kept, cuts, clusters). Out: for every output its records in input
 * order, and the rows of --spans, which need the text too. Outputs of single inputs are
 * committed as soon as the input is done, so that a folder of any number of files can
 * be written.
 */
#include "run/documents.h"

#include <stdio.h>

#include "base/status.h"
#include "run/clusters.h"
#include "run/likeness.h"
#include "run/passages.h"
#include "run/styles.h"
#include "text/json.h"

/* -- any thread -------------------------------------------------------------------- */

static bool is_written(const run *r, uint32_t document)
{
    return r->options.annotate || r->options.style != CHAFF_STYLE_CHAFF || !r->kept ||
           r->kept[document] == RUN_KEPT;
}

/* {"words_cut":12,"template_only":true}: what stripping did. */
static chaff_status add_cut_words(const run *r, uint32_t document, buffer *out)
{
    const cut_list *cuts = column_at(&r->cuts, document);
    char text[80];

    snprintf(text, sizeof text, "%s\"words_cut\":%u%s", out->size > 1 ? "," : "",
             cuts->words,
             run_whole(r, document) == WHOLE_TEMPLATE  ? ",\"template_only\":true"
             : run_whole(r, document) == WHOLE_GUARDED ? ",\"guarded\":true"
                                                       : "");
    return buffer_text(out, text);
}

/* {"cluster":3,"role":"copy","of":"id","jaccard":0.97}: where the document stands. */
static chaff_status add_role(const run *r, kit *k, uint32_t document, buffer *out)
{
    uint32_t cluster = cluster_of(r, document);
    bool copy = r->kept && r->kept[document] != RUN_KEPT;
    char start[80];
    chaff_likeness likeness;
    chaff_status status;

    if (cluster == CLUSTER_NONE)
        return buffer_text(out, "\"role\":\"single\"");
    snprintf(start, sizeof start, "\"cluster\":%u,\"role\":\"%s\"", cluster,
             copy ? "copy" : "kept");
    status = buffer_text(out, start);
    if (status == CHAFF_OK && copy) {
        status = run_likeness(r, k, document, &likeness, &k->err);
        if (status == CHAFF_OK)
            status = buffer_text(out, ",\"of\":");
        if (status == CHAFF_OK)
            status = run_id(r, r->kept[document], out);
        if (status == CHAFF_OK)
            status = buffer_text(out, ",\"jaccard\":");
        if (status == CHAFF_OK)
            status = number_append(out, likeness.jaccard);
    }
    return status;
}

static chaff_status annotation(const run *r, kit *k, uint32_t document, buffer *out)
{
    chaff_status status;

    out->size = 0;
    status = buffer_text(out, "{");
    if (status == CHAFF_OK && run_compares(r))
        status = add_role(r, k, document, out);
    if (status == CHAFF_OK && run_strips(r))
        status = add_cut_words(r, document, out);
    return status == CHAFF_OK ? buffer_text(out, "}") : status;
}

/* The text as it is written: without its cuts, or with brackets around them. */
static chaff_status written_text(const run *r, kit *k, chaff_text text, size_t cuts,
                                 chaff_text *out)
{
    chaff_status status;

    if (!r->options.mark || !cuts)
        return run_cut_text(k, text, k->cuts, cuts, out, &k->err);
    k->text.size = 0;
    status = run_mark_text(text, k->cuts, cuts, &k->text);
    *out = (chaff_text){k->text.data, k->text.size};
    return status;
}

/* A text file that goes into a file of records. */
static chaff_status write_as_json(const run *r, kit *k, uint32_t document,
                                  chaff_text text, size_t cuts, buffer *out)
{
    chaff_text rest;
    chaff_status status = written_text(r, k, text, cuts, &rest);

    if (status == CHAFF_OK)
        status = buffer_text(out, "{\"id\":");
    if (status == CHAFF_OK)
        status = run_id(r, document, out);
    if (status == CHAFF_OK)
        status = buffer_text(out, ",\"text\":");
    if (status == CHAFF_OK)
        status = json_encode(rest, out);
    return status == CHAFF_OK ? buffer_text(out, "}\n") : status;
}

/* The record with its cuts made or marked. */
static chaff_status edit_record(const run *r, kit *k, const doc *d, size_t cuts,
                                buffer *out)
{
    return (r->options.mark ? reader_mark : reader_cut)(k->reader, d, k->edges, cuts,
                                                        out);
}

static chaff_status write_record(sweep_slot *s, kit *k, uint32_t document, const doc *d,
                                 size_t cuts)
{
    const run *r = s->run;
    buffer *out = &s->outs[0];
    size_t start = out->size;
    chaff_status status;

    if (r->options.style != CHAFF_STYLE_CHAFF)
        return style_write(s, k, document, d, cuts);
    if (targets_as_json(s->sweep->self, s->block.input))
        return write_as_json(r, k, document, r->cuts.count ? d->text : d->raw,
                             cuts, out);
    status = cuts ? kit_edges(k, cuts) : CHAFF_OK;
    if (status != CHAFF_OK)
        return status;
    if (!r->options.annotate)
        return cuts ? edit_record(r, k, d, cuts, out)
                    : buffer_append(out, d->raw.data, d->raw.size);
    /* Cut first, then annotate what was cut. */
    k->bytes.size = 0;
    status = cuts ? edit_record(r, k, d, cuts, &k->bytes)
                  : buffer_append(&k->bytes, d->raw.data, d->raw.size);
    if (status == CHAFF_OK)
        status = annotation(r, k, document, &k->note);
    if (status == CHAFF_OK) {
        doc whole = {.raw = {k->bytes.data, k->bytes.size}};

        out->size = start;
        status = reader_annotate(&whole, (chaff_text){k->note.data, k->note.size}, out);
    }
    return status;
}

/* Only what is cut is parsed. */
static chaff_status read_cut(sweep_slot *s, kit *k, uint32_t document, size_t cuts,
                             doc *d)
{
    chaff_status status = sweep_read(s, k, document, d);

    if (status == CHAFF_OK && cuts && k->cuts[cuts - 1].end > d->text.size)
        return error_set(&k->err, CHAFF_ERR_IO,
                         "'%s' changed while it was read; run again",
                         corpus_input(s->run->corpus, s->block.input)->path);
    return status;
}

static chaff_status work_doc(sweep_slot *s, kit *k, uint32_t document, const doc *d)
{
    const run *r = s->run;
    size_t cuts = 0;
    chaff_status status = run_cuts(r, k, document, &cuts);
    doc whole;

    if (status == CHAFF_OK &&
        (cuts || run_whole(r, document) ||
         (r->cuts.count && targets_as_json(s->sweep->self, s->block.input)))) {
        status = read_cut(s, k, document, cuts, &whole);
        d = &whole;
    }
    if (status == CHAFF_OK && (cuts || run_whole(r, document)))
        status = passages_note(s, k, document, d, cuts);
    if (status == CHAFF_OK && targets_any(s->sweep->self) && is_written(r, document))
        status = write_record(s, k, document, d, cuts);
    return status;
}

/* -- in input order ---------------------------------------------------------------- */

static chaff_status take_block(sweep_slot *s, void *self)
{
    chaff_status status = passages_take(s);

    if (status == CHAFF_OK && targets_any(self))
        status = style_take(s, s->run);
    if (status == CHAFF_OK && targets_any(self))
        status = targets_write(self, s->run, s->block.input, &s->outs[0]);
    return status;
}

chaff_status documents_write(run *r, targets *t)
{
    sweep s = {.stage = "writing",
               .first = r->against_docs,
               .work = work_doc,
               .take = take_block,
               .self = t};

    if (!targets_any(t) && !r->passages)
        return CHAFF_OK;
    return sweep_documents(r, &s);
}

/* -- removed records --------------------------------------------------------------- */

static chaff_status work_removed(sweep_slot *s, kit *k, uint32_t document, const doc *d)
{
    if (s->run->kept[document] == RUN_KEPT)
        return CHAFF_OK;
    if (targets_as_json(s->sweep->self, s->block.input))
        return write_as_json(s->run, k, document, d->raw, 0, &s->outs[0]);
    return buffer_append(&s->outs[0], d->raw.data, d->raw.size);
}

static chaff_status take_removed(sweep_slot *s, void *self)
{
    return targets_write(self, s->run, s->block.input, &s->outs[0]);
}

chaff_status documents_write_removed(run *r, const char *path)
{
    targets *t;
    sweep s = {.stage = "writing",
               .first = r->against_docs,
               .work = work_removed,
               .take = take_removed};
    chaff_status status;

    if (!r->kept)
        return CHAFF_OK;
    status = targets_plan(&t, r, path);
    s.self = t;
    if (status == CHAFF_OK)
        status = sweep_documents(r, &s);
    if (status == CHAFF_OK)
        status = targets_commit(t, r);
    targets_free(t);
    return status;
}
