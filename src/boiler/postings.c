/* postings.c - equal hashes of a partition side by side, as lists that can be read
 * again
 *
 * With a store or something to learn, lists follow their hashes; and a hash of the
 * store has a list even where it stands but once.
 */
#include "boiler/postings.h"

#include <string.h>

#include "base/mem.h"
#include "base/status.h"
#include "boiler/group.h"

enum {
    WRITE_BYTES = 1 << 16,
    FETCH_AHEAD = 24           /* items */
};

/* -- lists ------------------------------------------------------------------------- */

/* A partition's lists in the making. */
typedef struct listing {
    rounds *rounds;
    size_t part;
    list_room *room;
    store_stream *known;       /* NULL: no store */
    chaff_error *err;
} listing;

/* Items of one hash, and what their documents are. */
typedef struct spread {
    size_t count;
    uint32_t docs;             /* the first, and those that are no copies */
    bool again;                /* one stands there twice */
    bool apart;                /* not all are copies of one */
} spread;

/* The document that this one is a copy of, or itself. */
static uint32_t original_of(const listing *l, uint32_t doc)
{
    return l->rounds->model->group[doc];
}

/* Some documents of a list are copies. */
static void look_at_copies(const listing *l, const posting *list, spread *s)
{
    const uint8_t *state = l->rounds->model->state;
    uint32_t first = list[0].doc, last = first;

    s->docs = 1;
    s->apart = false;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t doc = list[i].doc;

        if (!(state[doc] & DOC_COPY))
            s->docs += doc != last;
        else if (s->docs == 1)
            s->apart |= original_of(l, doc) != original_of(l, first);
        last = doc;
    }
    s->apart |= s->docs > 1;
}

/* The list of the first items, `most` or fewer, that have one hash. */
static inline spread write_list(const listing *l, const uint64_t *restrict items,
                                size_t most, posting *restrict list)
{
    const gathering *g = &l->room->found;
    const uint32_t *restrict docs = g->docs;
    const uint8_t *restrict state = l->rounds->model->state;
    const unsigned low = item_low(g);
    uint32_t last = UINT32_MAX, states = 0;
    spread s = {0};

    do {
        uint32_t number = item_number(g, items[s.count]);
        uint32_t head = docs[number] & GATHER_HEAD, doc = docs[number] ^ head;

        _Static_assert(GATHER_HEAD == POSTING_HEAD, "the same bit");
        list[s.count] = (posting){doc, number | head};
        s.docs += doc != last;
        states |= state[doc];
        last = doc;
        s.count++;
    } while (s.count < most && (items[s.count] ^ items[0]) >> low == 0);
    s.again = s.docs < s.count;
    s.apart = s.docs > 1;
    if (states & DOC_COPY)
        look_at_copies(l, list, &s);
    list[s.count - 1].record |= POSTING_LAST;
    return s;
}

/* The marks of a list take the place of its documents, which are written. */
static void mark_list(const listing *l, const posting *list, const spread *s)
{
    uint32_t *restrict docs = l->room->found.docs;
    uint64_t *restrict listed = l->room->listed;
    uint32_t mark = s->docs > 1 ?
                    original_of(l, list[0].doc) + 1 : 0;

    if (s->docs > 1 && s->docs <= RARE_DOCS)
        mark |= FIRST_RARE;
    for (size_t i = 0; i < s->count; i++) {
        uint32_t number = list[i].record & POSTING_RECORD;

        docs[number] = mark;
        listed[number / 64] |= UINT64_C(1) << (number % 64);
    }
}

/* Whether models know a hash. */
static chaff_status ask_models(listing *l, uint64_t hash, bool *met)
{
    const gram_entry *entry = NULL;
    chaff_status status = CHAFF_OK;

    if (l->known)
        status = store_stream_find(l->known, hash, &entry);
    *met = entry != NULL;
    return status == CHAFF_OK ? status :
           status == CHAFF_ERR_MEMORY ? error_memory(l->err) :
           error_set(l->err, status, "a boilerplate model can't be read");
}

static chaff_status flush(listing *l)
{
    buffer *out = &l->room->out;
    chaff_status status = spool_append(l->rounds->postings[l->part], out->data,
                                       out->size, l->err);

    out->size = 0;
    return status;
}

/* Documents of the next items stand anywhere. */
static size_t fetch_docs(const gathering *g, const uint64_t *items, size_t from,
                         size_t count)
{
    size_t end = count - from < FETCH_AHEAD ? count : from + FETCH_AHEAD;

    for (size_t i = from; i < end; i++)
        __builtin_prefetch(&g->docs[item_number(g, items[i])], 1);
    return end;
}

/* Lists of items that are in order. */
static chaff_status add_lists(listing *l, size_t number, const uint64_t *items,
                              size_t count)
{
    const gathering *g = &l->room->found;
    buffer *out = &l->room->out;
    size_t head = l->rounds->ordered ? sizeof *items : 0, end = 0;

    if (buffer_reserve(out, count * (head + sizeof(posting))) != CHAFF_OK)
        return error_memory(l->err);
    for (size_t i = 0, fetched = 0; i < count; i = end) {
        posting *list = (posting *)(void *)(out->data + out->size + head);
        bool met = false;
        spread s;

        if (fetched < i + FETCH_AHEAD)
            fetched = fetch_docs(g, items, fetched, count);
        s = write_list(l, items + i, count - i, list);
        end = i + s.count;
        if (head) {
            uint64_t hash = item_hash(g, number, items[i]);
            chaff_status status = ask_models(l, hash, &met);

            if (status != CHAFF_OK)
                return status;
            memcpy(out->data + out->size, &hash, head);
        }
        if (!s.apart && !s.again && !met)
            continue;
        mark_list(l, list, &s);
        out->size += head + s.count * sizeof *list;
    }
    return CHAFF_OK;
}

static chaff_status list_bucket(listing *l, size_t number)
{
    size_t count;
    uint64_t *items = gather_bucket(&l->room->found, number, &count), *found = items;
    uint64_t *spare;
    chaff_status status;

    if (mem_grow((void **)&l->room->spare, &l->room->spare_capacity,
                 count + GROUP_SPARE, sizeof *items) != CHAFF_OK)
        return error_memory(l->err);
    spare = l->room->spare;
    if (!l->known)
        found = group_repeats(items, spare, &count);
    if (l->rounds->ordered)
        found = group_items(found, found == items ? spare : items, count);
    status = add_lists(l, number, found, count);
    return status == CHAFF_OK && l->room->out.size >= WRITE_BYTES ? flush(l) : status;
}

static chaff_status list_part(listing *l)
{
    gathering *g = &l->room->found;
    chaff_status status = gather_start(g, l->rounds->model, l->part);

    while (status == CHAFF_OK &&
           (status = gather_next(g, l->rounds->memory)) == CHAFF_OK)
        for (uint32_t i = g->first; i < g->end; i++) {
            status = list_bucket(l, i);
            if (status != CHAFF_OK)
                return status;
        }
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(l->err);
    if (status != CHAFF_DONE)
        return error_set(l->err, status,
                         "records or models of boilerplate can't be read back");
    return flush(l);
}

/* -- marks ------------------------------------------------------------------------- */

static uint64_t count_bits(const uint64_t *bits, uint64_t start, uint64_t end)
{
    uint64_t count = 0;

    for (; start < end && start % 64 != 0; start++)
        count += bits[start / 64] >> (start % 64) & 1;
    for (; start + 64 <= end; start += 64)
        count += (uint64_t)__builtin_popcountll(bits[start / 64]);
    for (; start < end; start++)
        count += bits[start / 64] >> (start % 64) & 1;
    return count;
}

/* How many records before each block are listed. */
static void count_listed(chaff_boiler *b, size_t part, const uint64_t *listed)
{
    uint64_t at = 0, count = 0;

    for (size_t i = 0; i < b->block_count; i++) {
        count += count_bits(listed, at, b->blocks[i].records[part]);
        at = b->blocks[i].records[part];
        b->blocks[i].listed[part] = count;
    }
}

/* Marks of `size` bytes, which the compiler knows, from record `at` on whose bits are
 * set go to place `to` and behind; returns where they end. */
static inline size_t pack(uint8_t *marks, size_t to, size_t at, const uint64_t *bits,
                          size_t words, size_t size)
{
    for (size_t i = 0; i < words; i++)
        for (uint64_t left = bits[i]; left; left &= left - 1) {
            size_t from = at + 64 * i + (size_t)__builtin_ctzll(left);

            memmove(marks + to++ * size, marks + from * size, size);
        }
    return to;
}

chaff_status marks_keep(rounds *r, size_t part, void *marks, size_t size,
                        chaff_error *err)
{
    size_t to = 0, at = 0;
    chaff_status status;
    stream in;

    stream_start(&in, r->listed[part], 0, spool_size(r->listed[part]));
    for (;;) {
        const void *bits;
        size_t bytes;

        status = stream_take(&in, SIZE_MAX, &bits, &bytes);
        if (status != CHAFF_OK)
            break;
        to = size == 1 ? pack(marks, to, at, bits, bytes / 8, 1) :
             size == 2 ? pack(marks, to, at, bits, bytes / 8, 2) :
             pack(marks, to, at, bits, bytes / 8, 4);
        at += 8 * bytes;
    }
    if (status != CHAFF_DONE)
        return error_set(err, status,
                         "postings of boilerplate can't be read back");
    return spool_append(r->marks[part], marks, to * size, err);
}

/* A partition's listed records in a block: [start, end). */
typedef struct range {
    uint64_t start, end;
} range;

static range listed_of(const rounds *r, size_t block, size_t part, size_t size)
{
    const chaff_boiler *b = r->model;
    bool last = block + 1 == b->block_count;

    return (range){b->blocks[block].listed[part],
                   last ? spool_size(r->marks[part]) / size
                        : b->blocks[block + 1].listed[part]};
}

chaff_status marks_load(const rounds *r, size_t block, size_t size,
                        mark_stream streams[PARTS], uint8_t **room)
{
    range marks[PARTS];
    uint64_t records = 0;
    chaff_status status = CHAFF_OK;
    uint8_t *at;

    for (size_t p = 0; p < PARTS; p++) {
        marks[p] = listed_of(r, block, p, size);
        records += marks[p].end - marks[p].start;
    }
    at = *room = mem_alloc((size_t)records + 1, size);
    if (!at)
        return CHAFF_ERR_MEMORY;
    for (size_t p = 0; p < PARTS && status == CHAFF_OK; p++) {
        size_t bytes = (size_t)(marks[p].end - marks[p].start) * size;

        streams[p] = (mark_stream){.next = at, .end = at + bytes};
        if (bytes > 0)
            status = spool_read(r->marks[p], at, bytes, marks[p].start * size);
        at += bytes;
    }
    return status;
}

/* -- a partition ------------------------------------------------------------------- */

static chaff_status build(listing *l)
{
    chaff_boiler *b = l->rounds->model;
    size_t words = (size_t)(b->record_counts[l->part] + 63) / 64;
    chaff_status status;

    if (mem_grow((void **)&l->room->listed, &l->room->listed_capacity, words,
                 sizeof *l->room->listed) != CHAFF_OK ||
        (b->store && store_stream_new(&l->known, b->store, l->part) != CHAFF_OK))
        return error_memory(l->err);
    memset(l->room->listed, 0, words * sizeof *l->room->listed);
    status = list_part(l);
    if (status != CHAFF_OK)
        return status;
    count_listed(b, l->part, l->room->listed);
    status = spool_append(l->rounds->listed[l->part], l->room->listed,
                          words * sizeof *l->room->listed, l->err);
    return status == CHAFF_OK ? marks_keep(l->rounds, l->part, l->room->found.docs,
                                           sizeof(uint32_t), l->err) : status;
}

chaff_status postings_build(rounds *r, size_t part, list_room *room, chaff_error *err)
{
    chaff_boiler *b = r->model;
    listing l = {.rounds = r, .part = part, .room = room, .err = err};
    chaff_status status;

    if (b->record_counts[part] > POSTING_RECORD)
        return error_set(err, CHAFF_ERR_LIMIT,
                         "more than %u words in one partition of the boilerplate model",
                         POSTING_RECORD);
    status = build(&l);
    store_stream_free(l.known);
    spool_free(b->records[part]);
    b->records[part] = NULL;
    return status;
}

void list_room_release(list_room *room)
{
    gather_release(&room->found);
    mem_free(room->spare);
    mem_free(room->listed);
    buffer_release(&room->out);
}

void rounds_release(rounds *r)
{
    for (size_t p = 0; p < PARTS; p++) {
        spool_free(r->postings[p]);
        spool_free(r->listed[p]);
        spool_free(r->marks[p]);
    }
    mem_free(r->keys);
}

void rounds_free(rounds *r)
{
    if (r)
        rounds_release(r);
    mem_free(r);
}
