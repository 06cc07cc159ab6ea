/* save.c - a sealed model as the content of a file */
#include "boiler/save.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "boiler/judge.h"

/* The passages of this corpus behind those of the models in use. */
static chaff_status join_passages(const chaff_boiler *b, const store_passage *own,
                                  size_t own_count, store_passage **list,
                                  size_t *count, buffer *room, chaff_error *err)
{
    store_passage *all;
    chaff_status status = CHAFF_OK;

    *list = NULL;
    *count = 0;
    if (b->store)
        status = store_passages(b->store, list, count, room, err);
    if (status != CHAFF_OK)
        return status;
    all = mem_resize(*list, *count + own_count, sizeof *all);
    if (!all)
        return error_memory(err);
    *list = all;
    if (own_count > 0)
        memcpy(all + *count, own, own_count * sizeof *own);
    *count = passages_merge(all, *count + own_count);
    return CHAFF_OK;
}

chaff_status boiler_save(const chaff_boiler *b, const char *path,
                         store_passage *passages, size_t count, chaff_error *err)
{
    store_content content = {0};
    store_passage *list = NULL;
    buffer room = {0};
    chaff_status status;

    if (!b->sealed || !b->learnt)
        return error_set(err, CHAFF_ERR_STATE,
                         "a boilerplate model that is saved must be sealed, and made "
                         "to learn");
    count = passages_merge(passages, count);
    status = join_passages(b, passages, count, &list, &content.passage_count, &room,
                           err);
    content.docs = b->source_docs[0];
    content.sources = b->learnt->sources;
    content.source_count = b->sources;
    content.grams = b->learnt->grams;
    content.entries = b->learnt->entries;
    content.passages = list;
    if (b->known)
        content.phrases = known_text(b->known);
    if (status == CHAFF_OK)
        status = store_write(path, &content, err);
    mem_free(list);
    buffer_release(&room);
    return status;
}

chaff_status chaff_boiler_save(const chaff_boiler *b, const char *path,
                               chaff_error *err)
{
    return boiler_save(b, path, NULL, 0, err);
}
