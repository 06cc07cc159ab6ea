/* model.c - life of a boilerplate model, its sources, its scale of evidence */
#include "boiler/model.h"


#include "base/hash.h"
#include "base/mem.h"
#include "base/status.h"
#include "boiler/judge.h"
#include "boiler/worker.h"

void chaff_boiler_options_init(chaff_boiler_options *options)
{
    *options = (chaff_boiler_options){
        .size = sizeof *options, .min_docs = 3, .known = true, .memory = UINT64_MAX,
            .tmp = "/tmp", .threads = 0
    };
}

uint8_t evidence_level(uint32_t docs)
{
    uint32_t level = EVIDENCE_EXACT;

    if (docs <= EVIDENCE_EXACT)
        return (uint8_t)docs;
    while (level < EVIDENCE_TOP && docs >= evidence_docs((uint8_t)(level + 1)))
        level++;
    return (uint8_t)level;
}

static size_t find_slot(const chaff_boiler *b, uint64_t name)
{
    size_t slot = (size_t)hash_mix(name) & (b->source_slots - 1);

    while (b->source_names[slot] != 0 && b->source_names[slot] != name)
        slot = (slot + 1) & (b->source_slots - 1);
    return slot;
}

static chaff_status grow_sources(chaff_boiler *b)
{
    chaff_boiler old = *b;

    b->source_slots = old.source_slots ? 2 * old.source_slots : 64;
    b->source_names = mem_zero(b->source_slots, sizeof *b->source_names);
    b->source_numbers = mem_zero(b->source_slots, sizeof *b->source_numbers);
    if (!b->source_names || !b->source_numbers) {
        mem_free(b->source_names);
        mem_free(b->source_numbers);
        *b = old;
        return CHAFF_ERR_MEMORY;
    }
    for (size_t i = 0; i < old.source_slots; i++)
        if (old.source_names[i]) {
            size_t slot = find_slot(b, old.source_names[i]);

            b->source_names[slot] = old.source_names[i];
            b->source_numbers[slot] = old.source_numbers[i];
        }
    mem_free(old.source_names);
    mem_free(old.source_numbers);
    return CHAFF_OK;
}

chaff_status model_source(chaff_boiler *b, uint64_t name, uint32_t *number)
{
    size_t slot;

    *number = 0;
    if (name == 0)
        return CHAFF_OK;
    if (2 * ((size_t)b->sources + 1) > b->source_slots && grow_sources(b) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    slot = find_slot(b, name);
    if (b->source_names[slot] == 0) {
        b->source_names[slot] = name;
        b->source_numbers[slot] = ++b->sources;
    }
    *number = b->source_numbers[slot];
    return CHAFF_OK;
}

/* Sources of the store get the first numbers, in its order. */
static chaff_status number_store(chaff_boiler *b)
{
    const store_source *list;
    size_t count = store_sources(b->store, &list);
    uint32_t number;

    for (size_t i = 0; i < count; i++)
        if (model_source(b, list[i].name, &number) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    return CHAFF_OK;
}

static chaff_status open_known(chaff_boiler *b, const chaff_boiler_options *o,
                               chaff_error *err)
{
    chaff_status status;

    if (!o->known && o->model_count == 0)
        return CHAFF_OK;
    if (known_new(&b->known) != CHAFF_OK ||
        (o->known && known_add_builtin(b->known) != CHAFF_OK))
        return error_memory(err);
    if (o->model_count > 0) {
        status = store_open(&b->store, o->models, o->model_count, b->known, err);
        if (status != CHAFF_OK)
            return status;
        if (number_store(b) != CHAFF_OK)
            return error_memory(err);
    }
    return known_settle(b->known) == CHAFF_OK ? CHAFF_OK : error_memory(err);
}

size_t model_block_of(const chaff_boiler *b, uint32_t number)
{
    size_t low = 0, high = b->block_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (b->blocks[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static chaff_status fill_in(chaff_boiler *b, const chaff_boiler_options *options,
                            budget *memory, chaff_error *err)
{
    chaff_status status;

    b->options = *options;
    if (options->pages && options->min_docs > 2)
        b->options.min_docs--;
    b->own = (budget){.limit = options->memory, .folder = options->tmp};
    b->memory = memory ? memory : &b->own;
    status = open_known(b, options, err);
    if (status != CHAFF_OK)
        return status;
    if (boiler_batch_new(&b->pending, true) != CHAFF_OK ||
        spool_new(&b->index, b->memory) != CHAFF_OK ||
        (options->learn && learnt_new(&b->learnt, b) != CHAFF_OK))
        return error_memory(err);
    for (size_t p = 0; p < PARTS; p++)
        if (spool_new(&b->records[p], b->memory) != CHAFF_OK)
            return error_memory(err);
    return CHAFF_OK;
}

chaff_status boiler_new_shared(chaff_boiler **out, const chaff_boiler_options *options,
                               budget *memory,
                               chaff_error *err)
{
    chaff_status status;

    *out = NULL;
    if (options->size != sizeof *options)
        return error_set(err, CHAFF_ERR_OPTION,
                         "chaff_boiler_options were not initialised");
    if (options->min_docs < 2)
        return error_set(err, CHAFF_ERR_OPTION, "min_docs %u is below 2",
                         options->min_docs);
    *out = mem_zero(1, sizeof **out);
    if (!*out)
        return error_memory(err);
    status = fill_in(*out, options, memory, err);
    if (status != CHAFF_OK) {
        chaff_boiler_free(*out);
        *out = NULL;
    }
    return status;
}

chaff_status chaff_boiler_new(chaff_boiler **out, const chaff_boiler_options *options,
                              chaff_error *err)
{
    return boiler_new_shared(out, options, NULL, err);
}

void chaff_boiler_free(chaff_boiler *b)
{
    if (!b)
        return;
    known_free(b->known);
    store_free(b->store);
    learnt_free(b->learnt);
    boiler_batch_free(b->pending);
    rounds_free(b->passing);
    for (size_t p = 0; p < PARTS; p++)
        spool_free(b->records[p]);
    spool_free(b->index);
    for (size_t i = 0; i < b->block_count; i++) {
        spool_free(b->blocks[i].thin);
        spool_free(b->blocks[i].evidence);
    }
    mem_free(b->blocks);
    mem_free(b->source);
    mem_free(b->sequence);
    mem_free(b->group);
    mem_free(b->state);
    mem_free(b->evidence);
    mem_free(b->source_names);
    mem_free(b->source_numbers);
    mem_free(b->source_docs);
    mem_free(b->source_need);
    mem_free(b);
}

chaff_status chaff_boiler_worker_new(chaff_boiler_worker **out,
                                     const chaff_boiler *boiler)
{
    *out = mem_zero(1, sizeof **out);
    if (!*out)
        return CHAFF_ERR_MEMORY;
    (*out)->known = boiler->known;
    if (gram_reader_init(&(*out)->reader) != CHAFF_OK) {
        mem_free(*out);
        *out = NULL;
        return CHAFF_ERR_MEMORY;
    }
    if ((*out)->known)
        (*out)->reader.filter = known_filter((*out)->known);
    return CHAFF_OK;
}

void chaff_boiler_worker_free(chaff_boiler_worker *worker)
{
    if (!worker)
        return;
    gram_reader_release(&worker->reader);
    segments_release(&worker->segments);
    mem_free(worker->segment_words);
    mem_free(worker->prefixes);
    mem_free(worker->lines);
    mem_free(worker->bytes);
    mem_free(worker->longs);
    mem_free(worker->line_units);
    mem_free(worker->units);
    mem_free(worker->left);
    mem_free(worker->rows);
    mem_free(worker->sets);
    mem_free(worker->spans);
    mem_free(worker);
}
