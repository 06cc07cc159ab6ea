/* ahead.c - documents that meet are found by a table of keys; see ahead.h
 *
 * A place of the table holds the first document with a key, until another key comes
 * that belongs there: of many documents the early ones are forgotten. Copies share most
 * of their bands, and one key in the table is enough. All is done by one thread at a
 * time.
 */
#include "run/ahead.h"

#include <string.h>

#include "base/status.h"
#include "near/compare.h"
#include "run/pairing.h"
#include "run/prints.h"
#include "sketch/bands.h"

enum {
    PLACES = 1 << 20,          /* of the table, 8 MiB */
    BANDS = 8,                 /* looked up, of all that there are */
    DOCUMENTS = 128,           /* looked up at once */
    HASHES = 1 << 23,          /* that are kept, 64 MiB at most ... */
    SHARE = 32                 /* ... and this part of the budget */
};

typedef struct place {
    uint32_t tag, document;    /* of the key; number + 1, 0: none */
} place;

typedef struct wanted {
    uint32_t document, count;
    size_t at;                 /* in `hashes` */
} wanted;

typedef struct ahead {
    place *places;
    uint64_t keys[BANDS][DOCUMENTS];
    uint32_t looked;           /* documents */
    column numbers;            /* uint32_t: of each, its place in `all` + 1; 0: none */
    wanted *all;               /* in the order they were found */
    size_t count, capacity, made;
    uint64_t *hashes;          /* of those that are made */
    size_t used, room;
    uint64_t bytes;            /* taken from the budget */
    uint32_t bands, slots, least_lanes;
    bool full;
} ahead;

/* Only where something is unpacked or piped it is not known what to expect. */
chaff_status ahead_begin(run *r)
{
    uint64_t room = r->memory.limit / SHARE / sizeof(uint64_t);
    uint64_t bytes = PLACES * sizeof(place);
    const chaff_recipe *recipe = &r->options.recipe;
    ahead *a;

    room = room < HASHES ? room : HASHES;
    bytes += room * sizeof *a->hashes;
    if (r->threads < 2 || r->bytes_expected || room < HASHES / 4 ||
        !budget_take_spare(&r->memory, bytes))
        return CHAFF_OK;
    a = r->ahead = mem_zero(1, sizeof *a);
    if (!a) {
        budget_give(&r->memory, bytes);
        return error_memory(r->err);
    }
    a->bytes = bytes;
    a->room = (size_t)room;
    a->bands = recipe->bands < BANDS ? recipe->bands : BANDS;
    a->slots = recipe->bands * recipe->rows;
    a->least_lanes = bands_least_lanes(recipe);
    a->numbers = (column){.memory = &r->memory, .item = sizeof(uint32_t)};
    a->places = mem_large(PLACES, sizeof *a->places);
    a->hashes = mem_large(a->room, sizeof *a->hashes);
    return a->places && a->hashes ? CHAFF_OK : error_memory(r->err);
}

void ahead_free(run *r)
{
    ahead *a = r->ahead;

    if (!a)
        return;
    mem_free_large(a->places, PLACES, sizeof *a->places);
    mem_free_large(a->hashes, a->room, sizeof *a->hashes);
    mem_free(a->all);
    column_release(&a->numbers);
    budget_give(&r->memory, a->bytes);
    mem_free(a);
    r->ahead = NULL;
}

/* -- who meets --------------------------------------------------------------------- */

static chaff_status want(ahead *a, uint32_t document)
{
    uint32_t *number = column_at(&a->numbers, document);

    if (*number)
        return CHAFF_OK;
    if (mem_grow((void **)&a->all, &a->capacity, a->count + 1, sizeof *a->all) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    a->all[a->count++] = (wanted){.document = document};
    *number = (uint32_t)a->count;
    return CHAFF_OK;
}

static bool is_wanted(const ahead *a, uint32_t document)
{
    return *(uint32_t *)column_at(&a->numbers, document);
}

static bool equal_texts(const run *r, uint32_t a, uint32_t b)
{
    const hash128 *x = &run_row(r, a)->sequence, *y = &run_row(r, b)->sequence;

    return x->low == y->low && x->high == y->high;
}

static chaff_status meet(const run *r, kit *k, uint32_t first, uint32_t second)
{
    ahead *a = r->ahead;
    chaff_status status;

    if (is_wanted(a, first) && is_wanted(a, second))
        return CHAFF_OK;
    status = prints_lanes(r, first, k->lanes[0]);
    if (status == CHAFF_OK)
        status = prints_lanes(r, second, k->lanes[1]);
    if (status != CHAFF_OK ||
        compare_lanes(k->lanes[0], k->lanes[1], a->slots) < a->least_lanes)
        return status;
    status = want(a, first);
    return status == CHAFF_OK ? want(a, second) : status;
}

/* Bands are told apart by the hash. */
static uint64_t place_key(uint64_t key, uint32_t band)
{
    return hash_mix(key + band);
}

static chaff_status fetch_keys(const run *r, uint32_t start, uint32_t count)
{
    ahead *a = r->ahead;
    chaff_status status = CHAFF_OK;

    for (uint32_t band = 0; status == CHAFF_OK && band < a->bands; band++) {
        status = prints_keys(r, band, start, count, a->keys[band]);
        for (uint32_t i = 0; i < count; i++) {
            a->keys[band][i] = place_key(a->keys[band][i], band);
            __builtin_prefetch(&a->places[a->keys[band][i] % PLACES], 1);
        }
    }
    return status;
}

/* Who came first keeps its places: it is most likely to be kept. Of equal texts it
 * alone is compared. */
static chaff_status look_up(const run *r, kit *k, uint32_t document, uint32_t i)
{
    ahead *a = r->ahead;
    chaff_status status = CHAFF_OK;

    for (uint32_t band = 0; status == CHAFF_OK && band < a->bands; band++) {
        uint64_t key = a->keys[band][i];
        place *p = &a->places[key % PLACES];
        bool met = p->document && p->tag == key >> 32;

        if (met && equal_texts(r, p->document - 1, document))
            return CHAFF_OK;
        if (met)
            status = meet(r, k, p->document - 1, document);
        else
            *p = (place){(uint32_t)(key >> 32), document + 1};
    }
    return status;
}

static chaff_status look_up_some(run *r, kit *k)
{
    ahead *a = r->ahead;
    uint32_t start = a->looked, left = r->documents - start;
    uint32_t count = left < DOCUMENTS ? left : DOCUMENTS;
    chaff_status status = fetch_keys(r, start, count);
    void *number;

    for (uint32_t i = 0; status == CHAFF_OK && i < count; i++) {
        status = column_push(&a->numbers, &number, &k->err);
        if (status == CHAFF_OK)
            status = look_up(r, k, start + i, i);
    }
    a->looked += count;
    return status;
}

/* -- their sets -------------------------------------------------------------------- */

/* No document has more shingles than words, or than one. */
static chaff_status make_next(run *r, kit *k)
{
    ahead *a = r->ahead;
    wanted *w = &a->all[a->made];
    size_t count = 0;
    chaff_status status;

    if (run_row(r, w->document)->words >= a->room - a->used)
        return CHAFF_ERR_LIMIT;
    status = run_set(r, k, w->document, &k->sets[0], &k->set_rooms[0], &count, &k->err);
    if (status != CHAFF_OK || count > a->room - a->used)
        return status == CHAFF_OK ? CHAFF_ERR_LIMIT : status;
    if (count)
        memcpy(a->hashes + a->used, k->sets[0], count * sizeof *a->hashes);
    w->at = a->used;
    w->count = (uint32_t)count;
    a->used += count;
    a->made++;
    return CHAFF_OK;
}

chaff_status ahead_look(unsigned thread, void *self)
{
    run *r = self;
    kit *k = &r->kits[thread];
    ahead *a = r->ahead;
    chaff_status status = CHAFF_DONE;

    if (a->full)
        return CHAFF_DONE;
    if (a->made < a->count)
        status = make_next(r, k);
    else if (a->looked < r->documents)
        status = look_up_some(r, k);
    if (status == CHAFF_OK || status == CHAFF_DONE || status == CHAFF_ERR_MEMORY)
        return status;
    /* What can't be read now is told when it is asked for. */
    k->err.status = CHAFF_OK;
    a->full = true;
    return CHAFF_DONE;
}

const uint64_t *ahead_set(const run *r, uint32_t document, size_t *count)
{
    const ahead *a = r->ahead;
    uint32_t number = document < a->numbers.count
                          ? *(uint32_t *)column_at(&a->numbers, document) : 0;

    if (!number || number > a->made)
        return NULL;
    *count = a->all[number - 1].count;
    return a->hashes + a->all[number - 1].at;
}
