/* count.h - how run feeds documents into a boilerplate model from many threads
 *
 * chaff_boiler_learn in two steps: any thread makes a batch of its documents, one
 * thread commits the batches in document order. The same model either way.
 */
#ifndef BOILER_COUNT_H
#define BOILER_COUNT_H

#include "base/spool.h"
#include "chaff/boiler.h"

/* n-gram hashes of some consecutive documents */
typedef struct boiler_batch boiler_batch;
/* `checked`: chaff_boiler_find will tell another text from the one that was learnt. */
CHAFF_MUST_USE chaff_status boiler_batch_new(boiler_batch **out, bool checked);
void boiler_batch_free(boiler_batch *batch);
void boiler_batch_clear(boiler_batch *batch);

/* A model whose tables and temporary files share the run's budget. */
CHAFF_MUST_USE chaff_status
boiler_new_shared(chaff_boiler **out, const chaff_boiler_options *options,
                  budget *memory, chaff_error *err);

/* Append one document. Any thread, a worker and a batch each. After a failure the batch
 * must be cleared before it is used again. CHAFF_ERR_LIMIT: the text is too long. */
CHAFF_MUST_USE chaff_status
boiler_batch_add(boiler_batch *batch, chaff_boiler_worker *worker, chaff_text source,
                 chaff_text text,
                 chaff_error *err);
/* Take over the documents of the batch as the next numbers. One thread, in document
 * order. After a failure the model can only be freed. CHAFF_ERR_LIMIT: more than
 * 2^31 - 1 documents. */
CHAFF_MUST_USE chaff_status
boiler_commit(chaff_boiler *boiler, const boiler_batch *batch, chaff_error *err);

/* chaff_boiler_find without the text: where its spans stand is known since it was
 * learnt. */
CHAFF_MUST_USE chaff_status
boiler_judge(const chaff_boiler *boiler, chaff_boiler_worker *worker, uint64_t number,
             const chaff_span **spans, size_t *count, bool *template_only,
             chaff_error *err);

/* Of the worker's last judgement: words of the text, and of those inside
 * spans. */
void boiler_worker_words(const chaff_boiler_worker *worker, uint64_t *words,
                         uint64_t *cut);
/* The same of running prose, and of what of it goes because it repeats, though fewer
 * than a fifth of the source, or of all documents where none is known, hold it. */
void boiler_worker_prose(const chaff_boiler_worker *worker, uint64_t *words,
                         uint64_t *cut);

/* A sentence or line that nearly went, or nearly stayed. */
typedef struct borderline_unit {
    uint32_t start, end;       /* bytes */
    uint32_t docs, need;       /* documents that hold it; that the rule asks for */
    uint32_t words;
    const char *rule;          /* a word, see docs/format.md */
    bool cut;
} borderline_unit;

/* Of the worker's last judgement, the next borderline unit from the one numbered *at,
 * which moves behind it; false: there is none. */
bool boiler_worker_borderline(const chaff_boiler_worker *worker, size_t *at,
                              borderline_unit *out);

#endif
