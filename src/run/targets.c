/* targets.c - which file a record goes to
 *
 * One output at a time is open. In a folder each is committed when the next input
 * begins; a file with a header (CSV, TSV) gets it before its first record, once.
 */
#include "run/targets.h"

#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "run/names.h"
#include "run/styles.h"
#include "run/traces.h"
#include "text/output.h"

struct targets {
    const corpus *corpus;
    const char *path;          /* NULL: no output */
    bool folder;               /* one output for each input */
    bool as_json;              /* text files share one file of records */
    bool styled;               /* --style: not records */
    output *open;
    uint32_t input;            /* that `open` belongs to, in a folder */
    bool begun;                /* something was written to `open` */
    char last;                 /* its last byte */
    buffer name, bytes;
};

static const char *const suffixes[] = {".jsonl", ".ndjson", ".json", ".txt", ".csv",
                                       ".tsv",   ".warc",   ".wet",  ".vert"};

static bool has_suffix(const char *path, size_t size, const char *suffix)
{
    size_t end = strlen(suffix);

    return size > end && !memcmp(path + size - end, suffix, end);
}

static bool known_suffix(const char *path)
{
    size_t size = output_stem(path);

    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (has_suffix(path, size, suffixes[i]))
            return true;
    return size < strlen(path);
}

static bool wants_folder(const run *r, const char *path)
{
    size_t inputs = corpus_inputs(r->corpus) - r->against_inputs;
    bool many = r->options.input_count > 1;

    if (!strcmp(path, "-"))
        return false;
    if (file_kind_of(path) == FILE_FOLDER || path[strlen(path) - 1] == '/')
        return true;
    for (size_t i = r->against_inputs; !many && i < r->against_inputs + inputs; i++)
        many = corpus_input(r->corpus, i)->from_folder;
    return many && !known_suffix(path) && file_kind_of(path) != FILE_STREAM;
}

static chaff_status file_name(targets *t, const run *r, uint32_t input)
{
    char room[32];
    const char *relative = corpus_input(r->corpus, input)->relative,
               *parts[] = {t->path, "/",
                           t->styled ? style_file_name(r, input, room) : relative};
    size_t first = t->path[strlen(t->path) - 1] == '/' ? 1 : 2;

    t->name.size = 0;
    for (size_t i = 0; i < 3; i++)
        if ((i != 1 || first == 2) && buffer_text(&t->name, parts[i]) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    return buffer_append(&t->name, "", 1);
}

chaff_status targets_make_folder(const run *r, const char *path)
{
    chaff_status status = traces_note(r->traces, path);

    return status == CHAFF_OK ? file_make_folder(path, r->err) : error_memory(r->err);
}

chaff_status targets_check_file(const run *r, const char *name)
{
    file_out trial;
    chaff_status status;

    if (!strcmp(name, "-") || file_kind_of(name) == FILE_STREAM)
        return CHAFF_OK;
    status = file_out_open(&trial, name, r->err);
    if (status == CHAFF_OK)
        file_out_discard(&trial);
    if (status == CHAFF_OK && traces_note(r->traces, name) != CHAFF_OK)
        status = error_memory(r->err);
    return status;
}

/* Every input has a name of its own below the folder. */
static chaff_status check_folder(targets *t, const run *r)
{
    names seen = {0};
    chaff_status status = CHAFF_OK;

    for (size_t i = r->against_inputs;
         status == CHAFF_OK && i < corpus_inputs(r->corpus); i++) {
        const input_info *info = corpus_input(r->corpus, i);
        uint32_t before = (uint32_t)seen.count, number;

        if (names_number(&seen, (chaff_text){info->relative, strlen(info->relative)},
                         &number) != CHAFF_OK ||
            file_name(t, r, (uint32_t)i) != CHAFF_OK)
            status = error_memory(r->err);
        else if (number < before)
            status = error_set(r->err, CHAFF_ERR_GUARD,
                               "two inputs would be written to '%s'; "
                               "run chaff once for each",
                               t->name.data);
        else if (traces_note(r->traces, t->name.data) != CHAFF_OK)
            status = error_memory(r->err);
    }
    names_release(&seen);
    return status;
}

static const char *name_of_format(chaff_format format)
{
    static const char *const format_names[] = {"?",   "jsonl", "txt",  "lines",
                                               "csv", "tsv",   "warc", "vert"};

    return format_names[format];
}

/* A name that promises another kind than the records have. */
static bool misnamed(const targets *t, chaff_format kind)
{
    static const struct {
        const char *suffix;
        chaff_format kind;
    } promises[] = {
        {".jsonl", CHAFF_FORMAT_JSONL},
        {".csv", CHAFF_FORMAT_CSV},
        {".tsv", CHAFF_FORMAT_TSV},
    };

    if (t->as_json && has_suffix(t->path, output_stem(t->path), ".txt"))
        return true;
    for (size_t i = 0; i < sizeof promises / sizeof *promises; i++)
        if (has_suffix(t->path, output_stem(t->path), promises[i].suffix))
            return kind != promises[i].kind;
    return false;
}

/* Records of one kind may share a file; text files join JSON lines. */
static chaff_status check_kinds(targets *t, const run *r)
{
    chaff_format kind = CHAFF_FORMAT_GUESS;
    size_t first = r->against_inputs, count = corpus_inputs(r->corpus);

    for (size_t i = first; i < count; i++) {
        chaff_format format = corpus_input(r->corpus, i)->format;

        if (format == CHAFF_FORMAT_TXT) {
            t->as_json = true;
            format = CHAFF_FORMAT_JSONL;
        }
        if (kind != CHAFF_FORMAT_GUESS && kind != format)
            return error_set(r->err, CHAFF_ERR_OPTION,
                             "%s and %s can't go into one output; "
                             "give -o FOLDER/ or run chaff once for each",
                             name_of_format(kind), name_of_format(format));
        kind = format;
    }
    if (count - first == 1 && t->as_json &&
        !corpus_input(r->corpus, first)->from_folder &&
        !has_suffix(t->path, output_stem(t->path), ".jsonl"))
        t->as_json = false;    /* one text in, one text out */
    else if (kind != CHAFF_FORMAT_GUESS && misnamed(t, kind))
        return error_set(r->err, CHAFF_ERR_OPTION,
                         "'%s' would hold %s records, written as they came; "
                         "give it another suffix",
                         t->path, name_of_format(kind));
    return CHAFF_OK;
}

const char *targets_removed_name(const run *r)
{
    static const char *const names_by_kind[] = {
        [CHAFF_FORMAT_GUESS] = "removed.jsonl", [CHAFF_FORMAT_JSONL] = "removed.jsonl",
        [CHAFF_FORMAT_TXT] = "removed.jsonl",   [CHAFF_FORMAT_LINES] = "removed.txt",
        [CHAFF_FORMAT_CSV] = "removed.csv",     [CHAFF_FORMAT_TSV] = "removed.tsv",
        [CHAFF_FORMAT_WARC] = "removed.warc",   [CHAFF_FORMAT_VERT] = "removed.vert",
    };
    const char *name = NULL;

    for (size_t i = r->against_inputs; i < corpus_inputs(r->corpus); i++) {
        const char *one = names_by_kind[corpus_input(r->corpus, i)->format];

        if (name && strcmp(name, one))
            return "removed/";
        name = one;
    }
    return name ? name : names_by_kind[CHAFF_FORMAT_GUESS];
}

chaff_status targets_plan(targets **out, const run *r, const char *path)
{
    targets *t = mem_zero(1, sizeof *t);
    chaff_status status = CHAFF_OK;

    *out = NULL;
    if (!t)
        return error_memory(r->err);
    t->corpus = r->corpus;
    t->path = path;
    t->last = '\n';
    if (path) {
        t->folder = wants_folder(r, path);
        t->styled = r->options.style != CHAFF_STYLE_CHAFF && path == r->options.output;
        if (t->styled)
            status = style_check_output(r, t->folder);
    }
    if (path && status == CHAFF_OK) {
        status = t->folder ? check_folder(t, r) : targets_check_file(r, path);
        if (status == CHAFF_OK && !t->folder)
            status = check_kinds(t, r);
    }
    if (status != CHAFF_OK) {
        targets_free(t);
        return status;
    }
    *out = t;
    return CHAFF_OK;
}

void targets_free(targets *t)
{
    if (!t)
        return;
    output_discard(t->open);
    buffer_release(&t->name);
    buffer_release(&t->bytes);
    mem_free(t);
}

chaff_status targets_each(targets *t, const run *r,
                          chaff_status (*visit)(const char *name, void *self),
                          void *self)
{
    chaff_status status = CHAFF_OK;

    if (!t->path || !t->folder)
        return t->path ? visit(t->path, self) : CHAFF_OK;
    for (size_t i = r->against_inputs;
         status == CHAFF_OK && i < corpus_inputs(r->corpus); i++)
        status = file_name(t, r, (uint32_t)i) == CHAFF_OK ? visit(t->name.data, self)
                                                          : error_memory(r->err);
    return status;
}

bool targets_any(const targets *t)
{
    return t->path != NULL;
}

bool targets_as_json(const targets *t, uint32_t input)
{
    return t->as_json && corpus_input(t->corpus, input)->format == CHAFF_FORMAT_TXT;
}

/* The folders between the output folder and the file. */
static chaff_status make_folders(targets *t, const run *r)
{
    size_t size = strlen(t->path);
    chaff_status status = targets_make_folder(r, t->path);

    while (size && t->path[size - 1] == '/')
        size--;
    for (char *at = t->name.data + size + 1;
         status == CHAFF_OK && (at = strchr(at, '/')); at++) {
        *at = '\0';
        status = targets_make_folder(r, t->name.data);
        *at = '/';
    }
    return status;
}

static chaff_status open_target(targets *t, run *r, uint32_t input)
{
    chaff_status status = CHAFF_OK;

    if (t->open && t->folder && t->input != input)
        status = targets_commit(t, r);
    if (status != CHAFF_OK || t->open)
        return status;
    if (t->folder) {
        status = file_name(t, r, input) == CHAFF_OK ? make_folders(t, r)
                                                    : error_memory(r->err);
        if (status == CHAFF_OK)
            status = output_open(&t->open, t->name.data, r->err);
    } else {
        status = output_open(&t->open, t->path, r->err);
    }
    t->input = input;
    t->begun = false;
    t->last = '\n';
    return status;
}

static chaff_status write_header(targets *t, run *r, uint32_t input)
{
    chaff_status status;

    t->begun = true;
    if (t->styled)
        return CHAFF_OK;
    t->bytes.size = 0;
    status = corpus_bytes(r->corpus, input, 0,
                          (size_t)corpus_input(r->corpus, input)->head, &t->bytes,
                          r->err);
    if (status == CHAFF_OK && t->bytes.size)
        status = output_write(t->open, t->bytes.data, t->bytes.size, r->err);
    return status;
}

chaff_status targets_write(targets *t, run *r, uint32_t input, const buffer *records)
{
    chaff_format format = corpus_input(r->corpus, input)->format;
    chaff_status status;

    if (t->folder && format == CHAFF_FORMAT_TXT && !records->size)
        return CHAFF_OK;       /* the document is removed, and its file with it */
    status = open_target(t, r, input);
    if (status == CHAFF_OK && !t->begun)
        status = write_header(t, r, input);
    if (status != CHAFF_OK || !records->size)
        return status;
    /* A last line without its end must not run into the next record. */
    if (t->last != '\n' && r->options.style != CHAFF_STYLE_DATATROVE &&
        (format != CHAFF_FORMAT_TXT || targets_as_json(t, input)))
        status = output_write(t->open, "\n", 1, r->err);
    if (status == CHAFF_OK)
        status = output_write(t->open, records->data, records->size, r->err);
    t->last = records->data[records->size - 1];
    return status;
}

chaff_status targets_commit(targets *t, run *r)
{
    chaff_status status = CHAFF_OK;
    output *open = t->open;

    if (!open && t->path && !t->folder)        /* no record at all: an empty output */
        status = output_open(&open, t->path, r->err);
    t->open = NULL;
    if (status == CHAFF_OK && open)
        status = output_commit(open, r->err);
    return status;
}
