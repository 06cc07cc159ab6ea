/* test_table.c - report/table.h: what is written is what a reader of the format
 * reads back */
#include <math.h>
#include <stdio.h>
#include <unistd.h>

#include "tests.h"

#include "report/decimal.h"
#include "report/table.h"

static const char *const columns[] = {"name", "count", "share"};

static char *written(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = malloc(1 << 16);

    ck_assert_ptr_nonnull(file);
    *size = fread(bytes, 1, (1 << 16) - 1, file);
    bytes[*size] = '\0';
    fclose(file);
    return bytes;
}

static void write_two_rows(const char *path)
{
    table *t;
    chaff_error err;

    ck_assert_int_eq(table_open(&t, path, columns, 3, &err), CHAFF_OK);
    table_text(t, TEXT("a \"b\",\tc\\\nd"));
    table_count(t, 18446744073709551615u);
    table_number(t, 0.1);
    ck_assert_int_eq(table_row(t, &err), CHAFF_OK);
    table_json(t, TEXT("\"x\\u00e9\""));
    table_json(t, TEXT("12345678901234567890"));
    table_number(t, 2.0 / 3);
    ck_assert_int_eq(table_row(t, &err), CHAFF_OK);
    ck_assert_int_eq(table_commit(t, &err), CHAFF_OK);
}

START_TEST(each_format_holds_the_same_cells)
{
    static const struct { const char *suffix, *expected; } cases[] = {
        {"jsonl", "{\"name\":\"a \\\"b\\\",\\tc\\\\\\nd\",\"count\":18446744073709551615,\"share\":0.1}\n"
                  "{\"name\":\"x\\u00e9\",\"count\":12345678901234567890,\"share\":0.6666666666666666}\n"},
        {"csv", "name,count,share\n\"a \"\"b\"\",\tc\\\nd\",18446744073709551615,0.1\n"
                "x\xC3\xA9,12345678901234567890,0.6666666666666666\n"},
        {"tsv", "name\tcount\tshare\na \"b\",\\tc\\\\\\nd\t18446744073709551615\t0.1\n"
                "x\xC3\xA9\t12345678901234567890\t0.6666666666666666\n"},
    };

    for (size_t i = 0; i < 3; i++) {
        char path[64], *bytes;
        size_t size;

        snprintf(path, sizeof path, "/tmp/chaff-table-%d.%s", (int)getpid(), cases[i].suffix);
        write_two_rows(path);
        bytes = written(path, &size);
        remove(path);
        ck_assert_str_eq(bytes, cases[i].expected);
        free(bytes);
    }
}
END_TEST

START_TEST(numbers_read_back_to_the_same_double)
{
    uint64_t state = 11;

    for (int i = 0; i < 100000; i++) {
        uint64_t bits = test_random(&state);
        double number = i % 2 ? (double)(bits >> 11) / (double)(UINT64_C(1) << 53)
                              : (double)(bits % 1000) / (double)(1 + bits / 1000 % 1000);
        buffer text = {0};

        ck_assert_int_eq(number_append(&text, number), CHAFF_OK);
        ck_assert_int_eq(buffer_append(&text, "", 1), CHAFF_OK);
        ck_assert(strtod(text.data, NULL) == number);
        ck_assert_uint_lt(text.size, 26);
        buffer_release(&text);
    }
}
END_TEST

/* The oracle asks the C library for 15, 16 and 17 digits. */
static void check_share(double number)
{
    char digits[DECIMAL_SIZE] = "", truth[40];
    size_t size = decimal_share(number, digits);

    for (int precision = 15; precision <= 17; precision++) {
        snprintf(truth, sizeof truth, "%.*g", precision, number);
        if (strtod(truth, NULL) == number)
            break;
    }
    if (!size)
        return;
    digits[size] = '\0';
    ck_assert_str_eq(digits, truth);
}

START_TEST(shares_are_written_as_the_c_library_writes_them)
{
    uint64_t state = 12;
    const double edges[] = {0, 1, 0.1, 0.5, 0.25, 0.8, 0.125, 1 - 0x1p-53, 0.5 - 0x1p-54,
                            0.5 + 0x1p-53, 0.1 + 0x1p-56, 0.99, -0.0, -1, 2, NAN,
                            INFINITY, 0.05};

    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++)
        check_share(edges[i]);
    for (int i = 0; i < 200000; i++) {
        uint64_t bits = test_random(&state), whole = 1 + bits % 5000;

        check_share((double)(bits / 5000 % whole) / (double)whole);
        check_share((double)(bits >> 11) / (double)(UINT64_C(1) << 53));
        check_share((double)(bits % 100000) / 100000);
    }
}
END_TEST

START_TEST(rows_of_a_twin_are_rows_of_the_table)
{
    char path[64], *bytes;
    size_t size;
    table *t, *twin;
    buffer rows = {0};
    chaff_error err;

    snprintf(path, sizeof path, "/tmp/chaff-twin-%d.csv", (int)getpid());
    ck_assert_int_eq(table_open(&t, path, columns, 1, &err), CHAFF_OK);
    ck_assert_int_eq(table_twin(&twin, t), CHAFF_OK);
    table_text(twin, TEXT("one"));
    ck_assert_int_eq(table_row(twin, &err), CHAFF_OK);
    table_text(twin, TEXT("two"));
    ck_assert_int_eq(table_row(twin, &err), CHAFF_OK);
    ck_assert_int_eq(table_move_rows(twin, &rows), CHAFF_OK);
    ck_assert_int_eq(table_append(t, &rows, &err), CHAFF_OK);
    table_discard(twin);
    buffer_release(&rows);
    ck_assert_int_eq(table_commit(t, &err), CHAFF_OK);
    bytes = written(path, &size);
    remove(path);
    ck_assert_str_eq(bytes, "name\none\ntwo\n");
    free(bytes);
}
END_TEST

START_TEST(a_discarded_table_leaves_nothing_behind)
{
    char path[64];
    table *t;
    chaff_error err;

    snprintf(path, sizeof path, "/tmp/chaff-discard-%d.jsonl", (int)getpid());
    ck_assert_int_eq(table_open(&t, path, columns, 3, &err), CHAFF_OK);
    table_text(t, TEXT("x"));
    table_count(t, 1);
    table_number(t, 1);
    ck_assert_int_eq(table_row(t, &err), CHAFF_OK);
    table_discard(t);
    ck_assert_ptr_null(fopen(path, "rb"));
}
END_TEST

Suite *table_suite(void);

Suite *table_suite(void)
{
    Suite *suite = suite_create("table");
    TCase *core = tcase_create("core");

    tcase_add_test(core, each_format_holds_the_same_cells);
    tcase_add_test(core, numbers_read_back_to_the_same_double);
    tcase_add_test(core, shares_are_written_as_the_c_library_writes_them);
    tcase_add_test(core, rows_of_a_twin_are_rows_of_the_table);
    tcase_add_test(core, a_discarded_table_leaves_nothing_behind);
    suite_add_tcase(suite, core);
    return suite;
}
