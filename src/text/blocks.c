/* blocks.c - the first pass: inputs become blocks of whole records
 *
 * In: plain files by position; compressed files and streams in order. Out: blocks cut
 * at record ends, and on demand spooled. Always: the blocks of an input are its
 * bytes, one after another, whatever the block size; each byte is framed a bounded
 * number of times.
 */
#include <string.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/status.h"
#include "text/corpus.h"

/* A read smaller than this costs more in calls than in copying. */
enum { READ_MIN = 1 << 16 };

static chaff_status open_plain(cursor *cur, const input *in, chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    cur->file = in->file;
    cur->file_is_own = in->file < 0;
    if (cur->file_is_own)
        status = file_open(&cur->file, in->path, err);
    if (status == CHAFF_OK)
        cur->size = file_size(cur->file);
    return status;
}

static chaff_status open_spooled(corpus *c, input *in, chaff_error *err)
{
    cursor *cur = &c->cursor;
    chaff_status status = CHAFF_OK;
    int file;

    if (!c->spool && spool_new(&c->spool, c->memory) != CHAFF_OK)
        return error_memory(err);
    in->spool_at = c->spooled;
    cur->stream = in->stream;
    if (cur->stream)
        return CHAFF_OK;
    status = file_open(&file, in->path, err);
    if (status == CHAFF_OK)
        status = unpacker_open(&cur->stream, file, packing_of_path(in->path),
                               input_name(in), err);
    return status;
}

static chaff_status open_input(corpus *c, chaff_error *err)
{
    input *in = &c->inputs[c->cursor.input];
    cursor *cur = &c->cursor;
    chaff_status status;

    cur->carry.size = 0;
    cur->end = cur->long_record = false;
    cur->ahead_at = 0;
    cur->at = 0;
    cur->line = 1;
    cur->stream = NULL;
    cur->file = -1;
    cur->file_is_own = false;
    status = in->spooled ? open_spooled(c, in, err) : open_plain(cur, in, err);
    cur->open = status == CHAFF_OK;
    return status;
}

static void close_input(corpus *c)
{
    input *in = &c->inputs[c->cursor.input++];
    cursor *cur = &c->cursor;

    cur->open = false;
    if (cur->file_is_own)
        file_close(cur->file);
    if (!in->spooled)
        return;
    c->spooled += cur->at;
    in->info.disk_bytes = unpacker_raw_bytes(cur->stream);
    in->info.trailing = unpacker_trailing(cur->stream);
    if (in->info.trailing)
        corpus_warn(c, "%s: what follows the last %s member is none and was not read",
                    input_name(in), packing_name(unpacker_packing(cur->stream)));
    unpacker_close(cur->stream);
    cur->stream = in->stream = NULL;
    buffer_release(&in->ahead);
}

/* Up to `size` bytes to `to`; *got 0 and cursor.end at the end. */
static chaff_status read_bytes(corpus *c, char *to, size_t size, size_t *got,
                               chaff_error *err)
{
    cursor *cur = &c->cursor;
    input *in = &c->inputs[cur->input];
    size_t ahead = in->ahead.size - cur->ahead_at;

    if (!in->spooled) {
        *got = cur->size - cur->at < size ? (size_t)(cur->size - cur->at) : size;
        if (file_read_at(cur->file, to, *got, cur->at) != CHAFF_OK)
            return error_set(err, CHAFF_ERR_IO,
                             "'%s' can't be read, or shrank meanwhile", in->path);
        return CHAFF_OK;
    }
    if (!ahead)
        return unpacker_read(cur->stream, to, size, got, err);
    *got = ahead < size ? ahead : size;
    memcpy(to, in->ahead.data + cur->ahead_at, *got);
    cur->ahead_at += *got;
    return CHAFF_OK;
}

/* Append up to `size` more bytes to the block, padded for the JSON parser. */
static chaff_status read_more(corpus *c, block *b, size_t size, chaff_error *err)
{
    cursor *cur = &c->cursor;
    size_t got = 0;
    chaff_status status = buffer_reserve(&b->bytes, size + JSON_SLACK);

    if (status != CHAFF_OK)
        return error_memory(err);
    status = read_bytes(c, b->bytes.data + b->bytes.size, size, &got, err);
    if (status != CHAFF_OK)
        return status;
    b->bytes.size += got;
    memset(b->bytes.data + b->bytes.size, 0, JSON_SLACK);
    cur->at += got;
    cur->end = !got || (!c->inputs[cur->input].spooled && cur->at == cur->size);
    c->inputs[cur->input].info.bytes = cur->at;
    return CHAFF_OK;
}

/* End of the last whole record among the bytes; `from` is a record's start. */
static size_t last_end(const input *in, const block *b, size_t from, size_t looked)
{
    const char *bytes = b->bytes.data;
    size_t size = b->bytes.size;
    frame f;

    if (in->family->next == frame_line) {
        const char *end = memrchr(bytes + looked, '\n', size - looked);

        return end ? (size_t)(end - bytes) + 1 : from;
    }
    if (b->offset + from < in->start)
        from = in->start - b->offset < size ? (size_t)(in->start - b->offset) : size;
    while (in->family->next(bytes, size, from, false, &f) == FRAME_RECORD)
        from = f.end;
    return from;
}

/* What the first read asks for: the rest of a file that is one record, else `want`. */
static size_t first_read(const corpus *c, const input *in, size_t held, size_t want)
{
    uint64_t rest = in->spooled ? 0 : c->cursor.size - c->cursor.at;

    if (in->family == &records_txt && rest > want && rest <= c->record_max)
        return (size_t)rest;
    want = want > held ? want - held : 0;
    return want > READ_MIN ? want : READ_MIN;
}

/* What the next read asks for: as much again, but not far beyond the longest record. */
static size_t next_read(const corpus *c, const block *b, size_t end)
{
    uint64_t most = c->record_max - (b->bytes.size - end);
    size_t step = b->bytes.size < most ? b->bytes.size : (size_t)most;

    return step > READ_MIN ? step : READ_MIN;
}

/* The next piece of a record that is too long, up to where another may begin. */
static chaff_status long_piece(corpus *c, block *b, size_t want, size_t *end,
                               chaff_error *err)
{
    cursor *cur = &c->cursor;
    const record_family *family = c->inputs[cur->input].family;
    chaff_status status = CHAFF_OK;
    bool found = false;

    b->kind = BLOCK_LONG_MORE;
    for (;;) {
        *end = family->resume(b->bytes.data, b->bytes.size, &found);
        if (found || *end || cur->end)
            break;
        status = read_more(c, b, want, err);
        if (status != CHAFF_OK)
            return status;
    }
    if (cur->end && !found)
        *end = b->bytes.size;
    cur->long_record = !found && !cur->end;
    return CHAFF_OK;
}

/* Read until the block holds whole records; *end is where the last of them ends. */
static chaff_status fill_block(corpus *c, block *b, size_t want, size_t *end,
                               chaff_error *err)
{
    cursor *cur = &c->cursor;
    input *in = &c->inputs[cur->input];
    size_t step = first_read(c, in, b->bytes.size, want), looked = 0;
    chaff_status status;

    *end = 0;
    for (;;) {
        if (!cur->end) {
            status = read_more(c, b, step, err);
            if (status != CHAFF_OK)
                return status;
        }
        if (cur->long_record)
            return long_piece(c, b, want, end, err);
        if (cur->end) {
            *end = b->bytes.size;
            return CHAFF_OK;
        }
        *end = last_end(in, b, *end, looked);
        looked = b->bytes.size;
        /* Less than half of it whole: reading on keeps the work linear. */
        if (*end && *end >= b->bytes.size / 2)
            return CHAFF_OK;
        if (b->bytes.size - *end > c->record_max)
            break;
        step = next_read(c, b, *end);
    }
    if (*end)
        return CHAFF_OK;
    /* The piece has one size, however much was read: what follows is the same then. */
    b->kind = BLOCK_LONG;
    *end = (size_t)c->record_max;
    cur->long_record = true;
    return CHAFF_OK;
}

/* Note where the block began, for line numbers asked for later. */
static chaff_status mark_line(corpus *c, const block *b)
{
    chaff_status status;

    if (c->inputs[b->input].family->named_by_path)
        return CHAFF_OK;
    status = mem_grow((void **)&c->marks, &c->mark_capacity, c->mark_count + 1,
                      sizeof *c->marks);
    if (status == CHAFF_OK)
        c->marks[c->mark_count++] = (line_mark){ b->offset, b->first_line, b->input };
    return status;
}

/* The next block of the open input; CHAFF_DONE: it is read. */
static chaff_status next_of_input(corpus *c, block *b, size_t want, chaff_error *err)
{
    cursor *cur = &c->cursor;
    chaff_status status;
    size_t end;

    b->bytes.size = 0;
    b->kind = BLOCK_RECORDS;
    b->input = (uint32_t)cur->input;
    b->offset = cur->at - cur->carry.size;
    b->first_line = cur->line;
    status = buffer_append(&b->bytes, cur->carry.data, cur->carry.size);
    if (status == CHAFF_OK)
        status = buffer_reserve(&b->bytes, JSON_SLACK);
    if (status != CHAFF_OK)
        return error_memory(err);
    cur->carry.size = 0;
    status = fill_block(c, b, want, &end, err);
    if (status != CHAFF_OK)
        return status;
    if (!end)
        return CHAFF_DONE;
    if (buffer_append(&cur->carry, b->bytes.data + end, b->bytes.size - end) != CHAFF_OK
        || mark_line(c, b) != CHAFF_OK)
        return error_memory(err);
    b->bytes.size = end;
    if (!c->inputs[b->input].family->named_by_path)
        cur->line += lines_count(b->bytes.data, end);
    return CHAFF_OK;
}

chaff_status corpus_next_block(corpus *c, block *b, size_t want, chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK) {
        if (!c->cursor.open) {
            if (c->cursor.input == c->count)
                return CHAFF_DONE;
            status = open_input(c, err);
            if (status != CHAFF_OK)
                break;
        }
        status = next_of_input(c, b, want, err);
        if (status == CHAFF_OK)
            return CHAFF_OK;
        if (status == CHAFF_DONE) {
            close_input(c);
            status = CHAFF_OK;
        }
    }
    b->bytes.size = 0;
    return status;
}

/* Blocks are all the bytes of their input, so that the spool has them at the offsets
 * they came from. */
chaff_status corpus_keep_block(corpus *c, const block *b, chaff_error *err)
{
    if (!c->inputs[b->input].spooled)
        return CHAFF_OK;
    return spool_append(c->spool, b->bytes.data, b->bytes.size, err);
}

void corpus_progress(const corpus *c, uint64_t *plain, uint64_t *raw)
{
    const cursor *cur = &c->cursor;
    const unpacker *stream = cur->open ? cur->stream : NULL;

    *plain = cur->open ? cur->at : 0;
    *raw = stream ? unpacker_raw_bytes(stream) : *plain;
}

void block_release(block *b)
{
    buffer_release(&b->bytes);
}
