/* records_lines.c - JSONL, lines, and whole files of text
 *
 * In: bytes of a file. Out: a record a line that is not blank, or one for the file.
 * Always: framed by line ends alone, never by what a line holds.
 */
#include <string.h>

#include "text/json_quick.h"
#include "text/records.h"

size_t mark_size(const char *bytes, size_t size)
{
    return size >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

size_t line_content(const char *line, size_t size)
{
    if (size && line[size - 1] == '\n')
        size--;
    if (size && line[size - 1] == '\r')
        size--;
    return size;
}

static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\r' || *at == '\n'))
        at++;
    return at == end;
}

frame_result frame_line(const char *bytes, size_t size, size_t at, bool last,
                        frame *out)
{
    while (at < size) {
        const char *end = memchr(bytes + at, '\n', size - at);

        if (!end && !last)
            return FRAME_MORE;
        end = end ? end + 1 : bytes + size;
        if (!is_blank(bytes + at, end)) {
            *out = (frame){ .start = at, .end = (size_t)(end - bytes) };
            return FRAME_RECORD;
        }
        at = (size_t)(end - bytes);
    }
    return last ? FRAME_END : FRAME_MORE;
}

size_t resume_line(const char *bytes, size_t size, bool *found)
{
    const char *end = memchr(bytes, '\n', size);

    *found = end;
    return end ? (size_t)(end - bytes) + 1 : size;
}

bool value_as_is(chaff_text raw, chaff_text *text)
{
    *text = raw;
    return true;
}

chaff_status decode_as_is(chaff_text raw, buffer *out)
{
    return buffer_append(out, raw.data, raw.size);
}

chaff_status cut_as_is(chaff_text raw, const size_t *cuts, size_t count, buffer *out)
{
    size_t at = 0, start = out->size;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; i <= count && status == CHAFF_OK; i++) {
        size_t end = i < count && cuts[2 * i] < raw.size ? cuts[2 * i] : raw.size;

        if (end > at)
            status = buffer_append(out, raw.data + at, end - at);
        if (i < count && cuts[2 * i + 1] > at)
            at = cuts[2 * i + 1] < raw.size ? cuts[2 * i + 1] : raw.size;
    }
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

chaff_status mark_as_is(chaff_text raw, const size_t *marks, size_t count, buffer *out)
{
    size_t at = 0, start = out->size;
    chaff_status status = CHAFF_OK;

    for (size_t edge = 0; edge < 2 * count && status == CHAFF_OK; edge++) {
        size_t end = marks[edge] < raw.size ? marks[edge] : raw.size;

        end = end > at ? end : at;
        status = buffer_append(out, raw.data + at, end - at);
        if (status == CHAFF_OK)
            status = buffer_text(out, edge % 2 ? MARK_CLOSE : MARK_OPEN);
        at = end;
    }
    if (status == CHAFF_OK)
        status = buffer_append(out, raw.data + at, raw.size - at);
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

/* -- jsonl ------------------------------------------------------------------------- */

static chaff_status find_json(const record_context *context, chaff_text raw,
                              json_value *values,
                              size_t *column, chaff_error *err)
{
    return json_find(context->json, raw, context->slack, context->fields->paths,
                     context->fields->count, context->strict, values, column, err);
}

static size_t look_json(const record_context *context, chaff_text bytes,
                        json_value *values)
{
    return context->strict ? 0 : json_quick(bytes, context->fields->paths,
                                            context->fields->count, values);
}

static bool plain_json(chaff_text raw, chaff_text *text)
{
    *text = (chaff_text){ raw.data + 1, raw.size - 2 };
    return !memchr(text->data, '\\', text->size);
}

const record_family records_jsonl = {
    .next = frame_line,
    .resume = resume_line,
    .find = find_json,
    .look = look_json,
    .plain = plain_json,
    .decode = json_decode,
    .cut = json_cut,
    .mark = json_mark,
    .use = FIELDS_ALL,
};

/* -- lines ------------------------------------------------------------------------- */

static chaff_status find_line(const record_context *context, chaff_text raw,
                              json_value *values,
                              size_t *column, chaff_error *err)
{
    (void)context;
    (void)err;
    *column = 0;
    values[0] = (json_value){
        JSON_STRING, { raw.data, line_content(raw.data, raw.size) }, JSON_UNKNOWN };
    return CHAFF_OK;
}

const record_family records_lines = {
    .next = frame_line,
    .resume = resume_line,
    .find = find_line,
    .plain = value_as_is,
    .decode = decode_as_is,
    .cut = cut_as_is,
    .mark = mark_as_is,
};

/* -- txt --------------------------------------------------------------------------- */

static frame_result frame_file(const char *bytes, size_t size, size_t at, bool last,
                               frame *out)
{
    (void)bytes;
    if (!last)
        return FRAME_MORE;
    *out = (frame){ .start = at, .end = size };
    return at < size ? FRAME_RECORD : FRAME_END;
}

static size_t resume_nowhere(const char *bytes, size_t size, bool *found)
{
    (void)bytes;
    *found = false;
    return size;
}

/* The byte-order mark stays in the record and is no part of the text. */
static chaff_status find_file(const record_context *context, chaff_text raw,
                              json_value *values,
                              size_t *column, chaff_error *err)
{
    size_t mark = mark_size(raw.data, raw.size);

    (void)context;
    (void)err;
    *column = 0;
    values[0] = (json_value){ JSON_STRING, { raw.data + mark, raw.size - mark },
                               JSON_UNKNOWN };
    return CHAFF_OK;
}

const record_family records_txt = {
    .next = frame_file,
    .resume = resume_nowhere,
    .find = find_file,
    .plain = value_as_is,
    .decode = decode_as_is,
    .cut = cut_as_is,
    .mark = mark_as_is,
    .named_by_path = true,
};
