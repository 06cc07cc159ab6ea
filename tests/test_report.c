/* test_report.c - report.h and what it stands on: what goes into a page comes out of
 * it as the same data, and nothing of it is markup */
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests.h"

#include "base/digest.h"
#include "chaff/report.h"
#include "report/lines.h"
#include "report/page.h"
#include "report/writer.h"
#include "run/excerpt.h"
#include "text/json.h"

static const char run_line[] =
    "{\"kind\":\"run\",\"parameters\":{\"command\":\"clean\"},\"counts\":{\"documents\":3}}\n";

static char folder[64], page[96];

static void setup(void)
{
    snprintf(folder, sizeof folder, "/tmp/chaff-report-%d", (int)getpid());
    snprintf(page, sizeof page, "%s.html", folder);
}

static void write_file(const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(name, "wb");

    ck_assert_ptr_nonnull(file);
    ck_assert_uint_eq(fwrite(bytes, 1, size, file), size);
    fclose(file);
}

/* Bytes that matter, and pieces of those that matter. */
static size_t random_text(uint64_t *state, char *room, size_t most)
{
    static const char *const parts[] = {
        "<", ">", "&", "</script>", "<!--", "\xE2\x80\xA8", "\xE2\x80\xA9", "\xE2\x80\xAE",
        "\xE2\x81\xA6", "\xE2\x80", "\xE2", "\xE2\x80\x90", "a", "\"", "\\", "\n", "\x01", "\x7F",
        "\xF0\x9F\x92\xA9", "\xC3\xA9", "\xFF", " ", "\xE2\x81\xA9", "\xD8\x9C"};
    size_t size = 0;

    for (;;) {
        const char *part = parts[test_random(state) % (sizeof parts / sizeof *parts)];

        if (size + strlen(part) > most || test_random(state) % 40 == 0)
            return size;
        memcpy(room + size, part, strlen(part));
        size += strlen(part);
    }
}

START_TEST(escaped_json_is_the_same_data_without_markup)
{
    uint64_t state = 11;
    char text[256];

    for (int i = 0; i < 4000; i++) {
        chaff_text raw = {text, random_text(&state, text, sizeof text)};
        buffer json = {0}, escaped = {0}, plain = {0}, back = {0};

        ck_assert_int_eq(json_encode(raw, &json), CHAFF_OK);
        ck_assert_int_eq(page_escape((chaff_text){json.data, json.size}, &escaped), CHAFF_OK);
        for (size_t b = 0; b < escaped.size; b++) {
            const char *at = escaped.data + b;

            ck_assert(!strchr("<>&\x7F", *at));
            ck_assert(escaped.size - b < 3 || (memcmp(at, "\xE2\x80\xA8", 3) && memcmp(at, "\xE2\x80\xA9", 3) &&
                                               memcmp(at, "\xE2\x80\xAE", 3) && memcmp(at, "\xE2\x81\xA6", 3)));
        }
        ck_assert_int_eq(json_decode((chaff_text){json.data, json.size}, &plain), CHAFF_OK);
        ck_assert_int_eq(json_decode((chaff_text){escaped.data, escaped.size}, &back), CHAFF_OK);
        ck_assert_uint_eq(plain.size, back.size);
        ck_assert_mem_eq(plain.data, back.data, plain.size);
        buffer_release(&json);
        buffer_release(&escaped);
        buffer_release(&plain);
        buffer_release(&back);
    }
}
END_TEST

START_TEST(sha256_is_that_of_the_standard)
{
    char text[DIGEST_SHA_TEXT];

    /* FIPS 180-4, "abc". */
    ck_assert_int_eq(digest_sha256("abc", 3, text), CHAFF_OK);
    ck_assert_str_eq(text, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}
END_TEST

START_TEST(a_writer_writes_well_formed_json)
{
    writer w = {0};
    chaff_error err;
    size_t fault;

    writer_begin(&w, '{');
    writer_count(&w, "count", UINT64_MAX);
    writer_key(&w, "list");
    writer_begin(&w, '[');
    writer_value(&w, 1);
    writer_begin(&w, '[');
    writer_end(&w, ']');
    writer_value(&w, 2);
    writer_end(&w, ']');
    writer_text(&w, "a\"\n", TEXT("\x80{"));
    writer_string(&w, "none", NULL);
    writer_flag(&w, "flag", true);
    writer_number(&w, "number", 0.1);
    writer_end(&w, '}');
    writer_end(&w, '\n');
    ck_assert_int_eq(w.failure, CHAFF_OK);
    ck_assert_int_eq(json_check((chaff_text){w.out.data, w.out.size - 1}, &fault, &err), CHAFF_OK);
    ck_assert_mem_eq(w.out.data, "{\"count\":18446744073709551615,\"list\":[1,[],2],", 46);
    buffer_release(&w.out);
}
END_TEST

/* Characters counted by their first bytes. */
static size_t characters(chaff_text text)
{
    size_t count = 0;

    for (size_t i = 0; i < text.size; i++)
        count += !i || ((unsigned char)text.data[i] & 0xC0) != 0x80;
    return count;
}

START_TEST(an_excerpt_is_a_beginning_of_whole_characters)
{
    uint64_t state = 3;
    char text[512];

    for (int i = 0; i < 4000; i++) {
        size_t size = random_text(&state, text, sizeof text), most = test_random(&state) % 60;
        size_t end = excerpt_size((chaff_text){text, size}, most);

        ck_assert_uint_le(end, size);
        ck_assert_uint_le(characters((chaff_text){text, end}), most);
        ck_assert(end == size || ((unsigned char)text[end] & 0xC0) != 0x80);
        if (characters((chaff_text){text, size}) <= most)
            ck_assert_uint_eq(end, size);
    }
}
END_TEST

static chaff_status render(const char *bytes, size_t size, chaff_error *err)
{
    char name[112];
    chaff_status status;

    snprintf(name, sizeof name, "%s/report.jsonl", folder);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    write_file(name, bytes, size);
    status = chaff_report_write(folder, page, NULL, err);
    remove(name);
    rmdir(folder);
    return status;
}

START_TEST(what_is_no_report_is_refused_with_a_reason)
{
    static const char *const cases[] = {
        "", "\n", "{}\n", "[]\n", "nonsense", "{\"kind\":\"source\"}\n", "{\"kind\":\"run\"}\n{\"kind\"\n",
        "{\"kind\":\"run\"}\n\n", "{\"kind\":\"runs\"}", "{\"kind\":{}}", "{\"kind\":\"run\"} x"};
    chaff_error err;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_int_eq(render(cases[i], strlen(cases[i]), &err), CHAFF_ERR_FORMAT);
        ck_assert_ptr_nonnull(strstr(err.text, folder));
        ck_assert_int_ne(access(page, F_OK), 0);
    }
    ck_assert_int_eq(chaff_report_write("/nowhere/at/all", page, NULL, &err), CHAFF_ERR_IO);
}
END_TEST

START_TEST(counts_of_any_kind_make_a_sentence)
{
    static const char *const counts[] = {
        "{}", "7", "{\"documents\":-1}", "{\"documents\":1e99}", "{\"documents\":\"<b>\"}",
        "{\"documents\":99999999999999999999}", "{\"documents\":1,\"removed\":5,\"span_words\":9}"};
    chaff_error err;

    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        char line[256];
        int size = snprintf(line, sizeof line,
                            "{\"kind\":\"run\",\"parameters\":{\"command\":\"<script>\"},\"counts\":%s}\n", counts[i]);

        ck_assert_int_eq(render(line, (size_t)size, &err), CHAFF_OK);
        ck_assert_int_eq(remove(page), 0);
    }
}
END_TEST

START_TEST(a_page_survives_the_failure_of_any_allocation)
{
    chaff_error err;
    chaff_status status;
    long n = 0;

    do {
        mem_fail_after(n++);
        status = render(run_line, sizeof run_line - 1, &err);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        ck_assert(status == CHAFF_OK || access(page, F_OK) != 0);
    } while (status != CHAFF_OK);
    ck_assert_int_gt(n, 3);
    remove(page);
}
END_TEST

Suite *report_suite(void);

Suite *report_suite(void)
{
    Suite *suite = suite_create("report");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, NULL);
    tcase_add_test(core, escaped_json_is_the_same_data_without_markup);
    tcase_add_test(core, sha256_is_that_of_the_standard);
    tcase_add_test(core, a_writer_writes_well_formed_json);
    tcase_add_test(core, an_excerpt_is_a_beginning_of_whole_characters);
    tcase_add_test(core, what_is_no_report_is_refused_with_a_reason);
    tcase_add_test(core, counts_of_any_kind_make_a_sentence);
    tcase_add_test(core, a_page_survives_the_failure_of_any_allocation);
    suite_add_tcase(suite, core);
    return suite;
}
