/* prose.c - the warning that much running prose would go, with the passages behind it
 *
 * Reads what is cut once more, and only when there is something to warn of. Passages
 * are told apart by their text, white space folded; the biggest are those that take
 * most bytes in all places together.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "run/guard.h"
#include "run/passages.h"
#include "run/sweep.h"

enum {
    PROSE_SHARE = 20,          /* one in so many words of prose may go without a word */
    NAMED = 5,
    QUOTED = 36,               /* characters of each */
    ROOM = 1 << 16,            /* different passages that are counted, the first met */
    SLOTS = 2 * ROOM
};

typedef struct loss {
    uint64_t hash, bytes, places;
    uint32_t document, index;
} loss;

typedef struct losses {
    run *run;
    loss *list;
    uint32_t *slots;           /* open addressing: number + 1 */
    size_t count;
} losses;

static chaff_status note_cuts(sweep_slot *s, kit *k, uint32_t document, const doc *d)
{
    size_t cuts;
    doc whole;
    chaff_status status = run_cuts(s->run, k, document, &cuts);

    (void)d;
    if (status != CHAFF_OK || !cuts)
        return status;
    status = sweep_read(s, k, document, &whole);
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        const cut *c = &k->cuts[i];
        loss l = {0, c->end - c->start, 1, document, (uint32_t)i};

        if (c->kind != CHAFF_SPAN_REPEATED || c->end > whole.text.size)
            continue;
        status = passages_fold_blanks(
            (chaff_text){whole.text.data + c->start, l.bytes}, &k->note);
        l.hash = hash_bytes(k->note.data, k->note.size, 0);
        if (status == CHAFF_OK)
            status = buffer_append(&s->items, &l, sizeof l);
    }
    return status;
}

static chaff_status take_losses(sweep_slot *s, void *self)
{
    losses *all = self;
    const loss *list = (const void *)s->items.data;

    for (size_t i = 0; i < s->items.size / sizeof *list; i++) {
        size_t slot = list[i].hash & (SLOTS - 1);

        while (all->slots[slot] && all->list[all->slots[slot] - 1].hash != list[i].hash)
            slot = (slot + 1) & (SLOTS - 1);
        if (all->slots[slot]) {
            all->list[all->slots[slot] - 1].bytes += list[i].bytes;
            all->list[all->slots[slot] - 1].places++;
        } else if (all->count < ROOM) {
            all->list[all->count++] = list[i];
            all->slots[slot] = (uint32_t)all->count;
        }
    }
    return CHAFF_OK;
}

/* Most bytes first, then in input order. */
static int compare(const void *left, const void *right)
{
    const loss *a = left, *b = right;

    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    if (a->document != b->document)
        return a->document < b->document ? -1 : 1;
    return a->index < b->index ? -1 : a->index > b->index;
}

/* The beginning of a passage in quotes, and how often it stands. */
static size_t quote(chaff_text text, uint64_t places, char *out, size_t room)
{
    size_t size = 0, characters = 0;
    int length;

    for (; size < text.size; size++) {
        characters += ((unsigned char)text.data[size] & 0xC0) != 0x80;
        if (characters > QUOTED)
            break;
    }
    length = snprintf(out, room, "; \"%.*s%s\" (%llu)", (int)size,
                      text.data, size < text.size ? "..." : "",
                      (unsigned long long)places);
    return length < 0 || (size_t)length >= room ? room - 1 : (size_t)length;
}

static chaff_status quote_loss(run *r, const loss *l, char *out, size_t room,
                               size_t *size)
{
    const passage lost = {.document = l->document, .index = l->index};
    passage_home home = {0};
    chaff_text text;
    chaff_status status = passages_text(r, &home, &lost, &text);

    if (status == CHAFF_OK)
        *size += quote(text, l->places, out + *size, room - *size);
    return status;
}

static chaff_status warn(losses *all)
{
    run *r = all->run;
    const chaff_report *p = r->report;
    char line[900] = "";
    size_t size = 0;
    chaff_status status = CHAFF_OK;

    qsort(all->list, all->count, sizeof *all->list, compare);
    for (size_t i = 0; status == CHAFF_OK && i < all->count && i < NAMED; i++)
        status = quote_loss(r, &all->list[i], line, sizeof line, &size);
    if (status == CHAFF_OK)
        run_say(r, CHAFF_WARNING,
                "%.1f%% of all running prose goes because it repeats here and there; "
                "is it content? --keep-prose leaves it in%s",
                100.0 * (double)p->cut_prose / (double)p->prose, line);
    return status;
}

chaff_status guard_prose(run *r)
{
    losses all = {.run = r};
    sweep s = {.stage = "weighing",
               .blind = true,
               .first = r->against_docs,
               .work = note_cuts,
               .take = take_losses,
               .self = &all};
    chaff_status status = CHAFF_OK;

    if (!r->options.message || r->options.pages ||
        r->report->cut_prose <= r->report->prose / PROSE_SHARE)
        return CHAFF_OK;
    all.list = mem_alloc(ROOM, sizeof *all.list);
    all.slots = mem_zero(SLOTS, sizeof *all.slots);
    if (!all.list || !all.slots)
        status = error_memory(r->err);
    if (status == CHAFF_OK)
        status = sweep_documents(r, &s);
    if (status == CHAFF_OK)
        status = warn(&all);
    mem_free(all.list);
    mem_free(all.slots);
    return status;
}
