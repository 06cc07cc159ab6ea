/* measure.c - evidence of grams becomes that of units
 *
 * In: rows, a byte a gram. What is counted of words and grams is counted in sets of
 * bits, unit by unit. Levels of words, of which each has the most that any gram over it
 * has, are made for the few units whose median is asked for. Units without evidence are
 * passed over.
 */
#include "boiler/measure.h"

#include <string.h>

#include "boiler/cover.h"
#include "boiler/rows.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

enum { SHARED_LEVEL = 2 };     /* another independent document */

typedef struct measuring {
    chaff_boiler_worker *worker;
    rows rows;
    uint32_t need;             /* the level of --min-docs documents */
    cover any, shared, enough; /* levels from 1, SHARED_LEVEL, `need` on */
    cover again, heads;        /* levels from 1 on */
    size_t longs;              /* of the worker, that end before the unit at hand */
} measuring;

/* -- levels of words --------------------------------------------------------------- */

typedef int8_t sixteen __attribute__((vector_size(16)));

static sixteen load_sixteen(const uint8_t *bytes)
{
    sixteen x;

    memcpy(&x, bytes, sizeof x);
    return x;
}

static sixteen greater(sixteen a, sixteen b)
{
    sixteen more = a > b;

    return (a & more) | (b & ~more);
}

/* A word's level is the highest of the grams that end there and behind it, none of them
 * long. Behind the words come zeros, up to a multiple of sixteen. */
static void spread_row(const uint8_t *grams, uint8_t *words, size_t count)
{
    static const uint8_t whole_then_none[32] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255};

    _Static_assert(GRAM_WORDS == 5, "five grams end at a word and behind it");
    for (size_t i = 0; i < count; i += 16) {
        size_t behind = count - i < 16 ? 16 - (count - i) : 0;
        sixteen a = greater(load_sixteen(grams + i), load_sixteen(grams + i + 1));
        sixteen b = greater(load_sixteen(grams + i + 2), load_sixteen(grams + i + 3));

        a = greater(greater(a, b), load_sixteen(grams + i + 4));
        a &= load_sixteen(whole_then_none + behind);
        memcpy(words + i, &a, sizeof a);
    }
}

/* Long grams reach GRAM_WORDS words further back than others. */
static void spread_longs(measuring *m, const uint8_t *grams, const unit *u,
                         uint8_t *words)
{
    const chaff_boiler_worker *w = m->worker;
    uint64_t from = u->word, end = from + u->words, last = end + GRAM_LONG - 1;

    if (last > w->words)
        last = w->words;
    while (m->longs < w->long_count && w->longs[m->longs].end <= from)
        m->longs++;
    for (size_t i = m->longs; i < w->long_count && w->longs[i].start < last; i++)
        for (uint64_t g = w->longs[i].start > from ? w->longs[i].start : from;
             g < w->longs[i].end && g < last; g++)
            for (uint64_t j = GRAM_WORDS; j < GRAM_LONG && g >= from + j; j++)
                if (g - j < end && grams[g] > words[g - j - from])
                    words[g - j - from] = grams[g];
}

/* The levels of a unit's words; units are asked for in order. */
static const uint8_t *spread(measuring *m, const uint8_t *grams, const unit *u)
{
    spread_row(grams + u->word, m->rows.words_row, u->words);
    spread_longs(m, grams, u, m->rows.words_row);
    return m->rows.words_row;
}

/* How many levels of a row that ends with zeros are at least that in each byte of
 * `level`, from 1 on; none is above 127. */
static uint32_t count_at_least(const uint8_t *row, uint32_t total, uint64_t level)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < total; i += 16) {
        uint64_t a, b;

        memcpy(&a, row + i, sizeof a);
        memcpy(&b, row + i + 8, sizeof b);
        a = ((a | TOPS) - level) & TOPS;
        b = ((b | TOPS) - level) & TOPS;
        count += (uint32_t)(((a >> 7) + (b >> 7)) * ONES >> 56);
    }
    return count;
}

/* The level that half of the words have, or more; 0: none of them has any. Every bit of
 * it is tried, since no processor foresees which is the first. */
static uint8_t median(const uint8_t *row, uint32_t total)
{
    uint64_t level = 0;

    _Static_assert(EVIDENCE_TOP == 127, "seven bits");
    for (uint64_t bit = ONES << 6; bit >= ONES; bit >>= 1) {
        uint64_t more = level | bit;

        level = 2 * (uint64_t)count_at_least(row, total, more) >= total ? more : level;
    }
    return (uint8_t)level;
}

/* -- units ------------------------------------------------------------------------ */

static uint32_t count_range(const uint64_t *set, size_t from, size_t count)
{
    uint32_t bits = 0;

    for (; count > 64; count -= 64, from += 64)
        bits += bits_count(bits_from(set, from));
    return bits + bits_count(bits_from(set, from) & bits_low(count));
}

/* Words by the evidence that they have at least; returns how many have any. Most often
 * none. */
static uint32_t count_words(const measuring *m, unit *u)
{
    uint32_t any = 0, shared = 0, covered = 0, gaps = 0;
    uint64_t gap = 0;                  /* 1: the word before was not covered */

    for (size_t i = 0; i < u->words; i += 64) {
        uint64_t all = bits_low(u->words - i), at = u->word + i, some, enough;

        some = bits_from(m->any.words, at) & all;
        if (some == 0) {
            gaps += !gap;
            gap = 1;
            continue;
        }
        any += bits_count(some);
        shared += bits_count(bits_from(m->shared.words, at) & all);
        enough = bits_from(m->enough.words, at);
        covered += bits_count(enough & all);
        gaps += bits_count(~enough & all & ~(~enough << 1 | gap));
        gap = ~enough >> 63;
    }
    if (any == 0)
        return 0;                      /* as it was read */
    u->shared = shared;
    u->covered = covered;
    u->gaps = gaps;
    return any;
}

/* Grams of enough documents wholly inside the unit. Long ones begin before it if they
 * end among its first words. */
static uint32_t count_inner(const measuring *m, const unit *u)
{
    size_t first = u->word + GRAM_WORDS - 1, count = u->words - GRAM_WORDS + 1;
    size_t early = GRAM_LONG - GRAM_WORDS;

    if (m->worker->long_count == 0)
        return count_range(m->enough.grams, first, count);
    return count_range(m->enough.grams, first, count) -
           count_range(m->enough.longs, first, count < early ? count : early);
}

/* The level of half of the words. Most often the counts tell. */
static uint8_t find_docs(measuring *m, const unit *u)
{
    uint32_t least = SHARED_LEVEL - 1, most = EVIDENCE_TOP;

    if (2 * (uint64_t)u->shared >= u->words)
        least = SHARED_LEVEL;
    else
        most = SHARED_LEVEL - 1;
    if (2 * (uint64_t)u->covered >= u->words)
        least = m->need > least ? m->need : least;
    else
        most = m->need <= most ? m->need - 1 : most;
    return least >= most ? (uint8_t)least :
           median(spread(m, m->rows.docs, u), u->words);
}

/* Units that may go become the draft's list. */
static void measure_all(measuring *m)
{
    draft *d = &m->worker->draft;
    uint32_t *link = &d->first;

    for (uint32_t i = 0; i < d->count; i++) {
        unit *u = &d->units[i];
        uint32_t any = count_words(m, u);

        if (!(any || u->known || m->rows.again) || u->words == 0)
            continue;
        if (u->covered > 0 && u->words >= GRAM_WORDS)
            u->inner = count_inner(m, u);
        if (any > 0 && 2 * (uint64_t)any >= u->words)
            u->docs = find_docs(m, u);
        if (m->rows.again)
            u->again = count_range(m->again.words, u->word, u->words);
        draft_add(d, u);
        if (unit_may_go(u)) {
            *link = i;
            link = &u->next;
        }
    }
    *link = d->count;
}

/* Few units stand in heads. */
static void measure_heads(measuring *m)
{
    draft *d = &m->worker->draft;

    m->longs = 0;
    for (uint32_t i = d->first; i < d->count; i = d->units[i].next) {
        unit *u = &d->units[i];

        if (2 * (uint64_t)u->shared > u->words &&
            count_range(m->heads.words, u->word, u->words) > 0)
            u->head = median(spread(m, m->rows.heads, u), u->words);
    }
}

/* Prefixes of lines that begin a paragraph. */
static void measure_lines(measuring *m)
{
    chaff_boiler_worker *w = m->worker;

    for (size_t i = 0; i < w->line_unit_count; i++)
        if (w->line_units[i] != LINE_NOWHERE) {
            w->units[w->line_units[i]].prefix = m->rows.lines[i];
            w->draft.prefixes |= m->rows.lines[i] >= m->need;
        }
}

/* -- a document ------------------------------------------------------------------- */

/* The least level of so many documents; EVIDENCE_TOP + 1: none is of as many. */
static uint32_t level_of(uint32_t docs)
{
    uint32_t level = docs < EVIDENCE_EXACT ? docs : EVIDENCE_EXACT;

    while (level <= EVIDENCE_TOP && evidence_docs((uint8_t)level) < docs)
        level++;
    return level;
}

static chaff_status find_sets(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    size_t grams = (size_t)w->words + GRAM_TAIL, size = cover_size(grams);

    if (mem_grow((void **)&w->sets, &w->set_capacity, 5 * size, sizeof *w->sets) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    cover_open(&m->any, w->sets, grams);
    cover_open(&m->shared, w->sets + size, grams);
    cover_open(&m->enough, w->sets + 2 * size, grams);
    cover_open(&m->again, w->sets + 3 * size, grams);
    cover_open(&m->heads, w->sets + 4 * size, grams);
    cover_find(&m->any, m->rows.docs, grams, 1, w);
    cover_find(&m->shared, m->rows.docs, grams, SHARED_LEVEL, w);
    cover_find(&m->enough, m->rows.docs, grams, m->need, w);
    if (m->rows.again)
        cover_find(&m->again, m->rows.again, grams, 1, w);
    if (m->rows.heads)
        cover_find(&m->heads, m->rows.heads, grams, 1, w);
    return CHAFF_OK;
}

static chaff_status measure(measuring *m)
{
    if (m->worker->words == 0 || m->worker->unit_count == 0)
        return CHAFF_OK;
    measure_lines(m);
    if (find_sets(m) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    measure_all(m);
    if (m->rows.heads)
        measure_heads(m);
    return CHAFF_OK;
}

chaff_status measure_units(const chaff_boiler *b, chaff_boiler_worker *worker,
                           uint32_t number)
{
    measuring m = {.worker = worker, .need = level_of(b->options.min_docs)};
    chaff_status status = rows_load(&m.rows, b, worker, number);

    return status == CHAFF_OK ? measure(&m) : status;
}

chaff_status measure_replayed(const chaff_boiler *b, chaff_boiler_worker *worker,
                              replay *from, bool all)
{
    measuring m = {.worker = worker, .need = level_of(b->options.min_docs)};
    chaff_status status = rows_replay(&m.rows, worker, from, all ? 0 : m.need);

    return status == CHAFF_OK ? measure(&m) : status;
}
