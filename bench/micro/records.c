/* records.c - stages from bytes to texts, and from keys to buckets
 *
 * A text becomes records of `size` bytes of text each, as JSON lines or as CSV, in one
 * array with JSON_SLACK bytes behind it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "micro.h"
#include "sketch/join.h"
#include "text/input.h"
#include "text/json_quick.h"
#include "text/records.h"

typedef struct record_state {
    buffer all;                /* records one behind the other */
    chaff_text *records, *texts;       /* and their raw texts */
    size_t count, sum;
    buffer out;
    json_parser *parser;
    char path[64];             /* of a file with all of them */
    budget memory;
} record_state;

static const char *const paths[] = {"text", "id"};

static void add_csv(buffer *out, chaff_text text, size_t number)
{
    char head[32];

    if (buffer_append(out, head, (size_t)snprintf(head, sizeof head, "%zu,\"",
                                                  number)) != CHAFF_OK)
        abort();
    for (size_t i = 0; i < text.size; i++)
        if (buffer_append(out, "\"\"" + (text.data[i] != '"'),
                          text.data[i] == '"' ? 2 : 0) != CHAFF_OK ||
            (text.data[i] != '"' && buffer_append(out, text.data + i, 1) != CHAFF_OK))
            abort();
    if (buffer_append(out, "\"\n", 2) != CHAFF_OK)
        abort();
}

static void add_json(buffer *out, chaff_text text, size_t number)
{
    char head[48];
    int size = snprintf(head, sizeof head, "{\"id\": %zu, \"text\": ", number);

    if (buffer_append(out, head, (size_t)size) != CHAFF_OK ||
        json_encode(text, out) != CHAFF_OK || buffer_append(out, "}\n", 2) != CHAFF_OK)
        abort();
}

/* Where each record stands, once nothing moves any more. */
static bool find_records(record_state *s, const record_family *family)
{
    frame f;

    s->records = calloc(s->all.size / 16 + 1, sizeof *s->records);
    for (size_t at = 0; s->records && at < s->all.size; at = f.end) {
        if (family->next(s->all.data, s->all.size, at, true, &f) != FRAME_RECORD)
            return false;
        s->records[s->count++] = (chaff_text){s->all.data + f.start, f.end - f.start};
    }
    return s->records;
}

static bool begin_records(micro *m, void (*add)(buffer *, chaff_text, size_t),
                          const record_family *family)
{
    record_state *s = m->state = calloc(1, sizeof *s);
    size_t number = 0;

    if (!s)
        return false;
    for (chaff_text rest = m->text, piece; micro_cut(m, &rest, &piece);)
        add(&s->all, piece, number++);
    m->bytes = s->all.size;
    if (buffer_reserve(&s->all, JSON_SLACK) != CHAFF_OK)
        return false;
    memset(s->all.data + s->all.size, 0, JSON_SLACK);
    return find_records(s, family) && json_parser_new(&s->parser) == CHAFF_OK;
}

static bool begin_json(micro *m)
{
    return begin_records(m, add_json, &records_jsonl);
}

static bool begin_csv(micro *m)
{
    return begin_records(m, add_csv, &records_csv);
}

static void end_records(micro *m)
{
    record_state *s = m->state;

    json_parser_free(s->parser);
    buffer_release(&s->all);
    buffer_release(&s->out);
    free(s->records);
    free(s->texts);
    if (s->path[0])
        unlink(s->path);
    free(s);
}

static size_t run_quick(micro *m)
{
    record_state *s = m->state;
    json_value values[2];

    for (size_t i = 0; i < s->count; i++) {
        if (!json_quick(s->records[i], paths, 2, values))
            values[0].raw.size = 0;    /* this processor has no such way */
        s->sum += values[0].raw.size;
    }
    return s->count;
}

static size_t run_checked(micro *m)
{
    record_state *s = m->state;
    json_value values[2];
    size_t column;

    for (size_t i = 0; i < s->count; i++) {
        if (json_find(s->parser, s->records[i], JSON_SLACK, paths, 2, true, values,
                      &column, NULL) != CHAFF_OK)
            abort();
        s->sum += values[0].raw.size;
    }
    return s->count;
}

static bool begin_decode(micro *m)
{
    record_state *s;
    size_t column;

    if (!begin_json(m))
        return false;
    s = m->state;
    s->texts = calloc(s->count, sizeof *s->texts);
    for (size_t i = 0; s->texts && i < s->count; i++) {
        json_value value;

        if (json_find(s->parser, s->records[i], JSON_SLACK, paths, 1, false, &value,
                      &column, NULL) != CHAFF_OK)
            return false;
        s->texts[i] = value.raw;
    }
    return s->texts;
}

static size_t run_decode(micro *m)
{
    record_state *s = m->state;

    for (size_t i = 0; i < s->count; i++) {
        s->out.size = 0;
        if (json_decode(s->texts[i], &s->out) != CHAFF_OK)
            abort();
        s->sum += s->out.size;
    }
    return s->count;
}

/* From bytes to decoded texts. */
static size_t run_csv(micro *m)
{
    static const uint32_t columns[] = {1, 0};
    static const fields two = {.paths = {"text", "id"}, .text_count = 1, .count = 2};
    record_state *s = m->state;
    record_context context = {.fields = &two, .columns = columns};
    size_t column;
    frame f;

    for (size_t at = 0; at < s->all.size; at = f.end) {
        json_value values[2];

        if (records_csv.next(s->all.data, s->all.size, at, true, &f) != FRAME_RECORD)
            abort();
        s->out.size = 0;
        if (records_csv.find(&context, (chaff_text){s->all.data + f.start,
                                                    f.end - f.start},
                             values, &column, NULL) != CHAFF_OK ||
            records_csv.decode(values[0].raw, &s->out) != CHAFF_OK)
            abort();
        s->sum += s->out.size;
    }
    return s->count;
}

const micro_stage micro_quick = {"JSON, quick walk", "record", false, begin_json,
                                 run_quick, end_records};
const micro_stage micro_checked = {"JSON, checked", "record", false, begin_json,
                                run_checked, end_records};
const micro_stage micro_decode = {"JSON strings", "record", false, begin_decode,
                                  run_decode, end_records};
const micro_stage micro_csv = {"CSV to texts", "record", false, begin_csv, run_csv,
                               end_records};

/* -- blocks ------------------------------------------------------------------------ */

static bool begin_blocks(micro *m)
{
    static const char name[] = "/tmp/micro-XXXXXX.jsonl";
    record_state *s;
    int file;

    if (!begin_json(m))
        return false;
    s = m->state;
    memcpy(s->path, name, sizeof name);
    file = mkstemps(s->path, 6);
    if (file < 0 || write(file, s->all.data, s->all.size) != (ssize_t)s->all.size)
        return false;
    s->memory = (budget){.limit = UINT64_MAX};
    return close(file) == 0;
}

static size_t run_blocks(micro *m)
{
    record_state *s = m->state;
    const char *names[] = {s->path};
    chaff_source_options options;
    chaff_status status;
    corpus *c;
    block b = {0};

    chaff_source_options_init(&options);
    if (corpus_open(&c, names, 1, &options, &s->memory, NULL, NULL) != CHAFF_OK)
        abort();
    while ((status = corpus_next_block(c, &b, 256 << 10, NULL)) == CHAFF_OK)
        s->sum += b.bytes.size;
    if (status != CHAFF_DONE)
        abort();
    block_release(&b);
    corpus_close(c);
    return s->count;
}

const micro_stage micro_blocks = {"file to blocks", "record", false, begin_blocks,
                                  run_blocks, end_records};

/* -- join -------------------------------------------------------------------------- */

enum { BANDS = 4 };

typedef struct join_state {
    uint64_t *keys;            /* band by band */
    join_input in;
    budget memory;
} join_state;

static chaff_status copy_keys(void *self, uint32_t band, uint32_t start, uint32_t count,
                              uint64_t *out)
{
    const join_state *s = self;

    memcpy(out, s->keys + (size_t)band * s->in.documents + start, count * sizeof *out);
    return CHAFF_OK;
}

static bool all_active(void *self, uint32_t document)
{
    (void)self;
    (void)document;
    return true;
}

/* One key of ten has been there before. */
static bool begin_join(micro *m)
{
    join_state *s = m->state = calloc(1, sizeof *s);
    uint64_t seed = 1;

    if (!s)
        return false;
    s->in = (join_input){.documents = (uint32_t)m->of->size, .bands = BANDS,
                         .keys = copy_keys, .active = all_active, .self = s};
    s->memory = (budget){.limit = UINT64_MAX};
    s->keys = calloc(m->of->size * BANDS, sizeof *s->keys);
    for (size_t i = 0; s->keys && i < m->of->size * BANDS; i++)
        s->keys[i] = micro_random(&seed) % 10 || i % m->of->size == 0
                         ? micro_random(&seed)
                         : s->keys[i - 1 - micro_random(&seed) % (i % m->of->size)];
    return s->keys;
}

static size_t run_join(micro *m)
{
    join_state *s = m->state;
    buckets b;

    if (join_bands(&s->in, 1, &s->memory, &b, NULL) != CHAFF_OK)
        abort();
    buckets_release(&b, &s->memory);
    return m->of->size * BANDS;
}

static void end_join(micro *m)
{
    free(((join_state *)m->state)->keys);
    free(m->state);
}

const micro_stage micro_join = {"join of keys", "key", false, begin_join, run_join,
                                end_join};
