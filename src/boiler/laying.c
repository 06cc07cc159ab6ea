/* laying.c - three rows by one rule; most grams have nothing to lay in any of them */
#include "boiler/laying.h"

#include <string.h>

#include "boiler/bits.h"

static size_t row_size(size_t grams)
{
    return grams + LAY_SLACK;
}

size_t laying_size(size_t grams)
{
    return LAID_ROWS * row_size(grams);
}

void laying_start(laying *l, uint8_t *room, size_t grams)
{
    l->grams = grams;
    l->waiting = 0;
    l->most = 0;
    l->number[0] = UINT32_MAX;         /* the next one is 0 */
    l->kind[0] = 0;
    for (size_t i = 0; i < LAID_ROWS; i++) {
        l->rows[i].bytes = room + i * row_size(grams);
        l->rows[i].used = false;
        l->rows[i].any = l->rows[i].level[0] = 0;
    }
}

static uint8_t lesser(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

static uint8_t greater(uint8_t a, uint8_t b)
{
    return a > b ? a : b;
}

/* Anchors from place `i` on have no less than the minimizers around them. */
static void raise_run(uint8_t *level, const uint8_t *kind, size_t i, size_t end)
{
    size_t next = i + 1;
    uint8_t least;

    while (next < end && kind[next])
        next++;
    least = next < end ? lesser(level[i - 1], level[next]) : 0;
    for (; least > 0 && i < next; i++)
        level[i] = greater(level[i], least);
}

/* Of places [1, end), of which the last is no anchor, or none waits for what follows.
 * The first of a run of anchors stands behind a minimizer, most often without
 * evidence. */
static void raise_anchors(uint8_t *level, const uint8_t *kind, size_t end)
{
    uint64_t anchor = 1, some = 0;     /* the last of the 64 places before: bit 0 */

    for (size_t at = 0; at < end; at += 64) {
        uint64_t anchors = bits_of_bytes(kind + at, 0) & bits_low(end - at);
        uint64_t levels = bits_at_least(level + at, 1);
        uint64_t set = anchors & ~(anchors << 1 | anchor) & (levels << 1 | some);

        anchor = anchors >> 63;
        some = levels >> 63;
        for (; set; set &= set - 1)
            raise_run(level, kind, at + bits_first(set), end);
    }
}

/* Grams [from, to) have this level. */
static void fill(uint8_t *row, uint32_t from, uint32_t to, uint8_t level)
{
    if (to - from > SAMPLE_SPAN) {
        if (level > 0)
            memset(row + from, level, to - from);      /* texts without minimizers */
    } else {
        uint32_t four = level * UINT32_C(0x01010101);

        _Static_assert(SAMPLE_SPAN == sizeof four, "neighbours are filled in one move");
        four &= (uint32_t)bits_low(8 * (to - from));
        memcpy(row + from, &four, sizeof four);
    }
}

/* Places [1, end); false: one of them has a number that can't be. */
static bool lay_row(const laying *l, laid_row *r, size_t end)
{
    if (r->any == 0)
        return true;
    if (!r->used)
        memset(r->bytes, 0, row_size(l->grams));
    r->used = true;
    raise_anchors(r->level, l->kind, end);
    for (size_t at = 0; at < end; at += 64) {
        uint64_t set = bits_at_least(r->level + at, 1) & bits_low(end - at);

        for (set &= at > 0 ? UINT64_MAX : ~UINT64_C(1); set; set &= set - 1) {
            size_t i = at + bits_first(set);
            uint32_t gram = l->number[i], from = l->number[i - 1] + 1;

            if (gram >= l->grams || from > gram)
                return false;
            fill(r->bytes, from, gram, lesser(r->level[i - 1], r->level[i]));
            r->bytes[gram] = r->level[i];
        }
    }
    return true;
}

/* Place `last` and those behind it go to the front. */
static void move_up(laying *l, size_t last)
{
    size_t count = l->waiting - last + 1;

    memmove(l->number, l->number + last, count * sizeof *l->number);
    memmove(l->kind, l->kind + last, count);
    for (size_t i = 0; i < LAID_ROWS; i++) {
        laid_row *r = &l->rows[i];

        memmove(r->level, r->level + last, count);
        r->any = 0;
        for (size_t j = 0; j < count; j++)
            r->any |= r->level[j];
    }
    l->waiting = count - 1;
}

/* Up to place `last`. */
static bool lay(laying *l, size_t last)
{
    for (size_t i = 0; i < LAID_ROWS; i++)
        if (!lay_row(l, &l->rows[i], last + 1))
            return false;
    move_up(l, last);
    return true;
}

/* Anchors behind the last minimizer wait for the next one. */
static size_t last_ready(const laying *l)
{
    size_t last = l->waiting;

    while (last > 0 && l->kind[last])
        last--;
    /* more than there can be: a damaged model, of which any row will do */
    return l->waiting - last > LAY_HELD ? l->waiting : last;
}

static void take_levels(laying *l, const evidence *marks, size_t count)
{
    uint8_t *docs = l->rows[LAID_DOCS].level + l->waiting + 1;
    uint8_t *heads = l->rows[LAID_HEADS].level + l->waiting + 1;
    uint8_t *again = l->rows[LAID_AGAIN].level + l->waiting + 1;
    uint8_t any_docs = 0, any_head = 0;

    for (size_t i = 0; i < count; i++) {
        docs[i] = marks[i].docs & EVIDENCE_TOP;
        any_docs |= docs[i];
        any_head |= marks[i].head;
        l->most = greater(l->most, docs[i]);
    }
    memset(heads, 0, count);
    memset(again, 0, count);
    for (size_t i = 0; i < count && any_head; i++) {
        heads[i] = marks[i].head & EVIDENCE_TOP;
        again[i] = marks[i].head / EVIDENCE_AGAIN;
    }
    l->rows[LAID_DOCS].any |= any_docs;
    l->rows[LAID_HEADS].any |= any_head & EVIDENCE_TOP;
    l->rows[LAID_AGAIN].any |= any_head / EVIDENCE_AGAIN;
}

bool laying_take(laying *l, const uint32_t *numbers, const uint8_t *kinds,
                 const evidence *marks, size_t count)
{
    memcpy(l->number + l->waiting + 1, numbers, count * sizeof *numbers);
    memcpy(l->kind + l->waiting + 1, kinds, count);
    take_levels(l, marks, count);
    l->waiting += count;
    return lay(l, last_ready(l));
}

bool laying_end(laying *l)
{
    return lay(l, l->waiting);
}
