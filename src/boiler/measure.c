/* measure.c - evidence of grams becomes evidence of words, and that of units
 *
 * Window by window every word gets its unit, and the evidence of the grams that cover
 * it; when the text is read, words are counted unit by unit. Most grams have no
 * evidence: runs of those are passed over.
 */
#include "boiler/measure.h"

#include <string.h>

#include "base/mem.h"

enum { READ_BYTES = 4096 };

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
    uint64_t words;            /* before the window */
    size_t unit;               /* of the next word */
    size_t judged;             /* unit of the gram whose evidence was read last */
    uint32_t again_run;        /* grams in a row that stood before */
    uint64_t line[KNOWN_LINE]; /* first words of the unit in which the window began */
    uint32_t docs[EVIDENCE_TOP + 1], head[EVIDENCE_TOP + 1];   /* zero between units */
    evidence_reader evidence;
} measuring;

static uint8_t evidence_byte(evidence_reader *r)
{
    if (r->next == r->filled) {
        uint64_t left = r->end - r->at;

        r->filled = left < READ_BYTES ? (uint32_t)left : READ_BYTES;
        r->next = 0;
        if (r->status == CHAFF_OK)
            r->status = r->filled == 0 ? CHAFF_ERR_STATE :
                        spool_read(r->spool, r->bytes, r->filled, r->at);
        r->at += r->filled;
        if (r->status != CHAFF_OK) {
            memset(r->bytes, 0, sizeof r->bytes);
            r->filled = READ_BYTES;
        }
    }
    return r->bytes[r->next++];
}

/* Whether all of it was read: a text has as many grams as when it was learnt. */
static bool is_spent(const evidence_reader *r)
{
    return r->next == r->filled && r->at == r->end && r->zeros == 0;
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

/* Evidence of the next of `left` grams, or how many of them have none. */
static evidence skip_evidence(evidence_reader *r, size_t left, size_t *none)
{
    evidence e = next_evidence(r);

    *none = 0;
    if (e.docs == 0 && e.head == 0) {
        *none = 1 + (r->zeros < left - 1 ? r->zeros : left - 1);
        r->zeros -= (uint32_t)(*none - 1);
    }
    return e;
}

/* -- words of a window ------------------------------------------------------------ */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Dates, sums, sections: a digit stands at one of the ends. */
static bool has_digit(chaff_text text, word_place place, uint8_t flags)
{
    return (flags & GRAM_NUMBER) || is_digit(text.data[place.start]) ||
           is_digit(text.data[place.end - 1]);
}

/* Words [from, to) of the window are the next of the unit; `closed`: and its last. */
static void add_words(measuring *m, const gram_reader *r, size_t from, size_t to,
                      bool closed)
{
    const known *k = m->model->known;
    unit *u = &m->worker->units[m->unit];
    const uint64_t *line = r->hashes + from;

    if (to > from) {
        for (size_t i = from; i < to; i++)
            u->digits += has_digit(m->text, r->places[i], r->flags[i]);
        if (u->words == 0)
            u->word = (uint32_t)(m->words + from);
        if (u->words < KNOWN_LINE && (u->words > 0 || !closed)) {
            size_t room = KNOWN_LINE - u->words;

            memcpy(m->line + u->words, line,
                   (to - from < room ? to - from : room) * sizeof *line);
        }
        if (u->words > 0)
            line = m->line;
        u->words += (uint32_t)(to - from);
    } else {
        line = m->line;
    }
    if (closed && k && u->words > 0 && u->words <= KNOWN_LINE &&
        known_line(k, line, u->words,
                   (u->flags & SEGMENT_OPENS) && (u->flags & SEGMENT_CLOSES)))
        u->known = true;
}

/* The last unit takes all words that are left. */
static void find_units(measuring *m, const gram_reader *r)
{
    chaff_boiler_worker *worker = m->worker;

    for (size_t from = 0, to; from < r->count; from = to) {
        bool last = m->unit + 1 == worker->unit_count;
        uint32_t end = last ? UINT32_MAX : worker->units[m->unit].end;

        for (to = from; to < r->count && r->places[to].start < end; to++)
            ;
        add_words(m, r, from, to, to < r->count);
        m->unit += to < r->count;
    }
}

static void find_known(measuring *m, const gram_reader *r, word_mark *marks)
{
    ptrdiff_t at = m->words < KNOWN_GRAM - 1 ? 0 : 1 - KNOWN_GRAM;
    ptrdiff_t end = (ptrdiff_t)r->count + 1 - KNOWN_GRAM;

    if (!m->model->known)
        return;
    for (; at < end; at++) {
        at += (ptrdiff_t)known_next(m->model->known, r->hashes + at,
                                    (size_t)(end - at));
        for (ptrdiff_t i = at; at < end && i < at + KNOWN_GRAM; i++)
            marks[i].known = 1;
    }
}

static size_t gram_length(const gram_reader *r, size_t i)
{
    for (size_t j = 0; j < GRAM_WORDS; j++)
        if (!(r->flags[(ptrdiff_t)i - (ptrdiff_t)j] & GRAM_SINGLE))
            return GRAM_WORDS;
    return GRAM_LONG;
}

/* The evidence of the gram that ends at word `gram` of the text. */
static void count_inner(measuring *m, uint64_t gram, size_t length)
{
    unit *u = &m->worker->units[m->judged];

    while (gram >= (uint64_t)u->word + u->words)
        u = &m->worker->units[++m->judged];
    u->inner += gram - u->word + 1 >= length;
}

/* The evidence of the `count` words before `end`. */
static void cover(measuring *m, evidence e, word_mark *end, size_t count)
{
    uint8_t head = e.head & (EVIDENCE_AGAIN - 1);

    for (word_mark *w = end - count; w < end; w++) {
        if (e.docs > w->docs)
            w->docs = e.docs;
        if (head > w->head)
            w->head = head;
        w->again |= m->again_run >= 4;         /* eight words in a row */
    }
}

/* Gram i of the window, `past` words behind the last of the text or at a word of it. */
static void take_evidence(measuring *m, const gram_reader *r, word_mark *marks,
                          size_t i, evidence e)
{
    size_t past = i < r->count ? 0 : i - r->count + 1;
    uint64_t words = m->words + (past ? r->count : i + 1);
    size_t length = past ? GRAM_WORDS : gram_length(r, i);

    if (words <= GRAM_FIRST && !past)          /* fewer words of text say nothing */
        return;
    m->again_run = e.head & EVIDENCE_AGAIN ? m->again_run + 1 : 0;
    if (!past && e.docs >= m->model->options.min_docs)
        count_inner(m, words - 1, length);
    length -= past;
    cover(m, e, marks + (past ? r->count : i + 1),
          length < words ? length : (size_t)words);
}

static uint64_t count_singles(const gram_reader *r)
{
    uint64_t count = 0;

    for (size_t i = 0; i < r->count; i++)
        count += r->flags[i] / GRAM_SINGLE & 1;
    return count;
}

static chaff_status take_window(measuring *m, const gram_reader *r)
{
    chaff_boiler_worker *worker = m->worker;
    word_mark *marks;
    size_t none;

    if (mem_grow((void **)&worker->marks, &worker->mark_capacity,
                 (size_t)m->words + r->count, sizeof *worker->marks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    marks = worker->marks + m->words;
    memset(marks, 0, r->count * sizeof *marks);
    worker->singles += count_singles(r);
    find_units(m, r);
    find_known(m, r, marks);
    for (size_t i = 0; i < r->grams; i += none ? none : 1) {
        evidence e = skip_evidence(&m->evidence, r->grams - i, &none);

        if (none)
            m->again_run = 0;
        else
            take_evidence(m, r, marks, i, e);
    }
    m->words += r->count;
    return CHAFF_OK;
}

/* -- units ------------------------------------------------------------------------ */

/* The median of `total` levels, none of them above `top`. */
static uint8_t median(const uint32_t *counts, uint8_t top, uint32_t total)
{
    uint32_t seen = 0;
    uint8_t level = top;

    while (level > 0 && 2 * (seen + counts[level]) < total)
        seen += counts[level--];
    return level;
}

static void count_word(measuring *m, unit *u, word_mark w, bool *in_gap)
{
    bool covered = w.docs >= m->model->options.min_docs;

    u->covered += covered;
    u->gaps += !covered && !*in_gap;
    *in_gap = !covered;
    u->shared += w.docs >= 2;
    u->again += w.again;
    m->docs[w.docs]++;
    m->head[w.head]++;
}

static void close_unit(measuring *m, unit *u)
{
    const word_mark *marks = m->worker->marks + u->word;
    uint32_t known_words = 0;
    uint8_t docs = 0, head = 0, again = 0;     /* the most of any word */
    bool in_gap = false;

    for (uint32_t i = 0; i < u->words; i++) {
        docs = marks[i].docs > docs ? marks[i].docs : docs;
        head = marks[i].head > head ? marks[i].head : head;
        again |= marks[i].again;
        known_words += marks[i].known;
    }
    if (u->words > KNOWN_GRAM && 10 * (uint64_t)known_words >= 7 * (uint64_t)u->words)
        u->known = true;
    if (docs == 0 && head == 0 && !again) {
        u->gaps = u->words > 0;
        return;
    }
    for (uint32_t i = 0; i < u->words; i++)
        count_word(m, u, marks[i], &in_gap);
    u->docs = median(m->docs, docs, u->words);
    u->head = median(m->head, head, u->words);
    for (uint32_t i = 0; i < u->words; i++)
        m->docs[marks[i].docs] = m->head[marks[i].head] = 0;
}

static chaff_status keep_lines(chaff_boiler_worker *worker)
{
    const gram_reader *r = &worker->reader;

    if (mem_grow((void **)&worker->lines, &worker->line_capacity,
                 worker->line_count + r->prefix_count,
                 sizeof *worker->lines) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    memcpy(worker->lines + worker->line_count, r->prefixes,
           r->prefix_count * sizeof *r->prefixes);
    worker->line_count += r->prefix_count;
    return CHAFF_OK;
}

/* Prefixes of lines that begin a paragraph; two spaces are no delimiter in justified
 * text. */
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
        if (!(u->flags & SEGMENT_OPENS) || line->start < u->start ||
            line->start > u->start + 8 ||
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
        status = mem_grow((void **)&worker->units, &worker->unit_capacity, count,
                          sizeof *worker->units);
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
    r->end = number + 1 < b->docs &&
        (low + 1 == b->block_count || number + 1 < b->blocks[low + 1].first) ?
             b->evidence[number + 1] : spool_size(r->spool);
    r->next = r->filled = r->zeros = 0;
    r->status = CHAFF_OK;
}

static void start_measuring(measuring *m, const chaff_boiler *b,
                            chaff_boiler_worker *worker, chaff_text text)
{
    m->model = b;
    m->worker = worker;
    m->text = text;
    m->words = 0;
    m->unit = m->judged = 0;
    m->again_run = 0;
    memset(m->docs, 0, sizeof m->docs);
    memset(m->head, 0, sizeof m->head);
}

chaff_status measure_units(const chaff_boiler *b, chaff_boiler_worker *worker,
                           uint32_t number, chaff_text text)
{
    measuring m;
    gram_reader *r = &worker->reader;
    chaff_status status = make_units(worker, text);

    if (status != CHAFF_OK)
        return status;
    start_measuring(&m, b, worker, text);
    open_evidence(b, number, &m.evidence);
    if (worker->unit_count == 0)
        return is_spent(&m.evidence) ? CHAFF_OK : CHAFF_ERR_STATE;
    gram_reader_start_words(r, text);
    while ((status = gram_reader_next(r)) == CHAFF_OK) {
        status = take_window(&m, r);
        if (status == CHAFF_OK)
            status = keep_lines(worker);
        if (status != CHAFF_OK)
            return status;
    }
    if (status != CHAFF_DONE)
        return status;
    if (m.words == 0)
        return is_spent(&m.evidence) ? CHAFF_OK : CHAFF_ERR_STATE;
    add_words(&m, r, 0, 0, true);
    for (size_t i = 0; i < worker->unit_count; i++)
        close_unit(&m, &worker->units[i]);
    measure_lines(&m, r);
    if (m.evidence.status != CHAFF_OK)
        return m.evidence.status;
    return is_spent(&m.evidence) ? CHAFF_OK : CHAFF_ERR_STATE;
}
