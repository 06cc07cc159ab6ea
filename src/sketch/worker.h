/* worker.h - what one thread needs to turn texts into sketches and shingle sets
 *
 * The inside of chaff_worker: word splitter, shingle hashes, MinHash slots. Texts of
 * any length go through it in windows of words, so memory does not grow with a text.
 */
#ifndef SKETCH_WORKER_H
#define SKETCH_WORKER_H

#include "base/hash.h"
#include "base/mem.h"
#include "chaff/sketch.h"

typedef struct sketch_print {  /* of one text; slots borrowed until the worker's next call */
    uint64_t words;
    uint64_t shingles;         /* with repeats; 0 when there is no word */
    hash128 sequence;          /* of the sequence of words: equal = word-for-word equal */
    const uint32_t *slots;     /* bands * rows MinHash values */
} sketch_print;

const chaff_recipe *worker_recipe(const chaff_worker *worker);

/* Everything near-duplicate detection wants to know of one text. With `slots` false
 * only words, shingles and sequence. */
CHAFF_MUST_USE chaff_status
worker_print(chaff_worker *worker, chaff_text text, bool slots, sketch_print *out);

/* From slots: `bands` keys of 64 bits (band number and seed mixed in), and the low 8 bits of each
 * slot, hashed, for the pre-filter. Either may be NULL. */
void worker_keys(const chaff_worker *worker, const uint32_t *slots, uint64_t *keys, uint8_t *lanes);

/* Distinct shingle hashes, ascending, appended to *set (capacity as mem_grow);
 * *count of them. The exact similarity of two texts is that of these two sets. */
CHAFF_MUST_USE chaff_status
worker_set(chaff_worker *worker, chaff_text text, uint64_t **set, size_t *capacity, size_t *count);

/* Sampled shingles of a text for containment: distinct hashes below 2^64 / `one_in`,
 * ascending; borrowed until the worker's next call. */
CHAFF_MUST_USE chaff_status
worker_sample(chaff_worker *worker, chaff_text text, uint32_t one_in, const uint64_t **sample, size_t *count);

#endif
