/* oracle_corpus.c - a corpus read into plain memory, and files to read it from */
#include "oracle_corpus.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/output.h"

static char folder[64];

const char *kit_folder(void)
{
    strcpy(folder, "/tmp/chaff-test-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    return folder;
}

void kit_remove(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -rf '%s'", folder);
    ck_assert_int_eq(system(command), 0);
}

const char *kit_path(const char *name)
{
    static char paths[4][256];
    static int next;

    next = (next + 1) % 4;
    snprintf(paths[next], sizeof paths[next], "%s/%s", folder, name);
    return paths[next];
}

void kit_write_raw(const char *name, const void *bytes, size_t size)
{
    FILE *file = fopen(kit_path(name), "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

char *kit_read(const char *name, size_t *size)
{
    FILE *file = fopen(kit_path(name), "rb");
    char *bytes;

    ck_assert_ptr_nonnull(file);
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*size + 1);
    ck_assert_uint_eq(fread(bytes, 1, *size, file), *size);
    bytes[*size] = 0;
    fclose(file);
    return bytes;
}

void kit_write(const char *name, const void *bytes, size_t size, int times)
{
    output *out;
    char *member, *all;
    size_t member_size;

    ck_assert_int_eq(output_open(&out, kit_path(name), NULL), CHAFF_OK);
    ck_assert_int_eq(output_write(out, bytes, size, NULL), CHAFF_OK);
    ck_assert_int_eq(output_commit(out, NULL), CHAFF_OK);
    if (times == 1)
        return;
    member = kit_read(name, &member_size);
    all = malloc(member_size * (size_t)times);
    for (int i = 0; i < times; i++)
        memcpy(all + member_size * (size_t)i, member, member_size);
    kit_write_raw(name, all, member_size * (size_t)times);
    free(member);
    free(all);
}

/* -- reading ----------------------------------------------------------------------- */

static void add_note(const char *line, void *self)
{
    reading *r = self;
    size_t size = strlen(r->notes);

    snprintf(r->notes + size, sizeof r->notes - size, "%s\n", line);
}

static char *copy(chaff_text t)
{
    char *to = malloc(t.size + 1);

    if (t.size)
        memcpy(to, t.data, t.size);
    to[t.size] = 0;
    return to;
}

static void add_record(reading *r, const doc *d, chaff_status status, size_t column,
                       const chaff_error *err)
{
    seen *s;

    if (r->count == r->capacity) {
        r->capacity = r->capacity ? 2 * r->capacity : 64;
        r->records = realloc(r->records, r->capacity * sizeof *r->records);
    }
    s = &r->records[r->count++];
    *s = (seen){ .bad = status == CHAFF_ERR_FORMAT, .continued = d->continued,
                .raw = copy(d->raw),
                 .raw_size = d->raw.size, .ref = d->ref, .line = d->line, .column = column };
    if (s->bad) {
        s->cause = copy((chaff_text){ err->text, strlen(err->text) });
        return;
    }
    s->text = copy(d->text);
    s->text_size = d->text.size;
    s->id = copy(d->id);
    s->id_json = copy(d->id_json);
    s->source = copy(d->source);
    s->date = copy(d->date);
    s->group = copy(d->group);
    s->score = copy(d->score);
}

static void read_block(reading *r, const block *b)
{
    uint64_t line = b->first_line;
    size_t at = 0, column;
    chaff_status status;
    doc d;

    for (;;) {
        status = reader_next(r->reader, b, &at, &line, &d, &column, &r->err);
        if (status == CHAFF_DONE)
            return;
        if (status != CHAFF_OK && status != CHAFF_ERR_FORMAT) {
            r->status = status;
            return;
        }
        add_record(r, &d, status, column, &r->err);
    }
}

reading read_corpus(const char *path, const chaff_source_options *options, size_t want,
                    uint64_t memory)
{
    static budget limits[64];
    static int next;
    budget *limit = &limits[next++ % 64];
    reading r = { .status = CHAFF_OK };
    input_events events = { .note = add_note, .warning = add_note, .self = &r };
    block b = { 0 };

    *limit = (budget){ .limit = memory, .folder = "/tmp" };
    r.status = corpus_open(&r.corpus, &path, 1, options, limit, &events, &r.err);
    if (r.status != CHAFF_OK)
        return r;
    r.status = reader_new(&r.reader, r.corpus);
    while (r.status == CHAFF_OK) {
        r.status = corpus_next_block(r.corpus, &b, want, &r.err);
        if (r.status == CHAFF_OK)
            r.status = corpus_keep_block(r.corpus, &b, &r.err);
        if (r.status == CHAFF_OK)
            read_block(&r, &b);
    }
    block_release(&b);
    return r;
}

void reading_release(reading *r)
{
    for (size_t i = 0; i < r->count; i++) {
        seen *s = &r->records[i];
        char *all[] = { s->raw, s->text, s->id, s->id_json, s->source, s->date,
                       s->group, s->score, s->cause };

        for (size_t j = 0; j < sizeof all / sizeof *all; j++)
            free(all[j]);
    }
    free(r->records);
    reader_free(r->reader);
    corpus_close(r->corpus);
}
