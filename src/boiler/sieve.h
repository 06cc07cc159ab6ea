/* sieve.h - which hashes of a partition may stand in it more than once
 *
 * Two bits a slot: met once, met again. A hash that was added twice is always told to
 * repeat; of those added once, about one in eight is too, because another hash has its
 * slot. So the few records that are left can be compared exactly.
 */
#ifndef BOILER_SIEVE_H
#define BOILER_SIEVE_H

#include <string.h>

#include "base/mem.h"

typedef struct sieve {
    uint64_t *slots;           /* 32 a word */
    uint64_t mask;
} sieve;

enum { SIEVE_ROOM = 4 };       /* slots for a hash, at least; more leave the cache */

static inline chaff_status sieve_init(sieve *s, uint64_t hashes)
{
    uint64_t count = 64;

    while (count / SIEVE_ROOM < hashes)
        count *= 2;
    s->mask = count - 1;
    s->slots = mem_alloc((size_t)(count / 32), sizeof *s->slots);
    return s->slots ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

static inline void sieve_release(sieve *s)
{
    mem_free(s->slots);
    s->slots = NULL;
}

static inline void sieve_clear(sieve *s)
{
    memset(s->slots, 0, (size_t)((s->mask + 1) / 32) * sizeof *s->slots);
}

/* Returns how many more of the hashes added so far may repeat: 0, 1 or 2. */
static inline unsigned sieve_add(sieve *s, uint64_t hash)
{
    uint64_t *word = &s->slots[(hash & s->mask) / 32];
    unsigned shift = 2 * (unsigned)(hash % 32), old = *word >> shift & 3;

    *word |= (uint64_t)(old ? 3 : 1) << shift;
    return 0x48 >> 2 * old & 3;                /* never met: 0, once: 2, twice: 1 */
}

/* As if it had been added twice. */
static inline void sieve_expect(sieve *s, uint64_t hash)
{
    s->slots[(hash & s->mask) / 32] |= UINT64_C(3) << (2 * (hash % 32));
}

static inline bool sieve_repeats(const sieve *s, uint64_t hash)
{
    return s->slots[(hash & s->mask) / 32] >> (2 * (hash % 32) + 1) & 1;
}

#endif
