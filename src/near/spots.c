/* spots.c - four parallel loops over the documents of a block; see spots.h */
#include "near/spots.h"

#include <stdatomic.h>

#include "base/mem.h"
#include "base/parallel.h"
#include "base/status.h"

chaff_status spots_init(spots *s, const place_input *in, bucket_lists *lists,
                        chaff_error *err)
{
    uint32_t block = in->ranked < PLACE_BLOCK ? in->ranked : PLACE_BLOCK;
    size_t each = sizeof *s->all + (PLACE_VERIFY + 1) * sizeof(candidate) +
                  PLACE_VERIFY * sizeof(meeting);

    *s = (spots){.in = in, .threads = in->threads ? in->threads : 1, .lists = lists};
    if (!budget_take(in->memory, block * each))
        return error_set(err, CHAFF_ERR_LIMIT, "placing needs %zu KiB more; raise -m",
                         block * each >> 10);
    s->bytes = block * each;
    s->all = mem_zero(block, sizeof *s->all);
    s->trails = mem_zero(s->threads, sizeof *s->trails);
    if (!s->all || !s->trails)
        return error_memory(err);
    return seekers_new(&s->seekers, in, s->threads, err);
}

void spots_release(spots *s)
{
    seekers_free(s->seekers, s->threads);
    for (unsigned t = 0; s->trails && t < s->threads; t++) {
        mem_free(s->trails[t].earlier);
        mem_free(s->trails[t].meetings);
    }
    mem_free(s->trails);
    mem_free(s->all);
    if (s->bytes)
        budget_give(s->in->memory, s->bytes);
    *s = (spots){0};
}

const meeting *spots_meeting(const spots *s, const spot *at, uint32_t rank)
{
    const meeting *all = s->trails[at->met_by].meetings;

    for (size_t i = at->meetings_at; i < at->meetings_at + at->meeting_count; i++)
        if (all[i].rank == rank)
            return &all[i];
    return NULL;
}

/* -- with those before the block --------------------------------------------------- */

static chaff_status compare_earlier(spots *s, seeker *k, uint32_t document, spot *at)
{
    trail *t = &s->trails[k->thread];
    shingle_set own = {0}, other;
    chaff_status status = mem_grow((void **)&t->earlier, &t->earlier_room,
                                   t->earlier_count + PLACE_VERIFY + 1,
                                   sizeof *t->earlier);

    if (status < 0)
        return error_memory(&k->err);
    at->earlier_by = k->thread;
    at->earlier_at = t->earlier_count;
    for (size_t i = 0; i < k->found_count && !at->matched; i++) {
        uint32_t kept = s->in->order[candidate_rank(k->found[i])];
        bool passes;

        status = seeker_filter(k, document, kept, &passes);
        if (status < 0)
            return status;
        k->counts.filtered += !passes;
        if (!passes)
            continue;
        t->earlier[t->earlier_count++] = k->found[i];
        if (++at->earlier_count > PLACE_VERIFY)
            break;
        status = seeker_own(k, document, &own);
        if (status >= 0)
            status = seeker_other(k, kept, &other);
        if (status < 0)
            return status;
        seeker_compare(k, place_rule(s->in), own, other, &at->matched, &at->shared);
        at->own_count = own.count;
        at->kept_count = other.count;
    }
    at->set = own;
    return CHAFF_OK;
}

static chaff_status look_before(size_t item, unsigned thread, void *self)
{
    spots *s = self;
    uint32_t rank = s->start + (uint32_t)item;
    seeker *k = &s->seekers[thread];
    spot *at = &s->all[item];
    chaff_status status;

    at->earlier_count = at->meeting_count = 0;
    at->matched = false;
    at->set = (shingle_set){0};
    atomic_store_explicit(&at->wanted, false, memory_order_relaxed);
    if (place_is_pinned(s->in, rank))
        return CHAFF_OK;
    lists_prefetch(s->lists, rank);
    status = seeker_find(k, s->lists, rank, 0, s->start);
    if (status < 0)
        return status;
    k->counts.candidates += k->found_count;
    return k->found_count ? compare_earlier(s, k, s->in->order[rank], at) : CHAFF_OK;
}

/* -- inside the block -------------------------------------------------------------- */

/* With all that may be kept in the lists: those that come before the match it has. */
static chaff_status foresee(spots *s, seeker *k, uint32_t rank, spot *at)
{
    trail *t = &s->trails[k->thread];
    candidate end = at->matched ? spots_earlier(s, at)[at->earlier_count - 1]
                                : UINT64_MAX;

    if (mem_grow((void **)&t->meetings, &t->meeting_room,
                 t->meeting_count + PLACE_VERIFY, sizeof *t->meetings) < 0)
        return error_memory(&k->err);
    at->met_by = k->thread;
    at->meetings_at = t->meeting_count;
    for (size_t i = 0; i < k->found_count && k->found[i] < end; i++) {
        uint32_t other = candidate_rank(k->found[i]);
        bool passes;
        chaff_status status = seeker_filter(k, s->in->order[rank], s->in->order[other],
                                            &passes);

        if (status < 0)
            return status;
        if (!passes)
            continue;
        t->meetings[t->meeting_count++] = (meeting){.rank = other};
        atomic_store_explicit(&at->wanted, true, memory_order_relaxed);
        atomic_store_explicit(&spots_at(s, other)->wanted, true, memory_order_relaxed);
        if (++at->meeting_count == PLACE_VERIFY)
            break;
    }
    return CHAFF_OK;
}

static chaff_status look_inside(size_t item, unsigned thread, void *self)
{
    spots *s = self;
    uint32_t rank = s->start + (uint32_t)item;
    spot *at = &s->all[item];
    chaff_status status;

    if (place_is_pinned(s->in, rank) || !at->meets)
        return CHAFF_OK;
    status = seeker_find(&s->seekers[thread], s->lists, rank, s->start, rank);
    return status < 0 ? status : foresee(s, &s->seekers[thread], rank, at);
}

static chaff_status fetch_wanted(size_t item, unsigned thread, void *self)
{
    spots *s = self;
    spot *at = &s->all[item];
    seeker *k = &s->seekers[thread];

    if (at->set.stays || !atomic_load_explicit(&at->wanted, memory_order_relaxed))
        return CHAFF_OK;
    if (k->sets.full)
        return CHAFF_OK;       /* the serial walk fetches it when it is needed */
    return seeker_other(k, s->in->order[s->start + item], &at->set);
}

/* In their order up to the first that is reached; not counted before the walk
 * agrees. */
static chaff_status meet(size_t item, unsigned thread, void *self)
{
    const spots *s = self;
    const spot *at = &s->all[item];
    meeting *all = s->trails[at->met_by].meetings;
    size_t end = at->meetings_at + at->meeting_count;

    (void)thread;
    for (size_t i = at->meetings_at; at->set.stays && i < end; i++) {
        meeting *m = &all[i];
        const spot *other = spots_at(s, m->rank);
        uint64_t need, shared;

        if (!other->set.stays)
            continue;
        need = compare_need(place_rule(s->in), s->in->threshold, at->set.count,
                            other->set.count);
        shared = compare_sets(at->set.hashes, at->set.count,
                              other->set.hashes, other->set.count, need);
        m->compared = true;
        m->shared = (uint32_t)shared;
        m->reached = shared >= need;
        if (m->reached)
            break;
    }
    return CHAFF_OK;
}

/* All that have no match yet stand in the lists while it is foreseen who may meet. */
static chaff_status look_at_meetings(spots *s)
{
    uint32_t count = s->end - s->start;
    chaff_status status;

    for (uint32_t i = 0; i < count; i++) {
        lists_prefetch(s->lists, s->start + i);
        s->all[i].meets = lists_meet(s->lists, s->start + i, s->start);
        if (!s->all[i].matched && place_may_stand(s->in, s->start + i))
            lists_add(s->lists, s->start + i);
    }
    status = parallel_for(s->threads, count, look_inside, s);
    for (uint32_t i = 0; i < count; i++) {
        lists_prefetch(s->lists, s->start + i);
        if (!s->all[i].matched && place_may_stand(s->in, s->start + i))
            lists_undo(s->lists, s->start + i);
    }
    if (status >= 0)
        status = parallel_for(s->threads, count, fetch_wanted, s);
    return status < 0 ? status : parallel_for(s->threads, count, meet, s);
}

chaff_status spots_look(spots *s, uint32_t start, uint32_t end)
{
    chaff_status status;

    s->start = start;
    s->end = end;
    for (unsigned t = 0; t < s->threads; t++) {
        set_cache_keep(&s->seekers[t].sets);
        s->trails[t].earlier_count = s->trails[t].meeting_count = 0;
    }
    status = parallel_for(s->threads, end - start, look_before, s);
    return status < 0 ? status : look_at_meetings(s);
}
