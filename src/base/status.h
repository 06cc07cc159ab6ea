/* status.h - filling in the caller's chaff_error
 *
 * Every failing function ends in `return error_set(err, status, "...", ...)`, so
 * that the code and the sentence cannot part.
 */
#ifndef BASE_STATUS_H
#define BASE_STATUS_H

#include "chaff/base.h"

/* Writes the sentence (cut at the size of err->text, never inside a UTF-8
 * sequence; control characters become '?') and returns `status`. `err` may be NULL. */
__attribute__((format(printf, 3, 4)))
chaff_status error_set(chaff_error *err, chaff_status status, const char *format, ...);

/* The sentence for an allocation that failed. */
chaff_status error_memory(chaff_error *err);

#endif
