/* marks.c - line feeds, full stops and parts of characters, 64 bytes at a time */
#include "boiler/marks.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

/* Full stops of all scripts begin with one of these. */
static bool may_stop(unsigned char c)
{
    return c == '.' || c == '!' || c == '?' || c == 0xD8 || c == 0xDB || c == 0xEF ||
           (c >= 0xE0 && c <= 0xE3 && c != 0xE1);
}

/* Up to 64 bytes. */
static void mark_block(const unsigned char *s, size_t size, uint64_t *lines,
                       uint64_t *stops, uint64_t *inner)
{
    *lines = *stops = *inner = 0;
    for (size_t i = 0; i < size; i++) {
        *lines |= (uint64_t)(s[i] == '\n') << i;
        *stops |= (uint64_t)may_stop(s[i]) << i;
        *inner |= (uint64_t)((s[i] & 0xC0) == 0x80) << i;
    }
}

/* From byte `at` on, which begins a block. */
static void mark_from(size_t at, const unsigned char *s, size_t size, uint64_t *lines,
                      uint64_t *stops, uint64_t *inner)
{
    for (; size - at >= 64; at += 64)
        mark_block(s + at, 64, lines + at / 64, stops + at / 64, inner + at / 64);
    mark_block(s + at, size - at, lines + at / 64, stops + at / 64, inner + at / 64);
}

static void find_plainly(const unsigned char *s, size_t size, uint64_t *lines,
                         uint64_t *stops, uint64_t *inner)
{
    mark_from(0, s, size, lines, stops, inner);
}

#if defined(__x86_64__) && defined(__GNUC__)
#define WIDE __attribute__((target("avx512f,avx512bw")))

WIDE static inline uint64_t bytes_are(__m512i x, unsigned char c)
{
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)c));
}

WIDE static void find_wide(const unsigned char *s, size_t size, uint64_t *lines,
                           uint64_t *stops, uint64_t *inner)
{
    size_t at = 0;

    for (; size - at >= 64; at += 64) {
        __m512i x = _mm512_loadu_si512(s + at);
        uint64_t high = _mm512_movepi8_mask(x), in = 0;
        uint64_t any = bytes_are(x, '.') | bytes_are(x, '!') | bytes_are(x, '?');

        if (high) {
            any |= bytes_are(x, 0xE0) | bytes_are(x, 0xE2) | bytes_are(x, 0xE3) |
                   bytes_are(x, 0xEF) | bytes_are(x, 0xD8) | bytes_are(x, 0xDB);
            in = _mm512_cmplt_epi8_mask(x, _mm512_set1_epi8((char)0xC0));
        }
        lines[at / 64] = bytes_are(x, '\n');
        stops[at / 64] = any;
        inner[at / 64] = in;
    }
    mark_from(at, s, size, lines, stops, inner);
}

typedef struct marks16 {
    unsigned lines, stops, inner;
} marks16;

static inline __m128i sixteen_are(__m128i x, unsigned char c)
{
    return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)c));
}

static inline marks16 mark_sixteen(const unsigned char *s)
{
    __m128i x = _mm_loadu_si128((const __m128i *)(const void *)s);
    __m128i any = _mm_or_si128(sixteen_are(x, '.'), sixteen_are(x, '!'));

    any = _mm_or_si128(any, sixteen_are(x, '?'));
    if (_mm_movemask_epi8(x)) {
        any = _mm_or_si128(any, sixteen_are(x, 0xE0));
        any = _mm_or_si128(any, sixteen_are(x, 0xE2));
        any = _mm_or_si128(any, sixteen_are(x, 0xE3));
        any = _mm_or_si128(any, sixteen_are(x, 0xEF));
        any = _mm_or_si128(any, sixteen_are(x, 0xD8));
        any = _mm_or_si128(any, sixteen_are(x, 0xDB));
    }
    return (marks16){(unsigned)_mm_movemask_epi8(sixteen_are(x, '\n')),
                     (unsigned)_mm_movemask_epi8(any),
                     (unsigned)_mm_movemask_epi8(_mm_cmplt_epi8(
                         x, _mm_set1_epi8((char)0xC0)))};
}

static void find_narrow(const unsigned char *s, size_t size, uint64_t *lines,
                        uint64_t *stops, uint64_t *inner)
{
    size_t at = 0;

    for (; size - at >= 64; at += 64) {
        lines[at / 64] = stops[at / 64] = inner[at / 64] = 0;
        for (unsigned i = 0; i < 64; i += 16) {
            marks16 m = mark_sixteen(s + at + i);

            lines[at / 64] |= (uint64_t)m.lines << i;
            stops[at / 64] |= (uint64_t)m.stops << i;
            inner[at / 64] |= (uint64_t)m.inner << i;
        }
    }
    mark_from(at, s, size, lines, stops, inner);
}

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {
        find_plainly, find_narrow,
        __builtin_cpu_supports("avx512bw") ? find_wide : NULL
    };

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

void marks_find(const unsigned char *s, size_t size, uint64_t *lines, uint64_t *stops,
                uint64_t *inner)
{
    (__builtin_cpu_supports("avx512bw") ? find_wide : find_narrow)(s, size, lines,
                                                                   stops, inner);
}
#else
marks_finder *marks_finder_at(unsigned number)
{
    return number ? NULL : find_plainly;
}

void marks_find(const unsigned char *s, size_t size, uint64_t *lines, uint64_t *stops,
                uint64_t *inner)
{
    find_plainly(s, size, lines, stops, inner);
}
#endif

void mark_reader_start(mark_reader *r, const uint64_t *marks, size_t size)
{
    r->marks = marks;
    r->block = 0;
    r->blocks = marks_room(size);
    r->next = r->count = 0;
}

/* The place of the lowest bit, if there is one; no branch. */
static inline void put_place(mark_reader *r, uint64_t bits, uint32_t base)
{
    r->places[r->count] = base + (uint32_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
    r->count += bits != 0;
}

bool mark_reader_refill(mark_reader *r)
{
    r->next = r->count = 0;
    while (r->count == 0) {
        size_t end = r->block + MARKS_AHEAD < r->blocks ? r->block + MARKS_AHEAD
                                                        : r->blocks;

        if (r->block == end)
            return false;
        for (; r->block < end; r->block++) {
            uint64_t bits = r->marks[r->block];
            uint32_t base = (uint32_t)(r->block * 64);

            /* most blocks have no more than two */
            put_place(r, bits, base);
            bits &= bits - 1;
            put_place(r, bits, base);
            bits &= bits - 1;
            for (; bits; bits &= bits - 1)
                put_place(r, bits, base);
        }
    }
    return true;
}
