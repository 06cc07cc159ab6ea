/* writer.h - one JSON object or array after another, written key by key
 *
 * Always: after writer_begin ... writer_end the buffer holds well-formed JSON. What
 * fails (no memory) is remembered in `failure`, and nothing is written from then on.
 */
#ifndef REPORT_WRITER_H
#define REPORT_WRITER_H

#include "base/mem.h"
#include "chaff/base.h"

typedef struct writer {        /* all zero to begin */
    buffer out;
    chaff_status failure;
} writer;

/* `bracket` is '{' or '[' and its end; a key goes before it inside an object. */
void writer_begin(writer *w, char bracket);
void writer_end(writer *w, char bracket);
void writer_key(writer *w, const char *name);
void writer_token(writer *w, chaff_text token);         /* JSON as it stands */

/* Members of the present object. */
void writer_count(writer *w, const char *name, uint64_t value);
void writer_number(writer *w, const char *name, double value);
void writer_flag(writer *w, const char *name, bool value);
void writer_text(writer *w, const char *name, chaff_text value);
void writer_string(writer *w, const char *name, const char *value);    /* NULL: null */
void writer_value(writer *w, uint64_t value);   /* an item of the present array */

#endif
