/* group.h - equal hashes of a bucket side by side
 *
 * In: items whose first bits are those of a hash and whose last ones ascend. Out: equal
 * hashes in a row, their items ascending. Linear while few hashes share as many bits as
 * there are items, never worse than a radix sort.
 */
#ifndef BOILER_GROUP_H
#define BOILER_GROUP_H

#include <stddef.h>
#include <stdint.h>

/* `spare` has room for so many more than there are items. */
enum { GROUP_SPARE = 2 };

/* All of them, ascending. Returns where they are. */
uint64_t *group_items(uint64_t *items, uint64_t *spare, size_t count);
/* Those whose hash may stand twice: all that do, and some others; hashes in any order,
 * each in one place. *count becomes their number. */
uint64_t *group_repeats(uint64_t *items, uint64_t *spare, size_t *count);

#endif
