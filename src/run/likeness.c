/* likeness.c - what placing measured; equal texts share all they have */
#include "run/likeness.h"

#include "near/place.h"

static const place_row *find_copy(const run *r, uint32_t document)
{
    size_t low = 0, high = r->copy_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (r->copies[middle].document < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->copy_count && r->copies[low].document == document ? &r->copies[low]
                                                                      : NULL;
}

chaff_status run_equal_likeness(const run *r, kit *k, uint32_t text,
                                chaff_likeness *out, chaff_error *err)
{
    size_t count = 0;
    chaff_status status = CHAFF_OK;

    if (k->equal_text != text || !k->equal_shingles) {
        status = run_set(r, k, text, &k->sets[0], &k->set_rooms[0], &count, err);
        k->equal_text = text;
        k->equal_shingles = count;
    }
    *out = (chaff_likeness){
        k->equal_shingles, k->equal_shingles, k->equal_shingles, 1, 1, 1};
    return status;
}

chaff_status run_likeness(const run *r, kit *k, uint32_t document,
                          chaff_likeness *out, chaff_error *err)
{
    uint32_t text = r->texts[document];
    const place_row *copy = find_copy(r, text);

    if (!copy)
        return run_equal_likeness(r, k, text, out, err);
    *out = copy->likeness;
    return CHAFF_OK;
}
