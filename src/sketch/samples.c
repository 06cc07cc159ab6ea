/* samples.c - documents that share sampled shingles
 *
 * In: each document's sampled hashes. Out: a bucket a hash that several documents have.
 * Hashes are spread over shares as they come, so that a share fits in memory and shares
 * are joined side by side; the buckets are those of one big join.
 */
#include <string.h>

#include "base/hash.h"
#include "base/status.h"
#include "sketch/join_build.h"

enum {
    SHARES = 64,
    ENTRY = 12,                /* bytes: hash, document */
    CHUNK = GROUPER_CHUNK      /* entries read at once */
};

struct samples {
    budget *memory;
    spool *shares[SHARES];
};

chaff_status samples_new(samples **out, budget *memory)
{
    samples *s = mem_zero(1, sizeof *s);

    *out = NULL;
    if (!s)
        return CHAFF_ERR_MEMORY;
    s->memory = memory;
    for (int i = 0; i < SHARES; i++)
        if (spool_new(&s->shares[i], memory) != CHAFF_OK) {
            samples_free(s);
            return CHAFF_ERR_MEMORY;
        }
    *out = s;
    return CHAFF_OK;
}

void samples_free(samples *s)
{
    if (!s)
        return;
    for (int i = 0; i < SHARES; i++)
        spool_free(s->shares[i]);
    mem_free(s);
}

/* Bits a grouper uses neither for its parts (the top ones) nor its table (the low). */
static size_t share_of(uint64_t hash)
{
    return hash_mix(hash) >> 45 & (SHARES - 1);
}

chaff_status samples_add(samples *s, uint32_t document, const uint64_t *hashes,
                         size_t count, chaff_error *err)
{
    for (size_t i = 0; i < count; i++) {
        char entry[ENTRY];
        chaff_status status;

        memcpy(entry, &hashes[i], sizeof *hashes);
        memcpy(entry + sizeof *hashes, &document, sizeof document);
        status = spool_append(s->shares[share_of(hashes[i])], entry, ENTRY, err);
        if (status != CHAFF_OK)
            return status;
    }
    return CHAFF_OK;
}

/* What entries say of active documents; returns how many those are. */
static size_t read_entries(const join_work *work, const char *entries, size_t count,
                           uint64_t *hashes, uint32_t *documents)
{
    size_t active = 0;

    for (size_t i = 0; i < count; i++, entries += ENTRY) {
        uint32_t document;

        memcpy(&hashes[active], entries, sizeof *hashes);
        memcpy(&document, entries + sizeof *hashes, sizeof document);
        if (document >= work->in->documents || !join_is_active(work, document))
            continue;
        if (work->in->group)
            hashes[active] = join_mix_group(work->in, hashes[active], document);
        documents[active++] = document;
    }
    return active;
}

static chaff_status fill_share(const join_work *work, size_t share, grouper *g)
{
    const samples *s = work->self;
    uint64_t left = spool_size(s->shares[share]) / ENTRY, at = 0;
    char entries[CHUNK * ENTRY];
    uint64_t hashes[CHUNK];
    uint32_t documents[CHUNK];
    uint16_t sifted[CHUNK];

    while (left) {
        size_t count = left < CHUNK ? (size_t)left : CHUNK, active, sifted_count;
        chaff_status status = spool_read(s->shares[share], entries, count * ENTRY, at);

        if (status != CHAFF_OK)
            return status;
        active = read_entries(work, entries, count, hashes, documents);
        sifted_count = grouper_sift(g, hashes, active, sifted);
        for (size_t i = 0; i < sifted_count; i++)
            grouper_add(g, hashes[sifted[i]], documents[sifted[i]]);
        left -= count;
        at += count * ENTRY;
    }
    return CHAFF_OK;
}

/* The crowded buckets that a document keeps: the smallest, for want of small ones. */
typedef struct keepers {
    uint32_t bucket[JOIN_RAREST];
    size_t count, most;
} keepers;

static bool is_rarer(const buckets *b, uint32_t one, uint32_t other)
{
    return b->size[one] != b->size[other] ? b->size[one] < b->size[other] : one < other;
}

static void offer(keepers *k, const buckets *b, uint32_t bucket)
{
    size_t at = k->count;

    while (at > 0 && is_rarer(b, bucket, k->bucket[at - 1]))
        at--;
    if (at >= k->most)
        return;
    k->count += k->count < k->most;
    memmove(k->bucket + at + 1, k->bucket + at,
            (k->count - at - 1) * sizeof *k->bucket);
    k->bucket[at] = bucket;
}

static bool is_kept(const keepers *k, uint32_t bucket)
{
    for (size_t i = 0; i < k->count; i++)
        if (k->bucket[i] == bucket)
            return true;
    return false;
}

#define NO_BUCKET UINT32_MAX

/* Take a document out of its crowded buckets but the rarest; `left`: who stays. */
static void leave_crowds(buckets *b, uint32_t document, uint32_t *left)
{
    uint64_t start = b->first[document], end = b->first[document + (size_t)1];
    size_t small = 0;
    keepers k = {.count = 0};

    for (uint64_t i = start; i < end; i++)
        small += b->size[b->of[i]] <= JOIN_CROWD;
    k.most = small < JOIN_RAREST ? JOIN_RAREST - small : 0;
    for (uint64_t i = start; i < end; i++)
        if (b->size[b->of[i]] > JOIN_CROWD)
            offer(&k, b, b->of[i]);
    for (uint64_t i = start; i < end; i++)
        if (b->size[b->of[i]] <= JOIN_CROWD || is_kept(&k, b->of[i]))
            left[b->of[i]]++;
        else
            b->of[i] = NO_BUCKET;
}

/* Buckets of fewer than two vanish; the others close up. `size` becomes the new numbers
 * first, then the new sizes. */
static void close_up(buckets *b, uint32_t *left)
{
    uint64_t to = 0, from = 0;
    uint32_t count = 0;

    for (uint32_t i = 0; i < b->count; i++)
        b->size[i] = left[i] >= 2 ? count++ : NO_BUCKET;
    for (uint32_t d = 0; d < b->documents; d++) {
        uint64_t end = b->first[d + (size_t)1];

        for (; from < end; from++)
            if (b->of[from] != NO_BUCKET && b->size[b->of[from]] != NO_BUCKET)
                b->of[to++] = b->size[b->of[from]];
        b->first[d + (size_t)1] = to;
    }
    for (uint32_t i = 0; i < b->count; i++)
        if (b->size[i] != NO_BUCKET)
            left[b->size[i]] = left[i];
    memcpy(b->size, left, count * sizeof *left);
    b->count = count;
}

static chaff_status thin_crowds(const join_work *work, buckets *b, chaff_error *err)
{
    uint64_t bytes = b->count * sizeof(uint32_t);
    uint32_t largest = 0, *left;

    for (uint32_t i = 0; i < b->count; i++)
        largest = b->size[i] > largest ? b->size[i] : largest;
    if (largest <= JOIN_CROWD)
        return CHAFF_OK;
    if (!budget_take(work->memory, bytes))
        return join_refused(work, bytes, err);
    left = mem_zero(b->count, sizeof *left);
    if (!left) {
        budget_give(work->memory, bytes);
        return error_memory(err);
    }
    for (uint32_t d = 0; d < b->documents; d++)
        leave_crowds(b, d, left);
    close_up(b, left);
    mem_free(left);
    budget_give(work->memory, bytes);
    return CHAFF_OK;
}

chaff_status join_samples(const samples *s, const join_input *in, unsigned threads,
                          budget *memory, buckets *out, chaff_error *err)
{
    join_work work = {.in = in, .memory = memory, .columns = SHARES, .fill = fill_share,
                      .self = s};
    chaff_status status;

    *out = (buckets){0};
    for (int i = 0; i < SHARES; i++) {
        size_t count = (size_t)(spool_size(s->shares[i]) / ENTRY);

        work.most = count > work.most ? count : work.most;
    }
    status = join_find_active(&work, err);
    if (status == CHAFF_OK)
        status = join_build(&work, threads, out, err);
    join_free_active(&work);
    if (status == CHAFF_OK) {
        status = thin_crowds(&work, out, err);
        if (status != CHAFF_OK)
            buckets_release(out, memory);
    }
    return status;
}
