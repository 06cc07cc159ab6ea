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

const command dedup_command = {
    .name = "dedup", .bit = DEDUP, .job = CHAFF_JOB_DEDUP,
    .brief = "write one document of every cluster of near-duplicates",
    .about = "Every removed document was measured against the kept one that stands for "
             "it and reaches the threshold. Kept records are written byte for byte as "
             "they came.",
    .examples = examples, .settle = settle_documents
};
