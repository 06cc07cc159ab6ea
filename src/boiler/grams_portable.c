/* grams_portable.c - the kernel for any processor, and the choice of the best */
#include <string.h>

#include "boiler/grams_kernels.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)
static uint64_t load_little(const char *bytes)
{
    uint64_t x;

    memcpy(&x, bytes, sizeof x);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    x = __builtin_bswap64(x);
#endif
    return x;
}

static bool is_digit(uint64_t byte)
{
    return byte - '0' < 10;
}

/* The highest bits of the bytes that are this one, perhaps of some behind them. */
static uint64_t find_byte(uint64_t bytes, unsigned char byte)
{
    bytes ^= ONES * byte;
    return (bytes - ONES) & ~bytes & TOPS;
}

/* Whether one of the first `gap` bytes of eight has its highest bit set. */
static bool in_gap(uint64_t bytes, unsigned gap)
{
    return (bytes & TOPS) << 8 << 8 * (7 - gap) != 0;
}

static bool is_odd(uint64_t bytes, unsigned gap)
{
    uint64_t space = find_byte(bytes, ' ');

    return in_gap(((bytes - ONES * ' ') & ~bytes) | find_byte(bytes, 0xC2) |
                  (space & space << 8), gap);
}

/* Whether a gap of two bytes may delimit. */
static bool delimits(unsigned char first, unsigned char second)
{
    return first == ':' || second == ':' ||
           (first == ' ' && (second == ' ' || second == '|' || second == '-' ||
                             second == '>'));
}

/* One word; bit `i` of the sets at `set`. */
static void look_at(chaff_text text, const word_place *place, size_t set, unsigned i,
                    gram_looks *out)
{
    uint64_t before = (uint64_t)place[-1].end - 1, x, first;
    uint64_t gap = (uint64_t)place->start - place[-1].end;
    bool two;

    if (gap > GRAM_NEAR || text.size < 8 || before > text.size - 8) {
        out->far[set] |= UINT64_C(1) << i;
        out->gaps[set] |= UINT64_C(1) << i;
        out->marks[set] |= UINT64_C(1) << i;
        return;
    }
    x = load_little(text.data + before);
    out->digits[i > 0 ? set : set - 1] |= (uint64_t)is_digit(x & 0xFF) << (i + 63) % 64;
    x >>= 8;
    first = x >> 8 * gap & 0xFF;
    out->digits[set] |= (uint64_t)is_digit(first) << i;
    out->words[set] |= (uint64_t)(is_digit(first) | (first >= GRAM_FIRST_ODD)) << i;
    out->gaps[set] |= (uint64_t)is_odd(x, (unsigned)gap) << i;
    out->lines[set] |= (uint64_t)in_gap(find_byte(x, '\n'), (unsigned)gap) << i;
    two = gap == 2 && delimits((unsigned char)x, (unsigned char)(x >> 8));
    out->marks[set] |= (uint64_t)(gap > 2 || two) << i;
    out->marks[set] |= out->gaps[set] & UINT64_C(1) << i;
}

static void look(chaff_text text, const word_place *places, size_t count,
                 gram_looks *out)
{
    for (size_t set = 1, at = 0; at < count; set++, at += 64) {
        out->digits[set] = out->words[set] = out->gaps[set] = 0;
        out->marks[set] = out->lines[set] = out->far[set] = 0;
        for (unsigned i = 0; i < 64 && i < count - at; i++)
            look_at(text, places + at + i, set, i, out);
    }
}

static void join(const uint64_t *hashes, size_t count, const gram_filter *filter,
                 uint64_t *grams, uint64_t *known, uint64_t *sequence)
{
    for (size_t i = 0; i < count; i++) {
        uint64_t four = gram_four(hashes + i - 3);

        grams[i] = hashes[i - 4] ^ four;
        if (i % 64 == 0) {
            known[i / 64] = 0;
            sequence[i / 64 + 1] = sequence[i / 64];
        }
        known[i / 64] |= (uint64_t)gram_filter_holds(filter, four) << i % 64;
        sequence[i / 64 + 1] = gram_follow(sequence[i / 64 + 1], hashes[i]);
    }
}

static const gram_kernel portable = {"portable", look, join};

const gram_kernel *gram_kernel_at(unsigned number)
{
    const gram_kernel *kernels[] = {
        &portable, gram_kernel_avx2(), gram_kernel_avx512()
    };

    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++)
        if (kernels[i] && number-- == 0)
            return kernels[i];
    return NULL;
}

const gram_kernel *gram_kernel_best(void)
{
    const gram_kernel *best = &portable, *next;

    for (unsigned number = 1; (next = gram_kernel_at(number)); number++)
        best = next;
    return best;
}
