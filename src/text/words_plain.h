/* words_plain.h - what words_chunk.h asks for, in plain arithmetic */
#ifndef TEXT_WORDS_PLAIN_H
#define TEXT_WORDS_PLAIN_H

#include "text/words_chunk.h"

/* Four at a time: how many there are is hard to guess, whether there are more is
 * less so. */
KERNEL static inline size_t flatten(uint64_t bits, uint32_t base, uint32_t *out)
{
    size_t count = (size_t)__builtin_popcountll(bits);

    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++) {
            /* The bit above stands in where none is left. */
            out[i + k] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
            bits &= bits - 1;
        }
    return count;
}

KERNEL static inline uint64_t load_little(const unsigned char *bytes)
{
    uint64_t value;

    memcpy(&value, bytes, sizeof value);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    value = __builtin_bswap64(value);
#endif
    return value;
}

/* Item 8 + n keeps the lowest n bytes of eight, n from -8 to 16: reading it is no
 * branch, and how long a word is can't be guessed. */
#define K(n) (~UINT64_C(0) >> (64 - 8 * (n)))
#define ALL ~UINT64_C(0)
static const uint64_t kept_bytes[25] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, K(1), K(2), K(3), K(4), K(5), K(6), K(7),
    ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL, ALL,
};
#undef ALL
#undef K

KERNEL static inline bool holds_hard(uint64_t v)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    v = ~v;                    /* 0xFF becomes 0, for which there is a test */
    return (v - ones) & ~v & (ones << 7);
}

/* Word i; *bad is set if it is hard. */
KERNEL static inline uint64_t hash_one(const chunk *c, size_t i, bool *bad)
{
    const unsigned char *word = c->folded + c->edges[2 * i];
    size_t size = c->edges[2 * i + 1] - c->edges[2 * i];
    size_t here = size < WORD_SHORT / 2 ? size : WORD_SHORT / 2;
    uint64_t low = load_little(word) & kept_bytes[8 + here];
    uint64_t high = load_little(word + 8) & kept_bytes[here];
    uint64_t hash = word_mix(WORD_SEED, low, high, size);

    *bad = size > WORD_SHORT || (c->hard && (holds_hard(low) || holds_hard(high)));
    if (size > WORD_SHORT / 2) {
        here = size < WORD_SHORT ? size - WORD_SHORT / 2 : WORD_SHORT / 2;
        low = load_little(word + 16) & kept_bytes[8 + here];
        high = load_little(word + 24) & kept_bytes[here];
        *bad = *bad || (c->hard && (holds_hard(low) || holds_hard(high)));
        hash = word_mix(hash, low, high, size);
    }
    return hash;
}

KERNEL static inline bool hash_words(chunk *c, size_t count, uint64_t *hashes)
{
    unsigned any = 0;

    for (size_t i = 0; i < count; i += 8) {
        unsigned hard = 0;

        for (size_t k = 0; k < 8 && i + k < count; k++) {
            bool bad;

            hashes[i + k] = hash_one(c, i + k, &bad);
            hard |= (unsigned)bad << k;
        }
        c->hard_words[i / 8] = (uint8_t)hard;
        any |= hard;
    }
    return any;
}

/* Reads a fourth byte, and drops it. */
KERNEL static inline uint64_t hash_three(const unsigned char *bytes)
{
    return word_mix(WORD_SEED, load_four_bytes(bytes) & 0xFFFFFF, 0, 3);
}

KERNEL static inline size_t hash_singles(chunk *c, uint64_t *to)
{
    uint64_t *begin = to;

    for (const mixed_block *m = c->mixed; m < c->mixed + c->mixed_count; m++)
        for (uint64_t left = m->singles; left; left &= left - 1)
            *to++ = hash_three(c->folded + m->base + __builtin_ctzll(left));
    return (size_t)(to - begin);
}

KERNEL static inline void put_mixed(const mixed_block *m, const uint64_t *singles,
                                    const uint64_t *others, uint64_t *out)
{
    for (uint64_t left = m->singles | m->starts; left; left &= left - 1) {
        bool other = m->starts & left & -left;     /* no branch: it can't be guessed */

        *out++ = *(other ? others : singles);
        others += other;
        singles += !other;
    }
}

#endif
