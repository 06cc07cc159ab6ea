/* lines.c - a file is read whole, then every line is validated before any is used */
#include "report/lines.h"

#include <string.h>

#include "base/file.h"
#include "base/status.h"

enum { CHUNK = 1 << 20 };
/* A report is a few MB; far more than that is another file. */
static const size_t MOST = (size_t)1 << 30;

static chaff_status read_all(lines *l, const char *path, chaff_error *err)
{
    size_t got = 1;
    int file;
    chaff_status status = file_open(&file, path, err);

    if (status != CHAFF_OK)
        return status;
    while (status == CHAFF_OK && got && l->bytes.size < MOST) {
        if (buffer_reserve(&l->bytes, CHUNK) != CHAFF_OK) {
            status = error_memory(err);
            break;
        }
        status = file_read(file, l->bytes.data + l->bytes.size, CHUNK, &got);
        l->bytes.size += status == CHAFF_OK ? got : 0;
        if (status == CHAFF_ERR_IO)
            (void)error_set(err, status, "'%s' could not be read", path);
    }
    file_close(file);
    return status;
}

static chaff_status check_all(lines *l, const char *path, chaff_error *err)
{
    chaff_error cause = {0};
    chaff_text line;
    size_t column, count = 0;

    while (lines_next(l, &line)) {
        count++;
        if (json_check(line, &column, &cause) != CHAFF_OK)
            return error_set(err, CHAFF_ERR_FORMAT, "%s:%zu:%zu: %s", path, count,
                             column, cause.text);
        if (count == 1 && !lines_is(l, line, "run"))
            break;
    }
    lines_rewind(l);
    if (!lines_next(l, &line) || !lines_is(l, line, "run"))
        return error_set(err, CHAFF_ERR_FORMAT,
                         "'%s' was not written by chaff; make it with --run-dir", path);
    lines_rewind(l);
    return CHAFF_OK;
}

chaff_status lines_open(lines *l, const char *path, chaff_error *err)
{
    chaff_status status;

    *l = (lines){0};
    if (file_kind_of(path) == FILE_MISSING)
        return error_set(err, CHAFF_ERR_IO,
                         "'%s' is not there; a run with --run-dir writes it", path);
    status = read_all(l, path, err);
    if (status == CHAFF_OK && json_parser_new(&l->parser) != CHAFF_OK)
        status = error_memory(err);
    if (status == CHAFF_OK)
        status = check_all(l, path, err);
    if (status != CHAFF_OK)
        lines_close(l);
    return status;
}

void lines_close(lines *l)
{
    json_parser_free(l->parser);
    buffer_release(&l->bytes);
    *l = (lines){0};
}

bool lines_next(lines *l, chaff_text *line)
{
    const char *start = l->bytes.data + l->at, *end;
    size_t left = l->bytes.size - l->at;

    if (!left)
        return false;
    end = memchr(start, '\n', left);
    *line = (chaff_text){start, end ? (size_t)(end - start) : left};
    l->at += line->size + (end != NULL);
    return true;
}

void lines_rewind(lines *l)
{
    l->at = 0;
}

chaff_status lines_values(lines *l, chaff_text line, const char *const *paths,
                          size_t count, json_value *values)
{
    chaff_error ignored;
    size_t column;

    return json_find(l->parser, line, 0, paths, count, false, values, &column,
                     &ignored);
}

bool lines_is(lines *l, chaff_text line, const char *kind)
{
    static const char *const paths[] = {"kind"};
    size_t size = strlen(kind);
    json_value value;

    return lines_values(l, line, paths, 1, &value) == CHAFF_OK &&
           value.type == JSON_STRING && value.raw.size == size + 2 &&
           !memcmp(value.raw.data + 1, kind, size);
}
