/* cmd_find.c - clusters and pairs; nothing is removed */
#include "command.h"

#include <unistd.h>

static const char *const examples[] = {
    "chaff find news.jsonl",
    "who copied whom, as lines to read",
    "chaff find news.jsonl -t 0.3 --pairs pairs.tsv",
    "every pair from 30% up",
    "chaff find articles/ --measure containment --across source",
    "texts that stand inside another outlet's text",
    "chaff find new.jsonl --check -q > clusters.jsonl",
    "for scripts: status 1 if there are duplicates",
    NULL
};

/* Looking costs nothing, so the search is wider than what dedup would remove. */
static void prepare(settings *s)
{
    s->run.recipe.threshold = 0.5;
}

static void settle(settings *s)
{
    if (s->run.output) {
        s->run.clusters = s->run.output;
        s->run.output = NULL;
    } else if (!s->run.clusters && !s->run.pairs && !s->run.run_dir) {
        s->run.clusters = "-";
        s->run.readable = isatty(STDOUT_FILENO);
    }
}

const command find_command = {
    .name = "find", .bit = FIND, .job = CHAFF_JOB_FIND,
    .brief = "show clusters and pairs of near-duplicates; nothing is removed",
    .about = "Writes the clusters to standard output, as JSON lines or, on a terminal, "
             "as lines to read; --pairs has every measured pair.",
    .examples = examples, .prepare = prepare, .settle = settle
};
