/* test_segments.c - boiler/segments.h: sentences that do not depend on line breaks */
#include "tests.h"

#include <stdio.h>

#include "boiler/segments.h"
#include "oracle_segments.h"

Suite *segments_suite(void);

static segments found;

static void setup(void)
{
    found = (segments){0};
}

static void teardown(void)
{
    segments_release(&found);
}

static void find(const char *text)
{
    ck_assert_int_eq(segments_find(&found, (chaff_text){text, strlen(text)}), CHAFF_OK);
}

/* The units of a text, white space folded to single spaces, joined by '|' and, where a
 * paragraph ends, by '#'. */
static char *describe(const char *text)
{
    static char out[1 << 16];
    size_t size = 0;

    find(text);
    for (size_t i = 0; i < found.count; i++) {
        for (size_t at = found.items[i].start; at < found.items[i].end; at++) {
            bool blank = text[at] == ' ' || text[at] == '\n' || text[at] == '\r' ||
                text[at] == '\t';

            if (!blank)
                out[size++] = text[at];
            else if (out[size - 1] != ' ')
                out[size++] = ' ';
        }
        out[size++] = found.items[i].flags & SEGMENT_CLOSES ? '#' : '|';
    }
    out[size] = '\0';
    return out;
}

START_TEST(a_paragraph_is_split_into_sentences)
{
    ck_assert_str_eq(describe("One went home. Two stayed! \"Did three?\" Yes."),
                     "One went home.|Two stayed!|\"Did three?\"|Yes.#");
}
END_TEST

START_TEST(initials_and_short_titles_end_no_sentence)
{
    ck_assert_str_eq(describe("Sergei A. Ryabkov met Mr. Smith of the U.S. Navy. He left."),
                     "Sergei A. Ryabkov met Mr. Smith of the U.S. Navy.|He left.#");
}
END_TEST

START_TEST(a_full_stop_before_lower_case_or_inside_a_word_goes_on)
{
    ck_assert_str_eq(describe("It cost 3.5 million approx. in all. See www.example.org now."),
                     "It cost 3.5 million approx. in all.|See www.example.org now.#");
}
END_TEST

START_TEST(full_stops_without_spaces_split_han_text)
{
    ck_assert_str_eq(describe("今天天气很好。我们去公园吧！好吗？"), "今天天气很好。|我们去公园吧！|好吗？#");
}
END_TEST

START_TEST(short_lines_stay_apart)
{
    ck_assert_str_eq(describe("Leave a Reply\n\nYour email address will not be published.\nHome News Sports\nTitle"),
                     "Leave a Reply#Your email address will not be published.#Home News Sports#Title#");
}
END_TEST

START_TEST(a_title_is_not_joined_to_the_long_line_below_it)
{
    char text[600] = "Washington announces willingness to continue security discussions here\n";

    for (int i = 0; i < 40; i++)
        strcat(text, "Words go on ");
    find(text);
    ck_assert_uint_eq(found.count, 2);
}
END_TEST

START_TEST(quoted_lines_are_marked)
{
    find("> He wrote this line.\n> and this one\nI answer.");
    ck_assert_uint_eq(found.count, 3);
    ck_assert(found.items[0].flags & SEGMENT_QUOTED);
    ck_assert(found.items[1].flags & SEGMENT_QUOTED);
    ck_assert(!(found.items[2].flags & SEGMENT_QUOTED));
}
END_TEST

START_TEST(ends_of_units_are_flagged)
{
    find("Legal Disclaimer:\nIs it?\nNo end");
    ck_assert_uint_eq(found.count, 3);
    ck_assert(found.items[0].flags & SEGMENT_COLON);
    ck_assert(found.items[1].flags & SEGMENT_ASKS);
    ck_assert(found.items[1].flags & SEGMENT_ENDED);
    ck_assert(!(found.items[2].flags & (SEGMENT_ENDED | SEGMENT_COLON)));
}
END_TEST

/* Break lines at spaces so that none is longer than `width`. */
static void wrap(const char *text, size_t width, const char *end, char *out)
{
    size_t column = 0;

    while (*text) {
        size_t word = strcspn(text, " \n");

        if (column > 0 && column + 1 + word > width) {
            strcpy(out, end);
            out += strlen(end);
            column = 0;
        } else if (column > 0) {
            *out++ = ' ';
            column++;
        }
        memcpy(out, text, word);
        out += word;
        column += word;
        text += word;
        if (*text == '\n') {
            *out++ = '\n';
            column = 0;
        }
        text += *text != '\0';
    }
    *out = '\0';
}

/* Three paragraphs of random words, Capitals after full stops. */
static void write_prose(uint64_t *random, char *out)
{
    for (int p = 0; p < 3; p++) {
        for (int s = 0; s < 4; s++) {
            int words = 6 + (int)(test_random(random) % 15);

            for (int w = 0; w < words; w++) {
                int letters = 2 + (int)(test_random(random) % 8);

                for (int i = 0; i < letters; i++)
                    *out++ = (char)((w == 0 &&
                                     i == 0 ? 'A' : 'a') + (int)(test_random(random) % 26));
                *out++ = w + 1 < words ? ' ' : '.';
            }
            if (s < 3)
                *out++ = ' ';
        }
        if (p < 2) {
            *out++ = '\n';
            *out++ = '\n';
        }
    }
    *out = '\0';
}

START_TEST(wrapping_never_changes_sentences)
{
    static const size_t widths[] = {45, 60, 66, 72, 80, 100};
    static const char *const ends[] = {"\n", "\r\n", " \n", "\n\t"};
    uint64_t random = 7;
    char plain[8192], wrapped[16384], expected[16384];

    for (int round = 0; round < 50; round++) {
        write_prose(&random, plain);
        strcpy(expected, describe(plain));
        /* a full line may look like a paragraph's end */
        for (char *c = expected; *c; c++)
            if (*c == '#')
                *c = '|';
        for (size_t i = 0; i < 24; i++) {
            char *got;

            wrap(plain, widths[i % 6], ends[i / 6], wrapped);
            got = describe(wrapped);
            for (char *c = got; *c; c++)
                if (*c == '#')
                    *c = '|';
            ck_assert_str_eq(got, expected);
        }
    }
}
END_TEST

static bool is_white(const unsigned char *s, size_t start, size_t end)
{
    for (size_t i = start; i < end; i++)
        if (!(s[i] == ' ' || (s[i] >= 9 && s[i] <= 13) || s[i] == 0xC2 ||
              s[i] == 0xA0 || s[i] == 0x85 ||
              s[i] == 0xE3 || s[i] == 0x80))
            return false;
    return true;
}

START_TEST(units_cover_any_bytes)
{
    static const char *const pieces[] = {"word", " ", "\n", "\n\n", ".", ". ", "!",
        "\xE3\x80\x82", "\xC2\xA0", "\xFF",
                                         "A", "\r\n", ">", "\xE3\x80\x80", "\xE2\x80",
                                             "\"", "12", "\xF0\x9F\x98\x80", "Mr."};
    uint64_t random = 11;
    char text[4096];

    for (int round = 0; round < 3000; round++) {
        size_t size = 0, count = test_random(&random) % 60, at = 0;

        for (size_t i = 0; i < count; i++) {
            const char *piece = pieces[test_random(&random) % (sizeof pieces / sizeof *pieces)];

            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        ck_assert_int_eq(segments_find(&found, (chaff_text){text, size}), CHAFF_OK);
        for (size_t i = 0; i < found.count; i++) {
            const segment *s = &found.items[i];

            ck_assert_uint_ge(s->start, at);
            ck_assert_uint_gt(s->end, s->start);
            ck_assert(is_white((const unsigned char *)text, at, s->start));
            ck_assert_int_eq(i == 0 || (found.items[i - 1].flags & SEGMENT_CLOSES) != 0,
                             (s->flags & SEGMENT_OPENS) != 0);
            at = s->end;
        }
        ck_assert(is_white((const unsigned char *)text, at, size));
        if (found.count > 0)
            ck_assert(found.items[found.count - 1].flags & SEGMENT_CLOSES);
    }
}
END_TEST

/* -- against the rules character by character
 * --------------------------------------- */

enum { SOUP_ROOM = 1 << 16 };

typedef struct soup {
    uint64_t random;
    size_t size;
    char text[SOUP_ROOM];
} soup;

static size_t draw(soup *s, size_t count)
{
    return (size_t)(test_random(&s->random) % count);
}

static void put(soup *s, const char *piece)
{
    size_t size = strlen(piece);

    if (s->size + size < SOUP_ROOM) {
        memcpy(s->text + s->size, piece, size);
        s->size += size;
    }
}

/* All that a rule looks at, and what looks like it. */
static const char *const odd_pieces[] = {
    "\n", "\n\n", "\r\n", "\n \t\n", "\t", "\v", " ", "  ", "   ", "\xC2\xA0", "\xC2\x85",
    "\xE3\x80\x80", ".", ". ", ". A", ". a", "...", ".\n", "! ", "?", "? \"", "?!", ":",
    ": ", ":\n", "\"", "'", "(", ")", "]", "*", "\n> ", "\n| ", ">", "|", " A.", " Mr.",
    " Mrs.", " Prof.", " U.S.", " No. 5", " Gen. X", " etc.", " Nosy.", "\xC2\xBB",
    "\xE2\x80\x9D", "\xE2\x80\x9C", "\xE2\x80\xA6", "\xE3\x80\x82", "\xEF\xBC\x9F",
    "\xEF\xBC\x9A", "\xEF\xBC\x89", "\xD8\x9F", "\xDB\x94", "\xE0\xA5\xA4", "\xE0\x80\xAE",
    "\xF0\x83\x80\x82", "\xF0\x9F\x98\x80", "\xC3", "\xE2\x80", "\x80", "\xFF", "\xA0",
    "12", "3.5", "www.a.org", "- ", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
static const char *const words[] = {
    "the", "House", "a", "I", "went", "London", "etc", "\xC3\xA9t\xC3\xA9", "\xC3\x89t\xC3\xA9",
    "\xD0\xBC\xD0\xB8\xD1\x80", "\xD0\x9C\xD0\xB8\xD1\x80", "\xE4\xB8\xAD\xE6\x96\x87", "1999",
    "Mr.", "J.", "no", "Constantinople", "it's", "(so)", "\"Why", "ends.", "does!", "End.\"",
    "here:", "x"};
#define PIECE(s, list) ((list)[draw(s, sizeof(list) / sizeof *(list))])

static void put_words(soup *s, size_t width, const char *newline)
{
    size_t column = 0;

    for (size_t left = draw(s, 120); left > 0; left--) {
        const char *word = PIECE(s, words);

        if (column > 0 && column + 1 + strlen(word) > width) {
            put(s, newline);
            column = 0;
        } else if (column > 0) {
            put(s, " ");
        }
        put(s, draw(s, 60) ? word : PIECE(s, odd_pieces));
        column += strlen(word) + 1;
    }
}

/* Paragraphs broken at some width, odd pieces one after the other, or short lines. */
static void fill_soup(soup *s)
{
    static const size_t widths[] = {38, 40, 41, 60, 72, 80, 109, 110, 111, 1000};
    static const char *const newlines[] = {"\n", "\r\n", "\n> ", "\n  ", " \n", "\n\t"};
    const char *newline = PIECE(s, newlines);
    size_t width = PIECE(s, widths), sort = draw(s, 4);

    s->size = 0;
    for (size_t left = draw(s, 8) ? draw(s, 6) : draw(s, 130); left > 0; left--) {
        for (size_t i = sort == 0 ? draw(s, 40) : 0; i > 0; i--)
            put(s, PIECE(s, odd_pieces));
        if (sort == 1 || (sort == 2 && draw(s, 2)))
            put_words(s, width, newline);
        for (size_t i = sort > 1 ? draw(s, 9) : 0; i > 0; i--)
            put(s, draw(s, 9) ? PIECE(s, words) : PIECE(s, odd_pieces));
        put(s, draw(s, 3) ? newline : "\n\n");
    }
    for (size_t i = draw(s, 4) ? 0 : s->size / 50; i > 0; i--)
        s->text[draw(s, s->size)] = (char)test_random(&s->random);
}

/* The text stands in memory of its own size, so that sanitizers see what is read. */
static void compare_with_rules(const soup *s)
{
    unsigned char *text = malloc(s->size ? s->size : 1);
    size_t count;
    segment *rules;

    memcpy(text, s->text, s->size);
    rules = segments_naive(text, s->size, &count);
    ck_assert_int_eq(segments_find(&found, (chaff_text){(char *)text, s->size}),
                     CHAFF_OK);
    for (size_t i = 0; i < count && i < found.count; i++) {
        ck_assert_uint_eq(found.items[i].start, rules[i].start);
        ck_assert_uint_eq(found.items[i].end, rules[i].end);
        ck_assert_uint_eq(found.items[i].flags, rules[i].flags);
    }
    ck_assert_uint_eq(found.count, count);
    free(rules);
    free(text);
}

START_TEST(units_are_those_of_the_rules_character_by_character)
{
    static soup s;

    s.random = 17;
    for (int round = 0; round < 20000; round++) {
        fill_soup(&s);
        compare_with_rules(&s);
    }
}
END_TEST

START_TEST(units_do_not_depend_on_where_a_block_of_bytes_begins)
{
    static soup s;
    static char middle[SOUP_ROOM];

    s.random = 18;
    for (int round = 0; round < 60; round++) {
        size_t size;

        fill_soup(&s);
        size = s.size < 2000 ? s.size : 2000;
        memcpy(middle, s.text, size);
        for (size_t before = 0; before < 70; before++) {
            memset(s.text, before % 2 ? 'x' : '\n', before);
            memcpy(s.text + before, middle, size);
            s.size = before + size;
            compare_with_rules(&s);
        }
    }
}
END_TEST

START_TEST(the_same_words_are_short_forms)
{
    static const char *const begins[] = {"pr", "ca", "un", "di", "ml", ""};
    static soup s;

    for (size_t b = 0; b < sizeof begins / sizeof *begins; b++)
        for (unsigned n = 0; n < (*begins[b] ? 26 * 26 : 26 * 26 * 26); n++) {
            char rest[4] = {(char)('a' + n % 26), (char)('a' + n / 26 % 26),
                            *begins[b] ? '\0' : (char)('A' + n / 676), '\0'};

            s.size = 0;
            put(&s, n % 2 ? "So it is said of " : "A ");
            put(&s, begins[b]);
            put(&s, rest);
            put(&s, ". Then it goes on.");
            compare_with_rules(&s);
        }
}
END_TEST

START_TEST(rows_of_dots_are_one_unit)
{
    char text[3001];

    for (size_t i = 0; i < 3000; i++)
        text[i] = i % 2 ? ' ' : '.';
    text[3000] = '\0';
    find(text);
    ck_assert_uint_eq(found.count, 1);
}
END_TEST

START_TEST(a_long_row_of_stops_is_passed_once)
{
    size_t size = 2000000;
    char *text = malloc(size);

    memset(text, '.', size);
    text[0] = 'a';
    memset(text + size / 2, ' ', size / 2);
    for (size_t last = 'a'; last <= 'z'; last += 'z' - 'a') {
        text[size - 1] = (char)last;
        ck_assert_int_eq(segments_find(&found, (chaff_text){text, size}), CHAFF_OK);
        ck_assert_uint_eq(found.count, 1);
        memset(text + size / 2, '.', size / 2);
    }
    free(text);
}
END_TEST

START_TEST(memory_may_fail)
{
    chaff_status status;
    long n = 0;

    do {
        mem_fail_after(n++);
        segments_release(&found);
        status = segments_find(&found, TEXT("One. Two.\n\nThree."));
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
    } while (status != CHAFF_OK);
    mem_fail_after(-1);
    ck_assert_int_ge(n, 2);
}
END_TEST

Suite *segments_suite(void)
{
    Suite *suite = suite_create("segments");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, a_paragraph_is_split_into_sentences);
    tcase_add_test(core, initials_and_short_titles_end_no_sentence);
    tcase_add_test(core, a_full_stop_before_lower_case_or_inside_a_word_goes_on);
    tcase_add_test(core, full_stops_without_spaces_split_han_text);
    tcase_add_test(core, short_lines_stay_apart);
    tcase_add_test(core, a_title_is_not_joined_to_the_long_line_below_it);
    tcase_add_test(core, quoted_lines_are_marked);
    tcase_add_test(core, ends_of_units_are_flagged);
    tcase_add_test(core, wrapping_never_changes_sentences);
    tcase_add_test(core, units_cover_any_bytes);
    tcase_add_test(core, units_are_those_of_the_rules_character_by_character);
    tcase_add_test(core, units_do_not_depend_on_where_a_block_of_bytes_begins);
    tcase_add_test(core, the_same_words_are_short_forms);
    tcase_add_test(core, rows_of_dots_are_one_unit);
    tcase_add_test(core, a_long_row_of_stops_is_passed_once);
    tcase_add_test(core, memory_may_fail);
    suite_add_tcase(suite, core);
    return suite;
}
