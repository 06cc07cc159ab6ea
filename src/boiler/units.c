/* units.c - words are dealt to segments while a text is learnt, and what they say there
 * becomes a record of a few bytes a unit */
#include "boiler/units.h"

#include <string.h>

#include "base/hash.h"

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

/* Words [from, to) in a set, see grams.h. */
static inline uint32_t count_words(const uint64_t *set, size_t from, size_t to)
{
    uint32_t count = 0;

    for (size_t next; from < to; from = next) {
        uint64_t bits = set[from / 64] >> from % 64;

        next = (from | 63) + 1 < to ? (from | 63) + 1 : to;
        bits <<= 64 - (next - from);
        if (bits)
            count += (uint32_t)__builtin_popcountll(bits);
    }
    return count;
}

static bool is_in(const uint64_t *set, size_t word)
{
    return set[word / 64] >> word % 64 & 1;
}

static bool is_empty(const uint64_t *set, size_t count)
{
    uint64_t any = 0;

    for (size_t i = 0; i * 64 < count; i++)
        any |= set[i];
    return any == 0;
}

/* Words of a unit that another window began. */
static const uint64_t *join_line(chaff_boiler_worker *w, const segment_words *u,
                                 const uint64_t *line, size_t count)
{
    size_t room = u->words < KNOWN_LINE ? KNOWN_LINE - u->words : 0;

    room = count < room ? count : room;
    if (room > 0)
        memcpy(w->walk.line + u->words, line, room * sizeof *line);
    return w->walk.line;
}

/* Words [from, to) of the window are the next of the unit; `closed`: and its last. */
static inline void
add_words(chaff_boiler_worker *w, size_t from, size_t to, bool closed)
{
    const gram_reader *r = &w->reader;
    segment_words *u = &w->segment_words[w->walk.unit];
    const uint64_t *line = r->hashes + from;

    if (u->words > 0 || !closed)
        line = join_line(w, u, line, to - from);
    u->digits += count_words(r->digits, from, to);
    u->words += (uint32_t)(to - from);
    if (closed && w->known && u->words > 0 && u->words <= KNOWN_LINE) {
        uint8_t flags = w->segments.items[w->walk.unit].flags;

        u->known = known_line(w->known, line, u->words,
                              (flags & SEGMENT_OPENS) && (flags & SEGMENT_CLOSES));
    }
}

/* The first word from `from` on that begins at `end` or behind it, or `count`; of a
 * unit's last eight words no processor foresees which it is. */
static inline size_t find_word(const gram_reader *r, size_t from, uint32_t end)
{
    const word_place *places = r->places;

    while (places[from + GRAM_SPARE].start < end)
        from += GRAM_SPARE;
    from += places[from + 3].start < end ? 4 : 0;
    from += places[from + 1].start < end ? 2 : 0;
    from += places[from].start < end;
    return from + (places[from].start < end);
}

/* The last unit takes all words that are left. */
static void deal_words(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;

    for (size_t from = 0, to; from < r->count; from = to) {
        bool last = w->walk.unit + 1 == w->segments.count;

        to = last ? r->count : find_word(r, from, w->segments.items[w->walk.unit].end);
        add_words(w, from, to, to < r->count);
        if (to < r->count) {
            w->walk.unit++;
            sample_unit(&w->sampler, r->first + to, is_in(r->singles, to));
        }
    }
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

/* A gram is long if its last GRAM_WORDS words are single characters. */
static chaff_status find_longs(chaff_boiler_worker *w)
{
    const gram_reader *r = &w->reader;
    unit_walk *walk = &w->walk;

    if (is_empty(r->singles, r->count)) {
        walk->single_run = 0;
        return CHAFF_OK;
    }
    for (size_t i = 0; i < r->count; i++) {
        uint32_t word = (uint32_t)(walk->words + i);

        if (!is_in(r->singles, i)) {
            walk->single_run = 0;
            continue;
        }
        walk->singles++;
        if (++walk->single_run < GRAM_WORDS)
            continue;
        if (walk->single_run > GRAM_WORDS) {
            w->longs[w->long_count - 1].end = word + 1;
            continue;
        }
        if (mem_grow((void **)&w->longs, &w->long_capacity, w->long_count + 1,
                     sizeof *w->longs) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        w->longs[w->long_count++] = (long_grams){word, word + 1};
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
    if (w->walk.words == 0)
        sample_unit(&w->sampler, 0, is_in(w->reader.singles, 0));
    deal_words(w);
    if (w->known)
        find_known(w);
    status = find_longs(w);
    w->walk.words += w->reader.count;
    return status;
}

/* -- the record ------------------------------------------------------------------- */

/* Flags of a unit in its record, beside those of segment_flag. */
enum { UNIT_KNOWN_HERE = 64, UNIT_PREFIX_KNOWN = 128, VARINT_BYTES = 5 };

/* Seven bits a byte, the lowest first; room for two bytes at least. Whether a unit has
 * 128 bytes no processor foresees. */
static inline uint8_t *put_number(uint8_t *out, uint32_t number)
{
    for (; number >= 1 << 14; number >>= 7)
        *out++ = (uint8_t)(number | 128);
    out[0] = (uint8_t)(number | (number >= 128) << 7);
    out[1] = (uint8_t)(number >> 7);
    return out + 1 + (number >= 128);
}

static uint32_t hash_text(chaff_text text)
{
    return (uint32_t)hash_bytes(text.data, text.size, 0);
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
static uint8_t *put_lines(chaff_boiler_worker *w, uint8_t *out)
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
        told = at;
    }
    return out;
}

static uint8_t *put_units(const chaff_boiler_worker *w, uint8_t *out)
{
    uint32_t end = 0;

    for (size_t i = 0; i < w->segments.count; i++) {
        const segment *s = &w->segments.items[i];
        const segment_words *u = &w->segment_words[i];
        bool is_known = u->known || (u->words > KNOWN_GRAM &&
            10 * (uint64_t)u->known_words >= 7 * (uint64_t)u->words);

        *out++ = (uint8_t)(s->flags | (is_known ? UNIT_KNOWN_HERE : 0));
        out = put_number(out, s->start - end);
        out = put_number(out, s->end - s->start);
        out = put_number(out, u->words);
        out = put_number(out, u->digits);
        end = s->end;
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

chaff_status units_store(chaff_boiler_worker *w, chaff_text text, buffer *out)
{
    uint32_t hash = hash_text(text);
    uint8_t *at;

    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (w->walk.words > 0)
        add_words(w, 0, 0, true);
    if (buffer_reserve(out, 64 + w->segments.count * (1 + 4 * VARINT_BYTES) +
                            w->line_count * (1 + VARINT_BYTES) +
                            2 * w->long_count * VARINT_BYTES) !=
        CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    at = (uint8_t *)out->data + out->size;
    memcpy(at, &hash, sizeof hash);
    at = put_number(at + sizeof hash, (uint32_t)text.size);
    *at++ = (uint8_t)(count_line_end(text) | (2 * w->walk.singles > w->walk.words) << 2);
    at = put_number(at, (uint32_t)w->walk.words);
    at = put_number(at, (uint32_t)w->segments.count);
    at = put_number(at, (uint32_t)w->line_count);
    at = put_number(at, (uint32_t)w->long_count);
    at = put_units(w, at);
    at = put_lines(w, at);
    at = put_longs(w, at);
    out->size = (size_t)((char *)at - out->data);
    return CHAFF_OK;
}

/* -- read back -------------------------------------------------------------------- */

typedef struct record_reader {
    const uint8_t *at, *end;
    bool failed;               /* there was less than was asked for */
} record_reader;

static inline uint32_t get_byte(record_reader *r)
{
    if (r->at < r->end)
        return *r->at++;
    r->failed = true;
    return 0;
}

/* A number from `at` on; returns where it ends, NULL: it does not. */
static const uint8_t *read_number(const uint8_t *at, const uint8_t *end,
                                  uint32_t *number)
{
    *number = 0;
    for (unsigned shift = 0; shift < 35 && at < end; shift += 7) {
        *number |= (uint32_t)(*at & 127) << shift;
        if (*at++ < 128)
            return at;
    }
    return NULL;
}

static inline uint32_t get_long_number(record_reader *r)
{
    uint32_t number;
    const uint8_t *next = read_number(r->at, r->end, &number);

    r->failed |= !next;
    r->at = next ? next : r->end;
    return next ? number : 0;
}

/* Most are of one byte. */
static inline uint32_t get_number(record_reader *r)
{
    return r->at < r->end && *r->at < 128 ? *r->at++ : get_long_number(r);
}

/* A number of one byte or two, who knows. */
static inline uint32_t get_size(record_reader *r)
{
    uint32_t first, second, two;

    if (r->end - r->at < 2 || (r->at[0] & r->at[1]) >= 128)
        return get_long_number(r);
    first = r->at[0];
    second = r->at[1];
    two = first >> 7;
    r->at += 1 + two;
    return (first & 127) | (second << 7 & (0 - two));
}

static void get_units(chaff_boiler_worker *w, record_reader *from)
{
    record_reader r = *from;           /* in registers, as nothing else sees it */
    uint32_t at = 0, word = 0;
    uint64_t prose = 0;

    for (size_t i = 0; i < w->unit_count; i++) {
        uint32_t flags = get_byte(&r);
        unit *u = &w->units[i];

        *u = (unit){.flags = flags & (UNIT_KNOWN_HERE - 1),
                    .known = flags & UNIT_KNOWN_HERE};
        u->start = at += get_number(&r);
        u->end = at += get_size(&r);
        u->words = get_number(&r);
        u->digits = get_number(&r);
        u->word = u->words ? word : 0;
        u->gaps = u->words > 0;
        word += u->words;
        prose += (uint64_t)unit_is_prose(u, 1) * u->words;
    }
    r.failed |= w->unit_count > 0 && word != w->words;
    *from = r;
    w->draft = (draft){.units = w->units, .count = (uint32_t)w->unit_count,
                       .first = (uint32_t)w->unit_count, .words = word,
                       .prose = prose};
}

static void get_lines(chaff_boiler_worker *w, record_reader *r)
{
    uint32_t at = 0;

    for (size_t i = 0; i < w->line_unit_count; i++) {
        uint32_t hints = get_byte(r);

        w->line_units[i] = LINE_NOWHERE;
        if (hints == 0)
            continue;
        at += get_number(r);
        if (at >= w->unit_count) {
            r->failed = true;
            return;
        }
        w->units[at].known_prefix = hints >> 2 & 1;
        w->draft.prefixes |= hints >> 2 & 1;
        if (hints & 2)
            w->line_units[i] = at;
    }
}

static void get_longs(chaff_boiler_worker *w, record_reader *r)
{
    uint32_t end = 0;

    for (size_t i = 0; i < w->long_count; i++) {
        w->longs[i].start = end + get_number(r);
        w->longs[i].end = end = w->longs[i].start + get_number(r);
    }
}

chaff_status units_read(chaff_boiler_worker *w, const uint8_t *bytes, size_t size)
{
    record_reader r = {bytes, bytes + size, false};
    uint32_t hints;

    w->unit_count = w->line_unit_count = w->long_count = 0;
    if (size < sizeof w->text_hash)
        return CHAFF_ERR_FORMAT;
    memcpy(&w->text_hash, bytes, sizeof w->text_hash);
    r.at += sizeof w->text_hash;
    w->text_size = get_number(&r);
    hints = get_byte(&r);
    w->line_end = hints & 3;
    w->mostly_singles = hints >> 2 & 1;
    w->words = get_number(&r);
    w->unit_count = get_number(&r);
    w->line_unit_count = get_number(&r);
    w->long_count = get_number(&r);
    /* Each takes a byte at least. */
    if (w->unit_count > size || w->line_unit_count > size || w->long_count > size)
        return CHAFF_ERR_FORMAT;
    if (mem_grow((void **)&w->units, &w->unit_capacity, w->unit_count,
                 sizeof *w->units) != CHAFF_OK ||
        mem_grow((void **)&w->line_units, &w->line_unit_capacity, w->line_unit_count,
                 sizeof *w->line_units) != CHAFF_OK ||
        mem_grow((void **)&w->longs, &w->long_capacity, w->long_count,
                 sizeof *w->longs) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    get_units(w, &r);
    get_lines(w, &r);
    get_longs(w, &r);
    return r.failed || r.at != r.end ? CHAFF_ERR_FORMAT : CHAFF_OK;
}

bool units_match(const chaff_boiler_worker *w, chaff_text text)
{
    return text.size == w->text_size && hash_text(text) == w->text_hash;
}
