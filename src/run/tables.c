/* tables.c - rows about documents, named by their ids
 *
 * In: decisions and ids. Out: pairs ascending by (a, b); clusters in order of their
 * first document, the kept one first; removed ids in input order.
 */
#include "run/tables.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/repeats.h"
#include "base/status.h"
#include "run/borderline.h"
#include "run/clusters.h"
#include "run/likeness.h"
#include "run/pairing.h"
#include "text/json.h"
#include "text/output.h"

/* -- ids --------------------------------------------------------------------------- */

static uint64_t id_key(const void *self, uint32_t document)
{
    return run_row(self, document)->id_hash;
}

/* The hashes decide; two different ids with one 64-bit hash would only be named
 * twice. */
chaff_status ids_check(run *r)
{
    sort_pair *pairs;
    size_t count;

    if (repeats_find(r->documents, id_key, r, &pairs, &count) != CHAFF_OK)
        return error_memory(r->err);
    for (size_t i = 1; i < count; i++) {
        if (pairs[i].key != pairs[i - 1].key || pairs[i - 1].item < r->against_docs)
            continue;
        if (!r->repeats && !(r->repeats = mem_zero(r->documents, 1))) {
            mem_free(pairs);
            return error_memory(r->err);
        }
        r->repeats[pairs[i].item] = r->repeats[pairs[i - 1].item] = 1;
        r->report->repeated_ids++;
    }
    mem_free(pairs);
    if (r->report->repeated_ids)
        run_say(r, CHAFF_WARNING,
                r->report->repeated_ids == 1
                    ? "%" PRIu64 " document has an id that an earlier one has; "
                      "'at' tells them apart"
                    : "%" PRIu64 " documents have an id that an earlier one has; "
                      "'at' tells them apart",
                r->report->repeated_ids);
    return CHAFF_OK;
}

chaff_status document_place(run *r, uint32_t document, buffer *out)
{
    record_ref ref = run_row(r, document)->ref;
    char digits[32];
    uint64_t line;
    chaff_status status;

    out->size = 0;
    if (!r->repeats || !r->repeats[document])
        return CHAFF_OK;
    status = reader_line(run_writer(r)->reader, ref, &line, r->err);
    snprintf(digits, sizeof digits, ":%" PRIu64, status == CHAFF_OK ? line : 0);
    if (status == CHAFF_OK)
        status = buffer_text(out, corpus_input(r->corpus, ref.input)->path);
    return status == CHAFF_OK ? buffer_text(out, digits) : status;
}

static chaff_status id_and_place(run *r, uint32_t document, buffer *id, buffer *place)
{
    chaff_status status;

    id->size = 0;
    status = run_id(r, document, id);
    return status == CHAFF_OK ? document_place(r, document, place) : status;
}

static chaff_text text_of(const buffer *b)
{
    return (chaff_text){b->data, b->size};
}

static chaff_text words_of(const char *text)
{
    return (chaff_text){text, strlen(text)};
}

static chaff_status write_id_line(run *r, output *o, uint32_t document, buffer *token,
                                  buffer *id)
{
    chaff_status status;
    size_t start = 0;

    token->size = id->size = 0;
    status = run_id(r, document, token);
    if (status == CHAFF_OK)
        status = token->size && token->data[0] == '"'
                     ? json_decode(text_of(token), id)
                     : buffer_append(id, token->data, token->size);
    for (size_t i = 0; status == CHAFF_OK && i <= id->size; i++) {
        bool escape = i < id->size && (id->data[i] == '\n' || id->data[i] == '\r' ||
                                       id->data[i] == '\\');

        if (i < id->size && !escape)
            continue;
        status = output_write(o, id->data + start, i - start, r->err);
        if (status == CHAFF_OK && escape)
            status = output_write(o,
                                  id->data[i] == '\n'   ? "\\n"
                                  : id->data[i] == '\r' ? "\\r"
                                                        : "\\\\",
                                  2, r->err);
        start = i + 1;
    }
    return status == CHAFF_OK ? output_write(o, "\n", 1, r->err) : status;
}

chaff_status ids_write(run *r, const char *path)
{
    buffer token = {0}, id = {0};
    uint64_t shared = 0;
    output *o;
    chaff_status status = output_open(&o, path, r->err);

    for (uint32_t d = r->against_docs;
         status == CHAFF_OK && r->kept && d < r->documents; d++)
        if (r->kept[d] != RUN_KEPT) {
            status = write_id_line(r, o, d, &token, &id);
            shared += r->repeats && r->repeats[d];
        }
    if (shared)
        run_say(r, CHAFF_WARNING,
                shared == 1
                    ? "%" PRIu64 " of the ids in '%s' belongs to another document "
                      "too; --removed and --clusters tell which is meant"
                    : "%" PRIu64 " of the ids in '%s' belong to other documents too; "
                      "--removed and --clusters tell which is meant",
                shared, path);
    buffer_release(&token);
    buffer_release(&id);
    if (status == CHAFF_OK)
        return output_commit(o, r->err);
    output_discard(o);
    return status;
}

/* -- pairs ------------------------------------------------------------------------- */

static const char *const pair_columns[] = {
    "a", "b", "jaccard", "a_in_b", "b_in_a", "shared", "relation", "a_at", "b_at"};

chaff_status pairs_open(pair_tables *p, run *r, const char *path, const char *path_too)
{
    const char *paths[] = {path, path_too};
    chaff_status status = CHAFF_OK;

    *p = (pair_tables){.run = r, .with_places = r->repeats != NULL};
    for (int i = 0; status == CHAFF_OK && i < 2; i++)
        if (paths[i] &&
            (status = table_open(&p->tables[p->count], paths[i], pair_columns,
                                 p->with_places ? 9 : 7, r->err)) == CHAFF_OK)
            p->count++;
    return status;
}

/* Shares from which two documents are called near, and one is called held by the
 * other. */
static const double NEAR = 0.8, HELD = 0.9;

static const char *relation_of(const run *r, uint32_t a, uint32_t b,
                               const chaff_likeness *l)
{
    const hash128 *x = &run_row(r, a)->sequence, *y = &run_row(r, b)->sequence;

    if (x->low == y->low && x->high == y->high)
        return "exact";
    if (l->jaccard >= NEAR)
        return "near";
    if (l->b_in_a >= HELD)
        return "contains";
    return l->a_in_b >= HELD ? "contained" : "overlap";
}

chaff_status pairs_write(void *self, uint32_t a, uint32_t b, const chaff_likeness *l)
{
    pair_tables *p = self;
    run *r = p->run;
    chaff_status status = id_and_place(r, a, &p->ids[0], &p->places[0]);

    if (status == CHAFF_OK)
        status = id_and_place(r, b, &p->ids[1], &p->places[1]);
    for (size_t i = 0; status == CHAFF_OK && i < p->count; i++) {
        table *t = p->tables[i];

        table_json(t, text_of(&p->ids[0]));
        table_json(t, text_of(&p->ids[1]));
        table_number(t, l->jaccard);
        table_number(t, l->a_in_b);
        table_number(t, l->b_in_a);
        table_count(t, l->shared);
        table_text(t, words_of(relation_of(r, a, b, l)));
        for (int side = 0; p->with_places && side < 2; side++)
            table_text(t, text_of(&p->places[side]));
        status = table_row(t, r->err);
    }
    r->report->pairs++;
    if (r->similar)
        r->similar[(int)(100 * borderline_measure(r, l) + 1e-9)]++;
    return status;
}

static chaff_status write_removed_pair(pair_tables *p, uint32_t document)
{
    run *r = p->run;
    uint32_t kept = r->kept[document];
    chaff_likeness l;
    chaff_status status = run_likeness(r, run_writer(r), document, &l, r->err);

    if (status != CHAFF_OK)
        return status;
    if (document < kept)
        return pairs_write(p, document, kept, &l);
    l = (chaff_likeness){l.b_count, l.a_count, l.shared, l.jaccard, l.b_in_a, l.a_in_b};
    return pairs_write(p, kept, document, &l);
}

chaff_status pairs_write_removed(pair_tables *p)
{
    run *r = p->run;
    size_t count = 0, room = r->report->removed;
    sort_pair *pairs = mem_alloc(room, sizeof *pairs),
              *spare = mem_alloc(room, sizeof *spare);
    chaff_status status = pairs && spare ? CHAFF_OK : error_memory(r->err);

    for (uint32_t d = r->against_docs;
         status == CHAFF_OK && r->kept && d < r->documents; d++) {
        uint32_t kept = r->kept[d], a = d < kept ? d : kept, b = d < kept ? kept : d;

        if (kept != RUN_KEPT)
            pairs[count++] = (sort_pair){(uint64_t)a << 32 | b, d, 0};
    }
    if (status == CHAFF_OK)
        sort_pairs(pairs, spare, count);
    for (size_t i = 0; status == CHAFF_OK && i < count; i++)
        status = write_removed_pair(p, pairs[i].item);
    mem_free(pairs);
    mem_free(spare);
    return status;
}

chaff_status pairs_close(pair_tables *p, chaff_status status)
{
    for (size_t i = 0; i < p->count; i++) {
        if (status == CHAFF_OK)
            status = table_commit(p->tables[i], p->run->err);
        else
            table_discard(p->tables[i]);
    }
    for (int i = 0; i < 2; i++) {
        buffer_release(&p->ids[i]);
        buffer_release(&p->places[i]);
    }
    p->count = 0;
    return status;
}

/* -- clusters ---------------------------------------------------------------------- */

chaff_status clusters_members(const run *r, sort_pair **out)
{
    size_t room = r->report->clustered, count = 0;
    sort_pair *pairs = mem_alloc(room, sizeof *pairs),
              *spare = mem_alloc(room, sizeof *spare);

    *out = pairs;
    if (pairs && spare) {
        for (uint32_t d = 0; d < r->documents; d++) {
            uint32_t cluster = cluster_of(r, d);

            if (cluster != CLUSTER_NONE)
                pairs[count++] = (sort_pair){
                    (uint64_t)cluster << 1 | (cluster_head(r, d) != d), d, 0};
        }
        sort_pairs(pairs, spare, count);
    }
    mem_free(spare);
    if (pairs && spare)
        return CHAFF_OK;
    mem_free(pairs);
    *out = NULL;
    return error_memory(r->err);
}

chaff_status clusters_likeness(const run *r, uint32_t document, chaff_likeness *l)
{
    *l = (chaff_likeness){.jaccard = 1, .a_in_b = 1, .b_in_a = 1};
    if (r->kept[document] == RUN_KEPT || pairing_equal(r, document))
        return CHAFF_OK;
    return run_likeness(r, run_writer(r), document, l, r->err);
}

static chaff_status write_member(run *r, table *t, uint32_t document, buffer *ids,
                                 buffer *place)
{
    bool kept = r->kept[document] == RUN_KEPT;
    chaff_likeness l;
    chaff_status status = clusters_likeness(r, document, &l);

    if (status == CHAFF_OK)
        status = id_and_place(r, document, &ids[0], place);
    ids[1].size = 0;
    if (status == CHAFF_OK)
        status = run_id(r, cluster_head(r, document), &ids[1]);
    if (status != CHAFF_OK)
        return status;
    table_count(t, cluster_of(r, document));
    table_count(t, r->cluster_sizes[cluster_head(r, document)]);
    table_text(t, words_of(kept ? "kept" : "copy"));
    table_json(t, text_of(&ids[0]));
    table_json(t, text_of(&ids[1]));
    table_number(t, l.jaccard);
    table_number(t, l.a_in_b);
    table_number(t, l.b_in_a);
    if (r->repeats)
        table_text(t, text_of(place));
    return table_row(t, r->err);
}

chaff_status clusters_write(run *r, const char *path)
{
    static const char *const columns[] = {"cluster", "size",     "role",     "id", "of",
                                          "jaccard", "id_in_of", "of_in_id", "at"};
    buffer ids[2] = {{0}, {0}}, place = {0};
    sort_pair *members = NULL;
    table *t;
    chaff_status status = table_open(&t, path, columns, r->repeats ? 9 : 8, r->err);

    if (status == CHAFF_OK)
        status = clusters_members(r, &members);
    for (size_t i = 0; status == CHAFF_OK && i < r->report->clustered; i++)
        status = write_member(r, t, members[i].item, ids, &place);
    if (status == CHAFF_OK)
        status = table_commit(t, r->err);
    else
        table_discard(t);
    mem_free(members);
    buffer_release(&ids[0]);
    buffer_release(&ids[1]);
    buffer_release(&place);
    return status;
}

/* Control characters in an id (of UTF-8: below 20, 7F, C2 80 to C2 9F) must not reach a
 * terminal, nor marks that turn the direction of writing (E2 80 AA to E2 80 AE,
 * E2 81 A6 to E2 81 A9). */
static size_t hidden_size(const unsigned char *c, size_t left)
{
    if (*c < 0x20 || *c == 0x7F)
        return 1;
    if (left >= 2 && c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0)
        return 2;
    if (left >= 3 && c[0] == 0xE2 &&
        ((c[1] == 0x80 && c[2] >= 0xAA && c[2] <= 0xAE) ||
         (c[1] == 0x81 && c[2] >= 0xA6 && c[2] <= 0xA9)))
        return 3;
    return 0;
}

/* A string id without its quotes and escapes. */
static chaff_status append_readable(buffer *line, const buffer *token, buffer *id)
{
    chaff_status status = CHAFF_OK;

    id->size = 0;
    if (token->size && token->data[0] == '"')
        status = json_decode(text_of(token), id);
    else
        status = buffer_append(id, token->data, token->size);
    for (size_t i = 0; status == CHAFF_OK && i < id->size;) {
        const char *at = id->data + i;
        size_t hidden = hidden_size((const unsigned char *)at, id->size - i);

        status = buffer_append(line, hidden ? "?" : at, 1);
        i += hidden ? hidden : 1;
    }
    return status;
}

/* line[0] is filled in; the others are scratch. */
static chaff_status write_line(run *r, output *o, uint32_t document, buffer line[4])
{
    uint32_t head = cluster_head(r, document);
    char start[96];
    chaff_likeness l;
    chaff_status status = clusters_likeness(r, document, &l);

    if (status != CHAFF_OK)
        return status;
    line[0].size = 0;
    if (document == head)
        snprintf(start, sizeof start, "cluster %u: %u documents\n        ",
                 cluster_of(r, document), r->cluster_sizes[head]);
    else
        snprintf(start, sizeof start, "%6.1f%% ", 100 * l.jaccard);
    status = buffer_text(&line[0], start);
    if (status == CHAFF_OK)
        status = id_and_place(r, document, &line[1], &line[2]);
    if (status == CHAFF_OK)
        status = append_readable(&line[0], &line[1], &line[3]);
    if (status == CHAFF_OK && line[2].size) {
        status = buffer_text(&line[0], "  ");
        if (status == CHAFF_OK)
            status = append_readable(&line[0], &line[2], &line[3]);
    }
    if (status == CHAFF_OK)
        status = buffer_text(&line[0], "\n");
    return status == CHAFF_OK ? output_write(o, line[0].data, line[0].size, r->err)
                              : status;
}

chaff_status clusters_write_readable(run *r)
{
    buffer line[4] = {{0}, {0}, {0}, {0}};
    sort_pair *members = NULL;
    output *o;
    chaff_status status = output_open(&o, "-", r->err);

    if (status == CHAFF_OK)
        status = clusters_members(r, &members);
    for (size_t i = 0; status == CHAFF_OK && i < r->report->clustered; i++)
        status = write_line(r, o, members[i].item, line);
    if (status == CHAFF_OK)
        status = output_commit(o, r->err);
    else
        output_discard(o);
    mem_free(members);
    for (int i = 0; i < 4; i++)
        buffer_release(&line[i]);
    return status;
}
