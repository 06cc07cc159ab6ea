/* model.h - the inside of a boilerplate model, for the stages that build and read it
 *
 * Learning:  grams of each document -> records in PARTS partitions by hash; and for
 *            each document the sequence of its partitions (so that what a partition
 *            finds out about its records can be dealt back in the order of words).
 * Sealing:   postings (records of one hash side by side) -> which documents have text
 *            of their own -> groups and witnesses -> evidence of every gram, by
 *            document.
 * Always: counts are exact up to equal 54-bit hashes; the evidence of a document
 * depends on the set of documents only, not on memory, threads or batches.
 */
#ifndef BOILER_MODEL_H
#define BOILER_MODEL_H

#include "base/spool.h"
#include "boiler/count.h"
#include "boiler/known.h"
#include "boiler/store.h"

enum {
    PART_BITS = 7,
    PARTS = 1 << PART_BITS,
    HASH_BITS = 47,            /* of a record's 64: hash, head bit, document */
    DOC_BITS = 16,
    DOC_MASK = (1 << DOC_BITS) - 1,
    HEAD_WORDS = 40,           /* where titles stand */
    RARE_DOCS = 50,            /* grams in more documents say nothing about copies */
    CHUNK_RECORDS = 127        /* a chunk is 1 KiB */
};

#define HEAD_BIT (UINT64_C(1) << DOC_BITS)     /* of a record */

/* In memory and in the spool of a partition: documents base + (record & DOC_MASK). */
typedef struct record_chunk {
    uint32_t base, count;
    uint64_t records[CHUNK_RECORDS];
} record_chunk;

/* Header of a document in the index spool; then two bytes a record: its partition and
 * SAMPLE_ANCHOR or 0; its step from the gram before. Sampled grams come first, then
 * line prefixes. Last come the bytes of its units (units.h), which go on to its
 * evidence. */
typedef struct index_head {
    uint32_t words, grams, prefixes, units;
} index_head;
enum { INDEX_RECORD = 2 };

/* Consecutive documents that are replayed as one piece of work. */
typedef struct model_block {
    uint32_t first;            /* document */
    uint64_t index;            /* byte in the index spool */
    uint64_t records[PARTS];   /* records before, in each partition */
    uint64_t listed[PARTS];    /* of those that may tell something, see postings.h */
    spool *thin;               /* index of those alone, see thin.h */
    spool *evidence;           /* of its documents, after sealing */
} model_block;

typedef enum doc_state {
    DOC_COPY = 1,              /* equal word for word to an earlier one, its group */
    DOC_DERIVED = 2,           /* hardly a word of its own */
    DOC_WITNESS = 4            /* has text of its own: what it repeats counts */
} doc_state;

struct chaff_boiler {
    chaff_boiler_options options;
    budget own, *memory;       /* `memory` is &own unless shared */
    bool sealed, failed;
    known *known;              /* NULL: not used */
    store *store;              /* models in use; NULL: none */
    struct learnt *learnt;     /* what can be saved, once sealed; NULL: not asked for */

    uint32_t docs;
    size_t source_capacity, sequence_capacity;
    uint32_t *source;          /* of a document: 0 none, else number of its source */
    uint64_t *sequence;        /* hash of its words, until sealed */
    uint32_t *group;           /* the document that stands for it and its copies */
    uint8_t *state;
    uint64_t *evidence;        /* where its evidence begins in its block's spool */

    uint64_t *source_names;    /* hash table: hash of the name, 0 free */
    uint32_t *source_numbers;
    size_t source_slots;
    /* numbers 1 .. sources are in use, those of the store first, in its order */
    uint32_t sources;
    uint32_t *source_docs;     /* witnesses of each, 0: of all, once sealed */
    /* documents of a source that make a passage its furniture */
    uint32_t *source_need;

    spool *records[PARTS];     /* chunk headers and records; then gone */
    uint64_t record_counts[PARTS];
    spool *index;
    model_block *blocks;
    size_t block_count, block_capacity;
    uint64_t block_records;    /* in the last block */

    boiler_batch *pending;     /* documents learnt one by one */
    struct rounds *passing;    /* sealed for passes: the last marks; else NULL */
};

/* Evidence of one gram: in how many independent documents it stands, as far as it
 * counts for a document of this source; the same over the heads of documents only;
 * whether it stood in this document before. Counts are on a scale of 7 bits, see
 * evidence_level. */
typedef struct evidence {
    uint8_t docs;
    uint8_t head;              /* level, or'ed with EVIDENCE_AGAIN */
} evidence;
enum { EVIDENCE_AGAIN = 128, EVIDENCE_EXACT = 64, EVIDENCE_TOP = 127 };

/* Exact up to EVIDENCE_EXACT, then four levels for every doubling; ascending. */
uint8_t evidence_level(uint32_t docs);
static inline uint32_t evidence_docs(uint8_t level)
{
    uint32_t above = (uint32_t)level - EVIDENCE_EXACT;

    return level <= EVIDENCE_EXACT ? level :
           (4 + above % 4) << (4 + above / 4);
}

/* The block that holds a document. */
size_t model_block_of(const chaff_boiler *b, uint32_t number);

/* Number of a source by its name; 0 for the empty one. */
CHAFF_MUST_USE chaff_status model_source(chaff_boiler *b, uint64_t name,
                                         uint32_t *number);

#endif
