/* ballot.h - which document a derived one belongs to
 *
 * In: for each of its rarer grams the document in which that first stood. Out: the one
 * that most of them name, whatever their order.
 */
#ifndef BOILER_BALLOT_H
#define BOILER_BALLOT_H

#include <stddef.h>
#include <stdint.h>

enum { VOTES = 1 << 20 };      /* grams of a document that choose its group, at most */

/* Documents in which the rarer grams of a document first stood. */
typedef struct ballot {
    uint32_t *votes;
    size_t count, capacity;
} ballot;

#define NOBODY UINT32_MAX

/* The document that holds more than half of the votes, by Boyer and Moore;
 * NOBODY: none. */
static inline uint32_t ballot_majority(const uint32_t *votes, size_t count)
{
    uint32_t leader = NOBODY;
    size_t lead = 0, own = 0;

    for (size_t i = 0; i < count; i++) {
        if (lead == 0)
            leader = votes[i];
        lead += votes[i] == leader ? 1 : (size_t)-1;
    }
    for (size_t i = 0; i < count; i++)
        own += votes[i] == leader;
    return 2 * own > count ? leader : NOBODY;
}

#endif
