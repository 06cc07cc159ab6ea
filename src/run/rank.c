/* rank.c - scores from fields, and the order they give
 *
 * Ties are broken by document number and by nothing else.
 */
#include "run/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/sort.h"
#include "run/pairing.h"
#include "text/dates.h"

bool rank_needs_score(const chaff_run_options *o)
{
    return o->keep == CHAFF_KEEP_EARLIEST || o->keep == CHAFF_KEEP_LATEST ||
           o->keep == CHAFF_KEEP_MAX || o->keep == CHAFF_KEEP_PREFER;
}

static double number_of(chaff_text text)
{
    char digits[64], *end;
    double value;

    if (!text.size || text.size >= sizeof digits)
        return -INFINITY;
    memcpy(digits, text.data, text.size);
    digits[text.size] = '\0';
    value = strtod(digits, &end);
    return *end || isnan(value) ? -INFINITY : value;
}

/* The first of "a,b,c" is best. */
static double preference_of(const char *values, chaff_text text)
{
    double place = 0;

    for (const char *at = values; at; place--) {
        const char *comma = strchr(at, ',');
        size_t size = comma ? (size_t)(comma - at) : strlen(at);

        if (size == text.size && !memcmp(at, text.data, size))
            return place;
        at = comma ? comma + 1 : NULL;
    }
    return -INFINITY;
}

double rank_score(const chaff_run_options *o, const doc *d)
{
    double seconds;

    switch (o->keep) {
    case CHAFF_KEEP_EARLIEST:
    case CHAFF_KEEP_LATEST:
        if (!date_seconds(d->date, &seconds))
            return -INFINITY;
        return o->keep == CHAFF_KEEP_LATEST ? seconds : -seconds;
    case CHAFF_KEEP_MAX:
        return number_of(d->score);
    case CHAFF_KEEP_PREFER:
        return preference_of(o->prefer ? o->prefer : "", d->score);
    case CHAFF_KEEP_FIRST:
    case CHAFF_KEEP_LAST:
    case CHAFF_KEEP_LONGEST:
        break;
    }
    return 0;
}

/* Unsigned keys in the order of the doubles, greatest first. */
static uint64_t descending(double value)
{
    uint64_t bits;

    if (value == 0)
        value = 0;             /* -0 is 0 */
    memcpy(&bits, &value, sizeof bits);
    bits = bits >> 63 ? ~bits : bits | UINT64_C(1) << 63;
    return ~bits;
}

static uint64_t key_of(const run *r, uint32_t document)
{
    if (document < r->against_docs)
        return 0;
    switch (r->options.keep) {
    case CHAFF_KEEP_FIRST: return 1;
    case CHAFF_KEEP_LAST: return UINT32_MAX - document;
    case CHAFF_KEEP_LONGEST:
        return UINT32_MAX - run_row(r, document)->words + UINT64_C(1);
    default: return descending(*(double *)column_at(&r->scores, document));
    }
}

/* Where keys ascend in input order, as by default, there is nothing to sort. */
static bool take_ascending(const run *r, uint32_t *order, uint32_t *count)
{
    uint64_t before = 0;

    *count = 0;
    for (uint32_t d = 0; d < r->documents; d++) {
        uint64_t key;

        if (!pairing_takes_part(r, d))
            continue;
        key = key_of(r, d);
        if (key < before)
            return false;
        before = key;
        order[(*count)++] = d;
    }
    return true;
}

chaff_status rank_documents(const run *r, uint32_t *order, uint32_t *count)
{
    size_t room = r->documents;
    sort_pair *pairs, *spare;
    chaff_status status;

    if (take_ascending(r, order, count))
        return CHAFF_OK;
    pairs = mem_alloc(room, sizeof *pairs);
    spare = mem_alloc(room, sizeof *spare);
    status = pairs && spare ? CHAFF_OK : CHAFF_ERR_MEMORY;
    *count = 0;
    for (uint32_t d = 0; status == CHAFF_OK && d < r->documents; d++)
        if (pairing_takes_part(r, d))
            pairs[(*count)++] = (sort_pair){key_of(r, d), d, 0};
    if (status == CHAFF_OK)
        sort_pairs(pairs, spare, *count);
    for (uint32_t i = 0; i < *count; i++)
        order[i] = pairs[i].item;
    mem_free(pairs);
    mem_free(spare);
    return status;
}
