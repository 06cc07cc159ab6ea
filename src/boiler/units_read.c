/* units_read.c - a record of units is read back; see units.h */
#include "boiler/units.h"

#include <string.h>

#include "boiler/units_record.h"

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

static uint32_t get_number(record_reader *r)
{
    uint32_t number = 0;

    for (unsigned shift = 0; shift < 35; shift += 7) {
        uint32_t byte = get_byte(r);

        number |= (byte & 127) << shift;
        if (byte < 128)
            return number;
    }
    r->failed = true;
    return 0;
}

/* A wide unit from `at` on, or one that the record holds a part of. */
static __attribute__((noinline)) const uint8_t *
get_wide(record_reader *r, const uint8_t *at, unit *u)
{
    r->at = at;
    u->flags = (uint8_t)get_byte(r);
    u->start = get_number(r);
    u->end = get_number(r);
    u->words = get_number(r);
    u->digits = get_number(r);
    return r->at;
}

static void get_units(chaff_boiler_worker *w, record_reader *r)
{
    const uint8_t *bytes = r->at, *end = r->end;
    uint32_t at = 0, word = 0;

    for (size_t i = 0; i < w->unit_count; i++) {
        unit *u = &w->units[i];
        uint32_t flags, gap, size, words, digits;

        if (end - bytes < UNIT_BYTES || (bytes[0] & UNIT_WIDE)) {
            bytes = get_wide(r, bytes, u);
            flags = u->flags;
            gap = u->start;
            size = u->end;
            words = u->words;
            digits = u->digits;
        } else {
            uint16_t narrow;

            memcpy(&narrow, bytes + 1, sizeof narrow);
            flags = bytes[0];
            gap = bytes[4] >> 4;
            size = narrow;
            words = bytes[3];
            digits = bytes[4] & 15;
            bytes += UNIT_BYTES;
        }
        *u = (unit){.flags = flags & (UNIT_KNOWN_HERE - 1),
                    .known = flags & UNIT_KNOWN_HERE};
        u->start = at += gap;
        u->end = at += size;
        u->words = words;
        u->digits = digits;
        u->word = words ? word : 0;
        u->gaps = words > 0;
        word += words;
    }
    r->at = bytes;
    r->failed |= w->unit_count > 0 && word != w->words;
    w->draft.units = w->units;
    w->draft.count = w->draft.first = (uint32_t)w->unit_count;
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

chaff_status units_skim(chaff_boiler_worker *w, const uint8_t *bytes, size_t size,
                        bool *knows)
{
    record_head head;

    w->unit_count = w->line_unit_count = w->long_count = 0;
    if (size < HEAD_BYTES)
        return CHAFF_ERR_FORMAT;
    memcpy(&head, bytes, HEAD_BYTES);
    w->text_hash = head.hash;
    w->text_size = head.size;
    w->words = head.words;
    w->line_end = head.hints & HINT_LINE_END;
    w->mostly_singles = head.hints & HINT_SINGLES;
    w->draft = (draft){.words = head.words, .prose = head.prose};
    *knows = head.hints & HINT_KNOWN;
    return CHAFF_OK;
}

chaff_status units_read(chaff_boiler_worker *w, const uint8_t *bytes, size_t size)
{
    record_reader r = {bytes + HEAD_BYTES, bytes + size, false};
    bool knows;

    if (units_skim(w, bytes, size, &knows) != CHAFF_OK)
        return CHAFF_ERR_FORMAT;
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
