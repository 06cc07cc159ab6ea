/* measure.c - evidence of grams becomes evidence of words, and that of units
 *
 * Words pass through a ring as long as the longest gram: while a word is in it, grams
 * that cover it may still come; when it leaves, it counts for its unit.
 */
#include "boiler/measure.h"

#include <string.h>

#include "base/mem.h"

enum { RING = 16, READ_BYTES = 4096 };

typedef struct ring_word {
    size_t unit;
    uint8_t docs, head;
    bool again, known;
} ring_word;

/* The evidence of a document, read gram by gram. */
typedef struct evidence_reader {
    const spool *spool;
    uint64_t at, end;
    uint32_t next, filled, zeros;
    chaff_status status;
    uint8_t bytes[READ_BYTES];
} evidence_reader;

typedef struct measuring {
    const chaff_boiler *model;
    chaff_boiler_worker *worker;
    chaff_text text;
    evidence_reader evidence;
    ring_word ring[RING];
    uint64_t words;            /* taken in */
    size_t unit;               /* of the newest word */
    uint32_t again_run;        /* grams in a row that stood before */
    uint64_t line[KNOWN_LINE];         /* first words of the newest unit */
    size_t leaving;            /* unit whose histograms these are */
    uint32_t known_words;
    bool in_gap;               /* the word that left last is not covered */
    uint8_t docs_top, head_top;        /* highest levels in them */
    uint32_t docs[EVIDENCE_TOP + 1], head[EVIDENCE_TOP + 1];
} measuring;

static uint8_t evidence_byte(evidence_reader *r)
{
    if (r->next == r->filled) {
        uint64_t left = r->end - r->at;

        r->filled = left < READ_BYTES ? (uint32_t)left : READ_BYTES;
        r->next = 0;
        if (r->status == CHAFF_OK)
            r->status = r->filled == 0 ? CHAFF_ERR_STATE : spool_read(r->spool, r->bytes, r->filled, r->at);
        r->at += r->filled;
        if (r->status != CHAFF_OK) {
            memset(r->bytes, 0, sizeof r->bytes);
            r->filled = READ_BYTES;
        }
    }
    return r->bytes[r->next++];
}

static evidence next_evidence(evidence_reader *r)
{
    evidence e = {0, 0};
    uint8_t level;

    if (r->zeros > 0) {
        r->zeros--;
        return e;
    }
    level = evidence_byte(r);
    if (level == 0) {
        uint8_t run = evidence_byte(r);

        r->zeros = run ? run - 1u : 0;
        return e;
    }
    e.docs = (uint8_t)(level - 1);
    e.head = evidence_byte(r);
    return e;
}

/* The median of `total` levels, of which `counts` holds those above 0 and none above
 * `top`; empties the histogram. */
static uint8_t take_median(uint32_t *counts, uint8_t *top, uint32_t total)
{
    uint32_t seen = 0;
    uint8_t level = *top;

    while (level > 0 && 2 * (seen + counts[level]) < total)
        seen += counts[level--];
    if (*top > 0)
        memset(counts, 0, (*top + 1u) * sizeof *counts);
    *top = 0;
    return level;
}

/* The histograms are those of a whole unit. */
static void close_unit(measuring *m)
{
    unit *u = &m->worker->units[m->leaving];

    u->docs = take_median(m->docs, &m->docs_top, u->words);
    u->head = take_median(m->head, &m->head_top, u->words);
    if (u->words > KNOWN_GRAM && 10 * (uint64_t)m->known_words >= 7 * (uint64_t)u->words)
        u->known = true;
    m->known_words = 0;
    m->in_gap = false;
}

static void count_level(uint32_t *counts, uint8_t *top, uint8_t level)
{
    if (level == 0)
        return;
    counts[level]++;
    if (level > *top)
        *top = level;
}

static void leave(measuring *m, const ring_word *w)
{
    unit *u;

    if (w->unit != m->leaving) {
        close_unit(m);
        m->leaving = w->unit;
    }
    u = &m->worker->units[w->unit];
    if (w->docs >= m->model->options.min_docs) {
        u->covered++;
        m->in_gap = false;
    } else if (!m->in_gap) {
        u->gaps++;
        m->in_gap = true;
    }
    u->shared += w->docs >= 2;
    u->again += w->again;
    m->known_words += w->known;
    count_level(m->docs, &m->docs_top, w->docs);
    count_level(m->head, &m->head_top, w->head);
}

static void end_line(measuring *m)
{
    unit *u = &m->worker->units[m->unit];

    if (m->model->known && u->words > 0 && u->words <= KNOWN_LINE &&
        known_line(m->model->known, m->line, u->words,
                   (u->flags & SEGMENT_OPENS) && (u->flags & SEGMENT_CLOSES)))
        u->known = true;
}

static bool has_digit(chaff_text text, word_place place, uint8_t flags)
{
    if (flags & GRAM_NUMBER)
        return true;
    for (uint32_t i = place.start; i < place.end; i++)
        if (text.data[i] >= '0' && text.data[i] <= '9')
            return true;
    return false;
}

/* The newest word enters the ring; the oldest leaves. */
static void enter(measuring *m, const gram_reader *r, size_t i)
{
    chaff_boiler_worker *worker = m->worker;
    ring_word *w = &m->ring[m->words % RING];
    size_t at = m->unit;
    unit *u;

    if (m->words >= RING)
        leave(m, w);
    while (at + 1 < worker->unit_count && r->places[i].start >= worker->units[at].end)
        at++;
    if (at != m->unit) {
        end_line(m);
        m->unit = at;
    }
    u = &worker->units[at];
    *w = (ring_word){.unit = at};
    if (u->words == 0)
        u->word = (uint32_t)m->words;
    if (u->words < KNOWN_LINE)
        m->line[u->words] = r->hashes[i];
    u->words++;
    worker->singles += (r->flags[i] & GRAM_SINGLE) != 0;
    u->digits += has_digit(m->text, r->places[i], r->flags[i]);
    m->words++;
    if (m->model->known && m->words >= KNOWN_GRAM && known_gram(m->model->known, r->hashes + i + 1 - KNOWN_GRAM))
        for (size_t j = 1; j <= KNOWN_GRAM; j++)
            m->ring[(m->words - j) % RING].known = true;
}

/* The evidence of the gram that ends `past` words behind the newest word. */
static void cover(measuring *m, evidence e, size_t length, size_t past)
{
    uint8_t head = e.head & (EVIDENCE_AGAIN - 1);

    m->again_run = e.head & EVIDENCE_AGAIN ? m->again_run + 1 : 0;
    if (e.docs == 0 && e.head == 0)
        return;
    if (past == 0 && e.docs >= m->model->options.min_docs) {
        unit *u = &m->worker->units[m->unit];

        u->inner += u->words >= length;
    }
    for (size_t j = past; j < length && j - past < m->words; j++) {
        ring_word *w = &m->ring[(m->words - 1 - (j - past)) % RING];

        if (e.docs > w->docs)
            w->docs = e.docs;
        if (head > w->head)
            w->head = head;
        w->again |= m->again_run >= 4;         /* eight words in a row */
    }
}

static size_t gram_length(const gram_reader *r, size_t i)
{
    for (size_t j = 0; j < GRAM_WORDS; j++)
        if (!(r->flags[(ptrdiff_t)i - (ptrdiff_t)j] & GRAM_SINGLE))
            return GRAM_WORDS;
    return GRAM_LONG;
}

static chaff_status keep_lines(chaff_boiler_worker *worker)
{
    const gram_reader *r = &worker->reader;

    if (mem_grow((void **)&worker->lines, &worker->line_capacity, worker->line_count + r->prefix_count,
                 sizeof *worker->lines) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    memcpy(worker->lines + worker->line_count, r->prefixes, r->prefix_count * sizeof *r->prefixes);
    worker->line_count += r->prefix_count;
    return CHAFF_OK;
}

/* Prefixes of lines that begin a paragraph; two spaces are no delimiter in justified text. */
static void measure_lines(measuring *m, const gram_reader *r)
{
    chaff_boiler_worker *worker = m->worker;
    bool justified = r->wide_gaps * 20 >= r->gaps && r->wide_gaps > 2;
    size_t at = 0;

    for (size_t i = 0; i < worker->line_count; i++) {
        const line_prefix *line = &worker->lines[i];
        evidence e = next_evidence(&m->evidence);
        unit *u;

        while (at + 1 < worker->unit_count && line->start >= worker->units[at].end)
            at++;
        u = &worker->units[at];
        if (!(u->flags & SEGMENT_OPENS) || line->start < u->start || line->start > u->start + 8 ||
            (line->spaces && justified))
            continue;
        if (line->words > 1)
            u->prefix = e.docs;
        u->known_prefix = m->model->known && known_prefix(m->model->known, line->hash);
    }
}

static chaff_status make_units(chaff_boiler_worker *worker, chaff_text text)
{
    chaff_status status = segments_find(&worker->segments, text);
    size_t count = worker->segments.count;

    if (status == CHAFF_OK)
        status = mem_grow((void **)&worker->units, &worker->unit_capacity, count, sizeof *worker->units);
    if (status != CHAFF_OK)
        return status;
    for (size_t i = 0; i < count; i++) {
        const segment *s = &worker->segments.items[i];

        worker->units[i] = (unit){.start = s->start, .end = s->end, .flags = s->flags};
    }
    worker->unit_count = count;
    worker->line_count = 0;
    worker->singles = 0;
    return CHAFF_OK;
}

static void open_evidence(const chaff_boiler *b, uint32_t number, evidence_reader *r)
{
    size_t low = 0, high = b->block_count;

    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;

        if (b->blocks[middle].first <= number)
            low = middle;
        else
            high = middle;
    }
    r->spool = b->blocks[low].evidence;
    r->at = b->evidence[number];
    r->end = number + 1 < b->docs && (low + 1 == b->block_count || number + 1 < b->blocks[low + 1].first) ?
             b->evidence[number + 1] : spool_size(r->spool);
    r->next = r->filled = r->zeros = 0;
    r->status = CHAFF_OK;
}

static void take_window(measuring *m, const gram_reader *r)
{
    for (size_t i = 0; i < r->count; i++) {
        evidence e = next_evidence(&m->evidence);

        enter(m, r, i);
        if (m->words > GRAM_FIRST)             /* fewer words of text say nothing */
            cover(m, e, gram_length(r, i), 0);
    }
    for (size_t i = r->count; i < r->grams; i++)
        cover(m, next_evidence(&m->evidence), GRAM_WORDS, i - r->count + 1);
}

chaff_status measure_units(const chaff_boiler *b, chaff_boiler_worker *worker, uint32_t number, chaff_text text)
{
    measuring m = {.model = b, .worker = worker, .text = text};
    gram_reader *r = &worker->reader;
    chaff_status status = make_units(worker, text);

    if (status != CHAFF_OK || worker->unit_count == 0)
        return status;
    open_evidence(b, number, &m.evidence);
    gram_reader_start(r, text);
    while ((status = gram_reader_next(r)) == CHAFF_OK) {
        take_window(&m, r);
        if (keep_lines(worker) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
    }
    if (status != CHAFF_DONE)
        return status;
    if (m.words == 0)
        return CHAFF_OK;
    end_line(&m);
    for (uint64_t i = m.words > RING ? m.words - RING : 0; i < m.words; i++)
        leave(&m, &m.ring[i % RING]);
    close_unit(&m);
    measure_lines(&m, r);
    return m.evidence.status;
}
