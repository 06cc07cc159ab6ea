/* cmd_strip.c - cut passages that repeat; every document stays */
#include "command.h"

static const char *const examples[] = {
    "chaff strip news.jsonl -o stripped.jsonl --spans spans.jsonl",
    "cut texts, and what was cut",
    "chaff strip articles/ -o stripped/",
    "a folder of texts into another",
    "chaff strip --dry-run --spans - news.jsonl",
    "only tell what would be cut",
    NULL
};

static void prepare(settings *s)
{
    (void)s;                   /* the library's defaults are this command's */
}

static const char *next(const settings *s, const chaff_report *report)
{
    if (s->run.dry_run)
        return "the same without --dry-run, and -o PATH";
    if (report->spans && !s->run.spans && !s->run.run_dir)
        return "the same with --spans FILE, to see every passage that was cut";
    return "";
}

const command strip_command = {
    .name = "strip", .bit = STRIP, .job = CHAFF_JOB_STRIP,
    .brief = "cut passages that repeat across documents",
    .about = "Disclaimers, comment forms, newsletter lines, link lines: what stands in "
             "several independent documents, and what is known to be furniture. Copies "
             "of one article count once, so a copied article is not boilerplate. Every "
             "document stays.",
    .examples = examples, .prepare = prepare, .settle = settle_documents, .next = next
};
