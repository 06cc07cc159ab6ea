/* excerpt.h - texts cut to a length, as members of a JSON object, with ranges in them
 *
 * What the report shows of documents. Ranges are in UTF-16 units of the excerpt, as a
 * browser counts them. `left` is what all excerpts together may still take.
 */
#ifndef RUN_EXCERPT_H
#define RUN_EXCERPT_H

#include "report/writer.h"
#include "run/state.h"

typedef struct findings {      /* what the writers of report.jsonl share */
    run *run;
    writer w;
    uint64_t left;             /* bytes */
    buffer id, place, text[2], ranges, edges;
    uint64_t *sets[2];
    size_t set_rooms[2], set_counts[2];
} findings;

/* The compared text of a document, copied to f->text[side]; *date (may be
 * NULL) is borrowed until the next call. */
CHAFF_MUST_USE chaff_status
excerpt_load(findings *f, uint32_t document, int side, chaff_text *date);
/* Shingles of f->text[side] into f->sets[side]. */
CHAFF_MUST_USE chaff_status excerpt_set(findings *f, int side);

/* Bytes of the first `chars` characters, moved back to white space if some is near. */
size_t excerpt_size(chaff_text text, uint64_t chars);

/* "NAME":"...","NAME_more":bytes left out. Takes from f->left. */
void excerpt_write(findings *f, const char *name, chaff_text text);
/* "NAME":[[start,end],...]: where the excerpt of `text` has shingles of the other
 * side's set. */
CHAFF_MUST_USE chaff_status
excerpt_write_shared(findings *f, const char *name, chaff_text text, int other);
/* The same of ranges given: f->ranges holds passage_range items. */
CHAFF_MUST_USE chaff_status
excerpt_write_ranges(findings *f, const char *name, chaff_text text);

/* "NAME":id as a string; "NAME_at":place where an id is not its own. */
CHAFF_MUST_USE chaff_status excerpt_write_id(findings *f, const char *name,
                                             uint32_t document);
/* "NAME":"..." of the source of a document, unless it has none. */
void excerpt_write_source(findings *f, const char *name, uint32_t document);

#endif
