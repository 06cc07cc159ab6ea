/* units_record.h - how a document's units lie in the model
 *
 * A head; the numbers of units, line prefixes and stretches of long grams; each of
 * these. Written and read on one machine, in one run: numbers as the processor has
 * them.
 */
#ifndef BOILER_UNITS_RECORD_H
#define BOILER_UNITS_RECORD_H

#include <stdint.h>

/* Flags of a unit in its record, beside those of segment_flag. Five bytes hold the
 * numbers of most units: flags, two of size, words, and a half each for the gap before
 * it and for words with a digit. Of a wide one these four follow the flags as
 * varints. */
enum { UNIT_KNOWN_HERE = 64, UNIT_WIDE = 128, UNIT_BYTES = 5, VARINT_BYTES = 5 };

/* What a record begins with, in so many bytes: all that is asked of a document of which
 * nothing can go. */
typedef struct record_head {
    uint32_t hash, size, words, prose;
    uint8_t hints;             /* bytes of the line end, and whether any of these */
} record_head;
enum { HINT_LINE_END = 3, HINT_SINGLES = 4, HINT_KNOWN = 8, HEAD_BYTES = 4 * 4 + 1 };

#endif
