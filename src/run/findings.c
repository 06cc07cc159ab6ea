/* findings.c - figures by source, by similarity, by size; then the examples
 *
 * In: a finished run. Out: one JSON object a line, each with a `kind`; a few MB at most
 * for any corpus. Nothing of it depends on threads, memory or time.
 */
#include "run/findings.h"


#include "base/sort.h"
#include "base/status.h"
#include "chaff/report.h"
#include "run/borderline.h"
#include "run/clusters.h"
#include "run/examples.h"
#include "run/guard.h"
#include "run/showcase.h"
#include "text/output.h"

enum {
    SOURCES = 1000,            /* rows of the table of sources */
    MATRIX = 24,               /* sources in the matrix, on each side */
    EXACT_SIZES = 64           /* clusters of fewer documents are counted by size */
};

chaff_status findings_begin(run *r)
{
    if (!r->options.run_dir)
        return CHAFF_OK;
    r->similar = mem_zero(BORDERLINE_STEPS, sizeof *r->similar);
    return r->similar ? CHAFF_OK : error_memory(r->err);
}

static void begin_line(findings *f, const char *kind)
{
    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", kind);
}

static void end_line(findings *f)
{
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
}

static void write_head(findings *f, chaff_text keys)
{
    const run *r = f->run;
    size_t named = 0;

    for (uint32_t s = 0; s < r->sources.count; s++)
        named += names_text(&r->sources, s).size > 0;
    begin_line(f, "run");
    writer_token(&f->w, keys);
    writer_count(&f->w, "sources", named);
    if (r->borderline) {
        writer_count(&f->w, "estimated", r->borderline->candidates);
        writer_flag(&f->w, "sampled", r->borderline->sampled);
    }
    end_line(f);
}

/* -- sources ----------------------------------------------------------------------- */

static void write_source(findings *f, uint32_t source, const source_loss *l)
{
    begin_line(f, "source");
    writer_text(&f->w, "source", names_text(&f->run->sources, source));
    writer_count(&f->w, "documents", l->documents);
    writer_count(&f->w, "removed", l->removed);
    writer_count(&f->w, "words", l->words);
    writer_count(&f->w, "cut", l->cut);
    writer_number(&f->w, "lost", guard_percent(l));
    end_line(f);
}

/* Those with most documents, in that order. */
static chaff_status write_sources(findings *f)
{
    run *r = f->run;
    size_t count = r->sources.count;
    source_loss *losses;
    sort_pair *order = mem_alloc(count, sizeof *order),
              *spare = mem_alloc(count, sizeof *spare);
    chaff_status status = guard_losses(r, &losses);

    if (status == CHAFF_OK && (!order || !spare))
        status = error_memory(r->err);
    if (status == CHAFF_OK) {
        for (uint32_t s = 0; s < count; s++)
            order[s] = (sort_pair){UINT64_MAX - losses[s].documents, s, 0};
        sort_pairs(order, spare, count);
        for (size_t i = 0; i < count && i < SOURCES; i++)
            if (losses[order[i].item].documents)
                write_source(f, order[i].item, &losses[order[i].item]);
    }
    mem_free(losses);
    mem_free(order);
    mem_free(spare);
    return status;
}

/* -- who stands for whom, by source ------------------------------------------------ */

/* place[s] becomes 1 + the row of a source with many documents in clusters; 0: none. */
static void choose_sources(const run *r, uint8_t *place, sort_pair *order,
                           sort_pair *spare)
{
    size_t count = r->sources.count;

    for (uint32_t s = 0; s < count; s++)
        order[s] = (sort_pair){UINT64_MAX, s, 0};
    for (uint32_t d = 0; d < r->documents; d++)
        if (cluster_of(r, d) != CLUSTER_NONE)
            order[run_row(r, d)->source].key--;
    sort_pairs(order, spare, count);
    for (size_t i = 0; i < count && i < MATRIX && order[i].key < UINT64_MAX; i++)
        place[order[i].item] = (uint8_t)(i + 1);
}

static void write_cells(findings *f, const uint8_t *place, const sort_pair *order)
{
    const run *r = f->run;
    uint64_t cells[MATRIX][MATRIX] = {{0}};

    for (uint32_t d = 0; d < r->documents; d++) {
        uint32_t from = place[run_row(r, cluster_head(r, d))->source],
                 to = place[run_row(r, d)->source];

        if (r->kept[d] != RUN_KEPT && from && to)
            cells[from - 1][to - 1]++;
    }
    for (size_t from = 0; from < MATRIX; from++)
        for (size_t to = 0; to < MATRIX; to++) {
            if (!cells[from][to])
                continue;
            begin_line(f, "matrix");
            writer_text(&f->w, "kept", names_text(&r->sources, order[from].item));
            writer_text(&f->w, "copy", names_text(&r->sources, order[to].item));
            writer_count(&f->w, "documents", cells[from][to]);
            end_line(f);
        }
}

static chaff_status write_matrix(findings *f)
{
    run *r = f->run;
    size_t count = r->sources.count;
    uint8_t *place = mem_zero(count + 1, sizeof *place);
    sort_pair *order = mem_alloc(count + 1, sizeof *order),
              *spare = mem_alloc(count + 1, sizeof *spare);
    bool memory = place && order && spare;

    if (memory && r->kept && count > 1) {
        choose_sources(r, place, order, spare);
        write_cells(f, place, order);
    }
    mem_free(place);
    mem_free(order);
    mem_free(spare);
    return memory ? CHAFF_OK : error_memory(r->err);
}

/* -- plots ------------------------------------------------------------------------- */

static void write_similarities(findings *f)
{
    const run *r = f->run;

    for (int i = 0; r->borderline && i < BORDERLINE_STEPS; i++) {
        if (!r->similar[i] && !r->borderline->estimates[i])
            continue;
        begin_line(f, "similarity");
        writer_number(&f->w, "from", i / 100.0);
        writer_count(&f->w, "pairs", r->similar[i]);
        writer_count(&f->w, "candidates", r->borderline->estimates[i]);
        end_line(f);
    }
}

static void write_recall(findings *f)
{
    const run *r = f->run;

    for (int i = 0; r->borderline && i <= 100; i++) {
        begin_line(f, "recall");
        writer_number(&f->w, "similarity", i / 100.0);
        writer_number(&f->w, "found",
                      chaff_recipe_recall(&r->options.recipe, i / 100.0));
        end_line(f);
    }
}

/* Sizes from EXACT_SIZES on are rounded down to one of eight steps a doubling. */
static uint32_t round_size(uint32_t size)
{
    unsigned shift = 0;

    while (size >> shift >= EXACT_SIZES / 4)
        shift++;
    return size < EXACT_SIZES ? size : size >> shift << shift;
}

static chaff_status write_sizes(findings *f)
{
    run *r = f->run;
    size_t count = 0;
    uint64_t *sizes = mem_alloc(r->report->clusters, sizeof *sizes),
             *spare = mem_alloc(r->report->clusters, sizeof *spare);
    bool memory = sizes && spare;

    for (uint32_t d = 0; memory && r->cluster_sizes && d < r->documents; d++)
        if (r->cluster_sizes[d] > 1)
            sizes[count++] = round_size(r->cluster_sizes[d]);
    if (memory)
        sort_keys(sizes, spare, count);
    for (size_t i = 0, next; memory && i < count; i = next) {
        for (next = i; next < count && sizes[next] == sizes[i]; )
            next++;
        begin_line(f, "size");
        writer_count(&f->w, "size", sizes[i]);
        writer_count(&f->w, "clusters", next - i);
        end_line(f);
    }
    mem_free(sizes);
    mem_free(spare);
    return memory ? CHAFF_OK : error_memory(r->err);
}

/* -- all of it --------------------------------------------------------------------- */

static chaff_status gather(findings *f, chaff_text keys)
{
    chaff_status status;

    write_head(f, keys);
    status = write_sources(f);
    if (status == CHAFF_OK)
        status = write_matrix(f);
    write_similarities(f);
    write_recall(f);
    if (status == CHAFF_OK)
        status = write_sizes(f);
    if (status == CHAFF_OK)
        status = showcase_pairs(f);
    if (status == CHAFF_OK)
        status = examples_passages(f);
    if (status == CHAFF_OK)
        status = examples_documents(f);
    return status == CHAFF_OK ? showcase_clusters(f) : status;
}

static chaff_status write_lines(findings *f, const char *path)
{
    chaff_error *err = f->run->err;
    output *o;
    chaff_status status = output_open(&o, path, err);

    if (status != CHAFF_OK)
        return status;
    status = output_write(o, f->w.out.data, f->w.out.size, err);
    if (status == CHAFF_OK)
        return output_commit(o, err);
    output_discard(o);
    return status;
}

chaff_status findings_write(run *r, chaff_text keys, const char *lines,
                            const char *page)
{
    findings f = {.run = r, .left = r->options.report_size};
    chaff_status status = gather(&f, keys);

    if (status == CHAFF_OK)
        status = run_failed(r, f.w.failure);
    if (status == CHAFF_OK)
        status = write_lines(&f, lines);
    buffer_release(&f.w.out);
    buffer_release(&f.id);
    buffer_release(&f.place);
    buffer_release(&f.ranges);
    buffer_release(&f.edges);
    for (int i = 0; i < 2; i++) {
        buffer_release(&f.text[i]);
        mem_free(f.sets[i]);
    }
    return status == CHAFF_OK
               ? chaff_report_write(r->options.run_dir, page, NULL, r->err)
               : status;
}
