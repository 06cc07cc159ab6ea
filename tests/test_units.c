/* test_units.c - boiler/units.h: what a text says of its units comes back as it was */
#include "tests.h"

#include "boiler/units.h"

Suite *units_suite(void);

static chaff_boiler *boiler;
static chaff_boiler_worker *worker;
static buffer record;

static void setup(void)
{
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    ck_assert_int_eq(chaff_boiler_new(&boiler, &options, NULL), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_worker_new(&worker, boiler), CHAFF_OK);
    record = (buffer){0};
}

static void teardown(void)
{
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
    buffer_release(&record);
}

static void store_units(chaff_text text)
{
    chaff_status status;

    record.size = 0;
    ck_assert_int_eq(units_start(worker, text), CHAFF_OK);
    gram_reader_start(&worker->reader, text);
    while ((status = gram_reader_next(&worker->reader)) == CHAFF_OK)
        ck_assert_int_eq(units_take(worker), CHAFF_OK);
    ck_assert_int_eq(status, CHAFF_DONE);
    ck_assert_int_eq(units_store(worker, text, true, &record), CHAFF_OK);
}

static chaff_status read_back(size_t size)
{
    return units_read(worker, (const uint8_t *)record.data, size);
}

static const char *const pieces[] = {
    "One", " two", " 1999", "\n", "\n\n", ". ", "! ", ": ", "  ", " | ", "Read more: ",
    "> ", "\r\n", "\xC3\xA9t\xC3\xA9 ", "\xE4\xB8\xAD\xE6\x96\x87\xE5\xAD\x97\xE7\xAC\xA6\xE5\x8F\xB7\xE4\xB8\x80",
    "\xE3\x80\x82", "\xD9\xA1\xD9\xA2 ", "\xFF", " \xC2\xA0 ", "Leave a Comment\n"};

static chaff_text random_text(uint64_t *seed, char *room, size_t count)
{
    size_t size = 0;

    for (size_t i = 0; i < count; i++) {
        const char *piece;

        *seed = *seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
        piece = pieces[(*seed >> 33) % (sizeof pieces / sizeof *pieces)];
        memcpy(room + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return (chaff_text){room, size};
}

static bool has_digit(chaff_text text, word_place place)
{
    word_place number = place;
    splitter *split;
    bool is;

    ck_assert_int_eq(splitter_new(&split), CHAFF_OK);
    is = words_is_number(split, text, number);
    splitter_free(split);
    return is || (text.data[place.start] >= '0' && text.data[place.start] <= '9') ||
           (text.data[place.end - 1] >= '0' && text.data[place.end - 1] <= '9');
}

/* Words and words with digits that begin in front of the unit's end, by brute force. */
static void count_naively(chaff_text text, const segments *s, size_t number,
                          uint32_t *words, uint32_t *digits)
{
    uint64_t hashes[4096];
    word_place places[4096];
    splitter *split;
    size_t at = 0, count;

    *words = *digits = 0;
    ck_assert_int_eq(splitter_new(&split), CHAFF_OK);
    ck_assert_int_eq(words_split(split, text, &at, hashes, places, 4096, &count), CHAFF_OK);
    splitter_free(split);
    ck_assert_uint_eq(at, text.size);
    for (size_t i = 0; i < count; i++) {
        size_t home = 0;

        while (home + 1 < s->count && places[i].start >= s->items[home].end)
            home++;
        *words += home == number;
        *digits += home == number && has_digit(text, places[i]);
    }
}

static void check_text(chaff_text text)
{
    segments found = {0};

    store_units(text);
    ck_assert_int_eq(read_back(record.size), CHAFF_OK);
    ck_assert(units_match(worker, text));
    ck_assert_uint_eq(worker->text_size, text.size);
    ck_assert_int_eq(segments_find(&found, text), CHAFF_OK);
    ck_assert_uint_eq(worker->unit_count, found.count);
    for (size_t i = 0; i < found.count; i++) {
        uint32_t words, digits;

        count_naively(text, &found, i, &words, &digits);
        ck_assert_uint_eq(worker->units[i].start, found.items[i].start);
        ck_assert_uint_eq(worker->units[i].end, found.items[i].end);
        ck_assert_uint_eq(worker->units[i].flags, found.items[i].flags);
        ck_assert_uint_eq(worker->units[i].words, words);
        ck_assert_uint_eq(worker->units[i].digits, digits);
    }
    segments_release(&found);
}

START_TEST(units_come_back_with_their_words)
{
    char room[8192];
    uint64_t seed = 5;

    for (int round = 0; round < 60; round++)
        check_text(random_text(&seed, room, (size_t)round));
}
END_TEST

static size_t repeat(char *room, size_t size, const char *piece, uint64_t count)
{
    for (; count > 0; count--) {
        memcpy(room + size, piece, strlen(piece));
        size += strlen(piece);
    }
    return size;
}

START_TEST(units_of_any_size_come_back)
{
    static char room[1 << 20];
    uint64_t seed = 6;

    for (int round = 0; round < 40; round++) {
        size_t size = 0;

        for (uint64_t left = test_random(&seed) % 8; left > 0; left--) {
            size = repeat(room, size, "\n", test_random(&seed) % 30);
            size = repeat(room, size, "word ", test_random(&seed) % 450);
            size = repeat(room, size, "9 ", test_random(&seed) % 30);
            size = repeat(room, size, "-", test_random(&seed) % 4 ? 0 : 70000);
            size = repeat(room, size, "End. ", test_random(&seed) % 2);
        }
        check_text((chaff_text){room, size});
    }
}
END_TEST

START_TEST(more_units_come_back_than_are_dealt_to_in_one_go)
{
    char room[8192];
    uint64_t seed = 7;

    for (int round = 0; round < 6; round++) {
        size_t size = 0;

        for (int i = 0; i < 500; i++) {
            size = repeat(room, size, "Up ", test_random(&seed) % 4);
            size = repeat(room, size, test_random(&seed) % 5 ? "a1\n" : "*\n", 1);
        }
        check_text((chaff_text){room, size});
    }
}
END_TEST

START_TEST(another_text_of_the_same_words_is_another_text)
{
    store_units(TEXT("One two.\n"));
    ck_assert_int_eq(read_back(record.size), CHAFF_OK);
    ck_assert(units_match(worker, TEXT("One two.\n")));
    ck_assert(!units_match(worker, TEXT("One two!\n")));
    ck_assert(!units_match(worker, TEXT("One two.")));
}
END_TEST

START_TEST(a_damaged_record_is_read_no_further_than_it_goes)
{
    char room[8192];
    uint64_t seed = 9;

    store_units(random_text(&seed, room, 40));
    for (size_t size = 0; size < record.size; size++) {
        uint8_t *exact = malloc(size ? size : 1);

        memcpy(exact, record.data, size);
        ck_assert_int_eq(units_read(worker, exact, size), CHAFF_ERR_FORMAT);
        free(exact);
    }
    for (size_t i = 0; i < 8 * record.size; i++) {
        uint8_t *exact = malloc(record.size);

        memcpy(exact, record.data, record.size);
        exact[i / 8] ^= (uint8_t)(1 << i % 8);
        if (units_read(worker, exact, record.size) != CHAFF_OK)
            ck_assert_uint_le(worker->unit_count, UINT32_MAX);
        free(exact);
    }
}
END_TEST

Suite *units_suite(void)
{
    Suite *s = suite_create("units");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, units_come_back_with_their_words);
    tcase_add_test(core, units_of_any_size_come_back);
    tcase_add_test(core, more_units_come_back_than_are_dealt_to_in_one_go);
    tcase_add_test(core, another_text_of_the_same_words_is_another_text);
    tcase_add_test(core, a_damaged_record_is_read_no_further_than_it_goes);
    suite_add_tcase(s, core);
    return s;
}
