/* reader.h - the inside of a reader: scratch of one thread, and the present document
 *
 * Always: `parts` are the text fields of the document read last, pointing into its
 * record; their decoded bytes lie in its text one after another.
 */
#ifndef TEXT_READER_H
#define TEXT_READER_H

#include "text/corpus.h"

/* Files a reader keeps open besides those of the corpus. */
enum { READER_FILES = 4 };

/* One text field of the present document. */
typedef struct text_part {
    chaff_text raw;            /* the value in the record */
    json_escapes escapes;
    size_t start, end;         /* its decoded bytes in the text */
} text_part;

struct reader {
    const corpus *corpus;
    json_parser *json;
    json_value values[FIELDS_MAX];
    text_part parts[FIELDS_TEXT_MAX];
    size_t part_count;
    bool escapes;              /* a text may stay in its JSON string */
    const input *input;        /* of the present document */
    buffer text;               /* decoded, if it does not stand in the record */
    buffer small;              /* id, source, date, group, score */
    buffer loaded;             /* a record read again, padded */
    buffer cuts;               /* cut offsets of one part; a changed value */
    struct { uint32_t input; int file; } files[READER_FILES];
    size_t next_file;
    record_ref counted;        /* where line counting has come to, */
    uint64_t counted_line;     /* and the line there; 0: nowhere */
};

/* The text of the record d->raw, behind which `slack` bytes may be read. *column: of
 * the fault, 0 if it has none. CHAFF_ERR_FORMAT: a bad record. */
CHAFF_MUST_USE chaff_status reader_find_text(reader *r, const input *in, size_t slack,
                                             doc *d, size_t *column, chaff_error *err);
/* Of a record whose text was found, all else. */
CHAFF_MUST_USE chaff_status reader_take_roles(reader *r, doc *d, chaff_error *err);

#endif
