/* units.c - words are dealt to segments while a text is learnt, and what they say there
 * becomes a record of a few bytes a unit */
#include "boiler/units.h"

#include <string.h>

#include "base/hash.h"
#include "boiler/bits.h"
#include "boiler/units_record.h"

enum { DEALT = 128 };          /* units dealt to in one go */

/* -- words of a window ------------------------------------------------------------ */

chaff_status units_start(chaff_boiler_worker *w, chaff_text text)
{
    chaff_status status = segments_find(&w->segments, text);

    w->walk = (unit_walk){0};
    sample_start(&w->sampler);
    w->line_count = w->prefix_count = w->long_count = 0;
    if (status != CHAFF_OK)
        return status;
    if (mem_grow((void **)&w->segment_words, &w->segment_capacity, w->segments.count,
                 sizeof *w->segment_words) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    if (w->segments.count > 0)
        memset(w->segment_words, 0, w->segments.count * sizeof *w->segment_words);
    return CHAFF_OK;
}

/* The first word from `at` on that is in the set, or is not; `count`: there is none. */
static size_t find_word(const uint64_t *set, size_t at, size_t count, bool in)
{
    for (; at < count; at = (at | 63) + 1) {
        uint64_t bits = (in ? set[at / 64] : ~set[at / 64]) >> at % 64;

        if (bits) {
            at += bits_first(bits);
            break;
        }
    }
    return at < count ? at : count;
}

/* The first words of a unit that more than one window holds. */
static void join_line(chaff_boiler_worker *w, size_t had, size_t from, size_t to)
{
    size_t room = had < KNOWN_LINE ? KNOWN_LINE - had : 0;

    room = to - from < room ? to - from : room;
    if (room > 0)
        memcpy(w->walk.line + had, w->reader.hashes + from,
               room * sizeof *w->walk.line);
}

/* Whether a unit of these words is a known line. */
static inline bool is_known(const known *k, const segment *s,
                            const uint64_t *line, uint32_t words)
{
    const uint8_t ends = SEGMENT_OPENS | SEGMENT_CLOSES;
    bool whole = (s->flags & ends) == ends, few = words - 1 < KNOWN_LINE;
    /* how many words a unit has no processor foresees */
    bool may = known_line_may(known_lines(k), line[0], line[few ? words - 1 : 0], words,
                              whole);

    return (may & few) && known_line(k, line, words, whole);
}

/* How many words of a set stand before each of its numbers. */
static void rank_words(const uint64_t *set, size_t count, uint32_t *rank)
{
    rank[0] = 0;
    for (size_t i = 0; i * 64 < count; i++)
        rank[i + 1] = rank[i] + bits_count(set[i] & bits_low(count - i * 64));
}

/* Ends of units that words of the window from `from` on stand behind, as numbers of the
 * first of these, DEALT at most. Where a unit ends no processor foresees, so two lists
 * are merged, of ends and of every 16th word, and then 16 words halved. */
static size_t find_ends(const gram_reader *r, const segment *units, size_t left,
                        size_t from, uint32_t *ends)
{
    const word_place *places = r->places;
    uint32_t last = places[r->count - 1].start;
    size_t count = 0;

    left = left < DEALT ? left : DEALT;
    for (from -= from % GRAM_SPARE; count < left && units[count].end <= last;) {
        bool behind = places[from + GRAM_SPARE].start >= units[count].end;

        ends[count] = (uint32_t)from;
        from += behind ? 0 : GRAM_SPARE;
        count += behind;
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t at = ends[i], end = units[i].end;

        at += places[at + 7].start < end ? 8 : 0;
        at += places[at + 3].start < end ? 4 : 0;
        at += places[at + 1].start < end ? 2 : 0;
        at += places[at].start < end;
        ends[i] = at + (places[at].start < end);
    }
    return count;
}

/* Each word goes to the unit before whose end it begins; the last takes all that are
 * left. */
static void deal_words(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;
    const known *k = w->known;
    const segment *at = w->segments.items + w->walk.unit;
    segment_words *told = w->segment_words + w->walk.unit;
    uint32_t ends[DEALT], rank[GRAM_SETS + 1], before = 0, from = 0;
    uint64_t begins[GRAM_SETS + 1] = {w->walk.words == 0};
    size_t left = w->segments.count - w->walk.unit - 1, count;

    rank_words(r->digits, r->count, rank);
    do {
        count = find_ends(r, at, left, from, ends);
        left -= count;
        for (size_t i = 0; i < count; i++, at++, told++) {
            const uint64_t *line = r->hashes + from;
            uint32_t to = ends[i], set = to / 64;
            uint32_t digits = rank[set] +
                              bits_count(r->digits[set] & bits_low(to % 64));

            if (told->words > 0) {
                join_line(w, told->words, from, to);
                line = w->walk.line;
            }
            told->digits += digits - before;
            told->words += to - from;
            told->known = k && is_known(k, at, line, told->words);
            begins[set] |= UINT64_C(1) << to % 64;
            before = digits;
            from = to;
        }
    } while (count == DEALT);
    w->walk.unit = (size_t)(at - w->segments.items);
    join_line(w, told->words, from, r->count);
    told->words += (uint32_t)(r->count - from);
    told->digits += rank[(r->count + 63) / 64] - before;
    sample_units(&w->sampler, begins, r->singles, r->count);
}

/* Words [start, end) of the text stand in a known passage. */
static void note_known(chaff_boiler_worker *w, uint64_t start, uint64_t end)
{
    unit_walk *walk = &w->walk;

    if (start < walk->known_end)
        start = walk->known_end;
    for (; start < end; start++) {
        while (start >= walk->known_from + w->segment_words[walk->known_unit].words)
            walk->known_from += w->segment_words[walk->known_unit++].words;
        w->segment_words[walk->known_unit].known_words++;
    }
    walk->known_end = end;
}

static void find_known(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;

    for (size_t set = 0; set * 64 < r->count; set++)
        for (uint64_t bits = r->known[set]; bits; bits &= bits - 1) {
            size_t word = set * 64 + (size_t)__builtin_ctzll(bits);
            uint64_t end = w->walk.words + word + 1;

            if (end >= KNOWN_GRAM &&
                known_gram(w->known, r->hashes + word + 1 - KNOWN_GRAM))
                note_known(w, end - KNOWN_GRAM, end);
        }
}

/* Grams that end with words [start, end) of the text; they may go on with the last
 * ones. */
static chaff_status add_longs(chaff_boiler_worker *w, uint64_t start, uint64_t end)
{
    if (w->long_count > 0 && w->longs[w->long_count - 1].end == start) {
        w->longs[w->long_count - 1].end = (uint32_t)end;
        return CHAFF_OK;
    }
    if (mem_grow((void **)&w->longs, &w->long_capacity, w->long_count + 1,
                 sizeof *w->longs) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    w->longs[w->long_count++] = (long_grams){(uint32_t)start, (uint32_t)end};
    return CHAFF_OK;
}

/* A gram is long if its last GRAM_WORDS words are single characters. */
static chaff_status find_longs(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;
    unit_walk *walk = &w->walk;
    size_t start = 0, end = 0;

    for (; end < r->count; start = find_word(r->singles, end, r->count, true)) {
        uint64_t run = start > 0 ? 0 : walk->single_run, from;

        end = find_word(r->singles, start, r->count, false);
        from = start + (run < GRAM_WORDS ? GRAM_WORDS - 1 - run : 0);
        walk->singles += end - start;
        walk->single_run = run + end - start;
        if (from < end &&
            add_longs(w, walk->words + from, walk->words + end) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        if (end < r->count)
            walk->single_run = 0;
    }
    return CHAFF_OK;
}

static chaff_status keep_lines(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;
    size_t count = w->line_count + r->prefix_count;

    if (mem_grow((void **)&w->lines, &w->line_capacity, count, sizeof *w->lines) !=
            CHAFF_OK ||
        mem_grow((void **)&w->prefixes, &w->prefix_capacity, count,
                 sizeof *w->prefixes) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    for (size_t i = 0; i < r->prefix_count; i++) {
        const line_prefix *p = &r->prefixes[i];

        w->prefixes[w->prefix_count++] = p->hash;
        w->lines[w->line_count++] = (line_place){p->start, p->words, p->spaces,
            w->known && known_prefix(w->known, p->hash)};
    }
    return CHAFF_OK;
}

chaff_status units_take(chaff_boiler_worker *w)
{
    chaff_status status = keep_lines(w);

    if (status != CHAFF_OK || w->reader.count == 0 || w->segments.count == 0)
        return status;
    deal_words(w);
    if (w->known)
        find_known(w);
    status = find_longs(w);
    w->walk.words += w->reader.count;
    return status;
}

/* -- the record ------------------------------------------------------------------- */

/* Seven bits a byte, the lowest first. */
static uint8_t *put_number(uint8_t *out, uint32_t number)
{
    for (; number >= 128; number >>= 7)
        *out++ = (uint8_t)(number | 128);
    *out++ = (uint8_t)number;
    return out;
}

/* Never 0, which is no hash. */
static uint32_t hash_text(chaff_text text)
{
    return (uint32_t)hash_bytes(text.data, text.size, 0) | 1;
}

static uint8_t count_line_end(chaff_text text)
{
    size_t end = text.size;

    if (end > 0 && text.data[end - 1] == '\n')
        end--;
    if (end > 0 && text.data[end - 1] == '\r')
        end--;
    return (uint8_t)(text.size - end);
}

/* The unit whose paragraph each prefix opens; two spaces are no delimiter in justified
 * text. */
static uint8_t *put_lines(chaff_boiler_worker *w, uint8_t *out, record_head *head)
{
    const gram_reader *r = &w->reader;
    bool justified = r->wide_gaps * 20 >= r->gaps && r->wide_gaps > 2;
    const segment *units = w->segments.items;
    size_t at = 0, told = 0;

    for (size_t i = 0; i < w->line_count; i++) {
        const line_place *line = &w->lines[i];

        while (at + 1 < w->segments.count && line->start >= units[at].end)
            at++;
        if (!(units[at].flags & SEGMENT_OPENS) || line->start < units[at].start ||
            line->start > units[at].start + 8 || (line->spaces && justified)) {
            *out++ = 0;
            continue;
        }
        *out++ = (uint8_t)(1 | (line->words > 1) << 1 | line->known << 2);
        out = put_number(out, (uint32_t)(at - told));
        head->hints |= (uint8_t)(line->known * HINT_KNOWN);
        told = at;
    }
    return out;
}

static __attribute__((noinline)) uint8_t *
put_wide(uint8_t *out, uint32_t gap, uint32_t size, const segment_words *u)
{
    *out++ |= UNIT_WIDE;
    out = put_number(out, gap);
    out = put_number(out, size);
    out = put_number(out, u->words);
    return put_number(out, u->digits);
}

static uint8_t *put_units(const chaff_boiler_worker *w, uint8_t *out,
                          record_head *head)
{
    uint32_t end = 0;

    for (size_t i = 0; i < w->segments.count; i++) {
        const segment *s = &w->segments.items[i];
        const segment_words *u = &w->segment_words[i];
        uint32_t gap = s->start - end, size = s->end - s->start;
        uint16_t narrow = (uint16_t)size;
        /* whether a unit has so many words no processor foresees */
        bool most = 10 * (uint64_t)u->known_words >= 7 * (uint64_t)u->words;
        bool is_known = u->known | (most & (u->words > KNOWN_GRAM));

        end = s->end;
        head->hints |= (uint8_t)(is_known * HINT_KNOWN);
        head->prose += is_prose_of(s->flags, u->words, 1) * u->words;
        out[0] = (uint8_t)(s->flags | is_known * UNIT_KNOWN_HERE);
        if (((gap | u->digits) >> 4) | (size >> 16) | (u->words >> 8)) {
            out = put_wide(out, gap, size, u);
            continue;
        }
        memcpy(out + 1, &narrow, sizeof narrow);
        out[3] = (uint8_t)u->words;
        out[4] = (uint8_t)(gap << 4 | u->digits);
        out += UNIT_BYTES;
    }
    return out;
}

static uint8_t *put_longs(const chaff_boiler_worker *w, uint8_t *out)
{
    uint32_t end = 0;

    for (size_t i = 0; i < w->long_count; i++) {
        out = put_number(out, w->longs[i].start - end);
        out = put_number(out, w->longs[i].end - w->longs[i].start);
        end = w->longs[i].end;
    }
    return out;
}

chaff_status units_store(chaff_boiler_worker *w, chaff_text text, bool checked,
                         buffer *out)
{
    record_head head = {.hash = checked ? hash_text(text) : 0,
                        .size = (uint32_t)text.size, .words = (uint32_t)w->walk.words};
    uint8_t *start, *at;

    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (w->known && w->walk.words > 0)
        w->segment_words[w->walk.unit].known =
            is_known(w->known, &w->segments.items[w->walk.unit], w->walk.line,
                     w->segment_words[w->walk.unit].words);
    if (buffer_reserve(out, 64 + w->segments.count * (1 + 4 * VARINT_BYTES) +
                            w->line_count * (1 + VARINT_BYTES) +
                            2 * w->long_count * VARINT_BYTES) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    head.hints = count_line_end(text);
    head.hints |= 2 * w->walk.singles > w->walk.words ? HINT_SINGLES : 0;
    start = (uint8_t *)out->data + out->size;
    at = put_number(start + HEAD_BYTES, (uint32_t)w->segments.count);
    at = put_number(at, (uint32_t)w->line_count);
    at = put_number(at, (uint32_t)w->long_count);
    at = put_units(w, at, &head);
    at = put_lines(w, at, &head);
    at = put_longs(w, at);
    memcpy(start, &head, HEAD_BYTES);
    out->size = (size_t)((char *)at - out->data);
    return CHAFF_OK;
}

bool units_match(const chaff_boiler_worker *w, chaff_text text)
{
    return text.size == w->text_size &&
           (w->text_hash == 0 || hash_text(text) == w->text_hash);
}
