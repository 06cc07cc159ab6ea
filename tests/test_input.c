/* test_input.c - blocks, packings and places against a naive split into lines */
#include "tests.h"

#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "oracle_corpus.h"

Suite *input_suite(void);

static chaff_source_options options;

static void setup(void)
{
    kit_folder();
    chaff_source_options_init(&options);
}

static void teardown(void)
{
    kit_remove();
}

/* -- a file of all kinds of lines -------------------------------------------------- */

/* Lines with CRLF, blank lines, ill-formed UTF-8, NULs, bad records and long ones. */
static char *mixed_lines(uint64_t seed, size_t lines, size_t *size)
{
    static const char *const texts[] = {
        "plain words", "esc\\naped \\\"x\\\" \\u00e9", "ill \xFF\xC3 formed", "\\ud800 lone", "" };
    char *bytes = malloc(lines * 200 + (1 << 20)), *at = bytes;

    at += sprintf(at, "\xEF\xBB\xBF");
    for (size_t i = 0; i < lines; i++) {
        const char *end = test_random(&seed) % 4 ? "\n" : "\r\n";

        switch (test_random(&seed) % 12) {
        case 0: at += sprintf(at, "%s", end); break;
        case 1: at += sprintf(at, " \t%s", end); break;
        case 2: at += sprintf(at, "not json%s", end); break;
        case 3: at += sprintf(at, "{\"text\":7}%s", end); break;
        case 4:
            *at++ = 0;
            at += sprintf(at, "%s", end);
            break;
        default:
            at += sprintf(at, "{\"id\":%zu,\"text\":\"%s\"}%s", i,
                          texts[test_random(&seed) % 5], end);
        }
        if (i == lines / 2) {                          /* longer than a block */
            at += sprintf(at, "{\"id\":\"long\",\"text\":\"");
            memset(at, 'x', 300000);
            at += 300000;
            at += sprintf(at, "\"}\n");
        }
    }
    at += sprintf(at, "{\"text\":\"no line end\"}");
    *size = (size_t)(at - bytes);
    return bytes;
}

static bool is_blank(const char *at, size_t size)
{
    for (size_t i = 0; i < size; i++)
        if (!strchr(" \t\r\n", at[i]) || !at[i])
            return false;
    return true;
}

/* The records must be the lines that are not blank, at their places. */
static void check_lines(const reading *r, const char *bytes, size_t size, size_t skip)
{
    size_t at = skip, found = 0;

    ck_assert_int_eq(r->status, CHAFF_DONE);
    for (uint64_t line = 1; at < size; line++) {
        size_t end = at;

        while (end < size && bytes[end] != '\n')
            end++;
        end += end < size;
        if (!is_blank(bytes + at, end - at)) {
            const seen *s = &r->records[found++];

            ck_assert_uint_le(found, r->count);
            ck_assert_uint_eq(s->ref.offset, at);
            ck_assert_uint_eq(s->raw_size, end - at);
            ck_assert(!memcmp(s->raw, bytes + at, end - at));
            ck_assert_uint_eq(s->line, line);
            ck_assert_int_eq(s->bad, strncmp(s->raw, "{\"id", 4)
                             && strncmp(s->raw, "{\"text\":\"", 9));
        }
        at = end;
    }
    ck_assert_uint_eq(found, r->count);
}

START_TEST(jsonl_records_are_the_lines_for_any_block_size)
{
    static const size_t wants[] = { 1, 70000, 100000, 1 << 20, 1 << 24 };
    size_t size;
    char *bytes = mixed_lines(1, 20000, &size);

    kit_write_raw("a.jsonl", bytes, size);
    for (size_t i = 0; i < sizeof wants / sizeof *wants; i++) {
        reading r = read_corpus(kit_path("a.jsonl"), &options, wants[i], UINT64_MAX);

        check_lines(&r, bytes, size, 3);
        ck_assert_ptr_nonnull(strstr(r.notes,
                                     "a.jsonl: text from 'text', id from 'id'\n"));
        reading_release(&r);
    }
    free(bytes);
}
END_TEST

START_TEST(packed_files_read_as_the_plain_one_in_memory_and_on_disk)
{
    static const char *const names[] = { "a.jsonl.gz", "a.jsonl.zst", "a.jsonl.bz2",
                                        "a.jsonl.xz", "a.jsonl.lz4" };
    size_t size;
    char *bytes = mixed_lines(2, 12000, &size), *twice;

    bytes[size++] = '\n';
    twice = malloc(2 * size);                          /* two members, without the mark
                                                        * */
    memcpy(twice, bytes + 3, size - 3);
    memcpy(twice + size - 3, bytes + 3, size - 3);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        for (int members = 1; members <= 2; members++) {
            reading r;

            kit_write(names[i], bytes + 3 * (members > 1), size - 3 * (members > 1),
                      members);
            r = read_corpus(kit_path(names[i]), &options, 1 << 17,
                            members > 1 ? 100000 : UINT64_MAX);
            if (members == 1)
                check_lines(&r, bytes, size, 3);
            else
                check_lines(&r, twice, 2 * size - 6, 0);
            ck_assert(corpus_input(r.corpus, 0)->compressed);
            ck_assert(!corpus_input(r.corpus, 0)->trailing);
            reading_release(&r);
        }
    free(bytes);
    free(twice);
}
END_TEST

START_TEST(lines_format_takes_every_line_as_text)
{
    static const char bytes[] = "one\n\n  two \r\nthree\0nul\n\xFF";
    reading r;

    kit_write_raw("a.anything", bytes, sizeof bytes - 1);
    options.format = CHAFF_FORMAT_LINES;
    r = read_corpus(kit_path("a.anything"), &options, 1, UINT64_MAX);
    ck_assert_uint_eq(r.count, 4);
    ck_assert_str_eq(r.records[0].text, "one");
    ck_assert_str_eq(r.records[1].text, "  two ");
    ck_assert_uint_eq(r.records[2].text_size, 9);
    ck_assert_str_eq(r.records[3].text, "\xFF");
    ck_assert_str_eq(r.records[3].id + strlen(r.records[3].id) - 12, "a.anything:5");
    reading_release(&r);
}
END_TEST

START_TEST(a_pipe_reads_as_a_file)
{
    size_t size;
    char *bytes = mixed_lines(3, 300, &size), path[32];
    int ends[2], status;
    pid_t writer;
    reading r;

    ck_assert_int_eq(pipe(ends), 0);
    writer = fork();
    if (!writer) {
        ck_assert_int_eq(write(ends[1], bytes, size), (ssize_t)size);
        _exit(0);
    }
    close(ends[1]);
    snprintf(path, sizeof path, "/dev/fd/%d", ends[0]);
    options.format = CHAFF_FORMAT_JSONL;
    r = read_corpus(path, &options, 1 << 16, UINT64_MAX);
    check_lines(&r, bytes, size, 3);
    waitpid(writer, &status, 0);
    close(ends[0]);
    reading_release(&r);
    free(bytes);
}
END_TEST

START_TEST(records_load_again_as_they_were)
{
    static const char *const names[] = { "a.jsonl", "a.jsonl.zst" };
    size_t size;
    char *bytes = mixed_lines(4, 3000, &size);

    for (size_t i = 0; i < 2; i++) {
        uint64_t seed = 9;
        reading r;

        kit_write(names[i], bytes, size, 1);
        r = read_corpus(kit_path(names[i]), &options, 1 << 16,
                        i ? 1 << 16 : UINT64_MAX);
        for (int round = 0; round < 3000; round++) {
            const seen *s = &r.records[test_random(&seed) % r.count];
            buffer raw = { 0 };
            uint64_t line;
            doc d;

            ck_assert_int_eq(corpus_bytes(r.corpus, s->ref.input, s->ref.offset,
                                          s->ref.size, &raw, NULL), CHAFF_OK);
            ck_assert(raw.size == s->raw_size && !memcmp(raw.data, s->raw, raw.size));
            buffer_release(&raw);
            ck_assert_int_eq(reader_line(r.reader, s->ref, &line, NULL), CHAFF_OK);
            ck_assert_uint_eq(line, s->line);
            if (s->bad)
                continue;
            ck_assert_int_eq(reader_load(r.reader, s->ref, &d, &r.err), CHAFF_OK);
            ck_assert(d.text.size == s->text_size && !memcmp(d.text.data, s->text,
                                                             s->text_size));
            ck_assert(d.id.size == strlen(s->id) && !memcmp(d.id.data, s->id,
                                                            d.id.size));
            ck_assert(d.id_json.size == strlen(s->id_json)
                      && !memcmp(d.id_json.data, s->id_json, d.id_json.size));
        }
        reading_release(&r);
    }
    free(bytes);
}
END_TEST

START_TEST(a_record_longer_than_the_limit_is_bad_in_pieces)
{
    const size_t long_size = ((size_t)64 << 20) + 5000000;
    const char first[] = "{\"text\":\"a\"}\n", last[] = "{\"text\":\"b\"}\n";
    size_t size = sizeof first - 1 + long_size + sizeof last - 1, at = 0;
    char *bytes = malloc(size);
    reading r;

    memcpy(bytes, first, sizeof first - 1);
    memset(bytes + sizeof first - 1, 'y', long_size);
    bytes[sizeof first - 2 + long_size] = '\n';
    memcpy(bytes + size - (sizeof last - 1), last, sizeof last - 1);
    kit_write_raw("a.jsonl", bytes, size);
    r = read_corpus(kit_path("a.jsonl"), &options, 1 << 20, 1 << 20);
    ck_assert_int_eq(r.status, CHAFF_DONE);
    ck_assert_uint_ge(r.count, 4);
    ck_assert_str_eq(r.records[0].text, "a");
    ck_assert_str_eq(r.records[r.count - 1].text, "b");
    ck_assert_uint_eq(r.records[r.count - 1].line, 3);
    at = sizeof first - 1;
    for (size_t i = 1; i + 1 < r.count; i++) {
        ck_assert(r.records[i].bad);
        ck_assert_int_eq(r.records[i].continued, i > 1);
        ck_assert_uint_eq(r.records[i].ref.offset, at);
        at += r.records[i].raw_size;
    }
    ck_assert_uint_eq(at, size - (sizeof last - 1));
    reading_release(&r);
    free(bytes);
}
END_TEST

/* -- damaged packings -------------------------------------------------------------- */

static const char *const suffixes[] = { ".gz", ".zst", ".bz2", ".xz", ".lz4" };

/* A packed file of many records. */
static char *pack_lines(const char *suffix, size_t *size)
{
    char name[32], *bytes, *packed;
    size_t text_size;

    bytes = mixed_lines(5, 500, &text_size);
    snprintf(name, sizeof name, "whole.jsonl%s", suffix);
    kit_write(name, bytes, text_size, 1);
    packed = kit_read(name, size);
    free(bytes);
    return packed;
}

START_TEST(packed_outputs_without_a_byte_are_whole)
{
    for (size_t i = 0; i < 5; i++) {
        char name[32];
        reading r;

        snprintf(name, sizeof name, "none.jsonl%s", suffixes[i]);
        kit_write(name, "", 0, 1);
        r = read_corpus(kit_path(name), &options, 1 << 16, UINT64_MAX);
        ck_assert_int_eq(r.status, CHAFF_DONE);
        ck_assert_uint_eq(r.count, 0);
        ck_assert(corpus_input(r.corpus, 0)->compressed);
        ck_assert(!corpus_input(r.corpus, 0)->trailing);
        reading_release(&r);
    }
}
END_TEST

/* Status of reading so many bytes of it, with `extra` bytes behind. */
static chaff_status read_damaged(const char *suffix, const char *packed, size_t size,
                                 const char *extra,
                                 size_t extra_size, size_t *records, bool *trailing)
{
    char name[32], *damaged = malloc(size + extra_size + 1);
    chaff_status status;
    reading r;

    memcpy(damaged, packed, size);
    memcpy(damaged + size, extra, extra_size);
    snprintf(name, sizeof name, "d.jsonl%s", suffix);
    kit_write_raw(name, damaged, size + extra_size);
    r = read_corpus(kit_path(name), &options, 1 << 16, UINT64_MAX);
    *records = r.count;
    *trailing = r.corpus && corpus_input(r.corpus, 0)->trailing;
    ck_assert(!*trailing || strstr(r.notes, "what follows the last"));
    status = r.status;
    reading_release(&r);
    free(damaged);
    return status;
}

START_TEST(garbage_behind_the_last_member_is_noticed_and_costs_nothing)
{
    static const char garbage[] = "garbage behind, longer than what is looked at to find a member";
    size_t size, whole, records;
    bool trailing;

    for (size_t i = 0; i < 5; i++) {
        char *packed = pack_lines(suffixes[i], &size);

        ck_assert_int_eq(read_damaged(suffixes[i], packed, size, "", 0, &whole,
                                      &trailing), CHAFF_DONE);
        ck_assert(!trailing);
        for (size_t extra = 1; extra < sizeof garbage; extra += 9) {
            ck_assert_int_eq(read_damaged(suffixes[i], packed, size, garbage, extra,
                                          &records, &trailing),
                             CHAFF_DONE);
            ck_assert_msg(trailing, "%s %zu", suffixes[i], extra);
            ck_assert_uint_eq(records, whole);
        }
        free(packed);
    }
}
END_TEST

START_TEST(a_stream_cut_off_anywhere_is_an_error)
{
    size_t size, records;
    bool trailing;

    for (size_t i = 0; i < 5; i++) {
        char *packed = pack_lines(suffixes[i], &size);

        for (size_t cut = 1; cut < size; cut = cut * 2 + 1)
            ck_assert_msg(read_damaged(suffixes[i], packed, size - cut, "", 0, &records,
                                       &trailing)
                          == CHAFF_ERR_FORMAT, "%s %zu", suffixes[i], cut);
        free(packed);
    }
}
END_TEST

START_TEST(a_changed_byte_never_passes_unnoticed)
{
    static const size_t checked[] = { 0, 2, 3 };       /* zstd and lz4 need no checksum
                                                        * */
    size_t size, records;
    bool trailing;

    for (size_t k = 0; k < 3; k++) {
        size_t i = checked[k];
        char *packed = pack_lines(suffixes[i], &size);

        for (size_t at = 60; at + 40 < size; at += size / 40) {
            packed[at] ^= 0x10;
            ck_assert_msg(read_damaged(suffixes[i], packed, size, "", 0, &records,
                                       &trailing)
                          == CHAFF_ERR_FORMAT, "%s %zu", suffixes[i], at);
            packed[at] ^= 0x10;
        }
        free(packed);
    }
}
END_TEST

START_TEST(a_suffix_that_the_content_contradicts_is_an_error)
{
    for (size_t i = 0; i < 5; i++) {
        char name[32];
        reading r;

        snprintf(name, sizeof name, "c.jsonl%s", suffixes[i]);
        kit_write_raw(name, "{\"text\":\"plain\"}\n", 17);
        r = read_corpus(kit_path(name), &options, 1, UINT64_MAX);
        ck_assert_int_eq(r.status, CHAFF_ERR_FORMAT);
        ck_assert(strstr(r.err.text, name) && strstr(r.err.text, "as its name says"));
        reading_release(&r);
        kit_write_raw(name, "", 0);                    /* empty files are fine */
        r = read_corpus(kit_path(name), &options, 1, UINT64_MAX);
        ck_assert_int_eq(r.status, CHAFF_DONE);
        reading_release(&r);
    }
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    static const char bytes[] = "{\"id\":\"a\\u0062\",\"text\":\"x\\ny\",\"url\":\"http://www.A.b/\"}\n{\"text\":7}\n";
    chaff_status status = CHAFF_ERR_MEMORY;
    long n = 0;

    kit_write("a.jsonl.gz", bytes, sizeof bytes - 1, 1);
    for (; status == CHAFF_ERR_MEMORY && n < 1000; n++) {
        budget limit = { .limit = UINT64_MAX, .folder = "/tmp" };
        input_events events = { 0 };
        const char *path = kit_path("a.jsonl.gz");
        size_t at = 0, column, cuts[2] = { 0, 1 };
        buffer out = { 0 };
        block b = { 0 };
        corpus *c = NULL;
        reader *r = NULL;
        uint64_t line;
        doc d;

        mem_fail_after(n);
        status = corpus_open(&c, &path, 1, &options, &limit, &events, NULL);
        ck_assert(status == CHAFF_OK || !c);
        if (status == CHAFF_OK)
            status = reader_new(&r, c);
        if (status == CHAFF_OK)
            status = corpus_next_block(c, &b, 1, NULL);
        if (status == CHAFF_OK)
            status = corpus_keep_block(c, &b, NULL);
        if (status == CHAFF_OK)
            status = reader_next(r, &b, &at, &line, &d, &column, NULL);
        if (status == CHAFF_OK)
            status = reader_cut(r, &d, cuts, 1, &out);
        if (status == CHAFF_OK)
            status = corpus_bytes(c, d.ref.input, d.ref.offset, d.ref.size, &out,
                                  NULL);
        if (status == CHAFF_OK)
            status = reader_load(r, d.ref, &d, NULL);
        mem_fail_after(-1);
        ck_assert_msg(status == CHAFF_OK || status == CHAFF_ERR_MEMORY, "%ld: %d", n,
                      status);
        buffer_release(&out);
        block_release(&b);
        reader_free(r);
        corpus_close(c);
    }
    ck_assert_int_eq(status, CHAFF_OK);
    ck_assert_int_gt(n, 15);
}
END_TEST

/* -- offsets ----------------------------------------------------------------------- */

START_TEST(offsets_count_characters_and_utf16_units)
{
    /* a, e-acute, U+1F600, a truncated sequence of two bytes, a lone 0xFF, z */
    static const char text[] = "a\xC3\xA9\xF0\x9F\x98\x80\xE4\xB8\xFFz";
    static const size_t chars[] = { 0, 1, 1, 2, 2, 2, 2, 3, 3, 4, 5, 6 };
    static const size_t units[] = { 0, 1, 1, 2, 2, 2, 2, 4, 4, 5, 6, 7 };
    size_t all[12], one;

    for (size_t i = 0; i < 12; i++) {
        all[i] = i;
        one = i;
        text_offsets(TEXT(text), OFFSET_UTF16, &one, 1);
        ck_assert_uint_eq(one, units[i]);
    }
    text_offsets(TEXT(text), OFFSET_BYTES, all, 12);
    ck_assert_uint_eq(all[7], 7);
    text_offsets(TEXT(text), OFFSET_CHARS, all, 12);
    ck_assert_mem_eq(all, chars, sizeof chars);
}
END_TEST

Suite *input_suite(void)
{
    Suite *suite = suite_create("input");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, jsonl_records_are_the_lines_for_any_block_size);
    tcase_add_test(core, packed_files_read_as_the_plain_one_in_memory_and_on_disk);
    tcase_add_test(core, lines_format_takes_every_line_as_text);
    tcase_add_test(core, a_pipe_reads_as_a_file);
    tcase_add_test(core, records_load_again_as_they_were);
    tcase_add_test(core, a_record_longer_than_the_limit_is_bad_in_pieces);
    tcase_add_test(core, packed_outputs_without_a_byte_are_whole);
    tcase_add_test(core, garbage_behind_the_last_member_is_noticed_and_costs_nothing);
    tcase_add_test(core, a_stream_cut_off_anywhere_is_an_error);
    tcase_add_test(core, a_changed_byte_never_passes_unnoticed);
    tcase_add_test(core, a_suffix_that_the_content_contradicts_is_an_error);
    tcase_add_test(core, every_allocation_may_fail);
    tcase_add_test(core, offsets_count_characters_and_utf16_units);
    suite_add_tcase(suite, core);
    return suite;
}
