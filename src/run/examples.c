/* examples.c - what cleaning did, shown where it did it
 *
 * In: cuts. Out: lines of report.jsonl with the original text: a few documents whole, a
 * few passages with the words before and after them.
 */
#include "run/examples.h"

#include <string.h>

#include "base/sort.h"
#include "base/status.h"
#include "near/overlap.h"
#include "run/passages.h"

enum {
    PASSAGES = 200,
    CONTEXT = 160,             /* characters on each side */
    DOCUMENTS = 6
};

/* -- passages ---------------------------------------------------------------------- */

static bool is_middle(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

/* The last CONTEXT characters before `end`. */
static chaff_text before(chaff_text text, size_t end)
{
    size_t start = end;

    for (unsigned count = 0; start > 0 && count < CONTEXT; count++) {
        start--;
        while (start > 0 && is_middle(text.data[start]))
            start--;
    }
    return (chaff_text){text.data + start, end - start};
}

static chaff_text after(chaff_text text, size_t start)
{
    size_t end = start;

    for (unsigned count = 0; end < text.size && count < CONTEXT; count++) {
        end++;
        while (end < text.size && is_middle(text.data[end]))
            end++;
    }
    return (chaff_text){text.data + start, end - start};
}

static chaff_status load_with_cuts(findings *f, uint32_t document, doc *d, size_t *cuts)
{
    run *r = f->run;
    kit *k = run_writer(r);
    chaff_status status = run_failed(r, run_cuts(r, k, document, cuts));

    if (status == CHAFF_OK)
        status = reader_load(k->reader, run_row(r, document)->ref, d, r->err);
    return status == CHAFF_OK ? run_cuts_fit(d->text, k->cuts, *cuts, r->err) : status;
}

static chaff_status write_passage(findings *f, const passage *p)
{
    const cut *c;
    chaff_text text;
    size_t cuts;
    doc d;
    chaff_status status;

    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", "passage");
    status = excerpt_write_id(f, "id", p->document);
    excerpt_write_source(f, "source", p->document);
    if (status == CHAFF_OK)
        status = load_with_cuts(f, p->document, &d, &cuts);
    if (status != CHAFF_OK)
        return status;
    c = &run_writer(f->run)->cuts[p->index];
    text = (chaff_text){d.text.data + c->start, c->end - c->start};
    writer_count(&f->w, "docs", p->docs);
    writer_count(&f->w, "places", p->places);
    writer_count(&f->w, "sources", p->sources);
    writer_string(&f->w, "type", passages_kind(p->kind));
    writer_text(&f->w, "before", before(d.text, c->start));
    excerpt_write(f, "text", text);
    writer_text(&f->w, "after", after(d.text, c->end));
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
    return CHAFF_OK;
}

chaff_status examples_passages(findings *f)
{
    buffer top = {0};
    const passage *place;
    chaff_status status = passages_top(f->run, PASSAGES, &top);
    size_t count = top.size / sizeof *place;

    place = (const void *)top.data;
    for (size_t i = 0; status == CHAFF_OK && i < count && f->left; i++)
        status = write_passage(f, &place[i]);
    buffer_release(&top);
    return status;
}

/* -- documents --------------------------------------------------------------------- */

/* Words of the document as it came. */
static uint64_t words_before(const run *r, uint32_t document)
{
    const cut_list *cuts = column_at(&r->cuts, document);

    return run_row(r, document)->words +
           (r->options.job == CHAFF_JOB_CLEAN ? cuts->words : 0);
}

/* Not those of which little is left: one sees nothing in them. */
static bool makes_an_example(const run *r, uint32_t document)
{
    uint64_t cut_words = ((const cut_list *)column_at(&r->cuts, document))->words;

    return cut_words && 10 * cut_words <= 6 * words_before(r, document);
}

/* Of each source the document that lost most, those that lost most first. */
static chaff_status choose_documents(const run *r, sort_pair chosen[DOCUMENTS],
                                     size_t *count)
{
    size_t sources = r->sources.count + 1, found = 0;
    uint32_t *best = mem_zero(sources, sizeof *best);     /* number + 1 */
    sort_pair *order = mem_alloc(sources, sizeof *order),
              *spare = mem_alloc(sources, sizeof *spare);
    bool memory = best && order && spare;

    for (uint32_t d = r->against_docs; memory && d < r->documents; d++) {
        const cut_list *cuts = column_at(&r->cuts, d), *there;
        uint32_t *of = &best[run_row(r, d)->source];

        there = *of ? column_at(&r->cuts, *of - 1) : NULL;
        if (makes_an_example(r, d) && (!there || there->words < cuts->words))
            *of = d + 1;
    }
    for (size_t s = 0; memory && s < sources; s++)
        if (best[s]) {
            const cut_list *cuts = column_at(&r->cuts, best[s] - 1);

            order[found++] = (sort_pair){UINT32_MAX - cuts->words, best[s] - 1, 0};
        }
    if (memory)
        sort_pairs(order, spare, found);
    *count = found < DOCUMENTS ? found : DOCUMENTS;
    if (memory && *count)
        memcpy(chosen, order, *count * sizeof *chosen);
    mem_free(best);
    mem_free(order);
    mem_free(spare);
    return memory ? CHAFF_OK : error_memory(r->err);
}

static void write_kinds(findings *f, const cut *cuts, size_t count)
{
    writer_key(&f->w, "types");
    writer_begin(&f->w, '[');
    for (size_t i = 0; i < count; i++)
        writer_value(&f->w, cuts[i].kind);
    writer_end(&f->w, ']');
}

static chaff_status write_document(findings *f, uint32_t document)
{
    const kit *k = run_writer(f->run);
    size_t cuts;
    doc d;
    chaff_status status;

    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", "document");
    status = excerpt_write_id(f, "id", document);
    excerpt_write_source(f, "source", document);
    writer_count(&f->w, "words", words_before(f->run, document));
    writer_count(&f->w, "cut",
                 ((const cut_list *)column_at(&f->run->cuts, document))->words);
    if (status == CHAFF_OK)
        status = load_with_cuts(f, document, &d, &cuts);
    if (status != CHAFF_OK)
        return status;
    excerpt_write(f, "text", d.text);
    write_kinds(f, k->cuts, cuts);
    f->ranges.size = 0;
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        passage_range range = {k->cuts[i].start, k->cuts[i].end};

        status = buffer_append(&f->ranges, &range, sizeof range);
    }
    if (status == CHAFF_OK)
        status = excerpt_write_ranges(f, "spans", d.text);
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
    return status == CHAFF_ERR_MEMORY ? error_memory(f->run->err) : status;
}

chaff_status examples_documents(findings *f)
{
    sort_pair chosen[DOCUMENTS];
    size_t count = 0;
    chaff_status status = f->run->cuts.count ? choose_documents(f->run, chosen, &count)
                                             : CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < count && f->left; i++)
        status = write_document(f, chosen[i].item);
    return status;
}
