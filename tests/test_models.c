/* test_models.c - models in files: what a million pages taught, for five more
 *
 * How a model is used is compared with one corpus that holds everything.
 */
#include <stdio.h>

#include "model_files.h"

Suite *models_suite(void);

START_TEST(one_page_is_cleaned_by_what_others_taught)
{
    cleaned clean;
    char *body = random_prose(&m.seed, 120, true);

    add_articles(&m.others, 5, "", "\n\n" DISCLAIMER);
    teach(&m.others, 0);
    corpus_add(&m.docs, "", "%s\n\n" DISCLAIMER, body);
    strip_with(&m.docs, 0, 3, &clean);
    ck_assert_str_eq(clean.texts[0], body);
    cleaned_release(&clean);
    free(body);
}
END_TEST

START_TEST(documents_of_model_and_corpus_add_up)
{
    cleaned clean;

    add_articles(&m.others, 2, "", "\n\n" DISCLAIMER);
    teach(&m.others, 0);
    add_articles(&m.docs, 2, "", "\n\n" DISCLAIMER);
    for (uint32_t least = 2; least < 7; least++) {
        strip_with(&m.docs, 0, least, &clean);
        ck_assert_uint_eq(clean.removed > 0, least <= 4);
        cleaned_release(&clean);
    }
}
END_TEST

START_TEST(pages_are_cleaned_as_if_they_stood_in_the_corpus_learnt)
{
    for (int round = 0; round < 12; round++) {
        corpus all = {0};
        cleaned apart, together;

        corpus_release(&m.docs);
        corpus_release(&m.others);
        add_random(&m.others, 40);
        add_random(&m.docs, 5);
        for (size_t i = 0; i < m.docs.count; i++)
            corpus_add(&all, m.docs.sources[i], "%s", m.docs.texts[i]);
        for (size_t i = 0; i < m.others.count; i++)
            corpus_add(&all, m.others.sources[i], "%s", m.others.texts[i]);
        teach(&m.others, 0);
        strip_with(&m.docs, 0, 3, &apart);
        {
            chaff_boiler_options options;

            chaff_boiler_options_init(&options);
            options.threads = 1;
            options.known = false;
            corpus_strip(&all, &options, &together);
        }
        for (size_t i = 0; i < m.docs.count; i++)
            ck_assert_str_eq(apart.texts[i], together.texts[i]);
        cleaned_release(&apart);
        cleaned_release(&together);
        corpus_release(&all);
    }
}
END_TEST

static void strip_by_model(const corpus *c, cleaned *out)
{
    const char *models[] = {m.files[0]};
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    options.models = models;
    options.model_count = 1;
    options.model_only = true;
    corpus_strip(c, &options, out);
}

START_TEST(by_the_model_alone_a_page_is_cleaned_the_same_in_any_company)
{
    size_t removed = 0;

    for (int round = 0; round < 12; round++) {
        cleaned apart, together;

        corpus_release(&m.docs);
        corpus_release(&m.others);
        add_random(&m.others, 20);
        teach(&m.others, 0);
        add_random(&m.docs, 30);
        add_articles(&m.docs, 10, "courier", "\n\nOnly here the harbour rings its bell at noon");
        strip_by_model(&m.docs, &together);
        for (size_t i = 0; i < m.docs.count; i++) {
            corpus one = {0};

            corpus_add(&one, m.docs.sources[i], "%s", m.docs.texts[i]);
            strip_by_model(&one, &apart);
            ck_assert_str_eq(apart.texts[0], together.texts[i]);
            cleaned_release(&apart);
            corpus_release(&one);
        }
        for (size_t i = 30; i < m.docs.count; i++)
            ck_assert_str_eq(together.texts[i], m.docs.texts[i]);
        removed += together.removed;
        cleaned_release(&together);
    }
    ck_assert_uint_gt(removed, 5000);
}
END_TEST

START_TEST(copies_teach_nothing)
{
    char *body = random_prose(&m.seed, 120, true);
    cleaned clean;

    for (int i = 0; i < 40; i++)
        corpus_add(&m.others, i % 2 ? "one" : "two", "%s", body);
    teach(&m.others, 0);
    corpus_add(&m.docs, "", "%s", body);
    corpus_add(&m.docs, "three", "%s", body);
    strip_with(&m.docs, 0, 2, &clean);
    ck_assert_uint_eq(clean.removed, 0);
    cleaned_release(&clean);
    free(body);
}
END_TEST

START_TEST(a_passage_of_one_source_is_furniture_there)
{
    cleaned clean;

    add_articles(&m.others, 6, "harbour", "\n\n" FOOTER);
    add_articles(&m.others, 6, "gazette", "");
    teach(&m.others, 0);
    add_articles(&m.docs, 1, "harbour", "\n\n" FOOTER);
    strip_with(&m.docs, 0, 3, &clean);
    ck_assert_uint_eq(clean.removed, strlen("\n\n" FOOTER));
    cleaned_release(&clean);
}
END_TEST

START_TEST(what_stands_once_in_each_source_is_shared_reporting)
{
    static const char *const names[] = {"a", "b", "c", "d", "e", "f"};
    cleaned clean;

    for (int i = 0; i < 6; i++) {
        add_articles(&m.others, 1, names[i], "\n\n" FOOTER);
        add_articles(&m.others, 4, names[i], "");
    }
    teach(&m.others, 0);
    add_articles(&m.docs, 1, "a", "\n\n" FOOTER);
    strip_with(&m.docs, 0, 3, &clean);
    ck_assert_uint_eq(clean.removed, 0);
    cleaned_release(&clean);
}
END_TEST

START_TEST(merging_does_not_depend_on_order)
{
    add_random(&m.docs, 30);
    teach(&m.docs, 0);
    corpus_release(&m.docs);
    add_random(&m.docs, 40);
    teach(&m.docs, 1);
    corpus_release(&m.docs);
    add_random(&m.docs, 5);
    teach(&m.docs, 2);
    merge(0, 1, 3);
    merge(1, 0, 4);
    assert_equal_files(3, 4);
    merge(3, 2, 4);
    merge(1, 2, 3);
    merge(3, 0, 5);
    assert_equal_files(4, 5);
}
END_TEST

START_TEST(merging_one_model_copies_it)
{
    const char *models[] = {m.files[0]};
    corpus none = {0};

    add_random(&m.docs, 30);
    teach(&m.docs, 0);
    ck_assert_int_eq(learn(&none, models, 1, 1, 1, UINT64_MAX), CHAFF_OK);
    assert_equal_files(0, 1);
}
END_TEST

START_TEST(order_threads_and_memory_change_no_byte)
{
    corpus turned = {0};

    add_random(&m.docs, 60);
    teach(&m.docs, 0);
    ck_assert_int_eq(learn(&m.docs, NULL, 0, 1, 7, UINT64_MAX), CHAFF_OK);
    assert_equal_files(0, 1);
    ck_assert_int_eq(learn(&m.docs, NULL, 0, 1, 2, 1 << 16), CHAFF_OK);
    assert_equal_files(0, 1);
    for (size_t i = m.docs.count; i-- > 0;)
        corpus_add(&turned, m.docs.sources[i], "%s", m.docs.texts[i]);
    teach(&turned, 1);
    assert_equal_files(0, 1);
    corpus_release(&turned);
}
END_TEST

/* -- once and again ---------------------------------------------------------------- */

static chaff_boiler_options plain_options(void)
{
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    options.known = false;
    return options;
}

START_TEST(the_first_copy_stays_if_asked)
{
    chaff_boiler_options options = plain_options();
    char *bodies[5];
    cleaned clean;

    options.keep_first = true;
    for (int i = 0; i < 5; i++) {
        bodies[i] = random_prose(&m.seed, 120, true);
        corpus_add(&m.docs, "", "%s%s", bodies[i],
                   i == 0 ? "" : "\n\n" DISCLAIMER);
    }
    corpus_strip(&m.docs, &options, &clean);
    ck_assert_str_eq(clean.texts[1], m.docs.texts[1]);
    for (int i = 0; i < 5; i++) {
        if (i != 1)
            ck_assert_str_eq(clean.texts[i], bodies[i]);
        free(bodies[i]);
    }
    cleaned_release(&clean);
}
END_TEST

START_TEST(the_first_copy_stood_where_the_model_was_learnt)
{
    chaff_boiler_options options = plain_options();
    const char *models[] = {m.files[0]};
    cleaned clean;

    add_articles(&m.others, 4, "", "\n\n" DISCLAIMER);
    teach(&m.others, 0);
    add_articles(&m.docs, 2, "", "\n\n" DISCLAIMER);
    options.keep_first = true;
    options.models = models;
    options.model_count = 1;
    corpus_strip(&m.docs, &options, &clean);
    ck_assert_uint_eq(clean.removed, 2 * strlen("\n\n" DISCLAIMER));
    cleaned_release(&clean);
}
END_TEST

START_TEST(a_second_run_with_the_same_model_cuts_nothing)
{
    size_t removed = 0;

    for (int round = 0; round < 20; round++) {
        corpus left = {0};
        cleaned first, second;

        corpus_release(&m.docs);
        corpus_release(&m.others);
        add_random(&m.others, 30);
        add_random(&m.docs, 15);
        teach(&m.others, 0);
        strip_with(&m.docs, 0, 3, &first);
        for (size_t i = 0; i < first.count; i++)
            corpus_add(&left, m.docs.sources[i], "%s", first.texts[i]);
        strip_with(&left, 0, 3, &second);
        ck_assert_uint_eq(second.removed, 0);
        removed += first.removed;
        cleaned_release(&first);
        cleaned_release(&second);
        corpus_release(&left);
    }
    ck_assert_uint_gt(removed, 5000);
}
END_TEST

/* -- sources in a crawl ------------------------------------------------------------ */

enum { SITES = 300, PAGES = 4 };

static void add_crawl(corpus *c, const char *const *ends)
{
    for (int i = 0; i < SITES * PAGES; i++) {
        char site[32];

        snprintf(site, sizeof site, "site-%d.example", i % SITES);
        add_articles(c, 1, site, ends[i]);
    }
}

START_TEST(a_passage_on_the_pages_of_one_site_of_many_goes)
{
    const char *ends[SITES * PAGES];
    chaff_boiler_options options = plain_options();
    cleaned clean;

    for (int i = 0; i < SITES * PAGES; i++)
        ends[i] = i % SITES == 7 ? "\n\n" FOOTER : "";
    add_crawl(&m.docs, ends);
    corpus_strip(&m.docs, &options, &clean);
    ck_assert_uint_eq(clean.removed, PAGES * strlen("\n\n" FOOTER));
    cleaned_release(&clean);
}
END_TEST

START_TEST(a_quotation_in_a_few_articles_of_many_sites_stays)
{
    const char *ends[SITES * PAGES];
    chaff_boiler_options options = plain_options();
    cleaned clean;

    for (int i = 0; i < SITES * PAGES; i++)
        ends[i] = i % 131 == 0 ? "\n\n" FOOTER : "";
    add_crawl(&m.docs, ends);
    corpus_strip(&m.docs, &options, &clean);
    ck_assert_uint_eq(clean.removed, 0);
    cleaned_release(&clean);
}
END_TEST

Suite *models_suite(void)
{
    Suite *suite = suite_create("models");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, model_setup, model_teardown);
    tcase_add_test(core, one_page_is_cleaned_by_what_others_taught);
    tcase_add_test(core, documents_of_model_and_corpus_add_up);
    tcase_add_test(core, pages_are_cleaned_as_if_they_stood_in_the_corpus_learnt);
    tcase_add_test(core, by_the_model_alone_a_page_is_cleaned_the_same_in_any_company);
    tcase_add_test(core, copies_teach_nothing);
    tcase_add_test(core, a_passage_of_one_source_is_furniture_there);
    tcase_add_test(core, what_stands_once_in_each_source_is_shared_reporting);
    tcase_add_test(core, merging_does_not_depend_on_order);
    tcase_add_test(core, merging_one_model_copies_it);
    tcase_add_test(core, order_threads_and_memory_change_no_byte);
    tcase_add_test(core, the_first_copy_stays_if_asked);
    tcase_add_test(core, the_first_copy_stood_where_the_model_was_learnt);
    tcase_add_test(core, a_second_run_with_the_same_model_cuts_nothing);
    tcase_add_test(core, a_passage_on_the_pages_of_one_site_of_many_goes);
    tcase_add_test(core, a_quotation_in_a_few_articles_of_many_sites_stays);
    suite_add_tcase(suite, core);
    return suite;
}
