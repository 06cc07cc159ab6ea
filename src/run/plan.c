/* plan.c - chances from the recipe, costs from the run's own row sizes and from trials
 *
 * In: options and, perhaps, inputs. Out: chances; documents, words and bytes by the
 * sample of plan_sample.c; memory by the formulas below; time from chaff_run over the
 * first documents. Nothing is written.
 */
#include "chaff/plan.h"

#include <string.h>

#include "base/file.h"
#include "base/parallel.h"
#include "run/open.h"
#include "run/options.h"
#include "run/plan_sample.h"
#include "sketch/bands.h"

static const double points[CHAFF_PLAN_POINTS] = {0.2, 0.3, 0.4, 0.5, 0.6,
                                                 0.7, 0.8, 0.9, 0.95};
static const double recalls[CHAFF_PLAN_CHOICES] = {0.9,   0.95,  0.99,
                                                   0.995, 0.999, 0.9999};

enum {
    LOAD_AT = 3,               /* tenths: templates make pairs of .1 to .5 in masses */
    /* Bytes a document that stages after reading hold, besides its row, id, keys and
     * lanes: texts, kept and order of pairing, 4 each; in the join 17 a thread
     * (grouper) and 8 for its first bucket; about 3 memberships of 8 (measured: 0.2 to
     * 7). */
    PAIRING_BYTES = 12,
    JOIN_THREAD_BYTES = 17,
    JOIN_BYTES = 8 + 3 * 8,
    TRIAL_BYTES = 16 << 20     /* of input, read by a trial run */
};

/* Sets kept for comparing (sets.c): a cache a thread at its fullest, which shrinks to a
 * quarter of the free budget; of few words, to twice their hashes. */
#define CACHE_BYTES (UINT64_C(73) << 20)
#define CACHE_LEAST (UINT64_C(1) << 18)
enum { CACHE_WORD_BYTES = 2 * 9 };

/* -- chances ----------------------------------------------------------------------- */

static uint64_t sketch_bytes(const chaff_recipe *recipe)
{
    return 8 * (uint64_t)recipe->bands + (uint64_t)recipe->bands * recipe->rows;
}

static void add_choice(chaff_plan *out, double recall)
{
    chaff_recipe other = out->recipe;
    chaff_plan_choice *c = &out->choices[out->choice_count];

    other.recall = recall;
    other.bands = other.rows = 0;
    if (chaff_recipe_settle(&other, NULL) != CHAFF_OK)
        return;                /* more slots than there can be */
    *c = (chaff_plan_choice){
        .recall = recall, .bands = other.bands, .rows = other.rows,
        .chance = chaff_recipe_recall(&other, other.threshold),
        .load = chaff_recipe_recall(&other, LOAD_AT / 10.0),
        .bytes = sketch_bytes(&other)};
    out->choice_count++;
}

static void work_out_chances(chaff_plan *out)
{
    uint32_t least = bands_least_lanes(&out->recipe);

    for (size_t i = 0; i < CHAFF_PLAN_POINTS; i++) {
        out->similarity[i] = points[i];
        out->chance[i] = bands_chance(out->recipe.bands, out->recipe.rows, least,
                                      points[i]);
    }
    out->chance_at_threshold = chaff_recipe_recall(&out->recipe, out->recipe.threshold);
    for (size_t i = 0; i < CHAFF_PLAN_CHOICES; i++)
        add_choice(out, recalls[i]);
}

/* -- the sample -------------------------------------------------------------------- */

static uint64_t scaled(uint64_t value, double by)
{
    double whole = (double)value * by + 0.5;

    return whole < 0x1p63 ? (uint64_t)whole : UINT64_C(1) << 63;
}

static void tell_sample(chaff_plan *out, const plan_sample *s)
{
    double by = s->bytes ? (double)s->total_bytes / (double)s->bytes : 0;

    out->sampled = true;
    out->known = s->known;
    out->whole = s->whole;
    out->sample_documents = s->documents;
    out->sample_bytes = s->bytes;
    out->sample_words = s->words;
    out->sample_bad = s->bad;
    out->inputs = s->inputs;
    out->words_low = s->quantiles[0];
    out->words_middle = s->quantiles[1];
    out->words_high = s->quantiles[2];
    out->equal = s->documents ? (double)s->equal / (double)s->documents : 0;
    if (!s->known)
        by = s->documents ? 1e6 / (double)s->documents : 0;
    out->documents = scaled(s->documents, by);
    out->words = scaled(s->words, by);
    out->bytes = s->known ? s->total_bytes : scaled(s->bytes, by);
}

/* -- costs ------------------------------------------------------------------------- */

static void cost_of_find(chaff_plan *out, const plan_sample *s)
{
    uint64_t sketch = sketch_bytes(&out->recipe), id = s->documents
                                                           ? s->id_bytes / s->documents
                                                           : 0;
    uint64_t lanes = (uint64_t)out->recipe.bands * out->recipe.rows;
    uint64_t held = sizeof(doc_row) + PAIRING_BYTES;
    uint64_t join = held + id + sketch + JOIN_BYTES +
                    (uint64_t)JOIN_THREAD_BYTES * out->threads;
    uint64_t place = held + id + lanes + JOIN_BYTES, documents = out->documents;
    uint64_t caches = CACHE_BYTES, spooled, least;

    if (out->words < (CACHE_BYTES - CACHE_LEAST) / CACHE_WORD_BYTES)
        caches = CACHE_LEAST + out->words * CACHE_WORD_BYTES;
    caches *= out->threads;
    if (caches > out->budget / 8)
        caches = out->budget / 8;
    spooled = documents * (id + sketch) + s->spooled_bytes;
    least = open_fixed_bytes(out->threads) +
            documents * (held + JOIN_BYTES + JOIN_THREAD_BYTES);
    out->find.memory = documents * place + caches;
    if (out->find.memory < documents * join)
        out->find.memory = documents * join;
    out->find.memory += open_fixed_bytes(out->threads) + s->spooled_bytes;
    out->find.least = least;
    out->find.disk = out->find.memory - caches > out->budget ? spooled : 0;
}

/* Counting grows with the words, on top of what find holds. */
static void cost_of_strip(chaff_plan *out, double fixed, double a_word)
{
    uint64_t counts = (uint64_t)(fixed + a_word * (double)out->words);
    uint64_t rows = out->documents * sizeof(doc_row);

    out->strip.memory = open_fixed_bytes(out->threads) + rows + counts;
    out->strip.least = open_fixed_bytes(out->threads) + rows;
    out->clean.memory = out->find.memory + counts;
    out->clean.least = out->find.least;
    out->strip.disk = out->strip.memory > out->budget ? counts : 0;
    out->clean.disk = out->clean.memory > out->budget ? counts + out->find.disk : 0;
}

static chaff_status try_job(const chaff_run_options *options, chaff_job job,
                            uint64_t limit, chaff_report *report, chaff_error *err)
{
    chaff_run_options o = *options;

    o.job = job;
    o.dry_run = true;
    o.memory = 0;              /* a trial is small: the budget is not its question */
    o.message = NULL;
    o.bad = CHAFF_BAD_DROP;
    if (!o.source.limit || o.source.limit > limit)
        o.source.limit = limit;
    return chaff_run(&o, report, err);
}

static double seconds_for(const chaff_plan *out, const chaff_report *trial)
{
    if (!trial->bytes)
        return 0;
    return trial->seconds * (double)out->bytes / (double)trial->bytes;
}

/* Memory of counting as a line through two trials, of half and of all. */
static void fit_words(const chaff_report *half, const chaff_report *all,
                      unsigned threads, double *fixed, double *a_word)
{
    double more_words = (double)all->words - (double)half->words;
    double more_bytes = (double)all->memory_peak - (double)half->memory_peak;
    double rest = (double)all->memory_peak - (double)open_fixed_bytes(threads) -
                  (double)all->documents * sizeof(doc_row);

    rest = rest > 0 ? rest : 0;
    *a_word = more_words > 0 && more_bytes > 0 ? more_bytes / more_words : 0;
    if (*a_word <= 0 && all->words)
        *a_word = rest / (double)all->words;
    *fixed = rest - *a_word * (double)all->words;
    *fixed = *fixed > 0 ? *fixed : 0;
}

static chaff_status try_all(chaff_plan *out, const chaff_run_options *options,
                            const plan_sample *s, chaff_error *err)
{
    uint64_t limit = s->bytes ? TRIAL_BYTES * s->documents / s->bytes + 1 : 1;
    chaff_report find, half, strip, clean;
    double fixed, a_word;
    chaff_status status = try_job(options, CHAFF_JOB_FIND, limit, &find, err);

    if (status == CHAFF_OK)
        status = try_job(options, CHAFF_JOB_STRIP, limit / 2 + 1, &half, err);
    if (status == CHAFF_OK)
        status = try_job(options, CHAFF_JOB_STRIP, limit, &strip, err);
    if (status == CHAFF_OK)
        status = try_job(options, CHAFF_JOB_CLEAN, limit, &clean, err);
    if (status != CHAFF_OK)
        return status;
    out->find.seconds = seconds_for(out, &find);
    out->strip.seconds = seconds_for(out, &strip);
    out->clean.seconds = seconds_for(out, &clean);
    fit_words(&half, &strip, out->threads, &fixed, &a_word);
    cost_of_strip(out, fixed, a_word);
    return CHAFF_OK;
}

static chaff_status work_out_costs(chaff_plan *out, const chaff_run_options *options,
                                   chaff_error *err)
{
    plan_sample s;
    chaff_status status;

    out->threads = options->threads ? options->threads : parallel_cores();
    out->budget = options->memory ? options->memory : file_memory() / 10 * 6;
    out->find.seconds = out->strip.seconds = out->clean.seconds = -1;
    status = plan_sample_take(&s, options, &out->recipe, err);
    if (status != CHAFF_OK)
        return status;
    tell_sample(out, &s);
    cost_of_find(out, &s);
    return s.again && s.documents ? try_all(out, options, &s, err) : CHAFF_OK;
}

chaff_status chaff_plan_make(chaff_plan *out, const chaff_run_options *options,
                             chaff_error *err)
{
    chaff_run_options settled = *options;
    chaff_status status;

    *out = (chaff_plan){0};
    settled.job = CHAFF_JOB_FIND;
    status = options->input_count ? options_settle(&settled, err)
                                  : chaff_recipe_settle(&settled.recipe, err);
    if (status != CHAFF_OK)
        return status;
    out->recipe = settled.recipe;
    work_out_chances(out);
    if (options->input_count)
        status = work_out_costs(out, &settled, err);
    if (status != CHAFF_OK)
        *out = (chaff_plan){0};
    return status;
}
