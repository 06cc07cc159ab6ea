/* sieve.h - which keys may have an equal one
 *
 * Most keys come once, be they ids, texts or bands. A sieve has two bits a place and
 * eight places a key: met, and met again. All keys are marked, then each is asked for:
 * a key that has an equal one is always let through, of the others one in nine is, for
 * its place is shared by chance.
 * Always: what is let through depends on the keys alone, not on their order.
 */
#ifndef BASE_SIEVE_H
#define BASE_SIEVE_H

#include "base/mem.h"

typedef struct sieve {
    uint8_t *bytes;            /* of four places */
    uint32_t places;
    size_t marked, again;      /* keys; those whose place had been met */
} sieve;

/* All zero is one that was not made. Room for `most` keys, more only let through
 * more. */
CHAFF_MUST_USE chaff_status sieve_init(sieve *s, size_t most);
void sieve_release(sieve *s);
uint64_t sieve_size(size_t most);              /* bytes that sieve_init allocates */

void sieve_clear(sieve *s);
/* Keys need not be mixed. */
void sieve_mark(sieve *s, const uint64_t *keys, size_t count);

/* No more keys than this are let through: with each that came again its first one. */
static inline size_t sieve_most(const sieve *s)
{
    return 2 * s->again < s->marked ? 2 * s->again : s->marked;
}

static inline size_t sieve_place(const sieve *s, uint64_t key)
{
    uint64_t spread = key * UINT64_C(0x9e3779b97f4a7c15) >> 32;

    return (size_t)(spread * s->places >> 32);
}

static inline bool sieve_lets(const sieve *s, uint64_t key)
{
    static const uint8_t met_again[4] = {2, 8, 32, 128};
    size_t place = sieve_place(s, key);

    return s->bytes[place / 4] & met_again[place % 4];
}

#endif
