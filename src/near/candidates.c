/* candidates.c - candidates gathered, ordered, filtered by lanes, compared by sets
 *
 * In: bucket lists and the callbacks of place_input. Out: see candidates.h.
 */
#include "near/candidates.h"

#include <string.h>

#include "base/mem.h"
#include "base/sort.h"
#include "base/status.h"

chaff_status seeker_init(seeker *s, const place_input *in, unsigned thread)
{
    chaff_status status;

    *s = (seeker){
        .in = in, .thread = thread, .lanes_of = PLACE_NONE, .own_of = PLACE_NONE,
    };
    status = set_cache_init(&s->sets, in, thread);
    if (status < 0)
        return status;
    if (!in->lanes)
        return CHAFF_OK;
    s->lanes = mem_alloc(in->slots, 1);
    return s->lanes ? CHAFF_OK : CHAFF_ERR_MEMORY;
}

void seeker_release(seeker *s)
{
    set_cache_release(&s->sets);
    mem_free(s->found);
    mem_free(s->spare);
    mem_free(s->lanes);
    mem_free(s->own);
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

chaff_status seeker_find(seeker *s, const bucket_lists *lists, uint32_t rank,
                         uint32_t low, uint32_t high)
{
    size_t count;
    chaff_status status;

    s->found_count = 0;
    status = lists_gather(lists, s->in->order[rank], low, high, &s->found,
                          &s->found_capacity, &count);
    if (status >= 0 && count)
        status = mem_grow((void **)&s->spare, &s->spare_capacity, count,
                          sizeof *s->spare);
    if (status < 0)
        return error_memory(&s->err);
    sort_keys(s->found, s->spare, count);
    s->found_count = count_runs(s, s->found, count);
    sort_keys(s->found, s->spare, s->found_count);
    return CHAFF_OK;
}

/* Equal bytes, eight at a time: where they differ by 0, a byte's high bit is left. */
static uint32_t count_equal(const uint8_t *a, const uint8_t *b, uint32_t count)
{
    const uint64_t low7 = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint32_t equal = 0, i = 0;

    for (; count - i >= 8; i += 8) {
        uint64_t x, y;

        memcpy(&x, a + i, sizeof x);
        memcpy(&y, b + i, sizeof y);
        x ^= y;
        equal += (uint32_t)__builtin_popcountll(~(((x & low7) + low7) | x | low7));
    }
    for (; i < count; i++)
        equal += a[i] == b[i];
    return equal;
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
    *passes = count_equal(s->lanes, lanes, s->in->slots) >= s->in->least_lanes;
    return CHAFF_OK;
}

chaff_status seeker_own(seeker *s, uint32_t document, shingle_set *out)
{
    if (s->own_of != document) {
        shingle_set set;
        chaff_status status = set_cache_get(&s->sets, document, &set, &s->err);

        s->own_of = PLACE_NONE;
        if (status < 0)
            return status;
        status = mem_grow((void **)&s->own, &s->own_capacity, set.count,
                          sizeof *s->own);
        if (status < 0)
            return error_memory(&s->err);
        if (set.count)
            memcpy(s->own, set.hashes, set.count * sizeof *s->own);
        s->own_count = set.count;
        s->own_of = document;
    }
    *out = (shingle_set){s->own, s->own_count};
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

chaff_status seekers_new(seeker **out, const place_input *in, unsigned threads,
                         chaff_error *err)
{
    seeker *seekers = mem_zero(threads, sizeof *seekers);

    *out = NULL;
    for (unsigned t = 0; seekers && t < threads; t++)
        if (seeker_init(&seekers[t], in, t) < 0) {
            seekers_free(seekers, t + 1);
            seekers = NULL;
        }
    *out = seekers;
    return seekers ? CHAFF_OK : error_memory(err);
}

void seekers_free(seeker *seekers, unsigned threads)
{
    for (unsigned t = 0; seekers && t < threads; t++)
        seeker_release(&seekers[t]);
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
