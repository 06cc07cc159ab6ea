/* passages.c - cuts become rows, and rows become a list of passages
 *
 * In: the cuts of each document with its text. Out: spans tables in input order;
 * boilerplate.jsonl at the end, each passage with the text of its first place.
 */
#include "run/passages.h"

#include <stdio.h>
#include <string.h>

#include "base/sort.h"
#include "base/status.h"
#include "run/origins.h"
#include "text/json.h"

enum { TABLES = 2 };           /* --spans and the run folder */

struct passages {
    table *tables[TABLES];
    table **twins[TABLES];     /* one a thread */
    size_t table_count;
    const char *boilerplate;
    bool listed;               /* the list is wanted: for a file, or to be learnt */
    passage *list;
    size_t count, capacity;
    origins origins;
    uint32_t *slots;           /* open addressing over `list`: number + 1 */
    size_t slot_count;
    uint64_t left_out;         /* cuts of passages beyond PASSAGES_MOST */
};

static const char *const span_columns_json[] = {"id", "spans", "template_only",
                                                "guarded"};
static const char *const span_columns[] = {"id",   "start", "end",
                                           "docs", "kind",  "text"};
#define TRUE ((chaff_text){"true", 4})
static const char *const kinds[] = {"repeated", "template", "known", "shape"};

static chaff_status open_table(run *r, passages *p, const char *path)
{
    table *t;
    size_t i = p->table_count;
    chaff_status status = table_open(&t, path, span_columns_json, 4, r->err);

    if (status == CHAFF_OK && !table_is_json(t)) {
        table_discard(t);
        status = table_open(&t, path, span_columns, 6, r->err);
    }
    if (status != CHAFF_OK)
        return status;
    p->tables[p->table_count++] = t;
    p->twins[i] = mem_zero(r->threads, sizeof *p->twins[i]);
    if (!p->twins[i])
        return error_memory(r->err);
    for (unsigned thread = 0; thread < r->threads; thread++)
        if (table_twin(&p->twins[i][thread], t) != CHAFF_OK)
            return error_memory(r->err);
    return CHAFF_OK;
}

chaff_status passages_open(run *r, const char *spans, const char *spans_too,
                           const char *boilerplate)
{
    passages *p = mem_zero(1, sizeof *p);
    chaff_status status = CHAFF_OK;

    if (!p)
        return error_memory(r->err);
    r->passages = p;
    p->boilerplate = boilerplate;
    p->listed = boilerplate || r->options.learn;
    if (spans)
        status = open_table(r, p, spans);
    if (status == CHAFF_OK && spans_too)
        status = open_table(r, p, spans_too);
    return status;
}

void passages_free(run *r)
{
    passages *p = r->passages;

    if (!p)
        return;
    for (size_t i = 0; i < p->table_count; i++) {
        for (unsigned t = 0; p->twins[i] && t < r->threads; t++)
            table_discard(p->twins[i][t]);
        mem_free(p->twins[i]);
        table_discard(p->tables[i]);
    }
    mem_free(p->list);
    mem_free(p->origins.pairs);
    mem_free(p->slots);
    mem_free(p);
    r->passages = NULL;
}

/* -- any thread -------------------------------------------------------------------- */

/* What makes two passages one in the list: numbers count alike, and of a template
 * its beginning does ("CONTINUE READING: ..."): up to the first ':' or '|', else two
 * words. */
static uint64_t passage_hash(const buffer *folded, uint32_t kind, buffer *scratch)
{
    unsigned blanks = 0;

    scratch->size = 0;
    if (buffer_reserve(scratch, folded->size) != CHAFF_OK)
        return hash_bytes(folded->data, folded->size, kind);
    for (size_t i = 0; i < folded->size; i++) {
        char c = folded->data[i];
        bool digit = c >= '0' && c <= '9';

        blanks += c == ' ';
        if (kind == CHAFF_SPAN_TEMPLATE && (c == ':' || c == '|' || blanks == 2))
            break;
        if (digit && scratch->size && scratch->data[scratch->size - 1] == '0')
            continue;
        scratch->data[scratch->size++] = digit ? '0' : c;
    }
    return hash_bytes(scratch->data, scratch->size, kind);
}

chaff_status passages_fold_blanks(chaff_text text, buffer *out)
{
    bool blank = false;

    out->size = 0;
    if (buffer_reserve(out, text.size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < text.size; i++) {
        char c = text.data[i];

        if (c == ' ' || c == '\n' || c == '\t' || c == '\r') {
            blank = out->size > 0;
            continue;
        }
        if (blank)
            out->data[out->size++] = ' ';
        blank = false;
        out->data[out->size++] = c;
    }
    return CHAFF_OK;
}

static chaff_status add_notes(sweep_slot *s, kit *k, uint32_t document, chaff_text text,
                              size_t cuts)
{
    for (size_t i = 0; i < cuts; i++) {
        const cut *c = &k->cuts[i];
        passage n = {.document = document,
                     .index = (uint32_t)i,
                     .docs = c->docs,
                     .kind = c->kind,
                     .places = 1};

        if (passages_fold_blanks((chaff_text){text.data + c->start, c->end - c->start},
                        &k->note) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        n.hash = passage_hash(&k->note, c->kind, &k->bytes);
        if (buffer_append(&s->items, &n, sizeof n) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    }
    return CHAFF_OK;
}

void passages_offsets(const run *r, chaff_text text, size_t *edges, size_t count)
{
    static const offset_unit units[] = {OFFSET_BYTES, OFFSET_CHARS, OFFSET_UTF16};

    text_offsets(text, units[r->options.offsets], edges, count);
}

static chaff_status edges_in_unit(const run *r, kit *k, chaff_text text, size_t cuts)
{
    chaff_status status = kit_edges(k, cuts);

    if (status != CHAFF_OK)
        return status;
    passages_offsets(r, text, k->edges, 2 * cuts);
    return CHAFF_OK;
}

/* The array of one document's spans as a JSON token. */
static chaff_status spans_token(kit *k, chaff_text text, size_t cuts)
{
    chaff_status status = CHAFF_OK;

    k->note.size = 0;
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        const cut *c = &k->cuts[i];
        char start[128];

        snprintf(start, sizeof start,
                 "%s{\"start\":%zu,\"end\":%zu,\"docs\":%u,\"kind\":\"%s\",\"text\":",
                 i ? "," : "[", k->edges[2 * i], k->edges[2 * i + 1], c->docs,
                 kinds[c->kind]);
        status = buffer_text(&k->note, start);
        if (status == CHAFF_OK)
            status = json_encode((chaff_text){text.data + c->start, c->end - c->start},
                                 &k->note);
        if (status == CHAFF_OK)
            status = buffer_text(&k->note, "}");
    }
    return status == CHAFF_OK ? buffer_text(&k->note, cuts ? "]" : "[]") : status;
}

/* A document left whole has no spans, and says why. */
static chaff_status add_json_row(table *t, kit *k, chaff_text id, chaff_text text,
                                 size_t cuts, whole_for why)
{
    chaff_status status = spans_token(k, text, cuts);

    if (status != CHAFF_OK)
        return status;
    table_json(t, id);
    table_json(t, (chaff_text){k->note.data, k->note.size});
    if (!cuts)
        table_json(t, why == WHOLE_TEMPLATE ? TRUE : (chaff_text){"false", 5});
    if (!cuts && why == WHOLE_GUARDED)
        table_json(t, TRUE);
    return table_row(t, &k->err);
}

static chaff_status add_flat_rows(table *t, kit *k, chaff_text id, chaff_text text,
                                  size_t cuts, whole_for why)
{
    chaff_status status = CHAFF_OK;

    if (!cuts) {
        table_json(t, id);
        for (int i = 0; i < 3; i++)
            table_count(t, 0);
        table_text(t, why == WHOLE_GUARDED ? (chaff_text){"guarded", 7}
                                           : (chaff_text){"template-only", 13});
        table_text(t, (chaff_text){"", 0});
        status = table_row(t, &k->err);
    }
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        const cut *c = &k->cuts[i];

        table_json(t, id);
        table_count(t, k->edges[2 * i]);
        table_count(t, k->edges[2 * i + 1]);
        table_count(t, c->docs);
        table_text(t, (chaff_text){kinds[c->kind], strlen(kinds[c->kind])});
        table_text(t, (chaff_text){text.data + c->start, c->end - c->start});
        status = table_row(t, &k->err);
    }
    return status;
}

chaff_status passages_note(sweep_slot *s, kit *k, uint32_t document, const doc *d,
                           size_t cuts)
{
    const run *r = s->run;
    const passages *p = r->passages;
    size_t thread = (size_t)(k - r->kits);
    chaff_status status = CHAFF_OK;

    if (!p)
        return CHAFF_OK;
    if (p->listed)
        status = add_notes(s, k, document, d->text, cuts);
    if (status == CHAFF_OK && p->table_count)
        status = edges_in_unit(r, k, d->text, cuts);
    for (size_t i = 0; status == CHAFF_OK && i < p->table_count; i++) {
        table *twin = p->twins[i][thread];

        k->bytes.size = 0;
        status = run_id(r, document, &k->bytes);
        if (status == CHAFF_OK)
            status = (table_is_json(twin) ? add_json_row : add_flat_rows)(
                twin, k, (chaff_text){k->bytes.data, k->bytes.size}, d->text, cuts,
                run_whole(r, document));
        if (status == CHAFF_OK)
            status = table_move_rows(twin, &s->outs[1 + i]);
    }
    return status;
}

/* -- in order ---------------------------------------------------------------------- */

static chaff_status grow_slots(passages *p)
{
    size_t count = p->slot_count ? 2 * p->slot_count : 1024;
    uint32_t *slots = mem_zero(count, sizeof *slots);

    if (!slots)
        return CHAFF_ERR_MEMORY;
    mem_free(p->slots);
    p->slots = slots;
    p->slot_count = count;
    for (size_t i = 0; i < p->count; i++) {
        size_t slot = p->list[i].hash & (count - 1);

        while (slots[slot])
            slot = (slot + 1) & (count - 1);
        slots[slot] = (uint32_t)i + 1;
    }
    return CHAFF_OK;
}

/* Room in the list for a passage that is not there yet. */
static chaff_status add_passage(passages *p, const passage *n, size_t slot)
{
    if (mem_grow((void **)&p->list, &p->capacity, p->count + 1, sizeof *p->list) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    p->list[p->count++] = *n;
    p->slots[slot] = (uint32_t)p->count;
    return CHAFF_OK;
}

static chaff_status take_note(passages *p, const passage *n, uint32_t source)
{
    size_t slot;

    if (2 * (p->count + 1) > p->slot_count && grow_slots(p) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    slot = n->hash & (p->slot_count - 1);
    while (p->slots[slot] && p->list[p->slots[slot] - 1].hash != n->hash)
        slot = (slot + 1) & (p->slot_count - 1);
    if (p->slots[slot]) {
        passage *known = &p->list[p->slots[slot] - 1];

        known->places++;
        if (known->docs < n->docs)
            known->docs = n->docs;
    } else if (p->count == PASSAGES_MOST) {
        p->left_out++;
        return CHAFF_OK;
    } else if (add_passage(p, n, slot) != CHAFF_OK) {
        return CHAFF_ERR_MEMORY;
    }
    return source ? origins_add(&p->origins, p->slots[slot] - 1, source) : CHAFF_OK;
}

chaff_status passages_take(sweep_slot *s)
{
    run *r = s->run;
    passages *p = r->passages;
    const passage *notes = (const void *)s->items.data;
    chaff_status status = CHAFF_OK;

    if (!p)
        return CHAFF_OK;
    for (size_t i = 0; i < s->items.size / sizeof *notes; i++) {
        uint32_t source = run_row(r, notes[i].document)->source;

        if (take_note(p, &notes[i], names_text(&r->sources, source).size ? source + 1
                                                                         : 0) !=
            CHAFF_OK)
            return error_memory(r->err);
    }
    for (size_t i = 0; status == CHAFF_OK && i < p->table_count; i++)
        status = table_append(p->tables[i], &s->outs[1 + i], r->err);
    return status;
}

/* -- the list ---------------------------------------------------------------------- */

static chaff_status count_sources(passages *p)
{
    if (origins_sort(&p->origins) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < p->origins.count; i++)
        p->list[p->origins.pairs[i] >> 32].sources++;
    return CHAFF_OK;
}

const passage *passages_list(const run *r, size_t *count)
{
    *count = r->passages->count;
    return r->passages->list;
}

static chaff_status write_passage(run *r, passage_home *home, table *t,
                                  const passage *p)
{
    kit *k = run_writer(r);
    sketch_print print;
    chaff_text text;
    chaff_status status = passages_text(r, home, p, &text);

    if (status == CHAFF_OK)
        status = worker_print(k->worker, text, false, &print);
    if (status != CHAFF_OK)
        return status;
    table_text(t, text);
    table_count(t, p->docs > p->places ? p->docs : p->places);
    table_count(t, print.words);
    table_text(t, (chaff_text){kinds[p->kind], strlen(kinds[p->kind])});
    table_count(t, p->sources);
    return table_row(t, r->err);
}

/* Most frequent first, then in the order met: indices of the list as items. */
static chaff_status order_list(run *r, const passages *p, sort_pair **out)
{
    sort_pair *order = mem_alloc(p->count, sizeof *order),
              *spare = mem_alloc(p->count, sizeof *spare);

    *out = order;
    for (size_t i = 0; order && spare && i < p->count; i++) {
        uint64_t docs = p->list[i].docs, places = p->list[i].places;

        order[i] = (sort_pair){UINT64_MAX - (docs > places ? docs : places),
                               (uint32_t)i, 0};
    }
    if (order && spare)
        sort_pairs(order, spare, p->count);
    mem_free(spare);
    if (order && spare)
        return CHAFF_OK;
    mem_free(order);
    *out = NULL;
    return error_memory(r->err);
}

static chaff_status write_list(run *r, passages *p)
{
    static const char *const columns[] = {"text", "docs", "words", "kind", "sources"};
    passage_home home = {0};
    sort_pair *order;
    table *t = NULL;
    chaff_status status = order_list(r, p, &order);

    if (status == CHAFF_OK)
        status = table_open(&t, p->boilerplate, columns, 5, r->err);
    for (size_t i = 0; status == CHAFF_OK && i < p->count; i++)
        status = write_passage(r, &home, t, &p->list[order[i].item]);
    if (status == CHAFF_OK) {
        status = table_commit(t, r->err);
        t = NULL;
    }
    table_discard(t);
    mem_free(order);
    return status;
}

chaff_status passages_top(run *r, size_t most, buffer *out)
{
    const passages *p = r->passages;
    sort_pair *order = NULL;
    chaff_status status = p ? order_list(r, p, &order) : CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && p && i < p->count && i < most; i++)
        status = buffer_append(out, &p->list[order[i].item], sizeof *p->list);
    mem_free(order);
    return status == CHAFF_OK ? CHAFF_OK : error_memory(r->err);
}

const char *passages_kind(uint32_t kind)
{
    return kinds[kind];
}

chaff_status passages_commit(run *r)
{
    passages *p = r->passages;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < p->table_count; i++) {
        table *t = p->tables[i];

        p->tables[i] = NULL;
        status = table_commit(t, r->err);
    }
    if (status == CHAFF_OK && count_sources(p) != CHAFF_OK)
        status = error_memory(r->err);
    if (status == CHAFF_OK && p->boilerplate)
        status = write_list(r, p);
    if (p->left_out)
        run_say(
            r, CHAFF_NOTE,
            "the list of passages ends after %d different ones; %llu cuts of others "
            "are in the spans",
            PASSAGES_MOST, (unsigned long long)p->left_out);
    return status;
}
