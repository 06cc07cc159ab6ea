/* kind.h - which format an input has, by its name and its first bytes */
#ifndef TEXT_KIND_H
#define TEXT_KIND_H

#include "chaff/source.h"
#include "text/unpack.h"

/* As many first bytes as a verdict needs. */
enum { KIND_LOOK = 4096 };

typedef enum kind_verdict {
    KIND_TAKEN,
    KIND_BINARY,               /* no text: passed over in a folder */
    KIND_REFUSED               /* text that must be converted first */
} kind_verdict;

/* `path` with any compression suffix, "-" for standard input; `start` its first
 * plain bytes. Unless the kind is KIND_TAKEN err->text says what it is and which
 * command would make it readable. */
kind_verdict kind_of(const char *path, packing packed, chaff_text start,
                     chaff_format *format,
                     chaff_error *err);

#endif
