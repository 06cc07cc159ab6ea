/* cmd_clean.c - the whole job: strip boilerplate, keep one of each cluster */
#include "command.h"

static const char *const examples[] = {
    "chaff clean news.jsonl -o clean.jsonl",
    "cleaned, kept documents into one file",
    "chaff clean articles/ -o cleaned/ --run-dir evidence",
    "a folder of texts into another, with everything that was found",
    "zcat *.json.gz | chaff clean --text-field body > clean.jsonl",
    "from a pipe into a pipe",
    NULL
};

static void prepare(settings *s)
{
    s->run.keep = CHAFF_KEEP_LONGEST;
}

const command clean_command = {
    .name = "clean", .bit = CLEAN, .job = CHAFF_JOB_CLEAN,
    .brief = "strip boilerplate, keep one of each cluster of near-duplicates",
    .about = "The whole job. Passages that repeat across documents are cut first, the "
             "documents are compared on what is left, and one document of every "
             "cluster is kept. Of a kept record only the text field changes.",
    .examples = examples, .prepare = prepare, .settle = settle_documents
};
