/* test_marks.c - marks of a text, by every way of finding them */
#include <string.h>

#include "tests.h"

#include "boiler/marks.h"

Suite *marks_suite(void);

/* more than are told at a time */
enum { ROOM = 5000, NUMBERS = MARKS_SETS * (ROOM / 64 + MARKS_SPARE) };

static const char *const far_stops[] = {"\xE2\x80\xA6", "\xE0\xA5\xA4", "\xD8\x9F",
                                        "\xDB\x94", "\xE3\x80\x82", "\xEF\xBC\x81",
                                        "\xEF\xBC\x9F", "\xEF\xBD\xA1"};
enum { FAR_STOPS = sizeof far_stops / sizeof *far_stops };

/* Bytes of the one of these that stands at `i`; 0: none does. */
static size_t size_of(const char *const *list, size_t count, const unsigned char *s,
                      size_t size, size_t i)
{
    for (size_t k = 0; k < count; k++) {
        size_t length = strlen(list[k]);

        if (i + length <= size && memcmp(s + i, list[k], length) == 0)
            return length;
    }
    return 0;
}

static const char *const white[] = {" ", "\t", "\n", "\v", "\f", "\r", "\xC2\xA0",
                                    "\xC2\x85", "\xE3\x80\x80"};
enum { WHITE = sizeof white / sizeof *white };

static bool is_white(const unsigned char *s, size_t size, size_t i)
{
    for (size_t before = 0; before < 3 && before <= i; before++)
        if (size_of(white, WHITE, s, size, i - before) > before)
            return true;
    return false;
}

/* Bytes of which all marks are made, others just beside them, and any; and full stops
 * with a byte that may be another one. */
static void fill(unsigned char *s, size_t size, uint64_t *seed)
{
    static const unsigned char some[] =
        ".!?\n\n\n\r\t\v,-> aZz@[`{09/:\"(|*\xC2\xA0\x85\x7F\x94\x9F\xA5\xBC\xBD\x80\x81\xBE\xBF\xC0\xD7\xD8\xD9\xDA\xDB\xDC\xDF"
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

        if (test_random(seed) % 2)
            stop = white[test_random(seed) % WHITE];
        memcpy(s + i, stop, strlen(stop));
        s[i + test_random(seed) % strlen(stop)] ^= turned;
    }
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

/* The letter behind one byte of white space or two; 0: there is none. */
static int letter_behind(const unsigned char *s, size_t size, size_t i)
{
    size_t at = i + 1;

    while (at < i + 3 && is_white(s, size, at))
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

static bool is_stop(int c)
{
    return c == '.' || c == '!' || c == '?';
}

static bool ends_surely(const unsigned char *s, size_t size, size_t i)
{
    int letters = s[i] == '.' ? letters_before(s, i) : 0;
    bool none = letters == 0 || letters == 5 ||
                (letters == 2 && !is_title(s, i, letters));

    return is_stop(s[i]) && is_upper(letter_behind(s, size, i)) && is_solid(s, i) && none;
}

static void check_stop(const unsigned char *s, size_t size, size_t i,
                       const text_marks *m)
{
    int c = byte_at(s, size, i), next = byte_at(s, size, i + 1);
    int letter = letter_behind(s, size, i);
    int letters = c == '.' ? letters_before(s, i) : 0;
    bool form = letters == 1 || is_title(s, i, letters);
    bool open = is_stop(c) && !is_letter(next) && !(next >= '0' && next <= '9') && !form &&
                !(letter && !is_upper(letter)) && !ends_surely(s, size, i);

    ck_assert(marks_hold(m->stops, i) ==
              (open || size_of(far_stops, FAR_STOPS, s, size, i) > 0));
}

static bool is_quoted(int c)
{
    return c == '>' || c == '|';
}

/* Quotes and brackets, or some characters beside them; beyond ASCII. */
static bool is_odd(int c)
{
    return (c >= '"' && c <= '\'') || (c >= '[' && c <= ']') || c >= 0x80;
}

/* The first byte of a line, of which the last byte of the one before it that is not
 * blank is `last`, with so many line feeds between. */
static void check_line(const unsigned char *s, size_t size, size_t last, size_t feeds,
                       size_t i, const text_marks *m)
{
    size_t first = last;
    bool low, odd, stop = is_stop(s[last]), closed, wide;

    while (first > 0 && s[first - 1] != '\n')
        first--;
    while (is_white(s, size, first))
        first++;
    low = s[i] >= 'a' && s[i] <= 'z';
    odd = is_odd(s[i]) || s[i] == '(';
    closed = stop || is_odd(s[last]) || s[last] == ')' || s[last] == '*' ||
             s[last] == ':';
    wide = last + 1 - first >= WRAP_LEAST;
    if (feeds > 1 || is_quoted(s[first]) != is_quoted(s[i])) {
        ck_assert(marks_hold(m->opens, i) && !marks_hold(m->asks, i));
        return;
    }
    ck_assert(marks_hold(m->opens, i) == (!odd && !low && (stop || !wide)));
    ck_assert(marks_hold(m->asks, i) ==
              (odd || (low && closed) || (!low && !stop && wide)));
}

/* What the white space between two bytes makes of the second. */
static void check_gap(const unsigned char *s, size_t size, size_t i, const text_marks *m)
{
    size_t at = i, feeds = 0;

    for (; at > 0 && is_white(s, size, at - 1); at--)
        feeds += s[at - 1] == '\n';
    if (at == 0) {
        ck_assert(marks_hold(m->opens, i));
        return;
    }
    ck_assert(marks_hold(m->starts, i) == (at < i && ends_surely(s, size, at - 1)));
    if (feeds > 0)
        check_line(s, size, at - 1, feeds, i, m);
    else
        ck_assert(!marks_hold(m->opens, i) && !marks_hold(m->asks, i));
}

static void check_byte(const unsigned char *s, size_t size, size_t i,
                       const text_marks *m)
{
    int c = byte_at(s, size, i);
    bool blank = is_white(s, size, i);

    ck_assert(marks_hold(m->lines, i) == (c == '\n') &&
              marks_hold(m->white, i) == blank &&
              marks_hold(m->inner, i) == (c >= 0x80 && c <= 0xBF));
    check_stop(s, size, i, m);
    if (i < size && !blank)
        check_gap(s, size, i, m);
    else
        ck_assert(!marks_hold(m->opens, i) && !marks_hold(m->asks, i) &&
                  !marks_hold(m->starts, i));
}

static void check_text(const unsigned char *s, size_t size, const text_marks *m)
{
    for (size_t i = 0; i < (size / 64 + 1) * 64; i++)
        check_byte(s, size, i, m);
    ck_assert(m->white[-1] == 0 && m->white[size / 64 + 1] == 0);
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

START_TEST(white_space_is_passed_from_any_byte_both_ways)
{
    unsigned char s[ROOM];
    uint64_t seed = 13;

    for (unsigned round = 0; round < 50; round++) {
        size_t size = test_random(&seed) % 500, rare = 1 + test_random(&seed) % 100;
        uint64_t numbers[NUMBERS];
        text_marks m;

        for (size_t i = 0; i < size; i++)
            s[i] = test_random(&seed) % rare ? ' ' : 'a';
        (void)marks_find(s, size, numbers, &m);
        for (size_t start = 0; start <= size; start++) {
            size_t end = start + test_random(&seed) % (size - start + 1);
            size_t first = start, last = end;

            while (first < end && s[first] == ' ')
                first++;
            while (last > start && s[last - 1] == ' ')
                last--;
            ck_assert_uint_eq(skip_white(&m, start, end), first);
            ck_assert_uint_eq(trim_white(&m, start, end), last);
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

            while (at < size && !marks_hold(m.stops, at))
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
    tcase_add_test(core, white_space_is_passed_from_any_byte_both_ways);
    tcase_add_test(core, a_reader_goes_from_mark_to_mark);
    suite_add_tcase(suite, core);
    return suite;
}
