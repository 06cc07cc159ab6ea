/* decide.c - the rules, each a pass over the units */
#include "boiler/decide.h"

#include "boiler/draft.h"
#include "boiler/model.h"
#include "boiler/shape.h"

/* Measured on labelled corpora; see docs/design.md. Where most words are single
 * characters the lengths of runs count twice (decide_rules.scale). */
enum {
    TITLE_WORDS = 5,           /* shorter units at the head need no guard */
    CHAIN_GAP = 20,            /* words of own text that end a chain from the edge */
    INTERIOR_DOCS = 8,      /* inside the text: as many documents, or twice min_docs, */
    INTERIOR_SHARE = 20,       /* ... and one in so many of them */
    SHORT_SHARE = 5,          /* ... for what is no sentence one in so many is enough */
    PROSE_RUN = 60,            /* more words of prose in a row need more documents: */
    PROSE_STEP = 15,           /* ... one for each so many words */
    PROSE_SHARE = 4,           /* ... at most one in so many of the source's */
    PROSE_MOST = 200,          /* words of prose that may go without more proof */
    MOST_SHARE = 5,            /* more than half may go if one in so many documents, */
    MOST_SOURCE = 3,           /* ... or one in so many of the source's, hold it */
    TEMPLATE_WORDS = 25,       /* of a line that links elsewhere */
    /* a family: more than a half or a third of prose is shared, of which counting a
     * sample of grams finds so much */
    FAMILY_PART = 6, FAMILY_WHOLE = 5,
    STORY_SHARE = 4,           /* a shared story: but for one word in so many, what
                                * others hold stands in equally many documents */
    AGAIN_WORDS = 15,          /* of a unit that repeats one of the same document */
    AGAIN_TOTAL = 40,          /* ... of all of these together */
    SMOOTH_WORDS = 12,         /* between two units that go */
    TAIL_WORDS = 6,            /* behind the last unit that goes */
    COLON_WORDS = 5            /* of a heading with a colon before a unit that goes */
};

static uint32_t level_docs(const unit *u)
{
    return evidence_docs(u->docs);
}

/* Whether as many documents hold the unit as a rule asks for. The most that was asked
 * for, or what was not met, is noted. */
static bool meets(unit *u, uint32_t need, unit_rule rule)
{
    bool met = level_docs(u) >= need;

    if (!met || need > u->need) {
        u->need = need;
        u->rule = rule;
    }
    return met;
}

/* A chance meeting of one common five-word phrase is no repetition of a sentence. */
static bool is_repeated(const unit *u, uint32_t need)
{
    uint32_t quarter = u->words / 4;
    uint32_t inner = u->words < PROSE_WORDS ? 0 : quarter > 2 ? quarter - 1 : 2;

    if (is_prose(u) && 5 * u->covered < 4 * u->words &&
        !(u->gaps == 1 && 3 * u->covered >= 2 * u->words))
        return false;                          /* one gap is a name */
    return 5 * u->covered >= 3 * u->words && u->inner >= inner && level_docs(u) >= need;
}

/* Too few documents, of those that would do otherwise. */
static bool nearly_repeats(const unit *u, uint32_t need)
{
    return level_docs(u) < need && 5 * u->shared >= 4 * u->words;
}

/* Repetition makes a candidate. Where repetition is the content no sentence is one, nor
 * what is as long. */
static verdict find_candidate(unit *u, const decide_rules *rules)
{
    verdict v = UNIT_STAYS;

    if (!(rules->keep_prose && u->words >= PROSE_WORDS) &&
        (is_repeated(u, rules->min_docs) || nearly_repeats(u, rules->min_docs)) &&
        meets(u, rules->min_docs, RULE_REPEATED))
        v = UNIT_REPEATED;
    return u->known ? UNIT_KNOWN : v;
}

/* A line that introduces a quotation stays with it. */
static bool is_held(const draft *d, uint32_t i)
{
    return (d->units[i].flags & SEGMENT_COLON) && i + 1 < d->count &&
           (d->units[i + 1].flags & SEGMENT_QUOTED);
}

/* Of the units in the list, which go if no rule spares them. */
static void find_candidates(draft *d, const decide_rules *rules)
{
    uint32_t *link = &d->first;

    for (uint32_t i = d->first, next; i < d->count; i = next) {
        unit *u = &d->units[i];

        next = u->next;
        u->rule = RULE_NONE;
        u->need = 0;
        u->repeats = false;
        u->verdict = UNIT_STAYS;
        if (u->words == 0 || (u->flags & SEGMENT_QUOTED))
            continue;
        if (is_held(d, i)) {
            d->held = true;
            continue;
        }
        u->verdict = find_candidate(u, rules);
        if (u->verdict != UNIT_STAYS) {
            *link = i;
            link = &u->next;
        }
    }
    *link = d->count;
}

/* A paragraph, units [first, last], that links elsewhere: its first words, up to a
 * delimiter, repeat or are known; what follows them is short and, unless they are
 * known, no sentence and no announcement that ends with a colon. */
static bool is_template(const unit *first, const unit *last, const decide_rules *rules)
{
    uint64_t words = 0;

    if (first->flags & SEGMENT_QUOTED)
        return false;
    if (!first->known_prefix &&
        (evidence_docs(first->prefix) < rules->min_docs ||
         (last->flags & SEGMENT_COLON) ||
         (last->flags & (SEGMENT_ENDED | SEGMENT_ASKS)) == SEGMENT_ENDED))
        return false;
    for (const unit *u = first; u <= last; u++)
        words += u->words;
    return words <= (uint64_t)TEMPLATE_WORDS * rules->scale;
}

static void find_templates(draft *d, const decide_rules *rules)
{
    unit *units = d->units;

    for (size_t i = 0, end; i < d->count; i = end) {
        for (end = i + 1; end < d->count && !(units[end].flags & SEGMENT_OPENS); end++)
            ;
        if ((units[i].known_prefix || units[i].prefix > 0) &&
            is_template(&units[i], &units[end - 1], rules))
            for (size_t j = i; j < end; j++)
                if (units[j].verdict != UNIT_KNOWN)
                    units[j].verdict = UNIT_TEMPLATE;
    }
    draft_link(d);
}

/* A title that others only link to stays where it stands above its article. */
static void spare_title(draft *d, const decide_rules *rules)
{
    for (uint32_t i = d->first; i < d->count; i = d->units[i].next) {
        unit *u = &d->units[i];

        if (u->word >= HEAD_WORDS)
            break;
        if (u->verdict == UNIT_REPEATED && u->words >= TITLE_WORDS &&
            evidence_docs(u->head) < rules->min_docs)
            u->verdict = UNIT_STAYS;
    }
}

/* A long run of repeated prose is a shared story unless very many documents hold it. */
static void spare_stories(draft *d, const decide_rules *rules)
{
    unit *units = d->units;

    for (size_t i = d->first, end; i < d->count; i = units[end - 1].next) {
        uint32_t prose = 0, need;

        for (end = i; end < d->count && units[end].verdict == UNIT_REPEATED; end++)
            prose += is_prose(&units[end]) ? units[end].words : 0;
        if (end == i) {
            end++;
            continue;
        }
        prose /= rules->scale;
        if (prose <= PROSE_RUN)
            continue;
        need = rules->min_docs + (prose - PROSE_RUN) / PROSE_STEP;
        if (rules->sources && rules->docs / PROSE_SHARE < need)
            need = rules->docs / PROSE_SHARE > rules->min_docs ?
                   rules->docs / PROSE_SHARE : rules->min_docs;
        for (size_t j = i; j < end; j++)
            if (is_prose(&units[j]) && !meets(&units[j], need, RULE_STORY))
                units[j].verdict = UNIT_STAYS;
    }
}

/* How far furniture reaches in from one edge: walk past candidates, over CHAIN_GAP
 * words of own text at most. Returns the number of units inside. */
static size_t walk_chain(const unit *units, size_t count, bool backwards,
                         const decide_rules *rules)
{
    uint32_t own = 0;
    size_t inside = 0;

    for (size_t i = 0; i < count; i++) {
        const unit *u = &units[backwards ? count - 1 - i : i];

        if (u->verdict != UNIT_STAYS)
            inside = i + 1;
        else if ((own += u->words) > CHAIN_GAP * rules->scale)
            break;
    }
    return inside;
}

static uint32_t interior_need(const decide_rules *rules)
{
    uint32_t twice = 2 * rules->min_docs;
    uint32_t need = twice > INTERIOR_DOCS ? twice : INTERIOR_DOCS;

    /* half of a small source is enough */
    if (rules->sources && rules->docs < 2 * need)
        return rules->docs / 2 > rules->min_docs ? rules->docs / 2 : rules->min_docs;
    return rules->docs / INTERIOR_SHARE > need ? rules->docs / INTERIOR_SHARE : need;
}

/* Inside the text repetition needs more documents; tables and citations stay there. */
static void judge_interior(draft *d, size_t from, size_t to, const decide_rules *rules)
{
    uint32_t need = interior_need(rules), least = rules->docs / SHORT_SHARE;

    if (least < rules->min_docs)
        least = rules->min_docs;
    for (size_t i = d->first; i < to; i = d->units[i].next) {
        unit *u = &d->units[i];

        if (i < from || u->verdict != UNIT_REPEATED)
            continue;
        if (5 * u->digits >= 2 * u->words)
            u->verdict = UNIT_STAYS;
        else if (!meets(u, (u->flags & SEGMENT_ENDED) || least > need ? need : least,
                        RULE_INTERIOR))
            u->verdict = UNIT_STAYS;
    }
}

/* The second copy of a passage, near the end. */
static void find_repeats(unit *units, size_t from, size_t count, uint32_t words)
{
    uint64_t total = 0;

    for (size_t i = from; i < count; i++)
        if (units[i].words >= AGAIN_WORDS && 5 * units[i].again >= 3 * units[i].words)
            total += units[i].again;
    if (total < AGAIN_TOTAL)
        return;
    for (size_t i = from; i < count; i++) {
        unit *u = &units[i];

        if (u->verdict == UNIT_STAYS && u->words >= AGAIN_WORDS &&
            5 * u->again >= 3 * u->words &&
            5 * (uint64_t)u->word >= 3 * (uint64_t)words)
            u->verdict = UNIT_REPEATED;
    }
}

/* Units [from, to), which stay so far, go too; returns where the list goes on. */
static uint32_t *take_between(draft *d, uint32_t *link, uint32_t from, uint32_t to)
{
    for (uint32_t i = from; i < to; i++) {
        d->units[i].verdict = UNIT_SHAPE;
        *link = i;
        link = &d->units[i].next;
    }
    return link;
}

/* A heading with a colon. */
static bool announces(const unit *u)
{
    return u->verdict == UNIT_STAYS && u->words <= COLON_WORDS &&
           (u->flags & SEGMENT_COLON) && (u->flags & SEGMENT_OPENS);
}

/* Short remains between furniture and after it, in the second half of the document; and
 * heads of furniture that end with a colon. What was spared leaves the list. */
static void smooth(draft *d)
{
    unit *units = d->units;
    uint32_t words = (uint32_t)d->words, count = d->count, *link = &d->first;
    uint32_t last = count;     /* the last removed unit so far */

    for (uint32_t i = d->first, next; i < count; i = next) {
        next = units[i].next;
        if (units[i].verdict == UNIT_STAYS)
            continue;
        if (last < count && 2 * (uint64_t)units[last].word >= words &&
            units[i].word - units[last].word - units[last].words <= SMOOTH_WORDS)
            link = take_between(d, link, last + 1, i);
        else if (i > 0 && announces(&units[i - 1]))
            link = take_between(d, link, i - 1, i);
        *link = last = i;
        link = &units[i].next;
    }
    if (last < count && units[last].words >= 4 &&
        2 * (uint64_t)units[last].word >= words &&
        words - units[last].word - units[last].words <= TAIL_WORDS)
        link = take_between(d, link, last + 1, count);
    *link = count;
}

/* Where much would go, prose goes only for what very many documents say alike. */
static void spare_bodies(draft *d, const decide_rules *rules)
{
    uint32_t need = interior_need(rules),
        share = rules->sources ? MOST_SOURCE : MOST_SHARE;
    balance b;

    draft_weigh(d, &b);
    if (2 * b.gone <= b.words && b.prose <= (uint64_t)PROSE_MOST * rules->scale)
        return;
    if (2 * b.gone > b.words && rules->docs / share > need)
        need = rules->docs / share;
    if (b.own < LEFT_WORDS || 2 * b.own < b.left ||
        (2 * b.gone > b.words && b.prose > (uint64_t)PROSE_MOST * rules->scale))
        need = UINT32_MAX;
    for (size_t i = d->first; i < d->count; i = d->units[i].next) {
        unit *u = &d->units[i];

        if (u->verdict == UNIT_REPEATED &&
            (is_prose(u) || (u->words >= PROSE_WORDS && 2 * b.gone > b.words)) &&
            !meets(u, need, RULE_BODY))
            u->verdict = UNIT_STAYS;
    }
}

/* Where much of what stays stands in other documents too, repetition proves less.
 * One shared story stands in the same few documents all along: what goes must stand
 * in twice as many. Licences, laws and terms are made of each other, sentence by
 * sentence in different documents: there nothing goes but what half of a source
 * holds. */
static void judge_family(draft *d, const decide_rules *rules)
{
    sharing s;
    size_t story = 0;
    uint32_t need = UINT32_MAX;

    draft_sharing(d, &s);
    if (FAMILY_PART * s.shared * (rules->sources ? 2 : 3) <= FAMILY_WHOLE * s.prose)
        return;
    draft_levels(d, &s);
    for (size_t i = 1; i <= EVIDENCE_TOP; i++)
        if (s.levels[i] > s.levels[story])
            story = i;
    if (STORY_SHARE * s.levels[story] >= (STORY_SHARE - 1) * s.shared)
        need = 2 * evidence_docs((uint8_t)story);
    else if (rules->sources)
        need = (rules->docs + 1) / 2;
    for (size_t i = d->first; i < d->count; i = d->units[i].next) {
        unit *u = &d->units[i];

        if (u->verdict == UNIT_REPEATED && !meets(u, need, RULE_FAMILY))
            u->verdict = UNIT_STAYS;
    }
}

/* What repeats and is no prose. Titles are spared before. */
static void note_repeats(draft *d)
{
    for (size_t i = d->first; i < d->count; i = d->units[i].next)
        d->units[i].repeats = d->units[i].verdict == UNIT_REPEATED &&
                              !is_prose(&d->units[i]);
}

static void keep_all(draft *d)
{
    for (uint32_t i = d->first; i < d->count; i = d->units[i].next)
        d->units[i].verdict = UNIT_STAYS;
    d->first = d->count;
}

static bool spares_any(const draft *d)
{
    for (size_t i = d->first; i < d->count; i = d->units[i].next)
        if (d->units[i].verdict == UNIT_STAYS)
            return true;
    return false;
}

/* Rules that add to what goes, by where it stands. */
static void widen(draft *d, size_t head, size_t tail, const decide_rules *rules)
{
    if (d->again) {
        find_repeats(d->units, tail > head ? tail : head, d->count,
                     (uint32_t)d->words);
        draft_link(d);
    }
    smooth(d);
    if (rules->pages) {
        shape_units(d->units, d->count, rules);
        draft_link(d);
    }
}

bool decide_units(draft *d, const decide_rules *rules)
{
    size_t head, tail;
    bool empty;

    d->held = false;
    find_candidates(d, rules);
    d->spared = d->prefixes || d->held;
    if (d->prefixes)
        find_templates(d, rules);
    if (!rules->pages && d->first == d->count) {
        d->spared = false;     /* the rules below only begin where something goes */
        return false;
    }
    empty = draft_leaves_nothing(d);
    spare_title(d, rules);
    note_repeats(d);
    spare_stories(d, rules);
    judge_family(d, rules);
    head = walk_chain(d->units, d->count, false, rules);
    tail = d->count - walk_chain(d->units, d->count, true, rules);
    judge_interior(d, head, tail, rules);
    spare_bodies(d, rules);
    d->spared |= spares_any(d);
    widen(d, head, tail, rules);
    if (draft_leaves_nothing(d)) {
        keep_all(d);
        return true;
    }
    return empty && draft_removes_nothing(d);
}
