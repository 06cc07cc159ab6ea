/* test_decide.c - verdicts on random units: what they promise about judging again */
#include "boiler/decide.h"
#include "boiler/segments.h"
#include "tests.h"

enum { MOST = 40, ROUNDS = 60000 };

static uint64_t seed;

static uint32_t below(uint32_t n)
{
    return (uint32_t)(test_random(&seed) % n);
}

static void make_unit(unit *u, uint32_t word)
{
    static const uint8_t flags[] = {SEGMENT_OPENS, SEGMENT_CLOSES, SEGMENT_ENDED,
                                    SEGMENT_ENDED, SEGMENT_COLON, SEGMENT_QUOTED};

    *u = (unit){.word = word, .words = below(12) ? below(40) : 0};
    for (size_t i = 0; i < sizeof flags; i++)
        if (!below(i < 4 ? 2 : 12))
            u->flags |= flags[i];
    u->gaps = u->words > 0;
    u->known = !below(20);
    u->known_prefix = !below(60);
    u->prefix = (uint8_t)(below(20) ? 0 : below(10));
    if (below(2) || u->words == 0)
        return;
    u->shared = u->words - (below(3) ? 0 : below(u->words));
    u->covered = below(3) ? u->shared : below(u->shared + 1);
    u->inner = u->covered > 4 ? u->covered - 4 : 0;
    u->docs = (uint8_t)(2 + below(below(2) ? 6 : 60));
    u->head = (uint8_t)(below(2) ? 0 : below(6));
    u->digits = below(4) ? 0 : u->words / 2;
    u->again = below(6) ? 0 : u->words;
}

static decide_rules make_rules(void)
{
    return (decide_rules){.min_docs = 2 + below(3), .docs = below(200),
                          .scale = 1 + below(2), .sources = below(2),
                          .keep_prose = !below(5)};
}

/* What stays, as if the rest had never stood there. */
static size_t copy_left(const unit *units, size_t count, unit *left)
{
    uint32_t word = 0;
    size_t kept = 0;
    bool opens = false;

    for (size_t i = 0; i < count; i++) {
        opens = opens || (units[i].flags & SEGMENT_OPENS);
        if (units[i].verdict != UNIT_STAYS)
            continue;
        left[kept] = units[i];
        left[kept].flags |= opens ? SEGMENT_OPENS : 0;
        left[kept].word = word;
        word += left[kept++].words;
        opens = false;
    }
    return kept;
}

/* The list holds what goes, in order, and nothing else. */
static void check_list(const draft *d)
{
    uint32_t next = d->first;

    for (uint32_t i = 0; i < d->count; i++)
        if (d->units[i].verdict != UNIT_STAYS) {
            ck_assert_uint_eq(next, i);
            next = d->units[i].next;
        }
    ck_assert_uint_eq(next, d->count);
}

/* What measuring makes of units, by a look at all of them. */
static void open_draft(draft *d, unit *units, size_t count)
{
    uint32_t *link = &d->first;

    *d = (draft){.units = units, .count = (uint32_t)count};
    for (uint32_t i = 0; i < count; i++) {
        unit *u = &units[i];

        u->verdict = UNIT_STAYS;
        u->rule = RULE_NONE;
        u->need = 0;
        u->repeats = false;
        d->words += u->words;
        d->prose += unit_is_prose(u, 1) ? u->words : 0;
        d->prefixes |= u->known_prefix || u->prefix > 0;
        draft_add(d, u);
        if (unit_may_go(u)) {
            *link = i;
            link = &u->next;
        }
    }
    *link = d->count;
}

START_TEST(where_nothing_is_spared_nothing_more_goes)
{
    size_t certain = 0, cut = 0, more = 0;

    for (int round = 0; round < ROUNDS; round++) {
        unit units[MOST], left[MOST];
        size_t count = below(MOST), kept;
        decide_rules rules = make_rules();
        uint32_t word = 0;
        draft d;
        bool spared, other;

        for (size_t i = 0; i < count; i++) {
            make_unit(&units[i], word);
            word += units[i].words;
        }
        open_draft(&d, units, count);
        (void)decide_units(&d, &rules);
        spared = d.spared;
        check_list(&d);
        kept = copy_left(units, count, left);
        open_draft(&d, left, kept);
        (void)decide_units(&d, &rules);
        other = copy_left(left, kept, units) < kept;
        ck_assert(spared || !other);
        certain += !spared;
        cut += !spared && kept < count;
        more += other;
    }
    ck_assert_uint_gt(certain, 100);
    ck_assert_uint_gt(cut, 10);
    ck_assert_uint_gt(more, 100);
}
END_TEST

START_TEST(verdicts_depend_on_nothing_that_was_there_before)
{
    for (int round = 0; round < ROUNDS / 4; round++) {
        unit a[MOST], b[MOST];
        size_t count = below(MOST);
        decide_rules rules = make_rules();
        uint32_t word = 0;
        draft d, e;

        rules.pages = below(2);
        for (size_t i = 0; i < count; i++) {
            make_unit(&a[i], word);
            word += a[i].words;
            b[i] = a[i];
            b[i].verdict = (verdict)below(5);
            b[i].rule = (unit_rule)below(6);
            b[i].need = below(9);
            b[i].next = below(MOST);
            b[i].repeats = below(2);
        }
        open_draft(&d, a, count);
        open_draft(&e, b, count);
        ck_assert(decide_units(&d, &rules) == decide_units(&e, &rules));
        ck_assert(d.spared == e.spared);
        for (size_t i = 0; i < count; i++) {
            ck_assert_int_eq(a[i].verdict, b[i].verdict);
            ck_assert_int_eq(a[i].rule, b[i].rule);
            ck_assert_uint_eq(a[i].need, b[i].need);
        }
    }
}
END_TEST

Suite *decide_suite(void);
Suite *decide_suite(void)
{
    Suite *suite = suite_create("decide");
    TCase *core = tcase_create("core");

    seed = 5;
    tcase_set_timeout(core, 60);
    tcase_add_test(core, where_nothing_is_spared_nothing_more_goes);
    tcase_add_test(core, verdicts_depend_on_nothing_that_was_there_before);
    suite_add_tcase(suite, core);
    return suite;
}
