/* texts.c - sequences of words compared by their 128-bit hashes
 *
 * In: documents in order of rank. Out: r->texts.
 */
#include "run/texts.h"

#include "base/repeats.h"

static bool same_text(const run *r, uint32_t a, uint32_t b)
{
    const hash128 *x = &run_row(r, a)->sequence, *y = &run_row(r, b)->sequence;

    return x->low == y->low && x->high == y->high &&
           (r->options.grouping != CHAFF_GROUP_BY ||
            run_group(r, a) == run_group(r, b));
}

/* Pairs arrive in rank order and the sort is stable, so the first of a run of equal
 * keys is its best ranked. A run holds one text, bar collisions of 64 bits. */
static void choose_texts(run *r, const uint32_t *order, const sort_pair *pairs,
                         size_t count)
{
    for (size_t i = 0, start = 0; i < count; i++) {
        uint32_t document = order[pairs[i].item];
        size_t first;

        if (pairs[i].key != pairs[start].key)
            start = i;
        for (first = start;
             first < i && !same_text(r, order[pairs[first].item], document); first++)
            continue;
        if (first < i) {
            r->texts[document] = order[pairs[first].item];
            r->report->exact++;
        }
    }
}

typedef struct ranking {
    const run *run;
    const uint32_t *order;
} ranking;

static uint64_t text_key(const void *self, uint32_t rank)
{
    const ranking *by = self;
    uint32_t document = by->order[rank];
    uint64_t key = run_row(by->run, document)->sequence.low;

    return by->run->options.grouping == CHAFF_GROUP_BY
               ? hash_mix(key ^ run_group(by->run, document))
               : key;
}

/* With --across equal texts of one group are no pair, so none is collapsed. */
chaff_status texts_collapse(run *r, const uint32_t *order, uint32_t ranked)
{
    const ranking by = {r, order};
    sort_pair *pairs;
    size_t count;

    r->texts = mem_alloc(r->documents, sizeof *r->texts);
    if (!r->texts)
        return CHAFF_ERR_MEMORY;
    for (uint32_t d = 0; d < r->documents; d++)
        r->texts[d] = d;
    if (r->options.grouping == CHAFF_GROUP_ACROSS)
        return CHAFF_OK;
    if (repeats_find(ranked, text_key, &by, &pairs, &count) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    choose_texts(r, order, pairs, count);
    mem_free(pairs);
    return CHAFF_OK;
}
