/* test_laying.c - rows of sampled grams against the rule applied gram by gram */
#include "boiler/laying.h"
#include "boiler/cover.h"
#include "tests.h"

enum { MOST = 3000, ROUNDS = 400 };

static uint64_t seed;

typedef struct sampled {
    size_t count, grams;
    uint32_t numbers[MOST];
    uint8_t kinds[MOST];
    evidence marks[MOST];
} sampled;

static uint32_t below(uint32_t n)
{
    return (uint32_t)(test_random(&seed) % n);
}

/* Minimizers four grams apart at most, anchors between them, evidence in runs. */
static void make(sampled *s, size_t count)
{
    uint32_t gram = below(3), next = gram + below(4), level = 0;

    s->count = count;
    for (size_t i = 0; i < count; i++) {
        s->numbers[i] = gram;
        s->kinds[i] = gram == next ? 0 : SAMPLE_ANCHOR;
        if (gram == next)
            next += 1 + below(SAMPLE_SPAN);
        gram += 1 + below(next - gram);
        level = below(4) ? level : below(3) ? 0 : below(12);
        s->marks[i].docs = (uint8_t)level;
        s->marks[i].head = level && !below(3) ?
                           (uint8_t)(below(6) | (below(3) ? EVIDENCE_AGAIN : 0)) : 0;
    }
    s->grams = count ? s->numbers[count - 1] + 1 + below(5) : 0;
}

static uint8_t level_of(evidence e, laid_kind kind)
{
    return kind == LAID_DOCS ? e.docs : kind == LAID_HEADS ? e.head & EVIDENCE_TOP :
           e.head / EVIDENCE_AGAIN;
}

static uint8_t least(uint8_t a, uint8_t b)
{
    return a < b ? a : b;
}

/* The level of the minimizer before or behind; 0: there is none. */
static uint8_t minimizer(const sampled *s, size_t i, int step, laid_kind kind)
{
    for (i += (size_t)step; i < s->count; i += (size_t)step)
        if (!s->kinds[i])
            return level_of(s->marks[i], kind);
    return 0;
}

static uint8_t raised(const sampled *s, size_t i, laid_kind kind)
{
    uint8_t own = level_of(s->marks[i], kind);
    uint8_t other = least(minimizer(s, i, -1, kind), minimizer(s, i, 1, kind));

    return s->kinds[i] && other > own ? other : own;
}

static void lay_naively(const sampled *s, laid_kind kind, uint8_t *row)
{
    memset(row, 0, s->grams + LAY_SLACK);
    for (size_t i = 0; i < s->count; i++) {
        row[s->numbers[i]] = raised(s, i, kind);
        for (uint32_t g = i ? s->numbers[i - 1] + 1 : s->numbers[i];
             g < s->numbers[i]; g++)
            row[g] = least(raised(s, i - 1, kind), raised(s, i, kind));
    }
}

/* In pieces of any size. */
static uint8_t *lay_all(laying *l, const sampled *s)
{
    uint8_t *room = malloc(laying_size(s->grams) + 1);

    memset(room, 0xEE, laying_size(s->grams));
    laying_start(l, room, s->grams);
    for (size_t i = 0, count; i < s->count; i += count) {
        count = below(2) ? 1 + below(20) : 1 + below(LAY_MOST);
        count = count < s->count - i ? count : s->count - i;
        ck_assert(laying_take(l, s->numbers + i, s->kinds + i, s->marks + i, count));
    }
    ck_assert(laying_end(l));
    return room;
}

static size_t check_rows(const laying *l, const sampled *s)
{
    uint8_t row[SAMPLE_SPAN * MOST + LAY_SLACK + 8];
    size_t used = 0;

    for (size_t kind = 0; kind < LAID_ROWS; kind++) {
        const uint8_t *laid = laying_row(l, (laid_kind)kind);

        lay_naively(s, (laid_kind)kind, row);
        for (size_t g = 0; g < s->grams + LAY_SLACK; g++)
            ck_assert_uint_eq(laid ? laid[g] : 0, row[g]);
        used += laid != NULL;
    }
    return used;
}

START_TEST(rows_are_those_of_the_naive_rule)
{
    sampled *s = malloc(sizeof *s);
    laying *l = malloc(sizeof *l);
    size_t used = 0;

    for (int round = 0; round < ROUNDS; round++) {
        uint8_t *room;

        make(s, round % 20 ? below(60) : below(MOST));
        room = lay_all(l, s);
        used += check_rows(l, s);
        free(room);
    }
    ck_assert_uint_gt(used, ROUNDS);
    free(s);
    free(l);
}
END_TEST

/* Of each run without evidence one gram stays, a minimizer if there is one. */
static void leave_out(const sampled *s, sampled *out)
{
    out->count = 0;
    out->grams = s->grams;
    for (size_t i = 0, end, kept; i < s->count; i = end) {
        for (end = kept = i; end < s->count && !s->marks[end].docs; end++)
            if (!s->kinds[end])
                kept = end;
        end += end == i;
        out->numbers[out->count] = s->numbers[kept];
        out->kinds[out->count] = s->kinds[kept];
        out->marks[out->count++] = s->marks[kept];
    }
}

START_TEST(of_neighbours_without_evidence_one_tells_as_much_as_all)
{
    sampled *s = malloc(sizeof *s), *few = malloc(sizeof *few);
    laying *l = malloc(sizeof *l);
    size_t left_out = 0;

    for (int round = 0; round < ROUNDS; round++) {
        uint8_t *room;

        make(s, below(round % 20 ? 60 : MOST));
        leave_out(s, few);
        left_out += s->count - few->count;
        room = lay_all(l, few);
        check_rows(l, s);
        free(room);
    }
    ck_assert_uint_gt(left_out, 10 * ROUNDS);
    free(s);
    free(few);
    free(l);
}
END_TEST

START_TEST(numbers_that_cannot_be_are_refused)
{
    uint32_t numbers[40] = {2, 3, 9, 10};
    uint8_t kinds[40] = {0}, room[3 * (10 + LAY_SLACK)];
    evidence marks[40];
    laying *l = malloc(sizeof *l);

    memset(marks, 5, sizeof marks);
    ck_assert_uint_eq(laying_size(10), sizeof room);
    laying_start(l, room, 10);
    ck_assert(laying_take(l, numbers, kinds, marks, 3));
    ck_assert(laying_end(l));
    ck_assert(!laying_take(l, numbers, kinds, marks, 4));      /* behind the end */
    laying_start(l, room, 10);
    numbers[1] = 1;
    ck_assert(!laying_take(l, numbers, kinds, marks, 2));      /* backwards */
    laying_start(l, room, 0);
    ck_assert(!laying_take(l, numbers, kinds, marks, 1));
    laying_start(l, room, 10);
    memset(numbers, 0, sizeof numbers);
    memset(kinds, SAMPLE_ANCHOR, sizeof kinds);
    ck_assert(!laying_take(l, numbers, kinds, marks, 40));     /* anchors alone */
    free(l);
}
END_TEST

/* -- sets -------------------------------------------------------------------------- */

static bool is_in(const uint64_t *set, size_t i)
{
    return set[i / 64] >> i % 64 & 1;
}

static bool is_long(const chaff_boiler_worker *w, size_t gram)
{
    for (size_t i = 0; i < w->long_count; i++)
        if (gram >= w->longs[i].start && gram < w->longs[i].end)
            return gram < w->words;
    return false;
}

static bool is_spanned(const chaff_boiler_worker *w, const uint8_t *row, size_t grams,
                       uint32_t level, size_t word)
{
    for (size_t g = word; g < grams && g < word + GRAM_LONG; g++)
        if (row[g] >= level && (g < word + GRAM_WORDS || is_long(w, g)))
            return true;
    return false;
}

START_TEST(sets_hold_what_has_a_level_and_the_words_it_spans)
{
    static const uint32_t levels[] = {1, 2, 3, 64, EVIDENCE_TOP, 400};

    for (int round = 0; round < ROUNDS; round++) {
        size_t grams = below(300);
        uint8_t row[300 + LAY_SLACK];
        uint64_t room[30];
        long_grams longs[] = {{below(100), 0}, {150 + below(40), 400}};
        chaff_boiler_worker w = {.words = (uint32_t)grams, .longs = longs,
                                 .long_count = below(3)};
        uint32_t level = levels[below(6)];
        cover c;

        longs[0].end = longs[0].start + below(80);
        for (size_t i = 0; i < sizeof row; i++)
            row[i] = (uint8_t)(below(6) ? 0 : below(2) ? below(4) : below(128));
        ck_assert_uint_le(cover_size(grams), 30);
        memset(room, 0xEE, sizeof room);
        cover_open(&c, room, grams);
        cover_find(&c, row, grams, level, &w);
        for (size_t i = 0; i < grams; i++) {
            ck_assert(is_in(c.grams, i) == (row[i] >= level));
            ck_assert(w.long_count == 0 ||
                      is_in(c.longs, i) == (row[i] >= level && is_long(&w, i)));
            ck_assert(is_in(c.words, i) == is_spanned(&w, row, grams, level, i));
            ck_assert((bits_from(c.grams, i) & 1) == is_in(c.grams, i));
        }
        ck_assert_uint_eq(bits_count(c.grams[0]),
                          (uint32_t)__builtin_popcountll(c.grams[0]));
    }
}
END_TEST

Suite *laying_suite(void);
Suite *laying_suite(void)
{
    Suite *suite = suite_create("laying");
    TCase *core = tcase_create("core");

    seed = 11;
    tcase_set_timeout(core, 60);
    tcase_add_test(core, rows_are_those_of_the_naive_rule);
    tcase_add_test(core, of_neighbours_without_evidence_one_tells_as_much_as_all);
    tcase_add_test(core, numbers_that_cannot_be_are_refused);
    tcase_add_test(core, sets_hold_what_has_a_level_and_the_words_it_spans);
    suite_add_tcase(suite, core);
    return suite;
}
