/* marks.c - line feeds, white space and full stops, 64 bytes at a time
 *
 * A kernel tells the kinds of bytes; what they mean beside each other is arithmetic on
 * sets of 64, the same for all.
 */
#include "boiler/marks.h"

#include <string.h>

#include "base/neon.h"

#if defined(__x86_64__) && defined(__GNUC__)
#include <immintrin.h>
#endif

/* Letters and digits are those of ASCII. */
typedef struct byte_kinds {
    uint64_t lines, blanks, upper, letters, digits;
    uint64_t dots, calls;      /* full stops; ! and ? */
    uint64_t high, inner;      /* 0x80 and above; 0x80 to 0xBF */
    uint64_t leads;            /* first bytes of full stops of other scripts */
} byte_kinds;

/* Of whole blocks of 64 bytes. */
typedef void kinds_teller(const unsigned char *s, size_t blocks, byte_kinds *out);

enum { RUN_BLOCKS = 32 };      /* told at a time, so that their kinds stay in reach */

/* -- what stands beside ----------------------------------------------------------- */

/* The bytes that are `by` behind those of a set, and before. */
static inline uint64_t later(uint64_t before, uint64_t now, unsigned by)
{
    return now << by | before >> (64 - by);
}

static inline uint64_t sooner(uint64_t now, uint64_t next, unsigned by)
{
    return now >> by | next << (64 - by);
}

/* Bytes before which no short form ends: five letters stand there, or none. */
static inline uint64_t find_calm(const byte_kinds *before, const byte_kinds *now)
{
    uint64_t b = before->letters, n = now->letters;
    uint64_t five = later(b, n, 1) & later(b, n, 2) & later(b, n, 3) & later(b, n, 4) &
                    later(b, n, 5);

    return five | ~later(b | before->high, n | now->high, 1);
}

/* `k` is between what it stands beside. */
static inline text_marks tell_marks(const byte_kinds *k)
{
    uint64_t one = sooner(k->blanks, k[1].blanks, 1);
    uint64_t two = one & sooner(k->blanks, k[1].blanks, 2);
    uint64_t text = sooner(k->letters | k->digits, k[1].letters | k[1].digits, 1);
    /* a letter behind one or two blanks; a capital */
    uint64_t letter = (one & sooner(k->letters, k[1].letters, 2)) |
                      (two & sooner(k->letters, k[1].letters, 3));
    uint64_t upper = (one & sooner(k->upper, k[1].upper, 2)) |
                     (two & sooner(k->upper, k[1].upper, 3));
    uint64_t sure = (k->dots & find_calm(k - 1, k)) | k->calls;

    return (text_marks){
        .lines = k->lines, .blanks = k->blanks, .inner = k->inner,
        .stops = k->leads |
                 ((k->dots | k->calls) & ~text & ~(sure & letter & ~upper)),
        .ends = sure & upper
    };
}

/* `count` blocks from number `first` on, the last of the text filled up with zeros, and
 * behind it zeros alone. */
static void tell_blocks(const unsigned char *s, size_t size, size_t first, size_t count,
                        kinds_teller *tell, byte_kinds *out)
{
    size_t whole = size / 64, inside = first < whole ? whole - first : 0;
    unsigned char rest[64] = {0};

    if (inside > count)
        inside = count;
    tell(s + first * 64, inside, out);
    if (inside == count)
        return;
    memset(out + inside, 0, (count - inside) * sizeof *out);
    if (first + inside != whole || size % 64 == 0)
        return;
    memcpy(rest, s + whole * 64, size % 64);
    tell(rest, 1, out + inside);
}

static bool find_with(const unsigned char *s, size_t size, text_marks *out,
                      kinds_teller *tell)
{
    byte_kinds kinds[1 + RUN_BLOCKS + 1] = {0};
    size_t blocks = size / 64 + 1;
    uint64_t inner = 0;

    *out++ = (text_marks){0};
    for (size_t block = 0, count; block < blocks; block += count) {
        count = blocks - block < RUN_BLOCKS ? blocks - block : RUN_BLOCKS;
        tell_blocks(s, size, block, count + 1, tell, kinds + 1);
        for (size_t i = 0; i < count; i++) {
            out[block + i] = tell_marks(kinds + 1 + i);
            inner |= kinds[1 + i].inner;
        }
        kinds[0] = kinds[count];
    }
    out[blocks] = (text_marks){0};
    return inner != 0;
}

/* -- kernels ----------------------------------------------------------------------- */

/* Full stops beyond ASCII begin with one of these. */
static bool leads_stop(unsigned char c)
{
    return c == 0xD8 || c == 0xDB || c == 0xEF || (c >= 0xE0 && c <= 0xE3 && c != 0xE1);
}

static bool is_within(unsigned char c, unsigned char first, unsigned char last)
{
    return c >= first && c <= last;
}

static void tell_block(const unsigned char *s, byte_kinds *out)
{
    *out = (byte_kinds){0};
    for (size_t i = 0; i < 64; i++) {
        unsigned char c = s[i];

        out->lines |= (uint64_t)(c == '\n') << i;
        out->blanks |= (uint64_t)(c == ' ' || is_within(c, '\t', '\r')) << i;
        out->upper |= (uint64_t)is_within(c, 'A', 'Z') << i;
        out->letters |= (uint64_t)is_within(c | 32, 'a', 'z') << i;
        out->digits |= (uint64_t)is_within(c, '0', '9') << i;
        out->dots |= (uint64_t)(c == '.') << i;
        out->calls |= (uint64_t)(c == '!' || c == '?') << i;
        out->high |= (uint64_t)(c >= 0x80) << i;
        out->inner |= (uint64_t)is_within(c, 0x80, 0xBF) << i;
        out->leads |= (uint64_t)leads_stop(c) << i;
    }
}

static void tell_plainly(const unsigned char *s, size_t blocks, byte_kinds *out)
{
    for (size_t i = 0; i < blocks; i++)
        tell_block(s + i * 64, out + i);
}

static bool find_plainly(const unsigned char *s, size_t size, text_marks *out)
{
    return find_with(s, size, out, tell_plainly);
}

#if defined(__x86_64__) && defined(__GNUC__)
#define WIDE __attribute__((target("avx512f,avx512bw")))

WIDE static inline uint64_t are(__m512i x, unsigned char c)
{
    return _mm512_cmpeq_epi8_mask(x, _mm512_set1_epi8((char)c));
}

WIDE static inline uint64_t are_within(__m512i x, unsigned char first,
                                       unsigned char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(x, _mm512_set1_epi8((char)first)),
                                  _mm512_set1_epi8((char)(last - first)));
}

WIDE static inline void tell_high(__m512i x, byte_kinds *out)
{
    out->inner = are_within(x, 0x80, 0xBF);
    out->leads = are(x, 0xD8) | are(x, 0xDB) | are(x, 0xEF) | are(x, 0xE0) |
                 are(x, 0xE2) | are(x, 0xE3);
}

WIDE static void tell_wide(const unsigned char *s, size_t blocks, byte_kinds *out)
{
    for (size_t i = 0; i < blocks; i++, out++) {
        __m512i x = _mm512_loadu_si512(s + i * 64);
        __m512i low = _mm512_or_si512(x, _mm512_set1_epi8(32));

        out->lines = are(x, '\n');
        out->blanks = are(x, ' ') | are_within(x, '\t', '\r');
        out->upper = are_within(x, 'A', 'Z');
        out->letters = are_within(low, 'a', 'z');
        out->digits = are_within(x, '0', '9');
        out->dots = are(x, '.');
        out->calls = are(x, '!') | are(x, '?');
        out->high = _mm512_movepi8_mask(x);
        out->inner = out->leads = 0;
        if (out->high)
            tell_high(x, out);
    }
}

static bool find_wide(const unsigned char *s, size_t size, text_marks *out)
{
    return find_with(s, size, out, tell_wide);
}

static inline uint64_t mask_of(__m128i x)
{
    return (uint64_t)(unsigned)_mm_movemask_epi8(x);
}

static inline __m128i sixteen_are(__m128i x, unsigned char c)
{
    return _mm_cmpeq_epi8(x, _mm_set1_epi8((char)c));
}

static inline __m128i sixteen_within(__m128i x, unsigned char first, unsigned char last)
{
    __m128i from = _mm_sub_epi8(x, _mm_set1_epi8((char)first));
    __m128i most = _mm_set1_epi8((char)(last - first));

    return _mm_cmpeq_epi8(_mm_min_epu8(from, most), from);
}

static inline void tell_sixteen(__m128i x, unsigned at, byte_kinds *out)
{
    __m128i low = _mm_or_si128(x, _mm_set1_epi8(32)), leads;

    out->lines |= mask_of(sixteen_are(x, '\n')) << at;
    out->blanks |= mask_of(_mm_or_si128(sixteen_are(x, ' '),
                                        sixteen_within(x, '\t', '\r'))) << at;
    out->upper |= mask_of(sixteen_within(x, 'A', 'Z')) << at;
    out->letters |= mask_of(sixteen_within(low, 'a', 'z')) << at;
    out->digits |= mask_of(sixteen_within(x, '0', '9')) << at;
    out->dots |= mask_of(sixteen_are(x, '.')) << at;
    out->calls |= mask_of(_mm_or_si128(sixteen_are(x, '!'), sixteen_are(x, '?'))) << at;
    if (!mask_of(x))
        return;
    leads = _mm_or_si128(sixteen_within(x, 0xE2, 0xE3), sixteen_are(x, 0xE0));
    leads = _mm_or_si128(leads, sixteen_are(x, 0xEF));
    leads = _mm_or_si128(leads, _mm_or_si128(sixteen_are(x, 0xD8),
                                             sixteen_are(x, 0xDB)));
    out->high |= mask_of(x) << at;
    out->inner |= mask_of(sixteen_within(x, 0x80, 0xBF)) << at;
    out->leads |= mask_of(leads) << at;
}

static void tell_narrow(const unsigned char *s, size_t blocks, byte_kinds *out)
{
    for (size_t i = 0; i < blocks; i++, out++) {
        *out = (byte_kinds){0};
        for (unsigned k = 0; k < 64; k += 16)
            tell_sixteen(_mm_loadu_si128((const __m128i *)(const void *)
                                         (s + i * 64 + k)), k, out);
    }
}

static bool find_narrow(const unsigned char *s, size_t size, text_marks *out)
{
    return find_with(s, size, out, tell_narrow);
}

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {
        find_plainly, find_narrow,
        __builtin_cpu_supports("avx512bw") ? find_wide : NULL
    };

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

bool marks_find(const unsigned char *s, size_t size, text_marks *out)
{
    bool wide = __builtin_cpu_supports("avx512bw");

    return (wide ? find_wide : find_narrow)(s, size, out);
}
#elif defined(NEON)
static void find_neon(const unsigned char *s, size_t size, uint64_t *lines,
                      uint64_t *stops, uint64_t *inner)
{
    size_t at = 0;

    for (; size - at >= 64; at += 64) {
        neon_bytes x = neon_load(s + at);
        uint64_t any = neon_are(x, '.') | neon_are(x, '!') | neon_are(x, '?'), in = 0;

        if (neon_any_high(x)) {
            any |= neon_are(x, 0xE0) | neon_are(x, 0xE2) | neon_are(x, 0xE3) |
                   neon_are(x, 0xEF) | neon_are(x, 0xD8) | neon_are(x, 0xDB);
            in = neon_least(x, 0x80) & ~neon_least(x, 0xC0);
        }
        lines[at / 64] = neon_are(x, '\n');
        stops[at / 64] = any;
        inner[at / 64] = in;
    }
    mark_from(at, s, size, lines, stops, inner);
}

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {find_plainly, find_neon};

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

void marks_find(const unsigned char *s, size_t size, uint64_t *lines, uint64_t *stops,
                uint64_t *inner)
{
    find_neon(s, size, lines, stops, inner);
}
#else
marks_finder *marks_finder_at(unsigned number)
{
    return number ? NULL : find_plainly;
}

bool marks_find(const unsigned char *s, size_t size, text_marks *out)
{
    return find_plainly(s, size, out);
}
#endif

/* -- readers ----------------------------------------------------------------------- */

void mark_reader_start(mark_reader *r, const uint64_t *marks, size_t size)
{
    r->marks = marks;
    r->block = 0;
    r->blocks = size / 64 + 1;
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
            uint64_t bits = *r->marks;
            uint32_t base = (uint32_t)(r->block * 64);

            r->marks += sizeof(text_marks) / sizeof *r->marks;
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
