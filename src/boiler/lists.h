/* lists.h - the posting lists of a partition, read one by one */
#ifndef BOILER_LISTS_H
#define BOILER_LISTS_H

#include "boiler/postings.h"

/* Posting lists of a partition, one after the other, in the order of their hashes; a
 * list lives until the next call. */
typedef struct list_reader {
    uint64_t hash;             /* of the list, if ordered */
    const posting *list;
    size_t count;
    bool ordered;
    posting *room;             /* for a list that does not lie in a row */
    size_t capacity;
    const posting *next;       /* read ahead: `left` postings */
    size_t left;
    size_t fetched;            /* of those, entries of `table` are on their way */
    const char *table;
    size_t entry;
    stream in;
} list_reader;

/* `table` has `entry` bytes for each document, which the caller will read for those of
 * every list. */
void list_reader_start(list_reader *l, const rounds *r, size_t part, const void *table,
                       size_t entry);
/* CHAFF_DONE: there is no further one. */
CHAFF_MUST_USE chaff_status list_next(list_reader *l);
void list_reader_release(list_reader *l);

#endif
