/* explain.c - one pair looked at inside a whole run
 *
 * In: a corpus, options, two names. Out: what became of the two, and every number that
 * decided it. The run is that of `find` (or `clean`), so roles and clusters are those
 * that it reports; sketches are made again of the two texts, the same bytes as then.
 */
#include "chaff/explain.h"

#include <math.h>
#include <string.h>

#include "base/status.h"
#include "near/compare.h"
#include "run/clusters.h"
#include "run/likeness.h"
#include "run/locate.h"
#include "run/open.h"
#include "run/pairing.h"
#include "run/prints.h"
#include "run/stages.h"
#include "sketch/bands.h"

typedef struct side_store {
    buffer id, at, text, kept_id, kept_at;
} side_store;

typedef struct explaining {
    chaff_explanation *out;
    const char *names[2];
    uint32_t documents[2];
    side_store *sides;
} explaining;

typedef struct sketched {      /* the sketch of one of the two texts */
    uint32_t slots[BANDS_MOST_SLOTS];
    uint64_t keys[BANDS_MOST_SLOTS];
    uint8_t lanes[BANDS_MOST_SLOTS];
    uint64_t *sample;
    size_t sample_count;
    uint64_t words;
} sketched;

static chaff_text text_of(const buffer *b)
{
    return (chaff_text){b->data, b->size};
}

/* -- the documents ----------------------------------------------------------------- */

static chaff_status name_document(run *r, uint32_t document, buffer *id, buffer *at)
{
    chaff_status status = run_id(r, document, id);

    if (status == CHAFF_ERR_MEMORY)
        return error_memory(r->err);
    if (status != CHAFF_OK)
        return error_set(r->err, CHAFF_ERR_IO, "the ids can't be read back");
    return locate_place(r, document, at);
}

static chaff_status take_text(run *r, const explaining *e, int side)
{
    kit *k = run_writer(r);
    chaff_text text;
    chaff_status status = run_text(r, k, e->documents[side], &text, r->err);

    if (status == CHAFF_OK &&
        buffer_append(&e->sides[side].text, text.data, text.size) != CHAFF_OK)
        status = error_memory(r->err);
    return status;
}

static chaff_role role_of(const run *r, uint32_t document)
{
    if (!pairing_takes_part(r, document))
        return CHAFF_ROLE_APART;
    if (r->kept[document] != RUN_KEPT)
        return CHAFF_ROLE_COPY;
    return r->cluster_sizes[document] > 1 ? CHAFF_ROLE_KEPT : CHAFF_ROLE_ALONE;
}

static chaff_status tell_kept(run *r, explaining *e, int side)
{
    chaff_explained *d = &e->out->documents[side];
    side_store *s = &e->sides[side];
    uint32_t document = e->documents[side];
    chaff_status status = name_document(r, r->kept[document], &s->kept_id, &s->kept_at);

    if (status == CHAFF_OK)
        status = run_likeness(r, run_writer(r), document, &d->with_kept, r->err);
    d->kept_id = text_of(&s->kept_id);
    d->kept_at = text_of(&s->kept_at);
    return status;
}

static chaff_status tell_document(run *r, explaining *e, int side)
{
    chaff_explained *d = &e->out->documents[side];
    side_store *s = &e->sides[side];
    uint32_t document = e->documents[side];
    chaff_status status = name_document(r, document, &s->id, &s->at);

    d->id = text_of(&s->id);
    d->at = text_of(&s->at);
    d->text = text_of(&s->text);
    d->role = role_of(r, document);
    d->cluster_size = r->cluster_sizes[cluster_head(r, document)];
    if (r->cuts.count)
        d->cut_words = ((const cut_list *)column_at(&r->cuts, document))->words;
    return status == CHAFF_OK && d->role == CHAFF_ROLE_COPY ? tell_kept(r, e, side)
                                                            : status;
}

/* -- the pair ---------------------------------------------------------------------- */

static chaff_status take_sample(const run *r, chaff_text text, sketched *s)
{
    const uint64_t *sample;
    chaff_status status;

    if (r->options.measure != CHAFF_CONTAINMENT)
        return CHAFF_OK;
    status = worker_sample(run_writer(r)->worker, text, PRINTS_SAMPLE_ONE_IN, &sample,
                           &s->sample_count);
    if (status != CHAFF_OK)
        return status;
    s->sample = mem_alloc(s->sample_count, sizeof *s->sample);
    if (!s->sample)
        return CHAFF_ERR_MEMORY;
    if (s->sample_count)
        memcpy(s->sample, sample, s->sample_count * sizeof *sample);
    return CHAFF_OK;
}

static chaff_status sketch_one(const run *r, chaff_text text, sketched *s)
{
    chaff_worker *worker = run_writer(r)->worker;
    const chaff_recipe *recipe = &r->options.recipe;
    sketch_print print;
    chaff_status status = worker_print(worker, text, true, &print);

    if (status != CHAFF_OK)
        return status;
    s->words = print.words;
    memcpy(s->slots, print.slots,
           (size_t)recipe->bands * recipe->rows * sizeof *s->slots);
    worker_keys(worker, s->slots, s->keys, s->lanes);
    return take_sample(r, text, s);
}

static chaff_status compare_sketches(explaining *e, const run *r, const sketched *s)
{
    const chaff_recipe *recipe = &r->options.recipe;
    chaff_explanation *out = e->out;
    uint32_t slots = recipe->bands * recipe->rows, equal = 0;

    out->bands = mem_alloc(recipe->bands, sizeof *out->bands);
    if (!out->bands)
        return CHAFF_ERR_MEMORY;
    if (!s[0].words || !s[1].words)
        return CHAFF_OK;
    for (uint32_t b = 0; b < recipe->bands; b++)
        if (s[0].keys[b] == s[1].keys[b])
            out->bands[out->bands_met++] = b;
    for (uint32_t i = 0; i < slots; i++) {
        equal += s[0].slots[i] == s[1].slots[i];
        out->lanes += s[0].lanes[i] == s[1].lanes[i];
    }
    out->estimate = (double)equal / slots;
    out->samples_met = compare_sets(s[0].sample, s[0].sample_count, s[1].sample,
                                    s[1].sample_count, 0);
    return CHAFF_OK;
}

/* Bands and, for containment, one sampled shingle of those shared: independent. */
static double chance_of(const run *r, const chaff_explanation *x)
{
    const chaff_recipe *recipe = &r->options.recipe;
    double missed, jaccard = x->likeness.jaccard;

    if (r->options.measure == CHAFF_JACCARD)
        return chaff_recipe_recall(recipe, jaccard);
    missed = 1 - bands_chance(recipe->bands, recipe->rows, 0, jaccard);
    return 1 - missed * pow(1 - 1.0 / PRINTS_SAMPLE_ONE_IN, (double)x->likeness.shared);
}

static chaff_status measure(run *r, explaining *e)
{
    chaff_explanation *out = e->out;
    chaff_worker *worker = run_writer(r)->worker;
    chaff_text a = text_of(&e->sides[0].text), b = text_of(&e->sides[1].text);
    sketched *s = mem_zero(2, sizeof *s);
    chaff_status status = s ? chaff_verify(worker, a, b, &out->likeness)
                            : CHAFF_ERR_MEMORY;

    if (status == CHAFF_OK)
        status = sketch_one(r, a, &s[0]);
    if (status == CHAFF_OK)
        status = sketch_one(r, b, &s[1]);
    if (status == CHAFF_OK)
        status = compare_sketches(e, r, s);
    if (status == CHAFF_OK)
        status = chaff_verify_shared(worker, a, b, &out->shared, &out->shared_count);
    for (int i = 0; s && i < 2; i++) {
        out->documents[i].words = s[i].words;
        mem_free(s[i].sample);
    }
    mem_free(s);
    out->chance = chance_of(r, out);
    if (r->options.measure == CHAFF_JACCARD)
        out->lanes_needed = bands_least_lanes(&r->options.recipe);
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(r->err);
    return status;
}

static bool reaches(const run *r, const chaff_likeness *l)
{
    compare_rule rule = r->options.measure == CHAFF_JACCARD ? COMPARE_JACCARD
                                                            : COMPARE_EITHER;

    return l->shared >= compare_need(rule, r->options.recipe.threshold, l->a_count,
                                     l->b_count);
}

static bool kept_apart(const run *r, uint32_t a, uint32_t b)
{
    if (r->options.grouping == CHAFF_GROUP_NONE)
        return false;
    return (run_group(r, a) == run_group(r, b)) ==
           (r->options.grouping == CHAFF_GROUP_ACROSS);
}

static chaff_verdict judge(const run *r, const explaining *e)
{
    const chaff_explanation *x = e->out;
    uint32_t a = e->documents[0], b = e->documents[1];
    const hash128 *p = &run_row(r, a)->sequence, *q = &run_row(r, b)->sequence;

    if (!x->documents[0].words || !x->documents[1].words)
        return CHAFF_VERDICT_WORDLESS;
    if (!pairing_takes_part(r, a) || !pairing_takes_part(r, b))
        return CHAFF_VERDICT_SHORT;
    if (kept_apart(r, a, b))
        return CHAFF_VERDICT_GROUPS;
    if (r->against_inputs && (a < r->against_docs) == (b < r->against_docs))
        return CHAFF_VERDICT_AGAINST;
    if (p->low == q->low && p->high == q->high)
        return CHAFF_VERDICT_EXACT;
    if (!reaches(r, &x->likeness))
        return CHAFF_VERDICT_BELOW;
    if (!x->bands_met && !x->samples_met)
        return CHAFF_VERDICT_UNMET;
    return x->lanes < x->lanes_needed ? CHAFF_VERDICT_FILTERED : CHAFF_VERDICT_PAIR;
}

/* -- all of it --------------------------------------------------------------------- */

static chaff_status locate_both(run *r, explaining *e)
{
    chaff_status status = locate_document(r, e->names[0], &e->documents[0]);

    if (status == CHAFF_OK)
        status = locate_document(r, e->names[1], &e->documents[1]);
    if (status == CHAFF_OK && e->documents[0] == e->documents[1])
        status = error_set(r->err, CHAFF_ERR_OPTION,
                           "'%.100s' and '%.100s' are one document; name two",
                           e->names[0], e->names[1]);
    return status;
}

static chaff_status compare_all(run *r)
{
    const chaff_recipe *recipe = &r->options.recipe;
    chaff_status status;

    run_count(r);
    r->report->recall = chaff_recipe_recall(recipe, recipe->threshold);
    r->report->bands = recipe->bands;
    r->report->rows = recipe->rows;
    status = pair_documents(r, NULL, NULL);
    return status == CHAFF_OK ? clusters_number(r) : status;
}

static chaff_status explain_stages(run *r, void *self)
{
    explaining *e = self;
    chaff_status status = run_open(r);

    if (status == CHAFF_OK)
        status = run_read(r);
    if (status == CHAFF_OK)
        status = locate_both(r, e);
    if (status == CHAFF_OK)
        status = run_strip(r);
    for (int i = 0; status == CHAFF_OK && i < 2; i++)
        status = take_text(r, e, i);
    if (status == CHAFF_OK)
        status = compare_all(r);
    if (status == CHAFF_OK)
        status = measure(r, e);
    for (int i = 0; status == CHAFF_OK && i < 2; i++)
        status = tell_document(r, e, i);
    if (status != CHAFF_OK)
        return status;
    e->out->recipe = r->options.recipe;
    e->out->verdict = judge(r, e);
    e->out->together = cluster_head(r, e->documents[0]) ==
                       cluster_head(r, e->documents[1]);
    return CHAFF_OK;
}

chaff_status chaff_explain(chaff_explanation *out, const chaff_run_options *options,
                           const char *a, const char *b, chaff_error *err)
{
    explaining e = {.out = out, .names = {a, b}};
    chaff_status status;

    *out = (chaff_explanation){0};
    if (options->job != CHAFF_JOB_FIND && options->job != CHAFF_JOB_CLEAN)
        return error_set(err, CHAFF_ERR_OPTION, "only find and clean can be explained");
    e.sides = mem_zero(2, sizeof *e.sides);
    if (!e.sides)
        return error_memory(err);
    out->store = e.sides;
    status = run_conduct(options, &out->report, explain_stages, &e, err);
    if (status != CHAFF_OK)
        chaff_explanation_free(out);
    return status;
}

void chaff_explanation_free(chaff_explanation *explanation)
{
    side_store *sides = explanation->store;

    for (int i = 0; sides && i < 2; i++) {
        buffer_release(&sides[i].id);
        buffer_release(&sides[i].at);
        buffer_release(&sides[i].text);
        buffer_release(&sides[i].kept_id);
        buffer_release(&sides[i].kept_at);
    }
    mem_free(sides);
    mem_free(explanation->bands);
    chaff_shared_free(explanation->shared);
    *explanation = (chaff_explanation){0};
}
