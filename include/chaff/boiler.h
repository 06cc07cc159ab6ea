/* chaff/boiler.h - learn what repeats across documents, then find it
 *
 * Two passes over the same documents: learn each, seal, then find the spans of each.
 * A passage is boilerplate when enough INDEPENDENT documents hold it; copies of one
 * article count once. Known phrases (comment forms, cookie banners, legal disclaimers)
 * need no repetition.
 */
#ifndef CHAFF_BOILER_H
#define CHAFF_BOILER_H

#include "chaff/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_boiler chaff_boiler;
typedef struct chaff_boiler_worker chaff_boiler_worker;   /* scratch of one thread */

typedef struct chaff_boiler_options {
    uint32_t size;             /* sizeof(chaff_boiler_options) */
    uint32_t min_docs;     /* independent documents a passage must stand in, >= 2 [3] */
    bool known;            /* use the built-in known phrases                   [true] */
    bool pages;        /* whole pages, menus and all: the shape of text counts beside
                        * repetition, and one document fewer is enough       [false] */
    bool keep_prose;       /* repetition alone takes no sentence: for laws, licences,
                            * contracts, where it is the content             [false] */
    uint64_t memory;     /* bytes for counting; past it, temporary files [UINT64_MAX] */
    const char *tmp;       /* their folder; borrowed while the model lives   ["/tmp"] */
    unsigned threads;      /* of seal; 0: one per core                            [0] */
    bool keep_first;       /* the first place of what repeats is no repetition;
                            * what is known goes everywhere                   [false] */
    /* Models whose counts and phrases are added: files of chaff_boiler_save, or
     * lists of phrases (docs/format.md). Borrowed by chaff_boiler_new alone.
     * [none] */
    const char *const *models;
    size_t model_count;
    bool learn;            /* keep what chaff_boiler_save writes              [false] */
    bool model_only;       /* documents are judged by the models: none is evidence for
                            * another, so each is cut as if it stood alone    [false] */
} chaff_boiler_options;

typedef enum chaff_span_kind {
    CHAFF_SPAN_REPEATED,     /* in enough independent documents, or twice in this one */
    CHAFF_SPAN_TEMPLATE,     /* a line whose prefix repeats ("CONTINUE READING: ...") */
    CHAFF_SPAN_KNOWN,          /* a known phrase */
    CHAFF_SPAN_SHAPE           /* short remains between and after such lines; with pages
                                * what looks like them and stands beside them */
} chaff_span_kind;

/* One stretch of a text judged to be boilerplate. */
typedef struct chaff_span {
    size_t start, end;         /* bytes, half-open, on character boundaries */
    uint32_t docs;             /* independent documents it was seen in; 0: known only */
    chaff_span_kind kind;
} chaff_span;

CHAFF_API void chaff_boiler_options_init(chaff_boiler_options *options);

/* CHAFF_ERR_OPTION: options not initialised, or min_docs below 2. A model that is used:
 * CHAFF_ERR_FORMAT, _VERSION, _MISMATCH (other grams or Unicode tables), _IO.
 * CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_new(chaff_boiler **out, const chaff_boiler_options *options,
                 chaff_error *err);
CHAFF_API void chaff_boiler_free(chaff_boiler *boiler);

/* For this model alone, which it must not outlive. CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_worker_new(chaff_boiler_worker **out, const chaff_boiler *boiler);
CHAFF_API void chaff_boiler_worker_free(chaff_boiler_worker *worker);

/* Count one document; it gets the next number, from 0. `source` (a site or outlet)
 * may be empty. One thread. After a failure of learn or seal the model can only be
 * freed. CHAFF_ERR_STATE: sealed, or failed before. CHAFF_ERR_LIMIT: a text of 4 GiB
 * or more, or more than 2^31 - 1 documents. CHAFF_ERR_MEMORY, CHAFF_ERR_IO. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_learn(chaff_boiler *boiler, chaff_boiler_worker *worker, chaff_text source,
                   chaff_text text, chaff_error *err);
/* Judge what was counted; learning ends. Errors as above. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_seal(chaff_boiler *boiler, chaff_error *err);

/* The spans to remove from document `number`, whose text is the one learnt under it:
 * ascending, not touching, living in the worker until its next call. The text minus its
 * spans is the cleaned text; the line break that goes with a passage lies inside its
 * span. Any thread. *template_only: (nearly) all of the document is boilerplate; it is
 * left whole and has no spans. CHAFF_ERR_STATE: not sealed, no such document, or not
 * the text that was learnt. CHAFF_ERR_MEMORY, CHAFF_ERR_IO. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_find(const chaff_boiler *boiler, chaff_boiler_worker *worker,
                  uint64_t number, chaff_text text, const chaff_span **spans,
                  size_t *count, bool *template_only, chaff_error *err);

/* Write what was learnt, models in use included, as a model file: counts of grams and
 * of sources. Documents learnt twice count twice. Any time after sealing.
 * CHAFF_ERR_STATE: not sealed, or options.learn was not set. CHAFF_ERR_IO,
 * CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_boiler_save(const chaff_boiler *boiler, const char *path, chaff_error *err);

#ifdef __cplusplus
}
#endif
#endif
