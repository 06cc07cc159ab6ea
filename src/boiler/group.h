/* group.h - bring records with equal hashes together
 *
 * In: records in document order. Out: the same, equal keys side by side, each group
 * still in document order; groups in an order that depends on the keys and their
 * number.
 */
#ifndef BOILER_GROUP_H
#define BOILER_GROUP_H

#include "base/sort.h"

/* `spare` has room for as many. Linear for keys that are hashes, never worse than a
 * radix sort. */
void group_pairs(sort_pair *pairs, sort_pair *spare, size_t count);

#endif
