/* offsets.c - byte offsets become code points or UTF-16 units
 *
 * In: ascending byte offsets of a text. Out: the same places counted otherwise. Always:
 * an ill-formed sequence counts one a maximal subpart; an offset inside a sequence
 * counts the sequences before it.
 */
#include "text/input.h"
#include "text/utf8.h"

/* Units of the sequence at `at`, and in *size its bytes. */
static size_t units_at(const char *at, const char *end, offset_unit unit, size_t *size)
{
    bool good;

    *size = 1;
    if ((unsigned char)*at < 0x80)
        return 1;
    *size = utf8_step(at, end, &good);
    return unit == OFFSET_UTF16 && good && *size == 4 ? 2 : 1;
}

void text_offsets(chaff_text text, offset_unit unit, size_t *offsets, size_t count)
{
    size_t at = 0, units = 0, i = 0;

    if (unit == OFFSET_BYTES)
        return;
    while (i < count) {
        size_t size, here;

        if (offsets[i] <= at || at >= text.size) {
            offsets[i++] = units;
            continue;
        }
        here = units_at(text.data + at, text.data + text.size, unit, &size);
        if (offsets[i] < at + size) {                  /* inside a sequence */
            offsets[i++] = units;
            continue;
        }
        at += size;
        units += here;
    }
}
