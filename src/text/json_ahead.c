/* json_ahead.c - a kernel for processors with AVX-512 VBMI2
 *
 * In text an escape comes every 50 bytes and a jump at each is mispredicted; here a
 * block of 64 bytes is decoded without one: escaped letters are looked up in a table of
 * 128 bytes in registers, then the backslashes are squeezed out. Always: the same bytes
 * as decoding one by one.
 */
#include "text/json_ahead.h"

#include <stdint.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>

#define KERNEL                                                                         \
    __attribute__((target("avx512f,avx512bw,avx512vbmi,avx512vbmi2,bmi,popcnt")))

/* Masks are wanted in ordinary registers: gcc would rather chain them as masks of
 * compares, which takes longer. */
#define TO_REGISTER(mask) __asm__("" : "+r"(mask))

typedef struct block_masks {
    uint64_t slash;            /* backslashes that begin an escape */
    uint64_t escaped;          /* bytes behind them */
    uint64_t stop;             /* from here on it is for others */
} block_masks;

/* Neighbouring backslashes are rare: what follows the first pair is left to others. */
KERNEL static block_masks find_masks(__m512i bytes, __m512i decoded)
{
    block_masks m;
    __mmask64 quote = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('"'));
    __mmask64 control = _mm512_cmplt_epu8_mask(bytes, _mm512_set1_epi8(0x20));
    __mmask64 wide = _mm512_movepi8_mask(bytes);
    __mmask64 unknown = _mm512_testn_epi8_mask(decoded, decoded);

    m.slash = _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8('\\'));
    TO_REGISTER(m.slash);
    TO_REGISTER(quote);
    TO_REGISTER(control);
    TO_REGISTER(wide);
    TO_REGISTER(unknown);
    m.escaped = m.slash << 1;
    m.stop = (m.slash & m.escaped) >> 1 | ((quote & ~m.escaped) | control);
    m.stop |= (m.escaped & (unknown | wide)) >> 1 | (m.slash & UINT64_C(1) << 63);
    return m;
}

KERNEL static size_t decode_blocks(char **to, const char *at, size_t size,
                                   const char table[256])
{
    __m512i low = _mm512_loadu_si512(table), high = _mm512_loadu_si512(table + 64);
    size_t done = 0;

    while (size - done >= 64) {
        __m512i bytes = _mm512_loadu_si512(at + done);
        __m512i decoded = _mm512_permutex2var_epi8(low, bytes, high);
        block_masks m = find_masks(bytes, decoded);
        unsigned taken = m.stop ? (unsigned)_tzcnt_u64(m.stop) : 64;
        uint64_t kept = ~m.slash &
                        (taken < 64 ? (UINT64_C(1) << taken) - 1 : ~UINT64_C(0));

        bytes = _mm512_mask_mov_epi8(bytes, m.escaped, decoded);
        _mm512_storeu_si512(*to, _mm512_maskz_compress_epi8(kept, bytes));
        *to += _mm_popcnt_u64(kept);
        done += taken;
        if (m.stop && taken < 63)
            break;
    }
    return done;
}

size_t json_decode_ahead(char **to, const char *at, size_t size,
                         const char short_escapes[256])
{
    if (size < 64 || !__builtin_cpu_supports("avx512vbmi2") ||
        !__builtin_cpu_supports("avx512vbmi") || !__builtin_cpu_supports("avx512bw"))
        return 0;
    return decode_blocks(to, at, size, short_escapes);
}
#else
size_t json_decode_ahead(char **to, const char *at, size_t size,
                         const char short_escapes[256])
{
    (void)to;
    (void)at;
    (void)size;
    (void)short_escapes;
    return 0;
}
#endif
