/* measure.c - evidence of grams becomes evidence of words, and that of units
 *
 * In: what the model stored of a document. Evidence is laid out gram by gram in rows of
 * bytes; a word has the most that any gram over it has, eight words at a time; then
 * words are counted unit by unit. Units without evidence are passed over.
 */
#include "boiler/measure.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/evidence.h"
#include "boiler/units.h"

/* Behind the grams of a row stand as many zeros, so that eight can be read anywhere. */
enum { ROW_SLACK = 32, AGAIN_RUN = 4 };
#define ONES UINT64_C(0x0101010101010101)
#define TOPS (ONES << 7)

typedef struct measuring {
    const chaff_boiler *model;
    chaff_boiler_worker *worker;
    const uint8_t *at, *end;   /* evidence not read yet */
    uint32_t none;             /* grams without any, of a run not taken yet */
    bool failed;
    uint8_t *docs, *head;      /* rows, one byte a gram, then one a word; levels */
    uint8_t *again;            /* 1: stood here before, with words around it */
    bool heads, agains;        /* not all of them are zero */
} measuring;

static evidence next_evidence(measuring *m)
{
    evidence e = {0, 0};

    if (m->none > 0) {
        m->none--;
        return e;
    }
    if (m->end - m->at < 1 || (m->at[0] == EVIDENCE_NONE && m->end - m->at < 2) ||
        (m->at[0] == EVIDENCE_BOTH && m->end - m->at < 3)) {
        m->failed = true;
        return e;
    }
    if (m->at[0] == EVIDENCE_NONE) {
        m->none = m->at[1] ? m->at[1] - 1u : 0;
        m->at += 2;
    } else if (m->at[0] == EVIDENCE_BOTH) {
        e = (evidence){m->at[1] & EVIDENCE_TOP, m->at[2]};
        m->at += 3;
    } else {
        e.docs = (m->at[0] - 1) & EVIDENCE_TOP;
        m->at += 1;
    }
    return e;
}

/* Grams from i on that only have documents; returns the one behind them. */
static size_t read_plain(measuring *m, size_t i, size_t count)
{
    const uint8_t *at = m->at, *end = m->end;

    if ((size_t)(end - at) > count - i)
        end = at + (count - i);
    while (at < end && *at != EVIDENCE_NONE && *at != EVIDENCE_BOTH)
        m->docs[i++] = (*at++ - 1) & EVIDENCE_TOP;
    m->at = at;
    return i;
}

/* Lay out the evidence of `count` grams; the first words of a text say nothing. */
static void read_rows(measuring *m, size_t count)
{
    size_t run = 0;                    /* grams in a row that stood before */

    for (size_t i = 0, before = 0; i < count && !m->failed; before = i) {
        evidence e;

        i = read_plain(m, i, count);
        if (i > before)
            run = 0;
        if (i == count)
            break;
        e = next_evidence(m);
        if (m->none > 0 || e.head == 0) {      /* a run of grams without any */
            size_t more = m->none < count - i - 1 ? m->none : count - i - 1;

            m->none -= (uint32_t)more;
            i += more + 1;
            run = 0;
            continue;
        }
        m->docs[i] = e.docs;
        m->head[i] = e.head & (EVIDENCE_AGAIN - 1);
        if (i >= GRAM_FIRST || i >= m->worker->words)
            run = e.head & EVIDENCE_AGAIN ? run + 1 : 0;
        m->heads |= m->head[i] > 0;
        m->again[i] = run >= AGAIN_RUN;
        m->agains |= run >= AGAIN_RUN;
        i++;
    }
    for (size_t i = 0; i < GRAM_FIRST && i < m->worker->words; i++)
        m->docs[i] = m->head[i] = 0;
}

/* -- words ------------------------------------------------------------------------ */

static uint64_t load_eight(const uint8_t *bytes)
{
    uint64_t x;

    memcpy(&x, bytes, sizeof x);
    return x;
}

/* Byte by byte the greater; all are below 128. */
static uint64_t greater(uint64_t a, uint64_t b)
{
    uint64_t not_less = ((a | TOPS) - b) & TOPS;
    uint64_t mask = not_less | (not_less - (not_less >> 7));

    return (a & mask) | (b & ~mask);
}

/* A word's level is the highest of the grams that end there and behind it: in place,
 * from grams [0, count) to words, none of them long. */
static void spread_row(uint8_t *row, size_t count)
{
    for (size_t i = 0; i < count; i += 8) {
        uint64_t most = load_eight(row + i);

        for (size_t j = 1; j < GRAM_WORDS; j++)
            most = greater(most, load_eight(row + i + j));
        memcpy(row + i, &most, sizeof most);
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

static void spread(measuring *m, uint8_t *row)
{
    chaff_boiler_worker *w = m->worker;
    size_t grams = (size_t)w->words + GRAM_TAIL;
    uint8_t *copy = m->again + grams + ROW_SLACK;

    if (w->long_count > 0)
        memcpy(copy, row, grams);
    spread_row(row, w->words);
    if (w->long_count > 0)
        spread_longs(w, copy, row);
}

/* Grams wholly inside a unit that enough documents hold. */
static void count_inner(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    uint32_t need = m->model->options.min_docs;
    size_t next_long = 0;
    unit *u = w->units;

    for (uint32_t i = 0; i < w->words; i++) {
        size_t length = GRAM_WORDS;

        if (load_eight(m->docs + i) == 0) {
            i += 7;
            continue;
        }
        if (m->docs[i] < need)
            continue;
        while (next_long < w->long_count && i >= w->longs[next_long].end)
            next_long++;
        if (next_long < w->long_count && i >= w->longs[next_long].start)
            length = GRAM_LONG;
        while (i >= (uint64_t)u->word + u->words)
            u++;
        u->inner += (uint64_t)i - u->word + 1 >= length;
    }
}

/* -- units ------------------------------------------------------------------------ */

/* Eight bytes of a row, or `count` of them and zeros. */
static uint64_t load_some(const uint8_t *row, size_t count)
{
    uint64_t x = load_eight(row);

    return count < 8 ? x & ((UINT64_C(1) << (8 * count)) - 1) : x;
}

static bool is_zero(const uint8_t *row, size_t count)
{
    uint64_t any = 0;

    for (; count > 8; count -= 8, row += 8)
        any |= load_eight(row);
    return (any | load_some(row, count)) == 0;
}

/* The first bit of every byte that is at least `level`; none is above 127. */
static uint64_t at_least(uint64_t bytes, uint32_t level)
{
    return level > EVIDENCE_TOP ? 0 : ((bytes + ONES * (128 - level)) & TOPS) >> 7;
}

static uint32_t count_bits(uint64_t bytes)
{
    return (uint32_t)(bytes * ONES >> 56);
}

/* The level that half of the words have, or more. */
static uint8_t median(const uint8_t *row, uint32_t total)
{
    uint32_t counts[EVIDENCE_TOP + 1] = {0}, seen = 0;
    uint8_t level = 0;

    for (uint32_t i = 0; i < total; i++) {
        counts[row[i]]++;
        level = row[i] > level ? row[i] : level;
    }
    while (level > 0 && 2 * (seen + counts[level]) < total)
        seen += counts[level--];
    return level;
}

static void count_docs(const uint8_t *row, uint32_t need, unit *u)
{
    uint32_t any = 0, left = u->words;
    uint64_t gap = 0;                  /* 1: the word before was not covered */

    u->gaps = 0;
    for (const uint8_t *at = row; left > 0; at += 8) {
        uint32_t count = left < 8 ? left : 8;
        uint64_t x = load_some(at, count), covered = at_least(x, need);
        uint64_t open = covered ^ (count < 8 ? ONES & ((UINT64_C(1) << 8 * count) - 1)
                                             : ONES);

        u->covered += count_bits(covered);
        u->gaps += count_bits(open & ~(open << 8 | gap));
        gap = open >> 56;
        u->shared += count_bits(at_least(x, 2));
        any += count_bits(at_least(x, 1));
        left -= count;
    }
    if (2 * any >= u->words)
        u->docs = median(row, u->words);
}

static void measure_unit(measuring *m, unit *u)
{
    if (!is_zero(m->docs + u->word, u->words))
        count_docs(m->docs + u->word, m->model->options.min_docs, u);
    if (m->heads && !is_zero(m->head + u->word, u->words))
        u->head = median(m->head + u->word, u->words);
    if (m->agains)
        for (uint32_t i = 0; i < u->words; i++)
            u->again += m->again[u->word + i];
}

/* Prefixes of lines that begin a paragraph. */
static void measure_lines(measuring *m)
{
    chaff_boiler_worker *w = m->worker;

    for (size_t i = 0; i < w->line_unit_count; i++) {
        evidence e = next_evidence(m);

        if (w->line_units[i] != LINE_NOWHERE)
            w->units[w->line_units[i]].prefix = e.docs;
    }
}

/* -- a document ------------------------------------------------------------------- */

static uint64_t end_of(const chaff_boiler *b, size_t block, uint32_t number)
{
    if (number + 1 < b->docs &&
        (block + 1 == b->block_count || number + 1 < b->blocks[block + 1].first))
        return b->evidence[number + 1];
    return spool_size(b->blocks[block].evidence);
}

static chaff_status load(measuring *m, uint32_t number)
{
    const chaff_boiler *b = m->model;
    chaff_boiler_worker *w = m->worker;
    size_t low = 0, high = b->block_count, size;
    chaff_status status;
    uint32_t units;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (b->blocks[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    size = (size_t)(end_of(b, low, number) - b->evidence[number]);
    if (size < sizeof units)
        return CHAFF_ERR_FORMAT;
    if (mem_grow((void **)&w->bytes, &w->byte_capacity, size, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    status = spool_read(b->blocks[low].evidence, w->bytes, size, b->evidence[number]);
    if (status != CHAFF_OK)
        return status;
    memcpy(&units, w->bytes, sizeof units);
    if (units > size - sizeof units)
        return CHAFF_ERR_FORMAT;
    m->at = w->bytes + sizeof units;
    m->end = w->bytes + size - units;
    return units_read(w, m->end, units);
}

/* Three rows, and one more for what a row was before it was spread. */
static chaff_status open_rows(measuring *m)
{
    chaff_boiler_worker *w = m->worker;
    size_t size = (size_t)w->words + GRAM_TAIL + ROW_SLACK;

    if (mem_grow((void **)&w->rows, &w->row_capacity, 4 * size, 1) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    memset(w->rows, 0, 3 * size);
    m->docs = w->rows;
    m->head = w->rows + size;
    m->again = w->rows + 2 * size;
    return CHAFF_OK;
}

chaff_status measure_units(const chaff_boiler *b, chaff_boiler_worker *worker,
                           uint32_t number)
{
    measuring m = {.model = b, .worker = worker};
    chaff_status status = load(&m, number);

    if (status == CHAFF_OK)
        status = open_rows(&m);
    if (status != CHAFF_OK || worker->words == 0 || worker->unit_count == 0)
        return status;
    read_rows(&m, (size_t)worker->words + GRAM_TAIL);
    measure_lines(&m);
    if (m.failed || m.none > 0 || m.at != m.end)
        return CHAFF_ERR_FORMAT;
    count_inner(&m);
    spread(&m, m.docs);
    if (m.heads)
        spread(&m, m.head);
    if (m.agains)
        spread(&m, m.again);
    for (size_t i = 0; i < worker->unit_count; i++)
        measure_unit(&m, &worker->units[i]);
    return CHAFF_OK;
}
