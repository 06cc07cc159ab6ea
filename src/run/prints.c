/* prints.c - stripes of band keys, one a batch; see prints.h */
#include "run/prints.h"

#include <string.h>

#include "base/status.h"

static uint32_t slots_of(const run *r)
{
    return r->options.recipe.bands * r->options.recipe.rows;
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

chaff_status prints_make(const run *r, kit *k, chaff_text text, print_batch *out,
                         doc_row *row)
{
    uint32_t bands = r->options.recipe.bands, slots = slots_of(r);
    sketch_print print;
    chaff_status status = worker_print(k->worker, text, true, &print);

    if (status != CHAFF_OK)
        return status;
    row->words = print.words > UINT32_MAX ? UINT32_MAX : (uint32_t)print.words;
    row->sequence = print.sequence;
    if (make_room(out, bands) != CHAFF_OK ||
        buffer_reserve(&out->lanes, slots) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    worker_keys(k->worker, print.slots, k->keys,
                (uint8_t *)out->lanes.data + out->lanes.size);
    if (r->samples)
        status = add_sample(k, text, &out->samples);
    if (status != CHAFF_OK)
        return status;
    for (uint32_t band = 0; band < bands; band++)
        out->keys[band * out->room + out->count] = k->keys[band];
    out->lanes.size += slots;
    out->count++;
    return CHAFF_OK;
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

void prints_drop_keys(run *r)
{
    spool_free(r->keys);
    samples_free(r->samples);
    mem_free(r->stripes);
    r->keys = NULL;
    r->samples = NULL;
    r->stripes = NULL;
}
