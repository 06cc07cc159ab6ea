/* test_unicode.c - text/unicode.h against utf8proc asked directly */
#include <utf8proc.h>

#include "oracle_words.h"
#include "tests.h"
#include "text/unicode.h"

Suite *unicode_suite(void);

#define FOLDING                                                                        \
    (utf8proc_option_t)(UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |         \
                        UTF8PROC_CASEFOLD | UTF8PROC_IGNORE)

static unicode *folds;

static void setup(void)
{
    folds = calloc(1, sizeof *folds);
    ck_assert_ptr_nonnull(folds);
}

static void teardown(void)
{
    unicode_release(folds);
    free(folds);
}

static bool is_surrogate(uint32_t c)
{
    return c >= 0xD800 && c < 0xE000;
}

/* -- what a character folds to ----------------------------------------------------- */

/* All kinds found in a folded text, as bits. */
static unsigned kinds_of(const unsigned char *text, utf8proc_ssize_t size)
{
    unsigned kinds = 0;

    for (utf8proc_ssize_t at = 0; at < size;) {
        int32_t code;

        at += utf8proc_iterate(text + at, size - at, &code);
        kinds |= 1u << unicode_kind(code);
    }
    return kinds;
}

static bool is_right(const fold *f, const unsigned char *folded, utf8proc_ssize_t size)
{
    unsigned kinds = kinds_of(folded, size);

    switch (f->kind) {
    case FOLD_VANISHES:
        return size == 0;
    case FOLD_SEPARATES:
        return kinds == 1u << FOLD_SEPARATES;
    case FOLD_JOINS:
    case FOLD_STANDS:
        return kinds == 1u << f->kind && f->size == size &&
               memcmp(f->bytes, folded, f->size) == 0;
    case FOLD_SEVERAL:
        return kinds & (1u << FOLD_JOINS | 1u << FOLD_STANDS);
    default:
        return false;
    }
}

START_TEST(every_page_says_what_utf8proc_says)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        unsigned char text[4], *folded;
        utf8proc_ssize_t size = utf8proc_encode_char((int32_t)c, text);

        if (is_surrogate(c) || (c >= 0x32000 && c % 7))
            continue;
        size = utf8proc_map(text, size, &folded, FOLDING);
        if (size < 0 || !is_right(unicode_look(folds, c), folded, size))
            ck_abort_msg("U+%04X", c);
        free(folded);
    }
    ck_assert(!folds->failed);
}
END_TEST

START_TEST(what_never_composes_with_what_is_before_is_free)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        bool free_here = unicode_look(folds, c)->flags & FOLD_FREE;

        if (!is_surrogate(c) && free_here != oracle_is_free((int32_t)c))
            ck_abort_msg("U+%04X", c);
    }
}
END_TEST

/* Pages without marks are filled without a search for what composes. */
START_TEST(only_marks_and_jamo_compose_with_what_is_before)
{
    for (int32_t c = 0; c < 0x110000; c++) {
        utf8proc_category_t category = utf8proc_category(c);
        bool mark =
            category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME;
        bool jamo = (c >= 0x1161 && c <= 0x1175) || (c >= 0x11A7 && c <= 0x11C2);

        if (oracle_is_second(c) && !mark && !jamo)
            ck_abort_msg("U+%04X", (unsigned)c);
    }
    ck_assert_int_eq(unicode_look(folds, 0xE9)->kind, FOLD_JOINS);
    ck_assert_uint_eq(folds->second_count, 0);
    ck_assert(!(unicode_look(folds, 0x301)->flags & FOLD_FREE));
    ck_assert_uint_gt(folds->second_count, 40);
}
END_TEST

/* -- decoding ---------------------------------------------------------------------- */

START_TEST(every_code_point_is_read)
{
    for (uint32_t c = 0; c < 0x110000; c++) {
        unsigned char text[4];
        size_t size = (size_t)utf8proc_encode_char((int32_t)c, text), end;
        uint32_t code;

        end = unicode_decode(text, size, 0, &code);
        if (is_surrogate(c))
            size = 1;
        if (end != size || code != (is_surrogate(c) ? (uint32_t)UNICODE_NONE : c))
            ck_abort_msg("U+%04X reads as U+%04X of %zu bytes", c, code, end);
    }
}
END_TEST

START_TEST(ill_formed_bytes_are_read_by_maximal_subparts)
{
    static const unsigned char bytes[] = {'a',  0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0,
                                          0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1,
                                          0xEC, 0xED, 0xEE, 0xEF, 0xF0, 0xF1, 0xF3,
                                          0xF4, 0xF5, 0xFE, 0xFF};
    enum { COUNT = sizeof bytes };

    for (int i = 0; i < COUNT * COUNT * COUNT * COUNT; i++) {
        unsigned char text[4] = {bytes[i % COUNT], bytes[i / COUNT % COUNT],
                                 bytes[i / COUNT / COUNT % COUNT],
                                 bytes[i / COUNT / COUNT / COUNT]};

        for (size_t size = 1; size <= 4; size++) {
            uint32_t code;
            int32_t want;
            size_t end = unicode_decode(text, size, 0, &code);

            if (end != oracle_decode((chaff_text){(char *)text, size}, 0, &want) ||
                (int32_t)code != want)
                ck_abort_msg("%02X %02X %02X %02X, %zu of them", text[0], text[1],
                             text[2], text[3], size);
        }
    }
}
END_TEST

/* -- clusters ---------------------------------------------------------------------- */

START_TEST(marks_in_any_order_fold_as_utf8proc_folds_them)
{
    static const char *const marks[] = {"\xCC\x81", "\xCC\xA3", "\xCC\xB4", "\xCD\x85",
                                        "\xD6\xB0", "\xE3\x82\x99", "\xE0\xA5\x8D",
                                        "\xCC\x80", "\xE2\x80\x8D", "\xCC\x9B"};
    uint64_t seed = 1;

    for (int round = 0; round < 3000; round++) {
        unsigned char text[400] = "o", *folded;
        size_t size = round % 2, count = test_random(&seed) % 90, at = 0;
        utf8proc_ssize_t folded_size;
        bool apart;

        for (size_t i = 0; i < count; i++) {
            uint64_t kind = test_random(&seed) % (sizeof marks / sizeof *marks);
            const char *mark = marks[kind];

            memcpy(text + size, mark, strlen(mark));
            size += strlen(mark);
        }
        folded_size = utf8proc_map(text, (utf8proc_ssize_t)size, &folded, FOLDING);
        ck_assert_int_ge(folded_size, 0);
        ck_assert_int_eq(unicode_fold(folds, text, 0, size, &apart), CHAFF_OK);
        for (size_t i = 0; i < folds->part_count; i++) {
            char bytes[4];
            size_t more = unicode_encode(folds->parts[i], bytes);

            if (at + more > (size_t)folded_size ||
                memcmp(folded + at, bytes, more) != 0)
                ck_abort_msg("round %d, part %zu", round, i);
            at += more;
        }
        ck_assert_uint_eq(at, (size_t)folded_size);
        free(folded);
    }
}
END_TEST

START_TEST(the_version_of_the_tables_is_known)
{
    ck_assert_str_eq(chaff_unicode_version(), utf8proc_unicode_version());
}
END_TEST

/* -- memory ------------------------------------------------------------------------ */

START_TEST(a_page_without_memory_is_reported_and_can_be_filled_later)
{
    long n = 0;
    bool failed;

    do {
        const fold *f;

        teardown();
        setup();
        mem_fail_after(n++);
        f = unicode_look(folds, 0x301);
        mem_fail_after(-1);
        failed = folds->failed;
        if (failed)
            ck_assert_int_eq(f->kind, FOLD_SEPARATES);
        folds->failed = false;
        ck_assert_int_eq(unicode_look(folds, 0x301)->kind, FOLD_JOINS);
    } while (failed);
    ck_assert_int_gt(n, 2);
}
END_TEST

Suite *unicode_suite(void)
{
    Suite *suite = suite_create("unicode");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, every_page_says_what_utf8proc_says);
    tcase_add_test(core, what_never_composes_with_what_is_before_is_free);
    tcase_add_test(core, only_marks_and_jamo_compose_with_what_is_before);
    tcase_add_test(core, every_code_point_is_read);
    tcase_add_test(core, ill_formed_bytes_are_read_by_maximal_subparts);
    tcase_add_test(core, marks_in_any_order_fold_as_utf8proc_folds_them);
    tcase_add_test(core, the_version_of_the_tables_is_known);
    tcase_add_test(core, a_page_without_memory_is_reported_and_can_be_filled_later);
    suite_add_tcase(suite, core);
    return suite;
}
