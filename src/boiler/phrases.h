/* phrases.h - the readable form of known phrases: "KIND: TEXT", a phrase a line
 *
 * The built-in list (known_phrases.txt, whose head explains the kinds), files of a
 * user, and the phrases inside a model are all written so.
 */
#ifndef BOILER_PHRASES_H
#define BOILER_PHRASES_H

#include "base/mem.h"

typedef enum phrase_kind {
    PHRASE_LINE, PHRASE_SENTENCE, PHRASE_PREFIX, PHRASE_PASSAGE
} phrase_kind;

typedef struct phrase {
    phrase_kind kind;
    chaff_text text;           /* borrowed from the line */
} phrase;

/* Whether a file that begins with these bytes is a list of phrases. */
bool phrases_begin(chaff_text bytes);

/* The first line of *rest, which it leaves behind; false: there is none. */
bool phrases_line(chaff_text *rest, chaff_text *line);
/* CHAFF_DONE: the line says nothing. CHAFF_ERR_FORMAT: it is no phrase. */
CHAFF_MUST_USE chaff_status phrase_read(chaff_text line, phrase *out);
/* Append "KIND: TEXT\n". */
CHAFF_MUST_USE chaff_status phrase_write(const phrase *p, buffer *out);
/* Lines in byte order, each once. */
CHAFF_MUST_USE chaff_status phrases_sort(chaff_text lines, buffer *out);

/* Line `i` of the built-in list; false: it has fewer. */
bool phrases_builtin(size_t i, chaff_text *line);

#endif
