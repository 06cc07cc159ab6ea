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
    return spool_append(r->keys, r->stripe, (size_t)bands * count * sizeof *r->stripe, err);
}

chaff_status prints_push(run *r, const uint64_t *keys, const uint8_t *lanes, chaff_error *err)
{
    for (uint32_t b = 0; b < r->options.recipe.bands; b++)
        r->stripe[(size_t)b * PRINTS_STRIPE + r->striped] = keys[b];
    if (++r->striped == PRINTS_STRIPE) {
        chaff_status status = flush_stripe(r, err);

        if (status != CHAFF_OK)
            return status;
    }
    return spool_append(r->lanes, lanes, slots_of(r), err);
}

chaff_status prints_end(run *r, chaff_error *err)
{
    chaff_status status = r->striped ? flush_stripe(r, err) : CHAFF_OK;

    mem_free(r->stripe);
    r->stripe = NULL;
    return status;
}

chaff_status prints_keys(const run *r, uint32_t band, uint32_t start, uint32_t count, uint64_t *out)
{
    uint32_t bands = r->options.recipe.bands;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && count) {
        uint32_t first = start - start % PRINTS_STRIPE, inside = start - first;
        uint32_t width = r->documents - first < PRINTS_STRIPE ? r->documents - first : PRINTS_STRIPE;
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
    r->keys = NULL;
}
