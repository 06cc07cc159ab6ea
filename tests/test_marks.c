/* test_marks.c - marks of a text, by every way of finding them */
#include <string.h>

#include "tests.h"

#include "boiler/marks.h"

Suite *marks_suite(void);

enum { ROOM = 700, NUMBERS = ROOM / 64 + 1 };

typedef struct found {
    uint64_t lines[NUMBERS], stops[NUMBERS], inner[NUMBERS];
} found;

static bool is_marked(const uint64_t *marks, size_t i)
{
    return marks[i / 64] >> (i % 64) & 1;
}

/* Bytes of which all marks are made, others just beside them, and any. */
static void fill(unsigned char *s, size_t size, uint64_t *seed)
{
    static const unsigned char some[] =
        ".!?\n\r,-> a\x7F\x80\x81\xBE\xBF\xC0\xD7\xD8\xD9\xDA\xDB\xDC\xDF"
        "\xE0\xE1\xE2\xE3\xE4\xEE\xEF\xF0";
    uint64_t sort = test_random(seed) % 3;

    for (size_t i = 0; i < size; i++) {
        uint64_t r = test_random(seed);

        s[i] = sort == 0 ? (unsigned char)(r >> 8)
             : sort == 1 ? some[r % (sizeof some - 1)]
                         : r % 40 ? 'a' : some[r / 40 % (sizeof some - 1)];
    }
}

static void check_text(const unsigned char *s, size_t size, const found *f)
{
    for (size_t i = 0; i < marks_room(size) * 64; i++) {
        bool there = i < size;

        ck_assert_int_eq(is_marked(f->lines, i), there && s[i] == '\n');
        ck_assert_int_eq(is_marked(f->inner, i), there && s[i] >= 0x80 && s[i] <= 0xBF);
        ck_assert_int_eq(is_marked(f->stops, i),
                         there && s[i] && strchr(".!?\xD8\xDB\xE0\xE2\xE3\xEF", s[i]));
    }
}

START_TEST(every_finder_marks_what_bytes_say_one_by_one)
{
    unsigned char room[ROOM];
    uint64_t seed = 11;

    for (unsigned round = 0; round < 600; round++) {
        size_t size = test_random(&seed) % (round % 2 ? 140 : ROOM + 1);
        unsigned char *s = room + (ROOM - size);
        marks_finder *finder;

        fill(s, size, &seed);
        for (unsigned k = 0; (finder = marks_finder_at(k)); k++) {
            found f;

            memset(&f, 0xA5, sizeof f);
            finder(s, size, f.lines, f.stops, f.inner);
            check_text(s, size, &f);
        }
    }
}
END_TEST

START_TEST(a_reader_goes_from_mark_to_mark)
{
    unsigned char s[ROOM];
    uint64_t seed = 12;

    for (unsigned round = 0; round < 300; round++) {
        size_t size = test_random(&seed) % (ROOM + 1), at = 0;
        found f;
        mark_reader r;

        fill(s, size, &seed);
        marks_find(s, size, f.lines, f.stops, f.inner);
        mark_reader_start(&r, f.stops, size);
        for (;; at++, r.next++) {
            size_t place = mark_reader_peek(&r);

            while (at < size && !is_marked(f.stops, at))
                at++;
            if (at >= size) {
                ck_assert(place == SIZE_MAX);
                break;
            }
            ck_assert_uint_eq(place, at);
        }
    }
}
END_TEST

Suite *marks_suite(void)
{
    Suite *suite = suite_create("marks");
    TCase *core = tcase_create("core");

    tcase_add_test(core, every_finder_marks_what_bytes_say_one_by_one);
    tcase_add_test(core, a_reader_goes_from_mark_to_mark);
    suite_add_tcase(suite, core);
    return suite;
}
