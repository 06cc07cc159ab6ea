/* pass.c - a replay of the last round's marks, judged as it goes; see pass.h */
#include "boiler/pass.h"

#include "base/mem.h"
#include "base/status.h"
#include "boiler/measure.h"
#include "boiler/strip.h"

struct boiler_pass {
    const chaff_boiler *model;
    replay *replay;
    bool skims;                /* past documents of which nothing can go */
};

bool boiler_pass_begins(const chaff_boiler *b, uint32_t document)
{
    return document < b->docs &&
           b->blocks[model_block_of(b, document)].first == document;
}

chaff_status boiler_pass_new(boiler_pass **out, const chaff_boiler *b, uint32_t first,
                             chaff_error *err)
{
    boiler_pass *pass;

    *out = NULL;
    if (!b->passing || !boiler_pass_begins(b, first))
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model is not sealed for passes, or none begins "
                         "with document %u", first);
    pass = mem_zero(1, sizeof *pass);
    if (!pass ||
        replay_new(&pass->replay, b->passing, model_block_of(b, first),
                   sizeof(evidence)) != CHAFF_OK) {
        mem_free(pass);
        return error_memory(err);
    }
    pass->model = b;
    *out = pass;
    return CHAFF_OK;
}

void boiler_pass_skim(boiler_pass *pass)
{
    pass->skims = !pass->model->options.pages;         /* shape counts everywhere */
}

void boiler_pass_free(boiler_pass *pass)
{
    if (pass)
        replay_free(pass->replay);
    mem_free(pass);
}

chaff_status boiler_pass_next(boiler_pass *pass, chaff_boiler_worker *worker,
                              const chaff_span **spans, size_t *count,
                              bool *template_only, chaff_error *err)
{
    chaff_status status = replay_doc(pass->replay);

    *spans = NULL;
    *count = 0;
    *template_only = false;
    if (status == CHAFF_DONE)
        return status;
    if (status == CHAFF_OK)
        status = measure_replayed(pass->model, worker, pass->replay, !pass->skims);
    return strip_units(pass->model, worker, pass->replay->doc, status, spans, count,
                       template_only, err);
}
