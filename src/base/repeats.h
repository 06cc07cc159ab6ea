/* repeats.h - the items whose keys others have too, out of many that are alone
 *
 * In: items by number, each with a 64-bit key. Out: those that share their key with
 * another one, and a few that do not, sorted by key; equal keys in the order of items.
 * What is held beside them is two bytes an item.
 */
#ifndef BASE_REPEATS_H
#define BASE_REPEATS_H

#include "base/sort.h"
#include "chaff/base.h"

typedef uint64_t repeats_key(const void *self, uint32_t item);

/* Of items 0 .. count - 1; *out is freed with mem_free. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status repeats_find(uint32_t count, repeats_key *key_of,
                                         const void *self, sort_pair **out,
                                         size_t *out_count);

#endif
