/* marks.c - line feeds, white space and full stops, 64 bytes at a time
 *
 * A kernel tells the kinds of bytes; what they mean beside each other is arithmetic on
 * sets of 64, the same for all.
 */
#include "boiler/marks.h"

#include <string.h>

#include "base/neon.h"
#include "base/bytes64.h"

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

/* Of 64 bytes: which are one, which are within two, which are 0x80 and above. */
typedef const unsigned char *plain_bytes;

static inline plain_bytes plain_load(const unsigned char *s)
{
    return s;
}

static inline uint64_t plain_within(plain_bytes x, unsigned char first,
                                    unsigned char last)
{
    uint64_t set = 0;

    for (size_t i = 0; i < 64; i++)
        set |= (uint64_t)((unsigned char)(x[i] - first) <= last - first) << i;
    return set;
}

static inline uint64_t plain_are(plain_bytes x, unsigned char c)
{
    return plain_within(x, c, c);
}

static inline uint64_t plain_high(plain_bytes x)
{
    return plain_within(x, 0x80, 0xFF);
}

#define KERNEL
#define WAY(name) plain_##name
#include "boiler/marks_tell.h"
#undef WAY
#undef KERNEL

#if defined(__x86_64__) && defined(__GNUC__)
typedef __m512i wide_bytes;
#define KERNEL __attribute__((target("avx512f,avx512bw")))

KERNEL static inline wide_bytes wide_load(const unsigned char *s)
{
    return _mm512_loadu_si512(s);
}

KERNEL static inline __m512i all_bytes(unsigned char c)
{
    return _mm512_set1_epi32((int)byte_repeated[c]);
}

KERNEL static inline uint64_t wide_are(wide_bytes x, unsigned char c)
{
    return _mm512_cmpeq_epi8_mask(x, all_bytes(c));
}

KERNEL static inline uint64_t wide_within(wide_bytes x, unsigned char first,
                                          unsigned char last)
{
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(x, all_bytes(first)),
                                  all_bytes((unsigned char)(last - first)));
}

KERNEL static inline uint64_t wide_high(wide_bytes x)
{
    return _mm512_movepi8_mask(x);
}

#define WAY(name) wide_##name
#include "boiler/marks_tell.h"
#undef WAY
#undef KERNEL

typedef struct narrow_bytes {
    __m128i a, b, c, d;
} narrow_bytes;

static inline narrow_bytes narrow_load(const unsigned char *s)
{
    const __m128i *from = (const __m128i *)(const void *)s;

    return (narrow_bytes){_mm_loadu_si128(from), _mm_loadu_si128(from + 1),
                          _mm_loadu_si128(from + 2), _mm_loadu_si128(from + 3)};
}

static inline uint64_t narrow_high(narrow_bytes x)
{
    uint32_t low = (uint32_t)_mm_movemask_epi8(x.a) |
                   (uint32_t)_mm_movemask_epi8(x.b) << 16;
    uint32_t high = (uint32_t)_mm_movemask_epi8(x.c) |
                    (uint32_t)_mm_movemask_epi8(x.d) << 16;

    return low | (uint64_t)high << 32;
}

static inline uint64_t narrow_are(narrow_bytes x, unsigned char c)
{
    __m128i all = _mm_set1_epi8((char)c);

    return narrow_high((narrow_bytes){
        _mm_cmpeq_epi8(x.a, all), _mm_cmpeq_epi8(x.b, all), _mm_cmpeq_epi8(x.c, all),
        _mm_cmpeq_epi8(x.d, all)});
}

static inline __m128i sixteen_within(__m128i x, __m128i first, __m128i most)
{
    x = _mm_sub_epi8(x, first);
    return _mm_cmpeq_epi8(_mm_min_epu8(x, most), x);
}

static inline uint64_t narrow_within(narrow_bytes x, unsigned char first,
                                     unsigned char last)
{
    __m128i from = _mm_set1_epi8((char)first), most = _mm_set1_epi8((char)(last - first));

    return narrow_high((narrow_bytes){
        sixteen_within(x.a, from, most), sixteen_within(x.b, from, most),
        sixteen_within(x.c, from, most), sixteen_within(x.d, from, most)});
}

#define KERNEL
#define WAY(name) narrow_##name
#include "boiler/marks_tell.h"
#undef WAY
#undef KERNEL

static marks_finder *wide_here(void)
{
    return __builtin_cpu_supports("avx512bw") ? wide_find : NULL;
}
#define BEST (wide_here() ? wide_here() : narrow_find)
#define OTHERS narrow_find, wide_here()
#elif defined(NEON)
typedef neon_bytes arm_bytes;

static inline arm_bytes arm_load(const unsigned char *s)
{
    return neon_load(s);
}

static inline uint64_t arm_are(arm_bytes x, unsigned char c)
{
    return neon_are(x, c);
}

static inline uint64_t arm_within(arm_bytes x, unsigned char first, unsigned char last)
{
    return neon_within(x, first, last);
}

static inline uint64_t arm_high(arm_bytes x)
{
    return neon_any_high(x) ? neon_least(x, 0x80) : 0;
}

#define KERNEL
#define WAY(name) arm_##name
#include "boiler/marks_tell.h"
#undef WAY
#undef KERNEL

#define BEST arm_find
#define OTHERS arm_find
#else
#define BEST plain_find
#define OTHERS NULL
#endif

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *const all[] = {plain_find, OTHERS};

    return number < sizeof all / sizeof *all ? all[number] : NULL;
}

bool marks_find(const unsigned char *s, size_t size, uint64_t *room, text_marks *out)
{
    return BEST(s, size, room, out);
}

/* -- readers ----------------------------------------------------------------------- */

void mark_reader_start(mark_reader *r, const uint64_t *marks, size_t size)
{
    r->marks = marks;
    r->block = 0;
    r->blocks = size / 64 + 1;
    r->next = r->count = 0;
}

/* Places of all bits of a set of 64, from places[0] on; returns how many. Most sets have
 * no more than three, and of those there is no branch. */
static inline uint32_t list_places(uint64_t bits, uint32_t base, uint32_t *places)
{
    uint64_t top = UINT64_C(1) << 63, second = bits & (bits - 1);
    uint64_t third = second & (second - 1);
    uint32_t count = (uint32_t)(bits != 0) + (second != 0) + (third != 0);

    places[0] = base + (uint32_t)__builtin_ctzll(bits | top);
    places[1] = base + (uint32_t)__builtin_ctzll(second | top);
    places[2] = base + (uint32_t)__builtin_ctzll(third | top);
    for (bits = third & (third - 1); bits; bits &= bits - 1)
        places[count++] = base + (uint32_t)__builtin_ctzll(bits);
    return count;
}

bool mark_reader_refill(mark_reader *r)
{
    uint32_t count = 0;

    while (count == 0) {
        size_t end = r->block + MARKS_AHEAD < r->blocks ? r->block + MARKS_AHEAD
                                                        : r->blocks;

        if (r->block == end)
            break;
        for (; r->block < end; r->block++)
            count += list_places(r->marks[r->block], (uint32_t)(r->block * 64),
                                 r->places + count);
    }
    r->next = 0;
    r->count = count;
    return count > 0;
}
