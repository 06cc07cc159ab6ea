/* places.h - bytes and lines of an input by position, for readers */
#ifndef TEXT_PLACES_H
#define TEXT_PLACES_H

#include "text/corpus.h"

/* `size` bytes at `offset` of an input, which has them; `file` is its open file
 * unless it is spooled. */
CHAFF_MUST_USE chaff_status
place_read(const corpus *c, size_t input_number, int file, uint64_t offset, size_t size,
           char *to,
           chaff_error *err);

/* The last block start at or before a record; NULL: none was noted. */
const line_mark *place_mark(const corpus *c, record_ref ref);

#endif
