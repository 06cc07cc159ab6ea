/* test_dates.c - text/dates.h on dates as they are met, and on what only looks like
 * one */
#include <stdio.h>

#include "tests.h"

#include "text/dates.h"

static double seconds_of(const char *text)
{
    double seconds = -1;

    ck_assert_msg(date_seconds((chaff_text){text, strlen(text)}, &seconds), "not read: %s", text);
    return seconds;
}

START_TEST(known_moments_are_read_in_every_notation)
{
    static const struct { const char *text; double seconds; } cases[] = {
        {"1970-01-01", 0},
        {"2000-03-01", 951868800},
        {"2024-02-29T12:30:00Z", 1709209800},
        {"2024-02-29 12:30", 1709209800},
        {"2024-02-29T13:30:00+01:00", 1709209800},
        {"2024-02-29T07:30:00-0500", 1709209800},
        {"20240229T12:30:00Z", 1709209800},
        {"2024-02-29T12:30:00.250Z", 1709209800.25},
        {"Thu, 29 Feb 2024 12:30:00 GMT", 1709209800},
        {"29 Feb 2024 12:30:00 +0000", 1709209800},
        {"1 Mar 2000", 951868800},
        {"Wed, 1 Mar 2000 00:00 EST", 951886800},
        {"1709209800", 1709209800},
        {"1709209800000", 1709209800},
        {"1709209800.5", 1709209800.5},
        {"2024", 1704067200},
        {"2024-03", 1709251200},
        {"1969-12-31", -86400},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        ck_assert_msg(seconds_of(cases[i].text) == cases[i].seconds, "%s: %f", cases[i].text,
                      seconds_of(cases[i].text));
}
END_TEST

START_TEST(what_is_no_date_is_refused)
{
    static const char *const texts[] = {
        "", "yesterday", "2024-13-01", "2024-00-01", "2024-01-32", "2024-01-01T25:00", "2024-1-1",
        "2024-01-01T12:30:00Zfoo", "12:30", "29 Foo 2024", "-", "1e9", "2024-01-01T12:30:00+1",
        "Mon, ", ",", "2024-",
    };
    double seconds;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        ck_assert_msg(!date_seconds((chaff_text){texts[i], strlen(texts[i])}, &seconds), "read: %s",
                      texts[i]);
}
END_TEST

START_TEST(days_follow_one_another_for_four_hundred_years)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    double expected = seconds_of("1900-01-01");

    for (int year = 1900; year < 2300; year++)
        for (int month = 1; month <= 12; month++) {
            bool leap = month == 2 && (year % 4 == 0 && (year % 100 || year % 400 == 0));

            for (int day = 1; day <= lengths[month - 1] + leap; day++, expected += 86400) {
                char text[32];

                snprintf(text, sizeof text, "%04d-%02d-%02d", year, month, day);
                ck_assert_msg(seconds_of(text) == expected, "%s", text);
            }
        }
}
END_TEST

START_TEST(random_bytes_never_read_past_their_end)
{
    static const char alphabet[] = "0123456789-:T.+ ,ZJanFeb";
    uint64_t state = 7;

    for (int i = 0; i < 200000; i++) {
        size_t size = test_random(&state) % 24;
        char *text = malloc(size + 1);     /* so that a sanitizer sees the end */
        double seconds;

        for (size_t j = 0; j < size; j++)
            text[j] = alphabet[test_random(&state) % (sizeof alphabet - 1)];
        (void)date_seconds((chaff_text){text, size}, &seconds);
        free(text);
    }
}
END_TEST

Suite *dates_suite(void);

Suite *dates_suite(void)
{
    Suite *suite = suite_create("dates");
    TCase *core = tcase_create("core");

    tcase_set_timeout(core, 60);
    tcase_add_test(core, known_moments_are_read_in_every_notation);
    tcase_add_test(core, what_is_no_date_is_refused);
    tcase_add_test(core, days_follow_one_another_for_four_hundred_years);
    tcase_add_test(core, random_bytes_never_read_past_their_end);
    suite_add_tcase(suite, core);
    return suite;
}
