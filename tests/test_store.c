/* test_store.c - model files: what stands in them, and that no damage does harm
 *
 * Entries are counted again naively, from the texts.
 */
#include <stdio.h>

#include "base/hash.h"
#include "boiler/grams.h"
#include "boiler/model.h"
#include "boiler/sample.h"
#include "boiler/segments.h"
#include "boiler/store.h"
#include "model_files.h"

Suite *store_suite(void);

/* -- what a model holds, counted naively ------------------------------------------- */

typedef struct gram_list {
    uint64_t *grams;
    size_t count;
} gram_list;

/* The least keys of SAMPLE_SPAN grams in a row, see test_sample.c. */
static void choose_least(const gram_list *all, bool *chosen)
{
    for (size_t i = 0; i + SAMPLE_SPAN <= all->count; i++) {
        int keys[SAMPLE_SPAN], least = INT32_MAX;

        for (size_t j = 0; j < SAMPLE_SPAN; j++) {
            unsigned low = all->grams[i + j] & 0xFFFF;

            keys[j] = (int16_t)((low << 6 | low >> 10) & 0xFFFF);
            least = keys[j] < least ? keys[j] : least;
        }
        for (size_t j = 0; j < SAMPLE_SPAN; j++)
            chosen[i + j] |= keys[j] == least;
    }
}

/* The first and last grams of units and of the text, of words that begin at
 * `starts`. */
static void choose_edges(const segments *units, const uint32_t *starts, size_t count,
                         bool *chosen)
{
    for (size_t w = 0, unit = 0; w < count - GRAM_TAIL; w++) {
        bool first = w == 0;

        for (; unit + 1 < units->count && starts[w] >= units->items[unit].end; unit++)
            first = true;
        if (first)
            chosen[w + GRAM_WORDS - 1] = true;
        if (first && w > 0)
            chosen[w - 1] = true;
    }
    chosen[2] = chosen[3] = true;
    for (size_t i = 1; i <= 3; i++)
        chosen[count - i] = true;
}

/* Grams of the text that are counted, and its line prefixes. Its words are no single
 * characters. */
static gram_list grams_of(const char *text)
{
    size_t room = strlen(text) + 16, prefixes = 0;
    gram_list list = {malloc(room * sizeof(uint64_t)), 0};
    uint64_t *lines = malloc(room * sizeof *lines);
    uint32_t *starts = malloc(room * sizeof *starts);
    bool *chosen = calloc(room, sizeof *chosen);
    segments units = {0};
    gram_reader r;
    size_t kept = 0;

    ck_assert_int_eq(segments_find(&units, text_of(text)), CHAFF_OK);
    ck_assert_int_eq(gram_reader_init(&r), CHAFF_OK);
    gram_reader_start(&r, text_of(text));
    while (gram_reader_next(&r) == CHAFF_OK) {
        for (size_t i = 0; i < r.count; i++)
            starts[r.first + i] = r.places[i].start;
        for (size_t i = 0; i < r.grams; i++)
            list.grams[list.count++] = r.gram[i];
        for (size_t i = 0; i < r.prefix_count; i++)
            lines[prefixes++] = r.prefixes[i].hash;
    }
    choose_least(&list, chosen);
    choose_edges(&units, starts, list.count, chosen);
    for (size_t i = 0; i < list.count; i++)
        if (chosen[i])
            list.grams[kept++] = list.grams[i];
    memcpy(list.grams + kept, lines, prefixes * sizeof *lines);
    list.count = kept + prefixes;
    gram_reader_release(&r);
    segments_release(&units);
    free(lines);
    free(starts);
    free(chosen);
    return list;
}

static bool holds(const gram_list *list, size_t part, uint64_t hash)
{
    for (size_t i = 0; i < list->count; i++)
        if (list->grams[i] >> (64 - PART_BITS) == part &&
            list->grams[i] << PART_BITS >> (64 - HASH_BITS) == hash)
            return true;
    return false;
}

/* Documents with the gram in all, and of the source with this name. */
static uint32_t count_holders(const gram_list *lists, size_t part, uint64_t hash,
                              uint64_t name)
{
    uint32_t count = 0;

    for (size_t d = 0; d < m.docs.count; d++)
        if (!name || (*m.docs.sources[d] &&
                      (hash_bytes(m.docs.sources[d], strlen(m.docs.sources[d]), 0) | 1) ==
                          name))
            count += holds(&lists[d], part, hash);
    return count;
}

/* Distinct grams that stand in two documents. */
static uint64_t count_shared(const gram_list *lists)
{
    uint64_t count = 0;

    for (size_t d = 0; d < m.docs.count; d++)
        for (size_t i = 0; i < lists[d].count; i++) {
            uint64_t gram = lists[d].grams[i];
            size_t part = (size_t)(gram >> (64 - PART_BITS)), first = 0;
            uint64_t hash = gram << PART_BITS >> (64 - HASH_BITS);

            while (!holds(&lists[first], part, hash))
                first++;
            if (first < d)
                continue;
            for (size_t j = 0; j < i && first == d; j++)
                first += lists[d].grams[j] == gram;    /* counted before */
            count += first == d && count_holders(lists, part, hash, 0) >= 2;
        }
    return count;
}

START_TEST(entries_are_those_of_the_naive_count)
{
    const char *models[] = {m.files[0]};
    const store_source *sources;
    gram_list lists[20];
    uint64_t entries = 0;
    store *s;

    add_random(&m.docs, 20);
    teach(&m.docs, 0);
    for (size_t d = 0; d < m.docs.count; d++)
        lists[d] = grams_of(m.docs.texts[d]);
    ck_assert_int_eq(store_open(&s, models, 1, NULL, NULL), CHAFF_OK);
    ck_assert_uint_eq(store_docs(s), m.docs.count);
    ck_assert_uint_eq(store_sources(s, &sources), 4);
    for (size_t part = 0; part < PARTS; part++) {
        const gram_entry *e;
        store_stream *stream;

        ck_assert_int_eq(store_stream_new(&stream, s, part), CHAFF_OK);
        for (; store_stream_next(stream, &e) == CHAFF_OK; entries++) {
            ck_assert_uint_eq(e->docs, count_holders(lists, part, e->hash, 0));
            for (size_t i = 0; i < e->count; i++)
                ck_assert_uint_eq(e->shares[i].docs,
                                  count_holders(lists, part, e->hash,
                                                sources[e->shares[i].source].name));
        }
        store_stream_free(stream);
    }
    ck_assert_uint_eq(entries, count_shared(lists));
    store_free(s);
    for (size_t d = 0; d < m.docs.count; d++)
        free(lists[d].grams);
}
END_TEST

/* -- phrases ----------------------------------------------------------------------- */

START_TEST(a_list_of_phrases_is_a_model)
{
    cleaned clean;
    char *body = random_prose(&m.seed, 60, true);

    write_text(0, "# chaff phrases 1\r\n\n# furniture\nline: Sing to the * gulls\r\n"
                  "prefix: bread and\nsentence: The harbour never sleeps\n"
                  "passage: bakers bring bread * to the harbour every morning\n");
    corpus_add(&m.docs, "", "%s\n\nSing to the seven grey gulls\n\nBread and: butter", body);
    strip_with(&m.docs, 0, 3, &clean);
    ck_assert_str_eq(clean.texts[0], body);
    cleaned_release(&clean);
    free(body);
}
END_TEST

START_TEST(phrases_travel_with_models)
{
    const char *models[] = {m.files[0]};

    write_text(0, "# chaff phrases 1\nline: b\nline: a\nline: b\n");
    write_text(1, "# chaff phrases 1\nline: a\n#\nline:   b\n");
    ck_assert_int_eq(learn(&m.docs, models, 1, 2, 1, UINT64_MAX), CHAFF_OK);
    models[0] = m.files[1];
    ck_assert_int_eq(learn(&m.docs, models, 1, 3, 1, UINT64_MAX), CHAFF_OK);
    assert_equal_files(2, 3);
    merge(2, 3, 4);
    assert_equal_files(2, 4);
}
END_TEST

START_TEST(a_line_that_is_no_phrase_is_named)
{
    static const char *const wrong[] = {"line:", "line: ...", "leave a reply",
        "sentence: a * b * c", "prefix: a * b", "prefix: a b c d e f g h i",
        "passage: one two three", "line: *", "passage: a b * c d",
        "line: a b c d e f g h i j k l m n o p q r s t u v w x y z"};
    const char *models[] = {m.files[0]};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        char text[200];
        chaff_error err = {0};
        known *k;
        store *s;

        snprintf(text, sizeof text, "# chaff phrases 1\n\n%s\n", wrong[i]);
        write_text(0, text);
        ck_assert_int_eq(known_new(&k), CHAFF_OK);
        ck_assert_int_eq(store_open(&s, models, 1, k, &err), CHAFF_ERR_FORMAT);
        ck_assert_ptr_nonnull(strstr(err.text, ":3: not a phrase"));
        known_free(k);
    }
}
END_TEST

/* -- files of released versions ---------------------------------------------------- */

/* Learnt from the first 40 documents of corpora/news by the version that first wrote
 * models, with a list of two phrases. It reads and counts for ever; with other Unicode
 * tables it says so. */
START_TEST(a_model_of_version_1_still_works)
{
    const char *models[] = {"tests/golden/model-1.chaff"};
    const store_source *sources;
    store_passage *list = NULL;
    buffer room = {0};
    chaff_error err = {0};
    uint64_t entries = 0, documents = 0;
    size_t count;
    known *k;
    store *s;
    chaff_status status;

    ck_assert_int_eq(known_new(&k), CHAFF_OK);
    status = store_open(&s, models, 1, k, &err);
    if (strcmp(chaff_unicode_version(), "15.0.0") != 0) {
        ck_assert_int_eq(status, CHAFF_ERR_MISMATCH);
        ck_assert_ptr_nonnull(strstr(err.text, "Unicode 15.0.0"));
        known_free(k);
        return;
    }
    ck_assert_int_eq(status, CHAFF_OK);
    for (size_t part = 0; part < PARTS; part++) {
        const gram_entry *e;
        store_stream *stream;

        ck_assert_int_eq(store_stream_new(&stream, s, part), CHAFF_OK);
        for (; (status = store_stream_next(stream, &e)) == CHAFF_OK; entries++)
            documents += e->docs;
        ck_assert_int_eq(status, CHAFF_DONE);
        store_stream_free(stream);
    }
    ck_assert_int_eq(store_passages(s, &list, &count, &room, NULL), CHAFF_OK);
    ck_assert_uint_eq(entries, 326);
    ck_assert_uint_eq(documents, 1667);
    ck_assert_uint_eq(count, 16);
    ck_assert_uint_eq(store_docs(s), 40);
    ck_assert_uint_eq(store_sources(s, &sources), 5);
    ck_assert_uint_eq(known_text(k).size,
                      strlen("line: Ring the harbour bell twice\n"
                             "prefix: the gulls also say\n"));
    mem_free(list);
    buffer_release(&room);
    store_free(s);
    known_free(k);
}
END_TEST

/* Hashes of words and grams are part of the format: where they change, models of before
 * know nothing any more, and the recipe's number must change too (store_kind). */
START_TEST(a_model_of_version_1_still_knows_its_grams)
{
    const char *models[] = {"tests/golden/model-1.chaff"};
    chaff_boiler_options options;
    char *body = random_prose(&m.seed, 60, true);
    cleaned clean;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    options.known = false;
    options.models = models;
    options.model_count = 1;
    corpus_add(&m.docs, "harrowcourier.example",
               "Home News Coast Business Sport Opinion Subscribe\n\n%s\n\n"
               "Ring the harbour bell twice", body);
    if (strcmp(chaff_unicode_version(), "15.0.0") == 0) {
        corpus_strip(&m.docs, &options, &clean);
        ck_assert_str_eq(clean.texts[0], body);
        cleaned_release(&clean);
    }
    free(body);
}
END_TEST

/* -- damage ------------------------------------------------------------------------ */

/* Everything of a model is read; whatever it holds, that must end. */
static chaff_status read_all(int number)
{
    const char *models[] = {m.files[number]};
    store_passage *list = NULL;
    buffer room = {0};
    size_t count;
    known *k;
    store *s;
    chaff_status status;

    ck_assert_int_eq(known_new(&k), CHAFF_OK);
    status = store_open(&s, models, 1, k, NULL);
    for (size_t part = 0; status == CHAFF_OK && part < PARTS; part++) {
        const gram_entry *e;
        store_stream *stream;

        ck_assert_int_eq(store_stream_new(&stream, s, part), CHAFF_OK);
        while ((status = store_stream_next(stream, &e)) == CHAFF_OK)
            ck_assert(e->docs >= 2 && e->heads <= e->docs);
        store_stream_free(stream);
        status = status == CHAFF_DONE ? CHAFF_OK : status;
    }
    if (status == CHAFF_OK)
        status = store_passages(s, &list, &count, &room, NULL);
    mem_free(list);
    buffer_release(&room);
    store_free(s);
    known_free(k);
    return status;
}

START_TEST(lies_with_a_right_checksum_do_no_harm)
{
    size_t size, bad = 0;

    add_random(&m.docs, 25);
    teach(&m.docs, 0);
    size = read_file(0, 0);
    for (int round = 0; round < 1500; round++) {
        size_t changes = 1 + test_random(&m.seed) % 3;
        FILE *file = fopen(m.files[1], "wb");
        hash128 sum;
        chaff_status status;

        memcpy(m.bytes[1], m.bytes[0], size);
        for (size_t i = 0; i < changes; i++)
            m.bytes[1][64 + test_random(&m.seed) % (size - 80)] = (uint8_t)test_random(&m.seed);
        sum = hash_bytes128(m.bytes[1], size - 16);
        put_le64(m.bytes[1] + size - 16, sum.low);
        put_le64(m.bytes[1] + size - 8, sum.high);
        fwrite(m.bytes[1], 1, size, file);
        fclose(file);
        status = read_all(1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_FORMAT);
        bad += status != CHAFF_OK;
    }
    ck_assert_uint_gt(bad, 100);
}
END_TEST

START_TEST(memory_may_fail_anywhere)
{
    const char *models[] = {m.files[0], m.files[1]};
    chaff_status status;

    add_articles(&m.docs, 3, "one", "\n\n" DISCLAIMER);
    teach(&m.docs, 0);
    write_text(1, "# chaff phrases 1\nline: a b c\n");
    for (long n = 0;; n++) {
        mem_fail_after(n);
        status = learn(&m.docs, models, 2, 2, 1, UINT64_MAX);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        if (status == CHAFF_OK)
            break;
    }
    mem_fail_after(-1);
}
END_TEST

Suite *store_suite(void)
{
    Suite *suite = suite_create("store");
    TCase *core = tcase_create("core"), *whole = tcase_create("whole");

    tcase_add_checked_fixture(core, model_setup, model_teardown);
    tcase_add_test(core, entries_are_those_of_the_naive_count);
    tcase_add_test(core, a_list_of_phrases_is_a_model);
    tcase_add_test(core, phrases_travel_with_models);
    tcase_add_test(core, a_line_that_is_no_phrase_is_named);
    tcase_add_test(core, a_model_of_version_1_still_works);
    tcase_add_test(core, a_model_of_version_1_still_knows_its_grams);
    suite_add_tcase(suite, core);
    tcase_add_checked_fixture(whole, model_setup, model_teardown);
    tcase_set_timeout(whole, 60);
    tcase_add_test(whole, lies_with_a_right_checksum_do_no_harm);
    tcase_add_test(whole, memory_may_fail_anywhere);
    suite_add_tcase(suite, whole);
    return suite;
}
