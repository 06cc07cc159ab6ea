/* marks.h - bytes of a text that matter to its lines and sentences, a bit each
 *
 * In: any bytes. Out: sets, byte i of the text bit i % 64 of number i / 64. Always:
 * every way of finding them gives the same bits; a full stop is told by the bytes
 * around it or left open.
 */
#ifndef BOILER_MARKS_H
#define BOILER_MARKS_H

#include "boiler/bits.h"
#include "chaff/base.h"

typedef struct text_marks {
    uint64_t *lines;           /* line feeds */
    /* All bytes of white space: of ASCII, NBSP, NEL, the ideographic space. */
    uint64_t *white;
    uint64_t *inner;           /* 0x80 to 0xBF, inside a character */
    /* First bytes of lines that surely begin a paragraph, and of those that have to be
     * looked at; the others go on with that of the line before. */
    uint64_t *opens, *asks;
    /* The first bytes behind a . ! ? at which a sentence surely ends: a letter or digit
     * stands before, but no short form, and white space and a capital behind. */
    uint64_t *starts;
    /* Where one may end: others of them, unless one surely goes on, and the first bytes
     * of other full stops. */
    uint64_t *stops;
} text_marks;

enum { WRAP_LEAST = 40 };      /* columns; before a capital no line below was wrapped */

/* Numbers that all sets of a text of so many bytes take; some are written too many. */
enum { MARKS_SETS = 7, MARKS_SPARE = 16 };
static inline size_t marks_room(size_t size)
{
    return MARKS_SETS * (size / 64 + MARKS_SPARE);
}

/* `room` takes the sets, with a number of zeros before and behind the white. Returns
 * whether there are inner bytes. */
typedef bool marks_finder(const unsigned char *s, size_t size, uint64_t *room,
                          text_marks *out);

marks_finder marks_find;
/* The ways of doing it: by NEON or byte by byte, then those this machine can run; NULL:
 * it has fewer. */
marks_finder *marks_finder_at(unsigned number);
/* NULL where they can't run. */
marks_finder *marks_finder_avx2(void);
marks_finder *marks_finder_avx512(void);

/* The first byte from `at` on that is no white space, up to `end`. */
static inline size_t skip_white(const text_marks *m, size_t at, size_t end)
{
    for (; at < end; at += 64) {
        uint64_t others = ~bits_from(m->white, at);

        if (others) {
            at += bits_first(others);
            break;
        }
    }
    return at < end ? at : end;
}

/* `end` without the white space before it, but for what stands before `start`. */
static inline size_t trim_white(const text_marks *m, size_t start, size_t end)
{
    for (; end > start; end -= end > 64 ? 64 : end) {
        const uint64_t *set = m->white + end / 64;
        uint64_t others = ~(set[-1] >> end % 64 | set[0] << 1 << (63 - end % 64));

        if (others) {
            end -= (size_t)__builtin_clzll(others);
            break;
        }
    }
    return end > start ? end : start;
}

static inline bool marks_hold(const uint64_t *set, size_t at)
{
    return set[at / 64] >> at % 64 & 1;
}

/* Marked bytes in order. They are listed some blocks ahead: looking for the next one
 * bit by bit, a processor cannot foresee where it comes. */
enum { MARKS_AHEAD = 32 };
typedef struct mark_reader {
    const uint64_t *marks;
    size_t block, blocks;      /* numbers listed, and all */
    uint32_t next, count;      /* of `places` */
    uint32_t places[MARKS_AHEAD * 64 + 3];
} mark_reader;

/* Of a text of `size` bytes. */
void mark_reader_start(mark_reader *r, const uint64_t *marks, size_t size);
/* List further ones; false: there are none. */
bool mark_reader_refill(mark_reader *r);

/* The next marked byte, not taken yet; SIZE_MAX: there is none. */
static inline size_t mark_reader_peek(mark_reader *r)
{
    if (r->next == r->count && !mark_reader_refill(r))
        return SIZE_MAX;
    return r->places[r->next];
}

#endif
