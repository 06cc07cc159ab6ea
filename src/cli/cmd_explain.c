/* cmd_explain.c - why two documents are, or are not, a pair
 *
 * The numbers and the verdict come from the library; here they become sentences, a page
 * for people or one JSON object.
 */
#include "command.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "beside.h"
#include "job.h"
#include "json_out.h"

static const char *const examples[] = {
    "chaff explain n008 n092 news.jsonl",
    "two documents by their ids",
    "chaff explain news.jsonl:9 news.jsonl:93 news.jsonl -t 0.9",
    "by their places, at another threshold",
    "chaff explain --strip n008 n092 news.jsonl",
    "as clean compares them: without boilerplate",
    "chaff explain n008 n092 news.jsonl --json | jq .jaccard",
    "for programs",
    NULL
};

/* An id as people write it: a string token without its quotes. */
static chaff_text plain_id(chaff_text token)
{
    if (token.size >= 2 && token.data[0] == '"')
        return (chaff_text){token.data + 1, token.size - 2};
    return token;
}

static void put_id(FILE *to, chaff_text token)
{
    beside_put(to, plain_id(token), 60);
}

static const char letters[] = "AB";

/* -- the verdict in words ---------------------------------------------------------- */

static const char *similarity_name(const settings *s)
{
    return s->run.measure == CHAFF_JACCARD ? "Jaccard similarity"
                                           : "greater containment";
}

static double similarity(const settings *s, const chaff_explanation *x)
{
    const chaff_likeness *l = &x->likeness;

    if (s->run.measure == CHAFF_JACCARD)
        return l->jaccard;
    return l->a_in_b > l->b_in_a ? l->a_in_b : l->b_in_a;
}

static void tell_unmeasured(FILE *to, const settings *s, const chaff_explanation *x)
{
    const chaff_explained *d = x->documents;

    switch (x->verdict) {
    case CHAFF_VERDICT_WORDLESS:
        fprintf(to, "never compared: %s has no word",
                !d[0].words && !d[1].words ? "either" : d[0].words ? "B" : "A");
        break;
    case CHAFF_VERDICT_SHORT:
        fprintf(to, "never compared: %c has %" PRIu64 " words, and --min-words is %u",
                d[0].words < s->run.min_words ? 'A' : 'B',
                d[0].words < s->run.min_words ? d[0].words : d[1].words,
                s->run.min_words);
        break;
    case CHAFF_VERDICT_GROUPS:
        fprintf(to, "never compared: they %s in '%s', the field of %s",
                s->run.grouping == CHAFF_GROUP_BY ? "differ" : "are alike",
                s->run.source.group_field,
                s->run.grouping == CHAFF_GROUP_BY ? "--by" : "--across");
        break;
    default:
        fputs("never compared: with --against only a document of it and one of the "
              "input are, and both are on one side", to);
        break;
    }
}

static void tell_nomination(FILE *to, const settings *s, const chaff_explanation *x)
{
    fprintf(to, "%" PRIu32 " of %" PRIu32 " bands met", x->bands_met, x->recipe.bands);
    if (s->run.measure == CHAFF_CONTAINMENT)
        fprintf(to, " and %" PRIu64 " sampled shingles", x->samples_met);
}

static void tell_verdict(FILE *to, const settings *s, const chaff_explanation *x)
{
    double value = similarity(s, x);

    switch (x->verdict) {
    case CHAFF_VERDICT_EXACT:
        fputs("a pair: word for word the same", to);
        break;
    case CHAFF_VERDICT_BELOW:
        fprintf(to, "no pair: their %s %.4g is below the threshold %.4g",
                similarity_name(s), value, x->recipe.threshold);
        break;
    case CHAFF_VERDICT_UNMET:
        fprintf(to, "missed: their %s %.4g reaches the threshold %.4g, but nothing "
                    "nominates them; the chance of that was %.2g (--recall, --seed)",
                similarity_name(s), value, x->recipe.threshold, 1 - x->chance);
        break;
    case CHAFF_VERDICT_FILTERED:
        fprintf(to, "missed: their %s %.4g reaches the threshold %.4g and ",
                similarity_name(s), value, x->recipe.threshold);
        tell_nomination(to, s, x);
        fprintf(to, ", but only %" PRIu32 " lanes are equal and the pre-filter asks "
                    "for %" PRIu32, x->lanes, x->lanes_needed);
        break;
    case CHAFF_VERDICT_PAIR:
        fprintf(to, "a pair: ");
        tell_nomination(to, s, x);
        fprintf(to, ", and their %s %.4g reaches the threshold %.4g",
                similarity_name(s), value, x->recipe.threshold);
        break;
    default:
        tell_unmeasured(to, s, x);
        break;
    }
}

/* -- the cluster in words ---------------------------------------------------------- */

static bool stands_for(const chaff_explanation *x, int kept, int copy)
{
    return x->together && x->documents[copy].role == CHAFF_ROLE_COPY &&
           x->documents[kept].role == CHAFF_ROLE_KEPT;
}

static double with_kept(const settings *s, const chaff_explained *d)
{
    return s->run.measure == CHAFF_JACCARD ? d->with_kept.jaccard
                                           : d->with_kept.a_in_b;
}

static void tell_role(FILE *to, const settings *s, const chaff_explanation *x, int i)
{
    const chaff_explained *d = &x->documents[i];

    fprintf(to, "%c ", letters[i]);
    switch (d->role) {
    case CHAFF_ROLE_APART:
        fputs("takes no part", to);
        break;
    case CHAFF_ROLE_ALONE:
        fputs("is kept and alone", to);
        break;
    case CHAFF_ROLE_KEPT:
        fprintf(to, "is kept and stands for %" PRIu64 " more", d->cluster_size - 1);
        break;
    case CHAFF_ROLE_COPY:
        fputs("is a copy of ", to);
        put_id(to, d->kept_id);
        fprintf(to, " (%.4g), which is kept", with_kept(s, d));
        break;
    }
}

/* Why a pair is not in one cluster. */
static void tell_parting(FILE *to, const settings *s, const chaff_explanation *x)
{
    const chaff_explained *d = x->documents;

    if (x->verdict != CHAFF_VERDICT_PAIR && x->verdict != CHAFF_VERDICT_EXACT)
        return;
    if (d[0].role == CHAFF_ROLE_COPY || d[1].role == CHAFF_ROLE_COPY)
        fputs("; a copy belongs to the one kept document that it met first, and is "
              "nobody's original", to);
    else if (s->run.against_count)
        fputs("; --against keeps all that is no copy of it", to);
    else if (s->run.measure == CHAFF_CONTAINMENT)
        fputs("; a document goes only if the one kept before it holds that much of it",
              to);
    else
        fputs("; a limit on candidates kept them from being compared (-v: bucket_caps, "
              "verify_caps)", to);
}

static void tell_cluster(FILE *to, const settings *s, const chaff_explanation *x)
{
    if (stands_for(x, 0, 1) || stands_for(x, 1, 0)) {
        int kept = stands_for(x, 0, 1) ? 0 : 1;
        const chaff_explained *copy = &x->documents[1 - kept];

        fprintf(to, "in one cluster of %" PRIu64 ": %c is kept, %c is its copy (%.4g)",
                copy->cluster_size, letters[kept], letters[1 - kept],
                with_kept(s, copy));
    } else if (x->together) {
        fprintf(to, "in one cluster of %" PRIu64 ": both are copies of ",
                x->documents[0].cluster_size);
        put_id(to, x->documents[0].kept_id);
        fprintf(to, " (%.4g and %.4g), which is kept", with_kept(s, &x->documents[0]),
                with_kept(s, &x->documents[1]));
    } else {
        fputs("not in one cluster: ", to);
        tell_role(to, s, x, 0);
        fputs("; ", to);
        tell_role(to, s, x, 1);
        tell_parting(to, s, x);
    }
    if (x->together && s->run.link == CHAFF_LINK_CHAIN)
        fputs("; --link chain joins what hangs together", to);
}

/* -- for people -------------------------------------------------------------------- */

static void print_document(const chaff_explanation *x, int i)
{
    const chaff_explained *d = &x->documents[i];

    printf("%c       ", letters[i]);
    put_id(stdout, d->id);
    fputs("  ", stdout);
    beside_put(stdout, d->at, 60);
    printf("  %" PRIu64 " words", d->words);
    if (d->cut_words)
        printf(" (%" PRIu64 " cut before)", d->cut_words);
    putchar('\n');
}

static void print_figures(const settings *s, const chaff_explanation *x)
{
    const chaff_likeness *l = &x->likeness;
    const chaff_recipe *r = &x->recipe;

    printf("alike   %.4g Jaccard: %" PRIu64 " of %" PRIu64 " shingles are in both; "
           "%.4g of A is in B, %.4g of B is in A\n",
           l->jaccard, l->shared, l->a_count + l->b_count - l->shared, l->a_in_b,
           l->b_in_a);
    printf("bands   %" PRIu32 " of %" PRIu32 " met (%" PRIu32 " slots each)",
           x->bands_met, r->bands, r->rows);
    if (s->run.measure == CHAFF_CONTAINMENT)
        printf(", and %" PRIu64 " sampled shingles", x->samples_met);
    printf("; the sketches say %.3g; a pair like this is measured with a chance of "
           "%.4g\n", x->estimate, x->chance);
    if (x->lanes_needed)
        printf("filter  %" PRIu32 " of %" PRIu32 " lanes are equal, %" PRIu32
               " are needed: %s\n", x->lanes, r->bands * r->rows, x->lanes_needed,
               x->lanes >= x->lanes_needed ? "passes" : "dropped");
}

static int terminal_width(void)
{
    const char *columns = getenv("COLUMNS");
    struct winsize size;
    long width = 80;

    if (!ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) && size.ws_col)
        width = size.ws_col;
    else if (columns && *columns)
        width = strtol(columns, NULL, 10);
    return width < 40 ? 40 : width > 400 ? 400 : (int)width;
}

static bool print_page(const settings *s, const chaff_explanation *x)
{
    beside_style style = {terminal_width(), console_colors(s, STDOUT_FILENO),
                          s->verbose};
    const char *bold = style.color ? "\033[1m" : "";
    const char *plain = style.color ? "\033[0m" : "";

    print_document(x, 0);
    print_document(x, 1);
    print_figures(s, x);
    printf("%sso      ", bold);
    tell_verdict(stdout, s, x);
    printf("\n        ");
    tell_cluster(stdout, s, x);
    printf("%s\n\n", plain);
    if (!beside_print(stdout, x, &style))
        return false;
    printf("\n= in both, ~ in both but elsewhere, else only here%s\n",
           style.whole ? "" : "; -v shows all rows");
    return true;
}

/* -- for programs ------------------------------------------------------------------ */

static const char *const verdict_names[] = {
    [CHAFF_VERDICT_WORDLESS] = "wordless", [CHAFF_VERDICT_SHORT] = "short",
    [CHAFF_VERDICT_GROUPS] = "groups",     [CHAFF_VERDICT_AGAINST] = "against",
    [CHAFF_VERDICT_EXACT] = "exact",       [CHAFF_VERDICT_BELOW] = "below",
    [CHAFF_VERDICT_UNMET] = "unmet",       [CHAFF_VERDICT_FILTERED] = "filtered",
    [CHAFF_VERDICT_PAIR] = "pair"
};
static const char *const role_names[] = {
    [CHAFF_ROLE_APART] = "apart", [CHAFF_ROLE_ALONE] = "alone",
    [CHAFF_ROLE_KEPT] = "kept",   [CHAFF_ROLE_COPY] = "copy"
};

static void put_document(json_out *j, const chaff_explanation *x, int i)
{
    const chaff_explained *d = &x->documents[i];

    json_open(j, i ? "b" : "a", '{');
    json_token(j, "id", d->id);
    json_text(j, "at", d->at);
    json_count(j, "words", d->words);
    json_count(j, "cut_words", d->cut_words);
    json_count(j, "shingles", i ? x->likeness.b_count : x->likeness.a_count);
    json_string(j, "role", role_names[d->role]);
    json_count(j, "cluster_size", d->cluster_size);
    if (d->role == CHAFF_ROLE_COPY) {
        json_token(j, "of", d->kept_id);
        json_text(j, "of_at", d->kept_at);
        json_number(j, "jaccard", d->with_kept.jaccard);
        json_number(j, "id_in_of", d->with_kept.a_in_b);
        json_number(j, "of_in_id", d->with_kept.b_in_a);
    }
    json_close(j, '}');
}

/* Characters before a byte; asked for ascending bytes it goes on from the last. */
typedef struct char_counter {
    chaff_text text;
    size_t byte, chars;
} char_counter;

static size_t chars_before(char_counter *c, size_t byte)
{
    int columns;

    if (byte < c->byte)
        c->byte = c->chars = 0;
    while (c->byte < byte) {
        c->byte = chaff_text_step(c->text, c->byte, &columns);
        c->chars++;
    }
    return c->chars;
}

static void put_passages(json_out *j, const chaff_explanation *x)
{
    char_counter a = {x->documents[0].text, 0, 0}, b = {x->documents[1].text, 0, 0};

    json_open(j, "passages", '[');
    for (size_t i = 0; i < x->shared_count; i++) {
        const chaff_shared *p = &x->shared[i];

        json_open(j, NULL, '{');
        json_count(j, "a_start", chars_before(&a, p->a_start));
        json_count(j, "a_end", chars_before(&a, p->a_end));
        json_count(j, "b_start", chars_before(&b, p->b_start));
        json_count(j, "b_end", chars_before(&b, p->b_end));
        json_flag(j, "aligned", p->aligned);
        json_text(j, "text",
                  (chaff_text){a.text.data + p->a_start, p->a_end - p->a_start});
        json_close(j, '}');
    }
    json_close(j, ']');
}

static void put_sentences(json_out *j, const settings *s, const chaff_explanation *x)
{
    char *text = NULL;
    size_t size = 0;
    FILE *to = open_memstream(&text, &size);

    if (!to)
        return;
    tell_verdict(to, s, x);
    fputs(". ", to);
    tell_cluster(to, s, x);
    if (!fclose(to))
        json_text(j, "why", (chaff_text){text, size});
    free(text);
}

static void put_figures(json_out *j, const settings *s, const chaff_explanation *x)
{
    const chaff_likeness *l = &x->likeness;

    json_number(j, "jaccard", l->jaccard);
    json_number(j, "a_in_b", l->a_in_b);
    json_number(j, "b_in_a", l->b_in_a);
    json_count(j, "shared", l->shared);
    json_count(j, "union", l->a_count + l->b_count - l->shared);
    json_string(j, "measure",
                s->run.measure == CHAFF_JACCARD ? "jaccard" : "containment");
    json_number(j, "threshold", x->recipe.threshold);
    json_count(j, "ngram", x->recipe.ngram);
    json_count(j, "bands", x->recipe.bands);
    json_count(j, "rows", x->recipe.rows);
    json_count(j, "seed", x->recipe.seed);
    json_open(j, "bands_met", '[');
    for (uint32_t i = 0; i < x->bands_met; i++)
        json_count(j, NULL, x->bands[i]);
    json_close(j, ']');
    json_count(j, "samples_met", x->samples_met);
    json_number(j, "estimate", x->estimate);
    json_count(j, "lanes", x->lanes);
    json_count(j, "lanes_needed", x->lanes_needed);
    json_number(j, "chance", x->chance);
}

static void print_object(const settings *s, const chaff_explanation *x)
{
    json_out j = {.to = stdout};

    json_open(&j, NULL, '{');
    put_document(&j, x, 0);
    put_document(&j, x, 1);
    json_string(&j, "verdict", verdict_names[x->verdict]);
    json_flag(&j, "together", x->together);
    put_sentences(&j, s, x);
    put_figures(&j, s, x);
    json_flag(&j, "stripped", s->strip);
    put_passages(&j, x);
    json_close(&j, '}');
    json_end(&j);
}

/* -- the command ------------------------------------------------------------------- */

static int explain_settled(const settings *s, const char *a, const char *b,
                           console *con)
{
    chaff_explanation x;
    chaff_error err = {0};
    chaff_status status = chaff_explain(&x, &s->run, a, b, &err);
    bool printed = true;
    int written, done;

    console_clear(con);
    if (status != CHAFF_OK)
        return job_failed(status, &err);
    if (s->json)
        print_object(s, &x);
    else
        printed = print_page(s, &x);
    done = job_done(s, &x.report);
    chaff_explanation_free(&x);
    written = job_finish_output();
    if (!printed) {
        complain("out of memory");
        return EXIT_FILES;
    }
    return written != EXIT_DONE ? written : done;
}

static int run(settings *s, const command *c, console *con)
{
    const char *a, *b;

    if (s->run.input_count < 2) {
        complain("two documents are needed: chaff explain A B INPUT, where A and B are "
                 "ids or PATH:LINE");
        return EXIT_USAGE;
    }
    a = s->inputs[0];
    b = s->inputs[1];
    s->run.input_count -= 2;
    memmove(s->inputs, s->inputs + 2, s->run.input_count * sizeof *s->inputs);
    if (!s->run.input_count && !access(b, F_OK)) {
        complain("'%s' is taken for a document; its file comes after two documents: "
                 "chaff explain A B %s", b, b);
        return EXIT_USAGE;
    }
    if (!job_has_input(s, c))
        return EXIT_USAGE;
    s->run.job = s->strip ? CHAFF_JOB_CLEAN : CHAFF_JOB_FIND;
    return explain_settled(s, a, b, con);
}

const command explain_command = {
    .name = "explain", .bit = EXPLAIN, .job = CHAFF_JOB_FIND,
    .operands = "A B [INPUT...]",
    .about_operands = "A and B are two documents of INPUT: ids, or PATH:LINE where an "
                      "id is missing or not the only one. INPUT is a file or a folder; "
                      "without one, or for -, standard input is read.",
    .brief = "why two documents are, or are not, a pair",
    .about = "Reads and compares the whole input as find does (with --strip as clean "
             "does), then shows two of its documents: side by side, with what they "
             "share; their exact similarity; which bands met; and what became of each, "
             "under the options given. The threshold is that of dedup and clean.",
    .examples = examples, .run = run
};
