/* next.c - what to type after this run
 *
 * In: what was typed and what came of it. Out: at most one command line that can be
 * typed as it stands; names are quoted where a shell would read them otherwise.
 */
#include "next.h"

#include <stdio.h>
#include <string.h>

enum { INPUTS_SHOWN = 3 };

/* Control characters would write to the terminal: such names are not repeated. */
static bool is_printable(const char *word)
{
    for (; *word; word++)
        if ((unsigned char)*word < 0x20 || (unsigned char)*word >= 0x7F)
            return false;
    return true;
}

static void put_word(const char *word)
{
    const char *plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                        "0123456789-_./:=,%+@";

    if (!is_printable(word))
        fputs(" ...", stderr);
    else if (*word && !word[strspn(word, plain)])
        fprintf(stderr, " %s", word);
    else if (!strchr(word, '\''))
        fprintf(stderr, " '%s'", word);
    else
        fputs(" ...", stderr);
}

static void put_inputs(const settings *s)
{
    for (size_t i = 0; i < s->run.input_count; i++) {
        if (i == INPUTS_SHOWN) {
            fputs(" ...", stderr);
            return;
        }
        put_word(s->inputs[i]);
    }
}

/* "--run-dir" "run": as typed but for --dry-run, and one more option, in front: behind
 * the words a "--" might end options. */
static void put_same(const settings *s, const command *c, const char *extra,
                     const char *value)
{
    fprintf(stderr, "next: chaff %s", c->name);
    if (extra)
        fprintf(stderr, " %s %s", extra, value);
    for (size_t i = 0; i < s->word_count; i++)
        if (strcmp(s->words[i], "--dry-run"))
            put_word(s->words[i]);
    putc('\n', stderr);
}

static bool has_operand(const settings *s, const char *word)
{
    for (size_t i = 0; i < s->run.input_count; i++)
        if (!strcmp(s->inputs[i], word))
            return true;
    return false;
}

/* A name of the same kind as the first input's. */
static const char *output_like(const settings *s)
{
    const char *dot = strrchr(s->inputs[0], '.');

    if (!dot || strchr(dot, '/'))
        return "out/";
    if (s->run.input_count > 1)
        return "out/";
    return !strcmp(dot, ".csv") ? "out.csv" : !strcmp(dot, ".tsv") ? "out.tsv"
                                                                   : "out.jsonl";
}

static void next_after_find(const settings *s, const chaff_report *report)
{
    double threshold = s->run.recipe.threshold;

    if (report->clusters) {
        fputs("next: chaff dedup", stderr);
        put_inputs(s);
        fprintf(stderr, " -t %g -o %s\n", threshold, output_like(s));
    } else if (report->documents > 1 && threshold > 0.3) {
        fputs("next: chaff find", stderr);
        put_inputs(s);
        fputs(" -t 0.3\n", stderr);
    }
}

void next_print(const settings *s, const command *c, const chaff_report *report)
{
    bool changed = report->removed || report->spans;

    /* What came through a pipe can't be typed again; --check was for its status. */
    if (has_operand(s, "-") || s->check)
        return;
    if (c->bit == FIND) {
        next_after_find(s, report);
    } else if (s->run.dry_run && changed) {
        put_same(s, c, s->run.output ? NULL : "-o", output_like(s));
    } else if (changed && !s->run.run_dir && !s->run.pairs && !s->run.spans) {
        put_same(s, c, "--run-dir", "run");
    }
}
