/* measure.c - evidence of grams becomes evidence of words, and that of units
 *
 * In: rows, a byte a gram. A word has the most that any gram over it has, sixteen words
 * at a time; then words are counted unit by unit. Units without evidence are passed
 * over.
 */
#include "boiler/measure.h"

#include <string.h>

#include "boiler/rows.h"

#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

typedef struct measuring {
    chaff_boiler_worker *worker;
    rows rows;
    uint32_t need;             /* documents */
} measuring;

/* -- words ------------------------------------------------------------------------ */

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
 * long. Writes up to fifteen bytes more. */
static void spread_row(const uint8_t *grams, uint8_t *words, size_t count)
{
    for (size_t i = 0; i < count; i += 16) {
        sixteen a = greater(load_sixteen(grams + i), load_sixteen(grams + i + 1));
        sixteen b = greater(load_sixteen(grams + i + 2), load_sixteen(grams + i + 3));

        a = greater(greater(a, b), load_sixteen(grams + i + 4));
        memcpy(words + i, &a, sizeof a);
    }
}

/* Long grams reach GRAM_WORDS words further back than others. */
static void spread_longs(const chaff_boiler_worker *w, const uint8_t *grams,
                         uint8_t *words)
{
    for (size_t i = 0; i < w->long_count; i++)
        for (size_t g = w->longs[i].start; g < w->longs[i].end && g < w->words; g++)
            for (size_t j = GRAM_WORDS; j < GRAM_LONG && j <= g; j++)
                if (grams[g] > words[g - j])
                    words[g - j] = grams[g];
}

static const uint8_t *spread(measuring *m, const uint8_t *grams)
{
    _Static_assert(GRAM_WORDS == 5, "spread_row takes five grams");
    spread_row(grams, m->rows.words_row, m->worker->words);
    spread_longs(m->worker, grams, m->rows.words_row);
    return m->rows.words_row;
}

/* -- units ------------------------------------------------------------------------ */

/* Eight bytes of a row, or `count` of them and zeros. */
static uint64_t load_some(const uint8_t *row, size_t count)
{
    uint64_t x;

    memcpy(&x, row, sizeof x);
    return count < 8 ? x & ((UINT64_C(1) << (8 * count)) - 1) : x;
}

static bool is_zero(const uint8_t *row, size_t count)
{
    uint64_t any = 0;

    for (; count > 8; count -= 8, row += 8)
        any |= load_some(row, 8);
    return (any | load_some(row, count)) == 0;
}

/* The first bit of every byte that is at least `level`, from 1 on; none is above 127. */
static uint64_t at_least(uint64_t bytes, uint32_t level)
{
    return level > EVIDENCE_TOP ? 0 : ((bytes + ONES * (128 - level)) & TOPS) >> 7;
}

static uint32_t count_bits(uint64_t bytes)
{
    return (uint32_t)(bytes * ONES >> 56);
}

static uint32_t count_at_least(const uint8_t *row, uint32_t total, uint32_t level)
{
    uint32_t count = 0;

    for (; total > 8; total -= 8, row += 8)
        count += count_bits(at_least(load_some(row, 8), level));
    return count + count_bits(at_least(load_some(row, total), level));
}

/* The level that half of the words have, or more; `all` has the bits of all levels. */
static uint8_t median(const uint8_t *row, uint32_t total, uint64_t all)
{
    uint32_t level = 0, bit = (EVIDENCE_TOP + 1) / 2;

    while (bit > 0 && !(all & ONES * bit))
        bit /= 2;
    for (; bit > 0; bit /= 2)
        if (2 * (uint64_t)count_at_least(row, total, level + bit) >= total)
            level += bit;
    return (uint8_t)level;
}

static void count_docs(const uint8_t *row, uint32_t need, unit *u)
{
    uint32_t any = 0, left = u->words;
    uint64_t gap = 0;                  /* 1: the word before was not covered */
    uint64_t all = 0;

    u->gaps = 0;
    for (const uint8_t *at = row; left > 0; at += 8) {
        uint32_t count = left < 8 ? left : 8;
        uint64_t x = load_some(at, count), covered, open;

        left -= count;
        if (x == 0) {
            u->gaps += !gap;
            gap = 1;
            continue;
        }
        covered = at_least(x, need);
        open = covered ^ (count < 8 ? ONES & ((UINT64_C(1) << 8 * count) - 1) : ONES);

        u->covered += count_bits(covered);
        u->gaps += count_bits(open & ~(open << 8 | gap));
        gap = open >> 56;
        u->shared += count_bits(at_least(x, 2));
        any += count_bits(at_least(x, 1));
        all |= x;
    }
    if (any > 0 && 2 * any >= u->words)
        u->docs = median(row, u->words, all);
}

static void measure_docs(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    const uint8_t *words = spread(m, m->rows.docs);

    for (size_t i = 0; i < w->unit_count; i++) {
        unit *u = &w->units[i];

        if (u->words == 0)
            continue;
        count_docs(words + u->word, m->need, u);
        if (u->covered > 0 && u->words >= GRAM_WORDS)
            u->inner = count_at_least(m->rows.docs + u->word + GRAM_WORDS - 1,
                                      u->words - GRAM_WORDS + 1, m->need);
    }
}

/* Of the grams counted as inner, long ones begin before the unit if they end among its
 * first words. */
static void recount_longs(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    const unit *end = w->units + w->unit_count;
    unit *u = w->units;

    for (size_t i = 0; i < w->long_count; i++)
        for (size_t g = w->longs[i].start; g < w->longs[i].end && g < w->words; g++) {
            while (u < end && g >= (uint64_t)u->word + u->words)
                u++;
            if (u < end && u->inner > 0 && m->rows.docs[g] >= m->need &&
                g >= u->word + GRAM_WORDS - UINT64_C(1) &&
                g < u->word + GRAM_LONG - UINT64_C(1))
                u->inner--;
        }
}

/* Only units that repeat are asked for their heads. */
static void measure_heads(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    const uint8_t *words = spread(m, m->rows.heads);

    for (size_t i = 0; i < w->unit_count; i++) {
        unit *u = &w->units[i];

        if (2 * u->shared > u->words && !is_zero(words + u->word, u->words))
            u->head = median(words + u->word, u->words, TOPS - ONES);
    }
}

static void measure_again(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    const uint8_t *words = spread(m, m->rows.again);

    for (size_t i = 0; i < w->unit_count; i++)
        if (w->units[i].words > 0)
            w->units[i].again = count_at_least(words + w->units[i].word,
                                               w->units[i].words, 1);
}

/* Prefixes of lines that begin a paragraph. */
static void measure_lines(measuring *m)
{
    chaff_boiler_worker *w = m->worker;

    for (size_t i = 0; i < w->line_unit_count; i++)
        if (w->line_units[i] != LINE_NOWHERE)
            w->units[w->line_units[i]].prefix = m->rows.lines[i];
}

/* -- a document ------------------------------------------------------------------- */

static void measure(measuring *m)
{
    if (m->worker->words == 0 || m->worker->unit_count == 0)
        return;
    measure_lines(m);
    if (!is_zero(m->rows.docs, (size_t)m->worker->words + GRAM_TAIL)) {
        measure_docs(m);
        recount_longs(m);
    }
    if (m->rows.heads)
        measure_heads(m);
    if (m->rows.again)
        measure_again(m);
}

chaff_status measure_units(const chaff_boiler *b, chaff_boiler_worker *worker,
                           uint32_t number)
{
    measuring m = {.worker = worker, .need = b->options.min_docs};
    chaff_status status = rows_load(&m.rows, b, worker, number);

    if (status == CHAFF_OK)
        measure(&m);
    return status;
}

chaff_status measure_replayed(const chaff_boiler *b, chaff_boiler_worker *worker,
                              replay *from)
{
    measuring m = {.worker = worker, .need = b->options.min_docs};
    chaff_status status = rows_replay(&m.rows, worker, from);

    if (status == CHAFF_OK)
        measure(&m);
    return status;
}
