/* segments.h - a text becomes paragraphs, and these become units: sentences or short
 * lines
 *
 * In: any bytes. Out: units in order, which together with the white space after each
 * cover the text. A hard-wrapped paragraph is one paragraph again, so that units do
 * not depend on where lines were broken.
 * Always: a unit begins at a character that is not white space and ends behind one;
 * no unit crosses the end of a paragraph; every paragraph begins a line.
 */
#ifndef BOILER_SEGMENTS_H
#define BOILER_SEGMENTS_H

#include "chaff/base.h"

typedef enum segment_flag {
    SEGMENT_OPENS = 1,         /* first of its paragraph */
    SEGMENT_CLOSES = 2,        /* last of its paragraph */
    SEGMENT_ENDED = 4,         /* ends with . ! ? or the like, quotes aside */
    SEGMENT_COLON = 8,         /* ends with a colon */
    SEGMENT_QUOTED = 16,       /* its line begins with > : quoted mail */
    SEGMENT_ASKS = 32          /* ends with ? */
} segment_flag;

typedef struct segment {
    uint32_t start, end;       /* bytes, half-open, without white space around */
    uint8_t flags;
} segment;

/* All zero is valid and empty; room is reused from text to text. */
typedef struct segments {
    segment *items;
    size_t count, capacity;
    uint64_t *marks;           /* private */
    size_t mark_capacity;
} segments;

/* Texts up to 2^32 - 1 bytes. CHAFF_ERR_LIMIT, CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status segments_find(segments *s, chaff_text text);
void segments_release(segments *s);

#endif
