/* marks.h - bytes of a text that matter to its lines and sentences, a bit each */
#ifndef BOILER_MARKS_H
#define BOILER_MARKS_H

#include "chaff/base.h"

/* Byte i of the text: bit i % 64 of number i / 64. Numbers that a text of so many bytes
 * takes: */
static inline size_t marks_room(size_t size)
{
    return size / 64 + 1;
}

/* Line feeds; bytes at which a sentence may end, all that do and some that do not;
 * bytes 0x80 to 0xBF, inside a character. */
typedef void marks_finder(const unsigned char *s, size_t size, uint64_t *lines,
                          uint64_t *stops, uint64_t *inner);

marks_finder marks_find;
/* The ways of doing it: byte by byte, then those this machine can run; NULL: it has
 * fewer. All give the same bits. */
marks_finder *marks_finder_at(unsigned number);

/* Marked bytes in order. They are listed some blocks ahead: looking for the next one
 * bit by bit, a processor cannot foresee where it comes. */
enum { MARKS_AHEAD = 8 };
typedef struct mark_reader {
    const uint64_t *marks;
    size_t block, blocks;      /* numbers read, and all */
    uint32_t next, count;      /* of `places` */
    uint32_t places[MARKS_AHEAD * 64 + 1];
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
