/* lists.c - capped lists of the best-ranked documents of every bucket
 *
 * In: buckets and, rank by rank, the documents that others may be copies of. Out: the
 * candidates of one document. Room is one array: the list of a bucket of s documents
 * needs s - 1 places (its last document is looked at by none); one that can overflow
 * has two more, for the first document turned away and the first of another group.
 */
#include "near/lists.h"

#include "base/mem.h"
#include "base/status.h"

enum {
    AWAY = 2,                  /* places behind a list that can overflow */
    AHEAD = 4                  /* ranks between asking for a list and reading it */
};

typedef struct bucket_list {
    uint32_t *ranks;
    uint32_t room;             /* places for members */
    uint32_t *away;            /* AWAY places, or NULL: it can't overflow */
} bucket_list;

static bool can_overflow(const bucket_lists *lists, uint32_t size)
{
    return size - 1 > lists->most;
}

static uint64_t places_needed(const bucket_lists *lists, uint32_t size)
{
    uint64_t most = lists->in->across ? 2 * (uint64_t)lists->most : lists->most;

    if (!can_overflow(lists, size))
        return size - 1;
    return (size - 1 < most ? size - 1 : most) + AWAY;
}

/* Only a list that can overflow has room for more than `most`. */
static bucket_list list_of(const bucket_lists *lists, uint32_t bucket)
{
    uint64_t first = lists->first[bucket], end = lists->first[bucket + 1];
    bucket_list list = {lists->ranks + first, (uint32_t)(end - first), NULL};

    if (list.room > lists->most) {
        list.room -= AWAY;
        list.away = list.ranks + list.room;
    }
    return list;
}

static chaff_status take_memory(bucket_lists *lists, chaff_error *err)
{
    const buckets *of = lists->in->candidates;
    uint64_t places = 0, bytes;

    for (uint32_t b = 0; b < of->count; b++)
        places += places_needed(lists, of->size[b]);
    bytes = ((uint64_t)of->count + 1) * sizeof *lists->first;
    bytes += places * sizeof *lists->ranks;
    if (!budget_take(lists->in->memory, bytes))
        return error_set(err, CHAFF_ERR_LIMIT,
                         "the lists of candidates need %llu MiB, which are not left; "
                         "raise -m", (unsigned long long)(bytes >> 20) + 1);
    lists->bytes = bytes;
    lists->places = places;
    lists->count = of->count;
    lists->first = mem_large((size_t)of->count + 1, sizeof *lists->first);
    lists->ranks = mem_large(places, sizeof *lists->ranks);
    return lists->first && lists->ranks ? CHAFF_OK : error_memory(err);
}

chaff_status lists_init(bucket_lists *lists, const place_input *in, uint32_t most,
                        chaff_error *err)
{
    const buckets *of = in->candidates;
    chaff_status status;
    uint64_t places = 0;

    *lists = (bucket_lists){.in = in, .most = most};
    status = take_memory(lists, err);
    if (status < 0) {
        lists_release(lists);
        return status;
    }
    for (uint32_t b = 0; b < of->count; b++) {
        lists->first[b] = places;
        places += places_needed(lists, of->size[b]);
    }
    lists->first[of->count] = places;
    for (uint64_t p = 0; p < places; p++)
        lists->ranks[p] = PLACE_NONE;
    return CHAFF_OK;
}

void lists_release(bucket_lists *lists)
{
    mem_free_large(lists->first, (size_t)lists->count + 1, sizeof *lists->first);
    mem_free_large(lists->ranks, lists->places, sizeof *lists->ranks);
    if (lists->bytes)
        budget_give(lists->in->memory, lists->bytes);
    *lists = (bucket_lists){0};
}

/* Members of a list: its first free place, found by halving. */
static uint32_t count_members(const bucket_list *list)
{
    uint32_t low = 0, high = list->room;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (list->ranks[middle] == PLACE_NONE)
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

static uint64_t group_of(const bucket_lists *lists, uint32_t rank)
{
    return lists->in->across(lists->in->self, lists->in->order[rank]);
}

/* Whether the list has room for one more of this group. */
static bool admits(const bucket_lists *lists, const bucket_list *list, uint32_t members,
                   uint64_t group)
{
    uint32_t same = 0;

    if (members == list->room)
        return false;
    if (!lists->in->across || members < lists->most)
        return true;
    for (uint32_t i = 0; i < members; i++)
        same += group_of(lists, list->ranks[i]) == group;
    return same < lists->most;
}

static void note_away(bucket_lists *lists, const bucket_list *list, uint32_t rank,
                      uint64_t group)
{
    if (!list->away)
        return;                /* the last of its bucket: none comes after it */
    lists->overflowed = true;
    if (list->away[0] == PLACE_NONE)
        list->away[0] = rank;
    else if (lists->in->across && list->away[1] == PLACE_NONE
             && group_of(lists, list->away[0]) != group)
        list->away[1] = rank;
}

/* In two steps, for a list is found through `first`. */
void lists_prefetch(const bucket_lists *lists, uint32_t rank)
{
    const buckets *of = lists->in->candidates;
    const uint32_t *order = lists->in->order;
    uint32_t ranked = lists->in->ranked;

    if (rank < ranked && AHEAD < ranked - rank) {
        uint32_t document = order[rank + AHEAD];

        for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++)
            __builtin_prefetch(lists->ranks + lists->first[of->of[i]]);
    }
    if (rank < ranked && 2 * AHEAD < ranked - rank) {
        uint32_t document = order[rank + 2 * AHEAD];

        for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++)
            __builtin_prefetch(lists->first + of->of[i]);
    }
}

void lists_add(bucket_lists *lists, uint32_t rank)
{
    const buckets *of = lists->in->candidates;
    uint32_t document = lists->in->order[rank];
    uint64_t group = lists->in->across ? group_of(lists, rank) : 0;

    for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++) {
        bucket_list list = list_of(lists, of->of[i]);
        uint32_t members = count_members(&list);

        if (admits(lists, &list, members, group))
            list.ranks[members] = rank;
        else
            note_away(lists, &list, rank, group);
    }
}

void lists_undo(bucket_lists *lists, uint32_t rank)
{
    const buckets *of = lists->in->candidates;
    uint32_t document = lists->in->order[rank];

    for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++) {
        bucket_list list = list_of(lists, of->of[i]);

        for (uint32_t m = count_members(&list); m > 0 && list.ranks[m - 1] >= rank; m--)
            list.ranks[m - 1] = PLACE_NONE;
        for (int a = 0; list.away && a < AWAY; a++)
            if (list.away[a] >= rank)
                list.away[a] = PLACE_NONE;
    }
}

bool lists_meet(const bucket_lists *lists, uint32_t rank, uint32_t since)
{
    const buckets *of = lists->in->candidates;
    uint32_t document = lists->in->order[rank];

    for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++) {
        bucket_list list = list_of(lists, of->of[i]);
        uint32_t members = count_members(&list);

        if (members && list.ranks[members - 1] >= since)
            return true;
    }
    return false;
}

chaff_status lists_gather(const bucket_lists *lists, uint32_t document, uint32_t low,
                          uint32_t high, uint64_t **ranks, size_t *capacity,
                          size_t *count)
{
    const place_input *in = lists->in;
    const buckets *of = in->candidates;
    uint64_t group = in->across ? in->across(in->self, document) : 0;
    size_t found = 0;

    *count = 0;
    for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++) {
        bucket_list list = list_of(lists, of->of[i]);
        size_t most = found + list.room;

        if (most > *capacity
            && mem_grow((void **)ranks, capacity, most, sizeof **ranks) < 0)
            return CHAFF_ERR_MEMORY;
        for (uint32_t m = 0; m < list.room && list.ranks[m] < high; m++) {
            uint32_t rank = list.ranks[m];

            if (rank >= low && !(in->across && group_of(lists, rank) == group))
                (*ranks)[found++] = rank;
        }
    }
    *count = found;
    return CHAFF_OK;
}

bool lists_hide(const bucket_lists *lists, uint32_t rank)
{
    const place_input *in = lists->in;
    const buckets *of = in->candidates;
    uint32_t document = in->order[rank];

    if (!lists->overflowed)
        return false;
    for (uint64_t i = of->first[document]; i < of->first[document + 1]; i++) {
        bucket_list list = list_of(lists, of->of[i]);

        if (!list.away || list.away[0] >= rank)
            continue;
        if (!in->across || list.away[1] < rank)
            return true;
        if (group_of(lists, list.away[0]) != in->across(in->self, document))
            return true;
    }
    return false;
}
