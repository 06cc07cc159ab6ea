/* state.h - what the stages of one run share
 *
 * Documents are numbered in input order, those of --against first. A stage fills in its
 * part and leaves the rest alone; nothing here is shared between two runs.
 */
#ifndef RUN_STATE_H
#define RUN_STATE_H

#include "base/hash.h"
#include "base/parallel.h"
#include "boiler/count.h"
#include "chaff/run.h"
#include "run/column.h"
#include "run/names.h"
#include "sketch/join.h"
#include "sketch/worker.h"
#include "text/input.h"

typedef struct doc_row {       /* of one document, 56 bytes */
    record_ref ref;
    hash128 sequence;          /* of the words that are compared */
    uint64_t id_hash;
    uint64_t id_at;            /* where its id stands in the spool of ids */
    uint32_t words;            /* that are compared */
    uint32_t source;           /* number of its name */
} doc_row;

typedef struct
    block_entry {   /* where a block of the first pass stood, to read it again */
    uint64_t offset, size, first_line;
    uint32_t input, first_doc, docs;
} block_entry;

typedef struct cut_list {      /* spans of one document in the spool of spans */
    uint64_t at;
    uint32_t count;
    uint32_t words;            /* inside the spans */
    uint32_t asked;            /* the same had --max-removed not left it whole */
} cut_list;

typedef struct cut {           /* one span as it is spooled */
    uint32_t start, end, docs, kind;
} cut;

/* Why nothing of a document is cut, where something could be. */
typedef enum whole_for {
    WHOLE_NOT,
    WHOLE_TEMPLATE,            /* (nearly) all of it is boilerplate */
    WHOLE_GUARDED              /* it would lose more than --max-removed */
} whole_for;

typedef struct kit {           /* scratch of one thread */
    reader *reader;
    chaff_worker *worker;
    chaff_boiler_worker *boiler;
    buffer bytes, text, note;
    cut *cuts;
    size_t *edges;             /* byte ranges made from cuts */
    size_t cut_capacity, edge_capacity;
    uint8_t *lanes[2];         /* lent out in turn */
    unsigned lane_turn;
    uint64_t *keys;            /* of one document, `bands` of them */
    unsigned asked;            /* sets asked for: now and then a look whether to stop */
    uint64_t *sets[2];         /* shingle sets */
    size_t set_rooms[2];
    uint32_t equal_text;    /* pairing: the text whose shingles were counted last ... */
    uint64_t equal_shingles;   /* ... and how many; 0: none yet */
    chaff_error err;
} kit;

typedef struct run {
    chaff_run_options options; /* settled */
    chaff_report *report;
    chaff_error *err;          /* of the caller */
    chaff_error read_err;      /* of the reading end of a pipeline */
    chaff_status read_status;  /* not CHAFF_OK: where it ended while ingesting */
    double start;              /* file_clock */
    budget memory;
    unsigned threads;
    kit *kits;             /* one a thread, and one for the writing end of a pipeline */

    corpus *corpus;
    size_t against_inputs;
    uint64_t bytes_read, bytes_expected;           /* for progress */
    uint32_t against_docs, documents;
    bool identified;           /* a document has its id from a field */
    _Atomic bool limited;      /* --limit is reached: read no more */
    block_entry *blocks;
    size_t block_count, block_capacity;

    column rows;               /* doc_row */
    column scores;       /* double: --keep; in use only where rank is not input order */
    column groups;             /* uint64_t: --by, --across */
    column cuts;               /* cut_list: strip, clean */
    column whole;              /* uint8_t, of whole_for: strip, clean */
    spool *ids, *spans;
    names sources;

    spool *keys, *lanes;       /* see prints.h */
    uint32_t *stripes;         /* the first document of each stripe of keys */
    size_t stripe_count, stripe_room;
    samples *samples;          /* containment only */
    struct ahead *ahead;       /* sets made while input is unpacked; NULL: none */

    chaff_boiler *boiler;
    struct rejudged *rejudged; /* --model-only; NULL: what boiler says is all */

    uint32_t ranked;     /* texts that are compared, for progress */
    uint32_t *texts;     /* of each document: the best ranked one with its very words */
    uint32_t *kept;      /* of each document: the one that stands for it, or RUN_KEPT */
    struct place_row *copies;  /* of each copy that was compared itself, ascending */
    size_t copy_count;
    uint32_t *cluster_numbers, *cluster_sizes;   /* of kept documents; see clusters.h */
    uint8_t *repeats;   /* 1: the document's id stands elsewhere too; NULL: none does */

    struct borderline *borderline;     /* with a run folder; see borderline.h */
    uint64_t *similar;         /* rows of `pairs` by hundredths; with a run folder */
    uint32_t styled, styled_input;     /* --style: documents told of the input */
    struct traces *traces;     /* what is taken back if the run fails; NULL: nothing */
    struct nearly *nearly;     /* strip, clean, with a run folder */
    struct passages *passages; /* while they are written */
    struct output *bad;        /* --bad-file, once there is a bad record */
    bool bad_open_line;        /* its last byte is not a line end */
    char *bad_path;            /* where it goes; NULL: nowhere */
} run;

#define RUN_KEPT UINT32_MAX    /* in run.kept: the document is kept */

static inline doc_row *run_row(const run *r, uint32_t document)
{
    return column_at(&r->rows, document);
}

static inline kit *run_writer(const run *r)
{
    return &r->kits[r->threads];
}

static inline bool run_strips(const run *r)
{
    return r->options.job == CHAFF_JOB_STRIP || r->options.job == CHAFF_JOB_CLEAN;
}

static inline whole_for run_whole(const run *r, uint32_t document)
{
    return r->whole.count ? *(uint8_t *)column_at(&r->whole, document) : WHOLE_NOT;
}

static inline bool run_compares(const run *r)
{
    return r->options.job != CHAFF_JOB_STRIP;
}

/* Hash of the document's --by or --across field. */
static inline uint64_t run_group(const run *r, uint32_t document)
{
    return *(uint64_t *)column_at(&r->groups, document);
}

/* A line for a person; sentences of the library's own. */
__attribute__((format(printf, 3, 4)))
void run_say(const run *r, chaff_level level, const char *format, ...);
/* CHAFF_ERR_STOPPED when the caller asked to stop. */
chaff_status run_progress(const run *r, const char *stage, uint64_t done,
                          uint64_t total);
/* The sentence of the thread that failed goes to the caller. */
chaff_status run_failed(const run *r, chaff_status status);

/* The id of a document as a JSON token, appended. */
CHAFF_MUST_USE chaff_status run_id(const run *r, uint32_t document, buffer *out);
/* The cuts of a document, into kit->cuts; *count of them. */
CHAFF_MUST_USE chaff_status run_cuts(const run *r, kit *k, uint32_t document,
                                     size_t *count);
/* Of the first `cuts` of them start and end side by side, into kit->edges. */
CHAFF_MUST_USE chaff_status kit_edges(kit *k, size_t cuts);
/* The text of a document that is compared: its text less its cuts, where there are
 * any. */
CHAFF_MUST_USE chaff_status run_text(const run *r, kit *k, uint32_t document,
                                     chaff_text *text, chaff_error *err);
/* The set of shingles of that text, as worker_set. */
CHAFF_MUST_USE chaff_status
run_set(const run *r, kit *k, uint32_t document, uint64_t **set, size_t *capacity,
        size_t *count, chaff_error *err);
/* The text with U+27E6 and U+27E7 around its cuts, appended. */
CHAFF_MUST_USE chaff_status
run_mark_text(chaff_text text, const cut *cuts, size_t count, buffer *out);
/* CHAFF_ERR_IO: an input changed, and the text is shorter than its cuts. */
CHAFF_MUST_USE chaff_status run_cuts_fit(chaff_text text, const cut *cuts, size_t count,
                                         chaff_error *err);
/* The text less its cuts, if they fit; borrowed from the text or from kit->text. */
CHAFF_MUST_USE chaff_status
run_cut_text(kit *k, chaff_text text, const cut *cuts, size_t count, chaff_text *out,
             chaff_error *err);

#endif
