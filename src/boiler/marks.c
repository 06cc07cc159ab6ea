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

enum {
    RUN_BLOCKS = 32,           /* told at a time, so that their kinds stay in reach */
    LANES = 8,                 /* sets worked on together, of which some may be none */
    KINDS_ROOM = 1 + RUN_BLOCKS + LANES
};

/* Of the blocks of a run, from the second set on; the first is of the block before.
 * Letters and digits are those of ASCII. */
typedef struct byte_kinds {
    uint64_t upper[KINDS_ROOM], letters[KINDS_ROOM];
    uint64_t text[KINDS_ROOM]; /* letters, digits */
    uint64_t forms[KINDS_ROOM];        /* letters, 0x80 and above */
    uint64_t dots[KINDS_ROOM], calls[KINDS_ROOM];      /* full stops; ! and ? */
    /* bytes that begin full stops of other scripts, and such as follow them */
    uint64_t leads[KINDS_ROOM], seconds[KINDS_ROOM];
} byte_kinds;

/* What a kernel tells of `count` blocks, from number `block` of the text on: their
 * lines, blanks and inner bytes, and number `i` and those behind it of their kinds. */
typedef void kinds_teller(const unsigned char *s, size_t count, text_marks *m,
                          size_t block, byte_kinds *k, size_t i);

/* -- what stands beside ----------------------------------------------------------- */

/* LANES numbers of a set; whatever vectors a processor has, compilers use them. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
#define AT(set) (*(const lanes *)(set))
/* The bytes that are `by` behind those of a set, and before. */
#define LATER(set, by) (AT(set) << (by) | AT((set) - 1) >> (64 - (by)))
#define SOONER(set, by) (AT(set) >> (by) | AT((set) + 1) << (64 - (by)))
/* Those of a set that stand behind one blank or two, moved to the byte before these. */
#define BEHIND(blanks, set) \
    (SOONER(blanks, 1) & (SOONER(set, 2) | (SOONER(blanks, 2) & SOONER(set, 3))))

/* LANES sets of a run from number i on. */
static inline __attribute__((always_inline)) void
tell_marks(const byte_kinds *k, size_t i, const uint64_t *blanks, uint64_t *ends,
           uint64_t *stops)
{
    const uint64_t *letters = k->letters + i, *upper = k->upper + i;
    const uint64_t *text = k->text + i, *forms = k->forms + i;
    lanes marks = AT(k->dots + i) | AT(k->calls + i);
    lanes capital = BEHIND(blanks, upper), letter = BEHIND(blanks, letters);
    /* what stands before a full stop, as far as five bytes tell */
    lanes two = LATER(letters, 1) & LATER(letters, 2);
    lanes five = two & LATER(letters, 3) & LATER(letters, 4) & LATER(letters, 5);
    lanes one = LATER(letters, 1) & ~LATER(forms, 2);
    lanes pair = two & ~LATER(forms, 3);
    lanes title = pair & LATER(upper, 2) & ~LATER(upper, 1);   /* Mr, St */
    lanes calm = ~LATER(forms, 1) | five | (pair & ~title);
    lanes end = marks & capital & LATER(text, 1) & (AT(k->calls + i) | calm);
    lanes gone = end | SOONER(text, 1) | (letter & ~capital) |
                 (AT(k->dots + i) & (one | title));

    *(lanes *)ends = end;
    *(lanes *)stops = (marks & ~gone) |
                      (AT(k->leads + i) & SOONER(k->seconds + i, 1));
}

/* `count` blocks from number `first` on, the last of the text filled up with zeros, and
 * behind it zeros alone. */
static void tell_blocks(const unsigned char *s, size_t size, size_t first, size_t count,
                        kinds_teller *tell, text_marks *m, byte_kinds *k)
{
    size_t whole = size / 64, inside = first < whole ? whole - first : 0;
    unsigned char rest[64] = {0};

    inside = inside < count ? inside : count;
    tell(s + first * 64, inside, m, first, k, 1);
    if (inside == count)
        return;
    memcpy(rest, s + whole * 64, first + inside == whole ? size % 64 : 0);
    tell(rest, 1, m, first + inside, k, 1 + inside);
    memset(rest, 0, sizeof rest);
    while (++inside < count)
        tell(rest, 1, m, first + inside, k, 1 + inside);
}

/* The kinds of block `last` of a run become those of the one before it. */
static void keep_last(byte_kinds *k, size_t last)
{
    k->upper[0] = k->upper[last];
    k->letters[0] = k->letters[last];
    k->text[0] = k->text[last];
    k->forms[0] = k->forms[last];
}

static void place_sets(uint64_t *room, size_t size, text_marks *out)
{
    size_t sets = size / 64 + MARKS_SPARE;

    *out = (text_marks){room, room + sets + 1, room + 2 * sets, room + 3 * sets,
                        room + 4 * sets};
    out->blanks[-1] = 0;
}

static inline __attribute__((always_inline)) bool
find_with(const unsigned char *s, size_t size, uint64_t *room, text_marks *out,
          kinds_teller *tell)
{
    size_t blocks = size / 64 + 1;
    uint64_t inner = 0;
    byte_kinds kinds;

    place_sets(room, size, out);
    memset(&kinds, 0, sizeof kinds);
    for (size_t block = 0, count; block < blocks; block += count) {
        count = blocks - block < RUN_BLOCKS ? blocks - block : RUN_BLOCKS;
        tell_blocks(s, size, block, count + 1, tell, out, &kinds);
        for (size_t i = 0; i < count; i += LANES)
            tell_marks(&kinds, 1 + i, out->blanks + block + i, out->ends + block + i,
                       out->stops + block + i);
        for (size_t i = 0; i < count; i++)
            inner |= out->inner[block + i];
        keep_last(&kinds, count);
    }
    return inner != 0;
}

/* -- kernels ----------------------------------------------------------------------- */

/* Full stops beyond ASCII begin with one of these. */
static bool leads_stop(unsigned char c)
{
    return c == 0xD8 || c == 0xDB || c == 0xEF || (c >= 0xE0 && c <= 0xE3 && c != 0xE1);
}

/* ... and go on with one of these. */
static bool follows_lead(unsigned char c)
{
    return c == 0x9F || c == 0x94 || c == 0xA5 || c == 0x80 || c == 0xBC || c == 0xBD;
}

static bool is_within(unsigned char c, unsigned char first, unsigned char last)
{
    return c >= first && c <= last;
}

static void tell_block(const unsigned char *s, text_marks *m, size_t block,
                       byte_kinds *k, size_t i)
{
    m->lines[block] = m->blanks[block] = m->inner[block] = 0;
    k->upper[i] = k->letters[i] = k->text[i] = k->forms[i] = 0;
    k->dots[i] = k->calls[i] = k->leads[i] = k->seconds[i] = 0;
    for (size_t n = 0; n < 64; n++) {
        unsigned char c = s[n];
        uint64_t letter = is_within(c | 32, 'a', 'z'), digit = is_within(c, '0', '9');

        m->lines[block] |= (uint64_t)(c == '\n') << n;
        m->blanks[block] |= (uint64_t)(c == ' ' || is_within(c, '\t', '\r')) << n;
        m->inner[block] |= (uint64_t)is_within(c, 0x80, 0xBF) << n;
        k->upper[i] |= (uint64_t)is_within(c, 'A', 'Z') << n;
        k->letters[i] |= letter << n;
        k->text[i] |= (letter | digit) << n;
        k->forms[i] |= (letter | (c >= 0x80)) << n;
        k->dots[i] |= (uint64_t)(c == '.') << n;
        k->calls[i] |= (uint64_t)(c == '!' || c == '?') << n;
        k->leads[i] |= (uint64_t)leads_stop(c) << n;
        k->seconds[i] |= (uint64_t)follows_lead(c) << n;
    }
}

static void tell_plainly(const unsigned char *s, size_t count, text_marks *m,
                         size_t block, byte_kinds *k, size_t i)
{
    for (size_t n = 0; n < count; n++)
        tell_block(s + n * 64, m, block + n, k, i + n);
}

static bool find_plainly(const unsigned char *s, size_t size, uint64_t *room,
                         text_marks *out)
{
    return find_with(s, size, room, out, tell_plainly);
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

WIDE static inline uint64_t lead_stops(__m512i x)
{
    return are(x, 0xD8) | are(x, 0xDB) | are(x, 0xEF) | are(x, 0xE0) | are(x, 0xE2) |
           are(x, 0xE3);
}

WIDE static inline uint64_t follow_leads(__m512i x)
{
    return are(x, 0x9F) | are(x, 0x94) | are(x, 0xA5) | are(x, 0x80) |
           are_within(x, 0xBC, 0xBD);
}

WIDE static void tell_wide(const unsigned char *s, size_t count, text_marks *m,
                           size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        __m512i x = _mm512_loadu_si512(s);
        __m512i low = _mm512_or_si512(x, _mm512_set1_epi8(32));
        uint64_t high = _mm512_movepi8_mask(x), letters = are_within(low, 'a', 'z');

        m->lines[block] = are(x, '\n');
        m->blanks[block] = are(x, ' ') | are_within(x, '\t', '\r');
        m->inner[block] = high ? are_within(x, 0x80, 0xBF) : 0;
        k->upper[i] = are_within(x, 'A', 'Z');
        k->letters[i] = letters;
        k->text[i] = letters | are_within(x, '0', '9');
        k->forms[i] = letters | high;
        k->dots[i] = are(x, '.');
        k->calls[i] = are(x, '!') | are(x, '?');
        k->leads[i] = high ? lead_stops(x) : 0;
        k->seconds[i] = high ? follow_leads(x) : 0;
    }
}

WIDE static bool find_wide(const unsigned char *s, size_t size, uint64_t *room,
                           text_marks *out)
{
    return find_with(s, size, room, out, tell_wide);
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

/* Bytes [at, at + 16) of a block, whose sets hold those before. */
static inline void tell_sixteen(__m128i x, unsigned at, text_marks *m, size_t block,
                                byte_kinds *k, size_t i)
{
    __m128i low = _mm_or_si128(x, _mm_set1_epi8(32)), leads, seconds;
    __m128i blank = _mm_or_si128(sixteen_are(x, ' '), sixteen_within(x, '\t', '\r'));
    __m128i call = _mm_or_si128(sixteen_are(x, '!'), sixteen_are(x, '?'));
    uint64_t letters = mask_of(sixteen_within(low, 'a', 'z'));

    m->lines[block] |= mask_of(sixteen_are(x, '\n')) << at;
    m->blanks[block] |= mask_of(blank) << at;
    k->upper[i] |= mask_of(sixteen_within(x, 'A', 'Z')) << at;
    k->letters[i] |= letters << at;
    k->text[i] |= (letters | mask_of(sixteen_within(x, '0', '9'))) << at;
    k->forms[i] |= (letters | mask_of(x)) << at;
    k->dots[i] |= mask_of(sixteen_are(x, '.')) << at;
    k->calls[i] |= mask_of(call) << at;
    if (!mask_of(x))
        return;
    leads = _mm_or_si128(sixteen_within(x, 0xE2, 0xE3), sixteen_are(x, 0xE0));
    leads = _mm_or_si128(leads, sixteen_are(x, 0xEF));
    leads = _mm_or_si128(leads, _mm_or_si128(sixteen_are(x, 0xD8),
                                             sixteen_are(x, 0xDB)));
    m->inner[block] |= mask_of(sixteen_within(x, 0x80, 0xBF)) << at;
    seconds = _mm_or_si128(sixteen_are(x, 0x9F), sixteen_are(x, 0x94));
    seconds = _mm_or_si128(seconds, _mm_or_si128(sixteen_are(x, 0xA5),
                                                 sixteen_are(x, 0x80)));
    seconds = _mm_or_si128(seconds, sixteen_within(x, 0xBC, 0xBD));
    k->leads[i] |= mask_of(leads) << at;
    k->seconds[i] |= mask_of(seconds) << at;
}

static void tell_narrow(const unsigned char *s, size_t count, text_marks *m,
                        size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        m->lines[block] = m->blanks[block] = m->inner[block] = 0;
        k->upper[i] = k->letters[i] = k->text[i] = k->forms[i] = 0;
        k->dots[i] = k->calls[i] = k->leads[i] = k->seconds[i] = 0;
        for (unsigned at = 0; at < 64; at += 16)
            tell_sixteen(_mm_loadu_si128((const __m128i *)(const void *)(s + at)), at,
                         m, block, k, i);
    }
}

static bool find_narrow(const unsigned char *s, size_t size, uint64_t *room,
                        text_marks *out)
{
    return find_with(s, size, room, out, tell_narrow);
}

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {
        find_plainly, find_narrow,
        __builtin_cpu_supports("avx512bw") ? find_wide : NULL
    };

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

bool marks_find(const unsigned char *s, size_t size, uint64_t *room, text_marks *out)
{
    bool wide = __builtin_cpu_supports("avx512bw");

    return (wide ? find_wide : find_narrow)(s, size, room, out);
}
#elif defined(NEON)
static uint64_t lead_stops(neon_bytes x)
{
    return neon_are(x, 0xD8) | neon_are(x, 0xDB) | neon_are(x, 0xEF) |
           neon_are(x, 0xE0) | neon_are(x, 0xE2) | neon_are(x, 0xE3);
}

static uint64_t follow_leads(neon_bytes x)
{
    return neon_are(x, 0x9F) | neon_are(x, 0x94) | neon_are(x, 0xA5) |
           neon_are(x, 0x80) | neon_within(x, 0xBC, 0xBD);
}

static void tell_neon(const unsigned char *s, size_t count, text_marks *m,
                      size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        neon_bytes x = neon_load(s);
        uint64_t upper = neon_within(x, 'A', 'Z');
        uint64_t letters = upper | neon_within(x, 'a', 'z');
        uint64_t high = neon_any_high(x) ? neon_least(x, 0x80) : 0;

        m->lines[block] = neon_are(x, '\n');
        m->blanks[block] = neon_are(x, ' ') | neon_within(x, '\t', '\r');
        m->inner[block] = high ? high & ~neon_least(x, 0xC0) : 0;
        k->upper[i] = upper;
        k->letters[i] = letters;
        k->text[i] = letters | neon_within(x, '0', '9');
        k->forms[i] = letters | high;
        k->dots[i] = neon_are(x, '.');
        k->calls[i] = neon_are(x, '!') | neon_are(x, '?');
        k->leads[i] = high ? lead_stops(x) : 0;
        k->seconds[i] = high ? follow_leads(x) : 0;
    }
}

static bool find_neon(const unsigned char *s, size_t size, uint64_t *room,
                      text_marks *out)
{
    return find_with(s, size, room, out, tell_neon);
}

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {find_plainly, find_neon};

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

bool marks_find(const unsigned char *s, size_t size, uint64_t *room, text_marks *out)
{
    return find_neon(s, size, room, out);
}
#else
marks_finder *marks_finder_at(unsigned number)
{
    return number ? NULL : find_plainly;
}

bool marks_find(const unsigned char *s, size_t size, uint64_t *room, text_marks *out)
{
    return find_plainly(s, size, room, out);
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
