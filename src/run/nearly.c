/* nearly.c - a bounded list that is thinned out as it fills
 *
 * Notes come in input order, so which of two alike stays, and when the list is thinned,
 * depends on the input only.
 */
#include "run/nearly.h"

#include <stdlib.h>
#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "report/table.h"
#include "run/passages.h"

enum {
    ROOM = 1 << 14,            /* notes held */
    KEPT = 1 << 12,            /* ... after thinning, of each side */
    SLOTS = 2 * ROOM           /* a power of two */
};

typedef struct note {
    borderline_unit unit;
    uint64_t hash;             /* of its figures */
    uint64_t distance;         /* from the line: the ratio, 2^20 for one */
    uint32_t document;
    uint32_t order;            /* of arrival */
} note;

struct nearly {
    note *notes;
    uint16_t *slots;           /* open addressing: number + 1 */
    size_t count;
    uint32_t arrived;
};

chaff_status nearly_open(run *r)
{
    nearly *b = mem_zero(1, sizeof *b);

    r->nearly = b;
    if (!b)
        return error_memory(r->err);
    b->notes = mem_alloc(ROOM, sizeof *b->notes);
    b->slots = mem_zero(SLOTS, sizeof *b->slots);
    return b->notes && b->slots ? CHAFF_OK : error_memory(r->err);
}

void nearly_free(run *r)
{
    if (!r->nearly)
        return;
    mem_free(r->nearly->notes);
    mem_free(r->nearly->slots);
    mem_free(r->nearly);
    r->nearly = NULL;
}

/* -- any thread -------------------------------------------------------------------- */

static uint64_t hash_figures(const borderline_unit *u)
{
    uint32_t figures[] = {u->docs, u->need, u->words, u->end - u->start,
                          (uint32_t)u->cut, (uint32_t)u->rule[0]};

    return hash_bytes(figures, sizeof figures, 0);
}

static uint64_t distance_of(const borderline_unit *u)
{
    uint64_t less = u->docs < u->need ? u->docs : u->need;
    uint64_t more = u->docs < u->need ? u->need : u->docs;

    return (more << 20) / (less ? less : 1);
}

chaff_status nearly_note(kit *k, uint32_t document, buffer *notes)
{
    note n = {.document = document};
    size_t at = 0;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && boiler_worker_borderline(k->boiler, &at, &n.unit)) {
        n.hash = hash_figures(&n.unit);
        n.distance = distance_of(&n.unit);
        status = buffer_append(notes, &n, sizeof n);
    }
    return status;
}

/* -- in order ---------------------------------------------------------------------- */

/* The kept before the cut, the nearest first, the longest first, then as they came. */
static int compare(const void *left, const void *right)
{
    const note *a = left, *b = right;

    if (a->unit.cut != b->unit.cut)
        return a->unit.cut ? 1 : -1;
    if (a->distance != b->distance)
        return a->distance < b->distance ? -1 : 1;
    if (a->unit.words != b->unit.words)
        return a->unit.words > b->unit.words ? -1 : 1;
    return a->order < b->order ? -1 : a->order > b->order;
}

static size_t slot_of(const nearly *b, uint64_t hash)
{
    size_t slot = hash & (SLOTS - 1);

    while (b->slots[slot] && b->notes[b->slots[slot] - 1].hash != hash)
        slot = (slot + 1) & (SLOTS - 1);
    return slot;
}

/* Sort, and drop what is far from the line. */
static void thin_out(nearly *b, size_t most)
{
    size_t sides[2] = {0, 0}, kept = 0;

    qsort(b->notes, b->count, sizeof *b->notes, compare);
    memset(b->slots, 0, SLOTS * sizeof *b->slots);
    for (size_t i = 0; i < b->count; i++)
        if (sides[b->notes[i].unit.cut]++ < most) {
            b->notes[kept] = b->notes[i];
            b->slots[slot_of(b, b->notes[kept].hash)] = (uint16_t)(kept + 1);
            kept++;
        }
    b->count = kept;
}

chaff_status nearly_take(run *r, const buffer *notes)
{
    nearly *b = r->nearly;
    const note *list = (const void *)notes->data;

    for (size_t i = 0; i < notes->size / sizeof *list; i++) {
        size_t slot = slot_of(b, list[i].hash);

        if (b->slots[slot])
            continue;
        if (b->count == ROOM) {
            thin_out(b, KEPT);
            slot = slot_of(b, list[i].hash);
        }
        b->notes[b->count] = list[i];
        b->notes[b->count].order = b->arrived++;
        b->slots[slot] = (uint16_t)++b->count;
    }
    return CHAFF_OK;
}

/* -- the table --------------------------------------------------------------------- */

static chaff_status write_note(run *r, passage_home *home, table *t, const note *n)
{
    kit *k = run_writer(r);
    size_t edges[2] = {n->unit.start, n->unit.end};
    chaff_text text;
    chaff_status status = passages_home(r, home, n->document);

    if (status != CHAFF_OK)
        return status;
    if (n->unit.end > home->text.size)
        return error_set(r->err, CHAFF_ERR_IO,
                         "an input changed while it was read; run again");
    text = (chaff_text){home->text.data + n->unit.start, n->unit.end - n->unit.start};
    if (passages_fold_blanks(text, &k->note) != CHAFF_OK)
        return error_memory(r->err);
    passages_offsets(r, home->text, edges, 2);
    k->bytes.size = 0;
    status = run_id(r, n->document, &k->bytes);
    if (status != CHAFF_OK)
        return status;
    table_text(t, (chaff_text){k->note.data, k->note.size});
    table_count(t, n->unit.docs);
    table_count(t, n->unit.need);
    table_text(t, n->unit.cut ? (chaff_text){"cut", 3} : (chaff_text){"kept", 4});
    table_text(t, (chaff_text){n->unit.rule, strlen(n->unit.rule)});
    table_count(t, n->unit.words);
    table_json(t, (chaff_text){k->bytes.data, k->bytes.size});
    table_count(t, edges[0]);
    table_count(t, edges[1]);
    return table_row(t, r->err);
}

chaff_status nearly_write(run *r, const char *path)
{
    static const char *const columns[] = {"text",  "docs", "need",  "verdict", "rule",
                                          "words", "id",   "start", "end"};
    nearly *b = r->nearly;
    passage_home home = {0};
    table *t;
    chaff_status status = table_open(&t, path, columns, 9, r->err);

    if (status != CHAFF_OK)
        return status;
    thin_out(b, NEARLY_MOST);
    for (size_t i = 0; status == CHAFF_OK && i < b->count; i++)
        status = write_note(r, &home, t, &b->notes[i]);
    if (status == CHAFF_OK)
        return table_commit(t, r->err);
    table_discard(t);
    return status;
}
