/* chaff/source.h - how files become documents
 *
 * The kind of a file follows from its suffix and is checked against its content;
 * .gz .zst .bz2 .xz .lz4 are decompressed, concatenated members included.
 */
#ifndef CHAFF_SOURCE_H
#define CHAFF_SOURCE_H

#include "chaff/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef enum chaff_format {
    CHAFF_FORMAT_GUESS,    /* by suffix, checked against the first bytes */
    CHAFF_FORMAT_JSONL,    /* one JSON object a line */
    CHAFF_FORMAT_TXT,      /* one document a file */
    CHAFF_FORMAT_LINES,    /* one document a line */
    CHAFF_FORMAT_CSV,      /* header row, comma, quotes doubled */
    CHAFF_FORMAT_TSV,      /* header row, tabulator, no quoting */
    CHAFF_FORMAT_WARC,     /* WARC/WET: conversion records, text/plain responses */
    CHAFF_FORMAT_VERT      /* one token a line, <doc ...> ... </doc> */
} chaff_format;

/* Field names may be dotted paths; NULL: guessed. */
typedef struct chaff_source_options {
    uint32_t size;             /* sizeof(chaff_source_options) */
    chaff_format format;       /*                                     [GUESS] */
    const char *text_field;    /* one name, or several joined by ","   [NULL] */
    const char *id_field;      /*                                      [NULL] */
    const char *source_field;  /* site or outlet                       [NULL] */
    const char *date_field;    /*                                      [NULL] */
    const char *group_field;   /* --by or --across; never guessed      [NULL] */
    const char *score_field;   /* --keep max: or prefer:; never guessed [NULL] */
    bool strict;               /* validate the whole of every record  [false] */
    uint64_t limit;            /* read only so many documents; 0: all     [0] */
} chaff_source_options;

CHAFF_API void chaff_source_options_init(chaff_source_options *options);

#ifdef __cplusplus
}
#endif
#endif
