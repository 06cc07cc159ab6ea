/* store_stream.c - the entries of one partition of several files, merged
 *
 * Files are few, so the least hash is found by asking each. An entry that only one file
 * has, the rule, is passed on with its sources numbered anew; of the others sums are
 * made.
 */
#include <stdlib.h>

#include "boiler/store_file.h"

typedef struct stream_input {
    entry_reader reader;
    const uint32_t *numbers;
    bool over;
} stream_input;

struct store_stream {
    stream_input *inputs;
    size_t count;
    bool started, over;
    uint64_t hash;             /* of the entry given last */
    gram_entry entry;
    gram_share *shares;
    size_t capacity;
};

chaff_status store_stream_new(store_stream **out, const store *s, size_t part)
{
    store_stream *st = mem_zero(1, sizeof *st);

    *out = NULL;
    if (!st || !(st->inputs = mem_alloc(s->count, sizeof *st->inputs))) {
        mem_free(st);
        return CHAFF_ERR_MEMORY;
    }
    st->count = s->count;
    for (size_t i = 0; i < s->count; i++) {
        const store_model *m = &s->models[i];
        const store_part *p = &m->parts[part];

        entry_reader_start(&st->inputs[i].reader, m->file,
                           container_find(m->file, STORE_GRAMS), p->at, p->size,
                           p->entries, m->sources);
        st->inputs[i].numbers = m->numbers;
        st->inputs[i].over = false;
    }
    *out = st;
    return CHAFF_OK;
}

void store_stream_free(store_stream *st)
{
    if (!st)
        return;
    for (size_t i = 0; i < st->count; i++)
        entry_reader_release(&st->inputs[i].reader);
    mem_free(st->inputs);
    mem_free(st->shares);
    mem_free(st);
}

/* Every input stands at an entry that was not given yet, or is over. */
static chaff_status advance(store_stream *st)
{
    for (size_t i = 0; i < st->count; i++) {
        stream_input *in = &st->inputs[i];
        chaff_status status;

        if (in->over || (st->started && in->reader.entry.hash != st->hash))
            continue;
        status = entry_read(&in->reader);
        in->over = status == CHAFF_DONE;
        if (status != CHAFF_OK && status != CHAFF_DONE)
            return status;
    }
    st->started = true;
    return CHAFF_OK;
}

static chaff_status add_shares(store_stream *st, const stream_input *in)
{
    const gram_entry *e = &in->reader.entry;

    if (mem_grow((void **)&st->shares, &st->capacity, st->entry.count + e->count,
                 sizeof *st->shares) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < e->count; i++) {
        gram_share s = e->shares[i];

        s.source = in->numbers[s.source];
        st->shares[st->entry.count++] = s;
    }
    return CHAFF_OK;
}

static int compare_shares(const void *a, const void *b)
{
    const gram_share *x = a, *y = b;

    return (x->source > y->source) - (x->source < y->source);
}

static void sum_shares(store_stream *st)
{
    size_t left = 0;

    qsort(st->shares, st->entry.count, sizeof *st->shares, compare_shares);
    for (size_t i = 0; i < st->entry.count; i++) {
        gram_share s = st->shares[i];

        if (left == 0 || st->shares[left - 1].source != s.source) {
            st->shares[left++] = s;
            continue;
        }
        st->shares[left - 1].docs = add_capped(st->shares[left - 1].docs, s.docs);
        st->shares[left - 1].heads = add_capped(st->shares[left - 1].heads, s.heads);
    }
    st->entry.count = left;
}

chaff_status store_stream_next(store_stream *st, const gram_entry **entry)
{
    size_t inputs = 0;
    uint64_t least = UINT64_MAX;
    chaff_status status = advance(st);

    if (status != CHAFF_OK)
        return status;
    for (size_t i = 0; i < st->count; i++)
        if (!st->inputs[i].over && st->inputs[i].reader.entry.hash < least)
            least = st->inputs[i].reader.entry.hash;
    st->over = least == UINT64_MAX;
    if (st->over)
        return CHAFF_DONE;
    st->hash = least;
    st->entry = (gram_entry){.hash = least};
    for (size_t i = 0; i < st->count; i++) {
        const stream_input *in = &st->inputs[i];

        if (in->over || in->reader.entry.hash != least)
            continue;
        inputs++;
        st->entry.docs = add_capped(st->entry.docs, in->reader.entry.docs);
        st->entry.heads = add_capped(st->entry.heads, in->reader.entry.heads);
        if (add_shares(st, in) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    }
    if (inputs > 1 && st->entry.count > 1)
        sum_shares(st);
    st->entry.shares = st->shares;
    *entry = &st->entry;
    return CHAFF_OK;
}

chaff_status store_stream_find(store_stream *st, uint64_t hash,
                               const gram_entry **entry)
{
    const gram_entry *next;

    *entry = NULL;
    while (!st->over && (!st->started || st->hash < hash)) {
        chaff_status status = store_stream_next(st, &next);

        if (status != CHAFF_OK && status != CHAFF_DONE)
            return status;
    }
    if (!st->over && st->hash == hash)
        *entry = &st->entry;
    return CHAFF_OK;
}
