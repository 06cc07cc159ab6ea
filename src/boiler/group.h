/* group.h - equal hashes of a bucket side by side
 *
 * In: items whose first bits are those of a hash and whose last ones ascend, so that equal
 * hashes stand in order already. Out: in ascending order. Linear while few hashes share
 * as many bits as there are items, never worse than a radix sort.
 */
#ifndef BOILER_GROUP_H
#define BOILER_GROUP_H

#include <stddef.h>
#include <stdint.h>

/* All of them; `spare` has room for as many. Returns which of the two holds them. */
uint64_t *group_items(uint64_t *items, uint64_t *spare, size_t count);
/* Those whose hash may stand twice: all that do, and some others. *count becomes their
 * number. */
uint64_t *group_repeats(uint64_t *items, uint64_t *spare, size_t *count);

#endif
