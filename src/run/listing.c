/* listing.c - what boilerplate models hold, as rows or as lines for people
 *
 * In: model files, or none for the built-in phrases. Out: passages, most frequent first
 * and then in the order of their texts; phrases in the order of theirs.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "boiler/phrases.h"
#include "boiler/store.h"
#include "chaff/run.h"
#include "report/table.h"
#include "text/output.h"

static const char *const kinds[] = {"repeated", "template", "known", "shape"};
static const char *const forms[] = {"line", "sentence", "prefix", "passage"};

typedef struct listing {
    store *store;              /* NULL: built-in phrases only */
    known *known;
    store_passage *passages;
    size_t count;
    buffer room, phrases;
    table *table;              /* or ... */
    output *lines;
    buffer line;
} listing;

static int compare_frequency(const void *a, const void *b)
{
    const store_passage *x = a, *y = b;
    size_t least = x->text.size < y->text.size ? x->text.size : y->text.size;
    int order = least ? memcmp(x->text.data, y->text.data, least) : 0;

    if (x->docs != y->docs)
        return x->docs > y->docs ? -1 : 1;
    return order ? order : (x->text.size > y->text.size) - (x->text.size < y->text.size);
}

static chaff_status add_builtin(buffer *lines)
{
    chaff_status status = CHAFF_OK;
    chaff_text line;
    phrase p;

    for (size_t i = 0; status == CHAFF_OK && phrases_builtin(i, &line); i++)
        if (phrase_read(line, &p) == CHAFF_OK)
            status = phrase_write(&p, lines);
    return status;
}

static chaff_status load(listing *l, const char *const *models, size_t count,
                         chaff_error *err)
{
    buffer lines = {0};
    chaff_status status;

    if (known_new(&l->known) != CHAFF_OK)
        return error_memory(err);
    status = count ? store_open(&l->store, models, count, l->known, err) :
             add_builtin(&lines);
    if (status == CHAFF_OK && l->store)
        status = store_passages(l->store, &l->passages, &l->count, &l->room, err);
    if (status == CHAFF_OK)
        status = phrases_sort(l->store ? known_text(l->known) :
                              (chaff_text){lines.data, lines.size}, &l->phrases);
    buffer_release(&lines);
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    if (status == CHAFF_OK && l->count > 1)
        qsort(l->passages, l->count, sizeof *l->passages, compare_frequency);
    return status;
}

/* One row or line; `form` of a phrase, "" of a passage. */
static chaff_status put(listing *l, chaff_text text, uint64_t docs, uint64_t sources,
                        const char *kind, const char *form, chaff_error *err)
{
    char start[96];

    if (l->table) {
        table_text(l->table, text);
        table_count(l->table, docs);
        table_count(l->table, sources);
        table_text(l->table, (chaff_text){kind, strlen(kind)});
        table_text(l->table, (chaff_text){form, strlen(form)});
        return table_row(l->table, err);
    }
    snprintf(start, sizeof start, "%10" PRIu64 "  %7" PRIu64 "  %-8s  ", docs, sources,
             *form ? form : kind);
    l->line.size = 0;
    if (buffer_text(&l->line, start) != CHAFF_OK ||
        buffer_append(&l->line, text.data, text.size) != CHAFF_OK ||
        buffer_text(&l->line, "\n") != CHAFF_OK)
        return error_memory(err);
    /* text of others goes to a terminal: no control characters */
    for (size_t i = 0; i + 1 < l->line.size; i++)
        if ((unsigned char)l->line.data[i] < 0x20 || l->line.data[i] == 0x7F)
            l->line.data[i] = '?';
    return output_write(l->lines, l->line.data, l->line.size, err);
}

static chaff_status put_all(listing *l, chaff_error *err)
{
    chaff_text lines = {l->phrases.data, l->phrases.size}, line;
    chaff_status status = CHAFF_OK;
    phrase p;

    for (size_t i = 0; status == CHAFF_OK && i < l->count; i++)
        status = put(l, l->passages[i].text, l->passages[i].docs,
                     l->passages[i].sources, kinds[l->passages[i].kind], "", err);
    while (status == CHAFF_OK && phrases_line(&lines, &line))
        if (phrase_read(line, &p) == CHAFF_OK)
            status = put(l, p.text, 0, 0, "known", forms[p.kind], err);
    return status;
}

static chaff_status write_rows(listing *l, const char *path, chaff_error *err)
{
    static const char *const columns[] = {"text", "docs", "sources", "kind", "form"};
    chaff_status status = table_open(&l->table, path, columns, 5, err);
    table *t = l->table;

    if (status == CHAFF_OK)
        status = put_all(l, err);
    if (status == CHAFF_OK)
        return table_commit(t, err);
    table_discard(t);
    return status;
}

static chaff_status write_lines(listing *l, const char *path, chaff_error *err)
{
    static const char head[] = "      docs  sources  kind      text\n";
    chaff_status status = output_open(&l->lines, path, err);

    if (status != CHAFF_OK)
        return status;
    status = output_write(l->lines, head, sizeof head - 1, err);
    if (status == CHAFF_OK)
        status = put_all(l, err);
    if (status == CHAFF_OK)
        return output_commit(l->lines, err);
    output_discard(l->lines);
    return status;
}

chaff_status chaff_list_models(const char *const *models, size_t count,
                               const char *path, bool readable, chaff_error *err)
{
    listing l = {0};
    chaff_status status = load(&l, models, count, err);

    if (status == CHAFF_OK)
        status = (readable ? write_lines : write_rows)(&l, path, err);
    store_free(l.store);
    known_free(l.known);
    mem_free(l.passages);
    buffer_release(&l.room);
    buffer_release(&l.phrases);
    buffer_release(&l.line);
    return status;
}
