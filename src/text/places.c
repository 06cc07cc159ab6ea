/* places.c - bytes of an input again, by position
 *
 * In: positions the first pass gave out. Out: the same bytes as then. Always: nothing
 * is changed, so any number of threads may read; a file that shrank is an error.
 */
#include "text/places.h"

#include <string.h>

#include "base/file.h"
#include "base/status.h"

static chaff_status open_again(const input *in, int *file, bool *own, chaff_error *err)
{
    *file = in->file;
    *own = in->file < 0;
    return *own ? file_open(file, in->path, err) : CHAFF_OK;
}

static chaff_status read_spool(const corpus *c, const input *in, uint64_t offset,
                               size_t size, char *to,
                               chaff_error *err)
{
    if (!c->spool || spool_read(c->spool, to, size, in->spool_at + offset) != CHAFF_OK)
        return error_set(err, CHAFF_ERR_IO, "what was kept of '%s' can't be read",
                         input_name(in));
    return CHAFF_OK;
}

chaff_status place_read(const corpus *c, size_t input_number, int file, uint64_t offset,
                        size_t size,
                        char *to, chaff_error *err)
{
    const input *in = &c->inputs[input_number];

    if (in->spooled)
        return read_spool(c, in, offset, size, to, err);
    if (file_read_at(file, to, size, offset) != CHAFF_OK)
        return error_set(err, CHAFF_ERR_IO, "'%s' can't be read again; was it changed?",
                         in->path);
    return CHAFF_OK;
}

chaff_status
corpus_bytes(const corpus *c, size_t number, uint64_t offset, size_t size, buffer *out,
             chaff_error *err)
{
    const input *in = number < c->count ? &c->inputs[number] : NULL;
    int file = -1;
    bool own = false;
    chaff_status status = CHAFF_OK;

    if (!in || offset > in->info.bytes || size > in->info.bytes - offset)
        return error_set(err, CHAFF_ERR_LIMIT, "no such place in the input");
    if (size > SIZE_MAX - JSON_SLACK ||
        buffer_reserve(out, size + JSON_SLACK) != CHAFF_OK)
        return error_memory(err);
    if (!in->spooled)
        status = open_again(in, &file, &own, err);
    if (status == CHAFF_OK)
        status = place_read(c, number, file, offset, size, out->data + out->size, err);
    if (own)
        file_close(file);
    if (status != CHAFF_OK)
        return status;
    out->size += size;
    memset(out->data + out->size, 0, JSON_SLACK);
    return CHAFF_OK;
}

const line_mark *place_mark(const corpus *c, record_ref ref)
{
    size_t low = 0, high = c->mark_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        const line_mark *m = &c->marks[middle];

        if (m->input < ref.input || (m->input == ref.input && m->offset <= ref.offset))
            low = middle + 1;
        else
            high = middle;
    }
    return low && c->marks[low - 1].input == ref.input ? &c->marks[low - 1] : NULL;
}
