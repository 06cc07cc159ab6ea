/* reader.c - records become documents
 *
 * In: blocks of the first pass. Out: a doc whose text, id and fields are
 * decoded. Always: what a doc borrows lies in its record or in the reader's own
 * buffers; no allocation a record once these have grown.
 */
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/status.h"
#include "text/host.h"
#include "text/reader.h"

/* Decoded decimal digits of a line number, the colon and the quotes of an id. */
enum { PLACE_SIZE = 32 };

chaff_status reader_new(reader **out, const corpus *c)
{
    reader *r = mem_zero(1, sizeof *r);

    *out = NULL;
    if (!r || json_parser_new(&r->json) != CHAFF_OK) {
        mem_free(r);
        return CHAFF_ERR_MEMORY;
    }
    r->corpus = c;
    for (size_t i = 0; i < READER_FILES; i++)
        r->files[i].file = -1;
    *out = r;
    return CHAFF_OK;
}

void reader_free(reader *r)
{
    if (!r)
        return;
    json_parser_free(r->json);
    buffer_release(&r->text);
    buffer_release(&r->small);
    buffer_release(&r->loaded);
    buffer_release(&r->cuts);
    for (size_t i = 0; i < READER_FILES; i++)
        file_close(r->files[i].file);
    mem_free(r);
}

void reader_escapes(reader *r, bool escapes)
{
    r->escapes = escapes;
}

/* -- the text ---------------------------------------------------------------------- */

static size_t column_of(chaff_text raw, chaff_text value)
{
    bool inside = value.size && value.data >= raw.data &&
                  value.data < raw.data + raw.size;

    return inside ? (size_t)(value.data - raw.data) + 1 : 0;
}

static chaff_status text_fault(const reader *r, chaff_text raw, size_t count,
                               size_t *column, chaff_error *err)
{
    static const char *const types[] = {
        "", "", "a number", "a boolean", "null", "an object", "an array" };
    const fields *f = r->input->fields;

    for (size_t i = 0; i < count; i++) {
        const json_value *v = &r->values[i];

        if (v->type > JSON_STRING && (count == 1 || v->type != JSON_NULL)) {
            *column = column_of(raw, v->raw);
            return error_set(err, CHAFF_ERR_FORMAT, "'%s' is not a string but %s",
                             f->paths[i], types[v->type]);
        }
    }
    return error_set(err, CHAFF_ERR_FORMAT, "no text field '%s'",
                     f->text_name ? f->text_name : "text");
}

/* A string that can't be decoded: for JSON a second look names the place. */
static chaff_status decode_fault(const reader *r, chaff_text raw, size_t *column,
                                 chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    if (r->input->family == &records_jsonl)
        status = json_check(raw, column, err);
    return status == CHAFF_OK ? error_set(err, CHAFF_ERR_FORMAT,
                                          "the text can't be decoded") : status;
}

/* Whether a string stands in the record as it is; the walk through the record may have
 * found that out. */
static bool is_plain(const reader *r, chaff_text raw, json_escapes escapes,
                     chaff_text *text)
{
    if (escapes == JSON_UNKNOWN)
        return r->input->family->plain(raw, text);
    *text = (chaff_text){ raw.data + 1, raw.size - 2 };
    return escapes == JSON_PLAIN;
}

/* Several fields joined by a blank line, or one that needs decoding. */
static chaff_status join_texts(reader *r, chaff_text raw, doc *d, size_t *column,
                               chaff_error *err)
{
    const record_family *family = r->input->family;
    size_t need = 0;

    for (size_t i = 0; i < r->part_count; i++)
        need += r->parts[i].raw.size + 2;
    r->text.size = 0;
    if (buffer_reserve(&r->text, need) != CHAFF_OK)
        return error_memory(err);
    for (size_t i = 0; i < r->part_count; i++) {
        text_part *part = &r->parts[i];
        chaff_text plain;
        chaff_status status;

        status = i ? buffer_append(&r->text, "\n\n", 2) : CHAFF_OK;
        part->start = r->text.size;
        if (status == CHAFF_OK)
            status = is_plain(r, part->raw, part->escapes, &plain)
                         ? buffer_append(&r->text, plain.data, plain.size)
                         : family->decode(part->raw, &r->text);
        if (status == CHAFF_ERR_FORMAT)
            return decode_fault(r, raw, column, err);
        if (status != CHAFF_OK)
            return error_memory(err);
        part->end = r->text.size;
    }
    d->text = (chaff_text){ r->text.data, r->text.size };
    return CHAFF_OK;
}

static chaff_status take_text(reader *r, chaff_text raw, doc *d, size_t *column,
                              chaff_error *err)
{
    size_t count = r->input->fields->text_count;

    r->part_count = 0;
    for (size_t i = 0; i < count; i++) {
        const json_value *v = &r->values[i];

        if (v->type == JSON_STRING)
            r->parts[r->part_count++] =
                (text_part){.raw = v->raw, .escapes = v->escapes};
        else if (v->type != JSON_ABSENT && (count == 1 || v->type != JSON_NULL))
            return text_fault(r, raw, count, column, err);
    }
    if (!r->part_count)
        return text_fault(r, raw, count, column, err);
    d->escaped = r->escapes && count == 1 && r->parts[0].escapes == JSON_BRIEF;
    if (r->part_count == 1 &&
        (is_plain(r, r->parts[0].raw, r->parts[0].escapes, &d->text) || d->escaped)) {
        r->parts[0].start = 0;
        r->parts[0].end = d->text.size;
        return CHAFF_OK;
    }
    return join_texts(r, raw, d, column, err);
}

/* -- the other fields -------------------------------------------------------------- */

static chaff_status
value_text(reader *r, const json_value *v, chaff_text *text, json_type *type)
{
    size_t start = r->small.size;
    chaff_text plain;
    chaff_status status;

    if (v->type == JSON_NUMBER || v->type == JSON_BOOL)
        status = buffer_append(&r->small, v->raw.data, v->raw.size);
    else if (v->type != JSON_STRING)
        return CHAFF_OK;
    else if (is_plain(r, v->raw, v->escapes, &plain))
        status = buffer_append(&r->small, plain.data, plain.size);
    else
        status = r->input->family->decode(v->raw, &r->small);
    if (status == CHAFF_ERR_MEMORY)
        return status;
    *type = status == CHAFF_OK ? v->type : JSON_ABSENT;
    *text = (chaff_text){ r->small.data + start, r->small.size - start };
    return CHAFF_OK;
}

/* The value of a role as text in the reader's small buffer, which has room; empty if
 * there is none. */
static chaff_status
role_text(reader *r, field_role role, chaff_text *text, json_type *type)
{
    int field = r->input->fields->role[role];

    *text = (chaff_text){ r->small.data + r->small.size, 0 };
    *type = JSON_ABSENT;
    return field < 0 ? CHAFF_OK : value_text(r, &r->values[field], text, type);
}

/* Without a field for it, the id is where the record stands. */
static chaff_status place_id(reader *r, doc *d, chaff_error *err)
{
    const input *in = r->input;
    char line[PLACE_SIZE];
    size_t start = r->small.size;

    if (!in->family->named_by_path && !d->line) {
        chaff_status status = reader_line(r, d->ref, &d->line, err);

        if (status != CHAFF_OK)
            return status;
    }
    snprintf(line, sizeof line, ":%llu", (unsigned long long)d->line);
    if (buffer_text(&r->small, in->family->named_by_path ? in->info.relative
                    : in->path) != CHAFF_OK
        || (!in->family->named_by_path && buffer_text(&r->small, line) != CHAFF_OK))
        return error_memory(err);
    d->id = (chaff_text){ r->small.data + start, r->small.size - start };
    return CHAFF_OK;
}

static chaff_status take_id(reader *r, doc *d, chaff_error *err)
{
    size_t start;
    json_type type;

    if (role_text(r, FIELD_ID, &d->id, &type) != CHAFF_OK)
        return error_memory(err);
    if (type != JSON_ABSENT && r->input->family == &records_jsonl) {
        d->id_json = r->values[r->input->fields->role[FIELD_ID]].raw;
        d->identified = true;
        return CHAFF_OK;
    }
    d->identified = type != JSON_ABSENT && d->id.size;
    if (!d->identified) {
        chaff_status status = place_id(r, d, err);

        if (status != CHAFF_OK)
            return status;
    }
    start = r->small.size;
    if (json_encode(d->id, &r->small) != CHAFF_OK)
        return error_memory(err);
    d->id_json = (chaff_text){ r->small.data + start, r->small.size - start };
    return CHAFF_OK;
}

/* Room for all roles at once, so that what points into the buffer stays valid: decoding
 * never makes a value longer, encoding an id at most six times. */
static chaff_status make_room(reader *r)
{
    const fields *f = r->input->fields;
    size_t need = 7 * (strlen(r->input->path) + PLACE_SIZE);

    for (int role = 0; role < FIELD_ROLES; role++)
        if (f->role[role] >= 0 && r->values[f->role[role]].type != JSON_ABSENT)
            need += (role == FIELD_ID ? 7
                     : 1) * (r->values[f->role[role]].raw.size + 2);
    r->small.size = 0;
    return buffer_reserve(&r->small, need);
}

chaff_status reader_take_roles(reader *r, doc *d, chaff_error *err)
{
    json_type type;

    if (make_room(r) != CHAFF_OK
        || role_text(r, FIELD_SOURCE, &d->source, &type) != CHAFF_OK
        || role_text(r, FIELD_DATE, &d->date, &type) != CHAFF_OK
        || role_text(r, FIELD_GROUP, &d->group, &type) != CHAFF_OK
        || role_text(r, FIELD_SCORE, &d->score, &type) != CHAFF_OK)
        return error_memory(err);
    if (r->input->fields->source_is_url)
        d->source = host_of_url(d->source);
    return take_id(r, d, err);
}

/* -- one record -------------------------------------------------------------------- */

static record_context context_of(const reader *r, const input *in, size_t slack)
{
    return (record_context){
        .fields = in->fields, .columns = in->columns, .json = r->json, .slack = slack,
        .strict = r->corpus->options.strict,
    };
}

chaff_status reader_find_text(reader *r, const input *in, size_t slack, doc *d,
                              size_t *column, chaff_error *err)
{
    record_context context = context_of(r, in, slack);
    chaff_status status;

    r->input = in;
    *column = 0;
    if (d->raw.size > r->corpus->record_max)
        return error_set(err, CHAFF_ERR_FORMAT, "longer than %llu bytes",
                         (unsigned long long)r->corpus->record_max);
    status = in->family->find(&context, d->raw, r->values, column, err);
    return status == CHAFF_OK ? take_text(r, d->raw, d, column, err) : status;
}

/* A record that is framed and read in one look; false: that takes two. */
static bool look_at(reader *r, const input *in, const block *b, size_t from, frame *f)
{
    record_context context = context_of(r, in, JSON_SLACK);
    chaff_text bytes = { b->bytes.data + from, b->bytes.size - from };
    size_t size = in->family->look ? in->family->look(&context, bytes, r->values) : 0;

    r->input = in;
    *f = (frame){ .start = from, .end = from + size };
    return size && size <= r->corpus->record_max;
}

/* Of one record; where a record is a line, its end tells. */
static uint64_t lines_of(const input *in, chaff_text raw)
{
    if (in->family->next == frame_line)
        return raw.size && raw.data[raw.size - 1] == '\n';
    return lines_count(raw.data, raw.size);
}

static void set_doc(doc *d, const block *b, size_t start, size_t end)
{
    *d = (doc){ .raw = { b->bytes.data + start, end - start } };
    d->ref.offset = b->offset + start;
    d->ref.input = b->input & 0xFFFFFF;
    d->ref.size = (end - start) & ((UINT64_C(1) << 40) - 1);
}

static chaff_status next_piece(const reader *r, const block *b, size_t *at,
                               uint64_t *line, doc *d,
                               chaff_error *err)
{
    if (*at == b->bytes.size)
        return CHAFF_DONE;
    set_doc(d, b, 0, b->bytes.size);
    d->line = *line;
    d->continued = b->kind == BLOCK_LONG_MORE;
    *at = b->bytes.size;
    *line += lines_count(b->bytes.data, b->bytes.size);
    return error_set(err, CHAFF_ERR_FORMAT, "longer than %llu bytes",
                     (unsigned long long)r->corpus->record_max);
}

chaff_status reader_next(reader *r, const block *b, size_t *at, uint64_t *line, doc *d,
                         size_t *column,
                         chaff_error *err)
{
    const input *in = &r->corpus->inputs[b->input];
    size_t size = b->bytes.size, from = *at;
    chaff_status status;
    bool looked;
    frame f;

    *column = 0;
    if (b->kind != BLOCK_RECORDS)
        return next_piece(r, b, at, line, d, err);
    if (b->offset + from < in->start)
        from = in->start - b->offset < size ? (size_t)(in->start - b->offset) : size;
    looked = look_at(r, in, b, from, &f);
    while (!looked) {
        if (in->family->next(b->bytes.data, size, from, true, &f) != FRAME_RECORD) {
            *at = size;
            return CHAFF_DONE;
        }
        from = f.end;
        if (!f.skip)
            break;
    }
    set_doc(d, b, f.start, f.end);
    d->line = *line;
    if (!in->family->named_by_path) {
        if (f.start > *at)
            d->line += lines_count(b->bytes.data + *at, f.start - *at);
        *line = d->line + lines_of(in, d->raw);
    }
    *at = f.end;
    if (f.bad)
        return error_set(err, CHAFF_ERR_FORMAT, "%s", f.bad);
    status = looked ? take_text(r, d->raw, d, column, err)
                    : reader_find_text(r, in, size - f.end + JSON_SLACK, d, column,
                                       err);
    return status == CHAFF_OK ? reader_take_roles(r, d, err) : status;
}
