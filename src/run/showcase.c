/* showcase.c - a bounded choice of what was found, to be looked at
 *
 * In: decisions. Out: lines of report.jsonl. Figures of a cluster are of all its
 * documents; dates, texts and rows of members are of the first few.
 */
#include "run/showcase.h"

#include "base/status.h"
#include "run/borderline.h"
#include "run/clusters.h"
#include "run/pairing.h"
#include "run/tables.h"
#include "text/dates.h"

enum {
    CLUSTERS_LISTED = 1000,    /* at least; more with --report-clusters */
    MEMBERS = 100,             /* rows of one cluster */
    MEMBER_TEXTS = 8,          /* copies with text, word-for-word equal ones apart */
    LOADS = 20000              /* documents read again, in all */
};

typedef struct group_row {     /* of one cluster */
    size_t first;              /* of its members */
    uint32_t size, sources;
    double least, sum;         /* similarity of the copies with the kept one */
} group_row;

typedef struct showcase {
    findings *f;
    sort_pair *members, *order;
    group_row *groups;
    size_t count, loads;
} showcase;

static double likeness_in_use(const run *r, const chaff_likeness *l)
{
    return r->options.measure == CHAFF_JACCARD ? l->jaccard : l->a_in_b;
}

/* One walk over all members; `seen` holds the last cluster that a source was met in. */
static chaff_status measure_groups(showcase *s, uint32_t *seen)
{
    const run *r = s->f->run;
    group_row *g = NULL;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < r->report->clustered; i++) {
        uint32_t document = s->members[i].item, cluster = cluster_of(r, document),
                 source = run_row(r, document)->source;
        chaff_likeness l;

        if (r->kept[document] == RUN_KEPT) {
            g = &s->groups[s->count++];
            *g = (group_row){i, r->cluster_sizes[document], 0, 1, 0};
        } else {
            status = clusters_likeness(r, document, &l);
            g->sum += likeness_in_use(r, &l);
            g->least = likeness_in_use(r, &l) < g->least ? likeness_in_use(r, &l)
                                                         : g->least;
        }
        g->sources += seen[source] != cluster + 1;
        seen[source] = cluster + 1;
    }
    return status;
}

/* The largest first, then those with most sources, then by number. */
static chaff_status order_groups(showcase *s)
{
    sort_pair *spare = mem_alloc(s->count, sizeof *spare);

    s->order = mem_alloc(s->count, sizeof *s->order);
    for (size_t i = 0; s->order && spare && i < s->count; i++)
        s->order[i] = (sort_pair){(uint64_t)(UINT32_MAX - s->groups[i].size) << 32 |
                                  (UINT32_MAX - s->groups[i].sources), (uint32_t)i, 0};
    if (s->order && spare)
        sort_pairs(s->order, spare, s->count);
    mem_free(spare);
    return s->order && spare ? CHAFF_OK : error_memory(s->f->run->err);
}

static chaff_status gather_groups(showcase *s)
{
    run *r = s->f->run;
    uint32_t *seen = mem_zero(r->sources.count + 1, sizeof *seen);
    chaff_status status;

    s->groups = mem_alloc(r->report->clusters, sizeof *s->groups);
    status = seen && s->groups ? clusters_members(r, &s->members)
                               : error_memory(r->err);
    if (status == CHAFF_OK)
        status = measure_groups(s, seen);
    if (status == CHAFF_OK)
        status = order_groups(s);
    mem_free(seen);
    return status;
}

/* -- members ----------------------------------------------------------------------- */

static void write_date(findings *f, chaff_text date)
{
    double seconds;

    if (!date.size)
        return;
    date.size = date.size < 64 ? date.size : 64;
    writer_text(&f->w, "date", date);
    if (date_seconds(date, &seconds))
        writer_number(&f->w, "time", seconds);
}

static chaff_status write_likeness(findings *f, uint32_t document)
{
    chaff_likeness l;
    chaff_status status = clusters_likeness(f->run, document, &l);

    writer_number(&f->w, "jaccard", l.jaccard);
    writer_number(&f->w, "id_in_of", l.a_in_b);
    writer_number(&f->w, "of_in_id", l.b_in_a);
    return status;
}

/* Side 0 holds the kept document, with its set; side 1 this copy. */
static chaff_status write_copy_text(findings *f)
{
    chaff_text kept = {f->text[0].data, f->text[0].size},
               copy = {f->text[1].data, f->text[1].size};
    chaff_status status = excerpt_set(f, 1);

    excerpt_write(f, "text", copy);
    if (status == CHAFF_OK)
        status = excerpt_write_shared(f, "shared", copy, 0);
    if (status == CHAFF_OK)
        status = excerpt_write_shared(f, "of_shared", kept, 1);
    return status;
}

static chaff_status write_member(showcase *s, uint32_t document, unsigned *texts)
{
    findings *f = s->f;
    run *r = f->run;
    bool kept = r->kept[document] == RUN_KEPT,
         equal = !kept && pairing_equal(r, document);
    chaff_text date = {0};
    chaff_status status;

    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", "member");
    writer_count(&f->w, "cluster", cluster_of(r, document));
    writer_string(&f->w, "role", kept ? "kept" : "copy");
    status = excerpt_write_id(f, "id", document);
    excerpt_write_source(f, "source", document);
    writer_count(&f->w, "words", run_row(r, document)->words);
    if (document < r->against_docs)
        writer_flag(&f->w, "against", true);
    if (status == CHAFF_OK && !kept)
        status = write_likeness(f, document);
    if (equal)
        writer_flag(&f->w, "equal", true);
    if (status == CHAFF_OK && s->loads > 0) {
        s->loads--;
        status = excerpt_load(f, document, !kept, &date);
        write_date(f, date);
    }
    if (status == CHAFF_OK && kept && *texts) {
        status = excerpt_set(f, 0);
        excerpt_write(f, "text", (chaff_text){f->text[0].data, f->text[0].size});
    } else if (status == CHAFF_OK && !equal && *texts > 1 && s->loads) {
        *texts -= 1;
        status = write_copy_text(f);
    }
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
    return status;
}

static chaff_status write_group(showcase *s, const group_row *g, bool with_texts)
{
    findings *f = s->f;
    run *r = f->run;
    uint32_t copies = g->size - 1;
    unsigned texts = with_texts && f->left ? MEMBER_TEXTS + 1 : 0;
    chaff_status status;

    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", "cluster");
    writer_count(&f->w, "cluster", cluster_of(r, s->members[g->first].item));
    writer_count(&f->w, "size", g->size);
    writer_count(&f->w, "sources", g->sources);
    writer_number(&f->w, "least", g->least);
    writer_number(&f->w, "mean", g->sum / copies);
    status = excerpt_write_id(f, "id", s->members[g->first].item);
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
    for (uint32_t i = 0; status == CHAFF_OK && i < g->size && i < MEMBERS; i++)
        status = write_member(s, s->members[g->first + i].item, &texts);
    return status;
}

chaff_status showcase_clusters(findings *f)
{
    showcase s = {.f = f, .loads = LOADS};
    run *r = f->run;
    uint32_t shown = r->options.report_clusters;
    size_t listed = shown > CLUSTERS_LISTED ? shown : CLUSTERS_LISTED;
    chaff_status status = r->kept ? gather_groups(&s) : CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < s.count && i < listed; i++)
        status = write_group(&s, &s.groups[s.order[i].item], i < shown);
    mem_free(s.members);
    mem_free(s.order);
    mem_free(s.groups);
    return status;
}

/* -- borderline pairs -------------------------------------------------------------- */

static chaff_status write_side(findings *f, uint32_t document, int side)
{
    static const char *const keys[2][3] = {{"a", "a_source", "a_text"},
                                            {"b", "b_source", "b_text"}};
    chaff_status status = excerpt_write_id(f, keys[side][0], document);

    excerpt_write_source(f, keys[side][1], document);
    if (status == CHAFF_OK)
        status = excerpt_load(f, document, side, NULL);
    if (status == CHAFF_OK)
        status = excerpt_set(f, side);
    excerpt_write(f, keys[side][2],
                  (chaff_text){f->text[side].data, f->text[side].size});
    return status;
}

static chaff_status write_pair(findings *f, const near_pair *p)
{
    run *r = f->run;
    const chaff_likeness *l = &p->likeness;
    bool above = borderline_measure(r, l) >= r->options.recipe.threshold;
    chaff_status status;

    writer_begin(&f->w, '{');
    writer_string(&f->w, "kind", "pair");
    writer_string(&f->w, "side", above ? "above" : "below");
    status = write_side(f, p->a, 0);
    if (status == CHAFF_OK)
        status = write_side(f, p->b, 1);
    writer_number(&f->w, "jaccard", l->jaccard);
    writer_number(&f->w, "a_in_b", l->a_in_b);
    writer_number(&f->w, "b_in_a", l->b_in_a);
    writer_count(&f->w, "shared", l->shared);
    for (int side = 0; status == CHAFF_OK && side < 2; side++)
        status = excerpt_write_shared(
            f, side ? "b_shared" : "a_shared",
            (chaff_text){f->text[side].data, f->text[side].size}, !side);
    writer_end(&f->w, '}');
    writer_end(&f->w, '\n');
    return status;
}

chaff_status showcase_pairs(findings *f)
{
    const borderline *b = f->run->borderline;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; b && status == CHAFF_OK && i < b->count && f->left; i++)
        status = write_pair(f, &b->pairs[i]);
    return status;
}
