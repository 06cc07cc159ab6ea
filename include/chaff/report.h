/* chaff/report.h - the figures of a run, and the page that shows it */
#ifndef CHAFF_REPORT_H
#define CHAFF_REPORT_H

#include "chaff/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_report {
    uint64_t inputs, documents, bytes, words;      /* read; --against not counted */
    uint64_t against;              /* documents of --against */
    uint64_t bad;                  /* records left out */
    uint64_t wordless;             /* documents without a word */
    uint64_t repeated_ids;         /* documents whose id an earlier one has */
    uint64_t undated;              /* by date, those whose date could not be read */

    uint32_t bands, rows;          /* in use */
    double recall;                 /* chance that a pair at the threshold is compared */
    uint64_t exact;                /* documents that equal another word for word */
    uint64_t candidates, filtered; /* pairs looked at; dropped by the pre-filter */
    uint64_t verified;             /* pairs measured */
    uint64_t bucket_caps, verify_caps, pair_caps;  /* documents for which a cap bit */
    uint64_t pairs;                /* rows of the pairs file */
    uint64_t clusters, clustered;  /* of two or more documents; documents in them */
    uint64_t kept, removed;        /* documents, written or not (find: would be) */

    uint64_t stripped;             /* documents that lost a passage */
    uint64_t spans, span_words;    /* passages cut and their words */
    uint64_t template_only; /* documents left whole because nearly all is boilerplate */
    uint64_t guarded;              /* documents left whole for --max-removed */
    uint64_t emptied;              /* documents left without a word */
    uint64_t prose, cut_prose;     /* words of sentences; those that are cut though
                                    * fewer than a fifth of the source hold them */

    double seconds_read, seconds_strip, seconds_join, seconds_place, seconds_write;
    double seconds;                /* all together */
    uint64_t memory_peak;          /* bytes held inside the budget at most */
    unsigned threads;
    bool spilled;                  /* temporary files were used */
    bool trailing;             /* an input had bytes after its last compressed member */
} chaff_report;

/* From report.jsonl in a run folder: one HTML page that needs nothing but itself, into
 * `page` (a path, "-" for standard output, NULL: none), and each of its tables as
 * NAME.csv into the folder `csv` (made if it is not there; NULL: none). Text from
 * documents is escaped everywhere, whoever wrote report.jsonl. CHAFF_ERR_IO;
 * CHAFF_ERR_FORMAT: no report.jsonl of this program; CHAFF_ERR_GUARD: an output is
 * report.jsonl itself; CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_report_write(const char *run_dir, const char *page, const char *csv,
                   chaff_error *err);

#ifdef __cplusplus
}
#endif
#endif
