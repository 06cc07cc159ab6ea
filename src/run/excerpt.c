/* excerpt.c - the beginnings of texts, and what is shared in them
 *
 * In: documents and sets of shingles. Out: JSON members. Shares and counts elsewhere
 * are of whole texts; only what is shown is cut.
 */
#include "run/excerpt.h"

#include <stdio.h>

#include "base/status.h"
#include "near/overlap.h"
#include "run/tables.h"

enum {
    NEAR_END = 80,             /* bytes in which white space is looked for */
    BEYOND = 2048              /* bytes after the cut whose shingles reach into it */
};

chaff_status excerpt_load(findings *f, uint32_t document, int side, chaff_text *date)
{
    run *r = f->run;
    kit *k = run_writer(r);
    chaff_text text;
    size_t count;
    doc d;
    chaff_status status = reader_load(k->reader, run_row(r, document)->ref, &d, r->err);

    if (status != CHAFF_OK)
        return status;
    status = run_cuts(r, k, document, &count);
    if (status == CHAFF_OK)
        status = run_cut_text(k, d.text, k->cuts, count, &text, r->err);
    f->text[side].size = 0;
    if (status == CHAFF_OK)
        status = buffer_append(&f->text[side], text.data, text.size);
    if (date)
        *date = d.date;
    return status == CHAFF_ERR_MEMORY ? error_memory(r->err) : status;
}

chaff_status excerpt_set(findings *f, int side)
{
    chaff_text text = {f->text[side].data, f->text[side].size};

    return run_failed(f->run, worker_set(run_writer(f->run)->worker, text,
                                         &f->sets[side], &f->set_rooms[side],
                                         &f->set_counts[side]));
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\n' || c == '\t';
}

size_t excerpt_size(chaff_text text, uint64_t chars)
{
    size_t at = 0, back;
    uint64_t count = 0;

    while (at < text.size && count < chars) {
        at++;
        while (at < text.size && ((unsigned char)text.data[at] & 0xC0) == 0x80)
            at++;
        count++;
    }
    back = at;
    while (at < text.size && back > 0 && at - back < NEAR_END &&
           !is_blank(text.data[back]))
        back--;
    return at < text.size && back > 0 && is_blank(text.data[back]) ? back : at;
}

void excerpt_write(findings *f, const char *name, chaff_text text)
{
    size_t size = excerpt_size(text, f->run->options.report_chars);
    char more[64];

    snprintf(more, sizeof more, "%s_more", name);
    writer_text(&f->w, name, (chaff_text){text.data, size});
    if (size < text.size)
        writer_count(&f->w, more, text.size - size);
    f->left = f->left > size ? f->left - size : 0;
}

chaff_status excerpt_write_ranges(findings *f, const char *name, chaff_text text)
{
    size_t size = excerpt_size(text, f->run->options.report_chars), edges = 0;
    const passage_range *range = (const void *)f->ranges.data;
    size_t count = f->ranges.size / sizeof *range;
    size_t *edge;

    f->edges.size = 0;
    if (buffer_reserve(&f->edges, 2 * count * sizeof *edge) != CHAFF_OK)
        return error_memory(f->run->err);
    edge = (void *)f->edges.data;
    for (size_t i = 0; i < count && range[i].start < size; i++) {
        edge[edges++] = range[i].start;
        edge[edges++] = range[i].end < size ? range[i].end : size;
    }
    text_offsets((chaff_text){text.data, size}, OFFSET_UTF16, edge, edges);
    writer_key(&f->w, name);
    writer_begin(&f->w, '[');
    for (size_t i = 0; i < edges; i += 2) {
        writer_begin(&f->w, '[');
        writer_value(&f->w, edge[i]);
        writer_value(&f->w, edge[i + 1]);
        writer_end(&f->w, ']');
    }
    writer_end(&f->w, ']');
    return CHAFF_OK;
}

chaff_status excerpt_write_shared(findings *f, const char *name, chaff_text text,
                                  int other)
{
    size_t size = excerpt_size(text, f->run->options.report_chars) + BEYOND;
    chaff_text part = {text.data, size < text.size ? size : text.size};
    chaff_status status;

    f->ranges.size = 0;
    status = overlap_find(run_writer(f->run)->worker, part, f->sets[other],
                          f->set_counts[other], &f->ranges);
    return status == CHAFF_OK ? excerpt_write_ranges(f, name, text)
                              : run_failed(f->run, status);
}

chaff_status excerpt_write_id(findings *f, const char *name, uint32_t document)
{
    char at[64];
    chaff_status status;

    f->id.size = 0;
    status = run_id(f->run, document, &f->id);
    if (status == CHAFF_OK)
        status = document_place(f->run, document, &f->place);
    if (status != CHAFF_OK)
        return run_failed(f->run, status);
    if (f->id.size && f->id.data[0] == '"') {
        writer_key(&f->w, name);
        writer_token(&f->w, (chaff_text){f->id.data, f->id.size});
    } else {                   /* a browser would round a long number */
        writer_text(&f->w, name, (chaff_text){f->id.data, f->id.size});
    }
    snprintf(at, sizeof at, "%s_at", name);
    if (f->place.size)
        writer_text(&f->w, at, (chaff_text){f->place.data, f->place.size});
    return CHAFF_OK;
}

void excerpt_write_source(findings *f, const char *name, uint32_t document)
{
    chaff_text source = names_text(&f->run->sources, run_row(f->run, document)->source);

    if (source.size)
        writer_text(&f->w, name, source);
}
