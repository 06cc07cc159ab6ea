/* report.c - a run folder becomes a page and tables
 *
 * In: report.jsonl. Out: one HTML file, and a CSV file for each kind of line. Nothing
 * stands under its name unless complete.
 */
#include "chaff/report.h"

#include <stdio.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "report/lines.h"
#include "report/page.h"
#include "report/table.h"
#include "text/output.h"

enum { COLUMNS_MOST = 10, PATH_MOST = 4096 };

/* Which columns of a kind of line go into its CSV file; texts stay in report.jsonl. */
static const struct csv {
    const char *kind, *file;
    const char *columns[COLUMNS_MOST];
} tables[] = {
    {"source", "sources.csv",
     {"source", "documents", "removed", "words", "cut", "lost"}},
    {"matrix", "matrix.csv", {"kept", "copy", "documents"}},
    {"similarity", "similarities.csv", {"from", "pairs", "candidates"}},
    {"recall", "recall.csv", {"similarity", "found"}},
    {"size", "sizes.csv", {"size", "clusters"}},
    {"cluster", "clusters.csv", {"cluster", "size", "sources", "least", "mean", "id"}},
    {"member", "members.csv",
     {"cluster", "role", "id", "source", "date", "words", "jaccard", "id_in_of",
      "of_in_id", "id_at"}},
    {"pair", "borderline.csv",
     {"side", "a", "b", "a_source", "b_source", "jaccard", "a_in_b", "b_in_a",
      "shared"}},
    {"passage", "boilerplate.csv",
     {"text", "docs", "places", "sources", "type", "id", "source", "before", "after"}},
    {"document", "examples.csv", {"id", "source", "words", "cut"}},
};
enum { TABLES = sizeof tables / sizeof *tables };

static chaff_status write_page(lines *l, const char *path, chaff_error *err)
{
    buffer page = {0};
    output *o;
    chaff_status status = page_append(l, &page);

    if (status != CHAFF_OK) {
        buffer_release(&page);
        return error_memory(err);
    }
    status = output_open(&o, path, err);
    if (status == CHAFF_OK) {
        status = output_write(o, page.data, page.size, err);
        if (status == CHAFF_OK)
            status = output_commit(o, err);
        else
            output_discard(o);
    }
    buffer_release(&page);
    return status;
}

static chaff_status add_row(lines *l, table *t, const struct csv *c, size_t columns,
                            chaff_text line, chaff_error *err)
{
    json_value values[COLUMNS_MOST];

    if (lines_values(l, line, c->columns, columns, values) != CHAFF_OK)
        return error_memory(err);
    for (size_t i = 0; i < columns; i++) {
        if (values[i].type == JSON_ABSENT || !values[i].raw.size)
            table_text(t, (chaff_text){"", 0});
        else
            table_json(t, values[i].raw);
    }
    return table_row(t, err);
}

static chaff_status write_table(lines *l, const struct csv *c, const char *folder,
                                chaff_error *err)
{
    char path[PATH_MOST];
    size_t columns = 0;
    chaff_text line;
    table *t;
    chaff_status status;

    while (columns < COLUMNS_MOST && c->columns[columns])
        columns++;
    snprintf(path, sizeof path, "%s/%s", folder, c->file);
    status = table_open(&t, path, c->columns, columns, err);
    if (status != CHAFF_OK)
        return status;
    lines_rewind(l);
    while (status == CHAFF_OK && lines_next(l, &line))
        if (lines_is(l, line, c->kind))
            status = add_row(l, t, c, columns, line, err);
    if (status == CHAFF_OK)
        return table_commit(t, err);
    table_discard(t);
    return status;
}

static chaff_status write_tables(lines *l, const char *folder, chaff_error *err)
{
    chaff_status status = file_make_folder(folder, err);

    for (size_t i = 0; status == CHAFF_OK && i < TABLES; i++)
        status = write_table(l, &tables[i], folder, err);
    return status;
}

static bool ends_in(const char *name, const char *suffix)
{
    size_t size = strlen(name), end = strlen(suffix);

    return size >= end && !strcmp(name + size - end, suffix);
}

/* A table of the run, beside `source`, what the page is made from; that one too. */
static bool is_evidence(const char *page, const char *source)
{
    file_id folders[2];
    const char *name, *beside;

    return file_same(page, source) ||
           (file_kind_of(page) == FILE_REGULAR &&
            file_place(&folders[0], &name, page) &&
            file_place(&folders[1], &beside, source) &&
            folders[0].device == folders[1].device &&
            folders[0].number == folders[1].number &&
            (ends_in(name, ".jsonl") || ends_in(name, ".json")));
}

chaff_status chaff_report_write(const char *run_dir, const char *page, const char *csv,
                                chaff_error *err)
{
    char path[PATH_MOST];
    lines l;
    chaff_status status;

    if (snprintf(path, sizeof path, "%s/report.jsonl", run_dir) >= PATH_MOST - 32 ||
        (csv && strlen(csv) >= PATH_MOST - 32))
        return error_set(err, CHAFF_ERR_LIMIT, "the name of the folder is too long");
    if (page && is_evidence(page, path))
        return error_set(err, CHAFF_ERR_GUARD,
                         "'%s' is a file of the run and would be overwritten; "
                         "name another output",
                         page);
    status = lines_open(&l, path, err);
    if (status == CHAFF_OK && page)
        status = write_page(&l, page, err);
    if (status == CHAFF_OK && csv)
        status = write_tables(&l, csv, err);
    lines_close(&l);
    return status;
}
