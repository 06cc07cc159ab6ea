/* shape.c - paragraphs get points, points spread to neighbours, runs are judged by
 * where they lie
 *
 * Points are about the logarithm of the odds that a paragraph is furniture, as counted
 * on labelled pages, in whole numbers. What a paragraph takes over from each side is
 * the sum so far, CARRY at most. That is what the best path through two states, article
 * and furniture, gains by furniture here, where every change of state costs CARRY.
 */
#include "boiler/shape.h"

#include "boiler/segments.h"

/* Lengths are in words; where most words are single characters they count twice. */
enum {
    REPEATED_POINTS = 4,
    LINE_POINTS = 2,           /* a line that ends like no sentence */
    LONG_LINE = 32,            /* ... and one longer than this */
    LONG_LINE_POINTS = 1,
    CARRY = 4,
    EDGE_POINTS = 2,           /* pages begin and end with furniture */
    NEAR_POINTS = 7,           /* more are needed next to the article */
    FAR_POINTS = 4,            /* ... behind what repeats, as seen from there */
    LONG_POINTS = -2,          /* a long paragraph goes only far behind the article */
    CORE_WORDS = 40            /* of prose, at least, make an article */
};

/* A paragraph that ends like a sentence, by its words at most. */
static const struct { uint32_t words; int32_t points; } sentences[] = {
    {4, 1}, {16, 0}, {32, -1}, {64, -2}, {UINT32_MAX, -3}
};

/* Paragraphs are the units from one with SEGMENT_OPENS to the next; what is measured of
 * one stands in its first unit. */
static size_t end_of(const unit *units, size_t count, size_t start)
{
    size_t end = start + 1;

    while (end < count && !(units[end].flags & SEGMENT_OPENS))
        end++;
    return end;
}

static size_t start_of(const unit *units, size_t end)
{
    size_t start = end - 1;

    while (start > 0 && !(units[start].flags & SEGMENT_OPENS))
        start--;
    return start;
}

static int32_t give_points(const unit *units, size_t start, size_t end,
                           const decide_rules *rules, bool repeated)
{
    uint64_t words = 0;
    size_t i = 0;

    for (size_t j = start; j < end; j++)
        words += units[j].words;
    words /= rules->scale;
    if (repeated)
        return REPEATED_POINTS;
    if (!(units[end - 1].flags & SEGMENT_ENDED))
        return words > LONG_LINE ? LONG_LINE_POINTS : LINE_POINTS;
    while (words > sentences[i].words)
        i++;
    return sentences[i].points;
}

/* Counts the words of prose, and whether most words repeat: at all, and so that the
 * ordinary rules cut them. */
static void measure(unit *units, size_t start, size_t end, const decide_rules *rules)
{
    uint64_t words = 0, repeated = 0, cut = 0, prose = 0;
    unit *first = &units[start];

    for (size_t i = start; i < end; i++) {
        words += units[i].words;
        prose += unit_is_prose(&units[i], rules->scale) ? units[i].words : 0;
        repeated += units[i].repeats || units[i].verdict != UNIT_STAYS ?
                    units[i].words : 0;
        cut += units[i].verdict != UNIT_STAYS ? units[i].words : 0;
    }
    first->shape.prose = prose < UINT32_MAX ? (uint32_t)prose : UINT32_MAX;
    first->shape.repeated = 2 * repeated > words;
    first->shape.cut = 2 * cut > words;
    first->shape.points = give_points(units, start, end, rules, 2 * repeated > words);
}

static int32_t carry(int32_t points)
{
    return points > CARRY ? CARRY : points < -CARRY ? -CARRY : points;
}

/* Own points and what both sides hand over. */
static void spread_points(unit *units, size_t count)
{
    int32_t behind = EDGE_POINTS, ahead = EDGE_POINTS;

    for (size_t i = 0; i < count; i = end_of(units, count, i)) {
        units[i].shape.margin = units[i].shape.points + behind;
        behind = carry(units[i].shape.margin);
    }
    for (size_t end = count, start; end > 0; end = start) {
        start = start_of(units, end);
        units[start].shape.margin += ahead;
        ahead = carry(units[start].shape.points + ahead);
    }
}

static bool looks_furniture(const unit *first)
{
    return first->shape.repeated || first->shape.margin > FAR_POINTS;
}

/* A run of paragraphs that look like furniture. */
typedef struct furniture {
    size_t start, end;         /* units */
    size_t from, to;           /* its paragraphs that are cut anyway lie in between */
    uint64_t before, after;    /* words of prose outside, on either side */
} furniture;

static void take_paragraph(unit *units, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (units[i].verdict == UNIT_STAYS && !(units[i].flags & SEGMENT_QUOTED))
            units[i].verdict = units[i].repeats ? UNIT_REPEATED : UNIT_SHAPE;
}

/* Between article and furniture that repeats only short lines go, and only under the
 * title or where nothing repeats on this side at all; what lies beyond it goes, but for
 * long paragraphs with an article behind them.
 * Inside the article a run without anything that repeats is its own: a table, a
 * list. */
static void judge_run(unit *units, const furniture *run, uint64_t core)
{
    bool head = run->before <= core, tail = run->after <= core;
    bool marked = run->from < run->to;
    size_t from = head ? run->start : run->from, to = tail ? run->end : run->to;

    if (head && tail)
        return;
    for (size_t i = run->start, end; i < run->end; i = end) {
        const unit *first = &units[i];

        end = end_of(units, run->end, i);
        if (first->shape.repeated)
            continue;
        if (marked && i >= from && i < to) {
            if (tail || first->shape.points > LONG_POINTS)
                take_paragraph(units, i, end);
        } else if (first->shape.prose == 0 && first->shape.margin > NEAR_POINTS &&
                   (marked ? !tail : head || tail)) {
            take_paragraph(units, i, end);
        }
    }
}

static furniture find_run(const unit *units, size_t count, size_t start)
{
    furniture run = {.start = start, .end = start, .from = count};

    while (run.end < count && looks_furniture(&units[run.end])) {
        size_t next = end_of(units, count, run.end);

        if (units[run.end].shape.cut) {
            if (run.from == count)
                run.from = run.end;
            run.to = next;
        }
        run.end = next;
    }
    return run;
}

void shape_units(unit *units, size_t count, const decide_rules *rules)
{
    uint64_t core = (uint64_t)CORE_WORDS * rules->scale, total = 0, before = 0;

    for (size_t i = 0, end; i < count; i = end) {
        end = end_of(units, count, i);
        measure(units, i, end, rules);
    }
    spread_points(units, count);
    for (size_t i = 0; i < count; i = end_of(units, count, i))
        total += looks_furniture(&units[i]) ? 0 : units[i].shape.prose;
    for (size_t i = 0, end; i < count; i = end) {
        if (looks_furniture(&units[i])) {
            furniture run = find_run(units, count, i);

            run.before = before;
            run.after = total - before;
            judge_run(units, &run, core);
            end = run.end;
        } else {
            before += units[i].shape.prose;
            end = end_of(units, count, i);
        }
    }
    for (size_t i = 0; total >= core && i < count; i++)
        if (units[i].verdict == UNIT_STAYS && units[i].repeats)
            units[i].verdict = UNIT_REPEATED;
}
