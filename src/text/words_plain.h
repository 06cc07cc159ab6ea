/* words_plain.h - flatten and hash_eight of words_chunk.h in plain arithmetic */
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

/* The lowest `size` bytes; 8 if it is more, none if it is negative. */
KERNEL static inline uint64_t lowest(uint64_t value, ptrdiff_t size)
{
    uint64_t kept = size >= 8 ? value : value & ~(~UINT64_C(0) << (8 * size & 63));

    return size > 0 ? kept : 0;
}

KERNEL static inline bool holds_hard(uint64_t v)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);

    v = ~v;                    /* 0xFF becomes 0, for which there is a test */
    return (v - ones) & ~v & (ones << 7);
}

KERNEL static inline unsigned hash_eight(const chunk *c, size_t i, uint64_t hashes[8])
{
    unsigned bad = 0;

    for (size_t k = 0; k < 8; k++) {
        const uint32_t *edges = c->edges + 2 * (i + k);
        const unsigned char *word = c->folded + edges[0];
        ptrdiff_t size = (ptrdiff_t)edges[1] - edges[0];
        uint64_t low = lowest(load_little(word), size);
        uint64_t high = lowest(load_little(word + 8), size - 8);
        bool hard = holds_hard(low) || holds_hard(high) || size > WORD_SHORT;

        hashes[k] = word_mix(WORD_SEED, low, high, (uint64_t)size);
        if (size > WORD_SHORT / 2) {
            low = lowest(load_little(word + 16), size - 16);
            high = lowest(load_little(word + 24), size - 24);
            hard = hard || holds_hard(low) || holds_hard(high);
            hashes[k] = word_mix(hashes[k], low, high, (uint64_t)size);
        }
        bad |= (unsigned)hard << k;
    }
    return bad;
}

/* Three bytes, as words_hash. */
static inline uint64_t hash_single(const unsigned char *bytes)
{
    uint32_t low = (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16;

    return word_mix(WORD_SEED, low, 0, 3);
}

KERNEL static inline void
add_singles(chunk *c, const block_words *w, size_t base)
{
    size_t rank = give_ranks(c);
    uint64_t left = w->singles | w->starts;

    for (; left; left &= left - 1, rank++) {
        size_t at = (size_t)__builtin_ctzll(left);

        if (w->singles >> at & 1) {
            c->ranked[rank] = hash_single(c->folded + base + at);
            c->single[c->single_count++] = (uint32_t)(base + at);
        } else {
            c->ranks[c->rank_count++] = (uint32_t)rank;
        }
    }
}

#endif
