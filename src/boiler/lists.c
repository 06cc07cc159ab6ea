/* lists.c - posting lists in place, or joined where a spool cuts them; see lists.h */
#include "boiler/lists.h"

#include <string.h>

#include "base/mem.h"

enum { FETCH_AHEAD = 24 };     /* postings */

void list_reader_start(list_reader *l, const rounds *r, size_t part, const void *table,
                       size_t entry)
{
    l->ordered = r->ordered;
    l->hash = 0;
    l->room = NULL;
    l->capacity = l->left = l->fetched = 0;
    l->table = table;
    l->entry = entry;
    stream_start(&l->in, r->postings[part], 0, spool_size(r->postings[part]));
}

void list_reader_release(list_reader *l)
{
    mem_free(l->room);
}

static chaff_status read_ahead(list_reader *l)
{
    const void *bytes;
    size_t size;
    chaff_status status = stream_take(&l->in, SIZE_MAX, &bytes, &size);

    if (status == CHAFF_OK) {
        l->next = bytes;
        l->fetched = 0;
        l->left = size / sizeof *l->next;
    }
    return status;
}

/* Documents of a list stand anywhere in a table that is larger than the first
 * caches, and how many there are is known only when the next list begins. Hashes
 * among the postings are taken for some as well, which does no harm. */
static void fetch_ahead(list_reader *l)
{
    const posting *from = l->next + l->fetched, *end = l->next + l->left;

    if (l->left - l->fetched > FETCH_AHEAD)
        end = from + FETCH_AHEAD;
    for (const posting *p = from; p < end; p++)
        __builtin_prefetch((const void *)((uintptr_t)l->table + p->doc * l->entry));
    l->fetched = (size_t)(end - l->next);
}

static void move_on(list_reader *l, size_t postings)
{
    l->next += postings;
    l->left -= postings;
    l->fetched -= postings < l->fetched ? postings : l->fetched;
}

/* Up to the last posting of the list, or all there are. Most lists have four
 * postings or fewer: these are told by one branch. */
static bool find_end(const posting *list, size_t count, size_t *end)
{
    enum { AT_ONCE = 4 };
    size_t i = 0;

    if (count >= AT_ONCE) {
        uint32_t last = 0;

        for (size_t k = AT_ONCE; k-- > 0;)
            last = last << 1 | (list[k].record / POSTING_LAST & 1);
        if (last) {
            *end = (size_t)__builtin_ctz(last) + 1;
            return true;
        }
        i = AT_ONCE;
    }
    while (i < count && !(list[i].record & POSTING_LAST))
        i++;
    *end = i < count ? i + 1 : count;
    return i < count;
}

/* A list whose postings do not lie in a row is copied. */
static chaff_status join_list(list_reader *l)
{
    size_t end;
    bool whole;

    l->count = 0;
    do {
        chaff_status status = l->left == 0 ? read_ahead(l) : CHAFF_OK;

        if (status != CHAFF_OK)
            return status == CHAFF_DONE ? CHAFF_ERR_FORMAT : status;
        whole = find_end(l->next, l->left, &end);
        if (mem_grow((void **)&l->room, &l->capacity, l->count + end,
                     sizeof *l->room) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        memcpy(l->room + l->count, l->next, end * sizeof *l->room);
        l->count += end;
        move_on(l, end);
    } while (!whole);
    l->list = l->room;
    return CHAFF_OK;
}

chaff_status list_next(list_reader *l)
{
    chaff_status status = l->left == 0 ? read_ahead(l) : CHAFF_OK;

    if (status != CHAFF_OK)
        return status;
    if (l->fetched < FETCH_AHEAD && l->fetched < l->left)
        fetch_ahead(l);
    if (l->ordered) {
        memcpy(&l->hash, l->next, sizeof l->hash);
        move_on(l, 1);
    }
    if (!find_end(l->next, l->left, &l->count))
        return join_list(l);
    l->list = l->next;
    move_on(l, l->count);
    return CHAFF_OK;
}
