/* test_lines.c - line feeds counted, against bytes looked at one by one */
#include "base/lines.h"
#include "tests.h"

enum { SIZE = 20000 };

static uint64_t count_one_by_one(const char *bytes, size_t size)
{
    uint64_t lines = 0;

    for (size_t i = 0; i < size; i++)
        lines += bytes[i] == '\n';
    return lines;
}

START_TEST(every_size_and_place_is_counted_as_one_by_one)
{
    static const char bytes_near[] = {'\n', '\n' | -128, '\n' - 1, '\n' + 1, 0, -1};
    char bytes[SIZE];
    uint64_t seed = 7;

    for (size_t i = 0; i < SIZE; i++)
        bytes[i] = bytes_near[test_random(&seed) % sizeof bytes_near];
    for (size_t start = 0; start < 9; start++)
        for (size_t size = 0; size + start <= SIZE; size += size < 100 ? 1 : 97) {
            uint64_t lines = count_one_by_one(bytes + start, size);

            ck_assert_uint_eq(lines_count(bytes + start, size), lines);
            ck_assert_uint_eq(lines_count_portable(bytes + start, size), lines);
        }
}
END_TEST

START_TEST(line_feeds_alone_fill_no_lane_over)
{
    char bytes[SIZE];

    memset(bytes, '\n', SIZE);
    for (size_t size = 0; size <= SIZE; size++)
        ck_assert(lines_count(bytes, size) == size &&
                  lines_count_portable(bytes, size) == size);
}
END_TEST

Suite *lines_suite(void);
Suite *lines_suite(void)
{
    Suite *s = suite_create("lines");
    TCase *t = tcase_create("count");

    tcase_add_test(t, every_size_and_place_is_counted_as_one_by_one);
    tcase_add_test(t, line_feeds_alone_fill_no_lane_over);
    suite_add_tcase(s, t);
    return s;
}
