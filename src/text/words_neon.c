/* words_neon.c - the kernel for NEON
 *
 * As words_avx2.c: bits of bytes by vectors, places and hashes of words in plain 64-bit
 * arithmetic, which these vectors lack. Letters are folded by tables of 64 bytes.
 */
#include "base/neon.h"

#if defined(NEON)

#include "text/splitter.h"

#define KERNEL

#define BYTES_ARE_CHEAP 1
#define LOADS_SOME 0
#define BYTES_LOOK_UP 1
#define BYTES64_NEON

#include "base/bytes64.h"

/* The set stands in each half of a register. */
static inline uint8x16_t are_in(uint8x16_t v, uint8x16_t set)
{
    const uint8x16_t seven = vdupq_n_u8(7);
    uint8x16_t row = vqtbl1q_u8(set, vandq_u8(vshrq_n_u8(v, 3), seven));
    int8x16_t column = vreinterpretq_s8_u8(vandq_u8(v, seven));

    return vtstq_u8(row, vshlq_u8(vdupq_n_u8(1), column));
}

static inline uint64_t bytes_in(bytes64 v, uint64_t set)
{
    uint8x16_t all = vreinterpretq_u8_u64(vdupq_n_u64(set));

    return neon_bits(are_in(v.val[0], all), are_in(v.val[1], all),
                     are_in(v.val[2], all), are_in(v.val[3], all));
}

static inline uint8x16_t lower_quarter(uint8x16_t v)
{
    const uint8x16_t bit = vdupq_n_u8(0x20);

    return vorrq_u8(v, vbicq_u8(bit, vcgeq_u8(v, vdupq_n_u8(0x80))));
}

static inline bytes64 bytes_lower(bytes64 v)
{
    return (bytes64){
        {lower_quarter(v.val[0]), lower_quarter(v.val[1]),
         lower_quarter(v.val[2]), lower_quarter(v.val[3])}
    };
}

static inline bytes64 bytes_unescaped(bytes64 v, bytes64 w, bytes64 x)
{
    const uint8x16_t slash = vdupq_n_u8('\\');

    for (int i = 0; i < 4; i++)
        v.val[i] = vbicq_u8(v.val[i], vbicq_u8(vceqq_u8(w.val[i], slash),
                                               vceqq_u8(x.val[i], slash)));
    return v;
}

/* 0xFF in the bytes of quarter i whose bit is set. */
static inline uint8x16_t spread(uint64_t where, unsigned i)
{
    uint16_t sixteen = (uint16_t)(where >> (16 * i));
    uint8x8_t low = vdup_n_u8((uint8_t)sixteen);
    uint8x8_t high = vdup_n_u8((uint8_t)(sixteen >> 8));

    return vtstq_u8(vcombine_u8(low, high), neon_weights());
}

static inline bytes64 bytes_add(bytes64 v, uint64_t where, unsigned char c)
{
    uint8x16_t all = vdupq_n_u8(c);

    if (where == 0)
        return v;
    return (bytes64){
        {vaddq_u8(v.val[0], vandq_u8(spread(where, 0), all)),
         vaddq_u8(v.val[1], vandq_u8(spread(where, 1), all)),
         vaddq_u8(v.val[2], vandq_u8(spread(where, 2), all)),
         vaddq_u8(v.val[3], vandq_u8(spread(where, 3), all))}
    };
}

static inline uint8x16_t look_up(uint8x16_t index, bytes64 table)
{
    return vqtbl4q_u8(table, vandq_u8(index, vdupq_n_u8(63)));
}

static inline bytes64 bytes_look_up(bytes64 v, const uint8_t table[64])
{
    bytes64 all = neon_load(table);

    return (bytes64){
        {look_up(v.val[0], all), look_up(v.val[1], all),
         look_up(v.val[2], all), look_up(v.val[3], all)}
    };
}

static inline bytes64 bytes_both(bytes64 v, bytes64 w)
{
    return (bytes64){
        {vandq_u8(v.val[0], w.val[0]), vandq_u8(v.val[1], w.val[1]),
         vandq_u8(v.val[2], w.val[2]), vandq_u8(v.val[3], w.val[3])}
    };
}

static inline uint64_t bytes_share(bytes64 v, bytes64 w)
{
    return neon_bits(vtstq_u8(v.val[0], w.val[0]), vtstq_u8(v.val[1], w.val[1]),
                     vtstq_u8(v.val[2], w.val[2]), vtstq_u8(v.val[3], w.val[3]));
}

static inline bytes64
bytes_become(bytes64 v, uint64_t where, bytes64 index, const uint8_t table[64])
{
    bytes64 all = neon_load(table);

    if (where == 0)
        return v;
    return (bytes64){
        {vbslq_u8(spread(where, 0), look_up(index.val[0], all), v.val[0]),
         vbslq_u8(spread(where, 1), look_up(index.val[1], all), v.val[1]),
         vbslq_u8(spread(where, 2), look_up(index.val[2], all), v.val[2]),
         vbslq_u8(spread(where, 3), look_up(index.val[3], all), v.val[3])}
    };
}

#include "text/words_chunk.h"

#include "text/words_plain.h"

size_t split_neon(splitter *s, const unsigned char *text, size_t size, size_t at,
                  word_out *out)
{
    return split_chunks(s, text, size, at, out);
}
#else
typedef int words_neon_is_for_arm;
#endif
