/* segments.c - unwrap lines into paragraphs, split paragraphs into sentences
 *
 * Which line comes next, a short one, a blank one or one that goes on, no processor
 * foresees, nor where a sentence ends. So both are told by arithmetic on sets of bytes
 * as far as that goes, see marks.h; what is left open is walked, and of all first bytes
 * of units, one set, units are made.
 */
#include "boiler/segments.h"

#include <string.h>

#include "base/mem.h"
#include "boiler/marks.h"
#include "boiler/paragraphs.h"
#include "boiler/sentences.h"

/* The unit from unit->start up to `next`, where one begins or the text ends; `closes`:
 * the last of its paragraph. */
static inline void describe_unit(const unsigned char *s, const text_marks *m,
                                 segment *unit, size_t next, unsigned opens,
                                 unsigned closes, unsigned *quoted)
{
    size_t end = trim_white(m, unit->start, next);
    unsigned last = paragraphs_end_flags(s, unit->start, end);
    unsigned first = paragraphs_quoted(s[unit->start]) ? SEGMENT_QUOTED : 0;

    *quoted ^= (*quoted ^ first) & (0 - opens);
    unit->end = (uint32_t)end;
    unit->flags = (uint8_t)(opens * SEGMENT_OPENS | closes * SEGMENT_CLOSES | *quoted |
                            last);
}

static chaff_status list_units(const unsigned char *s, size_t size, const text_marks *m,
                               segments *out)
{
    mark_reader starts;
    unsigned opens = 1, quoted = 0;
    segment *unit = NULL;

    mark_reader_start(&starts, m->starts, size);
    while (mark_reader_refill(&starts)) {
        if (mem_grow((void **)&out->items, &out->capacity, out->count + starts.count,
                     sizeof *out->items) != CHAFF_OK)
            return CHAFF_ERR_MEMORY;
        for (size_t i = 0; i < starts.count; i++) {
            uint32_t start = starts.places[i];
            unsigned next = marks_hold(m->opens, start);

            unit = out->items + out->count++;
            if (out->count > 1)
                describe_unit(s, m, unit - 1, start, opens, next, &quoted);
            unit->start = start;
            opens = next;
        }
    }
    if (unit)
        describe_unit(s, m, unit, size, opens, 1, &quoted);
    return CHAFF_OK;
}

chaff_status segments_find(segments *out, chaff_text text)
{
    const unsigned char *s = (const unsigned char *)text.data;
    text_marks marks;
    bool inner;

    out->count = 0;
    if (text.size > UINT32_MAX)
        return CHAFF_ERR_LIMIT;
    if (mem_grow((void **)&out->marks, &out->mark_capacity, marks_room(text.size),
                 sizeof *out->marks) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    inner = marks_find(s, text.size, out->marks, &marks);
    paragraphs_find(s, text.size, inner, &marks);
    sentences_find(s, text.size, &marks);
    return list_units(s, text.size, &marks, out);
}

void segments_release(segments *s)
{
    mem_free(s->items);
    mem_free(s->marks);
    memset(s, 0, sizeof *s);
}
