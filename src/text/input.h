/* input.h - named inputs become records, records become documents
 *
 *   corpus = inputs in order; input = one file (or standard input);
 *   block  = bytes of one input cut at record ends; record = a range of those bytes;
 *   doc    = a record read: its text, its id, its fields.
 *
 * Compressed input and streams are spooled (memory inside the budget, else a
 * temporary file), block by block as they are first read, so that every record can be
 * read again by position. Plain files are read by position from where they are.
 * Always: the raw bytes of the records of an input, the bytes between them and the bad
 * ones add up to the input: nothing is lost.
 */
#ifndef TEXT_INPUT_H
#define TEXT_INPUT_H

#include "base/mem.h"
#include "base/spool.h"
#include "chaff/source.h"

typedef struct record_ref {    /* where a record stands: 16 bytes a document */
    uint64_t offset;           /* in the plain bytes of its input */
    uint64_t input : 24;
    uint64_t size : 40;        /* bytes, with its line end */
} record_ref;

typedef struct corpus corpus;

/* What the input stage has to say to a person; any may be NULL. Never called by two
 * threads at once, always in input order. */
typedef struct input_events {
    void (*note)(const char *line, void *self);    /* fields taken, files passed over */
    void (*warning)(const char *line, void *self); /* trailing garbage */
    void *self;
} input_events;

/* Expand files and folders, look at the first bytes of each, decide kind,
 * compression and fields. Names are copied. CHAFF_ERR_IO: a file could not be read;
 * CHAFF_ERR_FORMAT: suffix contradicted or stream broken; CHAFF_ERR_OPTION: input
 * that is refused with the command that would make it readable, or no text field in
 * the first 1,000 records. */
CHAFF_MUST_USE chaff_status
corpus_open(corpus **out, const char *const *paths, size_t count,
            const chaff_source_options *options, budget *memory,
            const input_events *events, chaff_error *err);
void corpus_close(corpus *c);

typedef struct input_info {
    const char *path;          /* as opened, "-" for standard input */
    const char *relative;      /* below the folder given, or the last path component */
    const char *root;          /* the INPUT argument it came from ... */
    size_t argument;           /* ... and its index among the paths given */
    bool trailing;             /* bytes followed the last compressed member */
    chaff_format format;
    bool compressed, from_folder;
    uint64_t bytes;            /* plain bytes read so far */
    uint64_t disk_bytes;       /* of a stream: raw bytes read so far */
    uint64_t head;             /* plain bytes before the first record, with which an
                                * output of the same kind begins: byte-order mark,
                                * header row */
    /* taken; NULL: none */
    const char *text_field, *id_field, *source_field, *date_field;
} input_info;

size_t corpus_inputs(const corpus *c);
const input_info *corpus_input(const corpus *c, size_t input);

/* -- first pass: blocks in input order, for a pipeline ----------------------------- */
typedef enum block_kind {
    BLOCK_RECORDS,
    BLOCK_LONG,                /* the first piece of a record that is too long: a bad
                                * one */
    BLOCK_LONG_MORE            /* a further piece of it */
} block_kind;

typedef struct block {         /* all zero to begin; reused from call to call */
    buffer bytes;
    uint64_t offset;           /* of bytes.data[0] in the input */
    uint32_t input;
    uint64_t first_line;       /* number, from 1, of the block's first line */
    block_kind kind;
} block;

/* Fill the block with whole records, about `want` bytes (one record may be longer). A
 * record longer than the limit, an eighth of the budget but at least 64 MiB and below
 * 4 GiB, comes as several blocks, pieces of it. CHAFF_DONE: all inputs are read.
 * CHAFF_ERR_IO, CHAFF_ERR_FORMAT: an input can't be read to its end. One thread at a
 * time; no record is loaded meanwhile. options->limit is for the caller to keep. */
CHAFF_MUST_USE chaff_status corpus_next_block(corpus *c, block *b, size_t want,
                                              chaff_error *err);
/* Keep the bytes of a block, so that its records can be read again: every block, in the
 * order of reading. A step of its own since another thread may read the next block
 * meanwhile. Plain files are where they are: nothing is done. */
CHAFF_MUST_USE chaff_status corpus_keep_block(corpus *c, const block *b,
                                              chaff_error *err);
void block_release(block *b);
/* How far the present input was read: plain bytes, and bytes on disk for them (of
 * what is compressed up to 256 KiB ahead). Both 0: none is open. */
void corpus_progress(const corpus *c, uint64_t *plain, uint64_t *raw);

/* -- records of a block, any thread ------------------------------------------------ */
typedef struct doc {
    record_ref ref;
    chaff_text raw;            /* the record as it came, with its line end if it has
                                * one */
    chaff_text text;           /* decoded, to be compared; or `escaped` */
    chaff_text id;             /* decoded; made from path and line where there is no
                                * field */
    chaff_text id_json;        /* as it stands in outputs: a raw JSON token */
    chaff_text source;         /* --source-field, or the host of a URL field; may be
                                * empty */
    chaff_text date;           /* may be empty */
    chaff_text group;          /* --by or --across field; may be empty */
    chaff_text score;          /* max:FIELD or prefer:FIELD; may be empty */
    uint64_t line;             /* first line, from 1 */
    bool identified;           /* the id is from a field */
    bool escaped;              /* the text stands in its JSON string: JSON_BRIEF */
    bool continued;            /* a bad record's further bytes: to be copied, not
                                * counted */
} doc;                         /* all borrowed until the next call on the reader, or
                                * the block's change */

typedef struct reader reader;  /* scratch of one thread: parser, decoded text */
CHAFF_MUST_USE chaff_status reader_new(reader **out, const corpus *c);
void reader_free(reader *r);

/* Whether reader_next may leave texts escaped, for splitter_escapes: decoding takes as
 * long as finding where they end. At first it may not. */
void reader_escapes(reader *r, bool escapes);

/* Iterate: *at 0 to begin, moves on; *line is the number of the next record's first
 * line, b->first_line to begin. CHAFF_DONE at the end. A bad record is returned as
 * CHAFF_ERR_FORMAT with d->raw, d->ref, d->line and d->continued set and err->text =
 * cause, *column its byte from 1 (0: unknown); iteration may go on. Blank lines are
 * no records, nor are WARC records that hold no document. */
CHAFF_MUST_USE chaff_status
reader_next(reader *r, const block *b, size_t *at, uint64_t *line, doc *d,
            size_t *column,
            chaff_error *err);

/* Read one record of a block again: no more than its bytes and its text are set. Errors
 * as of reader_load. */
CHAFF_MUST_USE chaff_status reader_again(reader *r, const block *b, record_ref ref,
                                         doc *d, chaff_error *err);

/* -- again, by position, any thread ------------------------------------------------ */
/* Read one record of the first pass again. d->line is 0, unless the id is made from it.
 * CHAFF_ERR_IO: the file has changed. */
/* The line of a record of the first pass, from 1; counted from where its block
 * began. */
CHAFF_MUST_USE chaff_status
reader_line(reader *r, record_ref ref, uint64_t *line, chaff_error *err);
CHAFF_MUST_USE chaff_status reader_load(reader *r, record_ref ref, doc *d,
                                        chaff_error *err);
/* Its text alone, borrowed as that of a doc. Blocks may be read meanwhile, but none is
 * kept. It may stay escaped unless `escaped` is NULL. */
CHAFF_MUST_USE chaff_status reader_text(reader *r, record_ref ref, chaff_text *text,
                                        bool *escaped, chaff_error *err);
/* Any range of an input's plain bytes, appended (a block again, a header, what lies
 * between records). JSON_SLACK zero bytes are readable behind it, as behind a block. */
CHAFF_MUST_USE chaff_status
corpus_bytes(const corpus *c, size_t input, uint64_t offset, size_t size, buffer *out,
             chaff_error *err);

/* Append the record with the decoded byte ranges [cuts[2i], cuts[2i+1]) of its text
 * removed and all else as it was. With count 0 the raw bytes. */
CHAFF_MUST_USE chaff_status
reader_cut(reader *r, const doc *d, const size_t *cuts, size_t count, buffer *out);

/* The same, with U+27E6 and U+27E7 around the ranges instead. */
CHAFF_MUST_USE chaff_status
reader_mark(reader *r, const doc *d, const size_t *marks, size_t count, buffer *out);

/* Append the record with one key spliced before its closing brace (jsonl only):
 * `,"chaff":VALUE`. */
CHAFF_MUST_USE chaff_status reader_annotate(const doc *d, chaff_text value,
                                            buffer *out);

/* Byte offsets of the text (ascending) become code points or UTF-16 units; an
 * ill-formed sequence counts one a maximal subpart. In place. */
typedef enum offset_unit { OFFSET_BYTES, OFFSET_CHARS, OFFSET_UTF16 } offset_unit;
void text_offsets(chaff_text text, offset_unit unit, size_t *offsets, size_t count);

#endif
