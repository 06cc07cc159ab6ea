/* postings.h - the records of one partition, equal hashes side by side
 *
 * In: a partition's records in document order. Out: postings, the list of records of
 * every hash that may tell something; which records stand in a list; and, made from the
 * lists round by round, one mark a listed record, in record order, that replay deals
 * back to the documents.
 * A hash has a list if it stands twice in a document, or in two that are no copies of
 * one; and wherever the models in use have it. All others prove nothing in any round.
 * Always: the same postings whatever memory allows (less of it: more walks).
 */
#ifndef BOILER_POSTINGS_H
#define BOILER_POSTINGS_H

#include "boiler/gather.h"
#include "boiler/stream.h"

/* A record of a posting list. */
typedef struct posting {
    uint32_t doc;
    /* number in the partition; POSTING_HEAD: in the document's head; POSTING_LAST: the
     * last of its list */
    uint32_t record;
} posting;
#define POSTING_HEAD (UINT32_C(1) << 31)
#define POSTING_LAST (UINT32_C(1) << 30)
#define POSTING_RECORD (POSTING_LAST - 1)

/* Marks of the first round, 32 bits: one more than the first document with the gram;
 * FIRST_RARE: it stands in at most RARE_DOCS documents. Of one document only: 0. */
#define FIRST_RARE (UINT32_C(1) << 31)

/* A document as the last round sees it: its source << 32 | its group, KEY_NOBODY of no
 * witness. */
#define KEY_NOBODY UINT32_MAX

/* What the rounds work on. */
typedef struct rounds {
    chaff_boiler *model;
    spool *postings[PARTS];
    spool *listed[PARTS];      /* a bit a record, in words of 64 */
    spool *marks[PARTS];       /* of the round in progress */
    uint64_t *keys;            /* for the last, of each document */
    uint64_t memory;           /* bytes one thread may use for one partition */
    bool ordered;              /* hashes stand before their lists */
} rounds;

/* Spools of rounds; of some that live on the heap, themselves too. */
void rounds_release(rounds *r);
void rounds_free(rounds *r);

/* Scratch of one thread, all zero at first. */
typedef struct list_room {
    gathering found;
    uint64_t *spare;           /* as large as a bucket */
    uint64_t *listed;
    size_t spare_capacity, listed_capacity;
    buffer out;
} list_room;

void list_room_release(list_room *room);

/* Postings and marks of the first round; the partition's records are given back. */
CHAFF_MUST_USE chaff_status postings_build(rounds *r, size_t part, list_room *room,
                                           chaff_error *err);
/* Keep of marks of `size` bytes (1, 2, 4), one a record, those of listed records. */
CHAFF_MUST_USE chaff_status marks_keep(rounds *r, size_t part, void *marks, size_t size,
                                       chaff_error *err);

/* Marks of one partition that were not dealt yet. */
typedef struct mark_stream {
    const uint8_t *next, *end;
} mark_stream;

/* The marks of a block, of each partition; behind the last is room for one. *room holds
 * them and is the caller's, whatever happens. */
CHAFF_MUST_USE chaff_status marks_load(const rounds *r, size_t block, size_t size,
                                       mark_stream streams[PARTS], uint8_t **room);

#endif
