/* state.c - what every stage does with the shared state */
#include "run/state.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "text/json.h"

void run_say(const run *r, chaff_level level, const char *format, ...)
{
    char line[1024];
    va_list args;

    if (!r->options.message)
        return;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    r->options.message(level, line, r->options.self);
}

chaff_status run_progress(const run *r, const char *stage, uint64_t done,
                          uint64_t total)
{
    if (!r->options.progress ||
        r->options.progress(stage, done, total, r->options.self))
        return CHAFF_OK;
    return error_set(r->err, CHAFF_ERR_STOPPED, "stopped");
}

chaff_status run_failed(const run *r, chaff_status status)
{
    if (status == CHAFF_OK || (r->err && r->err->status == status))
        return status;         /* the ordered end of the pipeline has said it */
    for (unsigned t = 0; t < r->threads; t++)
        if (r->kits[t].err.status == status) {
            if (r->err)
                *r->err = r->kits[t].err;
            return status;
        }
    if (r->err && r->read_err.status == status)
        *r->err = r->read_err;
    else if (r->err)
        (void)(status == CHAFF_ERR_MEMORY
               ? error_memory(r->err)
               : error_set(r->err, status, "%s", chaff_status_name(status)));
    return status;
}

chaff_status run_id(const run *r, uint32_t document, buffer *out)
{
    uint64_t start = run_row(r, document)->id_at;
    uint64_t end = document + 1 < r->documents ? run_row(r, document + 1)->id_at
                                               : spool_size(r->ids);
    size_t size = (size_t)(end - start);

    if (buffer_reserve(out, size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    out->size += size;
    return spool_read(r->ids, out->data + out->size - size, size, start);
}

chaff_status run_cuts(const run *r, kit *k, uint32_t document, size_t *count)
{
    const cut_list *list;

    *count = 0;
    if (!r->cuts.count)
        return CHAFF_OK;
    list = column_at(&r->cuts, document);
    if (mem_grow((void **)&k->cuts, &k->cut_capacity, list->count, sizeof *k->cuts) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    *count = list->count;
    return spool_read(r->spans, k->cuts, list->count * sizeof *k->cuts, list->at);
}

chaff_status kit_edges(kit *k, size_t cuts)
{
    if (mem_grow((void **)&k->edges, &k->edge_capacity, 2 * cuts, sizeof *k->edges) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < cuts; i++) {
        k->edges[2 * i] = k->cuts[i].start;
        k->edges[2 * i + 1] = k->cuts[i].end;
    }
    return CHAFF_OK;
}

chaff_status run_cuts_fit(chaff_text text, const cut *cuts, size_t count,
                          chaff_error *err)
{
    if (!count || cuts[count - 1].end <= text.size)
        return CHAFF_OK;
    return error_set(err, CHAFF_ERR_IO,
                     "an input changed while it was read; run again");
}

chaff_status run_cut_text(kit *k, chaff_text text, const cut *cuts, size_t count,
                          chaff_text *out, chaff_error *err)
{
    chaff_status status = run_cuts_fit(text, cuts, count, err);
    size_t from = 0;

    *out = text;
    if (status != CHAFF_OK || !count)
        return status;
    k->text.size = 0;
    if (buffer_reserve(&k->text, text.size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i <= count; i++) {
        size_t to = i < count ? cuts[i].start : text.size;

        memcpy(k->text.data + k->text.size, text.data + from, to - from);
        k->text.size += to - from;
        from = i < count ? cuts[i].end : to;
    }
    *out = (chaff_text){k->text.data, k->text.size};
    return CHAFF_OK;
}

chaff_status run_mark_text(chaff_text text, const cut *cuts, size_t count, buffer *out)
{
    size_t from = 0;
    chaff_status status = CHAFF_OK;

    for (size_t edge = 0; status == CHAFF_OK && edge < 2 * count; edge++) {
        size_t to = edge % 2 ? cuts[edge / 2].end : cuts[edge / 2].start;

        status = buffer_append(out, text.data + from, to - from);
        if (status == CHAFF_OK)
            status = buffer_text(out, edge % 2 ? MARK_CLOSE : MARK_OPEN);
        from = to;
    }
    return status == CHAFF_OK ? buffer_append(out, text.data + from, text.size - from)
                              : status;
}

chaff_status run_text(const run *r, kit *k, uint32_t document, chaff_text *text,
                      chaff_error *err)
{
    chaff_text whole;
    size_t count;
    record_ref ref = run_row(r, document)->ref;
    chaff_status status = reader_text(k->reader, ref, &whole, NULL, err);

    if (status == CHAFF_OK)
        status = run_cuts(r, k, document, &count);
    if (status == CHAFF_OK)
        status = run_cut_text(k, whole, k->cuts, count, text, err);
    return status;
}

chaff_status run_set(const run *r, kit *k, uint32_t document, uint64_t **set,
                     size_t *capacity, size_t *count, chaff_error *err)
{
    splitter *words = worker_splitter(k->worker);
    bool escaped = false;
    chaff_text text;
    chaff_status status;

    if (r->cuts.count)
        status = run_text(r, k, document, &text, err);
    else
        status = reader_text(k->reader, run_row(r, document)->ref, &text, &escaped,
                             err);
    splitter_escapes(words, escaped);
    if (status == CHAFF_OK)
        status = worker_set(k->worker, text, set, capacity, count);
    splitter_escapes(words, false);
    return status;
}
