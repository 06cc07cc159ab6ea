/* located.h - the shingles of a text in its order, and the words they stand on
 *
 * For whoever shows where two texts agree: the very shingles that are counted.
 */
#ifndef NEAR_LOCATED_H
#define NEAR_LOCATED_H

#include "base/mem.h"
#include "sketch/shingles.h"
#include "text/words.h"

typedef struct located {       /* all zero: no text */
    uint64_t *words;           /* their hashes */
    word_place *places;
    size_t word_count, word_room, place_room;
    uint64_t *shingles;        /* shingle i covers the words i .. i + step - 1 */
    size_t count, step;        /* step: words in a shingle, of a short text all */
} located;

/* CHAFF_ERR_MEMORY, CHAFF_ERR_LIMIT: as chaff_verify; what is there still has to be
 * released. */
CHAFF_MUST_USE chaff_status located_read(located *l, splitter *sp,
                                         const shingle_rule *rule, chaff_text text);
void located_release(located *l);

/* Words first .. end - 1 as bytes of the text. */
static inline void located_bytes(const located *l, size_t first, size_t end,
                                 size_t *from, size_t *to)
{
    *from = l->places[first].start;
    *to = l->places[end - 1].end;
}

#endif
