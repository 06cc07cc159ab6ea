/* marks.h - bytes of a text that matter to its lines and sentences, a bit each
 *
 * In: any bytes. Out: sets, byte i of the text bit i % 64 of number i / 64. Always:
 * every way of finding them gives the same bits; a full stop is told by the bytes
 * around it or left open.
 */
#ifndef BOILER_MARKS_H
#define BOILER_MARKS_H

#include "chaff/base.h"

typedef struct text_marks {
    uint64_t *lines;           /* line feeds */
    uint64_t *blanks;          /* ASCII white space */
    uint64_t *inner;           /* 0x80 to 0xBF, inside a character */
    /* . ! ? at which a sentence surely ends: a letter or digit stands before, but no
     * short form, and white space and a capital behind. */
    uint64_t *ends;
    /* Where one may end: others of them, unless one surely goes on, and the first bytes
     * of other full stops. */
    uint64_t *stops;
} text_marks;

/* Numbers that all sets of a text of so many bytes take; some are written too many. */
enum { MARKS_SETS = 5, MARKS_SPARE = 16 };
static inline size_t marks_room(size_t size)
{
    return MARKS_SETS * (size / 64 + MARKS_SPARE);
}

/* `room` takes the sets, with a number of zeros before and behind the blanks. Returns
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

/* Bit i: byte at + i is white space. */
static inline uint64_t blanks_from(const text_marks *m, size_t at)
{
    const uint64_t *set = m->blanks + at / 64;

    return set[0] >> at % 64 | set[1] << 1 << (63 - at % 64);
}

/* Bit 63 - i: byte at - 1 - i is white space. */
static inline uint64_t blanks_before(const text_marks *m, size_t at)
{
    const uint64_t *set = m->blanks + at / 64;

    return set[-1] >> at % 64 | set[0] << 1 << (63 - at % 64);
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
