/* options.c - defaults of a run, and what is refused before it starts */
#include "run/options.h"

#include <string.h>

#include "base/status.h"
#include "run/styles.h"

void chaff_run_options_init(chaff_run_options *o)
{
    *o = (chaff_run_options){.size = sizeof *o,
                             .job = CHAFF_JOB_DEDUP,
                             .verify = true,
                             .max_pairs = 256,
                             .min_docs = 3,
                             .known = true,
                             .offsets = CHAFF_OFFSETS_CHARS,
                             .report_clusters = 200,
                             .report_chars = 4000,
                             .report_size = UINT64_C(4) << 20,
                             .tmp = "/tmp",
                             .max_removed = -1};
    chaff_source_options_init(&o->source);
    chaff_recipe_init(&o->recipe);
}

static chaff_status check_sizes(const chaff_run_options *o, chaff_error *err)
{
    if (o->size != sizeof *o || o->source.size != sizeof o->source ||
        o->recipe.size != sizeof o->recipe)
        return error_set(err, CHAFF_ERR_OPTION,
                         "the options were not made with chaff_run_options_init "
                         "of this version");
    if (!o->input_count)
        return error_set(err, CHAFF_ERR_OPTION,
                         "no input; name a file, a folder or - for standard input");
    if (o->memory && o->memory < (UINT64_C(1) << 24))
        return error_set(err, CHAFF_ERR_OPTION, "-m is too small; give at least 16M");
    if (o->threads > 4096)
        return error_set(err, CHAFF_ERR_OPTION, "--threads %u is outside 0 to 4096",
                         o->threads);
    if (o->min_docs < 2)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--min-docs %u is too small; a passage must stand in at "
                         "least 2 documents to repeat",
                         o->min_docs);
    return CHAFF_OK;
}

static chaff_status check_models(const chaff_run_options *o, chaff_error *err)
{
    if (o->model_only && !o->model_count)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--model-only needs a model; name one with --model");
    if (o->model_only && o->learn)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--model-only takes no evidence from the input, so there is "
                         "nothing to --learn; leave one of them out");
    return CHAFF_OK;
}

static chaff_status check_fields(const chaff_run_options *o, chaff_error *err)
{
    bool scored = o->keep == CHAFF_KEEP_MAX || o->keep == CHAFF_KEEP_PREFER;

    if (scored && !o->source.score_field)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--keep needs a field; write max:FIELD or prefer:FIELD=v1,v2");
    if (o->keep == CHAFF_KEEP_PREFER && !o->prefer)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--keep prefer needs values; write prefer:FIELD=v1,v2");
    if (o->grouping != CHAFF_GROUP_NONE && !o->source.group_field)
        return error_set(err, CHAFF_ERR_OPTION, "--by and --across need a field");
    if (o->link == CHAFF_LINK_CHAIN &&
        (o->measure == CHAFF_CONTAINMENT || o->against_count))
        return error_set(err, CHAFF_ERR_OPTION,
                         "--link chain does not go with %s; leave one of them out",
                         o->against_count ? "--against" : "--measure containment");
    if (!o->verify &&
        (o->link != CHAFF_LINK_CHAIN || o->grouping == CHAFF_GROUP_ACROSS))
        return error_set(err, CHAFF_ERR_OPTION,
                         o->link != CHAFF_LINK_CHAIN
                             ? "--no-verify needs --link chain"
                             : "--no-verify does not go with --across; leave one out");
    return CHAFF_OK;
}

/* Two outputs under one name would overwrite each other; standard output takes one. */
static chaff_status check_outputs(const chaff_run_options *o, chaff_error *err)
{
    const struct { const char *name, *path; } outputs[] = {
        {"--output", o->output}, {"--removed", o->removed}, {"--ids", o->ids},
        {"--clusters", o->clusters}, {"--pairs", o->pairs}, {"--spans", o->spans},
        {"--bad-file", o->bad_file}, {"--learn", o->learn},
    };
    size_t count = sizeof outputs / sizeof *outputs;

    if (o->run_dir && !strcmp(o->run_dir, "-"))
        return error_set(err, CHAFF_ERR_OPTION,
                         "--run-dir needs a folder; standard output is none");
    if (o->bad_file && o->bad != CHAFF_BAD_WARN)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--bad %s keeps no bad records; leave out --bad-file",
                         o->bad == CHAFF_BAD_DROP ? "drop" : "stop");
    for (size_t i = 0; i < count; i++) {
        if (outputs[i].path && !*outputs[i].path)
            return error_set(err, CHAFF_ERR_OPTION, "%s is an empty name",
                             outputs[i].name);
        for (size_t j = 0; j < i; j++)
            if (outputs[i].path && outputs[j].path &&
                !strcmp(outputs[i].path, outputs[j].path) &&
                strcmp(outputs[i].path, "/dev/null"))
                return error_set(err, CHAFF_ERR_OPTION,
                                 "%s and %s would both go to '%s'; name two outputs",
                                 outputs[j].name, outputs[i].name, outputs[i].path);
    }
    return CHAFF_OK;
}

chaff_status options_settle(chaff_run_options *o, chaff_error *err)
{
    chaff_status status = check_sizes(o, err);

    if (status == CHAFF_OK)
        status = check_fields(o, err);
    if (status == CHAFF_OK)
        status = check_models(o, err);
    if (status == CHAFF_OK)
        status = check_outputs(o, err);
    if (status == CHAFF_OK)
        status = style_settle(o, err);
    return status == CHAFF_OK ? chaff_recipe_settle(&o->recipe, err) : status;
}
