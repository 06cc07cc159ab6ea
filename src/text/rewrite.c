/* rewrite.c - a record again, with parts of its text gone or marked, or one key more
 *
 * In: a document just read, and what is to change. Out: its record's bytes with that
 * change and no other. Always: on failure the output is as it was.
 */

#include "text/reader.h"

/* What happens to ranges of a value: they are cut or marked. */
typedef chaff_status edit(chaff_text raw, const size_t *ranges, size_t count,
                          buffer *out);

/* The cuts that touch a part, relative to it, in the reader's buffer. */
static chaff_status
local_cuts(reader *r, const text_part *part, const size_t *cuts, size_t count,
           size_t *found)
{
    r->cuts.size = 0;
    *found = 0;
    for (size_t i = 0; i < count; i++) {
        size_t pair[2] = { cuts[2 * i], cuts[2 * i + 1] };

        if (pair[1] <= part->start || pair[0] >= part->end)
            continue;
        pair[0] = pair[0] > part->start ? pair[0] - part->start : 0;
        pair[1] = (pair[1] < part->end ? pair[1] : part->end) - part->start;
        if (buffer_append(&r->cuts, pair, sizeof pair) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        ++*found;
    }
    return CHAFF_OK;
}

/* Append a part's value with its ranges edited. */
static chaff_status
edit_part(reader *r, const text_part *part, edit *how, const size_t *cuts,
          size_t count, buffer *out)
{
    size_t found;
    chaff_status status = local_cuts(r, part, cuts, count, &found);

    if (status != CHAFF_OK)
        return status;
    return how(part->raw, (const size_t *)(const void *)r->cuts.data, found, out);
}

/* Parts in the order in which they stand in the record: --text-field names them in
 * any. */
static void sort_parts(const reader *r, size_t *order)
{
    for (size_t i = 0; i < r->part_count; i++) {
        size_t at = i;

        for (; at && r->parts[order[at - 1]].raw.data > r->parts[i].raw.data; at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
}

static chaff_status
rebuild(reader *r, const doc *d, edit *how, const size_t *cuts, size_t count,
        buffer *out)
{
    buffer changed = { 0 };
    chaff_status status = edit_part(r, &r->parts[0], how, cuts, count,
                                    &changed);

    if (status == CHAFF_OK)
        status = r->input->family->rebuild(d->raw, r->parts[0].raw,
                                           (chaff_text){ changed.data,
                                                        changed.size }, out);
    buffer_release(&changed);
    return status;
}

static chaff_status edit_record(reader *r, const doc *d, edit *how, const size_t *cuts,
                                size_t count, buffer *out)
{
    size_t order[FIELDS_TEXT_MAX], start = out->size;
    const char *from = d->raw.data;
    chaff_status status = CHAFF_OK;

    if (!count)
        return buffer_append(out, d->raw.data, d->raw.size);
    if (r->input->family->rebuild)
        return rebuild(r, d, how, cuts, count, out);
    sort_parts(r, order);
    for (size_t i = 0; i < r->part_count && status == CHAFF_OK; i++) {
        const text_part *part = &r->parts[order[i]];

        if (part->raw.data < from)                     /* one field named twice */
            continue;
        status = buffer_append(out, from, (size_t)(part->raw.data - from));
        if (status == CHAFF_OK)
            status = edit_part(r, part, how, cuts, count, out);
        from = part->raw.data + part->raw.size;
    }
    if (status == CHAFF_OK)
        status = buffer_append(out, from, (size_t)(d->raw.data + d->raw.size - from));
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

chaff_status reader_cut(reader *r, const doc *d, const size_t *cuts, size_t count,
                        buffer *out)
{
    return edit_record(r, d, r->input->family->cut, cuts, count, out);
}

chaff_status reader_mark(reader *r, const doc *d, const size_t *marks, size_t count,
                         buffer *out)
{
    return edit_record(r, d, r->input->family->mark, marks, count, out);
}

chaff_status reader_annotate(const doc *d, chaff_text value, buffer *out)
{
    size_t brace = d->raw.size, start = out->size;
    chaff_status status;

    while (brace && d->raw.data[brace - 1] != '}')
        brace--;
    if (!brace)
        return CHAFF_ERR_OPTION;
    brace--;
    status = buffer_append(out, d->raw.data, brace);
    if (status == CHAFF_OK)
        status = buffer_text(out, ",\"chaff\":");
    if (status == CHAFF_OK)
        status = buffer_append(out, value.data, value.size);
    if (status == CHAFF_OK)
        status = buffer_append(out, d->raw.data + brace, d->raw.size - brace);
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}
