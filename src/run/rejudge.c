/* rejudge.c - rounds of judging what is left
 *
 * In: the sealed model. Out: documents of which a later round cuts more, ascending.
 * A round learns what is left of the documents that the round before cut, under their
 * numbers (of all others an empty text), and judges it. Always: nothing depends on
 * other documents, since models alone are evidence.
 */
#include "run/rejudge.h"

#include <stdlib.h>

#include "base/status.h"
#include "run/open.h"
#include "run/sweep.h"

/* Every round takes words, so there is an end; few documents need a third one. */
enum { ROUNDS = 16 };

typedef struct later_list {
    later_cuts *docs;
    size_t doc_count, doc_capacity;
    cut *cuts;
    size_t cut_count, cut_capacity;
} later_list;

struct rejudged {
    run *run;
    chaff_boiler *boiler;      /* of what is left */
    later_list list, next;     /* of the rounds before; of this one */
    uint64_t texts;            /* judged in this round */
};

static void release_list(later_list *l)
{
    mem_free(l->docs);
    mem_free(l->cuts);
    *l = (later_list){0};
}

void rejudge_free(rejudged *j)
{
    if (!j)
        return;
    chaff_boiler_free(j->boiler);
    release_list(&j->list);
    release_list(&j->next);
    mem_free(j);
}

static int compare_documents(const void *key, const void *of)
{
    uint32_t a = *(const uint32_t *)key, b = ((const later_cuts *)of)->document;

    return (a > b) - (a < b);
}

const later_cuts *rejudge_find(const rejudged *j, uint32_t document, const cut **cuts)
{
    const later_cuts *l = !j || !j->list.doc_count ? NULL :
        bsearch(&document, j->list.docs, j->list.doc_count, sizeof *l,
                compare_documents);

    if (l)
        *cuts = j->list.cuts + l->at;
    return l;
}

/* -- what is left ------------------------------------------------------------------ */

/* The cuts of a document so far, into k->cuts. */
static chaff_status cuts_so_far(const rejudged *j, kit *k, uint32_t document,
                                size_t *count, bool *fresh)
{
    const cut *cuts;
    const later_cuts *later = rejudge_find(j, document, &cuts);
    const chaff_span *spans = NULL;
    bool template_only;
    chaff_status status = CHAFF_OK;

    *count = later ? later->count : 0;
    if (!later)
        status = boiler_judge(j->run->boiler, k->boiler, document, &spans, count,
                              &template_only, &k->err);
    if (status == CHAFF_OK)
        status = mem_grow((void **)&k->cuts, &k->cut_capacity, *count, sizeof *k->cuts);
    for (size_t i = 0; status == CHAFF_OK && i < *count; i++)
        k->cuts[i] = later ? cuts[i] :
                     (cut){(uint32_t)spans[i].start, (uint32_t)spans[i].end,
                           spans[i].docs, spans[i].kind};
    *fresh = later ? later->fresh : *count && !j->list.doc_count;
    return status;
}

static chaff_status leave(sweep_slot *s, kit *k, uint32_t document, const doc *blind)
{
    rejudged *j = s->sweep->self;
    chaff_text rest = {"", 0};
    uint32_t size;
    size_t count;
    bool fresh;
    doc d;
    chaff_status status = cuts_so_far(j, k, document, &count, &fresh);

    (void)blind;
    if (status == CHAFF_OK && fresh) {
        status = sweep_read(s, k, document, &d);
        if (status == CHAFF_OK)
            status = run_cut_text(k, d.text, k->cuts, count, &rest, &k->err);
    }
    size = (uint32_t)rest.size;
    if (status == CHAFF_OK)
        status = buffer_append(&s->items, &size, sizeof size);
    return status == CHAFF_OK ? buffer_append(&s->outs[0], rest.data, rest.size)
                              : status;
}

static chaff_status learn_left(sweep_slot *s, void *self)
{
    rejudged *j = self;
    run *r = j->run;
    const uint32_t *sizes = (const void *)s->items.data;
    const char *text = s->outs[0].data;
    chaff_status status = CHAFF_OK;

    for (uint32_t i = 0; status == CHAFF_OK && i < s->docs; i++) {
        chaff_text source = names_text(&r->sources,
                                       run_row(r, s->first_doc + i)->source);

        status = chaff_boiler_learn(j->boiler, run_writer(r)->boiler, source,
                                    (chaff_text){sizes[i] ? text : "", sizes[i]},
                                    r->err);
        text = sizes[i] ? text + sizes[i] : text;
        j->texts += sizes[i] > 0;
    }
    return status;
}

/* -- more cuts --------------------------------------------------------------------- */

/* Where byte `at` of what is left stood; on a seam behind it, or before (`end`). */
static uint32_t place_before(const cut *cuts, size_t count, uint32_t at, bool end)
{
    for (size_t i = 0; i < count; i++) {
        if (cuts[i].start > at || (end && cuts[i].start == at))
            break;
        at += cuts[i].end - cuts[i].start;
    }
    return at;
}

static int compare_cuts(const void *a, const void *b)
{
    const cut *x = a, *y = b;

    return (x->start > y->start) - (x->start < y->start);
}

/* Cuts that touch or overlap become one, of the longest's kind. */
static size_t join_cuts(cut *cuts, size_t count)
{
    size_t left = 0;
    uint32_t longest = 0;

    if (count > 1)
        qsort(cuts, count, sizeof *cuts, compare_cuts);
    for (size_t i = 0; i < count; i++) {
        uint32_t size = cuts[i].end - cuts[i].start;

        if (!left || cuts[i].start > cuts[left - 1].end) {
            cuts[left++] = cuts[i];
            longest = size;
            continue;
        }
        if (cuts[i].end > cuts[left - 1].end)
            cuts[left - 1].end = cuts[i].end;
        if (size > longest) {
            longest = size;
            cuts[left - 1].docs = cuts[i].docs;
            cuts[left - 1].kind = cuts[i].kind;
        }
    }
    return left;
}

static chaff_status add_spans(kit *k, const chaff_span *spans, size_t span_count,
                              size_t *count)
{
    size_t before = *count;

    if (mem_grow((void **)&k->cuts, &k->cut_capacity, before + span_count,
                 sizeof *k->cuts) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < span_count; i++)
        k->cuts[before + i] = (cut){
            place_before(k->cuts, before, (uint32_t)spans[i].start, false),
            place_before(k->cuts, before, (uint32_t)spans[i].end, true),
            spans[i].docs, spans[i].kind};
    *count = join_cuts(k->cuts, before + span_count);
    return CHAFF_OK;
}

static chaff_status judge_left(sweep_slot *s, kit *k, uint32_t document,
                               const doc *blind)
{
    rejudged *j = s->sweep->self;
    const cut *cuts;
    const later_cuts *before = rejudge_find(j, document, &cuts);
    later_cuts now = {.document = document, .words = before ? before->words : 0};
    const chaff_span *spans;
    uint64_t words, cut_words;
    size_t count, all;
    bool any;
    chaff_status status = cuts_so_far(j, k, document, &all, &any);

    (void)blind;
    if (status != CHAFF_OK || (!any && !before))
        return status;
    status = boiler_judge(j->boiler, k->boiler, document, &spans, &count, &any, &k->err);
    if (status != CHAFF_OK || (!count && !before))
        return status;
    boiler_worker_words(k->boiler, &words, &cut_words);
    now.fresh = count > 0;
    now.words += now.fresh ? (uint32_t)cut_words : 0;
    status = add_spans(k, spans, count, &all);
    now.count = all;
    if (status == CHAFF_OK)
        status = buffer_append(&s->items, &now, sizeof now);
    return status == CHAFF_OK ? buffer_append(&s->outs[0], k->cuts,
                                              all * sizeof *k->cuts)
                              : status;
}

static chaff_status take_later(sweep_slot *s, void *self)
{
    rejudged *j = self;
    later_list *l = &j->next;
    const later_cuts *docs = (const void *)s->items.data;
    const cut *cuts = (const void *)s->outs[0].data;
    size_t count = s->items.size / sizeof *docs;
    size_t cut_count = s->outs[0].size / sizeof *cuts;

    if (mem_grow((void **)&l->docs, &l->doc_capacity, l->doc_count + count,
                 sizeof *l->docs) != CHAFF_OK ||
        mem_grow((void **)&l->cuts, &l->cut_capacity, l->cut_count + cut_count,
                 sizeof *l->cuts) != CHAFF_OK)
        return error_memory(j->run->err);
    for (size_t i = 0, at = l->cut_count; i < count; i++) {
        l->docs[l->doc_count] = docs[i];
        l->docs[l->doc_count++].at = at;
        at += docs[i].count;
    }
    for (size_t i = 0; i < cut_count; i++)
        l->cuts[l->cut_count++] = cuts[i];
    return CHAFF_OK;
}

/* -- rounds ------------------------------------------------------------------------ */

static bool any_fresh(const later_list *l)
{
    for (size_t i = 0; i < l->doc_count; i++)
        if (l->docs[i].fresh)
            return true;
    return false;
}

static chaff_status run_round(rejudged *j)
{
    run *r = j->run;
    sweep left = {.stage = "stripping", .blind = true, .work = leave,
                  .take = learn_left, .self = j};
    sweep more = {.stage = "stripping", .blind = true, .work = judge_left,
                  .take = take_later, .self = j};
    chaff_status status = open_model(&j->boiler, r);

    j->texts = 0;
    if (status == CHAFF_OK)
        status = sweep_documents(r, &left);
    if (status == CHAFF_OK && j->texts) {
        status = chaff_boiler_seal(j->boiler, r->err);
        if (status == CHAFF_OK)
            status = sweep_documents(r, &more);
        release_list(&j->list);
        j->list = j->next;
        j->next = (later_list){0};
    }
    chaff_boiler_free(j->boiler);
    j->boiler = NULL;
    return status;
}

chaff_status rejudge(rejudged **out, run *r)
{
    rejudged *j = mem_zero(1, sizeof *j);
    chaff_status status;
    int rounds = 1;

    *out = j;
    if (!j)
        return error_memory(r->err);
    j->run = r;
    status = run_round(j);
    for (; status == CHAFF_OK && any_fresh(&j->list) && rounds < ROUNDS; rounds++)
        status = run_round(j);
    return status;
}
