/* test_boiler.c - chaff/boiler.h: what repeats goes, what was written stays
 *
 * Articles are random words, so that nothing but what a test puts there can repeat.
 */
#include "tests.h"

#include <stdio.h>

#include "boiler/measure.h"
#include "oracle_boiler.h"

Suite *boiler_suite(void);

#define DISCLAIMER                                                                              \
    "The northern gazette offers these pages to its readers without promises of any sort. "    \
    "Readers who find mistakes in them should write to the editors at the usual address."

static corpus docs;
static cleaned clean;
static uint64_t seed;

static void setup(void)
{
    docs = (corpus){0};
    clean = (cleaned){0};
    seed = 1;
}

static void teardown(void)
{
    cleaned_release(&clean);
    corpus_release(&docs);
}

static void strip(void)
{
    cleaned_release(&clean);
    corpus_strip(&docs, NULL, &clean);
}

/* An article of its own, with `tail` below it; returns the article, to be freed. */
static char *add_article(const char *source, const char *head, const char *tail)
{
    char *body = random_prose(&seed, 150, true);

    corpus_add(&docs, source, "%s%s%s", head, body, tail);
    return body;
}

static void assert_all_equal(char **bodies, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        ck_assert_str_eq(clean.texts[i], bodies[i]);
        free(bodies[i]);
    }
}

START_TEST(a_passage_in_three_articles_goes_from_all)
{
    char *bodies[3];

    for (int i = 0; i < 3; i++)
        bodies[i] = add_article("", "", "\n\n" DISCLAIMER);
    strip();
    assert_all_equal(bodies, 3);
}
END_TEST

START_TEST(a_passage_in_two_articles_stays)
{
    free(add_article("", "", "\n\n" DISCLAIMER));
    free(add_article("", "", "\n\n" DISCLAIMER));
    free(add_article("", "", ""));
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

/* Above 64 documents levels are no numbers of documents. */
START_TEST(more_documents_than_levels_tell_apart_can_be_asked_for)
{
    enum { DOCS = 130 };
    chaff_boiler_options options;
    char *bodies[DOCS];

    chaff_boiler_options_init(&options);
    for (int i = 0; i < DOCS; i++)
        bodies[i] = add_article("", "", "\n\n" DISCLAIMER);
    options.min_docs = DOCS + 1;
    corpus_strip(&docs, &options, &clean);
    ck_assert_uint_eq(clean.removed, 0);
    cleaned_release(&clean);
    options.min_docs = 100;
    corpus_strip(&docs, &options, &clean);
    assert_all_equal(bodies, DOCS);
}
END_TEST

START_TEST(the_text_still_ends_with_its_line_end)
{
    char *bodies[3];

    for (int i = 0; i < 3; i++) {
        bodies[i] = add_article("", "", "\n\n" DISCLAIMER "\n");
        strcat(bodies[i], "\n");
    }
    strip();
    assert_all_equal(bodies, 3);
}
END_TEST

START_TEST(line_breaks_quotes_case_and_numbers_do_not_matter)
{
    static const char *const tails[] = {
        "\n\nAs of 12/28/2021 the \"northern gazette\" offers these 12 pages to its readers without promises of any sort.",
        "\r\n\r\nAs of 1/2/2024 the \xE2\x80\x9Cnorthern gazette\xE2\x80\x9D offers\r\nthese 7 pages to its readers without\r\npromises of any sort.",
        "\n\nAs of 3/4/1999 the \xC2\xAB\xC2\xA0northern gazette\xC2\xA0\xC2\xBB offers these 345\n\tpages to its readers  without\npromises of any sort.",
        "\n\nAS OF 5/6/2007 THE NORTHERN GAZETTE OFFERS THESE 1 PAGES TO ITS READERS\nWITHOUT PROMISES OF ANY SORT.",
        "\n\nAs of 7/8/2009 the northern ga\xC2\xADzette offers these 9 pages to its readers without promises of any sort."};
    char *bodies[5];

    for (int i = 0; i < 5; i++)
        bodies[i] = add_article("", "", tails[i]);
    strip();
    assert_all_equal(bodies, 5);
}
END_TEST

START_TEST(a_swapped_name_does_not_matter)
{
    static const char *const names[] = {"MENAFN", "EIN Presswire",
        "The Evening Courier", "Zawya"};
    char *bodies[4];

    for (int i = 0; i < 4; i++) {
        char tail[400];

        snprintf(tail, sizeof tail,
                 "\n\n%s gives this text to its readers without promises of any sort. We are not "
                 "bound by what is said in pages of others that %s points to in this article or elsewhere.",
                 names[i], names[i]);
        bodies[i] = add_article("", "", tail);
    }
    strip();
    assert_all_equal(bodies, 4);
}
END_TEST

START_TEST(a_passage_is_cut_at_the_sentence)
{
    char *bodies[3];

    for (int i = 0; i < 3; i++)
        bodies[i] = add_article("", "", " " DISCLAIMER);
    strip();
    assert_all_equal(bodies, 3);
}
END_TEST

START_TEST(lines_above_a_title_go_and_the_title_stays)
{
    char *bodies[8];

    for (int i = 0; i < 8; i++) {
        char *title = random_prose(&seed, 6, false),
            *body = random_prose(&seed, 150, true);

        title[strlen(title) - 1] = '\0';
        corpus_add(&docs, "", "Home News Sports Weather\n%s\n\n%s", title, body);
        bodies[i] = malloc(strlen(title) + strlen(body) + 3);
        sprintf(bodies[i], "%s\n\n%s", title, body);
        free(title);
        free(body);
    }
    strip();
    assert_all_equal(bodies, 8);
}
END_TEST

START_TEST(a_title_stays_where_it_stands_above_its_article)
{
    char *body = random_prose(&seed, 150, true);

    corpus_add(&docs, "", "Quiet harvest worries farmers in the western hills\n\n%s",
               body);
    for (int i = 0; i < 6; i++)
        free(add_article("", "",
                         "\n\nQuiet harvest worries farmers in the western hills"));
    strip();
    ck_assert_str_eq(clean.texts[0], docs.texts[0]);
    for (size_t i = 1; i < 7; i++)
        ck_assert_ptr_null(strstr(clean.texts[i], "Quiet harvest"));
    free(body);
}
END_TEST

START_TEST(equal_documents_keep_everything)
{
    for (int count = 1; count <= 60; count = 2 * count + 1) {
        char *body = random_prose(&seed, 150, true);

        corpus_release(&docs);
        for (int i = 0; i < count; i++)
            corpus_add(&docs, i % 2 ? "one" : "two", "%s\n\n" DISCLAIMER, body);
        strip();
        ck_assert_uint_eq(clean.removed, 0);
        free(body);
    }
}
END_TEST

/* `body` with every 40th word replaced. To be freed. */
static char *edited(const char *body)
{
    char *copy = strdup(body);
    size_t word = test_random(&seed) % 40;

    for (char *at = copy; *at; at++)
        if (*at == ' ' && ++word % 40 == 0)
            for (char *c = at + 1; *c && *c != ' ' && *c != '.' && *c != '\n'; c++)
                *c = (char)('a' + (int)(test_random(&seed) % 26));
    return copy;
}

START_TEST(copies_of_an_article_never_make_it_boilerplate)
{
    static const int counts[] = {2, 3, 10, 60, 200};

    for (size_t n = 0; n < sizeof counts / sizeof *counts; n++) {
        char *body = random_prose(&seed, 200, true);

        corpus_release(&docs);
        for (int i = 0; i < 10; i++)
            free(add_article("", "", ""));
        for (int i = 0; i < counts[n]; i++) {
            char *copy = edited(body);

            corpus_add(&docs, "", "%s", copy);
            free(copy);
        }
        strip();
        ck_assert_uint_eq(clean.removed, 0);
        free(body);
    }
}
END_TEST

START_TEST(a_disclaimer_under_copies_goes_when_other_articles_carry_it)
{
    for (int others = 0; others <= 3; others += 3) {
        char *body = random_prose(&seed, 200, true);

        corpus_release(&docs);
        for (int i = 0; i < 10; i++)
            free(add_article("", "", i < others ? "\n\n" DISCLAIMER : ""));
        for (int i = 0; i < 10; i++)
            corpus_add(&docs, "", "%s\n\n" DISCLAIMER, body);
        strip();
        for (size_t i = 10; i < 20; i++)
            ck_assert_int_eq(strstr(clean.texts[i], "northern gazette") == NULL,
                             others == 3);
        for (size_t i = 10; i < 20; i++)
            ck_assert(strncmp(clean.texts[i], body, strlen(body)) == 0);
        free(body);
    }
}
END_TEST

/* One story under the lead of each outlet, among other articles of the outlets. */
static void check_wire_story(int outlets, size_t lead_words, bool tail)
{
    char *story = random_prose(&seed, 300, true);
    char name[32];

    corpus_release(&docs);
    for (int o = 0; o < outlets; o++) {
        char *lead = random_prose(&seed, lead_words, true);

        snprintf(name, sizeof name, "outlet%d", o);
        corpus_add(&docs, name, "%s\n\n%s", tail ? story : lead, tail ? lead : story);
        for (int i = 0; i < 4; i++)
            free(add_article(name, "", "\n\n" DISCLAIMER));
        free(lead);
    }
    strip();
    for (size_t i = 0; i < docs.count; i += 5)
        ck_assert_str_eq(clean.texts[i], docs.texts[i]);
    for (size_t i = 1; i < docs.count; i += 5)
        ck_assert_ptr_null(strstr(clean.texts[i], "northern gazette"));
    free(story);
}

START_TEST(wire_stories_under_local_leads_stay)
{
    static const int outlets[] = {3, 5, 12};

    for (int i = 0; i < 3; i++)
        for (size_t words = 70; words <= 150; words += 80) {
            check_wire_story(outlets[i], words, false);
            check_wire_story(outlets[i], words, true);
        }
}
END_TEST

START_TEST(what_stands_once_in_each_source_is_shared_reporting)
{
    char name[32];

    for (int s = 0; s < 12; s++) {
        snprintf(name, sizeof name, "source%d", s);
        for (int i = 0; i < 4; i++)
            free(add_article(name, "", i == 0 ? "\n\n" DISCLAIMER : ""));
    }
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(furniture_of_one_source_goes)
{
    for (int i = 0; i < 30; i++)
        free(add_article(i % 10 == 0 ? "gazette" : "others", "",
                         i % 10 == 0 ? "\n\n" DISCLAIMER : ""));
    strip();
    for (size_t i = 0; i < 30; i += 10)
        ck_assert_ptr_null(strstr(clean.texts[i], "northern gazette"));
}
END_TEST

START_TEST(a_passage_reused_inside_articles_needs_more_documents)
{
    for (int count = 3; count <= 12; count += 9) {
        char *passage = random_prose(&seed, 40, false);

        corpus_release(&docs);
        for (int i = 0; i < count; i++) {
            char *before = random_prose(&seed, 100, true),
                *after = random_prose(&seed, 100, true);

            corpus_add(&docs, "", "%s\n\n%s\n\n%s", before, passage, after);
            free(before);
            free(after);
        }
        strip();
        ck_assert_int_eq(clean.removed == 0, count < 8);
        free(passage);
    }
}
END_TEST

START_TEST(link_lines_go_by_their_prefix)
{
    for (int i = 0; i < 4; i++) {
        char *a = random_prose(&seed, 80, true), *b = random_prose(&seed, 80, true),
            *link = random_prose(&seed, 7, false);

        link[strlen(link) - 1] = '\0';
        corpus_add(&docs, "", "%s\n\nBuiten ook gezien: %s\n\n%s", a, link, b);
        free(a);
        free(b);
        free(link);
    }
    strip();
    for (size_t i = 0; i < 4; i++)
        ck_assert_ptr_null(strstr(clean.texts[i], "Buiten"));
}
END_TEST

START_TEST(speakers_and_steps_are_no_link_lines)
{
    for (int i = 0; i < 6; i++) {
        char *a = random_prose(&seed, 60, true), *b = random_prose(&seed, 12, false),
            *c = random_prose(&seed, 12, false);

        corpus_add(&docs, "", "%s\n\nWOLF BLITZER: %s\n\nQ: %s\n\nStep 1: %s\n\nMOSCOW \xE2\x80\x94 %s", a, b, c, b, c);
        free(a);
        free(b);
        free(c);
    }
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(known_phrases_go_from_a_single_document)
{
    static const char *const tails[] = {
        "\n\nLeave a Reply\n\nYour email address will not be published.",
        "\n\nLeave a Comment",
        "\n\nSchreibe einen Kommentar Antworten abbrechen\n\nDeine E-Mail-Adresse wird nicht ver\xC3\xB6" "ffentlicht.",
        "\n\nLaisser un commentaire\n\nVotre adresse e-mail ne sera pas publi\xC3\xA9" "e.",
        "\n\nDeja una respuesta\n\nTu direcci\xC3\xB3n de correo electr\xC3\xB3nico no ser\xC3\xA1 publicada.",
        "\n\nDeixe um coment\xC3\xA1rio\n\nO seu endere\xC3\xA7o de e-mail n\xC3\xA3o ser\xC3\xA1 publicado.",
        "\n\nLascia un commento\n\nIl tuo indirizzo email non sar\xC3\xA0 pubblicato.",
        "\n\n\xD0\x9E\xD1\x81\xD1\x82\xD0\xB0\xD0\xB2\xD0\xB8\xD1\x82\xD1\x8C \xD0\xBA\xD0\xBE\xD0\xBC\xD0\xBC\xD0\xB5\xD0\xBD\xD1\x82\xD0\xB0\xD1\x80\xD0\xB8\xD0\xB9",
        "\n\nCONTINUE READING: Something else happened elsewhere",
        "\n\nSee also  Something else - Court rejects appeal",
        "\n\nSee also\xC2\xA0 Something else: Court rejects appeal",
        "\n\nLegal Disclaimer:\nACME provides the\ninformation \xE2\x80\x9C" "as is\xE2\x80\x9D without warranty of any kind. We do not accept\n"
        "any responsibility or liability for the accuracy, content, images,\nvideos, licenses, completeness, legality, or "
        "reliability of the information\ncontained in this article."};

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char *body;

        corpus_release(&docs);
        body = add_article("", "", tails[i]);
        strip();
        ck_assert_str_eq(clean.texts[0], body);
        free(body);
    }
}
END_TEST

START_TEST(sentences_that_mention_known_phrases_stay)
{
    static const char *const tails[] = {
        "\n\nReaders were asked to leave a comment on the site.",
        "\n\nHe promised that your email address will not be published by his office or anyone else.",
        "\n\nShe told them to continue reading the main story of the week at home.",
        "\n\nThe advertisement showed a cookie.",
        "\n\nAll rights reserved for kings were given back to the people.",
        "\n\nAs of: 12/28/2021 7:09 am"};

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        corpus_release(&docs);
        free(add_article("", "", tails[i]));
        strip();
        ck_assert_str_eq(clean.texts[0], docs.texts[0]);
    }
}
END_TEST

START_TEST(known_phrases_can_be_left_out)
{
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    options.known = false;
    free(add_article("", "",
                     "\n\nLeave a Reply\n\nYour email address will not be published."));
    corpus_strip(&docs, &options, &clean);
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(quoted_lines_are_no_evidence)
{
    char *said = random_prose(&seed, 30, false);

    for (int i = 0; i < 6; i++) {
        char *body = random_prose(&seed, 100, true);

        corpus_add(&docs, "", "> %s\n\n%s", said, body);
        free(body);
    }
    free(said);
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(tables_of_numbers_stay)
{
    for (int i = 0; i < 12; i++) {
        char *a = random_prose(&seed, 80, true), *b = random_prose(&seed, 80, true);

        corpus_add(&docs, "", "%s\n\n%d %d %d\n%d %d %d %d\n\n%s", a, i, 3 * i, 17, 44,
                   i * i, 2, 9, b);
        free(a);
        free(b);
    }
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(stubs_keep_their_title_and_text)
{
    char *legal = random_prose(&seed, 50, false), *bodies[40];

    for (int i = 0; i < 40; i++) {
        char *title = random_prose(&seed, 7, false),
            *body = random_prose(&seed, 40, false);

        title[strlen(title) - 1] = '\0';
        corpus_add(&docs, "", "%s\n\n%s\n\n%s", title, body, legal);
        bodies[i] = malloc(strlen(title) + strlen(body) + 3);
        sprintf(bodies[i], "%s\n\n%s", title, body);
        free(title);
        free(body);
    }
    free(legal);
    strip();
    assert_all_equal(bodies, 40);
}
END_TEST

START_TEST(a_document_of_nothing_but_boilerplate_stays_and_is_told)
{
    for (int i = 0; i < 4; i++)
        free(add_article("", "", "\n\n" DISCLAIMER));
    corpus_add(&docs, "", DISCLAIMER);
    strip();
    ck_assert_str_eq(clean.texts[4], DISCLAIMER);
    ck_assert(clean.template_only[4]);
    ck_assert(!clean.template_only[0]);
}
END_TEST

START_TEST(any_text_can_be_stripped)
{
    corpus_add(&docs, "", "%s", "");
    corpus_add(&docs, "", "word");
    corpus_add(&docs, "", "\n\n \t");
    corpus_add(&docs, "", "\xFF\xFE\x80 \xC2 \xE2\x80 \xF0\x9F");
    corpus_add(&docs, "", "...!!! --- ***");
    corpus_add(&docs, "", "%s", "Leave a Reply");
    strip();
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

START_TEST(random_bytes_keep_the_promises_of_spans)
{
    static const char *const pieces[] = {"alpha ", "beta ", "gamma. ", "\n", "\n\n",
        "\xE4\xB8\xAD", "\xE3\x80\x82", "\xFF", "1 ",
                                         "Leave a Reply\n", "See also  ", ": ", "> ",
                                             "Delta epsilon zeta eta theta. "};

    for (int round = 0; round < 20; round++) {
        corpus_release(&docs);
        for (int d = 0; d < 20; d++) {
            char text[2048] = "";
            size_t count = test_random(&seed) % 80;

            for (size_t i = 0; i < count; i++)
                strcat(text, pieces[test_random(&seed) % (sizeof pieces / sizeof *pieces)]);
            corpus_add(&docs, d % 3 ? "s" : "", "%s", text);
        }
        strip();
    }
}
END_TEST

/* A corpus with a bit of everything. */
static void fill_corpus(void)
{
    char *story = random_prose(&seed, 200, true),
        *legal = random_prose(&seed, 60, false);
    char name[32];

    for (int i = 0; i < 60; i++) {
        char *body = i % 5 == 4 ? edited(story) : random_prose(&seed, 120, true);

        snprintf(name, sizeof name, "outlet%d", i % 4);
        corpus_add(&docs, name,
                   "Home News Sports Weather\n\n%s\n\nVeja aqui tudo: %d others\n\n%s\n\n%s", body, i,
                   i % 4 == 0 ? legal : DISCLAIMER,
                       i % 2 ? "Leave a Comment" : "Contact us for more at our office");
        free(body);
    }
    free(story);
    free(legal);
}

START_TEST(threads_and_memory_change_nothing)
{
    static const unsigned threads[] = {2, 7, 1};
    static const uint64_t memory[] = {UINT64_MAX, 1 << 20, 0};
    cleaned other;

    fill_corpus();
    strip();
    ck_assert_uint_gt(clean.removed, 1000);
    for (int i = 0; i < 3; i++) {
        chaff_boiler_options options;

        chaff_boiler_options_init(&options);
        options.threads = threads[i];
        options.memory = memory[i];
        corpus_strip(&docs, &options, &other);
        for (size_t d = 0; d < docs.count; d++)
            ck_assert_str_eq(other.texts[d], clean.texts[d]);
        cleaned_release(&other);
    }
}
END_TEST

START_TEST(the_order_of_documents_changes_nothing)
{
    cleaned first;

    fill_corpus();
    corpus_strip(&docs, NULL, &first);
    for (size_t i = 0; i < docs.count / 2; i++) {
        size_t j = docs.count - 1 - i;
        char *text = docs.texts[i], *source = docs.sources[i];

        docs.texts[i] = docs.texts[j];
        docs.sources[i] = docs.sources[j];
        docs.texts[j] = text;
        docs.sources[j] = source;
    }
    strip();
    for (size_t i = 0; i < docs.count; i++)
        ck_assert_str_eq(clean.texts[docs.count - 1 - i], first.texts[i]);
    cleaned_release(&first);
}
END_TEST

START_TEST(stripping_twice_removes_nothing_more)
{
    size_t removed;

    fill_corpus();
    strip();
    removed = clean.removed;
    for (size_t i = 0; i < docs.count; i++) {
        free(docs.texts[i]);
        docs.texts[i] = strdup(clean.texts[i]);
    }
    strip();
    ck_assert_uint_gt(removed, 1000);
    ck_assert_uint_eq(clean.removed, 0);
}
END_TEST

static size_t visible(const char *text)
{
    size_t count = 0;

    for (; *text; text++)
        count += *text != ' ' && *text != '\n';
    return count;
}

START_TEST(wrapping_the_input_changes_hardly_any_decision)
{
    static const size_t widths[] = {60, 72, 80};
    cleaned plain;

    fill_corpus();
    corpus_strip(&docs, NULL, &plain);
    for (int w = 0; w < 3; w++) {
        corpus broken = {0};
        size_t changed = 0;

        for (size_t i = 0; i < docs.count; i++) {
            char *text = wrapped(docs.texts[i], widths[w]);

            corpus_add(&broken, docs.sources[i], "%s", text);
            free(text);
        }
        cleaned_release(&clean);
        corpus_strip(&broken, NULL, &clean);
        for (size_t i = 0; i < docs.count; i++)
            changed += visible(clean.texts[i]) != visible(plain.texts[i]);
        ck_assert_uint_eq(changed, 0);
        corpus_release(&broken);
    }
    cleaned_release(&plain);
}
END_TEST

/* Documents of own text with phrases from a small stock in between. */
static void fill_shared(char **stock, size_t stocked)
{
    for (int d = 0; d < 12; d++) {
        char *own = random_prose(&seed, 60, false),
            *more = random_prose(&seed, 40, false);

        corpus_add(&docs, "", "%s %s %s %s", own, stock[test_random(&seed) % stocked],
                   more,
                   stock[test_random(&seed) % stocked]);
        free(own);
        free(more);
    }
}

START_TEST(covered_words_are_those_of_the_naive_count)
{
    char *stock[6];

    for (int i = 0; i < 6; i++)
        stock[i] = random_prose(&seed, 3 + 4 * (size_t)i, false);
    for (int round = 0; round < 10; round++) {
        chaff_boiler_options options;
        chaff_boiler_worker *worker;
        chaff_boiler *boiler;

        corpus_release(&docs);
        fill_shared(stock, 6);
        chaff_boiler_options_init(&options);
        options.threads = 1;
        ck_assert_int_eq(chaff_boiler_new(&boiler, &options, NULL), CHAFF_OK);
        ck_assert_int_eq(chaff_boiler_worker_new(&worker, boiler), CHAFF_OK);
        for (size_t i = 0; i < docs.count; i++)
            ck_assert_int_eq(chaff_boiler_learn(boiler, worker, TEXT(""),
                                                (chaff_text){docs.texts[i],
                                                    strlen(docs.texts[i])}, NULL),
                             CHAFF_OK);
        ck_assert_int_eq(chaff_boiler_seal(boiler, NULL), CHAFF_OK);
        for (size_t i = 0; i < docs.count; i++) {
            size_t covered = 0, edge;

            ck_assert_int_eq(measure_units(boiler, worker, (uint32_t)i),
                             CHAFF_OK);
            for (size_t u = 0; u < worker->unit_count; u++)
                covered += worker->units[u].covered;
            edge = naive_covered(&docs, i, 3);
            /* The last words of a text have grams of their own: a phrase of three
             * words counts there. */
            ck_assert_uint_ge(covered, edge);
            ck_assert_uint_le(covered, edge + 4);
        }
        chaff_boiler_worker_free(worker);
        chaff_boiler_free(boiler);
    }
    for (int i = 0; i < 6; i++)
        free(stock[i]);
}
END_TEST

START_TEST(levels_of_evidence_ascend)
{
    for (uint32_t docs_ = 0; docs_ < 100000; docs_ += 7) {
        uint8_t level = evidence_level(docs_);

        ck_assert_uint_le(evidence_docs(level), docs_);
        if (level < EVIDENCE_TOP)
            ck_assert_uint_gt(evidence_docs((uint8_t)(level + 1)), docs_);
    }
    ck_assert_uint_eq(evidence_level(UINT32_MAX), EVIDENCE_TOP);
    ck_assert_uint_eq(evidence_docs(evidence_level(64)), 64);
}
END_TEST

START_TEST(calls_at_the_wrong_moment_are_refused)
{
    chaff_boiler_options options;
    chaff_boiler_worker *worker;
    const chaff_span *spans;
    chaff_boiler *boiler;
    chaff_error err;
    size_t count;
    bool only;

    chaff_boiler_options_init(&options);
    options.min_docs = 1;
    ck_assert_int_eq(chaff_boiler_new(&boiler, &options, &err), CHAFF_ERR_OPTION);
    ck_assert_ptr_null(boiler);
    options.min_docs = 3;
    ck_assert_int_eq(chaff_boiler_new(&boiler, &options, &err), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_worker_new(&worker, boiler), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_learn(boiler, worker, TEXT(""),
                                        TEXT("One two three four five six."), &err),
                                            CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_find(boiler, worker, 0, TEXT(""), &spans, &count,
                                       &only, &err), CHAFF_ERR_STATE);
    ck_assert_int_eq(chaff_boiler_seal(boiler, &err), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_seal(boiler, &err), CHAFF_ERR_STATE);
    ck_assert_int_eq(chaff_boiler_learn(boiler, worker, TEXT(""), TEXT("a"), &err),
                     CHAFF_ERR_STATE);
    for (int i = 0; i < 4; i++) {
        static const char *const others[] = {"", "...",
            "One two three four five six seven.", "One two."};

        ck_assert_int_eq(chaff_boiler_find(boiler, worker, 0,
                                           (chaff_text){others[i], strlen(others[i])},
                                           &spans, &count, &only, &err),
                                               CHAFF_ERR_STATE);
    }
    ck_assert_int_eq(chaff_boiler_find(boiler, worker, 1, TEXT(""), &spans, &count,
                                       &only, &err), CHAFF_ERR_STATE);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
}
END_TEST

START_TEST(batches_from_many_workers_make_the_same_model)
{
    budget memory = {.limit = UINT64_MAX, .folder = "/tmp"};
    chaff_boiler_options options;
    chaff_boiler_worker *worker;
    boiler_batch *batch[2];
    chaff_boiler *boiler;

    fill_corpus();
    strip();
    chaff_boiler_options_init(&options);
    ck_assert_int_eq(boiler_new_shared(&boiler, &options, &memory, NULL), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_worker_new(&worker, boiler), CHAFF_OK);
    for (int i = 0; i < 2; i++)
        ck_assert_int_eq(boiler_batch_new(&batch[i], true), CHAFF_OK);
    for (size_t i = 0; i < docs.count; i++) {
        ck_assert_int_eq(boiler_batch_add(batch[i / 7 % 2], worker,
                                          (chaff_text){docs.sources[i],
                                              strlen(docs.sources[i])},
                                          (chaff_text){docs.texts[i],
                                              strlen(docs.texts[i])}, NULL), CHAFF_OK);
        if (i % 7 == 6 || i + 1 == docs.count) {
            ck_assert_int_eq(boiler_commit(boiler, batch[i / 7 % 2], NULL), CHAFF_OK);
            boiler_batch_clear(batch[i / 7 % 2]);
        }
    }
    ck_assert_int_eq(chaff_boiler_seal(boiler, NULL), CHAFF_OK);
    for (size_t i = 0; i < docs.count; i++) {
        const chaff_span *spans;
        size_t count, kept = strlen(docs.texts[i]);
        bool only;

        ck_assert_int_eq(chaff_boiler_find(boiler, worker, i,
                                           (chaff_text){docs.texts[i],
                                               strlen(docs.texts[i])}, &spans,
                                           &count, &only, NULL), CHAFF_OK);
        for (size_t s = 0; s < count; s++)
            kept -= spans[s].end - spans[s].start;
        ck_assert_uint_eq(kept, strlen(clean.texts[i]));
    }
    boiler_batch_free(batch[0]);
    boiler_batch_free(batch[1]);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
    ck_assert_uint_eq(memory.used, 0);
}
END_TEST

/* One whole life of a model; CHAFF_OK or the first failure. */
static chaff_status live(bool phrases)
{
    chaff_boiler_options options;
    chaff_boiler_worker *worker = NULL;
    chaff_boiler *boiler = NULL;
    const chaff_span *spans;
    chaff_status status;
    size_t count;
    bool only;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    options.known = phrases;
    status = chaff_boiler_new(&boiler, &options, NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_worker_new(&worker, boiler);
    for (size_t i = 0; status == CHAFF_OK && i < docs.count; i++)
        status = chaff_boiler_learn(boiler, worker,
                                    (chaff_text){docs.sources[i],
                                        strlen(docs.sources[i])},
                                    (chaff_text){docs.texts[i], strlen(docs.texts[i])},
                                        NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_seal(boiler, NULL);
    for (size_t i = 0; status == CHAFF_OK && i < docs.count; i++)
        status = chaff_boiler_find(boiler, worker, i,
                                   (chaff_text){docs.texts[i], strlen(docs.texts[i])},
                                       &spans, &count,
                                   &only, NULL);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
    return status;
}

START_TEST(memory_may_fail_anywhere)
{
    chaff_status status;
    long n = 0;

    for (int i = 0; i < 4; i++)
        free(add_article(i % 2 ? "one" : "two", "", "\n\n" DISCLAIMER));
    do {
        mem_fail_after(n++);
        status = live(false);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
    } while (status != CHAFF_OK);
    for (n = 0; n < 60; n++) {
        mem_fail_after(n);
        status = live(true);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
    }
    mem_fail_after(-1);
}
END_TEST

Suite *boiler_suite(void)
{
    Suite *suite = suite_create("boiler");
    TCase *core = tcase_create("core"), *whole = tcase_create("whole");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_add_test(core, a_passage_in_three_articles_goes_from_all);
    tcase_add_test(core, a_passage_in_two_articles_stays);
    tcase_add_test(core, more_documents_than_levels_tell_apart_can_be_asked_for);
    tcase_add_test(core, the_text_still_ends_with_its_line_end);
    tcase_add_test(core, line_breaks_quotes_case_and_numbers_do_not_matter);
    tcase_add_test(core, a_swapped_name_does_not_matter);
    tcase_add_test(core, a_passage_is_cut_at_the_sentence);
    tcase_add_test(core, lines_above_a_title_go_and_the_title_stays);
    tcase_add_test(core, a_title_stays_where_it_stands_above_its_article);
    tcase_add_test(core, equal_documents_keep_everything);
    tcase_add_test(core, copies_of_an_article_never_make_it_boilerplate);
    tcase_add_test(core, a_disclaimer_under_copies_goes_when_other_articles_carry_it);
    tcase_add_test(core, wire_stories_under_local_leads_stay);
    tcase_add_test(core, what_stands_once_in_each_source_is_shared_reporting);
    tcase_add_test(core, furniture_of_one_source_goes);
    tcase_add_test(core, a_passage_reused_inside_articles_needs_more_documents);
    tcase_add_test(core, link_lines_go_by_their_prefix);
    tcase_add_test(core, speakers_and_steps_are_no_link_lines);
    tcase_add_test(core, known_phrases_go_from_a_single_document);
    tcase_add_test(core, sentences_that_mention_known_phrases_stay);
    tcase_add_test(core, known_phrases_can_be_left_out);
    tcase_add_test(core, quoted_lines_are_no_evidence);
    tcase_add_test(core, tables_of_numbers_stay);
    tcase_add_test(core, stubs_keep_their_title_and_text);
    tcase_add_test(core, a_document_of_nothing_but_boilerplate_stays_and_is_told);
    tcase_add_test(core, any_text_can_be_stripped);
    tcase_add_test(core, random_bytes_keep_the_promises_of_spans);
    tcase_set_timeout(core, 60);
    suite_add_tcase(suite, core);

    tcase_add_checked_fixture(whole, setup, teardown);
    tcase_add_test(whole, threads_and_memory_change_nothing);
    tcase_add_test(whole, the_order_of_documents_changes_nothing);
    tcase_add_test(whole, stripping_twice_removes_nothing_more);
    tcase_add_test(whole, wrapping_the_input_changes_hardly_any_decision);
    tcase_add_test(whole, covered_words_are_those_of_the_naive_count);
    tcase_add_test(whole, levels_of_evidence_ascend);
    tcase_add_test(whole, calls_at_the_wrong_moment_are_refused);
    tcase_add_test(whole, batches_from_many_workers_make_the_same_model);
    tcase_add_test(whole, memory_may_fail_anywhere);
    tcase_set_timeout(whole, 60);
    suite_add_tcase(suite, whole);
    return suite;
}
