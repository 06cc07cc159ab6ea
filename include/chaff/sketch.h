/* chaff/sketch.h - one document becomes one fixed-size sketch
 *
 * A sketch is plain little-endian bytes: store it, send it, compare it on another
 * machine. Making one needs a worker, which holds the scratch memory of one thread
 * and is reused from document to document.
 */
#ifndef CHAFF_SKETCH_H
#define CHAFF_SKETCH_H

#include "chaff/recipe.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct chaff_worker chaff_worker;

/* The recipe is copied and settled. CHAFF_ERR_OPTION as chaff_recipe_settle;
 * CHAFF_ERR_MEMORY. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_worker_new(chaff_worker **out, const chaff_recipe *recipe, chaff_error *err);
CHAFF_API void chaff_worker_free(chaff_worker *worker);

/* Bytes in every sketch of this settled recipe: 16 + 4 * bands * rows. */
CHAFF_API size_t chaff_sketch_size(const chaff_recipe *recipe);

/* Write chaff_sketch_size bytes to `sketch`. A text with fewer words than one
 * shingle has one shingle: all of its words. A text without a word gives an empty
 * sketch (similarity 0 to everything, itself included).
 * CHAFF_ERR_MEMORY; CHAFF_ERR_LIMIT: text longer than 2^32 - 1 bytes. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_sketch_text(chaff_worker *worker, chaff_text text, uint8_t *sketch);

/* Write the `bands` band keys of a sketch. Two documents are candidates when any
 * key is equal at the same position: this is what a join in Spark or SQL needs.
 * CHAFF_ERR_MISMATCH: the sketch is of another recipe. CHAFF_DONE: the sketch is empty
 * and has no keys. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_sketch_keys(const chaff_recipe *recipe, const uint8_t *sketch, uint64_t *keys);

/* Estimated Jaccard similarity in [0, 1]; standard error at most
 * sqrt(j * (1 - j) / (bands * rows)). CHAFF_ERR_MISMATCH as above. */
CHAFF_API CHAFF_MUST_USE chaff_status
chaff_sketch_compare(const uint8_t *a, const uint8_t *b, double *jaccard);

#ifdef __cplusplus
}
#endif
#endif
