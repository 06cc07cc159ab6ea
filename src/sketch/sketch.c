/* sketch.c - sketches as plain bytes: made, read, compared
 *
 * Layout, all little-endian:
 *   0   8  recipe id
 *   8   4  shingles with repeats; 2^32 - 1: that many or more; 0: the sketch is empty
 *   12  2  slots
 *   14  2  words a shingle
 *   16  4 * slots  MinHash values, as minhash.h defines them
 * The slots of an empty sketch are all ones.
 */
#include "chaff/sketch.h"

#include "sketch/worker.h"

enum { AT_SHINGLES = 8, AT_SLOTS = 12, AT_WORDS = 14, AT_VALUES = 16 };

static void put_bytes(uint8_t *at, uint64_t value, int size)
{
    for (int i = 0; i < size; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static uint64_t get_bytes(const uint8_t *at, int size)
{
    uint64_t value = 0;

    for (int i = size; i-- > 0;)
        value = value << 8 | at[i];
    return value;
}

static bool is_empty(const uint8_t *sketch)
{
    return get_bytes(sketch + AT_SHINGLES, 4) == 0;
}

static uint32_t value_at(const uint8_t *sketch, uint32_t slot)
{
    return (uint32_t)get_bytes(sketch + AT_VALUES + 4 * (size_t)slot, 4);
}

size_t chaff_sketch_size(const chaff_recipe *recipe)
{
    return AT_VALUES + 4 * (size_t)recipe->bands * recipe->rows;
}

chaff_status chaff_sketch_text(chaff_worker *worker, chaff_text text, uint8_t *sketch)
{
    const chaff_recipe *recipe = worker_recipe(worker);
    uint32_t slots = recipe->bands * recipe->rows;
    sketch_print print;
    chaff_status status = worker_print(worker, text, true, &print);

    if (status != CHAFF_OK)
        return status;
    put_bytes(sketch, worker_recipe_id(worker), 8);
    put_bytes(sketch + AT_SHINGLES,
              print.shingles < UINT32_MAX ? print.shingles : UINT32_MAX, 4);
    put_bytes(sketch + AT_SLOTS, slots, 2);
    put_bytes(sketch + AT_WORDS, recipe->ngram, 2);
    for (uint32_t i = 0; i < slots; i++)
        put_bytes(sketch + AT_VALUES + 4 * (size_t)i, print.slots[i], 4);
    return CHAFF_OK;
}

chaff_status chaff_sketch_keys(const chaff_recipe *recipe, const uint8_t *sketch,
                               uint64_t *keys)
{
    uint32_t slots[BANDS_MOST_SLOTS], count = recipe->bands * recipe->rows;

    if (count > BANDS_MOST_SLOTS || get_bytes(sketch, 8) != chaff_recipe_id(recipe) ||
        get_bytes(sketch + AT_SLOTS, 2) != count)
        return CHAFF_ERR_MISMATCH;
    if (is_empty(sketch))
        return CHAFF_DONE;
    for (uint32_t i = 0; i < count; i++)
        slots[i] = value_at(sketch, i);
    minhash_keys(slots, recipe->bands, recipe->rows, recipe->seed, keys);
    return CHAFF_OK;
}

chaff_status chaff_sketch_compare(const uint8_t *a, const uint8_t *b, double *jaccard)
{
    uint32_t slots = (uint32_t)get_bytes(a + AT_SLOTS, 2), equal = 0;

    *jaccard = 0;
    if (get_bytes(a, 8) != get_bytes(b, 8) || slots != get_bytes(b + AT_SLOTS, 2) ||
        slots == 0 || slots > BANDS_MOST_SLOTS)
        return CHAFF_ERR_MISMATCH;
    if (is_empty(a) || is_empty(b))
        return CHAFF_OK;
    for (uint32_t i = 0; i < slots; i++)
        equal += value_at(a, i) == value_at(b, i);
    *jaccard = (double)equal / slots;
    return CHAFF_OK;
}
