/* shingles.c - shingle hashes in portable C: the truth that every kernel equals */
#include "sketch/shingles.h"

#include "base/hash.h"

/* 5 modulo 8, so that powers differ in as many low bits as they can. */
#define SHINGLE_BASE UINT64_C(0x9fb21c651e98df25)

void shingle_rule_set(shingle_rule *rule, uint32_t words, uint64_t seed)
{
    rule->words = words;
    rule->salt = hash_mix(seed + UINT64_C(0x9e3779b97f4a7c15));
    rule->factor = hash_mix(rule->salt + UINT64_C(0x9e3779b97f4a7c15)) | 1;
}

static void hash_rotated(const shingle_rule *rule, const uint64_t *words, size_t count,
                         uint64_t *hashes)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t x = words[i];

        for (uint32_t k = 1; k < rule->words; k++)
            x ^= shingle_rotate(words[i + k], k * SHINGLE_ROTATION);
        hashes[i] = shingle_mix(rule, x);
    }
}

/* The default, without an inner loop. */
static void hash_five(const shingle_rule *rule, const uint64_t *words, size_t count,
                      uint64_t *hashes)
{
    for (size_t i = 0; i < count; i++)
        hashes[i] = shingle_mix(rule, words[i] ^ shingle_rotate(words[i + 1], 13) ^
                                      shingle_rotate(words[i + 2], 26) ^
                                      shingle_rotate(words[i + 3], 39) ^
                                      shingle_rotate(words[i + 4], 52));
}

/* A polynomial modulo 2^64, rolled from one shingle to the next. */
static void hash_rolling(const shingle_rule *rule, const uint64_t *words, size_t count,
                         uint64_t *hashes)
{
    uint32_t n = rule->words;
    uint64_t x = 0, leaving = 1;

    for (uint32_t k = 0; k + 1 < n; k++) {
        x = x * SHINGLE_BASE + words[k];
        leaving *= SHINGLE_BASE;
    }
    for (size_t i = 0; i < count; i++) {
        x = x * SHINGLE_BASE + words[i + n - 1];
        hashes[i] = shingle_mix(rule, x);
        x -= words[i] * leaving;
    }
}

void shingle_hashes(const shingle_rule *rule, const uint64_t *words, size_t count,
                    uint64_t *hashes)
{
    if (count == 0)
        return;
    if (rule->words == 5)
        hash_five(rule, words, count, hashes);
    else if (rule->words <= SHINGLE_MOST_ROTATED)
        hash_rotated(rule, words, count, hashes);
    else
        hash_rolling(rule, words, count, hashes);
}

uint64_t shingle_short(const shingle_rule *rule, const uint64_t *words, size_t count)
{
    uint64_t x = hash_mix(count);

    for (size_t i = 0; i < count; i++)
        x = hash_mix(x * SHINGLE_BASE + words[i]);
    return shingle_mix(rule, x);
}
