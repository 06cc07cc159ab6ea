/* marks_wide.h - what the kernels of marks share
 *
 * Kinds of bytes are told 64 at a time; what they mean beside each other is arithmetic
 * on sets of 64. The including file defines KERNEL and includes base/bytes64.h.
 */
#ifndef BOILER_MARKS_WIDE_H
#define BOILER_MARKS_WIDE_H

#include <string.h>

#include "boiler/marks.h"

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
    uint64_t far[KINDS_ROOM];  /* first bytes of full stops of other scripts */
    uint64_t rest[KINDS_ROOM]; /* white space that begins in the block before */
    uint64_t quotes[KINDS_ROOM];       /* > and | */
    /* What more than its one byte tells, at the begin of a line and at its end: quotes,
     * brackets, characters of several bytes; some others. */
    uint64_t first_odd[KINDS_ROOM], last_odd[KINDS_ROOM];
    uint64_t begins[KINDS_ROOM];       /* first bytes of lines that are not blank */
    uint64_t apart[KINDS_ROOM];        /* ... behind a blank one */
    uint64_t quoted[KINDS_ROOM];       /* ... and quoted */
    uint64_t ends[KINDS_ROOM]; /* full stops at which a sentence surely ends */
} byte_kinds;

/* What goes on from block to block, each 0 or 1; see add_through. */
typedef struct carries {
    uint64_t lines, blank, closed, sure, quoted, ends;
} carries;

/* -- kinds of bytes ---------------------------------------------------------------- */

/* First bytes of full stops of other scripts: … । ؟ ۔ 。 ！ ？ ｡; y and z are the bytes
 * one and two behind. */
KERNEL static inline uint64_t far_stops(bytes64 x, bytes64 y, bytes64 z)
{
    return (bytes_are(x, 0xE2) & bytes_are(y, 0x80) & bytes_are(z, 0xA6)) |
           (bytes_are(x, 0xE0) & bytes_are(y, 0xA5) & bytes_are(z, 0xA4)) |
           (bytes_are(x, 0xD8) & bytes_are(y, 0x9F)) |
           (bytes_are(x, 0xDB) & bytes_are(y, 0x94)) |
           (bytes_are(x, 0xE3) & bytes_are(y, 0x80) & bytes_are(z, 0x82)) |
           (bytes_are(x, 0xEF) &
            ((bytes_are(y, 0xBC) & (bytes_are(z, 0x81) | bytes_are(z, 0x9F))) |
             (bytes_are(y, 0xBD) & bytes_are(z, 0xA1))));
}

/* White space beyond ASCII: NBSP, NEL, the ideographic space. *rest: the bytes of it in
 * the next block. */
KERNEL static inline uint64_t far_white(bytes64 x, bytes64 y, bytes64 z, uint64_t *rest)
{
    uint64_t three = bytes_are(x, 0xE3) & bytes_are(y, 0x80) & bytes_are(z, 0x80);
    uint64_t two = bytes_are(x, 0xC2) & (bytes_are(y, 0xA0) | bytes_are(y, 0x85));
    uint64_t all = two | three;

    *rest = all >> 63 | three >> 62;
    return all | all << 1 | three << 2;
}

/* Of `count` blocks, from number `block` of the text on, their lines, white space and
 * inner bytes, and number `i` and those behind it of their kinds. Two bytes more are
 * read. */
KERNEL static void tell(const unsigned char *s, size_t count, text_marks *m,
                        size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        bytes64 x = load_bytes(s);
        uint64_t upper = bytes_within(x, 'A', 'Z'), high = bytes_high(x);
        uint64_t letters = upper | bytes_within(x, 'a', 'z');
        uint64_t white = bytes_are(x, ' ') | bytes_within(x, '\t', '\r') | k->rest[i];
        uint64_t both = high | bytes_within(x, '"', '\'') | bytes_within(x, '[', ']');

        m->lines[block] = bytes_are(x, '\n');
        m->inner[block] = k->far[i] = k->rest[i + 1] = 0;
        k->upper[i] = upper;
        k->letters[i] = letters;
        k->text[i] = letters | bytes_within(x, '0', '9');
        k->forms[i] = letters | high;
        k->dots[i] = bytes_are(x, '.');
        k->calls[i] = bytes_are(x, '!') | bytes_are(x, '?');
        k->quotes[i] = bytes_are(x, '>') | bytes_are(x, '|');
        k->first_odd[i] = both | bytes_are(x, '(');
        k->last_odd[i] = both | bytes_within(x, ')', '*') | bytes_are(x, ':');
        if (high) {
            bytes64 y = load_bytes(s + 1), z = load_bytes(s + 2);

            white |= far_white(x, y, z, &k->rest[i + 1]);
            m->inner[block] = bytes_within(x, 0x80, 0xBF);
            k->far[i] = far_stops(x, y, z);
        }
        m->white[block] = white;
    }
}

/* -- what stands beside ----------------------------------------------------------- */

/* LANES numbers of a set; whatever vectors a processor has, compilers use them. */
typedef uint64_t lanes __attribute__((vector_size(8 * LANES), aligned(8), may_alias));
#define AT(set) (*(lanes *)(set))
/* The bytes that are `by` behind those of a set, and before. */
#define LATER(set, by) (AT(set) << (by) | AT((set) - 1) >> (64 - (by)))
#define SOONER(set, by) (AT(set) >> (by) | AT((set) + 1) << (64 - (by)))
/* Those of a set that stand behind one blank or two, moved to the byte before these. */
#define BEHIND(blanks, set) \
    (SOONER(blanks, 1) & (SOONER(set, 2) | (SOONER(blanks, 2) & SOONER(set, 3))))

/* Lanes that a carry enters, a bit each, where adding went over in some and left others
 * full: there it goes on. *carry: into the first, and out of the last. */
static inline uint64_t enter_lanes(uint64_t over, uint64_t full, uint64_t *carry)
{
    uint64_t more = (over << 1 | *carry) + full;

    *carry = more >> LANES;
    return more ^ full;
}

/* The sum of LANES numbers of both sets, as if each were one number: each run of
 * ones of the first that holds bytes of the second goes over to the byte behind it.
 * *carry: from those before, and of these. */
KERNEL static inline void add_through(const lanes *run, const lanes *set,
                                      uint64_t *carry, lanes *out)
{
#if defined(BYTES64_AVX512)
    __m512i all = _mm512_set1_epi64(-1), sum = (__m512i)(*run + *set);
    uint64_t enter = enter_lanes(_mm512_cmplt_epu64_mask(sum, (__m512i)*run),
                                 _mm512_cmpeq_epi64_mask(sum, all), carry);

    *out = (lanes)_mm512_mask_sub_epi64(sum, (__mmask8)enter, sum, all);
#elif defined(BYTES64_AVX2)
    const __m256i all = _mm256_set1_epi64x(-1), bits = _mm256_setr_epi64x(1, 2, 4, 8);
    const __m256i top = _mm256_set1_epi64x(INT64_MIN);
    __m256i sum[2], over[2], full[2];
    uint64_t enter;

    for (size_t i = 0; i < 2; i++) {
        __m256i x = _mm256_loadu_si256((const __m256i *)(const void *)run + i);
        __m256i y = _mm256_loadu_si256((const __m256i *)(const void *)set + i);

        sum[i] = _mm256_add_epi64(x, y);
        over[i] = _mm256_cmpgt_epi64(_mm256_xor_si256(x, top),
                                     _mm256_xor_si256(sum[i], top));
        full[i] = _mm256_cmpeq_epi64(sum[i], all);
    }
#define BITS(x) ((uint64_t)_mm256_movemask_pd((__m256d)(x)[0]) | \
                 (uint64_t)_mm256_movemask_pd((__m256d)(x)[1]) << 4)
    enter = enter_lanes(BITS(over), BITS(full), carry);
    for (size_t i = 0; i < 2; i++, enter >>= 4) {
        __m256i in = _mm256_and_si256(_mm256_set1_epi64x((long long)enter), bits);

        _mm256_storeu_si256((__m256i *)(void *)out + i,
                            _mm256_sub_epi64(sum[i], _mm256_cmpeq_epi64(in, bits)));
    }
#else
    for (size_t i = 0; i < LANES; i++) {
        uint64_t part, sum;
        bool over = __builtin_add_overflow((*run)[i], (*set)[i], &part);

        over |= __builtin_add_overflow(part, *carry, &sum);
        (*out)[i] = sum;
        *carry = over;
    }
#endif
}

/* Line feeds are carried through white space to where lines begin; those to which one
 * was carried once more, since a blank line is before them. */
KERNEL static inline void begin_lines(byte_kinds *k, size_t i, const text_marks *m,
                                      size_t block, carries *c)
{
    lanes white = AT(m->white + block), lines = AT(m->lines + block), sum, more;

    add_through(&white, &lines, &c->lines, &sum);
    more = lines & (sum ^ white ^ lines);
    AT(k->begins + i) = sum & ~white;
    AT(k->quoted + i) = sum & ~white & AT(k->quotes + i);
    add_through(&white, &more, &c->blank, &sum);
    AT(k->apart + i) = sum & ~white;
}

/* The bytes of a set and WRAP_LEAST - 1 behind each. */
KERNEL static inline void spread(const uint64_t *set, lanes *out)
{
    lanes x = AT(set), before = AT(set - 1);

#define STEP(by) (x |= x << (by) | before >> (64 - (by)), before |= before << (by))
    _Static_assert(WRAP_LEAST == 1 + 1 + 2 + 4 + 8 + 16 + 8, "steps add up");
    STEP(1);
    STEP(2);
    STEP(4);
    STEP(8);
    STEP(16);
    STEP(8);
    *out = x;
}

/* LANES sets of a run from number i on, of which the white space is given. */
KERNEL static inline void tell_marks(byte_kinds *k, size_t i, const text_marks *m,
                                     size_t block)
{
    uint64_t *letters = k->letters + i, *upper = k->upper + i, *text = k->text + i;
    uint64_t *forms = k->forms + i, *white = m->white + block;
    lanes marks = AT(k->dots + i) | AT(k->calls + i);
    lanes capital = BEHIND(white, upper), letter = BEHIND(white, letters);
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

    AT(k->ends + i) = end;
    AT(m->stops + block) = (marks & ~gone) | AT(k->far + i);
}

/* What two lines say at a line break, by the byte behind it: whether the first ends a
 * sentence, or is too short to have been wrapped, and whether the second begins in
 * lower case. */
KERNEL static inline void tell_lines(byte_kinds *k, size_t i, const text_marks *m,
                                     size_t block, carries *c)
{
    lanes white = AT(m->white + block), begins = AT(k->begins + i), inside = ~begins;
    lanes gap = white & ~LATER(m->white + block, 1);
    lanes stop = LATER(k->dots + i, 1) | LATER(k->calls + i, 1);
    lanes low = AT(k->letters + i) & ~AT(k->upper + i), odd = AT(k->first_odd + i);
    lanes closed, sure, quoted, ends = LATER(k->ends + i, 1), apart;

    spread(k->begins + i, &sure);
    sure = gap & (stop | sure);
    closed = gap & (stop | LATER(k->last_odd + i, 1));
    quoted = LATER(k->quoted + i, 1);
    add_through(&white, &closed, &c->closed, &closed);
    add_through(&white, &sure, &c->sure, &sure);
    add_through(&inside, &quoted, &c->quoted, &quoted);
    add_through(&white, &ends, &c->ends, &ends);
    apart = AT(k->apart + i) | ((quoted ^ AT(k->quoted + i)) & begins);
    AT(m->opens + block) = apart | (begins & sure & ~low & ~odd);
    AT(m->asks + block) = begins & ~apart & (odd | (low & closed) | (~low & ~sure));
    AT(m->starts + block) = ends & ~white;
}

/* `count` blocks from number `first` on, the last of all or before it; behind the text
 * stand zeros. */
KERNEL static void tell_blocks(const unsigned char *s, size_t size, size_t first,
                               size_t count, text_marks *m, byte_kinds *k)
{
    size_t whole = size > 1 ? (size - 2) / 64 : 0;
    size_t inside = first < whole ? whole - first : 0;
    unsigned char rest[3 * 64 + 2] = {0};

    inside = inside < count ? inside : count;
    tell(s + first * 64, inside, m, first, k, 1);
    first += inside;
    if (inside == count)
        return;
    if (first * 64 < size)
        memcpy(rest, s + first * 64, size - first * 64);
    tell(rest, count - inside, m, first, k, 1 + inside);
}

/* The kinds of block `last` of a run become those of the one before it. */
static void keep_last(byte_kinds *k, size_t last)
{
    uint64_t *set = k->upper, more = k->rest[last + 1];

    for (size_t i = 0; i < sizeof *k / sizeof k->upper; i++, set += KINDS_ROOM)
        set[0] = set[last];
    k->rest[1] = more;
}

static void place_sets(uint64_t *room, size_t size, text_marks *out)
{
    size_t sets = size / 64 + MARKS_SPARE;

    *out = (text_marks){room, room + sets + 1, room + 2 * sets, room + 3 * sets,
                        room + 4 * sets, room + 5 * sets, room + 6 * sets};
    out->white[-1] = 0;
}

KERNEL static bool find_marks(const unsigned char *s, size_t size, uint64_t *room,
                              text_marks *out)
{
    size_t blocks = size / 64 + 1;
    uint64_t inner = 0, last = bits_low(size % 64);
    byte_kinds kinds;
    /* as if a blank line were before the text */
    carries c = {.lines = 1, .blank = 1};

    place_sets(room, size, out);
    memset(&kinds, 0, sizeof kinds);
    for (size_t block = 0, count; block < blocks; block += count) {
        count = blocks - block < RUN_BLOCKS ? blocks - block : RUN_BLOCKS;
        tell_blocks(s, size, block, count + 1, out, &kinds);
        for (size_t i = 0; i < count; i += LANES)
            begin_lines(&kinds, 1 + i, out, block + i, &c);
        for (size_t i = 0; i < count; i += LANES)
            tell_marks(&kinds, 1 + i, out, block + i);
        for (size_t i = 0; i < count; i += LANES)
            tell_lines(&kinds, 1 + i, out, block + i, &c);
        for (size_t i = 0; i < count; i++)
            inner |= out->inner[block + i];
        keep_last(&kinds, count);
    }
    out->opens[blocks - 1] &= last;
    out->asks[blocks - 1] &= last;
    out->starts[blocks - 1] &= last;
    return inner != 0;
}

#endif
