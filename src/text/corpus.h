/* corpus.h - the inside of a corpus, for the files of the input stage
 *
 * corpus.c opens and closes it, kind.c and guess.c decide what each input is, blocks.c
 * reads it the first time, reader.c makes documents, places.c reads by position.
 * Always: an input's plain bytes are those of its file, or, if it is compressed or a
 * stream, those in the spool from spool_at on; inputs are spooled in order, whole.
 */
#ifndef TEXT_CORPUS_H
#define TEXT_CORPUS_H

#include "text/input.h"
#include "text/records.h"
#include "text/unpack.h"

typedef struct input {
    input_info info;
    char *path;                /* owned; info.path and info.relative lie in it */
    const record_family *family;
    const fields *fields;      /* of the corpus, or a constant */
    uint32_t *columns;         /* csv, tsv; owned */
    uint64_t start;            /* bytes before the first record: byte-order mark,
                                * header row */
    uint64_t spool_at;
    int file;                  /* plain and kept open; -1: opened on demand */
    bool spooled;              /* compressed or a stream */
    unpacker *stream;          /* of what can be read once only, from corpus_open on */
    buffer ahead;              /* its bytes looked at before the first pass */
} input;

/* Where a block began: to find line numbers again. */
typedef struct line_mark {
    uint64_t offset, line;
    uint32_t input;
} line_mark;

/* Where the first pass stands. */
typedef struct cursor {
    size_t input;
    bool open, end, long_record;
    unpacker *stream;          /* spooled inputs */
    int file;                  /* plain ones */
    bool file_is_own;
    size_t ahead_at;
    uint64_t size;             /* of a plain file */
    uint64_t at;               /* plain bytes read from the input */
    uint64_t line;             /* of the first byte not yet in a block */
    buffer carry;              /* read, but not yet in a block */
} cursor;

struct corpus {
    input *inputs;
    size_t count, capacity;
    chaff_source_options options;              /* its strings are the corpus's own */
    char *strings[6];          /* those strings */
    char **roots;              /* the paths given */
    size_t root_count;
    char *text_names;          /* a copy of text_field, cut at its commas: */
    const char *texts[FIELDS_TEXT_MAX];        /* the names in it */
    size_t text_count;
    fields **fields;                           /* distinct ones; a note was given for
                                                * each */
    size_t field_count, field_capacity;
    budget *memory;
    input_events events;
    spool *spool;                              /* NULL: no input needs one */
    uint64_t spooled;                          /* plain bytes of the spooled inputs read
                                                * to their end; blocks of them may
                                                * still have to be kept */
    uint64_t record_max;                       /* bytes */
    size_t files_open;                         /* inputs with a file kept open */
    cursor cursor;
    line_mark *marks;
    size_t mark_count, mark_capacity;
};

void corpus_warn(const corpus *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void corpus_note(const corpus *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* For messages: "standard input" or the path. */
const char *input_name(const input *in);

#endif
