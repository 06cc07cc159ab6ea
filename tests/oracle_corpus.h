/* oracle_corpus.h - a corpus read into plain memory, and files to read it from */
#ifndef ORACLE_CORPUS_H
#define ORACLE_CORPUS_H

#include "base/spool.h"
#include "text/input.h"

/* A record as the reader gave it, copied. */
typedef struct seen {
    bool bad, continued;
    char *raw, *text, *id, *id_json, *source, *date, *group, *score, *cause;
    size_t raw_size, text_size;
    record_ref ref;
    uint64_t line;
    size_t column;
} seen;

typedef struct reading {
    corpus *corpus;
    reader *reader;
    chaff_status status;       /* CHAFF_DONE, or what stopped it */
    chaff_error err;
    seen *records;
    size_t count, capacity;
    char notes[4096];          /* one a line */
} reading;

/* A fresh folder, and its removal with all that is in it. */
const char *kit_folder(void);
void kit_remove(void);
/* A path in it (a static buffer each, four in turn). */
const char *kit_path(const char *name);
/* Write a file there, compressed by its suffix; `times` members of the same bytes. */
void kit_write(const char *name, const void *bytes, size_t size, int times);
/* The same, never compressed. */
void kit_write_raw(const char *name, const void *bytes, size_t size);
/* The bytes of a file there; the caller frees. */
char *kit_read(const char *name, size_t *size);

/* Open and read one path, block by block. */
reading read_corpus(const char *path, const chaff_source_options *options, size_t want,
                    uint64_t memory);
void reading_release(reading *r);

#endif
