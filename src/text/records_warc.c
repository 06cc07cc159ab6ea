/* records_warc.c - WARC and WET files (ISO 28500, versions 1.0 and 1.1)
 *
 * In: records of a header, a blank line, Content-Length bytes and two line ends. Out:
 * as documents the `conversion` records, and the `response` records whose page is
 * text/plain; others are passed over. Always: a length is believed only if a record
 * ends where it says; else the record is bad and the next line that begins "WARC/1."
 * begins the next.
 */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "text/records.h"

static const char magic[] = "WARC/1.";
enum { MAGIC = sizeof magic - 1 };

/* Headers are a few hundred bytes; one without end is not waited for. */
enum { HEAD_MAX = 1 << 16 };

/* -- headers ----------------------------------------------------------------------- */

/* Bytes up to and with the blank line; 0: none within HEAD_MAX. */
static size_t head_size(const char *bytes, size_t size)
{
    const char *at = bytes, *end = bytes + (size < HEAD_MAX ? size : HEAD_MAX);

    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        at++;
        if (at < end && *at == '\n')
            return (size_t)(at - bytes) + 1;
        if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
            return (size_t)(at - bytes) + 2;
    }
    return 0;
}

static chaff_text trim(chaff_text t)
{
    while (t.size && (t.data[0] == ' ' || t.data[0] == '\t')) {
        t.data++;
        t.size--;
    }
    while (t.size && memchr(" \t\r\n", t.data[t.size - 1], 4))
        t.size--;
    return t;
}

/* The next header line, with its line end; false at the blank one. */
static bool next_header(const char **at, const char *end, chaff_text *row,
                        chaff_text *name, chaff_text *value)
{
    const char *stop, *colon;

    if (*at >= end)
        return false;
    stop = memchr(*at, '\n', (size_t)(end - *at));
    stop = stop ? stop + 1 : end;
    *row = (chaff_text){ *at, (size_t)(stop - *at) };
    *at = stop;
    if (!line_content(row->data, row->size))
        return false;
    colon = memchr(row->data, ':', row->size);
    *name = (chaff_text){ row->data, colon ? (size_t)(colon - row->data) : 0 };
    *value = trim((chaff_text){ row->data + name->size + (colon != NULL),
                                row->size - name->size - (colon != NULL) });
    return true;
}

static bool is_name(chaff_text name, const char *wanted)
{
    return name.size == strlen(wanted) && !strncasecmp(name.data, wanted, name.size);
}

static bool find_header(chaff_text head, const char *wanted, chaff_text *found)
{
    const char *at = head.data, *end = head.data + head.size;
    chaff_text row, name, value;

    *found = (chaff_text){ head.data, 0 };
    while (next_header(&at, end, &row, &name, &value))
        if (is_name(name, wanted)) {
            *found = value;
            return true;
        }
    return false;
}

static bool begins(chaff_text t, const char *with)
{
    return t.size >= strlen(with) && !strncasecmp(t.data, with, strlen(with));
}

/* Decimal digits alone, below 2^40. */
static bool read_length(chaff_text digits, uint64_t *length)
{
    *length = 0;
    if (!digits.size || digits.size > 12)
        return false;
    for (size_t i = 0; i < digits.size; i++) {
        if (digits.data[i] < '0' || digits.data[i] > '9')
            return false;
        *length = *length * 10 + (uint64_t)(digits.data[i] - '0');
    }
    return true;
}

/* -- the parts of a record --------------------------------------------------------- */

typedef struct warc {
    chaff_text head, content;
    chaff_text http;           /* header of a response, within the content */
    bool document;             /* it holds a text */
    const char *bad;
} warc;

static void look_into_response(warc *w)
{
    size_t size = head_size(w->content.data, w->content.size);
    chaff_text value;

    w->http = (chaff_text){ w->content.data, size };
    if (!begins(w->content, "HTTP/") || !size)
        return;
    if (!find_header(w->http, "Content-Type", &value) || !begins(value, "text/plain"))
        return;
    w->document = true;
    if (find_header(w->http, "Transfer-Encoding", &value) && !begins(value, "identity"))
        w->bad = "an HTTP body in chunks can't be read";
    if (find_header(w->http, "Content-Encoding", &value) && !begins(value, "identity"))
        w->bad = "a compressed HTTP body can't be read";
}

static void look_into(warc *w)
{
    chaff_text type, content;

    w->http = (chaff_text){ w->content.data, 0 };
    (void)find_header(w->head, "WARC-Type", &type);
    (void)find_header(w->head, "Content-Type", &content);
    if (is_name(type, "conversion"))
        w->document = !content.size || begins(content, "text/plain");
    else if (is_name(type, "response"))
        look_into_response(w);
}

/* -- framing ----------------------------------------------------------------------- */

/* The next line that begins a record, after `at`; `size` if there is none. */
static size_t next_magic(const char *bytes, size_t size, size_t at)
{
    const char *found = bytes + at, *end = bytes + size;

    while ((found = memmem(found, (size_t)(end - found), magic, MAGIC))) {
        if (found > bytes && found[-1] == '\n' && found > bytes + at)
            return (size_t)(found - bytes);
        found++;
    }
    return size;
}

/* A bad record from `start` on, which ends before the next one. */
static frame_result end_bad(const char *bytes, size_t size, size_t start, bool last,
                            const char *why, frame *out)
{
    size_t end = next_magic(bytes, size, start);

    if (end == size && !last)
        return FRAME_MORE;
    *out = (frame){ .start = start, .end = end, .bad = why };
    return FRAME_RECORD;
}

/* Whether a record may end at `end`; *behind is what follows its line ends.
 * FRAME_END: it may not. */
static frame_result check_end(const char *bytes, size_t size, size_t end, bool last,
                              size_t *behind)
{
    size_t at = end, left;

    while (at < size && at < end + 4 && (bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    *behind = at;
    if (at == end + 4 && !memcmp(bytes + end, "\r\n\r\n", 4))
        return FRAME_RECORD;
    left = size - at;
    if (left >= MAGIC || last)
        return !left || (left >= MAGIC && !memcmp(bytes + at, magic,
                                                  MAGIC)) ? FRAME_RECORD : FRAME_END;
    return memcmp(bytes + at, magic, left) ? FRAME_END : FRAME_MORE;
}

static frame_result frame_warc(const char *bytes, size_t size, size_t at, bool last,
                               frame *out)
{
    size_t head, behind;
    uint64_t length;
    chaff_text value;
    warc w = { .document = false };
    frame_result result;

    while (at < size && (bytes[at] == '\r' || bytes[at] == '\n'))
        at++;
    if (at == size)
        return last ? FRAME_END : FRAME_MORE;
    if (size - at < MAGIC && !last)
        return FRAME_MORE;
    if (size - at < MAGIC || memcmp(bytes + at, magic, MAGIC))
        return end_bad(bytes, size, at, last, "no WARC record begins here", out);
    head = head_size(bytes + at, size - at);
    if (!head && !last && size - at < HEAD_MAX)
        return FRAME_MORE;
    w.head = (chaff_text){ bytes + at, head };
    if (!head || !find_header(w.head, "Content-Length", &value)
        || !read_length(value, &length))
        return end_bad(bytes, size, at, last, head ? "no Content-Length"
                       : "a WARC header without end", out);
    if (length > size - at - head)
        return last ? end_bad(bytes, size, at, last, "Content-Length is wrong",
                              out) : FRAME_MORE;
    result = check_end(bytes, size, at + head + (size_t)length, last, &behind);
    if (result == FRAME_MORE)
        return FRAME_MORE;
    if (result == FRAME_END)
        return end_bad(bytes, size, at, last, "Content-Length is wrong", out);
    w.content = (chaff_text){ bytes + at + head, (size_t)length };
    look_into(&w);
    *out = (frame){ .start = at, .end = behind, .bad = w.bad, .skip = !w.document };
    return FRAME_RECORD;
}

static size_t resume_warc(const char *bytes, size_t size, bool *found)
{
    size_t end = next_magic(bytes, size, 0);

    *found = end < size;
    /* The last bytes may be the beginning of a record. */
    return *found ? end : size > MAGIC ? size - MAGIC : 0;
}

/* -- documents --------------------------------------------------------------------- */

/* The parts of a record that was framed as a good one. */
static warc open_record(chaff_text raw)
{
    size_t head = head_size(raw.data, raw.size);
    uint64_t length = 0;
    chaff_text value;
    warc w = { .head = { raw.data, head } };

    if (find_header(w.head, "Content-Length", &value) && read_length(value, &length)
        && length <= raw.size - head)
        w.content = (chaff_text){ raw.data + head, (size_t)length };
    else
        w.content = (chaff_text){ raw.data + head, 0 };
    look_into(&w);
    return w;
}

static chaff_status find_warc(const record_context *context, chaff_text raw,
                              json_value *values,
                              size_t *column, chaff_error *err)
{
    warc w = open_record(raw);
    chaff_text *value;

    (void)err;
    *column = 0;
    values[0] = (json_value){
        JSON_STRING, { w.content.data + w.http.size, w.content.size - w.http.size },
        JSON_UNKNOWN };
    for (size_t i = 1; i < context->fields->count; i++) {
        value = &values[i].raw;
        values[i].type = find_header(w.head, context->fields->paths[i],
                                     value) ? JSON_STRING : JSON_ABSENT;
        if (value->size > 2 && value->data[0] == '<'
            && value->data[value->size - 1] == '>')
            *value = (chaff_text){ value->data + 1, value->size - 2 };
    }
    return CHAFF_OK;
}

/* Append a header with another Content-Length, if it has one, and without digests,
 * which would be wrong. */
static chaff_status put_head(chaff_text head, uint64_t length, buffer *out)
{
    const char *at = head.data, *end = head.data + head.size;
    chaff_text row = { head.data, 0 }, name, value;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && next_header(&at, end, &row, &name, &value)) {
        char number[32];

        if (is_name(name, "WARC-Block-Digest") || is_name(name, "WARC-Payload-Digest"))
            continue;
        if (!is_name(name, "Content-Length")) {
            status = buffer_append(out, row.data, row.size);
            continue;
        }
        snprintf(number, sizeof number, ": %llu", (unsigned long long)length);
        status = buffer_append(out, name.data, name.size);
        if (status == CHAFF_OK)
            status = buffer_text(out, number);
        if (status == CHAFF_OK)
            status = buffer_append(out, row.data + line_content(row.data, row.size),
                                   row.size - line_content(row.data, row.size));
    }
    return status == CHAFF_OK ? buffer_append(out, row.data, row.size) : status;
}

static chaff_status rebuild_warc(chaff_text raw, chaff_text text, chaff_text changed,
                                 buffer *out)
{
    warc w = open_record(raw);
    const char *behind = text.data + text.size;
    buffer http = { 0 };
    size_t start = out->size;
    chaff_status status = w.http.size ? put_head(w.http, changed.size,
                                                 &http) : CHAFF_OK;

    if (status == CHAFF_OK)
        status = put_head(w.head, http.size + changed.size, out);
    if (status == CHAFF_OK)
        status = buffer_append(out, http.data, http.size);
    if (status == CHAFF_OK)
        status = buffer_append(out, changed.data, changed.size);
    if (status == CHAFF_OK)
        status = buffer_append(out, behind, (size_t)(raw.data + raw.size - behind));
    if (status != CHAFF_OK)
        out->size = start;
    buffer_release(&http);
    return status;
}

const record_family records_warc = {
    .next = frame_warc,
    .resume = resume_warc,
    .find = find_warc,
    .plain = value_as_is,
    .decode = decode_as_is,
    .cut = cut_as_is,
    .mark = mark_as_is,
    .rebuild = rebuild_warc,
    .use = FIELDS_ROLES,
};
