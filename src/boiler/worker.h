/* worker.h - scratch of one thread: what learning and finding need */
#ifndef BOILER_WORKER_H
#define BOILER_WORKER_H

#include "boiler/decide.h"
#include "boiler/grams.h"
#include "boiler/known.h"
#include "boiler/laying.h"
#include "boiler/sample.h"
#include "boiler/segments.h"
#include "chaff/boiler.h"

/* What the words of a segment say by themselves. */
typedef struct segment_words {
    uint32_t words, digits;    /* words with a digit in them */
    uint32_t known_words;      /* words in known passages */
    bool known;                /* a known line */
} segment_words;

/* A line prefix of the document being learnt. */
typedef struct line_place {
    uint32_t start;
    uint8_t words;
    bool spaces, known;
} line_place;

/* Where the walk over the words of the document being learnt has come to. */
typedef struct unit_walk {
    uint64_t words;            /* before the window */
    size_t unit;               /* of the next word */
    size_t known_unit;         /* of the last word in a known passage */
    uint64_t known_from;       /* number of that unit's first word */
    uint64_t known_end;        /* behind that word */
    uint64_t line[KNOWN_LINE]; /* first words of the unit in which the window began */
    uint64_t singles;          /* words of one character */
    uint64_t single_run;       /* of them in a row, up to here */
} unit_walk;

/* Grams [start, end) span GRAM_LONG words. */
typedef struct long_grams {
    uint32_t start, end;
} long_grams;

struct chaff_boiler_worker {
    gram_reader reader;
    const known *known;        /* NULL: not used */
    /* The document being learnt. */
    segments segments;
    segment_words *segment_words;
    size_t segment_capacity;
    unit_walk walk;
    sampler sampler;
    uint64_t *prefixes;        /* hashes of line prefixes */
    size_t prefix_count, prefix_capacity;
    line_place *lines;         /* the same prefixes */
    size_t line_count, line_capacity;
    /* The document being judged; longs of both. */
    uint8_t *bytes;
    size_t byte_capacity;
    long_grams *longs;
    size_t long_count, long_capacity;
    uint32_t *line_units;
    size_t line_unit_count, line_unit_capacity;
    uint32_t text_size, text_hash;
    uint32_t words;
    uint8_t line_end;          /* bytes of the line end at its end: 0, 1, 2 */
    bool mostly_singles;
    uint32_t docs;             /* decide_rules.docs of it */
    unit *units;
    size_t unit_count, unit_capacity;
    draft draft;               /* of these units */
    unit *left;                /* of them what the first judgement leaves */
    size_t left_capacity;
    laying laying;
    uint8_t *rows;             /* evidence gram by gram, see rows.h */
    size_t row_capacity;
    uint64_t *sets;            /* of grams and words, see cover.h */
    size_t set_capacity;
    chaff_span *spans;
    size_t span_count, span_capacity;
    uint64_t cut_words, cut_prose;     /* see boiler_worker_words and _prose */
};
#define LINE_NOWHERE UINT32_MAX

#endif
