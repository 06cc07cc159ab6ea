/* laying.c - three rows by one rule; most grams have nothing to lay in any of them */
#include "boiler/laying.h"

#include <string.h>

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
    l->last = UINT32_MAX;
    l->waiting = 0;
    for (size_t i = 0; i < LAID_ROWS; i++) {
        l->rows[i].bytes = room + i * row_size(grams);
        l->rows[i].used = false;
        l->rows[i].last = l->rows[i].any = 0;
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

/* `least`: level of the minimizer before these grams; no minimizer follows them, or none
 * that an anchor among them waits for. */
static void raise_anchors(uint8_t *level, const uint8_t *anchor, size_t count,
                          uint8_t least)
{
    uint8_t before[LAY_ROOM], after = 0;       /* levels of the minimizers around each */

    for (size_t i = 0; i < count; i++) {
        before[i] = least;
        least = anchor[i] ? least : level[i];
    }
    for (size_t i = count; i-- > 0;) {
        uint8_t own = level[i], raised = greater(own, lesser(before[i], after));

        level[i] = anchor[i] ? raised : own;
        after = anchor[i] ? after : own;
    }
}

/* Grams [from, to) have this level; those of four in a row more are rewritten later. */
static void fill(uint8_t *row, uint32_t from, uint32_t to, uint8_t level)
{
    uint32_t four = level * UINT32_C(0x01010101);

    _Static_assert(SAMPLE_SPAN == sizeof four, "neighbours are filled in one move");
    memcpy(row + from, &four, sizeof four);
    if (level > 0 && to > from + sizeof four)
        memset(row + from, level, to - from);  /* texts without minimizers */
}

/* The first `count` of those that wait. */
static void lay_row(const laying *l, laid_row *r, size_t count)
{
    uint32_t next = l->last + 1;

    if ((r->last | r->any) == 0)
        return;
    if (!r->used)
        memset(r->bytes, 0, row_size(l->grams));
    r->used = true;
    raise_anchors(r->level, l->anchor, count, r->last);
    for (size_t i = 0; i < count; i++) {
        fill(r->bytes, next, l->number[i], lesser(r->last, r->level[i]));
        r->bytes[l->number[i]] = r->last = r->level[i];
        next = l->number[i] + 1;
    }
    fill(r->bytes, next, next, 0);
}

/* The rest goes to the front. */
static void hold(const laying *l, laid_row *r, size_t count)
{
    size_t held = l->waiting - count;

    r->any = 0;
    for (size_t i = 0; i < held; i++)
        r->any |= r->level[i] = r->level[count + i];
}

static void lay(laying *l, size_t count)
{
    if (count == 0)
        return;
    for (size_t i = 0; i < LAID_ROWS; i++) {
        lay_row(l, &l->rows[i], count);
        hold(l, &l->rows[i], count);
    }
    l->last = l->number[count - 1];
    l->waiting -= count;
    memmove(l->number, l->number + count, l->waiting * sizeof *l->number);
    memmove(l->anchor, l->anchor + count, l->waiting);
}

/* How many wait for nothing: anchors behind the last minimizer do for the next one. */
static size_t count_ready(const laying *l)
{
    size_t count = l->waiting;

    while (count > 0 && l->anchor[count - 1])
        count--;
    /* more than there can be: a damaged model, of which any row will do */
    return l->waiting - count > LAY_HELD ? l->waiting : count;
}

static void take_levels(laying *l, const evidence *marks, size_t count)
{
    uint8_t *docs = l->rows[LAID_DOCS].level + l->waiting;
    uint8_t *heads = l->rows[LAID_HEADS].level + l->waiting;
    uint8_t *again = l->rows[LAID_AGAIN].level + l->waiting;
    uint8_t any_docs = 0, any_head = 0;

    for (size_t i = 0; i < count; i++) {
        any_docs |= docs[i] = marks[i].docs & EVIDENCE_TOP;
        any_head |= marks[i].head;
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
    for (size_t i = 0; i < count; i++) {
        if (numbers[i] >= l->grams)
            return false;
        l->number[l->waiting + i] = numbers[i];
        l->anchor[l->waiting + i] = kinds[i];
    }
    take_levels(l, marks, count);
    l->waiting += count;
    lay(l, count_ready(l));
    return true;
}

void laying_end(laying *l)
{
    lay(l, l->waiting);
}
