/* sort.h - 64-bit keys, alone or with a 32-bit companion, sorted by radix
 *
 * Stable; linear whatever the keys, and quick where they ascend already. `spare` has
 * room for as many items as are sorted.
 */
#ifndef BASE_SORT_H
#define BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct sort_pair {
    uint64_t key;
    uint32_t item;
    uint32_t more;             /* carried along */
} sort_pair;

void sort_keys(uint64_t *keys, uint64_t *spare, size_t count);
void sort_pairs(sort_pair *pairs, sort_pair *spare, size_t count);        /* by key */

/* Drop repeats from sorted keys; returns how many are left. */
size_t sort_unique(uint64_t *keys, size_t count);

/* Whether a key is among sorted ones. */
bool sort_holds(const uint64_t *keys, size_t count, uint64_t key);

#endif
