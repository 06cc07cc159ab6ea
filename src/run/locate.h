/* locate.h - from what a person calls a document to its number, and to its place */
#ifndef RUN_LOCATE_H
#define RUN_LOCATE_H

#include "run/state.h"

/* `name` is an id (its text or its JSON token), or PATH:LINE, or the PATH of an input
 * that is one document. After the first pass. CHAFF_ERR_OPTION: none is called so (err
 * names near ones), or several are (err names their places). */
CHAFF_MUST_USE chaff_status locate_document(run *r, const char *name,
                                            uint32_t *document);

/* "PATH:LINE" of a document, appended. */
CHAFF_MUST_USE chaff_status locate_place(run *r, uint32_t document, buffer *out);

#endif
