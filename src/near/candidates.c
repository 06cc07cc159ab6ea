/* candidates.c - candidates gathered, ordered, filtered by lanes, compared by sets
 *
 * In: bucket lists and the callbacks of place_input. Out: see candidates.h.
 */
#include "near/candidates.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/status.h"

enum {
    CROWD = 64,                /* candidates worth counting */
    SPREAD = 8                 /* ranks for each of them */
};

static chaff_status init_seeker(seeker *s, const place_input *in, unsigned thread)
{
    chaff_status status;

    *s = (seeker){
        .in = in, .thread = thread, .lanes_of = PLACE_NONE, .own_of = PLACE_NONE,
    };
    kin_init(&s->kin, in->memory);
    status = set_cache_init(&s->sets, in, thread);
    if (status < 0)
        return status;
    if (!in->lanes)
        return CHAFF_OK;
    s->lanes = mem_alloc(in->slots, 1);
    return s->lanes ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

static void release_seeker(seeker *s)
{
    set_cache_release(&s->sets);
    kin_release(&s->kin);
    mem_free(s->found);
    mem_free(s->spare);
    mem_free(s->tally);
    mem_free(s->lanes);
    mem_free(s->copied);
    *s = (seeker){0};
}

/* Runs of equal ranks become candidates, but for those that share too few buckets. */
static size_t count_runs(const seeker *s, candidate *ranks, size_t count)
{
    size_t kept = 0;

    for (size_t start = 0, end; start < count; start = end) {
        for (end = start + 1; end < count && ranks[end] == ranks[start]; end++)
            ;
        if (end - start >= s->in->least_shared)
            ranks[kept++] = candidate_make((uint32_t)(end - start),
                                           (uint32_t)ranks[start]);
    }
    return kept;
}

static chaff_status order_by_sorting(seeker *s, size_t count)
{
    if (mem_grow((void **)&s->spare, &s->spare_capacity, count, sizeof *s->spare) < 0)
        return CHAFF_ERR_MEMORY;
    sort_keys(s->found, s->spare, count);
    s->found_count = count_runs(s, s->found, count);
    sort_keys(s->found, s->spare, s->found_count);
    return CHAFF_OK;
}

/* Places of candidates in their order: those with more buckets first. `starts` has room
 * for numbers up to `most`. */
static size_t starts_of_shares(const seeker *s, const uint32_t *tally, size_t span,
                               uint32_t *starts, uint32_t most)
{
    uint32_t place = 0, least = s->in->least_shared ? s->in->least_shared : 1;

    memset(starts, 0, ((size_t)most + 1) * sizeof *starts);
    for (size_t i = 0; i < span; i++)
        starts[tally[i]]++;
    for (uint32_t shared = most; shared >= least; shared--) {
        uint32_t members = starts[shared];

        starts[shared] = place;
        place += members;
    }
    return place;
}

/* The same where ranks lie close together, as in a flood of copies: counted, not
 * sorted. Ranks low .. low + span - 1. */
static chaff_status order_by_counting(seeker *s, size_t count, uint32_t low,
                                      size_t span)
{
    uint32_t *tally, *starts, most = 0;

    if (mem_grow((void **)&s->tally, &s->tally_capacity, span + count + 1,
                 sizeof *s->tally) < 0)
        return CHAFF_ERR_MEMORY;
    tally = s->tally;
    starts = tally + span;
    memset(tally, 0, span * sizeof *tally);
    for (size_t i = 0; i < count; i++) {
        uint32_t shared = ++tally[s->found[i] - low];

        most = shared > most ? shared : most;
    }
    s->found_count = starts_of_shares(s, tally, span, starts, most);
    for (size_t i = 0; i < span; i++)
        if (tally[i] && tally[i] >= s->in->least_shared)
            s->found[starts[tally[i]]++] = candidate_make(tally[i], low + (uint32_t)i);
    return CHAFF_OK;
}

chaff_status seeker_find(seeker *s, const bucket_lists *lists, uint32_t rank,
                         uint32_t low, uint32_t high)
{
    size_t count;
    uint64_t least = UINT64_MAX, most = 0;
    chaff_status status;

    s->found_count = 0;
    if (lists_none(lists, rank))
        return CHAFF_OK;
    status = lists_gather(lists, s->in->order[rank], low, high, &s->found,
                          &s->found_capacity, &count);
    if (status < 0)
        return error_memory(&s->err);
    for (size_t i = 0; i < count; i++) {
        least = s->found[i] < least ? s->found[i] : least;
        most = s->found[i] > most ? s->found[i] : most;
    }
    if (count >= CROWD && most - least < SPREAD * count)
        status = order_by_counting(s, count, (uint32_t)least,
                                   (size_t)(most - least) + 1);
    else if (count)
        status = order_by_sorting(s, count);
    return status < 0 ? error_memory(&s->err) : CHAFF_OK;
}

static chaff_status fetch_lanes(seeker *s, uint32_t document, const uint8_t **out)
{
    chaff_status status = s->in->lanes(s->in->self, s->thread, document, out);

    if (status < 0)
        return error_set(&s->err, status, "the sketches can't be read back: %s",
                         chaff_status_name(status));
    return CHAFF_OK;
}

chaff_status seeker_filter(seeker *s, uint32_t document, uint32_t other, bool *passes)
{
    const uint8_t *lanes;
    chaff_status status;

    *passes = true;
    if (!s->in->lanes)
        return CHAFF_OK;
    if (s->lanes_of != document) {
        status = fetch_lanes(s, document, &lanes);
        if (status < 0)
            return status;
        if (s->in->slots)
            memcpy(s->lanes, lanes, s->in->slots);
        s->lanes_of = document;
    }
    status = fetch_lanes(s, other, &lanes);
    if (status < 0)
        return status;
    *passes = compare_lanes(s->lanes, lanes, s->in->slots) >= s->in->least_lanes;
    return CHAFF_OK;
}

static chaff_status copy_own(seeker *s)
{
    chaff_status status = mem_grow((void **)&s->copied, &s->copied_capacity,
                                   s->own.count, sizeof *s->copied);

    if (status < 0)
        return error_memory(&s->err);
    if (s->own.count)
        memcpy(s->copied, s->own.hashes, s->own.count * sizeof *s->copied);
    s->own.hashes = s->copied;
    return CHAFF_OK;
}

chaff_status seeker_own(seeker *s, uint32_t document, shingle_set *out)
{
    chaff_status status = CHAFF_OK;

    if (s->own_of != document) {
        s->own_of = PLACE_NONE;
        status = set_cache_get(&s->sets, document, &s->own, &s->err);
        if (status >= 0 && !s->own.stays)
            status = copy_own(s);
        if (status < 0)
            return status;
        s->own_of = document;
    }
    *out = s->own;
    return CHAFF_OK;
}

chaff_status seeker_other(seeker *s, uint32_t document, shingle_set *out)
{
    return set_cache_get(&s->sets, document, out, &s->err);
}

void seeker_compare(seeker *s, compare_rule rule, shingle_set a, shingle_set b,
                    bool *reached, uint64_t *shared)
{
    uint64_t need = compare_need(rule, s->in->threshold, a.count, b.count);

    s->counts.verified++;
    *shared = compare_sets(a.hashes, a.count, b.hashes, b.count, need);
    *reached = *shared >= need;
}

chaff_status seeker_meet(seeker *s, compare_rule rule, shingle_set own, uint32_t other,
                         bool *reached, uint64_t *shared, size_t *count)
{
    shingle_set set;
    chaff_status status;

    if (kin_shared(&s->kin, other, shared, count)) {
        s->counts.verified++;
        *reached = *shared >= compare_need(rule, s->in->threshold, own.count, *count);
        return CHAFF_OK;
    }
    status = seeker_other(s, other, &set);
    if (status < 0)
        return status;
    kin_add(&s->kin, other, set);
    seeker_compare(s, rule, own, set, reached, shared);
    *count = set.count;
    return CHAFF_OK;
}

chaff_status seekers_new(seeker **out, const place_input *in, unsigned threads,
                         chaff_error *err)
{
    seeker *seekers = mem_zero(threads, sizeof *seekers);

    *out = NULL;
    for (unsigned t = 0; seekers && t < threads; t++)
        if (init_seeker(&seekers[t], in, t) < 0) {
            seekers_free(seekers, t + 1);
            seekers = NULL;
        }
    *out = seekers;
    return seekers ? CHAFF_OK : error_memory(err);
}

void seekers_free(seeker *seekers, unsigned threads)
{
    for (unsigned t = 0; seekers && t < threads; t++)
        release_seeker(&seekers[t]);
    mem_free(seekers);
}

void seekers_count(const seeker *seekers, unsigned threads, place_counts *counts)
{
    for (unsigned t = 0; t < threads; t++) {
        const place_counts *c = &seekers[t].counts;

        counts->candidates += c->candidates;
        counts->filtered += c->filtered;
        counts->verified += c->verified;
        counts->bucket_caps += c->bucket_caps;
        counts->verify_caps += c->verify_caps;
        counts->pair_caps += c->pair_caps;
    }
}

chaff_status seekers_error(const seeker *seekers, unsigned threads, chaff_status status,
                           chaff_error *err)
{
    for (unsigned t = 0; t < threads; t++)
        if (seekers[t].err.status == status)
            return error_set(err, status, "%s", seekers[t].err.text);
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    return error_set(err, status, "%s", chaff_status_name(status));
}
