/* records_csv.c - comma-separated and tab-separated values with a header row
 *
 * In: bytes of a file whose first row names the columns. Out: one record a row; in csv
 * quoted fields may hold line ends (RFC 4180), in tsv there is no quoting. Always: a
 * quote opens a field only at its start; framing and splitting use the same scanner, so
 * they never disagree.
 */
#include <string.h>

#include "text/records.h"

/* End of the field at `at`: its separator, its line end, or `end`. *closed is false if
 * a quoted field goes on past `end`. */
static const char *field_end(const char *at, const char *end, char separator,
                             bool *closed)
{
    *closed = true;
    if (separator == ',' && at < end && *at == '"') {
        do {
            at = memchr(at + 1, '"', (size_t)(end - at - 1));
            if (!at) {
                *closed = false;
                return end;
            }
            at++;
        } while (at < end && *at == '"');
    }
    while (at < end && *at != separator && *at != '\n')
        at++;
    return at;
}

static frame_result frame_row(const char *bytes, size_t size, size_t at, bool last,
                              char separator,
                              frame *out)
{
    const char *end = bytes + size, *row = bytes + at, *stop;
    bool closed;

    for (;;) {
        while (row < end && (*row == '\n' || *row == '\r'))    /* empty rows */
            row++;
        if (row == end)
            return last ? FRAME_END : FRAME_MORE;
        stop = row;
        while ((stop = field_end(stop, end, separator, &closed)) < end
               && *stop == separator)
            stop++;
        if (stop == end && !last)
            return FRAME_MORE;
        break;
    }
    stop += stop < end;
    *out = (frame){ .start = (size_t)(row - bytes), .end = (size_t)(stop - bytes) };
    if (!closed)
        out->bad = "a quoted field is not closed";
    return FRAME_RECORD;
}

static frame_result frame_csv(const char *bytes, size_t size, size_t at, bool last,
                              frame *out)
{
    return frame_row(bytes, size, at, last, ',', out);
}

static frame_result frame_tsv(const char *bytes, size_t size, size_t at, bool last,
                              frame *out)
{
    return frame_row(bytes, size, at, last, '\t', out);
}

/* The field at `at` of a row as it stands, without the row's line end; *at moves
 * behind its separator, or past `end` after the last field. */
static chaff_text next_field(const char **at, const char *end, char separator)
{
    bool closed;
    const char *start = *at, *stop = field_end(start, end, separator, &closed);

    *at = stop + 1;
    return (chaff_text){ start, (size_t)(stop - start) };
}

static chaff_status find_fields(const record_context *context, chaff_text raw,
                                char separator,
                                json_value *values)
{
    const fields *f = context->fields;
    const char *at = raw.data, *end = raw.data + line_content(raw.data, raw.size);
    uint32_t left = 0;

    for (size_t i = 0; i < f->count; i++) {
        values[i] = (json_value){ JSON_ABSENT, { raw.data, 0 }, JSON_UNKNOWN };
        left += context->columns && context->columns[i] != UINT32_MAX;
    }
    for (uint32_t column = 0; left && at <= end; column++) {
        chaff_text field = next_field(&at, end, separator);

        for (size_t i = 0; i < f->count; i++)
            if (context->columns[i] == column) {
                values[i] = (json_value){ JSON_STRING, field, JSON_UNKNOWN };
                left--;
            }
    }
    return CHAFF_OK;
}

static chaff_status find_csv(const record_context *context, chaff_text raw,
                             json_value *values,
                             size_t *column, chaff_error *err)
{
    (void)err;
    *column = 0;
    return find_fields(context, raw, ',', values);
}

static chaff_status find_tsv(const record_context *context, chaff_text raw,
                             json_value *values,
                             size_t *column, chaff_error *err)
{
    (void)err;
    *column = 0;
    return find_fields(context, raw, '\t', values);
}

/* -- quoting ----------------------------------------------------------------------- */

/* What stands between the quotes; what follows the closing one is kept by
 * decode_csv. */
static bool plain_csv(chaff_text raw, chaff_text *text)
{
    *text = raw;
    if (!raw.size || raw.data[0] != '"')
        return true;
    *text = (chaff_text){ raw.data + 1, raw.size - 2 };
    return raw.size >= 2 && memchr(text->data, '"',
                                   raw.size - 1) == raw.data + raw.size - 1;
}

static chaff_status decode_csv(chaff_text raw, buffer *out)
{
    const char *at = raw.data, *end = raw.data + raw.size;
    bool inside = false;
    chaff_status status = buffer_reserve(out, raw.size);
    char *to;

    if (status != CHAFF_OK)
        return status;
    to = out->data + out->size;
    if (at < end && *at == '"') {
        inside = true;
        at++;
    }
    while (at < end) {
        if (inside && *at == '"') {
            inside = at + 1 < end && at[1] == '"';
            at++;
            if (!inside)
                continue;
        }
        *to++ = *at++;
    }
    out->size = (size_t)(to - out->data);
    return CHAFF_OK;
}

/* The changed text as a field: quoted if it was, or if it must be. */
static chaff_status encode_csv(chaff_text text, bool quoted, buffer *out)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; i < text.size && !quoted; i++)
        quoted = memchr(",\"\r\n", text.data[i], 4);
    if (!quoted)
        return buffer_append(out, text.data, text.size);
    status = buffer_append(out, "\"", 1);
    for (size_t at = 0; at < text.size && status == CHAFF_OK;) {
        const char *quote = memchr(text.data + at, '"', text.size - at);
        size_t run = quote ? (size_t)(quote - text.data) - at + 1 : text.size - at;

        status = buffer_append(out, text.data + at, run);
        if (status == CHAFF_OK && quote)
            status = buffer_append(out, "\"", 1);
        at += run;
    }
    return status == CHAFF_OK ? buffer_append(out, "\"", 1) : status;
}

static chaff_status edit_csv(chaff_text raw, const size_t *ranges, size_t count,
                             chaff_status (*edit)(chaff_text, const size_t *, size_t,
                                                  buffer *),
                             buffer *out)
{
    buffer decoded = { 0 }, kept = { 0 };
    size_t start = out->size;
    chaff_status status = decode_csv(raw, &decoded);

    if (status == CHAFF_OK)
        status = edit((chaff_text){ decoded.data, decoded.size }, ranges, count,
                      &kept);
    if (status == CHAFF_OK)
        status = encode_csv((chaff_text){ kept.data, kept.size }, raw.size
                            && raw.data[0] == '"', out);
    if (status != CHAFF_OK)
        out->size = start;
    buffer_release(&decoded);
    buffer_release(&kept);
    return status;
}

static chaff_status cut_csv(chaff_text raw, const size_t *cuts, size_t count,
                            buffer *out)
{
    return edit_csv(raw, cuts, count, cut_as_is, out);
}

static chaff_status mark_csv(chaff_text raw, const size_t *marks, size_t count,
                             buffer *out)
{
    return edit_csv(raw, marks, count, mark_as_is, out);
}

/* -- header rows ------------------------------------------------------------------- */

chaff_status
header_columns(chaff_text header, char separator, const fields *f, uint32_t *columns,
               buffer *scratch)
{
    const char *at = header.data, *end = header.data + line_content(header.data,
                                                                    header.size);

    for (size_t i = 0; i < f->count; i++)
        columns[i] = UINT32_MAX;
    for (uint32_t column = 0; at <= end; column++) {
        chaff_text name = next_field(&at, end, separator);
        chaff_status status = CHAFF_OK;

        scratch->size = 0;
        status = separator == ',' ? decode_csv(name, scratch) : decode_as_is(name,
                                                                             scratch);
        if (status != CHAFF_OK)
            return status;
        for (size_t i = 0; i < f->count; i++)
            if (columns[i] == UINT32_MAX && strlen(f->paths[i]) == scratch->size
                && !memcmp(f->paths[i], scratch->data, scratch->size))
                columns[i] = column;
    }
    return CHAFF_OK;
}

chaff_status header_names(chaff_text header, char separator, buffer *out)
{
    const char *at = header.data, *end = header.data + line_content(header.data,
                                                                    header.size);
    bool first = true;

    while (at <= end) {
        chaff_text name = next_field(&at, end, separator);
        chaff_status status = first ? CHAFF_OK : buffer_append(out, ", ", 2);

        if (status == CHAFF_OK)
            status = separator == ',' ? decode_csv(name, out) : decode_as_is(name, out);
        if (status != CHAFF_OK)
            return status;
        first = false;
    }
    return CHAFF_OK;
}

const record_family records_csv = {
    .next = frame_csv,
    .resume = resume_line,
    .find = find_csv,
    .plain = plain_csv,
    .decode = decode_csv,
    .cut = cut_csv,
    .mark = mark_csv,
    .use = FIELDS_ALL,
    .separator = ',',
};

const record_family records_tsv = {
    .next = frame_tsv,
    .resume = resume_line,
    .find = find_tsv,
    .plain = value_as_is,
    .decode = decode_as_is,
    .cut = cut_as_is,
    .mark = mark_as_is,
    .use = FIELDS_ALL,
    .separator = '\t',
};
