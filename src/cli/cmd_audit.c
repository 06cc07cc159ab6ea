/* cmd_audit.c - what was found beside what there was to find
 *
 * The figures come from the library; here they become a table or one JSON object.
 */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>

#include "job.h"
#include "json_out.h"

static const char *const examples[] = {
    "chaff audit news.jsonl",
    "how much of what is there find and dedup see, at 0.8",
    "chaff audit news.jsonl -t 0.5 --sample 5000 --pairs true.tsv",
    "a larger sample, and its true pairs with what became of each",
    "chaff audit news.jsonl --bands 14 --rows 8",
    "what other settings would see",
    NULL
};

/* -- for people -------------------------------------------------------------------- */

static void print_share(double share)
{
    printf(share == 1 || share == 0 ? "%8.0f" : "%8.4f", share);
}

static void print_bin(const chaff_audit_bin *bin)
{
    printf("  %.2f to %.2f %10" PRIu64 " %10" PRIu64, bin->from, bin->to, bin->pairs,
           bin->found);
    if (bin->pairs) {
        print_share(bin->recall);
        print_share(bin->low);
        print_share(bin->high);
        print_share(bin->expected);
    }
    putchar('\n');
}

static void print_missed(const chaff_audit *x)
{
    uint64_t missed = x->all.pairs - x->all.found;

    if (!missed)
        return;
    printf("missed %" PRIu64 ": %" PRIu64 " met in no band, %" PRIu64
           " dropped by the pre-filter, %" PRIu64 " at a limit\n",
           missed, x->missed[CHAFF_MISSED_BANDS], x->missed[CHAFF_MISSED_FILTER],
           x->missed[CHAFF_MISSED_LIMIT]);
}

/* One sentence of advice, or none. */
static const char *advice(const settings *s, const chaff_audit *x)
{
    if (x->wrong)
        return "a reported pair is not what it is said to be: please report this";
    if (!x->all.pairs)
        return "no pair in the sample: a larger --sample or a lower -t would tell more";
    if (x->missed[CHAFF_MISSED_LIMIT] * 2 > x->all.pairs - x->all.found)
        return "limits cost most: many documents are alike here; --max-pairs raises "
               "the one on pairs a document";
    if (x->all.high < s->run.recipe.recall || x->all.recall < x->all.expected - 0.02)
        return "less than --recall promises; without --bands and --rows they follow "
               "from it";
    if (!x->complete && x->all.high - x->all.low > 0.05)
        return "the interval is wide: a larger --sample narrows it";
    return "";
}

static void print_page(const settings *s, const chaff_audit *x)
{
    printf("%" PRIu64 " of %" PRIu64 " distinct texts were compared with all others"
           "%s\n", x->sampled, x->texts,
           x->complete ? ": exact for this corpus and seed" : "");
    printf("threshold %.4g, %" PRIu32 " bands of %" PRIu32 " slots\n\n",
           x->recipe.threshold, x->recipe.bands, x->recipe.rows);
    printf("  %-12s %10s %10s%8s%16s%8s\n", "similarity", "true pairs", "found",
           "recall", "95% interval", "chance");
    for (size_t i = 0; i < x->bin_count; i++)
        if (x->bins[i].pairs || i == 0)
            print_bin(&x->bins[i]);
    print_bin(&x->all);
    putchar('\n');
    print_missed(x);
    printf("%s\n", x->wrong ? "WRONG PAIRS WERE REPORTED"
                            : "every reported pair was measured again: precision 1");
    if (*advice(s, x))
        printf("%s\n", advice(s, x));
    if (!s->quiet)
        fprintf(stderr, "chaff: %.2f s finding, %.2f s comparing\n", x->seconds_find,
                x->seconds_truth);
}

/* -- for programs ------------------------------------------------------------------ */

static void put_bin(json_out *j, const char *name, const chaff_audit_bin *bin)
{
    json_open(j, name, '{');
    json_number(j, "from", bin->from);
    json_number(j, "to", bin->to);
    json_count(j, "pairs", bin->pairs);
    json_count(j, "found", bin->found);
    json_number(j, "recall", bin->pairs ? bin->recall : 0.0 / 0.0);
    json_number(j, "low", bin->low);
    json_number(j, "high", bin->high);
    json_number(j, "chance", bin->pairs ? bin->expected : 0.0 / 0.0);
    json_close(j, '}');
}

static void print_object(const settings *s, const chaff_audit *x)
{
    json_out j = {.to = stdout};

    json_open(&j, NULL, '{');
    json_count(&j, "documents", x->report.documents);
    json_count(&j, "texts", x->texts);
    json_count(&j, "sampled", x->sampled);
    json_flag(&j, "complete", x->complete);
    json_string(&j, "measure",
                s->run.measure == CHAFF_JACCARD ? "jaccard" : "containment");
    json_number(&j, "threshold", x->recipe.threshold);
    json_count(&j, "ngram", x->recipe.ngram);
    json_count(&j, "bands", x->recipe.bands);
    json_count(&j, "rows", x->recipe.rows);
    json_count(&j, "seed", x->recipe.seed);
    put_bin(&j, "all", &x->all);
    json_open(&j, "bins", '[');
    for (size_t i = 0; i < x->bin_count; i++)
        put_bin(&j, NULL, &x->bins[i]);
    json_close(&j, ']');
    json_open(&j, "missed", '{');
    json_count(&j, "bands", x->missed[CHAFF_MISSED_BANDS]);
    json_count(&j, "filter", x->missed[CHAFF_MISSED_FILTER]);
    json_count(&j, "limit", x->missed[CHAFF_MISSED_LIMIT]);
    json_close(&j, '}');
    json_count(&j, "wrong", x->wrong);
    json_open(&j, "run", '{');
    json_number(&j, "seconds_find", x->seconds_find);
    json_number(&j, "seconds_truth", x->seconds_truth);
    json_count(&j, "threads", x->report.threads);
    json_count(&j, "memory_peak", x->report.memory_peak);
    json_close(&j, '}');
    json_close(&j, '}');
    json_end(&j);
}

/* -- the command ------------------------------------------------------------------- */

static int run(settings *s, const command *c, console *con)
{
    chaff_audit x;
    chaff_error err = {0};
    chaff_status status;
    int written;

    if (!job_has_input(s, c))
        return EXIT_USAGE;
    status = chaff_audit_run(&x, &s->run, s->sample, &err);
    console_clear(con);
    if (status != CHAFF_OK)
        return job_failed(status, &err);
    if (s->json)
        print_object(s, &x);
    else
        print_page(s, &x);
    written = job_finish_output();
    return written != EXIT_DONE ? written : job_done(s, &x.report);
}

static void prepare(settings *s)
{
    s->sample = 1000;
}

const command audit_command = {
    .name = "audit", .bit = AUDIT, .job = CHAFF_JOB_FIND,
    .brief = "recall measured on your own data, by brute force over a sample",
    .about = "Runs find, then compares a sample of the texts with every text without "
             "sketches, so that what was missed can be counted: true pairs, found "
             "pairs, recall with a 95% interval (Wilson's), in all and by similarity, "
             "and how missed pairs were missed. It takes a few times as long as find.",
    .examples = examples, .prepare = prepare, .run = run
};
