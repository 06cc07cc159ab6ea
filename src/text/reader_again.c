/* reader_again.c - records are read once more, by position
 *
 * In: where a record stands, in a file or in a block that is held. Out: its document,
 * or the line it begins on. Always: input that changed since is told, never a crash.
 */
#include <string.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/status.h"
#include "text/places.h"
#include "text/reader.h"

/* The open file of a plain input: the corpus's, or one of the reader's own. */
static chaff_status file_of(reader *r, uint32_t number, int *file, chaff_error *err)
{
    const input *in = &r->corpus->inputs[number];
    chaff_status status;
    int opened;

    *file = in->file;
    if (in->spooled || in->file >= 0)
        return CHAFF_OK;
    for (size_t i = 0; i < READER_FILES; i++)
        if (r->files[i].file >= 0 && r->files[i].input == number) {
            *file = r->files[i].file;
            return CHAFF_OK;
        }
    status = file_open(&opened, in->path, err);
    if (status != CHAFF_OK)
        return status;
    file_close(r->files[r->next_file].file);
    r->files[r->next_file].file = *file = opened;
    r->files[r->next_file].input = number;
    r->next_file = (r->next_file + 1) % READER_FILES;
    return CHAFF_OK;
}

static chaff_status load_bytes(reader *r, record_ref ref, chaff_error *err)
{
    chaff_status status;
    int file;

    if (ref.input >= r->corpus->count)
        return error_set(err, CHAFF_ERR_LIMIT, "no such input");
    r->loaded.size = 0;
    if (buffer_reserve(&r->loaded, (size_t)ref.size + JSON_SLACK) != CHAFF_OK)
        return error_memory(err);
    status = file_of(r, ref.input, &file, err);
    if (status == CHAFF_OK)
        status = place_read(r->corpus, ref.input, file, ref.offset, (size_t)ref.size,
                            r->loaded.data, err);
    if (status != CHAFF_OK)
        return status;
    r->loaded.size = (size_t)ref.size;
    memset(r->loaded.data + r->loaded.size, 0, JSON_SLACK);
    return CHAFF_OK;
}

static chaff_status read_again(reader *r, record_ref ref, chaff_text raw, size_t slack,
                               doc *d, chaff_error *err)
{
    const input *in = &r->corpus->inputs[ref.input];
    chaff_status status;
    size_t column;

    *d = (doc){ .ref = ref, .raw = raw };
    status = reader_find_text(r, in, slack, d, &column, err);
    if (status == CHAFF_ERR_FORMAT)
        return error_set(err, CHAFF_ERR_IO, "'%s' was changed while it was read",
                         in->path);
    return status;
}

static chaff_status load(reader *r, record_ref ref, doc *d, chaff_error *err)
{
    chaff_status status = load_bytes(r, ref, err);

    *d = (doc){ .ref = ref };
    if (status != CHAFF_OK)
        return status;
    return read_again(r, ref, (chaff_text){ r->loaded.data, r->loaded.size },
                      JSON_SLACK, d, err);
}

chaff_status reader_load(reader *r, record_ref ref, doc *d, chaff_error *err)
{
    chaff_status status = load(r, ref, d, err);

    return status == CHAFF_OK ? reader_take_roles(r, d, err) : status;
}

chaff_status reader_text(reader *r, record_ref ref, chaff_text *text, bool *escaped,
                         chaff_error *err)
{
    doc d;
    chaff_status status;

    r->escapes = escaped != NULL;
    status = load(r, ref, &d, err);
    r->escapes = false;
    if (escaped)
        *escaped = d.escaped;
    *text = d.text;
    return status;
}

chaff_status reader_again(reader *r, const block *b, record_ref ref, doc *d,
                          chaff_error *err)
{
    size_t start = (size_t)(ref.offset - b->offset);

    return read_again(r, ref, (chaff_text){ b->bytes.data + start, ref.size },
                      b->bytes.size - start - ref.size + JSON_SLACK, d, err);
}

chaff_status reader_line(reader *r, record_ref ref, uint64_t *line, chaff_error *err)
{
    const line_mark *mark = place_mark(r->corpus, ref);
    char bytes[4096];
    uint64_t at, end = ref.offset;
    chaff_status status;
    int file;

    *line = 0;
    if (!mark)
        return CHAFF_OK;
    at = mark->offset;
    *line = mark->line;
    if (r->counted_line && r->counted.input == ref.input && r->counted.offset >= at
        && r->counted.offset <= end) {
        at = r->counted.offset;
        *line = r->counted_line;
    }
    status = file_of(r, ref.input, &file, err);
    while (status == CHAFF_OK && at < end) {
        size_t size = end - at < sizeof bytes ? (size_t)(end - at) : sizeof bytes;

        status = place_read(r->corpus, ref.input, file, at, size, bytes, err);
        *line += status == CHAFF_OK ? lines_count(bytes, size) : 0;
        at += size;
    }
    if (status != CHAFF_OK)
        return status;
    r->counted = ref;
    r->counted_line = *line;
    return CHAFF_OK;
}
