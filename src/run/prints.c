/* prints.c - stripes of band keys; see prints.h */
#include "run/prints.h"

#include <string.h>

#include "base/status.h"

static uint32_t slots_of(const run *r)
{
    return r->options.recipe.bands * r->options.recipe.rows;
}

chaff_status prints_begin(run *r)
{
    size_t keys = (size_t)r->options.recipe.bands * PRINTS_STRIPE;

    r->stripe = mem_alloc(keys, sizeof *r->stripe);
    if (!r->stripe || spool_new(&r->keys, &r->memory) != CHAFF_OK ||
        spool_new(&r->lanes, &r->memory) != CHAFF_OK)
        return error_memory(r->err);
    if (r->options.measure == CHAFF_CONTAINMENT &&
        samples_new(&r->samples, &r->memory) != CHAFF_OK)
        return error_memory(r->err);
    return CHAFF_OK;
}

/* A full stripe is spooled as it lies; the last one is drawn together first. */
static chaff_status flush_stripe(run *r, chaff_error *err)
{
    uint32_t bands = r->options.recipe.bands, count = r->striped;

    for (uint32_t b = 1; b < bands && count < PRINTS_STRIPE; b++)
        memmove(r->stripe + (size_t)b * count, r->stripe + (size_t)b * PRINTS_STRIPE,
                count * sizeof *r->stripe);
    r->striped = 0;
    return spool_append(r->keys, r->stripe, (size_t)bands * count * sizeof *r->stripe,
                        err);
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

static chaff_status take_keys(run *r, const print_batch *b, size_t count,
                              chaff_error *err)
{
    chaff_status status = CHAFF_OK;

    for (size_t at = 0, part; status == CHAFF_OK && at < count; at += part) {
        part = count - at < PRINTS_STRIPE - r->striped ? count - at
                                                       : PRINTS_STRIPE - r->striped;
        for (uint32_t band = 0; band < r->options.recipe.bands; band++)
            memcpy(r->stripe + (size_t)band * PRINTS_STRIPE + r->striped,
                   b->keys + band * b->room + at, part * sizeof *b->keys);
        r->striped += (uint32_t)part;
        if (r->striped == PRINTS_STRIPE)
            status = flush_stripe(r, err);
    }
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
    chaff_status status = take_keys(r, b, count, err);

    if (status == CHAFF_OK && r->samples)
        status = take_samples(r, document, b, count, err);
    return status == CHAFF_OK
               ? spool_append(r->lanes, b->lanes.data, count * slots_of(r), err)
               : status;
}

chaff_status prints_end(run *r, chaff_error *err)
{
    chaff_status status = r->striped ? flush_stripe(r, err) : CHAFF_OK;

    mem_free(r->stripe);
    r->stripe = NULL;
    return status;
}

chaff_status prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count,
                         uint64_t *out)
{
    uint32_t bands = r->options.recipe.bands;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && count) {
        uint32_t first = start - start % PRINTS_STRIPE, inside = start - first;
        uint32_t width = r->documents - first < PRINTS_STRIPE ? r->documents - first
                                                              : PRINTS_STRIPE;
        uint32_t part = count < width - inside ? count : width - inside;
        uint64_t at = (uint64_t)first * bands + (uint64_t)band * width + inside;

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
    r->keys = NULL;
    r->samples = NULL;
}
