/* replay.h - deal the marks of the partitions back to the documents, in order of words
 *
 * In: a block of documents, its thin index (thin.h), and marks of every partition, of
 * listed records in their order. Out: document by document, the mark of each record
 * that the index keeps, zero for those that are bare. Reads everything once, front to
 * back.
 */
#ifndef BOILER_REPLAY_H
#define BOILER_REPLAY_H

#include "base/mem.h"
#include "boiler/thin.h"

enum { REPLAY_MARKS = 1024 };  /* delivered at once, at most */

typedef struct replay {
    uint32_t doc;              /* the document that replay_doc opened */
    index_head head;
    uint64_t records;          /* of it in the index, prefixes included */
    uint64_t left;             /* of those, not delivered yet */
    /* number of the last sampled gram, and of the one before the marks delivered
     * last */
    uint32_t gram, gram_before;
    uint32_t units_left;       /* bytes of its units, not passed yet */
    uint32_t next_doc, end_doc;
    const rounds *rounds;
    size_t size;               /* bytes of a mark: 1, 2 or 4 */
    chaff_status status;
    uint32_t marks[REPLAY_MARKS];      /* the last that were delivered */
    uint32_t numbers[REPLAY_MARKS];    /* of their grams; of prefixes no matter */
    uint8_t kinds[REPLAY_MARKS];       /* of them: SAMPLE_ANCHOR or 0 */
    uint8_t *room;             /* all marks of the block, partition by partition */
    mark_stream streams[PARTS];
    stream index;
} replay;

CHAFF_MUST_USE chaff_status replay_new(replay **out, const rounds *r, size_t block,
                                       size_t size);
void replay_free(replay *r);
/* CHAFF_DONE: the block is at its end. All marks of the document before must be
 * taken. */
CHAFF_MUST_USE chaff_status replay_doc(replay *r);
/* The next marks of the document, which live until the next call; there are some left.
 * Zeros when reading fails (then replay_doc says so). */
const void *replay_marks(replay *r, size_t *count);
/* The marks of the document that are left are of no interest. */
void replay_skip(replay *r);
/* How many of `count` records from number `at` of the document on are grams. */
size_t replay_grams(const replay *r, uint64_t at, size_t count);
/* Append the bytes of the document's units, once all its marks are taken; else they are
 * passed over. */
CHAFF_MUST_USE chaff_status replay_units(replay *r, buffer *out);

#endif
