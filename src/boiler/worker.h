/* worker.h - scratch of one thread: what learning and finding need */
#ifndef BOILER_WORKER_H
#define BOILER_WORKER_H

#include "boiler/decide.h"
#include "boiler/grams.h"
#include "boiler/segments.h"
#include "chaff/boiler.h"

/* What the grams that cover a word say of it. */
typedef struct word_mark {
    uint8_t docs, head;        /* most of them */
    uint8_t again;             /* 1: stood here before, with words around it */
    uint8_t known;             /* 1: part of a known passage */
} word_mark;

struct chaff_boiler_worker {
    gram_reader reader;
    segments segments;
    uint64_t *prefixes;        /* hashes of line prefixes of the document being added */
    size_t prefix_count, prefix_capacity;
    line_prefix *lines;        /* line prefixes of the document being stripped */
    size_t line_count, line_capacity;
    unit *units;
    size_t unit_count, unit_capacity;
    word_mark *marks;          /* of the words of the document being stripped */
    size_t mark_capacity;
    uint64_t singles;          /* words of one character in them */
    chaff_span *spans;
    size_t span_count, span_capacity;
};

#endif
