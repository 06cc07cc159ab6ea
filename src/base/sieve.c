/* sieve.c - two bits a place, changed through a mask: shifts by a place take longer */
#include "base/sieve.h"

#include <string.h>

enum { PLACES = 8, BYTE = 4 };

static uint32_t places_for(size_t most)
{
    uint64_t places = (uint64_t)most * PLACES + PLACES;

    return (uint32_t)(places < UINT32_MAX ? places : UINT32_MAX) / BYTE * BYTE;
}

uint64_t sieve_size(size_t most)
{
    return places_for(most) / BYTE;
}

chaff_status sieve_init(sieve *s, size_t most)
{
    *s = (sieve){.places = places_for(most)};
    s->bytes = mem_large(s->places / BYTE, 1);
    return s->bytes ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

void sieve_release(sieve *s)
{
    mem_free_large(s->bytes, s->places / BYTE, 1);
    *s = (sieve){0};
}

void sieve_clear(sieve *s)
{
    memset(s->bytes, 0, s->places / BYTE);
    s->marked = s->again = 0;
}

/* No branch: which keys come again can't be guessed. */
void sieve_mark(sieve *s, const uint64_t *keys, size_t count)
{
    static const uint8_t met[BYTE] = {1, 4, 16, 64};
    size_t again = 0;

    for (size_t i = 0; i < count; i++) {
        size_t place = sieve_place(s, keys[i]);
        unsigned mark = met[place % BYTE], before = s->bytes[place / BYTE];

        s->bytes[place / BYTE] = (uint8_t)(before | mark | (before & mark) << 1);
        again += (before & mark) != 0;
    }
    s->marked += count;
    s->again += again;
}
