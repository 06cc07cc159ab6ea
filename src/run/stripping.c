/* stripping.c - a sealed boilerplate model -> cuts of each document, and its print
 *
 * In: rows of the first pass. Out: a cut_list a document, cuts in a spool, and (clean)
 * the words, sequence, keys and lanes of the cleaned text.
 */
#include "run/stripping.h"

#include <string.h>

#include "base/status.h"
#include "boiler/pass.h"
#include "run/nearly.h"
#include "run/prints.h"
#include "run/rejudge.h"
#include "run/sweep.h"

typedef struct stripped {      /* what the work step says of one document */
    uint32_t cuts, cut_words, words;
    uint32_t asked;            /* words to cut, before --max-removed had its say */
    uint32_t prose, cut_prose;         /* words; cut for repetition alone */
    whole_for whole;
    hash128 sequence;
} stripped;

/* The spans, or what takes their place when the rest was judged again. */
static chaff_status add_cuts(sweep_slot *s, kit *k, const chaff_span *spans,
                             size_t count, const cut *later)
{
    if (mem_grow((void **)&k->cuts, &k->cut_capacity, count, sizeof *k->cuts) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        k->cuts[i] = later ? later[i] :
                     (cut){(uint32_t)spans[i].start, (uint32_t)spans[i].end,
                           spans[i].docs, spans[i].kind};
    return buffer_append(&s->outs[0], k->cuts, count * sizeof *k->cuts);
}

/* Sketch what the cuts leave, as it will be written. */
static chaff_status print_rest(sweep_slot *s, kit *k, uint32_t document, size_t cuts,
                               stripped *out)
{
    doc_row row;
    chaff_text rest;
    doc d;
    chaff_status status = sweep_read(s, k, document, &d);

    if (status == CHAFF_OK)
        status = run_cut_text(k, d.text, k->cuts, cuts, &rest, &k->err);
    if (status == CHAFF_OK)
        status = prints_make(s->run, k, rest, &s->prints, &row);
    if (status == CHAFF_OK) {
        out->words = row.words;
        out->sequence = row.sequence;
    }
    return status;
}

static uint32_t clamp(uint64_t words)
{
    return words > UINT32_MAX ? UINT32_MAX : (uint32_t)words;
}

/* A document that would lose more than --max-removed is left as it is. */
static bool loses_too_much(const run *r, const stripped *s)
{
    return r->options.max_removed >= 0 &&
           100.0 * s->cut_words > r->options.max_removed * s->words;
}

static void measure_loss(const run *r, const kit *k, const later_cuts *later,
                         size_t *count, stripped *out)
{
    uint64_t words, cut_words, prose, cut_prose;

    boiler_worker_words(k->boiler, &words, &cut_words);
    boiler_worker_prose(k->boiler, &prose, &cut_prose);
    if (later) {
        cut_words += later->words;
        *count = later->count;
    }
    out->words = clamp(words);
    out->cut_words = out->asked = clamp(cut_words);
    out->prose = clamp(prose);
    out->cut_prose = clamp(cut_prose);
    if (loses_too_much(r, out)) {
        out->whole = WHOLE_GUARDED;
        out->cut_words = out->cut_prose = 0;
        *count = 0;
    }
    out->cuts = (uint32_t)*count;
}

static bool pass_begins(const run *r, uint32_t document)
{
    return boiler_pass_begins(r->boiler, document);
}

static chaff_status open_pass(sweep_slot *s, kit *k)
{
    boiler_pass *pass;
    chaff_status status = boiler_pass_new(&pass, s->run->boiler, s->first_doc, &k->err);

    if (status == CHAFF_OK && !s->run->nearly)
        boiler_pass_skim(pass);
    s->opened = pass;
    return status;
}

static void close_pass(sweep_slot *s)
{
    boiler_pass_free(s->opened);
    s->opened = NULL;
}

static chaff_status judge_one(sweep_slot *s, kit *k, uint32_t document,
                              const chaff_span **spans, size_t *count,
                              bool *template_only)
{
    const chaff_boiler *b = s->run->boiler;
    chaff_status status;

    if (!s->opened)
        return boiler_judge(b, k->boiler, document, spans, count, template_only,
                            &k->err);
    status = boiler_pass_next(s->opened, k->boiler, spans, count, template_only,
                              &k->err);
    return status != CHAFF_DONE ? status :
           error_set(&k->err, CHAFF_ERR_STATE, "a pass ends before document %u",
                     document);
}

static chaff_status strip_one(sweep_slot *s, kit *k, uint32_t document, const doc *d)
{
    const run *r = s->run;
    const chaff_span *spans;
    stripped out = {0};
    bool template_only;
    size_t count;
    const cut *cuts = NULL;
    const later_cuts *later = rejudge_find(r->rejudged, document, &cuts);
    chaff_status status = judge_one(s, k, document, &spans, &count, &template_only);

    (void)d;
    if (status != CHAFF_OK)
        return status;
    out.whole = template_only ? WHOLE_TEMPLATE : WHOLE_NOT;
    measure_loss(r, k, later, &count, &out);
    status = add_cuts(s, k, spans, count, cuts);
    if (status == CHAFF_OK && r->nearly && !out.whole)
        status = nearly_note(k, document, &s->outs[2]);
    if (status != CHAFF_OK)
        return status;
    if (r->options.job == CHAFF_JOB_CLEAN)
        status = print_rest(s, k, document, count, &out);
    return status == CHAFF_OK ? buffer_append(&s->items, &out, sizeof out) : status;
}

static chaff_status take_one(run *r, uint32_t document, const stripped *one,
                             const cut *cuts)
{
    void *place;
    chaff_status status = column_push(&r->cuts, &place, r->err);

    if (status != CHAFF_OK)
        return status;
    *(cut_list *)place = (cut_list){spool_size(r->spans), one->cuts, one->cut_words,
                                  one->asked};
    status = spool_append(r->spans, cuts, one->cuts * sizeof *cuts, r->err);
    if (status == CHAFF_OK &&
        (status = column_push(&r->whole, &place, r->err)) == CHAFF_OK)
        *(uint8_t *)place = (uint8_t)one->whole;
    run_row(r, document)->words = one->words;
    run_row(r, document)->sequence = one->sequence;
    if (document < r->against_docs)
        return status;
    r->report->words += r->options.job == CHAFF_JOB_CLEAN ? one->words + one->cut_words
                                                          : one->words;
    r->report->stripped += one->cuts > 0;
    r->report->spans += one->cuts;
    r->report->span_words += one->cut_words;
    r->report->prose += one->prose;
    r->report->cut_prose += one->cut_prose;
    r->report->template_only += one->whole == WHOLE_TEMPLATE;
    r->report->guarded += one->whole == WHOLE_GUARDED;
    r->report->emptied += one->cuts && (r->options.job == CHAFF_JOB_CLEAN
                                            ? one->words
                                            : one->words - one->cut_words) == 0;
    return status;
}

static chaff_status take_block(sweep_slot *s, void *self)
{
    run *r = self;
    const stripped *items = (const void *)s->items.data;
    const cut *cuts = (const void *)s->outs[0].data;
    chaff_status status = CHAFF_OK;

    for (uint32_t i = 0; status == CHAFF_OK && i < s->docs; i++) {
        status = take_one(r, s->first_doc + i, &items[i], cuts);
        cuts += items[i].cuts;
    }
    if (status == CHAFF_OK && r->options.job == CHAFF_JOB_CLEAN)
        status = prints_take(r, s->first_doc, &s->prints, s->docs, r->err);
    if (status == CHAFF_OK && r->nearly)
        status = nearly_take(r, &s->outs[2]);
    return status;
}

/* Shape judges whole pages: of half a page it takes articles for menus (2.6% of their
 * words lost in place of 1.5% on 361 labelled pages). */
static bool judges_again(const run *r)
{
    return r->options.model_only && !r->options.pages;
}

chaff_status strip_documents(run *r)
{
    bool again = judges_again(r);
    sweep s = {.stage = "stripping",
               .blind = true,
               .begins = again ? NULL : pass_begins,
               .open = again ? NULL : open_pass,
               .close = again ? NULL : close_pass,
               .work = strip_one,
               .take = take_block,
               .self = r};
    chaff_status status = again ? chaff_boiler_seal(r->boiler, r->err) :
                          boiler_seal_passing(r->boiler, r->err);

    if (status == CHAFF_OK && spool_new(&r->spans, &r->memory) != CHAFF_OK)
        status = error_memory(r->err);
    r->cuts = (column){.memory = &r->memory, .item = sizeof(cut_list)};
    r->whole = (column){.memory = &r->memory, .item = 1};
    if (status == CHAFF_OK && r->options.run_dir)
        status = nearly_open(r);
    if (status == CHAFF_OK && r->options.job == CHAFF_JOB_CLEAN)
        status = prints_begin(r);
    if (status == CHAFF_OK && again)
        status = rejudge(&r->rejudged, r);
    if (status == CHAFF_OK)
        status = sweep_documents(r, &s);
    if (!r->options.learn) {
        chaff_boiler_free(r->boiler);
        r->boiler = NULL;
    }
    return status;
}
