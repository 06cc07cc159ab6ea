/* learning.c - the most frequent passages of a run go into its model, for people
 *
 * What counts is learnt without them: they only say what a model is made of.
 */
#include "run/learning.h"

#include "base/sort.h"
#include "base/status.h"
#include "boiler/save.h"
#include "run/passages.h"

typedef struct learning {
    store_passage *list;
    size_t *texts;             /* where each one's text begins in `room` */
    size_t count;
    buffer room;
} learning;

/* Numbers of the most frequent passages, ties by what tells them apart. */
static chaff_status rank_passages(const run *r, sort_pair **order, size_t *count)
{
    const passage *list = passages_list(r, count);
    sort_pair *pairs = mem_alloc(2 * *count, sizeof *pairs);

    *order = pairs;
    if (!pairs)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < *count; i++)
        pairs[i] = (sort_pair){list[i].hash, (uint32_t)i, 0};
    sort_pairs(pairs, pairs + *count, *count);
    for (size_t i = 0; i < *count; i++)
        pairs[i].key = UINT64_MAX - list[pairs[i].item].places;
    sort_pairs(pairs, pairs + *count, *count);
    if (*count > STORE_PASSAGES)
        *count = STORE_PASSAGES;
    return CHAFF_OK;
}

/* At most STORE_TEXT bytes, whole characters of well-formed text. */
static size_t cut_size(chaff_text text)
{
    size_t size = text.size < STORE_TEXT ? text.size : STORE_TEXT;

    while (size < text.size && size > STORE_TEXT - 4 &&
           ((unsigned char)text.data[size] & 0xC0) == 0x80)
        size--;
    return size;
}

static chaff_status take_passage(run *r, learning *l, passage_home *home,
                                 const passage *p, size_t rank)
{
    chaff_text text;
    chaff_status status = passages_text(r, home, p, &text);

    if (status != CHAFF_OK)
        return status;
    l->texts[rank] = l->room.size;
    l->list[rank] = (store_passage){
        .key = p->hash, .docs = p->places, .sources = p->sources,
        .kind = (chaff_span_kind)p->kind, .text = {NULL, cut_size(text)}};
    l->count++;
    return buffer_append(&l->room, text.data, l->list[rank].text.size);
}

/* From ranks to the order met. */
static chaff_status order_as_met(sort_pair *order, size_t count)
{
    sort_pair *spare = mem_alloc(count, sizeof *spare);

    if (!spare)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < count; i++)
        order[i] = (sort_pair){order[i].item, (uint32_t)i, 0};
    sort_pairs(order, spare, count);
    mem_free(spare);
    return CHAFF_OK;
}

static chaff_status take_passages(run *r, learning *l)
{
    sort_pair *order = NULL;
    size_t all, count;
    const passage *list = passages_list(r, &all);
    passage_home home = {0};
    chaff_status status = rank_passages(r, &order, &count);

    if (status == CHAFF_OK)
        status = order_as_met(order, count);
    l->list = mem_alloc(count, sizeof *l->list);
    l->texts = mem_alloc(count, sizeof *l->texts);
    if (!l->list || !l->texts)
        status = CHAFF_ERR_MEMORY;
    for (size_t i = 0; status == CHAFF_OK && i < count; i++)
        status = take_passage(r, l, &home, &list[order[i].key], order[i].item);
    mem_free(order);
    for (size_t i = 0; status == CHAFF_OK && i < count; i++)
        l->list[i].text.data = l->room.data + l->texts[i];
    return status;
}

chaff_status learning_save(run *r)
{
    learning l = {0};
    chaff_status status = take_passages(r, &l);

    if (status == CHAFF_OK)
        status = boiler_save(r->boiler, r->options.learn, l.list, l.count, r->err);
    else if (status == CHAFF_ERR_MEMORY)
        (void)error_memory(r->err);
    mem_free(l.list);
    mem_free(l.texts);
    buffer_release(&l.room);
    return status;
}
