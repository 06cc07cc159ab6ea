/* cmd_plan.c - the S-curve of the bands in force, and what a run would cost
 *
 * The figures come from the library; here they become a page or one JSON object, with a
 * suggestion in words.
 */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "job.h"
#include "json_out.h"

static const char *const examples[] = {
    "chaff plan -t 0.7",
    "the chance to find a pair of each similarity",
    "chaff plan crawl/*.jsonl.zst -m 8G",
    "and what the input would take: documents, memory, disk, time",
    "chaff plan news.jsonl --recall 0.999",
    "a higher recall, and its price",
    NULL
};

/* -- words ------------------------------------------------------------------------- */

/* "12.3 MB" in a buffer of the caller's. */
static const char *bytes_text(uint64_t bytes, char room[32])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double value = (double)bytes;
    size_t unit = 0;

    for (; value >= 999.5 && unit < 6; unit++)
        value /= 1000;
    snprintf(room, 32, "%.*f %s", unit && value < 99.95, value, units[unit]);
    return room;
}

static const char *seconds_text(double seconds, char room[32])
{
    uint64_t whole = seconds < 1e15 ? (uint64_t)(seconds + 0.5) : UINT64_C(1) << 50;

    if (seconds < 0)
        snprintf(room, 32, "?");
    else if (seconds < 90)
        snprintf(room, 32, "%.*f s", seconds < 9.95, seconds);
    else if (seconds < 5400)
        snprintf(room, 32, "%" PRIu64 " min", (whole + 30) / 60);
    else
        snprintf(room, 32, "%.1f h", seconds / 3600);
    return room;
}

/* Jaccard similarity that one replaced word leaves of a text of `words` words. */
static double after_one_word(double words, uint32_t ngram)
{
    double shingles = words - ngram + 1;

    return shingles > ngram ? (shingles - ngram) / (shingles + ngram) : 0;
}

static void suggest_short(FILE *to, const chaff_plan *p)
{
    double left = after_one_word(p->words_middle, p->recipe.ngram);

    if (left < p->recipe.threshold)
        fprintf(to, "Half of the documents have at most %" PRIu32 " words: one "
                    "replaced word leaves them a similarity of %.2f, below the "
                    "threshold; -n %s would leave %.2f. ",
                p->words_middle, left, p->recipe.ngram > 2 ? "2" : "1",
                after_one_word(p->words_middle, p->recipe.ngram > 2 ? 2 : 1));
}

static void suggest_memory(FILE *to, const chaff_plan *p)
{
    char a[32], b[32];

    if (p->find.least > p->budget)
        fprintf(to, "The memory budget of %s is too small: at least %s are needed; "
                    "raise -m or split the input. ",
                bytes_text(p->budget, a), bytes_text(p->find.least, b));
    else if (p->clean.disk)
        fprintf(to, "Temporary files will be written: %s need room in --tmp. ",
                bytes_text(p->clean.disk, a));
}

static void suggest_load(FILE *to, const chaff_plan *p)
{
    if (p->recipe.rows < 3)
        fprintf(to, "With %s in a band nearly every pair is nominated, and limits "
                    "decide: raise the threshold or lower --recall. ",
                p->recipe.rows == 1 ? "one slot" : "two slots");
}

static void suggest(FILE *to, const chaff_plan *p)
{
    suggest_load(to, p);
    if (!p->sampled)
        return;
    if (!p->sample_documents) {
        fputs("No document could be read: see --format and --text-field. ", to);
        return;
    }
    suggest_short(to, p);
    suggest_memory(to, p);
    if (p->equal > 0.2)
        fprintf(to, "%.0f%% of the sample repeat another document word for word. ",
                100 * p->equal);
    if (p->chance_at_threshold + 0.005 < p->recipe.recall)
        fprintf(to, "These bands find less than --recall asks for: leave --bands and "
                    "--rows out. ");
}

/* -- for people -------------------------------------------------------------------- */

static void print_curve(const chaff_plan *p)
{
    printf("threshold %.4g: %" PRIu32 " bands of %" PRIu32 " slots; a pair exactly "
           "there is found with a chance of %.4f\n\n", p->recipe.threshold,
           p->recipe.bands, p->recipe.rows, p->chance_at_threshold);
    printf("  similarity ");
    for (size_t i = 0; i < CHAFF_PLAN_POINTS; i++)
        printf("%7.2g", p->similarity[i]);
    printf("\n  chance     ");
    for (size_t i = 0; i < CHAFF_PLAN_POINTS; i++)
        printf(p->chance[i] < 0.00005 ? "%7.0f" : "%7.4f", p->chance[i]);
    printf("\n\n  %-9s%8s%7s%10s%22s%14s\n", "--recall", "bands", "slots", "chance",
           "chance at 0.3 (load)", "a document");
    for (size_t i = 0; i < p->choice_count; i++) {
        const chaff_plan_choice *c = &p->choices[i];

        printf("  %-9g%8" PRIu32 "%7" PRIu32 "%10.5f%22.5f%12" PRIu64 " B\n", c->recall,
               c->bands, c->rows, c->chance, c->load, c->bytes);
    }
}

static void print_cost(const char *name, const chaff_plan_cost *cost)
{
    char memory[32], least[32], disk[32], seconds[32];

    printf("  %-12s%12s%12s%12s%12s\n", name, bytes_text(cost->memory, memory),
           bytes_text(cost->least, least),
           cost->disk ? bytes_text(cost->disk, disk) : "none",
           seconds_text(cost->seconds, seconds));
}

static void print_costs(const chaff_plan *p)
{
    char a[32], b[32];

    printf("\n%s: %" PRIu64 " documents, %s; %" PRIu64 " words a document on average, "
           "%" PRIu32 " to %" PRIu32 " for eight of ten\n",
           p->whole ? "all was read" : "sampled", p->sample_documents,
           bytes_text(p->sample_bytes, a),
           p->sample_documents ? p->sample_words / p->sample_documents : 0,
           p->words_low, p->words_high);
    if (p->sample_bad)
        printf("%" PRIu64 " bad record%s left out\n", p->sample_bad,
               p->sample_bad == 1 ? " was" : "s were");
    printf("%s about %" PRIu64 " documents, %s, %" PRIu64 " words; budget %s, %u "
           "threads\n\n",
           p->known ? "in all" : "the end was not seen; for", p->documents,
           bytes_text(p->bytes, a), p->words, bytes_text(p->budget, b), p->threads);
    printf("  %-12s%12s%12s%12s%12s\n", "", "memory", "at least", "disk", "time");
    print_cost("find, dedup", &p->find);
    if (p->strip.seconds < 0)
        return;
    print_cost("strip", &p->strip);
    print_cost("clean", &p->clean);
}

static char *suggestion(const chaff_plan *p)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        return NULL;
    suggest(to, p);
    if (fclose(to))
        return text;
    while (size && text[size - 1] == ' ')
        text[--size] = '\0';
    return text;
}

static void print_page(const chaff_plan *p)
{
    char *advice = suggestion(p);

    print_curve(p);
    if (p->sampled)
        print_costs(p);
    if (advice && *advice)
        printf("\n%s\n", advice);
    free(advice);
}

/* -- for programs ------------------------------------------------------------------ */

static void put_cost(json_out *j, const char *name, const chaff_plan_cost *cost)
{
    json_open(j, name, '{');
    json_count(j, "memory", cost->memory);
    json_count(j, "least", cost->least);
    json_count(j, "disk", cost->disk);
    json_close(j, '}');
}

static void put_curve(json_out *j, const chaff_plan *p)
{
    json_open(j, "curve", '[');
    for (size_t i = 0; i < CHAFF_PLAN_POINTS; i++) {
        json_open(j, NULL, '{');
        json_number(j, "similarity", p->similarity[i]);
        json_number(j, "chance", p->chance[i]);
        json_close(j, '}');
    }
    json_close(j, ']');
    json_open(j, "choices", '[');
    for (size_t i = 0; i < p->choice_count; i++) {
        const chaff_plan_choice *c = &p->choices[i];

        json_open(j, NULL, '{');
        json_number(j, "recall", c->recall);
        json_count(j, "bands", c->bands);
        json_count(j, "rows", c->rows);
        json_number(j, "chance", c->chance);
        json_number(j, "load", c->load);
        json_count(j, "bytes", c->bytes);
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_sample(json_out *j, const chaff_plan *p)
{
    json_open(j, "sample", '{');
    json_count(j, "documents", p->sample_documents);
    json_count(j, "bytes", p->sample_bytes);
    json_count(j, "words", p->sample_words);
    json_count(j, "bad", p->sample_bad);
    json_number(j, "equal", p->equal);
    json_open(j, "words_of", '[');
    json_count(j, NULL, p->words_low);
    json_count(j, NULL, p->words_middle);
    json_count(j, NULL, p->words_high);
    json_close(j, ']');
    json_flag(j, "whole", p->whole);
    json_close(j, '}');
    json_flag(j, "known", p->known);
    json_count(j, "inputs", p->inputs);
    json_count(j, "documents", p->documents);
    json_count(j, "bytes", p->bytes);
    json_count(j, "words", p->words);
}

static void put_costs(json_out *j, const chaff_plan *p)
{
    const chaff_plan_cost *costs[] = {&p->find, &p->strip, &p->clean};
    static const char *const names[] = {"find", "strip", "clean"};

    json_open(j, "run", '{');
    json_count(j, "budget", p->budget);
    json_count(j, "threads", p->threads);
    for (int i = 0; i < 3 && costs[i]->memory; i++)
        put_cost(j, names[i], costs[i]);
    json_open(j, "seconds", '{');
    for (int i = 0; i < 3; i++)
        if (costs[i]->seconds >= 0)
            json_number(j, names[i], costs[i]->seconds);
    json_close(j, '}');
    json_close(j, '}');
}

static void print_object(const chaff_plan *p)
{
    json_out j = {.to = stdout};
    char *advice = suggestion(p);

    json_open(&j, NULL, '{');
    json_number(&j, "threshold", p->recipe.threshold);
    json_number(&j, "recall", p->recipe.recall);
    json_count(&j, "ngram", p->recipe.ngram);
    json_count(&j, "bands", p->recipe.bands);
    json_count(&j, "rows", p->recipe.rows);
    json_number(&j, "chance", p->chance_at_threshold);
    put_curve(&j, p);
    if (p->sampled) {
        put_sample(&j, p);
        put_costs(&j, p);
    }
    json_string(&j, "suggestion", advice ? advice : "");
    json_close(&j, '}');
    json_end(&j);
    free(advice);
}

/* -- the command ------------------------------------------------------------------- */

static int run(settings *s, const command *c, console *con)
{
    chaff_plan p;
    chaff_error err = {0};
    chaff_status status;

    if (s->run.input_count && !job_has_input(s, c))
        return EXIT_USAGE;
    status = chaff_plan_make(&p, &s->run, &err);
    console_clear(con);
    if (status != CHAFF_OK)
        return job_failed(status, &err);
    if (s->json)
        print_object(&p);
    else
        print_page(&p);
    return job_finish_output();
}

const command plan_command = {
    .name = "plan", .bit = PLAN, .job = CHAFF_JOB_FIND,
    .about_operands = "INPUT is a file or a folder, or - for standard input; without "
                      "one only the chances are told.",
    .brief = "what would be found, and what it would cost",
    .about = "Tells the bands and rows in force, the chance to find a pair of each "
             "similarity, and what other recalls would take. With INPUT also how much "
             "there is, from up to 16 MiB of it, and the memory, disk and time of each "
             "command: memory from the sizes of what is held, time from short trial "
             "runs over the first documents, so roughly.",
    .examples = examples, .run = run
};
