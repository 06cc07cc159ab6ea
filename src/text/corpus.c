/* corpus.c - opening inputs: expand, look, decide; closing them again
 *
 * In: paths from the command line. Out: a corpus whose inputs all have a format, a
 * packing and fields. Always: after corpus_open nothing about an input is decided any
 * more, and only pipes and a few plain files stay open.
 */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "text/corpus.h"
#include "text/guess.h"
#include "text/kind.h"

/* Plain files kept open, so that reading a record again is one call. Well below the
 * 1,024 descriptors that a process usually may have. */
enum { FILES_OPEN_MAX = 64 };

/* Files passed over that are named one by one. */
enum { SKIPS_NAMED = 5 };

static const fields text_alone = {
    .paths = { "text" }, .text_count = 1, .count = 1, .role = { -1, -1, -1, -1, -1 },
};

/* Opening in progress. */
typedef struct opening {
    corpus *c;
    const char *root;
    size_t argument;
    uint64_t skipped;
    chaff_error *err;
} opening;

const char *input_name(const input *in)
{
    return strcmp(in->path, "-") ? in->path : "standard input";
}

static void tell(const corpus *c, void (*to)(const char *line, void *self),
                 const char *format, va_list arguments)
{
    chaff_error line;
    char text[sizeof line.text];

    vsnprintf(text, sizeof text, format, arguments);
    error_set(&line, CHAFF_OK, "%s", text);            /* cleans what names may hold */
    if (to)
        to(line.text, c->events.self);
}

void corpus_note(const corpus *c, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    tell(c, c->events.note, format, arguments);
    va_end(arguments);
}

void corpus_warn(const corpus *c, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    tell(c, c->events.warning, format, arguments);
    va_end(arguments);
}

static const record_family *family_of(chaff_format format)
{
    switch (format) {
    case CHAFF_FORMAT_TXT: return &records_txt;
    case CHAFF_FORMAT_LINES: return &records_lines;
    case CHAFF_FORMAT_CSV: return &records_csv;
    case CHAFF_FORMAT_TSV: return &records_tsv;
    case CHAFF_FORMAT_WARC: return &records_warc;
    case CHAFF_FORMAT_VERT: return &records_vert;
    default: return &records_jsonl;
    }
}

/* -- looking at one input ---------------------------------------------------------- */

typedef struct look {
    int file;                  /* plain; else the unpacker's */
    uint64_t size;
    unpacker *unpacker;        /* compressed or a stream */
    buffer bytes;              /* from the start */
    bool last;                 /* all of them */
} look;

static void end_look(look *l)
{
    file_close(l->file);
    unpacker_close(l->unpacker);
    buffer_release(&l->bytes);
}

static chaff_status look_further(look *l, const input *in, size_t want,
                                 chaff_error *err)
{
    chaff_status status = CHAFF_OK;
    size_t got = 1, held = l->bytes.size;

    if (buffer_reserve(&l->bytes, want - held) != CHAFF_OK)
        return error_memory(err);
    if (!l->unpacker) {
        l->bytes.size = l->size < want ? (size_t)l->size : want;
        l->last = l->size <= want;
        if (file_read_at(l->file, l->bytes.data + held, l->bytes.size - held,
                         held) != CHAFF_OK)
            return error_set(err, CHAFF_ERR_IO, "'%s' can't be read", in->path);
        return CHAFF_OK;
    }
    while (status == CHAFF_OK && got && l->bytes.size < want) {
        status = unpacker_read(l->unpacker, l->bytes.data + l->bytes.size,
                               want - l->bytes.size, &got, err);
        l->bytes.size += got;
    }
    l->last = !got;
    return status;
}

static chaff_status begin_look(look *l, input *in, bool stream, chaff_error *err)
{
    packing claimed = packing_of_path(in->path);
    char first[16];
    size_t got;
    chaff_status status = file_open(&l->file, in->path, err);

    if (status != CHAFF_OK)
        return status;
    in->spooled = stream;
    if (!stream) {
        l->size = in->info.disk_bytes = file_size(l->file);
        got = l->size < sizeof first ? (size_t)l->size : sizeof first;
        if (file_read_at(l->file, first, got, 0) != CHAFF_OK)
            return error_set(err, CHAFF_ERR_IO, "'%s' can't be read", in->path);
        in->spooled = claimed != PACKING_NONE
                      || packing_of_bytes(first, got) != PACKING_NONE;
    }
    if (in->spooled) {
        int file = l->file;

        l->file = -1;
        status = unpacker_open(&l->unpacker, file, claimed, input_name(in), err);
        in->info.compressed = status == CHAFF_OK
                              && unpacker_packing(l->unpacker) != PACKING_NONE;
    }
    return status == CHAFF_OK ? look_further(l, in, KIND_LOOK, err) : status;
}

/* Format and fields. CHAFF_DONE: the input is to be passed over. */
static chaff_status decide(opening *o, input *in, look *l)
{
    corpus *c = o->c;
    packing packed = l->unpacker ? unpacker_packing(l->unpacker) : PACKING_NONE;
    chaff_text start = { l->bytes.data, l->bytes.size };
    guess_result result = GUESS_MORE;
    chaff_status status = CHAFF_OK;
    chaff_error why;

    in->info.format = c->options.format;
    if (c->options.format == CHAFF_FORMAT_GUESS)
        switch (kind_of(in->path, packed, start, &in->info.format, &why)) {
        case KIND_TAKEN: break;
        case KIND_BINARY:
            if (in->info.from_folder) {
                if (o->skipped++ < SKIPS_NAMED)
                    corpus_note(c, "%s; passed over", why.text);
                return CHAFF_DONE;
            } /* fall through */
        default: return error_set(o->err, CHAFF_ERR_OPTION, "%s", why.text);
        }
    in->family = family_of(in->info.format);
    in->fields = &text_alone;
    in->start = in->family == &records_txt ? 0 : mark_size(start.data, start.size);
    if (in->family->use == FIELDS_NONE)
        return CHAFF_OK;
    for (size_t want = 1 << 16; status == CHAFF_OK && result == GUESS_MORE; want *= 4) {
        status = l->last ? CHAFF_OK : look_further(l, in, want, o->err);
        if (status != CHAFF_OK)
            break;
        start = (chaff_text){ l->bytes.data, l->bytes.size };
        status = guess_fields(c, in, start, l->last, &result, o->err);
        if (status == CHAFF_OK && result == GUESS_MORE && want >= GUESS_BYTES)
            return error_set(o->err, CHAFF_ERR_OPTION,
                             "'%s' has no text field in its first %zu MiB",
                             input_name(in), GUESS_BYTES >> 20);
    }
    return status;
}

static void keep_look(corpus *c, input *in, look *l, bool stream)
{
    if (stream) {
        in->stream = l->unpacker;
        in->ahead = l->bytes;
        l->unpacker = NULL;
        l->bytes = (buffer){ 0 };
    } else if (!in->spooled && c->files_open < FILES_OPEN_MAX) {
        in->file = l->file;
        l->file = -1;
        c->files_open++;
    }
}

/* -- adding inputs ----------------------------------------------------------------- */

static void release_input(input *in)
{
    mem_free(in->path);
    mem_free(in->columns);
    unpacker_close(in->stream);
    buffer_release(&in->ahead);
    file_close(in->file);
}

/* Takes the path, which is the opening's own; its part from `relative` on is the
 * name. */
static chaff_status add_input(opening *o, char *path, size_t relative, bool from_folder,
                              bool stream)
{
    corpus *c = o->c;
    look l = { .file = -1 };
    input *in;
    chaff_status status = CHAFF_OK;

    if (!path || mem_grow((void **)&c->inputs, &c->capacity, c->count + 1,
                          sizeof *c->inputs) != CHAFF_OK) {
        mem_free(path);
        return error_memory(o->err);
    }
    if (c->count >> 24) {
        mem_free(path);
        return error_set(o->err, CHAFF_ERR_LIMIT, "more than %d inputs", 1 << 24);
    }
    in = &c->inputs[c->count];
    *in = (input){ .path = path, .file = -1 };
    in->info = (input_info){ .path = path, .relative = path + relative, .root = o->root,
                             .argument = o->argument, .from_folder = from_folder };
    status = begin_look(&l, in, stream, o->err);
    if (status == CHAFF_OK)
        status = decide(o, in, &l);
    in->info.head = in->start;
    if (status == CHAFF_OK) {
        keep_look(c, in, &l, stream);
        c->count++;
    } else {
        release_input(in);
    }
    end_look(&l);
    return status == CHAFF_DONE ? CHAFF_OK : status;
}

static bool is_hidden(const char *relative)
{
    return *relative == '.' || strstr(relative, "/.");
}

static chaff_status add_from_folder(const char *relative, void *self)
{
    opening *o = self;
    size_t root = strlen(o->root), slash = root && o->root[root - 1] != '/';
    size_t size = root + slash + strlen(relative) + 1;
    char *path;

    if (is_hidden(relative))
        return CHAFF_OK;
    path = mem_alloc(size, 1);
    if (path)
        snprintf(path, size, "%s%s%s", o->root, slash ? "/" : "", relative);
    return add_input(o, path, root + slash, true, false);
}

static chaff_status add_path(opening *o)
{
    const char *slash = strrchr(o->root, '/');
    file_kind kind = strcmp(o->root, "-") ? file_kind_of(o->root) : FILE_STREAM;
    size_t before = corpus_inputs(o->c);
    chaff_status status;

    if (kind != FILE_FOLDER)
        return add_input(o, mem_string(o->root), slash ? (size_t)(slash + 1 - o->root)
                         : 0, false,
                         kind == FILE_STREAM);
    o->skipped = 0;
    status = file_walk(o->root, add_from_folder, o, o->err);
    if (status == CHAFF_OK && o->skipped > SKIPS_NAMED)
        corpus_note(o->c, "'%s': %llu more binary files passed over", o->root,
                    (unsigned long long)(o->skipped - SKIPS_NAMED));
    if (status == CHAFF_OK && corpus_inputs(o->c) == before)
        corpus_note(o->c, "'%s' has no file with text", o->root);
    return status;
}

/* -- the corpus -------------------------------------------------------------------- */

static chaff_status copy_options(corpus *c, const chaff_source_options *options)
{
    const char **to[6];
    size_t count = 0;

    c->options = *options;
    to[count++] = &c->options.text_field;
    to[count++] = &c->options.id_field;
    to[count++] = &c->options.source_field;
    to[count++] = &c->options.date_field;
    to[count++] = &c->options.group_field;
    to[count++] = &c->options.score_field;
    for (size_t i = 0; i < count; i++) {
        if (!*to[i])
            continue;
        c->strings[i] = mem_string(*to[i]);
        *to[i] = c->strings[i];
        if (!c->strings[i])
            return CHAFF_ERR_MEMORY;
    }
    return CHAFF_OK;
}

static chaff_status copy_roots(corpus *c, const char *const *paths, size_t count)
{
    c->roots = mem_zero(count, sizeof *c->roots);
    if (!c->roots)
        return CHAFF_ERR_MEMORY;
    c->root_count = count;
    for (size_t i = 0; i < count; i++) {
        c->roots[i] = mem_string(paths[i]);
        if (!c->roots[i])
            return CHAFF_ERR_MEMORY;
    }
    return CHAFF_OK;
}

/* The names joined in --text-field, in a copy of their own. */
static chaff_status split_texts(corpus *c, chaff_error *err)
{
    char *at;

    if (!c->options.text_field)
        return CHAFF_OK;
    at = c->text_names = mem_string(c->options.text_field);
    if (!at)
        return error_memory(err);
    while (at) {
        char *comma = strchr(at, ',');

        if (comma)
            *comma++ = 0;
        if (!*at)
            return error_set(err, CHAFF_ERR_OPTION,
                             "--text-field '%s' has an empty name",
                             c->options.text_field);
        if (c->text_count == FIELDS_TEXT_MAX)
            return error_set(err, CHAFF_ERR_OPTION,
                             "--text-field joins at most %d fields", FIELDS_TEXT_MAX);
        c->texts[c->text_count++] = at;
        at = comma;
    }
    return CHAFF_OK;
}

static chaff_status check_paths(const corpus *c, chaff_error *err)
{
    for (size_t i = 0; i < sizeof c->strings / sizeof *c->strings; i++) {
        size_t dots = 0;

        for (const char *at = c->strings[i]; at && *at; at++)
            dots = *at == ',' && !i ? 0 : dots + (*at == '.');
        if (dots >= JSON_PATH_MAX)
            return error_set(err, CHAFF_ERR_OPTION,
                             "the field '%s' has more than %d parts", c->strings[i],
                             JSON_PATH_MAX);
        if (c->strings[i] && !*c->strings[i])
            return error_set(err, CHAFF_ERR_OPTION, "a field name is empty");
    }
    return CHAFF_OK;
}

/* Above this a record is bad: parsing takes several times its size in memory. Small
 * budgets do not make ordinary records bad. */
static uint64_t longest_record(const budget *memory)
{
    const uint64_t least = UINT64_C(64) << 20, most = UINT32_MAX;
    uint64_t share = memory->limit / 8;

    return share < least ? least : share > most ? most : share;
}

chaff_status corpus_open(corpus **out, const char *const *paths, size_t count,
                         const chaff_source_options *options, budget *memory,
                         const input_events *events, chaff_error *err)
{
    corpus *c = mem_zero(1, sizeof *c);
    opening o = { .c = c, .err = err };
    chaff_status status = c ? CHAFF_OK : error_memory(err);

    *out = NULL;
    if (!c)
        return status;
    c->memory = memory;
    c->record_max = longest_record(memory);
    if (events)
        c->events = *events;
    if (copy_options(c, options) != CHAFF_OK || copy_roots(c, paths, count) != CHAFF_OK)
        status = error_memory(err);
    if (status == CHAFF_OK)
        status = check_paths(c, err);
    if (status == CHAFF_OK)
        status = split_texts(c, err);
    for (size_t i = 0; i < count && status == CHAFF_OK; i++) {
        o.root = c->roots[i];
        o.argument = i;
        status = add_path(&o);
    }
    if (status != CHAFF_OK) {
        corpus_close(c);
        return status;
    }
    guess_tell(c);
    *out = c;
    return CHAFF_OK;
}

void corpus_close(corpus *c)
{
    if (!c)
        return;
    if (c->cursor.open && c->cursor.file_is_own)
        file_close(c->cursor.file);
    if (c->cursor.open && c->inputs[c->cursor.input].spooled
        && !c->inputs[c->cursor.input].stream)
        unpacker_close(c->cursor.stream);
    for (size_t i = 0; i < c->count; i++)
        release_input(&c->inputs[i]);
    for (size_t i = 0; i < c->field_count; i++)
        fields_free(c->fields[i]);
    for (size_t i = 0; i < sizeof c->strings / sizeof *c->strings; i++)
        mem_free(c->strings[i]);
    for (size_t i = 0; i < c->root_count; i++)
        mem_free(c->roots[i]);
    mem_free(c->roots);
    mem_free(c->text_names);
    mem_free(c->inputs);
    mem_free(c->fields);
    mem_free(c->marks);
    buffer_release(&c->cursor.carry);
    spool_free(c->spool);
    mem_free(c);
}

size_t corpus_inputs(const corpus *c)
{
    return c->count;
}

const input_info *corpus_input(const corpus *c, size_t number)
{
    return &c->inputs[number].info;
}
