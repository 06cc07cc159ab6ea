/* test_mem.c - base/mem.h and base/status.h
 *
 * Absurd sizes are refused, growth keeps what was there, sentences are cut cleanly.
 */
#include "tests.h"

#include <stdio.h>

#include "base/status.h"

START_TEST(products_of_sizes_never_wrap)
{
    /* Through volatile, so that the compiler does not check what the test checks. */
    volatile size_t half = SIZE_MAX / 2 + 1, most = SIZE_MAX;

    ck_assert_ptr_null(mem_alloc(half, 2));
    ck_assert_ptr_null(mem_alloc(most, most));
    ck_assert_ptr_null(mem_zero(half, 2));
    ck_assert_ptr_null(mem_alloc(most, 1));
    ck_assert_ptr_null(mem_large(half, 4));
    ck_assert_ptr_null(mem_resize(NULL, most, 16));
}
END_TEST

START_TEST(a_product_of_zero_may_be_freed)
{
    void *a = mem_alloc(0, 8), *b = mem_zero(8, 0);

    ck_assert_ptr_nonnull(a);
    ck_assert_ptr_nonnull(b);
    mem_free(a);
    mem_free(b);
    mem_free(NULL);
}
END_TEST

START_TEST(large_arrays_are_zero_aligned_and_writable_to_the_end)
{
    static const size_t sizes[] = {0, 1, 64, 4097, (1 << 21) - 1, 1 << 21, 3 << 20};

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        char *memory = mem_large(sizes[i], 1), sum = 0;

        ck_assert_ptr_nonnull(memory);
        ck_assert_uint_eq((uintptr_t)memory % 64, 0);
        for (size_t j = 0; j < sizes[i]; j++)
            sum |= memory[j];
        ck_assert_int_eq(sum, 0);
        memset(memory, 1, sizes[i]);
        mem_free_large(memory, sizes[i], 1);
    }
    mem_free_large(NULL, 1 << 22, 1);
}
END_TEST

START_TEST(growing_keeps_items_and_is_linear)
{
    uint32_t *items = NULL;
    size_t capacity = 0, growths = 0;

    for (uint32_t i = 0; i < 100000; i++) {
        size_t before = capacity;

        ck_assert_int_eq(mem_grow((void **)&items, &capacity, i + 1, sizeof *items),
                         CHAFF_OK);
        growths += capacity != before;
        items[i] = i;
    }
    for (uint32_t i = 0; i < 100000; i++)
        ck_assert_uint_eq(items[i], i);
    ck_assert_uint_lt(growths, 40);
    mem_free(items);
}
END_TEST

START_TEST(growth_that_fails_changes_nothing)
{
    volatile size_t most = SIZE_MAX;
    int *items = NULL;
    size_t capacity = 0;
    const int *before;

    ck_assert_int_eq(mem_grow((void **)&items, &capacity, 4, sizeof *items), CHAFF_OK);
    items[3] = 7;
    before = items;
    mem_fail_after(0);
    ck_assert_int_eq(mem_grow((void **)&items, &capacity, 400, sizeof *items),
                     CHAFF_ERR_MEMORY);
    mem_fail_after(-1);
    ck_assert_int_eq(mem_grow((void **)&items, &capacity, most, sizeof *items),
                     CHAFF_ERR_MEMORY);
    ck_assert_ptr_eq(items, before);
    ck_assert_int_eq(items[3], 7);
    mem_free(items);
}
END_TEST

START_TEST(buffers_append_anything_and_refuse_the_absurd)
{
    volatile size_t most = SIZE_MAX;
    buffer b = {0};

    ck_assert_int_eq(buffer_append(&b, NULL, 0), CHAFF_OK);
    ck_assert_int_eq(buffer_append(&b, "a\0b", 3), CHAFF_OK);
    ck_assert_int_eq(buffer_text(&b, "cd"), CHAFF_OK);
    ck_assert_int_eq(buffer_reserve(&b, most), CHAFF_ERR_MEMORY);
    ck_assert_uint_eq(b.size, 5);
    ck_assert_int_eq(memcmp(b.data, "a\0bcd", 5), 0);
    buffer_release(&b);
    ck_assert_ptr_null(b.data);
    buffer_release(&b);
}
END_TEST

START_TEST(a_failure_can_be_placed_at_any_allocation)
{
    for (long n = 0; n < 5; n++) {
        mem_fail_after(n);
        for (long i = 0; i < 10; i++) {
            void *memory = i % 2 ? mem_alloc(1, 1) : mem_zero(1, 1);

            ck_assert_int_eq(!memory, i == n);
            mem_free(memory);
        }
    }
    mem_fail_after(-1);
}
END_TEST

START_TEST(every_status_has_a_name_of_its_own)
{
    for (int a = CHAFF_DONE; a >= CHAFF_ERR_GUARD; a--)
        for (int b = CHAFF_DONE; b > a; b--)
            ck_assert_str_ne(chaff_status_name((chaff_status)a),
                             chaff_status_name((chaff_status)b));
    ck_assert_str_eq(chaff_status_name((chaff_status)-99), "unknown status");
}
END_TEST

/* Sequences of one to four bytes, with every length of text before them. */
START_TEST(a_sentence_is_cut_between_characters)
{
    static const char *const characters[] = {"a", "\xC3\xA9", "\xE2\x82\xAC",
                                             "\xF0\x9F\x98\x80"};
    chaff_error err;

    for (size_t c = 0; c < 4; c++)
        for (size_t before = 0; before < 4; before++) {
            char text[1024] = "";
            size_t width = strlen(characters[c]), used = before;

            memset(text, 'x', before);
            for (; used + width < sizeof text; used += width)
                memcpy(text + used, characters[c], width);
            text[used] = '\0';
            ck_assert_int_eq(error_set(&err, CHAFF_ERR_IO, "%s", text), CHAFF_ERR_IO);
            ck_assert_int_eq(err.status, CHAFF_ERR_IO);
            used = strlen(err.text);
            ck_assert_uint_lt(used, sizeof err.text);
            ck_assert_uint_ge(used, sizeof err.text - 1 - 2 * width);
            ck_assert_uint_eq((used - before) % width, 0);
            ck_assert_int_eq(memcmp(err.text, text, used), 0);
        }
}
END_TEST

START_TEST(a_sentence_is_one_line_without_control_characters)
{
    chaff_error err;

    (void)error_set(&err, CHAFF_ERR_FORMAT, "'%s' is bad", "a\nb\x1b[2J\x7F\tc");
    ck_assert_str_eq(err.text, "'a?b?[2J??c' is bad");
    ck_assert_int_eq(error_set(NULL, CHAFF_ERR_GUARD, "unheard"), CHAFF_ERR_GUARD);
    ck_assert_int_eq(error_memory(&err), CHAFF_ERR_MEMORY);
    ck_assert_ptr_nonnull(strstr(err.text, "memory"));
}
END_TEST

Suite *mem_suite(void);
Suite *mem_suite(void)
{
    Suite *suite = suite_create("mem");
    TCase *memory = tcase_create("memory"), *status = tcase_create("status");

    tcase_add_test(memory, products_of_sizes_never_wrap);
    tcase_add_test(memory, a_product_of_zero_may_be_freed);
    tcase_add_test(memory, large_arrays_are_zero_aligned_and_writable_to_the_end);
    tcase_add_test(memory, growing_keeps_items_and_is_linear);
    tcase_add_test(memory, growth_that_fails_changes_nothing);
    tcase_add_test(memory, buffers_append_anything_and_refuse_the_absurd);
    tcase_add_test(memory, a_failure_can_be_placed_at_any_allocation);
    suite_add_tcase(suite, memory);

    tcase_add_test(status, every_status_has_a_name_of_its_own);
    tcase_add_test(status, a_sentence_is_cut_between_characters);
    tcase_add_test(status, a_sentence_is_one_line_without_control_characters);
    suite_add_tcase(suite, status);
    return suite;
}
