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

const command strip_command = {
    .name = "strip", .bit = STRIP, .job = CHAFF_JOB_STRIP,
    .brief = "cut passages that repeat across documents",
    .about = "Disclaimers, comment forms, newsletter lines, link lines: what stands in "
             "several independent documents, and what is known to be furniture. Copies "
             "of one article count once, so a copied article is not boilerplate. Every "
             "document stays.",
    .examples = examples, .settle = settle_documents
};
