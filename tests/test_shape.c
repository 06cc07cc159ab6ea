/* test_shape.c - boiler/shape.h: menus go, running text stays
 *
 * The oracle tries every way to call paragraphs article or furniture and takes the
 * best.
 */
#include "tests.h"

#include "boiler/segments.h"
#include "boiler/shape.h"

Suite *shape_suite(void);

/* In the oracle: the cost of a change, and what an end in furniture earns. */
enum { MOST = 64, CHANGE = 4, EDGE = 2 };

static unit units[MOST];
static size_t count;
static decide_rules rules;

static void setup(void)
{
    memset(units, 0, sizeof units);
    count = 0;
    rules = (decide_rules){.min_docs = 2, .docs = 10, .scale = 1, .pages = true};
}

static unit *add(uint32_t words, uint8_t flags, verdict v)
{
    unit *u = &units[count++];

    u->words = words;
    u->flags = flags;
    u->verdict = v;
    return u;
}

/* A paragraph of one unit: a sentence, or a line. */
static unit *add_prose(uint32_t words)
{
    return add(words, SEGMENT_OPENS | SEGMENT_CLOSES | SEGMENT_ENDED, UNIT_STAYS);
}

static void add_lines(size_t lines, verdict v)
{
    while (lines-- > 0)
        add(3, SEGMENT_OPENS | SEGMENT_CLOSES, v);
}

static size_t count_verdict(size_t from, size_t to, verdict v)
{
    size_t found = 0;

    for (size_t i = from; i < to; i++)
        found += units[i].verdict == v;
    return found;
}

/* -- where lines stand ------------------------------------------------------------- */

/* The three lines above the first paragraph may be title, author and place. */
START_TEST(a_menu_above_an_article_goes_and_its_title_stays)
{
    add_lines(8, UNIT_STAYS);
    add_lines(1, UNIT_REPEATED);
    add_lines(8, UNIT_STAYS);
    for (int i = 0; i < 5; i++)
        add_prose(40);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, 8, UNIT_SHAPE), 8);
    ck_assert_uint_eq(count_verdict(9, 14, UNIT_SHAPE), 5);
    ck_assert_uint_eq(count_verdict(14, 17, UNIT_STAYS), 3);
    ck_assert_uint_eq(count_verdict(17, count, UNIT_STAYS), 5);
}
END_TEST

START_TEST(teasers_behind_what_repeats_go_with_their_sentences)
{
    for (int i = 0; i < 5; i++)
        add_prose(40);
    add_lines(2, UNIT_REPEATED);
    for (int i = 0; i < 6; i++) {
        add_lines(2, UNIT_STAYS);
        add_prose(14);
    }
    add_lines(2, UNIT_REPEATED);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, 5, UNIT_STAYS), 5);
    ck_assert_uint_eq(count_verdict(7, count - 2, UNIT_SHAPE), 18);
}
END_TEST

START_TEST(a_list_inside_an_article_stays)
{
    for (int i = 0; i < 3; i++)
        add_prose(40);
    add_lines(20, UNIT_STAYS);
    for (int i = 0; i < 3; i++)
        add_prose(40);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_STAYS), count);
}
END_TEST

START_TEST(a_box_inside_an_article_goes_when_some_of_it_repeats)
{
    for (int i = 0; i < 3; i++)
        add_prose(40);
    add_lines(1, UNIT_REPEATED);
    add_lines(7, UNIT_STAYS);
    add_lines(1, UNIT_REPEATED);
    for (int i = 0; i < 3; i++)
        add_prose(40);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, 3, UNIT_STAYS), 3);
    ck_assert_uint_eq(count_verdict(3, 12, UNIT_STAYS), 0);
    ck_assert_uint_eq(count_verdict(12, 15, UNIT_STAYS), 3);
}
END_TEST

START_TEST(a_heading_and_a_caption_between_paragraphs_stay)
{
    for (int i = 0; i < 6; i++) {
        add_prose(40);
        add_lines(2, UNIT_STAYS);
    }
    add_prose(40);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_STAYS), count);
}
END_TEST

START_TEST(lines_that_end_an_article_before_the_footer_stay)
{
    for (int i = 0; i < 5; i++)
        add_prose(40);
    add_lines(10, UNIT_STAYS);
    add_lines(5, UNIT_REPEATED);
    add_lines(5, UNIT_STAYS);
    add_lines(5, UNIT_REPEATED);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(5, 15, UNIT_STAYS), 10);
    ck_assert_uint_eq(count_verdict(20, 25, UNIT_SHAPE), 5);
}
END_TEST

START_TEST(a_text_without_prose_stays_as_it_is)
{
    add_lines(20, UNIT_STAYS);
    add_lines(1, UNIT_REPEATED);
    add_lines(20, UNIT_STAYS);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_STAYS), 40);
}
END_TEST

START_TEST(quoted_lines_stay)
{
    for (int i = 0; i < 5; i++)
        add_prose(40);
    add_lines(3, UNIT_REPEATED);
    for (int i = 0; i < 9; i++)
        add(3, SEGMENT_OPENS | SEGMENT_CLOSES | SEGMENT_QUOTED, UNIT_STAYS);
    add_lines(3, UNIT_REPEATED);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_SHAPE), 0);
}
END_TEST

START_TEST(lines_that_repeat_a_little_go_beside_an_article)
{
    for (int i = 0; i < 5; i++)
        add_prose(40);
    add_lines(3, UNIT_STAYS);
    units[6].repeats = true;
    shape_units(units, count, &rules);
    ck_assert_int_eq(units[6].verdict, UNIT_REPEATED);
}
END_TEST

START_TEST(sentences_of_one_paragraph_share_its_fate)
{
    for (int i = 0; i < 5; i++)
        add_prose(40);
    add_lines(3, UNIT_REPEATED);
    add(5, SEGMENT_OPENS | SEGMENT_ENDED, UNIT_STAYS);
    add(5, SEGMENT_ENDED, UNIT_STAYS);
    add(2, SEGMENT_CLOSES, UNIT_STAYS);
    add_lines(3, UNIT_REPEATED);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(8, 11, UNIT_SHAPE), 3);
}
END_TEST

START_TEST(characters_count_half)
{
    rules.scale = 2;
    for (int i = 0; i < 5; i++)
        add_prose(15);                 /* no prose: eight words are 16 characters */
    add_lines(9, UNIT_REPEATED);
    add_lines(9, UNIT_STAYS);
    add_lines(9, UNIT_REPEATED);
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_SHAPE), 0);
    for (int i = 0; i < 5; i++)
        units[i].words = 40;
    shape_units(units, count, &rules);
    ck_assert_uint_eq(count_verdict(0, count, UNIT_SHAPE), 9);
}
END_TEST

/* -- points ------------------------------------------------------------------------ */

/* The most points of any two-state path in which paragraph `at` is furniture or not. */
static int32_t best_path(size_t at, bool furniture)
{
    int32_t best = INT32_MIN;

    for (uint32_t path = 0; path < UINT32_C(1) << count; path++) {
        int32_t sum = 0;

        if ((path >> at & 1) != furniture)
            continue;
        sum += (path & 1 ? EDGE : 0) + (path >> (count - 1) & 1 ? EDGE : 0);
        for (size_t i = 0; i < count; i++) {
            sum += path >> i & 1 ? units[i].shape.points : 0;
            sum -= i > 0 && (path >> i & 1) != (path >> (i - 1) & 1) ? CHANGE : 0;
        }
        best = sum > best ? sum : best;
    }
    return best;
}

static void add_random(uint64_t *seed)
{
    uint32_t words = 1 + (uint32_t)(test_random(seed) % 90);

    switch (test_random(seed) % 4) {
    case 0:
        add_lines(1, UNIT_REPEATED);
        break;
    case 1:
        add_lines(1, UNIT_STAYS);
        break;
    default:
        add_prose(words);
    }
}

START_TEST(margins_are_those_of_the_best_paths)
{
    uint64_t seed = 7;

    for (int round = 0; round < 200; round++) {
        setup();
        for (size_t n = 1 + test_random(&seed) % 9; n > 0; n--)
            add_random(&seed);
        shape_units(units, count, &rules);
        for (size_t i = 0; i < count; i++)
            ck_assert_int_eq(units[i].shape.margin,
                             best_path(i, true) - best_path(i, false));
    }
}
END_TEST

START_TEST(what_goes_already_never_comes_back)
{
    uint64_t seed = 8;

    for (int round = 0; round < 500; round++) {
        unit before[MOST];

        setup();
        for (size_t n = 1 + test_random(&seed) % (MOST - 1); n > 0; n--)
            add_random(&seed);
        memcpy(before, units, sizeof before);
        shape_units(units, count, &rules);
        for (size_t i = 0; i < count; i++)
            if (before[i].verdict != UNIT_STAYS)
                ck_assert_int_eq(units[i].verdict, before[i].verdict);
    }
}
END_TEST

Suite *shape_suite(void)
{
    Suite *suite = suite_create("shape");
    TCase *places = tcase_create("places"), *points = tcase_create("points");

    tcase_add_checked_fixture(places, setup, NULL);
    tcase_add_checked_fixture(points, setup, NULL);
    tcase_add_test(places, a_menu_above_an_article_goes_and_its_title_stays);
    tcase_add_test(places, teasers_behind_what_repeats_go_with_their_sentences);
    tcase_add_test(places, a_list_inside_an_article_stays);
    tcase_add_test(places, a_box_inside_an_article_goes_when_some_of_it_repeats);
    tcase_add_test(places, a_heading_and_a_caption_between_paragraphs_stay);
    tcase_add_test(places, lines_that_end_an_article_before_the_footer_stay);
    tcase_add_test(places, a_text_without_prose_stays_as_it_is);
    tcase_add_test(places, quoted_lines_stay);
    tcase_add_test(places, lines_that_repeat_a_little_go_beside_an_article);
    tcase_add_test(places, sentences_of_one_paragraph_share_its_fate);
    tcase_add_test(places, characters_count_half);
    suite_add_tcase(suite, places);
    tcase_add_test(points, margins_are_those_of_the_best_paths);
    tcase_add_test(points, what_goes_already_never_comes_back);
    suite_add_tcase(suite, points);
    return suite;
}
