/* worker.h - what one thread needs to turn texts into sketches and shingle sets
 *
 * The inside of chaff_worker: word splitter, shingle hashes, MinHash slots. Texts of
 * any length go through it in windows of words, so memory does not grow with a text
 * (but a set of distinct shingles is as large as it is). No allocation a document, once
 * scratch is as large as the largest set.
 */
#ifndef SKETCH_WORKER_H
#define SKETCH_WORKER_H

#include "base/hash.h"
#include "base/mem.h"
#include "chaff/sketch.h"
#include "sketch/minhash.h"
#include "sketch/shingles.h"
#include "text/words.h"

/* Of one text; slots borrowed until the worker's next call. */
typedef struct sketch_print {
    uint64_t words;
    uint64_t shingles;         /* with repeats; 0 when there is no word */
    hash128 sequence;          /* of the words in order: equal = word-for-word equal */
    const uint32_t *slots;     /* bands * rows MinHash values; NULL: not asked for */
} sketch_print;

/* As chaff_worker_new, with a kernel of one's own choice: minhash_kernel_at. */
CHAFF_MUST_USE chaff_status
worker_new_kernel(chaff_worker **out, const chaff_recipe *recipe,
                  const minhash_kernel *kernel, chaff_error *err);

const chaff_recipe *worker_recipe(const chaff_worker *worker);     /* settled */
uint64_t worker_recipe_id(const chaff_worker *worker);
/* What makes its shingles, for those who want to know where they stand. */
splitter *worker_splitter(chaff_worker *worker);
const shingle_rule *worker_rule(const chaff_worker *worker);

/* Everything near-duplicate detection wants to know of one text. With `slots` false
 * only words, shingles and sequence. On failure *out is all zero.
 * CHAFF_ERR_MEMORY; CHAFF_ERR_LIMIT: text longer than 2^32 - 1 bytes. */
CHAFF_MUST_USE chaff_status
worker_print(chaff_worker *worker, chaff_text text, bool slots, sketch_print *out);

/* From slots: `bands` keys of 64 bits (band number and seed mixed in), and 8 bits of
 * each slot, hashed, for the pre-filter. Either may be NULL. */
void worker_keys(const chaff_worker *worker, const uint32_t *slots, uint64_t *keys,
                 uint8_t *lanes);

/* Distinct shingle hashes, ascending, at the front of *set, which grows as by mem_grow
 * and whose earlier items are overwritten; *count of them, 0 on failure. The exact
 * similarity of two texts is that of these two sets. */
CHAFF_MUST_USE chaff_status
worker_set(chaff_worker *worker, chaff_text text, uint64_t **set, size_t *capacity,
           size_t *count);

/* Sampled shingles of a text for containment: distinct hashes below 2^64 / `one_in`
 * (at least 1), ascending; borrowed until the worker's next call. */
CHAFF_MUST_USE chaff_status
worker_sample(chaff_worker *worker, chaff_text text, uint32_t one_in,
              const uint64_t **sample, size_t *count);

#endif
