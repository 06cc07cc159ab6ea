/* marks.c - the kernel for NEON or any processor, the best one, readers of marks */
#include "base/neon.h"

#ifdef NEON
#define BYTES64_NEON
#endif
#define KERNEL
#include "base/bytes64.h"

#include "boiler/marks_wide.h"

marks_finder *marks_finder_at(unsigned number)
{
    marks_finder *all[] = {find_marks, marks_finder_avx2(), marks_finder_avx512()};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && number-- == 0)
            return all[i];
    return NULL;
}

bool marks_find(const unsigned char *s, size_t size, uint64_t *room, text_marks *out)
{
    marks_finder *best = marks_finder_avx512();

    best = best ? best : marks_finder_avx2();
    return (best ? best : find_marks)(s, size, room, out);
}

/* -- readers ----------------------------------------------------------------------- */

void mark_reader_start(mark_reader *r, const uint64_t *marks, size_t size)
{
    r->marks = marks;
    r->block = 0;
    r->blocks = size / 64 + 1;
    r->next = r->count = 0;
}

/* Places of all bits of a set of 64, from places[0] on; returns how many. Most sets
 * have no more than three, and of those there is no branch. */
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
