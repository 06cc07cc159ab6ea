/* shingles.h - n consecutive word hashes become one 64-bit hash
 *
 * Always: equal hashes mean equal word sequences, up to collisions of 64-bit hashes,
 * also for permuted and repeated words ("a a a a a", "a b a b a"); all 64 bits are well
 * mixed, since sampling compares hashes with a line and MinHash splits them in two.
 * Plain 64-bit arithmetic: the same value on every machine and by every kernel.
 */
#ifndef SKETCH_SHINGLES_H
#define SKETCH_SHINGLES_H

#include <stddef.h>
#include <stdint.h>

enum {
    SHINGLE_MOST_WORDS = 32,
    /* Up to here words are rotated apart and xored. With y = a rotation by 13 that is a
     * polynomial in y of degree n - 1 over the field of two elements, and y^64 = 1:
     * the sum for words that differ in a pattern can lose up to n - 1 of 64 bits
     * ("a a" and its bitwise complement are alike). Beyond 8 words that would be too
     * many and a polynomial modulo 2^64 takes over, which loses a bit a doubling. */
    SHINGLE_MOST_ROTATED = 8,
    SHINGLE_ROTATION = 13
};

typedef struct shingle_rule {
    uint32_t words;            /* n */
    uint64_t salt, factor;     /* from the seed; `factor` is odd */
} shingle_rule;

void shingle_rule_set(shingle_rule *rule, uint32_t words, uint64_t seed);

/* The hashes of the `count` shingles that begin at words[0] .. words[count - 1], of
 * which count + n - 1 are readable. */
void shingle_hashes(const shingle_rule *rule, const uint64_t *words, size_t count,
                    uint64_t *hashes);

/* The one shingle of a text of 1 to n - 1 words. Its length goes in, so that it differs
 * from all shingles of longer texts. */
uint64_t shingle_short(const shingle_rule *rule, const uint64_t *words, size_t count);

static inline uint64_t shingle_rotate(uint64_t word, unsigned by)
{
    return by % 64 ? word << by % 64 | word >> (64 - by % 64) : word;
}

/* The last step, a bijection for each seed. The seed enters here, once for both the set
 * of shingles and the slots, because it is free: two constants. */
static inline uint64_t shingle_mix(const shingle_rule *rule, uint64_t x)
{
    x ^= rule->salt;
    x ^= x >> 32;
    x *= rule->factor;
    return x ^ (x >> 32);
}

#endif
