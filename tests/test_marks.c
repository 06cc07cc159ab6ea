/* test_marks.c - marks of a text, by every way of finding them */
#include <string.h>

#include "tests.h"

#include "boiler/marks.h"

Suite *marks_suite(void);

/* more than are told at a time */
enum { ROOM = 5000, NUMBERS = MARKS_SETS * (ROOM / 64 + MARKS_SPARE) };

static bool is_marked(const uint64_t *set, size_t i)
{
    return set[i / 64] >> (i % 64) & 1;
}

static const char *const far_stops[] = {"\xE2\x80\xA6", "\xE0\xA5\xA4", "\xD8\x9F",
                                        "\xDB\x94", "\xE3\x80\x82", "\xEF\xBC\x81",
                                        "\xEF\xBC\x9F", "\xEF\xBD\xA1"};
enum { FAR_STOPS = sizeof far_stops / sizeof *far_stops };

static bool is_far_stop(const unsigned char *s, size_t size, size_t i)
{
    bool found = false;

    for (size_t k = 0; k < FAR_STOPS; k++) {
        size_t length = strlen(far_stops[k]);

        found |= i + length <= size && memcmp(s + i, far_stops[k], length) == 0;
    }
    return found;
}

/* Bytes of which all marks are made, others just beside them, and any; and full stops
 * with a byte that may be another one. */
static void fill(unsigned char *s, size_t size, uint64_t *seed)
{
    static const unsigned char some[] =
        ".!?\n\r\t\v,-> aZz@[`{09/:\x7F\x94\x9F\xA5\xBC\xBD\x80\x81\xBE\xBF\xC0\xD7\xD8\xD9\xDA\xDB\xDC\xDF"
        "\xE0\xE1\xE2\xE3\xE4\xEE\xEF\xF0";
    uint64_t sort = test_random(seed) % 3;

    for (size_t i = 0; i < size; i++) {
        uint64_t r = test_random(seed);

        s[i] = sort == 0 ? (unsigned char)(r >> 8)
             : sort == 1 ? some[r % (sizeof some - 1)]
                         : r % 40 ? 'a' : some[r / 40 % (sizeof some - 1)];
    }
    for (size_t i = 0; i + 3 <= size; i += 1 + test_random(seed) % 30) {
        const char *stop = far_stops[test_random(seed) % FAR_STOPS];
        unsigned char turned = test_random(seed) % 4 == 0;

        memcpy(s + i, stop, strlen(stop));
        s[i + test_random(seed) % strlen(stop)] ^= turned;
    }
}

static bool is_blank(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool is_upper(int c)
{
    return c >= 'A' && c <= 'Z';
}

static bool is_letter(int c)
{
    return is_upper(c) || (c >= 'a' && c <= 'z');
}

/* Byte `i`, of which there may be none. */
static int byte_at(const unsigned char *s, size_t size, size_t i)
{
    return i < size ? s[i] : 0;
}

/* The letter behind one blank or two; 0: there is none. */
static int letter_behind(const unsigned char *s, size_t size, size_t i)
{
    size_t at = i + 1;

    while (at < i + 3 && is_blank(byte_at(s, size, at)))
        at++;
    return at > i + 1 && is_letter(byte_at(s, size, at)) ? s[at] : 0;
}

/* Letters before byte `i`, up to five; -1: there is something beyond ASCII beside. */
static int letters_before(const unsigned char *s, size_t i)
{
    int letters = 0;

    while ((size_t)letters < i && letters < 5 && is_letter(s[i - 1 - (size_t)letters]))
        letters++;
    return letters < 5 && (size_t)letters < i && s[i - 1 - (size_t)letters] >= 0x80
               ? -1 : letters;
}

/* Mr, St: a capital and a small letter. */
static bool is_title(const unsigned char *s, size_t i, int letters)
{
    return letters == 2 && is_upper(s[i - 2]) && !is_upper(s[i - 1]);
}

static bool is_solid(const unsigned char *s, size_t i)
{
    return i > 0 && (is_letter(s[i - 1]) || (s[i - 1] >= '0' && s[i - 1] <= '9'));
}

static void check_stop(const unsigned char *s, size_t size, size_t i,
                       const text_marks *m)
{
    int c = byte_at(s, size, i), next = byte_at(s, size, i + 1);
    int letter = letter_behind(s, size, i);
    int letters = c == '.' ? letters_before(s, i) : 0;
    bool form = letters == 1 || is_title(s, i, letters);
    bool none = letters == 0 || letters == 5 || (letters == 2 && !form);
    bool stop = c == '.' || c == '!' || c == '?';
    bool end = stop && is_upper(letter) && is_solid(s, i) && none;
    bool open = stop && !is_letter(next) && !(next >= '0' && next <= '9') && !form &&
                !(letter && !is_upper(letter));
    bool far = is_far_stop(s, size, i);

    ck_assert(is_marked(m->ends, i) == end);
    ck_assert(is_marked(m->stops, i) == ((open && !end) || far));
}

static void check_byte(const unsigned char *s, size_t size, size_t i,
                       const text_marks *m)
{
    int c = byte_at(s, size, i);

    ck_assert(is_marked(m->lines, i) == (c == '\n') &&
              is_marked(m->blanks, i) == is_blank(c) &&
              is_marked(m->inner, i) == (c >= 0x80 && c <= 0xBF));
    check_stop(s, size, i, m);
}

static void check_text(const unsigned char *s, size_t size, const text_marks *m)
{
    for (size_t i = 0; i < (size / 64 + 1) * 64; i++)
        check_byte(s, size, i, m);
    ck_assert(m->blanks[-1] == 0 && m->blanks[size / 64 + 1] == 0);
}

START_TEST(every_finder_marks_what_bytes_say_one_by_one)
{
    unsigned char room[ROOM];
    uint64_t seed = 11;

    for (unsigned round = 0; round < 600; round++) {
        size_t size = test_random(&seed) % (round % 8 ? 300 : ROOM + 1);
        unsigned char *s = room + (ROOM - size);
        marks_finder *finder;

        fill(s, size, &seed);
        for (unsigned k = 0; (finder = marks_finder_at(k)); k++) {
            uint64_t numbers[NUMBERS];
            bool inner = false;
            text_marks m;

            for (size_t i = 0; i < size; i++)
                inner |= s[i] >= 0x80 && s[i] <= 0xBF;
            memset(numbers, 0xA5, sizeof numbers);
            ck_assert_int_eq(finder(s, size, numbers, &m), inner);
            check_text(s, size, &m);
        }
    }
}
END_TEST

START_TEST(white_space_is_seen_from_any_byte_both_ways)
{
    unsigned char s[ROOM];
    uint64_t seed = 13;

    for (unsigned round = 0; round < 50; round++) {
        size_t size = test_random(&seed) % 300;
        uint64_t numbers[NUMBERS];
        text_marks m;

        for (size_t i = 0; i < size; i++)
            s[i] = " \na"[test_random(&seed) % 3];
        (void)marks_find(s, size, numbers, &m);
        for (size_t at = 0; at <= size; at++)
            for (size_t i = 0; i < 64; i++) {
                ck_assert_int_eq(blanks_from(&m, at) >> i & 1,
                                 is_blank(byte_at(s, size, at + i)));
                ck_assert_int_eq(blanks_before(&m, at) >> (63 - i) & 1,
                                 i < at && is_blank(s[at - 1 - i]));
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
        uint64_t numbers[NUMBERS];
        text_marks m;
        mark_reader r;

        fill(s, size, &seed);
        (void)marks_find(s, size, numbers, &m);
        mark_reader_start(&r, m.stops, size);
        for (;; at++, r.next++) {
            size_t place = mark_reader_peek(&r);

            while (at < size && !is_marked(m.stops, at))
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

    tcase_set_timeout(core, 30);
    tcase_add_test(core, every_finder_marks_what_bytes_say_one_by_one);
    tcase_add_test(core, white_space_is_seen_from_any_byte_both_ways);
    tcase_add_test(core, a_reader_goes_from_mark_to_mark);
    suite_add_tcase(suite, core);
    return suite;
}
