/* postings.h - the records of one partition, equal hashes side by side
 *
 * In: a partition's records in document order. Out: postings, the list of records of
 * every hash that stands more than once; and, made from them round by round, one mark a
 * record, in record order, that replay deals back to the documents.
 * Always: the same postings whatever memory allows (less of it: more passes).
 */
#ifndef BOILER_POSTINGS_H
#define BOILER_POSTINGS_H

#include "boiler/model.h"
#include "boiler/stream.h"

/* A record of a posting list. */
typedef struct posting {
    uint32_t doc;
    /* number in the partition; POSTING_HEAD: in the document's head */
    uint32_t record;
} posting;
#define POSTING_HEAD (UINT32_C(1) << 31)

/* Marks of the first round, 32 bits: the first document with the gram; FIRST_RARE: it
 * stands in at most RARE_DOCS documents. A gram of one document only: FIRST_NONE. */
#define FIRST_RARE (UINT32_C(1) << 31)
#define FIRST_NONE UINT32_MAX

/* What the rounds work on. */
typedef struct rounds {
    chaff_boiler *model;
    spool *postings[PARTS];
    spool *marks[PARTS];       /* of the round in progress */
    uint64_t memory;           /* bytes one thread may use for one partition */
    bool ordered;              /* lists ascend by their hashes, which are kept */
} rounds;

/* Spools of rounds that live on the heap; NULL allowed. */
void rounds_free(rounds *r);

/* Postings and marks of the first round; the partition's records are given back. */
CHAFF_MUST_USE chaff_status postings_build(rounds *r, size_t part, chaff_error *err);
/* Posting lists of a partition, one after the other; a list lives until the next
 * call. */
typedef struct list_reader {
    stream in;
    bool ordered;
    uint64_t hash;             /* of the list, if ordered */
    posting *list;
    size_t count, capacity;
} list_reader;

void list_reader_start(list_reader *l, const rounds *r, size_t part);
/* CHAFF_DONE: there is no further one. */
CHAFF_MUST_USE chaff_status list_next(list_reader *l);
void list_reader_release(list_reader *l);

#endif
