/* audit.c - what `find` finds, beside what there is to find
 *
 * In: a corpus and options. Out: recall. A sample of texts is compared with every text
 * by counting shared shingles, nothing nominated, nothing estimated: the truth. Pairs
 * that find reports go to a spool, true ones to sorted runs; both ascend, and are
 * merged.
 * Always: the sample depends on the input and the seed alone.
 */
#include "chaff/audit.h"

#include <math.h>
#include <string.h>

#include "base/file.h"
#include "base/status.h"
#include "near/runs.h"
#include "report/table.h"
#include "run/clusters.h"
#include "run/locate.h"
#include "run/open.h"
#include "run/outputs.h"
#include "run/pairing.h"
#include "run/prints.h"
#include "run/stages.h"
#include "run/truth.h"
#include "sketch/bands.h"

enum {
    WINDOW = 4096,             /* pairs of the spool read at once */
    CHANCES = 1000             /* similarities for which the chance is worked out */
};

typedef struct auditing {
    run *run;
    chaff_audit *out;
    uint64_t wanted;           /* texts to sample */
    truth truth;
    spool *found;              /* pair_record of find that touch the sample */
    pair_record *window;
    uint64_t read, count;      /* of the spool, in pairs */
    size_t at, held;           /* in the window */
    double *chances;           /* of similarity i / CHANCES; negative: not yet known */
    uint32_t least_lanes;
    table *pairs;
    buffer texts[2], ids[2], places[2];
    uint32_t loaded[2];        /* the documents in `texts` */
    uint64_t *keys;            /* of the two, bands each */
    uint8_t *lanes;
} auditing;

/* -- what find reports ------------------------------------------------------------- */

/* Equal copies follow their text by construction: only texts are audited. */
static chaff_status take_found(void *self, uint32_t a, uint32_t b,
                               const chaff_likeness *l)
{
    auditing *x = self;
    const run *r = x->run;
    pair_record pair = {a, b, l->a_count, l->b_count, l->shared};

    if (r->texts[a] != a || r->texts[b] != b ||
        (!truth_samples(&x->truth, a) && !truth_samples(&x->truth, b)))
        return CHAFF_OK;
    x->count++;
    return spool_append(x->found, &pair, sizeof pair, x->run->err);
}

/* The next pair of find's; NULL: there is none, or it can't be read (*status). */
static const pair_record *next_found(auditing *x, chaff_status *status)
{
    if (x->at == x->held) {
        uint64_t left = x->count - x->read;

        x->held = left < WINDOW ? (size_t)left : WINDOW;
        x->at = 0;
        if (x->held)
            *status = spool_read(x->found, x->window, x->held * sizeof *x->window,
                                 x->read * sizeof *x->window);
        x->read += x->held;
    }
    return *status == CHAFF_OK && x->at < x->held ? &x->window[x->at] : NULL;
}

/* -- chances ----------------------------------------------------------------------- */

static double chance_of_bands(auditing *x, double jaccard)
{
    const chaff_recipe *recipe = &x->run->options.recipe;
    size_t i = (size_t)(jaccard * CHANCES + 0.5);

    if (x->chances[i] < 0)
        x->chances[i] = bands_chance(recipe->bands, recipe->rows, x->least_lanes,
                                     (double)i / CHANCES);
    return x->chances[i];
}

static double chance_of(auditing *x, const chaff_likeness *l)
{
    double chance = chance_of_bands(x, l->jaccard);

    if (x->run->options.measure == CHAFF_JACCARD)
        return chance;
    return 1 - (1 - chance) * pow(1 - 1.0 / PRINTS_SAMPLE_ONE_IN, (double)l->shared);
}

/* -- why a pair was missed --------------------------------------------------------- */

static chaff_status load_sketch(auditing *x, int side, uint32_t document)
{
    run *r = x->run;
    kit *k = run_writer(r);
    const chaff_recipe *recipe = &r->options.recipe;
    chaff_text text;
    sketch_print print;
    chaff_status status;

    if (x->loaded[side] == document)
        return CHAFF_OK;
    status = run_text(r, k, document, &text, r->err);
    x->texts[side].size = 0;
    if (status == CHAFF_OK &&
        buffer_append(&x->texts[side], text.data, text.size) != CHAFF_OK)
        return error_memory(r->err);
    if (status == CHAFF_OK)
        status = worker_print(k->worker, text, true, &print);
    if (status != CHAFF_OK)
        return status;
    worker_keys(k->worker, print.slots, x->keys + (size_t)side * recipe->bands,
                x->lanes + (size_t)side * recipe->bands * recipe->rows);
    x->loaded[side] = document;
    return CHAFF_OK;
}

/* Whether the two have a sampled shingle in common. */
static chaff_status meet_by_sample(auditing *x, bool *met)
{
    kit *k = run_writer(x->run);
    const uint64_t *sample;
    uint64_t *first;
    size_t counts[2];
    chaff_status status = worker_sample(
        k->worker, (chaff_text){x->texts[0].data, x->texts[0].size},
        PRINTS_SAMPLE_ONE_IN, &sample, &counts[0]);

    if (status != CHAFF_OK)
        return status;
    first = mem_alloc(counts[0], sizeof *first);
    if (!first)
        return CHAFF_ERR_MEMORY;
    if (counts[0])
        memcpy(first, sample, counts[0] * sizeof *first);
    status = worker_sample(k->worker, (chaff_text){x->texts[1].data, x->texts[1].size},
                           PRINTS_SAMPLE_ONE_IN, &sample, &counts[1]);
    if (status == CHAFF_OK)
        *met = *met || compare_sets(first, counts[0], sample, counts[1], 0) > 0;
    mem_free(first);
    return status;
}

static chaff_status find_reason(auditing *x, const pair_record *p, chaff_missed *why)
{
    const chaff_recipe *recipe = &x->run->options.recipe;
    size_t slots = (size_t)recipe->bands * recipe->rows, equal = 0;
    bool met = false;
    chaff_status status = load_sketch(x, 0, p->a);

    if (status == CHAFF_OK)
        status = load_sketch(x, 1, p->b);
    if (status != CHAFF_OK)
        return status;
    for (uint32_t b = 0; b < recipe->bands; b++)
        met = met || x->keys[b] == x->keys[recipe->bands + b];
    for (size_t i = 0; i < slots; i++)
        equal += x->lanes[i] == x->lanes[slots + i];
    if (x->run->options.measure == CHAFF_CONTAINMENT)
        status = meet_by_sample(x, &met);
    *why = !met ? CHAFF_MISSED_BANDS
         : equal < x->least_lanes ? CHAFF_MISSED_FILTER
                                  : CHAFF_MISSED_LIMIT;
    return status;
}

/* -- rows -------------------------------------------------------------------------- */

static const char *const columns[] = {"a",      "b",     "jaccard", "a_in_b", "b_in_a",
                                      "shared", "found", "a_at",    "b_at"};
static const char *const outcomes[] = {"found", "no band", "filter", "limit"};

static chaff_status write_row(auditing *x, const pair_record *p,
                              const chaff_likeness *l, const char *outcome)
{
    run *r = x->run;
    const uint32_t documents[] = {p->a, p->b};
    bool with_places = r->repeats != NULL;
    chaff_status status = CHAFF_OK;

    if (!x->pairs)
        return CHAFF_OK;
    for (int i = 0; status == CHAFF_OK && i < 2; i++) {
        x->ids[i].size = x->places[i].size = 0;
        status = run_id(r, documents[i], &x->ids[i]);
        if (status == CHAFF_OK && with_places && r->repeats[documents[i]])
            status = locate_place(r, documents[i], &x->places[i]);
        table_json(x->pairs, (chaff_text){x->ids[i].data, x->ids[i].size});
    }
    table_number(x->pairs, l->jaccard);
    table_number(x->pairs, l->a_in_b);
    table_number(x->pairs, l->b_in_a);
    table_count(x->pairs, l->shared);
    table_text(x->pairs, (chaff_text){outcome, strlen(outcome)});
    for (int i = 0; with_places && i < 2; i++)
        table_text(x->pairs, (chaff_text){x->places[i].data, x->places[i].size});
    return status == CHAFF_OK ? table_row(x->pairs, r->err) : status;
}

/* -- truth beside report ----------------------------------------------------------- */

static chaff_audit_bin *bin_of(auditing *x, const chaff_likeness *l)
{
    double value = l->jaccard, least = x->run->options.recipe.threshold;
    size_t i;

    if (x->run->options.measure == CHAFF_CONTAINMENT)
        value = l->a_in_b > l->b_in_a ? l->a_in_b : l->b_in_a;
    i = value > least ? (size_t)((value - least) / CHAFF_AUDIT_STEP + 1e-9) : 0;
    return &x->out->bins[i < x->out->bin_count ? i : x->out->bin_count - 1];
}

static bool same_figures(const pair_record *p, const pair_record *q)
{
    return p->a_count == q->a_count && p->b_count == q->b_count &&
           p->shared == q->shared;
}

static chaff_status count_pair(auditing *x, const pair_record *p, bool found)
{
    chaff_audit *out = x->out;
    chaff_missed why = 0;
    chaff_likeness l;
    chaff_audit_bin *bin;
    double chance;
    chaff_status status = found ? CHAFF_OK : find_reason(x, p, &why);

    if (status != CHAFF_OK)
        return status;
    likeness_of_counts(p->a_count, p->b_count, p->shared, &l);
    bin = bin_of(x, &l);
    chance = chance_of(x, &l);
    out->all.pairs++;
    out->all.found += found;
    out->all.expected += chance;
    bin->pairs++;
    bin->found += found;
    bin->expected += chance;
    if (!found)
        out->missed[why]++;
    return write_row(x, p, &l, outcomes[found ? 0 : 1 + (int)why]);
}

/* Called for every true pair, ascending. */
static chaff_status merge_true(void *self, uint32_t a, uint32_t b,
                               const chaff_likeness *l)
{
    auditing *x = self;
    pair_record pair = {a, b, l->a_count, l->b_count, l->shared};
    chaff_status status = CHAFF_OK;
    const pair_record *f;
    bool found;

    while ((f = next_found(x, &status)) && (f->a < a || (f->a == a && f->b < b))) {
        x->out->wrong++;
        x->at++;
    }
    found = f && f->a == a && f->b == b;
    if (found) {
        x->out->wrong += !same_figures(f, &pair);
        x->at++;
    }
    return status == CHAFF_OK ? count_pair(x, &pair, found) : status;
}

static chaff_status merge_all(auditing *x)
{
    chaff_status status = truth_merge(&x->truth, merge_true, x, x->run->err);

    while (status == CHAFF_OK && next_found(x, &status)) {
        x->out->wrong++;
        x->at++;
    }
    return status;
}

/* -- figures ----------------------------------------------------------------------- */

/* E. B. Wilson 1927: the score interval; 1.96 standard deviations hold 95%. */
static void set_interval(chaff_audit_bin *bin, bool complete)
{
    const double z = 1.959964;
    double n = (double)bin->pairs, p, middle, half;

    bin->recall = bin->pairs ? (double)bin->found / n : 0;
    bin->expected = bin->pairs ? bin->expected / n : 0;
    bin->low = bin->high = bin->recall;
    if (!bin->pairs) {
        bin->high = 1;
        return;
    }
    if (complete)
        return;
    p = bin->recall;
    middle = (p + z * z / (2 * n)) / (1 + z * z / n);
    half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    bin->low = bin->found ? middle - half : 0;
    bin->high = bin->found < bin->pairs ? middle + half : 1;
}

/* 0.85, not 0.8500000000000001: the step is a decimal fraction. */
static double bin_edge(double least, size_t i)
{
    return round((least + (double)i * CHAFF_AUDIT_STEP) * 1e9) / 1e9;
}

static void set_bins(auditing *x)
{
    double least = x->run->options.recipe.threshold;
    chaff_audit *out = x->out;

    out->bin_count = (size_t)ceil((1 - least) / CHAFF_AUDIT_STEP - 1e-9);
    out->bin_count = out->bin_count ? out->bin_count : 1;
    for (size_t i = 0; i < out->bin_count; i++) {
        out->bins[i].from = bin_edge(least, i);
        out->bins[i].to = i + 1 < out->bin_count ? bin_edge(least, i + 1) : 1;
    }
    out->all.from = least;
    out->all.to = 1;
}

/* -- the stages -------------------------------------------------------------------- */

static chaff_status prepare(auditing *x)
{
    run *r = x->run;
    const chaff_recipe *recipe = &r->options.recipe;
    size_t slots = (size_t)recipe->bands * recipe->rows;

    x->window = mem_alloc(WINDOW, sizeof *x->window);
    x->chances = mem_alloc(CHANCES + 1, sizeof *x->chances);
    x->keys = mem_alloc(2 * (size_t)recipe->bands, sizeof *x->keys);
    x->lanes = mem_alloc(2, slots);
    x->loaded[0] = x->loaded[1] = UINT32_MAX;
    if (!x->window || !x->chances || !x->keys || !x->lanes ||
        spool_new(&x->found, &r->memory) != CHAFF_OK)
        return error_memory(r->err);
    for (size_t i = 0; i <= CHANCES; i++)
        x->chances[i] = -1;
    if (r->options.measure == CHAFF_JACCARD)
        x->least_lanes = bands_least_lanes(recipe);
    set_bins(x);
    return CHAFF_OK;
}

static chaff_status find_pairs(auditing *x)
{
    run *r = x->run;
    const chaff_recipe *recipe = &r->options.recipe;
    double start = file_clock();
    chaff_status status;

    run_count(r);
    r->report->recall = chaff_recipe_recall(recipe, recipe->threshold);
    r->report->bands = recipe->bands;
    r->report->rows = recipe->rows;
    status = truth_sample(&x->truth, r, x->wanted);
    if (status == CHAFF_OK)
        status = pair_documents(r, take_found, x);
    x->out->seconds_find = r->report->seconds_read + file_clock() - start;
    return status;
}

static chaff_status measure_truth(auditing *x)
{
    run *r = x->run;
    double start = file_clock();
    chaff_status status = r->documents ? truth_find(&x->truth) : CHAFF_OK;

    if (status == CHAFF_OK && r->options.pairs)
        status = table_open(&x->pairs, r->options.pairs, columns, r->repeats ? 9 : 7,
                            r->err);
    if (status == CHAFF_OK && r->documents)
        status = merge_all(x);
    if (x->pairs && status == CHAFF_OK)
        status = table_commit(x->pairs, r->err);
    else
        table_discard(x->pairs);
    x->out->seconds_truth = file_clock() - start;
    return status;
}

static void release(auditing *x)
{
    truth_release(&x->truth);
    spool_free(x->found);
    mem_free(x->window);
    mem_free(x->chances);
    mem_free(x->keys);
    mem_free(x->lanes);
    for (int i = 0; i < 2; i++) {
        buffer_release(&x->texts[i]);
        buffer_release(&x->ids[i]);
        buffer_release(&x->places[i]);
    }
}

static chaff_status audit_stages(run *r, void *self)
{
    auditing *x = self;
    chaff_status status = run_open(r);

    x->run = r;
    if (status == CHAFF_OK && r->options.pairs)
        status = outputs_check_table(r, "--pairs", r->options.pairs);
    if (status == CHAFF_OK)
        status = prepare(x);
    if (status == CHAFF_OK)
        status = run_read(r);
    if (status == CHAFF_OK)
        status = find_pairs(x);
    if (status == CHAFF_OK)
        status = measure_truth(x);
    x->out->recipe = r->options.recipe;
    x->out->sampled = x->truth.count;
    x->out->texts = x->truth.texts;
    x->out->complete = x->truth.count == x->truth.texts;
    set_interval(&x->out->all, x->out->complete);
    for (size_t i = 0; i < x->out->bin_count; i++)
        set_interval(&x->out->bins[i], x->out->complete);
    release(x);
    return status == CHAFF_OK ? CHAFF_OK : run_failed(r, status);
}

chaff_status chaff_audit_run(chaff_audit *out, const chaff_run_options *options,
                             uint64_t sample, chaff_error *err)
{
    auditing x = {.out = out, .wanted = sample};
    chaff_run_options find = *options;
    chaff_status status;

    *out = (chaff_audit){0};
    if (!sample)
        return error_set(err, CHAFF_ERR_OPTION, "a sample of none tells nothing");
    find.job = CHAFF_JOB_FIND;
    status = run_conduct(&find, &out->report, audit_stages, &x, err);
    if (status != CHAFF_OK)
        *out = (chaff_audit){0};
    return status;
}
