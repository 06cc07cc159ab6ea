/* guard.c - losses by source, before anything is written
 *
 * A loss is the share of a source's documents that are removed, or of its words that
 * are cut, whichever is greater. Sources of few documents lose half easily: a warning
 * above HIGH is given from WARN_FROM documents on (of whole pages more than half is
 * furniture), the refusal knows no such mercy.
 */
#include "run/guard.h"

#include <string.h>

#include "base/status.h"

enum { WARN_FROM = 10, NAMED = 5, HIGH = 50, HIGH_OF_PAGES = 90 };

static void add_document(const run *r, source_loss *l, uint32_t document)
{
    const cut_list *cuts = r->cuts.count ? column_at(&r->cuts, document) : NULL;
    uint64_t words = run_row(r, document)->words;

    l->documents++;
    l->removed += r->kept && r->kept[document] != RUN_KEPT;
    l->cut += cuts ? cuts->asked : 0;
    l->words += words + (cuts && r->options.job == CHAFF_JOB_CLEAN ? cuts->words : 0);
}

double guard_percent(const source_loss *l)
{
    double documents = l->documents ? 100.0 * (double)l->removed / (double)l->documents
                                    : 0;
    double words = l->words ? 100.0 * (double)l->cut / (double)l->words : 0;

    return documents > words ? documents : words;
}

static const char *name_of(const run *r, uint32_t source, char name[128])
{
    chaff_text text = names_text(&r->sources, source);
    size_t size = text.size < 127 ? text.size : 127;

    memcpy(name, text.size ? text.data : "", size);
    name[size] = '\0';
    return size ? name : "the input";
}

static chaff_status judge(run *r, uint32_t source, const source_loss *l, unsigned *named)
{
    double percent = guard_percent(l);
    char name[128];

    if (r->options.max_removed >= 0 && percent > r->options.max_removed)
        return error_set(
            r->err, CHAFF_ERR_GUARD,
            "%s would lose %.1f%%, more than --max-removed %g; "
            "nothing was written; look at --clusters and --spans, or raise it",
            name_of(r, source, name), percent, r->options.max_removed);
    if (percent > (r->options.pages ? HIGH_OF_PAGES : HIGH) &&
        l->documents >= WARN_FROM && (*named)++ < NAMED)
        run_say(r, CHAFF_WARNING, "%s loses %.0f%%", name_of(r, source, name), percent);
    return CHAFF_OK;
}

chaff_status guard_losses(run *r, source_loss **out)
{
    *out = mem_zero(r->sources.count, sizeof **out);
    if (!*out)
        return error_memory(r->err);
    for (uint32_t d = r->against_docs; d < r->documents; d++)
        add_document(r, &(*out)[run_row(r, d)->source], d);
    return CHAFF_OK;
}

chaff_status guard_sources(run *r)
{
    source_loss *losses;
    chaff_status status = guard_losses(r, &losses);
    unsigned named = 0;

    for (uint32_t s = 0; status == CHAFF_OK && s < r->sources.count; s++)
        status = judge(r, s, &losses[s], &named);
    if (named > NAMED)
        run_say(r, CHAFF_WARNING, "%u more sources lose as much", named - NAMED);
    mem_free(losses);
    return status;
}
