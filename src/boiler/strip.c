/* strip.c - verdicts on units become spans of bytes */
#include "boiler/strip.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "boiler/count.h"
#include "boiler/measure.h"
#include "boiler/settle.h"
#include "boiler/units.h"

/* Units [first, last] of a document go. What is cut: a run that begins a paragraph
 * takes the white space behind it, or, at the end of the text, that before it; a run
 * inside a paragraph leaves one gap of the two around it. */
static chaff_span cut(const chaff_boiler_worker *w, size_t first, size_t last)
{
    const unit *units = w->units;
    size_t count = w->unit_count;
    chaff_span span = {units[first].start, units[last].end, 0, CHAFF_SPAN_REPEATED};

    if (first == 0)
        span.start = 0;
    if (last + 1 == count) {
        span.end = w->text_size;
        if (first > 0) {
            span.start = units[first - 1].end;
            /* the text still ends with its line end */
            span.end -= w->line_end;
        }
    } else if (units[first].flags & SEGMENT_OPENS ||
               !(units[last].flags & SEGMENT_CLOSES)) {
        span.end = units[last + 1].start;
    } else {
        span.start = units[first - 1].end;
    }
    return span;
}

static chaff_span_kind kind_of(verdict v)
{
    return v == UNIT_TEMPLATE ? CHAFF_SPAN_TEMPLATE : v == UNIT_KNOWN ?
           CHAFF_SPAN_KNOWN :
           v == UNIT_SHAPE ? CHAFF_SPAN_SHAPE : CHAFF_SPAN_REPEATED;
}

/* The kind with most words, and the evidence of its longest unit. */
static void describe(const unit *units, size_t first, size_t last, chaff_span *span)
{
    uint64_t words[CHAFF_SPAN_SHAPE + 1] = {0};
    size_t longest = last + 1;

    for (size_t i = first; i <= last; i++)
        words[kind_of(units[i].verdict)] += units[i].words;
    for (int k = CHAFF_SPAN_REPEATED; k <= CHAFF_SPAN_SHAPE; k++)
        if (words[k] > words[span->kind])
            span->kind = (chaff_span_kind)k;
    for (size_t i = first; i <= last; i++)
        if (kind_of(units[i].verdict) == span->kind &&
            (longest > last || units[i].words > units[longest].words))
            longest = i;
    if (longest <= last)
        span->docs = evidence_docs(span->kind == CHAFF_SPAN_TEMPLATE ?
                                   units[longest].prefix : units[longest].docs);
}

/* What one in so many documents of the source says is plainly furniture. */
enum { PLAIN_SHARE = 5 };

static void count_cut(chaff_boiler_worker *w, const unit *u)
{
    w->cut_words += u->words;
    if (unit_is_prose(u, 1) && u->verdict == UNIT_REPEATED &&
        evidence_docs(u->docs) < w->docs / PLAIN_SHARE)
        w->cut_prose += u->words;
}

/* Units side by side that go are one span. */
static chaff_status make_spans(chaff_boiler_worker *w)
{
    const draft *d = &w->draft;

    w->span_count = 0;
    w->cut_words = w->cut_prose = 0;
    for (uint32_t i = d->first, last; i < d->count; i = d->units[last].next) {
        chaff_span span;

        for (last = i; d->units[last].next == last + 1 && last + 1 < d->count; last++)
            count_cut(w, &d->units[last]);
        count_cut(w, &d->units[last]);
        span = cut(w, i, last);
        describe(w->units, i, last, &span);
        if (mem_grow((void **)&w->spans, &w->span_capacity, w->span_count + 1,
                     sizeof span) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        w->spans[w->span_count++] = span;
    }
    return CHAFF_OK;
}

chaff_status strip_units(const chaff_boiler *b, chaff_boiler_worker *worker,
                         uint32_t number, chaff_status measured,
                         const chaff_span **spans, size_t *count, bool *template_only,
                         chaff_error *err)
{
    uint32_t source = b->source[number];
    decide_rules rules = {.min_docs = b->options.min_docs,
                          .keep_prose = b->options.keep_prose,
                          .pages = b->options.pages};

    if (measured != CHAFF_OK)
        return measured == CHAFF_ERR_MEMORY ? error_memory(err) :
               error_set(err, measured, "evidence can't be read");
    rules.sources = source && b->source_docs[source] >= b->options.min_docs;
    rules.docs = b->source_docs[rules.sources ? source : 0];
    /* Han, kana and the like: two of their words say about as much as one of others. */
    rules.scale = worker->mostly_singles ? 2 : 1;
    worker->docs = rules.docs;
    if (settle_units(worker, &rules, template_only) != CHAFF_OK ||
        make_spans(worker) != CHAFF_OK)
        return error_memory(err);
    *spans = worker->spans;
    *count = worker->span_count;
    return CHAFF_OK;
}

chaff_status boiler_judge(const chaff_boiler *b, chaff_boiler_worker *worker,
                          uint64_t number, const chaff_span **spans, size_t *count,
                          bool *template_only, chaff_error *err)
{
    *spans = NULL;
    *count = 0;
    *template_only = false;
    if (!b->sealed || b->passing || number >= b->docs)
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model is not sealed, or has no document %llu",
                         (unsigned long long)number);
    return strip_units(b, worker, (uint32_t)number,
                       measure_units(b, worker, (uint32_t)number), spans, count,
                       template_only, err);
}

chaff_status chaff_boiler_find(const chaff_boiler *b, chaff_boiler_worker *worker,
                               uint64_t number,
                               chaff_text text, const chaff_span **spans, size_t *count,
                               bool *template_only, chaff_error *err)
{
    chaff_status status = boiler_judge(b, worker, number, spans, count, template_only,
                                       err);

    if (status == CHAFF_OK && !units_match(worker, text)) {
        *spans = NULL;
        *count = 0;
        return error_set(
            err, CHAFF_ERR_STATE,
            "document %llu is not the text that was learnt; did the input change?",
            (unsigned long long)number);
    }
    return status;
}

void boiler_worker_words(const chaff_boiler_worker *worker, uint64_t *words,
                         uint64_t *cut_words)
{
    *words = worker->draft.words;
    *cut_words = worker->cut_words;
}

void boiler_worker_prose(const chaff_boiler_worker *worker, uint64_t *words,
                         uint64_t *cut_words)
{
    *words = worker->draft.prose;
    *cut_words = worker->cut_prose;
}

/* Within a factor of two of what was asked for. */
static bool is_borderline(const unit *u)
{
    uint64_t docs = evidence_docs(u->docs);

    return u->rule != RULE_NONE && u->words > 0 && u->need != UINT32_MAX &&
           2 * docs >= u->need && docs <= 2 * (uint64_t)u->need &&
           (u->verdict == UNIT_STAYS || u->verdict == UNIT_REPEATED);
}

bool boiler_worker_borderline(const chaff_boiler_worker *worker, size_t *at,
                              borderline_unit *out)
{
    static const char *const names[] = {
        [RULE_NONE] = "", [RULE_REPEATED] = "repeated", [RULE_STORY] = "story",
        [RULE_FAMILY] = "family", [RULE_INTERIOR] = "interior", [RULE_BODY] = "body"
    };

    while (*at < worker->unit_count) {
        const unit *u = &worker->units[(*at)++];

        if (!is_borderline(u))
            continue;
        *out = (borderline_unit){
            .start = u->start, .end = u->end, .docs = evidence_docs(u->docs),
            .need = u->need, .words = u->words, .rule = names[u->rule],
            .cut = u->verdict == UNIT_REPEATED};
        return true;
    }
    return false;
}
