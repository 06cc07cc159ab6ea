/* store.h - boilerplate models in files: several in use as if they were one, and a new
 * one written
 *
 * A model file (docs/format.md has it byte for byte) holds for every gram that stood in
 * two independent documents or more how many there were, by source; the witnesses of
 * every source; passages that were cut, for people; and known phrases. Counts of
 * several models add up, so that merging them does not depend on their order.
 */
#ifndef BOILER_STORE_H
#define BOILER_STORE_H

#include "base/spool.h"
#include "boiler/entries.h"
#include "boiler/known.h"
#include "chaff/boiler.h"

typedef struct store_source {
    uint64_t name;             /* hash, not 0 */
    uint32_t docs;             /* witnesses */
} store_source;

typedef struct store_passage {
    uint64_t key;              /* equal passages have equal ones */
    uint64_t docs;             /* from which it was cut */
    uint32_t sources;          /* of them, at least */
    chaff_span_kind kind;
    chaff_text text;           /* white space folded, cut at STORE_TEXT bytes */
} store_passage;

enum {
    STORE_TEXT = 1000,
    STORE_PASSAGES = 10000     /* that one learning adds at most */
};

/* -- reading ----------------------------------------------------------------------- */

typedef struct store store;

/* Models of `paths` together; those that are lists of phrases, and the phrases of the
 * others, go to `phrases` unless it is NULL. Errors as container_open. */
CHAFF_MUST_USE chaff_status
store_open(store **out, const char *const *paths, size_t count, known *phrases,
           chaff_error *err);
void store_free(store *s);

uint64_t store_docs(const store *s);           /* witnesses */
/* Ascending by name; shares of entries number them from 0. */
size_t store_sources(const store *s, const store_source **list);

/* The entries of a partition, equal hashes made one. One thread. */
typedef struct store_stream store_stream;
CHAFF_MUST_USE chaff_status store_stream_new(store_stream **out, const store *s,
                                             size_t part);
void store_stream_free(store_stream *stream);
/* *entry lives until the next call; CHAFF_DONE: there is no further one. */
CHAFF_MUST_USE chaff_status store_stream_next(store_stream *stream,
                                              const gram_entry **entry);

/* The entry of a hash, NULL if there is none; hashes are asked for ascending, and the
 * stream is used in this way alone. */
CHAFF_MUST_USE chaff_status store_stream_find(store_stream *stream, uint64_t hash,
                                              const gram_entry **entry);

/* Passages of all models, equal ones made one, ascending by key. Their texts live in
 * *room, which is the caller's, as the list is. */
CHAFF_MUST_USE chaff_status
store_passages(const store *s, store_passage **list, size_t *count, buffer *room,
               chaff_error *err);
/* The same of `count` passages in any order; returns how many are left. */
size_t passages_merge(store_passage *list, size_t count);

/* -- writing ----------------------------------------------------------------------- */

typedef struct store_content {
    uint64_t docs;             /* witnesses */
    const store_source *sources;       /* ascending by name */
    size_t source_count;
    spool *const *grams;       /* of each partition: entries written by entry_write */
    const uint64_t *entries;   /* how many */
    const store_passage *passages;     /* ascending by key */
    size_t passage_count;
    chaff_text phrases;        /* lines in any order */
} store_content;

CHAFF_MUST_USE chaff_status
store_write(const char *path, const store_content *content, chaff_error *err);

#endif
