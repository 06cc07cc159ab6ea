/* passages.h - what was cut: rows of --spans, and the list of passages, most frequent
 * first
 *
 * Passages are told apart by their text, white space and numbers folded, templates by
 * how they begin; each is shown as it first stood. The list holds the first
 * PASSAGES_MOST different ones met; how many more there were is counted.
 */
#ifndef RUN_PASSAGES_H
#define RUN_PASSAGES_H

#include "report/table.h"
#include "run/sweep.h"

enum { PASSAGES_MOST = 1 << 20 };

typedef struct passages passages;

/* One passage of the list. */
typedef struct passage {
    uint64_t hash;             /* tells it from others */
    uint32_t document, index;  /* where it was met first: which cut of which document */
    uint32_t docs, kind;       /* most evidence; of chaff_span_kind */
    uint32_t sources;          /* different ones it was cut from; at the end */
    uint64_t places;           /* cuts */
} passage;

/* Either path may be NULL. Sets r->passages. */
CHAFF_MUST_USE chaff_status passages_open(run *r, const char *spans,
                                          const char *spans_too,
                                          const char *boilerplate);
/* Any thread: the cuts in k->cuts of one document. */
CHAFF_MUST_USE chaff_status
passages_note(sweep_slot *s, kit *k, uint32_t document, const doc *d, size_t cuts);
CHAFF_MUST_USE chaff_status passages_take(sweep_slot *s);  /* in order */
CHAFF_MUST_USE chaff_status passages_commit(run *r);
/* The list in the order met. */
const passage *passages_list(const run *r, size_t *count);

/* The document that stands in the writer's kit with its cuts; all zero: none does. It may
 * be of any length and the home of many passages: who asks for their texts should ask in
 * the order met, as far as there is a choice. */
typedef struct passage_home {
    bool loaded;
    uint32_t document;
    chaff_text text;
} passage_home;

/* From one call to the next with the same home no one else uses the reader or the cuts of
 * the writer's kit. */
CHAFF_MUST_USE chaff_status passages_home(run *r, passage_home *home,
                                          uint32_t document);
/* Its text where it was met first, which lives until the writer's kit is used again. */
CHAFF_MUST_USE chaff_status
passages_text(run *r, passage_home *home, const passage *p, chaff_text *text);
void passages_free(run *r);

/* The `most` most frequent, in the order of boilerplate.jsonl, appended as passage.
 * Once committed. */
CHAFF_MUST_USE chaff_status passages_top(run *r, size_t most, buffer *out);
/* "repeated", "template", ... */
const char *passages_kind(uint32_t kind);
/* White space folded to one blank, none at the ends. */
CHAFF_MUST_USE chaff_status passages_fold_blanks(chaff_text text, buffer *out);
/* Ascending byte offsets of a text in the unit of --offsets. */
void passages_offsets(const run *r, chaff_text text, size_t *edges, size_t count);

#endif
