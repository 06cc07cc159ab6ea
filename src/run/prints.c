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

static chaff_status append_sample(kit *k, chaff_text text, buffer *out, uint32_t *count)
{
    const uint64_t *sample;
    size_t size;
    chaff_status status = worker_sample(k->worker, text, PRINTS_SAMPLE_ONE_IN, &sample,
                                        &size);

    *count = status == CHAFF_OK ? (uint32_t)size : 0;
    return status == CHAFF_OK ? buffer_append(out, sample, size * sizeof *sample)
                              : status;
}

chaff_status prints_make(const run *r, kit *k, chaff_text text, buffer *out,
                         doc_row *row)
{
    size_t start = out->size, lanes = slots_of(r);
    print_head head = {0};
    sketch_print print;
    chaff_status status = worker_print(k->worker, text, true, &print);

    if (status != CHAFF_OK)
        return status;
    row->words = print.words > UINT32_MAX ? UINT32_MAX : (uint32_t)print.words;
    row->sequence = print.sequence;
    if (buffer_reserve(out, sizeof head + r->options.recipe.bands * sizeof *k->keys +
                                lanes) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    worker_keys(k->worker, print.slots, k->keys, k->lanes[0]);
    out->size += sizeof head;
    status = buffer_append(out, k->keys, r->options.recipe.bands * sizeof *k->keys);
    if (status == CHAFF_OK && r->samples)
        status = append_sample(k, text, out, &head.samples);
    if (status == CHAFF_OK)
        status = buffer_append(out, k->lanes[0], lanes);
    if (status == CHAFF_OK)
        memcpy(out->data + start, &head, sizeof head);
    return status;
}

/* Pieces lie one behind the other, so nothing in them is aligned. */
static void spread_keys(run *r, const char *keys)
{
    for (uint32_t b = 0; b < r->options.recipe.bands; b++)
        memcpy(&r->stripe[(size_t)b * PRINTS_STRIPE + r->striped],
               keys + b * sizeof *r->stripe, sizeof *r->stripe);
    r->striped++;
}

static chaff_status push_sample(run *r, uint32_t document, const char *bytes,
                                uint32_t count, chaff_error *err)
{
    if (!count)
        return CHAFF_OK;
    if (buffer_append(&r->sample, bytes, count * sizeof(uint64_t)) != CHAFF_OK)
        return error_memory(err);
    r->sample.size = 0;
    return samples_add(r->samples, document,
                       (const uint64_t *)(const void *)r->sample.data, count, err);
}

chaff_status prints_push(run *r, uint32_t document, const char **piece,
                         chaff_error *err)
{
    const char *at = *piece;
    chaff_status status = CHAFF_OK;
    print_head head;

    memcpy(&head, at, sizeof head);
    at += sizeof head;
    spread_keys(r, at);
    at += r->options.recipe.bands * sizeof *r->stripe;
    if (r->striped == PRINTS_STRIPE)
        status = flush_stripe(r, err);
    if (status == CHAFF_OK)
        status = push_sample(r, document, at, head.samples, err);
    at += head.samples * sizeof(uint64_t);
    if (status == CHAFF_OK)
        status = spool_append(r->lanes, at, slots_of(r), err);
    *piece = at + slots_of(r);
    return status;
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
