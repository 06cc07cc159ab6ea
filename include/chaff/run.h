/* chaff/run.h - a whole corpus in one call
 *
 * `chaff clean`, `dedup`, `find` and `strip` are this call and its messages. Inputs are
 * named, outputs are named; nothing stands under an output's name unless complete.
 */
#ifndef CHAFF_RUN_H
#define CHAFF_RUN_H

#include "chaff/boiler.h"
#include "chaff/cluster.h"
#include "chaff/recipe.h"
#include "chaff/report.h"
#include "chaff/source.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chaff_job {
    CHAFF_JOB_CLEAN,    /* strip, then find near-duplicates on what is left, keep one */
    CHAFF_JOB_DEDUP,       /* keep one of every cluster */
    CHAFF_JOB_FIND,        /* clusters and pairs; nothing is removed */
    CHAFF_JOB_STRIP        /* cut boilerplate; every document stays */
} chaff_job;

typedef enum chaff_measure { CHAFF_JACCARD, CHAFF_CONTAINMENT } chaff_measure;

/* Which document of a cluster is kept; ties: first in input. */
typedef enum chaff_keep {
    CHAFF_KEEP_FIRST,
    CHAFF_KEEP_LAST,
    CHAFF_KEEP_LONGEST,    /* most words compared */
    CHAFF_KEEP_EARLIEST,   /* by source.date_field; unreadable dates come last */
    CHAFF_KEEP_LATEST,
    CHAFF_KEEP_MAX,        /* greatest number in source.score_field */
    CHAFF_KEEP_PREFER      /* score_field is the first of `prefer`, the second, ... */
} chaff_keep;

typedef enum chaff_grouping {
    CHAFF_GROUP_NONE,
    CHAFF_GROUP_BY,     /* pairs only between documents with equal source.group_field */
    CHAFF_GROUP_ACROSS     /* pairs only between documents that differ in it */
} chaff_grouping;

/* What happens to a bad record. */
typedef enum chaff_bad {
    CHAFF_BAD_WARN,        /* counted, named, copied to bad_file */
    CHAFF_BAD_STOP,        /* the run fails with CHAFF_ERR_FORMAT */
    CHAFF_BAD_DROP         /* counted only */
} chaff_bad;

/* Which copies of a repeated passage are cut. */
typedef enum chaff_copies {
    CHAFF_COPIES_ALL,
    CHAFF_COPIES_FIRST     /* all but the first in input; known phrases everywhere */
} chaff_copies;

/* Unit of the offsets in `spans`. */
typedef enum chaff_offsets {
    CHAFF_OFFSETS_BYTES,
    CHAFF_OFFSETS_CHARS,   /* code points */
    CHAFF_OFFSETS_UTF16    /* code units */
} chaff_offsets;

/* What `output` holds: documents, or what another tool reads in their place
 * (docs/interop.md). */
typedef enum chaff_style {
    CHAFF_STYLE_CHAFF,     /* the records that stay */
    CHAFF_STYLE_DATATROVE, /* dedup: numbers of the removed records, a file an input */
    CHAFF_STYLE_DOLMA,     /* attributes of every record */
    CHAFF_STYLE_ONION      /* vertical text whose lines say whether they stay */
} chaff_style;

typedef enum chaff_level { CHAFF_NOTE, CHAFF_WARNING } chaff_level;

typedef struct chaff_run_options {
    uint32_t size;             /* sizeof(chaff_run_options) */
    chaff_job job;             /*                                       [DEDUP] */
    const char *const *inputs; /* files, folders, "-" for standard input; one or more */
    size_t input_count;
    const char *const *against;        /* documents that are always kept and never
                                        * written; with them only copies of THEM go */
    size_t against_count;
    chaff_source_options source;

    chaff_recipe recipe;       /* threshold 0.8 for every job */
    chaff_measure measure;     /*                                     [JACCARD] */
    chaff_link link;           /*                                        [STAR] */
    bool verify;               /* false, with LINK_CHAIN: what shares a band is joined
                                * unmeasured, for comparison with other tools [true] */
    chaff_keep keep;           /*                                       [FIRST] */
    const char *prefer;        /* values for KEEP_PREFER, joined by ","  [NULL] */
    chaff_grouping grouping;   /* by source.group_field                  [NONE] */
    uint32_t max_pairs;        /* pairs reported a document (find)        [256] */
    uint32_t min_words;        /* shorter documents are not compared        [0] */

    uint32_t min_docs;         /* boilerplate: independent documents        [3] */
    bool known;                /* boilerplate: known phrases             [true] */
    bool pages;                /* boilerplate: inputs are whole pages   [false] */
    bool keep_prose;           /* boilerplate: repeated sentences stay  [false] */
    chaff_copies copies;       /* boilerplate: which copies stay          [ALL] */
    const char *const *models; /* boilerplate: counts and phrases to add [none] */
    size_t model_count;
    bool model_only;           /* boilerplate: no evidence but the models' [false] */
    const char *learn;         /* boilerplate: file for what was learnt  [NULL] */
    bool mark;     /* boilerplate: keep it, between U+27E6 and U+27E7   [false] */

    /* Where results go: a path, "-" for standard output, NULL for nowhere. Tables are
     * JSON lines, or .csv, .tsv by suffix; .gz .zst .bz2 .xz .lz4 compress. */
    const char *output;      /* the documents: a file, or a folder (see below) [NULL] */
    const char *removed;       /* removed records, byte for byte         [NULL] */
    const char *ids;           /* ids of removed records, one a line     [NULL] */
    const char *clusters;      /*                                        [NULL] */
    const char *pairs;         /*                                        [NULL] */
    const char *spans;         /*                                        [NULL] */
    const char *run_dir;       /* all tables, summary.json, report.html  [NULL] */
    const char *bad_file;   /* NULL: OUTPUT.bad beside the first named regular output */
    uint32_t report_clusters;  /* of report.html, shown with their texts   [200] */
    uint32_t report_chars;     /* of a document, at most                  [4000] */
    uint64_t report_size;      /* bytes of all texts in it, about        [4 MiB] */
    bool readable;          /* clusters on standard output as text for people [false] */
    chaff_style style;         /* of `output`                            [CHAFF] */
    bool annotate;             /* keep every record, splice a "chaff" key [false] */
    bool dry_run;              /* write no documents                     [false] */
    chaff_offsets offsets;     /*                                        [CHARS] */

    unsigned threads;          /* 0: one per core                            [0] */
    uint64_t memory;           /* hard budget in bytes; 0: 60% of RAM        [0] */
    const char *tmp;           /* folder for temporary files            ["/tmp"] */
    chaff_bad bad;             /*                                         [WARN] */
    double max_removed;        /* percent a source may lose; negative: any  [-1] */

    /* One line without a prefix, for a person. Never by two threads at once. NULL:
     * silence. */
    void (*message)(chaff_level level, const char *line, void *self);
    /* Now and then; `total` 0: unknown. Bytes while reading, documents later. Returns
     * false to stop the run: CHAFF_ERR_STOPPED, nothing is left behind. */
    bool (*progress)(const char *stage, uint64_t done, uint64_t total, void *self);
    void *self;
} chaff_run_options;

CHAFF_API void chaff_run_options_init(chaff_run_options *options);

/* *report is filled in as far as the run got. `output` is a folder if it is one,
 * ends in '/', or the inputs are folders or several files and it has no known
 * suffix: then one output for each input, at the same relative path.
 * CHAFF_ERR_OPTION: settings or inputs that can't be used. CHAFF_ERR_GUARD: an
 * output is an input, two inputs have one output, or a source would lose more than
 * max_removed. CHAFF_ERR_IO, CHAFF_ERR_FORMAT: a file could not be read or written. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_run(const chaff_run_options *options, chaff_report *report, chaff_error *err);

/* What boilerplate models hold, for people: passages that were cut when they were
 * learnt, most frequent first, then known phrases. Without models: the built-in
 * phrases. A table (docs/format.md), or `readable` lines. Errors as chaff_run. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_list_models(const char *const *models, size_t count, const char *output,
                  bool readable, chaff_error *err);

#ifdef __cplusplus
}
#endif
#endif
