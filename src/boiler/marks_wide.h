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
} byte_kinds;

/* -- kinds of bytes ---------------------------------------------------------------- */

/* First bytes of full stops of other scripts: … । ؟ ۔ 。 ！ ？ ｡; y and z are the bytes one
 * and two behind. */
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

/* Of `count` blocks, from number `block` of the text on, their lines, blanks and inner
 * bytes, and number `i` and those behind it of their kinds. Two bytes more are read. */
KERNEL static void tell(const unsigned char *s, size_t count, text_marks *m,
                        size_t block, byte_kinds *k, size_t i)
{
    for (; count-- > 0; s += 64, block++, i++) {
        bytes64 x = load_bytes(s);
        uint64_t upper = bytes_within(x, 'A', 'Z'), high = bytes_high(x);
        uint64_t letters = upper | bytes_within(x, 'a', 'z');

        m->lines[block] = bytes_are(x, '\n');
        m->blanks[block] = bytes_are(x, ' ') | bytes_within(x, '\t', '\r');
        m->inner[block] = high ? bytes_within(x, 0x80, 0xBF) : 0;
        k->upper[i] = upper;
        k->letters[i] = letters;
        k->text[i] = letters | bytes_within(x, '0', '9');
        k->forms[i] = letters | high;
        k->dots[i] = bytes_are(x, '.');
        k->calls[i] = bytes_are(x, '!') | bytes_are(x, '?');
        k->far[i] = high ? far_stops(x, load_bytes(s + 1), load_bytes(s + 2)) : 0;
    }
}

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
KERNEL static inline void tell_marks(const byte_kinds *k, size_t i,
                                     const uint64_t *blanks, uint64_t *ends,
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
    *(lanes *)stops = (marks & ~gone) | AT(k->far + i);
}

/* `count` blocks from number `first` on; behind the text stand zeros. */
KERNEL static void tell_blocks(const unsigned char *s, size_t size, size_t first,
                               size_t count, text_marks *m, byte_kinds *k)
{
    size_t whole = size > 1 ? (size - 2) / 64 : 0;
    size_t inside = first < whole ? whole - first : 0;

    inside = inside < count ? inside : count;
    tell(s + first * 64, inside, m, first, k, 1);
    for (; inside < count; inside++) {
        size_t at = (first + inside) * 64, left = at < size ? size - at : 0;
        unsigned char rest[64 + 2] = {0};

        memcpy(rest, s + (at < size ? at : size), left < sizeof rest ? left : sizeof rest);
        tell(rest, 1, m, first + inside, k, 1 + inside);
    }
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

KERNEL static bool find_marks(const unsigned char *s, size_t size, uint64_t *room,
                              text_marks *out)
{
    size_t blocks = size / 64 + 1;
    uint64_t inner = 0;
    byte_kinds kinds;

    place_sets(room, size, out);
    memset(&kinds, 0, sizeof kinds);
    for (size_t block = 0, count; block < blocks; block += count) {
        count = blocks - block < RUN_BLOCKS ? blocks - block : RUN_BLOCKS;
        tell_blocks(s, size, block, count + 1, out, &kinds);
        for (size_t i = 0; i < count; i += LANES)
            tell_marks(&kinds, 1 + i, out->blanks + block + i, out->ends + block + i,
                       out->stops + block + i);
        for (size_t i = 0; i < count; i++)
            inner |= out->inner[block + i];
        keep_last(&kinds, count);
    }
    return inner != 0;
}

#endif
