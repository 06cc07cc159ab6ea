/* words_portable.c - the kernel for any machine: eight bytes at a time in a register
 *
 * Bits of bytes are made by arithmetic on eight bytes in a 64-bit number whose lowest
 * byte comes first. The methods are those of Warren, Hacker's Delight, chapter 6.
 */
#include "text/splitter.h"

#define KERNEL
#define BYTES_ARE_CHEAP 0
#define LOADS_SOME 0

typedef struct bytes64 {
    uint64_t eight[8];
} bytes64;

#define EACH UINT64_C(0x0101010101010101)
#define TOP (EACH << 7)

static inline bytes64 load_bytes(const unsigned char *bytes)
{
    bytes64 v;

    __builtin_memcpy(v.eight, bytes, sizeof v.eight);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < 8; i++)
        v.eight[i] = __builtin_bswap64(v.eight[i]);
#endif
    return v;
}

static inline void store_bytes(unsigned char *to, bytes64 v)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    for (int i = 0; i < 8; i++)
        v.eight[i] = __builtin_bswap64(v.eight[i]);
#endif
    __builtin_memcpy(to, v.eight, sizeof v.eight);
}

/* The top bit of each byte, as eight bits: the product moves them next to each
 * other. */
static inline uint64_t top_bits(uint64_t v)
{
    return ((v & TOP) >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The top bit of each byte that is at least c. */
static inline uint64_t at_least(uint64_t v, unsigned char c)
{
    uint64_t low = v & ~TOP;

    if (c >= 0x80)
        return v & (low + EACH * (0x100 - c));
    return v | (low + EACH * (0x80 - c));
}

static inline uint64_t bytes_within(bytes64 v, unsigned char first, unsigned char last)
{
    uint64_t bits = 0;

    for (int i = 8; i-- > 0;) {
        uint64_t one = v.eight[i];
        uint64_t above = last == 0xFF ? 0 : at_least(one, (unsigned char)(last + 1));

        bits = bits << 8 | top_bits(at_least(one, first) & ~above);
    }
    return bits;
}

static inline uint64_t bytes_high(bytes64 v)
{
    uint64_t any = 0, bits = 0;

    for (int i = 0; i < 8; i++)
        any |= v.eight[i];
    if (!(any & TOP))
        return 0;
    for (int i = 8; i-- > 0;)
        bits = bits << 8 | top_bits(v.eight[i]);
    return bits;
}

static inline bool bytes_any_high(bytes64 v)
{
    uint64_t any = 0;

    for (int i = 0; i < 8; i++)
        any |= v.eight[i];
    return any & TOP;
}

static inline bytes64 bytes_lower_ascii(bytes64 v)
{
    for (int i = 0; i < 8; i++)
        v.eight[i] |= EACH * 0x20;
    return v;
}

static inline bytes64 bytes_lower(bytes64 v)
{
    for (int i = 0; i < 8; i++)
        v.eight[i] |= (~v.eight[i] & TOP) >> 2;
    return v;
}

/* The top bit of each byte that is c: of no other does the sum stay below it. */
static inline uint64_t are(uint64_t v, unsigned char c)
{
    v ^= EACH * c;
    return ~(((v & ~TOP) + ~TOP) | v | ~TOP);
}

static inline bytes64 bytes_unescaped(bytes64 v, bytes64 w, bytes64 x)
{
    for (int i = 0; i < 8; i++)
        v.eight[i] &= ~((are(w.eight[i], '\\') & ~are(x.eight[i], '\\')) / 0x80 * 0xFF);
    return v;
}

#include "text/words_plain.h"

size_t split_portable(splitter *s, const unsigned char *text, size_t size, size_t at,
                      word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
