/* store_file.h - what reading and writing model files have in common: their sections,
 * and the inside of a store
 */
#ifndef BOILER_STORE_FILE_H
#define BOILER_STORE_FILE_H

#include "boiler/model.h"
#include "boiler/store.h"

/* All of them, in this order. docs/format.md says what stands in each. */
typedef enum store_section {
    STORE_TOTALS = 1, STORE_SOURCES, STORE_PARTS, STORE_GRAMS, STORE_PASSAGE_LIST,
    STORE_PHRASES
} store_section;

enum {
    STORE_SECTIONS = 6,
    TOTALS_SIZE = 8,
    SOURCE_SIZE = 12,
    PART_SIZE = 16
};

/* `recipe` gets room for what the kind borrows. */
container_kind store_kind(char recipe[CONTAINER_RECIPE]);

/* Where the entries of a partition stand in their section. */
typedef struct store_part {
    uint64_t at, size, entries;
} store_part;

typedef struct store_model {
    container *file;
    uint32_t sources;
    uint32_t *numbers;         /* of its sources among all */
    store_part parts[PARTS];
} store_model;

struct store {
    store_model *models;
    size_t count;
    uint64_t docs;
    store_source *sources;
    size_t source_count;
};

/* The sentence for a model file that can't be read or breaks its rules. */
chaff_status store_fails(const container *file, chaff_status status, chaff_error *err);

#endif
