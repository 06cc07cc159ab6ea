/* sweep.c - the blocks of the first pass, read again by position */
#include "run/sweep.h"

#include "base/status.h"

typedef struct walk {
    run *run;
    const sweep *sweep;
    size_t next;               /* block */
} walk;

static bool is_passed_over(const walk *w)
{
    const block_entry *b = &w->run->blocks[w->next];

    return !b->docs || b->first_doc < w->sweep->first;
}

static bool begins_slot(const walk *w)
{
    return !w->sweep->begins ||
           w->sweep->begins(w->run, w->run->blocks[w->next].first_doc);
}

static chaff_status claim_blocks(void *item, void *self)
{
    walk *w = self;
    sweep_slot *s = item;
    size_t count = w->run->block_count;

    while (w->next < count && is_passed_over(w))
        w->next++;
    if (w->next == count)
        return CHAFF_DONE;
    s->entries = &w->run->blocks[w->next];
    s->first_doc = s->entries->first_doc;
    s->docs = s->entry_count = 0;
    do {
        s->docs += w->run->blocks[w->next++].docs;
        s->entry_count++;
    } while (w->next < count && (!w->run->blocks[w->next].docs || !begins_slot(w)));
    return CHAFF_OK;
}

static chaff_status load_block(sweep_slot *s, kit *k)
{
    block *b = &s->block;

    b->bytes.size = 0;
    b->offset = s->entry->offset;
    b->input = s->entry->input;
    b->first_line = s->entry->first_line;
    return corpus_bytes(s->run->corpus, b->input, b->offset, s->entry->size, &b->bytes,
                        &k->err);
}

static chaff_status work_raw(sweep_slot *s, kit *k)
{
    chaff_status status = CHAFF_OK;

    for (uint32_t i = 0; status == CHAFF_OK && i < s->entry->docs; i++) {
        uint32_t document = s->entry->first_doc + i;
        record_ref ref = run_row(s->run, document)->ref;
        doc d = {.ref = ref};

        if (!s->sweep->blind)
            d.raw = (chaff_text){
                s->block.bytes.data + (ref.offset - s->block.offset), ref.size};
        status = s->sweep->work(s, k, document, &d);
    }
    return status;
}

/* The same records in the same order as in the first pass, bad ones passed over. */
static chaff_status work_parsed(sweep_slot *s, kit *k)
{
    size_t at = 0, where;
    uint64_t line = s->block.first_line;
    chaff_status status = CHAFF_OK;
    uint32_t done = 0;
    doc d;

    while (status == CHAFF_OK && done < s->entry->docs) {
        status = reader_next(k->reader, &s->block, &at, &line, &d, &where, &k->err);
        if (status == CHAFF_ERR_FORMAT)
            status = k->err.status = CHAFF_OK;
        else if (status == CHAFF_OK)
            status = s->sweep->work(s, k, s->entry->first_doc + done++, &d);
    }
    if (status == CHAFF_DONE)
        status = error_set(&k->err, CHAFF_ERR_IO,
                           "'%s' changed while it was read; run again",
                           corpus_input(s->run->corpus, s->block.input)->path);
    return status;
}

chaff_status sweep_read(sweep_slot *s, kit *k, uint32_t document, doc *d)
{
    chaff_status status = s->block.bytes.size ? CHAFF_OK : load_block(s, k);

    *d = (doc){0};
    return status == CHAFF_OK ? reader_again(k->reader, &s->block,
                                             run_row(s->run, document)->ref, d, &k->err)
                              : status;
}

static chaff_status work_entry(sweep_slot *s, kit *k)
{
    chaff_status status;

    s->block.bytes.size = 0;
    status = s->sweep->blind ? CHAFF_OK : load_block(s, k);
    return status != CHAFF_OK ? status : s->sweep->parsed ? work_parsed(s, k) :
           work_raw(s, k);
}

static chaff_status work_blocks(void *item, unsigned thread, void *self)
{
    walk *w = self;
    sweep_slot *s = item;
    kit *k = &w->run->kits[thread];
    chaff_status status;

    for (int i = 0; i < SWEEP_OUTS; i++)
        s->outs[i].size = 0;
    s->items.size = 0;
    print_batch_clear(&s->prints);
    status = s->sweep->open ? s->sweep->open(s, k) : CHAFF_OK;
    for (size_t i = 0; status == CHAFF_OK && i < s->entry_count; i++) {
        s->entry = &s->entries[i];
        status = s->entry->docs ? work_entry(s, k) : CHAFF_OK;
    }
    if (s->sweep->close)
        s->sweep->close(s);
    if (status == CHAFF_ERR_MEMORY)
        (void)error_memory(&k->err);
    return status;
}

static chaff_status take_blocks(void *item, void *self)
{
    walk *w = self;
    sweep_slot *s = item;
    chaff_status status = s->sweep->take(s, s->sweep->self);

    if (status == CHAFF_OK)
        status = run_progress(w->run, s->sweep->stage,
                              s->first_doc + s->docs, w->run->documents);
    return status;
}

static void release_slot(sweep_slot *s)
{
    block_release(&s->block);
    for (int i = 0; i < SWEEP_OUTS; i++)
        buffer_release(&s->outs[i]);
    buffer_release(&s->items);
    print_batch_release(&s->prints);
}

chaff_status sweep_documents(run *r, const sweep *s)
{
    walk w = {r, s, 0};
    size_t count = r->threads > 1 ? 2 * (size_t)r->threads : 1;
    sweep_slot *slots = mem_zero(count, sizeof *slots);
    void **places = mem_zero(count, sizeof *places);
    pipeline line = {.self = &w, .slots = places, .slot_count = count,
                     .read = claim_blocks, .work = work_blocks, .write = take_blocks};
    chaff_status status = slots && places ? CHAFF_OK : error_memory(r->err);

    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        slots[i].run = r;
        slots[i].sweep = s;
        places[i] = &slots[i];
    }
    if (status == CHAFF_OK)
        status = run_failed(r, parallel_pipeline(r->threads, &line));
    for (size_t i = 0; slots && i < count; i++)
        release_slot(&slots[i]);
    mem_free(slots);
    mem_free(places);
    return status;
}
