/* prints.c - stripes of band keys, one a batch; see prints.h */
#include "run/prints.h"

#include <string.h>

#include "base/status.h"
#include "boiler/grams.h"

static uint32_t slots_of(const run *r)
{
    return r->options.recipe.bands * r->options.recipe.rows;
}

static size_t keys_size(const run *r)
{
    return r->options.recipe.bands * sizeof(uint64_t);
}

chaff_status prints_begin(run *r)
{
    if (spool_new(&r->keys, &r->memory) != CHAFF_OK ||
        spool_new(&r->lanes, &r->memory) != CHAFF_OK)
        return error_memory(r->err);
    if (r->options.measure == CHAFF_CONTAINMENT &&
        samples_new(&r->samples, &r->memory) != CHAFF_OK)
        return error_memory(r->err);
    return CHAFF_OK;
}

/* -- any thread -------------------------------------------------------------------- */

void print_batch_clear(print_batch *b)
{
    b->count = b->lanes.size = b->samples.size = 0;
}

void print_batch_release(print_batch *b)
{
    mem_free(b->keys);
    buffer_release(&b->lanes);
    buffer_release(&b->samples);
    *b = (print_batch){0};
}

enum { ROOM_STEP = 512, ROOM_ODD = 8 };

/* Keys of a document lie `room` apart. Were that a multiple of 4 KiB, all of them would
 * want the same places of the first cache. */
static chaff_status make_room(print_batch *b, uint32_t bands)
{
    size_t room = (2 * b->room / ROOM_STEP + 1) * ROOM_STEP + ROOM_ODD;
    uint64_t *keys;

    if (b->count < b->room)
        return CHAFF_OK;
    keys = mem_alloc(bands * room, sizeof *keys);
    if (!keys)
        return CHAFF_ERR_MEMORY;
    for (uint32_t band = 0; b->count && band < bands; band++)
        memcpy(keys + band * room, b->keys + band * b->room, b->count * sizeof *keys);
    mem_free(b->keys);
    b->keys = keys;
    b->room = room;
    return CHAFF_OK;
}

static chaff_status add_sample(kit *k, chaff_text text, buffer *out)
{
    const uint64_t *sample;
    size_t size;
    uint64_t count;
    chaff_status status = worker_sample(k->worker, text, PRINTS_SAMPLE_ONE_IN, &sample,
                                        &size);

    count = size;
    if (status == CHAFF_OK)
        status = buffer_append(out, &count, sizeof count);
    return status == CHAFF_OK ? buffer_append(out, sample, size * sizeof *sample)
                              : status;
}

static void set_row(const sketch_print *print, doc_row *row)
{
    row->words = print->words > UINT32_MAX ? UINT32_MAX : (uint32_t)print->words;
    row->sequence = print->sequence;
}

/* Room for one more, whose lanes then go to the end of out->lanes. */
static chaff_status open_print(const run *r, print_batch *out)
{
    if (make_room(out, r->options.recipe.bands) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    return buffer_reserve(&out->lanes, slots_of(r));
}

/* Its lanes are there, its keys in k->keys. */
static void close_print(const run *r, const kit *k, print_batch *out)
{
    for (uint32_t band = 0; band < r->options.recipe.bands; band++)
        out->keys[band * out->room + out->count] = k->keys[band];
    out->lanes.size += slots_of(r);
    out->count++;
}

chaff_status prints_make(const run *r, kit *k, chaff_text text, print_batch *out,
                         doc_row *row)
{
    sketch_print print;
    chaff_status status = worker_print(k->worker, text, true, &print);

    if (status != CHAFF_OK)
        return status;
    set_row(&print, row);
    if (open_print(r, out) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    worker_keys(k->worker, print.slots, k->keys,
                (uint8_t *)out->lanes.data + out->lanes.size);
    if (r->samples)
        status = add_sample(k, text, &out->samples);
    if (status == CHAFF_OK)
        close_print(r, k, out);
    return status;
}

/* -- made before it is known whether they are wanted ------------------------------- */

static void tell_words(void *self, const uint64_t *words, size_t count, bool last)
{
    _Static_assert((int)GRAM_WINDOW <= (int)MINHASH_PIECE, "told in one piece");
    worker_tell(self, words, count, last);
}

chaff_status prints_early_begin(run *r)
{
    if (r->options.job != CHAFF_JOB_CLEAN ||
        r->options.measure == CHAFF_CONTAINMENT)
        return CHAFF_OK;
    return spool_new(&r->early, &r->memory) == CHAFF_OK ? CHAFF_OK :
           error_memory(r->err);
}

void prints_early_listen(const run *r, kit *k)
{
    if (!r->early)
        return;
    worker_begin(k->worker);
    boiler_worker_tap(k->boiler, tell_words, k->worker);
}

chaff_status prints_early_make(const run *r, kit *k, buffer *out, doc_row *row)
{
    sketch_print print;

    if (!r->early)
        return CHAFF_OK;
    boiler_worker_tap(k->boiler, NULL, NULL);
    worker_end(k->worker, &print);
    set_row(&print, row);
    if (buffer_reserve(out, prints_early_size(r)) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    worker_keys(k->worker, print.slots, k->keys,
                (uint8_t *)out->data + out->size + keys_size(r));
    memcpy(out->data + out->size, k->keys, keys_size(r));
    out->size += prints_early_size(r);
    return CHAFF_OK;
}

chaff_status prints_early_use(const run *r, kit *k, uint32_t document, print_batch *out)
{
    uint64_t at = (uint64_t)document * prints_early_size(r);
    chaff_status status = open_print(r, out);

    if (status == CHAFF_OK)
        status = spool_read(r->early, k->keys, keys_size(r), at);
    if (status == CHAFF_OK)
        status = spool_read(r->early, out->lanes.data + out->lanes.size, slots_of(r),
                            at + keys_size(r));
    if (status == CHAFF_OK)
        close_print(r, k, out);
    return status;
}

/* -- one thread, in order ---------------------------------------------------------- */

static chaff_status take_keys(run *r, uint32_t document, const print_batch *b,
                              size_t count, chaff_error *err)
{
    uint32_t bands = r->options.recipe.bands;
    chaff_status status = CHAFF_OK;

    if (!count)
        return CHAFF_OK;
    if (mem_grow((void **)&r->stripes, &r->stripe_room, r->stripe_count + 1,
                 sizeof *r->stripes) != CHAFF_OK)
        return error_memory(err);
    r->stripes[r->stripe_count++] = document;
    for (uint32_t band = 0; status == CHAFF_OK && band < bands; band++)
        status = spool_append(r->keys, b->keys + band * b->room,
                              count * sizeof *b->keys, err);
    return status;
}

static chaff_status take_samples(run *r, uint32_t document, const print_batch *b,
                                 size_t count, chaff_error *err)
{
    const uint64_t *at = (const void *)b->samples.data;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        size_t size = (size_t)*at++;

        if (size)
            status = samples_add(r->samples, document + (uint32_t)i, at, size, err);
        at += size;
    }
    return status;
}

chaff_status prints_take(run *r, uint32_t document, const print_batch *b, size_t count,
                         chaff_error *err)
{
    chaff_status status = take_keys(r, document, b, count, err);

    if (status == CHAFF_OK && r->samples)
        status = take_samples(r, document, b, count, err);
    return status == CHAFF_OK
               ? spool_append(r->lanes, b->lanes.data, count * slots_of(r), err)
               : status;
}

/* The stripe that holds a document. */
static size_t stripe_of(const run *r, uint32_t document)
{
    size_t low = 0, high = r->stripe_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (r->stripes[middle] <= document)
            low = middle;
        else
            high = middle;
    }
    return low;
}

chaff_status prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count,
                         uint64_t *out)
{
    chaff_status status = CHAFF_OK;

    for (size_t stripe = stripe_of(r, start); status == CHAFF_OK && count; stripe++) {
        uint32_t first = r->stripes[stripe], inside = start - first;
        uint32_t end = stripe + 1 < r->stripe_count ? r->stripes[stripe + 1]
                                                    : r->documents;
        uint32_t width = end - first;
        uint32_t part = count < width - inside ? count : width - inside;
        uint64_t at = (uint64_t)first * r->options.recipe.bands +
                      (uint64_t)band * width + inside;

        status = spool_read(r->keys, out, part * sizeof *out, at * sizeof *out);
        start += part;
        count -= part;
        out += part;
    }
    return status;
}

chaff_status prints_lanes(const run *r, uint32_t document, uint8_t *out)
{
    return spool_read(r->lanes, out, slots_of(r), (uint64_t)document * slots_of(r));
}

size_t prints_early_size(const run *r)
{
    return r->early ? keys_size(r) + slots_of(r) : 0;
}

void prints_drop_keys(run *r)
{
    spool_free(r->keys);
    samples_free(r->samples);
    mem_free(r->stripes);
    r->keys = NULL;
    r->samples = NULL;
    r->stripes = NULL;
}
