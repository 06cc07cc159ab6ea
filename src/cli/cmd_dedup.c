/* cmd_dedup.c - keep one document of every cluster, byte for byte as it came */
#include "command.h"

static const char *const examples[] = {
    "chaff dedup news.jsonl -o unique.jsonl",
    "one document of every cluster",
    "chaff dedup crawl/*.jsonl.zst -o unique/ --keep latest --pairs pairs.tsv",
    "the newest of each, file by file, and which stands for which",
    "chaff dedup train.jsonl --against test.jsonl -o train-without-test.jsonl",
    "take a test set out of training data",
    "chaff dedup --check -q new.jsonl --against old.jsonl",
    "status 1 if anything new is in the old already",
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
    if (report->removed && !s->run.pairs && !s->run.run_dir)
        return "the same with --pairs FILE, to see which document stands for which";
    return "";
}

const command dedup_command = {
    .name = "dedup", .bit = DEDUP, .job = CHAFF_JOB_DEDUP,
    .brief = "write one document of every cluster of near-duplicates",
    .about = "Every removed document was measured against the kept one that stands for "
             "it and reaches the threshold. Kept records are written byte for byte as "
             "they came.",
    .examples = examples, .prepare = prepare, .settle = settle_documents, .next = next
};
