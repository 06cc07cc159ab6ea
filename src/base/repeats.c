/* repeats.c - keys are asked for twice: to mark them in a sieve, and to be let
 * through */
#include "base/repeats.h"

#include "base/sieve.h"

enum { CHUNK = 1024 };

typedef struct keys {
    uint64_t of[CHUNK];
    uint32_t first, count;     /* the items they are of */
} keys;

static bool next_keys(keys *k, uint32_t count, repeats_key *key_of, const void *self)
{
    k->first += k->count;
    k->count = count - k->first < CHUNK ? count - k->first : CHUNK;
    for (uint32_t i = 0; i < k->count; i++)
        k->of[i] = key_of(self, k->first + i);
    return k->count;
}

static size_t collect(const sieve *s, uint32_t count, repeats_key *key_of,
                      const void *self, sort_pair *pairs)
{
    keys k = {.first = 0};
    size_t left = 0;

    while (next_keys(&k, count, key_of, self))
        for (uint32_t i = 0; i < k.count; i++)
            if (sieve_lets(s, k.of[i]))
                pairs[left++] = (sort_pair){k.of[i], k.first + i, 0};
    return left;
}

chaff_status repeats_find(uint32_t count, repeats_key *key_of, const void *self,
                          sort_pair **out, size_t *out_count)
{
    keys k = {.first = 0};
    sort_pair *spare = NULL;
    sieve s;

    *out = NULL;
    *out_count = 0;
    if (sieve_init(&s, count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    while (next_keys(&k, count, key_of, self))
        sieve_mark(&s, k.of, k.count);
    *out = mem_alloc(sieve_most(&s), sizeof **out);
    spare = mem_alloc(sieve_most(&s), sizeof *spare);
    if (*out && spare) {
        *out_count = collect(&s, count, key_of, self, *out);
        sort_pairs(*out, spare, *out_count);
    } else {
        mem_free(*out);
        *out = NULL;
    }
    mem_free(spare);
    sieve_release(&s);
    return *out ? CHAFF_OK : CHAFF_ERR_MEMORY;
}
