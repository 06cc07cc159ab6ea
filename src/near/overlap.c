/* overlap.c - the words of a text in windows, each shingle looked up
 *
 * In: a text and the set of shingles of another. Out: byte ranges of the runs of shared
 * shingles. The last n - 1 words of a window stand before the words of the next, so
 * that every shingle is seen once, whole.
 */
#include "near/overlap.h"

#include <string.h>

enum { WINDOW = 1024 };

typedef struct walk {
    const uint64_t *set;
    size_t count;
    buffer *ranges;
    size_t from;               /* bytes of ranges before the call */
    uint64_t hashes[WINDOW + SHINGLE_MOST_WORDS];
    uint64_t words[WINDOW + SHINGLE_MOST_WORDS];
    word_place places[WINDOW + SHINGLE_MOST_WORDS];
    uint64_t first;            /* number of the word at words[0] */
    uint64_t run_end;          /* number of the word after the last shared shingle */
} walk;

static bool is_shared(const walk *w, uint64_t hash)
{
    size_t low = 0, high = w->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (w->set[middle] < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return low < w->count && w->set[low] == hash;
}

/* The shingle of the words `at` .. `at + size - 1` of the window. */
static chaff_status add_shingle(walk *w, size_t at, size_t size)
{
    passage_range range = {w->places[at].start, w->places[at + size - 1].end};
    bool joins = w->ranges->size > w->from && w->first + at < w->run_end;

    w->run_end = w->first + at + size;
    if (!joins)
        return buffer_append(w->ranges, &range, sizeof range);
    memcpy(w->ranges->data + w->ranges->size - sizeof range.end, &range.end,
           sizeof range.end);
    return CHAFF_OK;
}

static chaff_status visit_window(walk *w, const shingle_rule *rule, size_t *held)
{
    size_t n = rule->words, count;
    chaff_status status = CHAFF_OK;

    if (*held < n)
        return CHAFF_OK;
    count = *held - (n - 1);
    shingle_hashes(rule, w->words, count, w->hashes);
    for (size_t i = 0; status == CHAFF_OK && i < count; i++)
        if (is_shared(w, w->hashes[i]))
            status = add_shingle(w, i, n);
    memmove(w->words, w->words + count, (n - 1) * sizeof *w->words);
    memmove(w->places, w->places + count, (n - 1) * sizeof *w->places);
    w->first += count;
    *held = n - 1;
    return status;
}

static chaff_status walk_words(walk *w, chaff_worker *worker, chaff_text text)
{
    const shingle_rule *rule = worker_rule(worker);
    size_t at = 0, held = 0, fresh;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && at < text.size) {
        status = words_split(worker_splitter(worker), text, &at, w->words + held,
                             w->places + held, WINDOW, &fresh);
        if (status != CHAFF_OK)
            return status;
        held += fresh;
        status = visit_window(w, rule, &held);
    }
    if (status == CHAFF_OK && !w->first && held && held < rule->words &&
        is_shared(w, shingle_short(rule, w->words, held)))
        status = add_shingle(w, 0, held);
    return status;
}

chaff_status overlap_find(chaff_worker *worker, chaff_text text, const uint64_t *set,
                          size_t count, buffer *ranges)
{
    walk *w = mem_zero(1, sizeof *w);
    chaff_status status;

    if (!w)
        return CHAFF_ERR_MEMORY;
    w->set = set;
    w->count = count;
    w->ranges = ranges;
    w->from = ranges->size;
    status = walk_words(w, worker, text);
    mem_free(w);
    return status;
}
