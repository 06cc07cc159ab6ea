/* test_formats.c - csv, tsv, warc, vert and txt; kinds, fields and cuts */
#include "tests.h"

#include <stdio.h>
#include <sys/stat.h>

#include "oracle_corpus.h"

Suite *formats_suite(void);

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

static reading read_bytes(const char *name, const void *bytes, size_t size)
{
    kit_write_raw(name, bytes, size);
    return read_corpus(kit_path(name), &options, 1, UINT64_MAX);
}

static reading read_text(const char *name, const char *text)
{
    return read_bytes(name, text, strlen(text));
}

/* -- csv and tsv ------------------------------------------------------------------- */

/* Append a csv field as RFC 4180 wants it, sometimes quoted without need. */
static char *put_field(char *at, const char *text, bool quote)
{
    if (!quote && !strpbrk(text, ",\"\r\n"))
        return at + sprintf(at, "%s", text);
    *at++ = '"';
    for (; *text; text++) {
        if (*text == '"')
            *at++ = '"';
        *at++ = *text;
    }
    *at++ = '"';
    return at;
}

START_TEST(csv_comes_back_whatever_its_fields_hold)
{
    static const char *const parts[] = { "a", "\"", ",", "\n", "\r\n", " ", "word",
                                        "\xC3\xA9", "\t" };
    enum { ROWS = 4000 };
    uint64_t seed = 1;
    char *bytes = malloc(ROWS * 400), *at = bytes;
    static char texts[ROWS][80];
    reading r;

    at += sprintf(at, "\xEF\xBB\xBFother,text,\"id\"\r\n");
    for (int row = 0; row < ROWS; row++) {
        texts[row][0] = 0;
        for (uint64_t i = test_random(&seed) % 8; i--;)
            strcat(texts[row], parts[test_random(&seed) % 9]);
        at = put_field(at, parts[test_random(&seed) % 9], test_random(&seed) % 2);
        *at++ = ',';
        at = put_field(at, texts[row], test_random(&seed) % 2);
        at += sprintf(at, ",%d%s", row, test_random(&seed) % 2 ? "\n" : "\r\n");
        if (test_random(&seed) % 8 == 0)
            at += sprintf(at, "\n");
    }
    r = read_bytes("a.csv", bytes, (size_t)(at - bytes));
    ck_assert_int_eq(r.status, CHAFF_DONE);
    ck_assert_uint_eq(r.count, ROWS);
    ck_assert_uint_eq(corpus_input(r.corpus, 0)->head, 20);
    for (int row = 0; row < ROWS; row++) {
        char id[16];

        snprintf(id, sizeof id, "%d", row);
        ck_assert_str_eq(r.records[row].text, texts[row]);
        ck_assert_str_eq(r.records[row].id, id);
    }
    reading_release(&r);
    free(bytes);
}
END_TEST

START_TEST(short_rows_and_open_quotes_are_bad_records)
{
    reading r = read_text("a.csv", "id,text\n1\n2,5\" disk\n3,x,more\n4,\"open\n5,y\n");

    ck_assert_uint_eq(r.count, 4);
    ck_assert(r.records[0].bad && !r.records[1].bad && !r.records[2].bad
              && r.records[3].bad);
    ck_assert_str_eq(r.records[0].cause, "no text field 'text'");
    ck_assert_str_eq(r.records[1].text, "5\" disk");
    ck_assert_str_eq(r.records[3].cause, "a quoted field is not closed");
    ck_assert_uint_eq(r.records[3].line, 5);
    reading_release(&r);
    r = read_text("a.tsv", "text\tid\nsay \"x\t1\r\n\tno text\n");
    ck_assert_uint_eq(r.count, 2);
    ck_assert_str_eq(r.records[0].text, "say \"x");
    ck_assert_str_eq(r.records[0].id_json, "\"1\"");
    ck_assert_str_eq(r.records[1].text, "");
    reading_release(&r);
}
END_TEST

/* -- warc -------------------------------------------------------------------------- */

static size_t put_warc(char *at, const char *type, const char *content_type,
                       const char *content, long lie)
{
    return (size_t)sprintf(at,
                           "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: <http://User@WWW.News.org:80/x>\r\n"
                           "WARC-Date: 2020-01-02T03:04:05Z\r\nWARC-Block-Digest: sha1:ABC\r\n%s%s%s"
                           "content-length: %ld\r\n\r\n%s\r\n\r\n", type, content_type ? "Content-Type: " : "",
                           content_type ? content_type : "", content_type ? "\r\n" : "",
                           (long)strlen(content) + lie, content);
}

START_TEST(warc_documents_are_conversions_and_plain_responses)
{
    char bytes[8192], *at = bytes;
    reading r;

    at += put_warc(at, "warcinfo", NULL, "software: x", 0);
    at += put_warc(at, "conversion", "text/plain", "First\r\n\r\nWARC/1.0 in the text",
                   0);
    at += put_warc(at, "request", NULL, "GET /", 0);
    at += put_warc(at, "response", "application/http; msgtype=response",
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 4\r\n\r\nBody", 0);
    at += put_warc(at, "response", "application/http",
                   "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>", 0);
    at += put_warc(at, "response", "application/http",
                   "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\n\r\n...", 0);
    at += put_warc(at, "conversion", NULL, "", 0);
    r = read_bytes("a.warc", bytes, (size_t)(at - bytes));
    ck_assert_int_eq(r.status, CHAFF_DONE);
    ck_assert_uint_eq(r.count, 4);
    ck_assert_str_eq(r.records[0].text, "First\r\n\r\nWARC/1.0 in the text");
    ck_assert_str_eq(r.records[0].id, "http://User@WWW.News.org:80/x");
    ck_assert_str_eq(r.records[0].source, "news.org");
    ck_assert_str_eq(r.records[0].date, "2020-01-02T03:04:05Z");
    ck_assert_str_eq(r.records[1].text, "Body");
    ck_assert_str_eq(r.records[2].cause, "a compressed HTTP body can't be read");
    ck_assert_str_eq(r.records[3].text, "");
    reading_release(&r);
}
END_TEST

START_TEST(lying_lengths_cost_their_own_record_only)
{
    /* One to four more take in line ends only, and do no harm. */
    static const long lies[] = { -1, -2, -4, 5, 6, 100, 100000, 2000000000 };

    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        char bytes[8192], *at = bytes;
        reading r;

        at += put_warc(at, "conversion", NULL, "one", 0);
        at += put_warc(at, "conversion", NULL, "the liar", lies[i]);
        at += put_warc(at, "conversion", NULL, "two", 0);
        at += sprintf(at, "garbage\n");
        at += put_warc(at, "conversion", NULL, "three", 4);
        r = read_bytes("a.warc", bytes, (size_t)(at - bytes));
        ck_assert_uint_eq(r.count, 5);
        ck_assert_str_eq(r.records[0].text, "one");
        ck_assert_str_eq(r.records[1].cause, "Content-Length is wrong");
        ck_assert_str_eq(r.records[2].text, "two");
        ck_assert_str_eq(r.records[3].raw, "garbage\n");
        ck_assert_str_eq(r.records[4].text, "three\r\n\r\n");
        reading_release(&r);
    }
}
END_TEST

/* -- cuts -------------------------------------------------------------------------- */

typedef struct cut_case {
    const char *name, *bytes, *text_field;
} cut_case;

/* The first record of the file, written without the cuts, after the head of its
 * input. */
static size_t write_cut(reading *r, const size_t *cuts, size_t count, buffer *out)
{
    doc d;

    ck_assert_int_eq(reader_load(r->reader, r->records[0].ref, &d, NULL), CHAFF_OK);
    ck_assert_int_eq(corpus_bytes(r->corpus, 0, 0,
                                  (size_t)corpus_input(r->corpus, 0)->head, out, NULL),
                     CHAFF_OK);
    ck_assert_int_eq(reader_cut(r->reader, &d, cuts, count, out), CHAFF_OK);
    return d.text.size;
}

static const cut_case cut_cases[] = {
    { "c.jsonl",
     "{\"id\":1, \"text\" : \"ab\\n\\\"cd\\\" \\u0065f g\", \"z\":[ 1 ]}\r\n", NULL },
    { "c.jsonl", "{\"body\":\"second\\tpart\",\"title\":\"first \\\\ part\"}\n",
     "title,body" },
    { "c.csv", "text,id\n\"say \"\"hello\"\", you\nand I\",1\r\n", NULL },
    { "c.csv", "id,text\n1,plain words here\n", NULL },
    { "c.tsv", "id\ttext\n1\tplain \"words here\r\n", NULL },
    { "c.txt", "\xEF\xBB\xBFwhole file\n\nof text\n", NULL },
    { "c.warc",
     "WARC/1.0\r\nWARC-Type: conversion\r\nContent-Length: 11\r\n\r\nhello\nworld\r\n\r\n", NULL },
    { "c.warc",
     "WARC/1.1\r\nWARC-Type: response\r\nContent-Length: 79\r\n\r\nHTTP/1.1 200 OK\r\n"
                "Content-Type: text/plain\r\ncontent-length: 12\r\n\r\nhello\n world\r\n\r\n", NULL },
};

START_TEST(what_is_left_of_a_cut_record_reads_as_the_text_without_the_cuts)
{
    uint64_t seed = 5;

    for (size_t i = 0; i < sizeof cut_cases / sizeof *cut_cases; i++) {
        const cut_case *c = &cut_cases[i];

        for (int round = 0; round < 200; round++) {
            reading r, again;
            buffer out = { 0 }, left = { 0 };
            size_t cuts[8], count = 0, at = 0, size;

            options.text_field = c->text_field;
            r = read_text(c->name, c->bytes);
            ck_assert_msg(r.count == 1 && !r.records[0].bad, "%s", c->name);
            for (; count < 3 && round; count++) {
                cuts[2 * count] = at + test_random(&seed) % 5;
                cuts[2 * count + 1] = at = cuts[2 * count] + test_random(&seed) % 7;
                if (at >= r.records[0].text_size)
                    break;
            }
            size = write_cut(&r, cuts, count, &out);
            at = 0;
            for (size_t k = 0; k < size; k++) {
                bool cut = false;

                /* The break between two joined fields stands in no record. */
                for (size_t j = 0; j < count; j++)
                    cut = cut || (k >= cuts[2 * j] && k < cuts[2 * j + 1]
                                  && !(c->text_field && (k == 12 || k == 13)));
                if (!cut)
                    ck_assert_int_eq(buffer_append(&left, r.records[0].text + k, 1),
                                     CHAFF_OK);
            }
            if (!count)
                ck_assert(out.size == strlen(c->bytes)
                          && !memcmp(out.data, c->bytes, out.size));
            again = read_bytes(c->name, out.data, out.size);
            ck_assert_uint_eq(again.count, left.size
                              || strcmp(c->name, "c.txt") ? 1 : again.count);
            if (again.count) {
                ck_assert_msg(again.records[0].text_size == left.size
                              && (!left.size || !memcmp(again.records[0].text,
                                                        left.data, left.size)),
                              "%s: %s", c->name, again.records[0].text);
                ck_assert(strstr(c->name, "txt")
                          || again.records[0].raw_size <= r.records[0].raw_size);
            }
            buffer_release(&out);
            buffer_release(&left);
            reading_release(&r);
            reading_release(&again);
        }
    }
}
END_TEST

START_TEST(annotating_adds_one_key_and_changes_nothing_else)
{
    reading r = read_text("a.jsonl", "{\"text\":\"a}\",\"x\":{} } \r\n");
    buffer out = { 0 };
    doc d;

    ck_assert_int_eq(reader_load(r.reader, r.records[0].ref, &d, NULL), CHAFF_OK);
    ck_assert_int_eq(reader_annotate(&d, TEXT("{\"n\":1}"), &out), CHAFF_OK);
    ck_assert_int_eq(buffer_append(&out, "", 1), CHAFF_OK);
    ck_assert_str_eq(out.data, "{\"text\":\"a}\",\"x\":{} ,\"chaff\":{\"n\":1}} \r\n");
    buffer_release(&out);
    reading_release(&r);
}
END_TEST

/* -- vert -------------------------------------------------------------------------- */

START_TEST(vertical_text_becomes_words_and_paragraphs)
{
    static const char bytes[] =
        "<corpus>\n<doc id=\"d 1\" url='http://www.x.org/'>\n<p>\n<s>\nHello\tUH\thello\nworld\tNN\n<g/>\n.\tSENT\n</s>\n"
        "</p>\n<p>\n<\tSYM\nNew\n</p>\n</doc>\nstray\nwords\n<doc id=\"d2\">\none\r\n<doc>\n</doc>\n</corpus>\n";
    static const size_t cut[] = { 0, 11, 13, 15 };
    reading r = read_text("a.vert", bytes);
    buffer out = { 0 };

    ck_assert_uint_eq(r.count, 4);
    ck_assert_str_eq(r.records[0].text, "Hello world.\n< New");
    ck_assert_str_eq(r.records[0].id, "d 1");
    ck_assert_str_eq(r.records[0].source, "x.org");
    ck_assert_str_eq(r.records[1].cause, "words outside a document");
    ck_assert_str_eq(r.records[1].raw, "stray\nwords\n");
    ck_assert_str_eq(r.records[2].text, "one");
    ck_assert_str_eq(r.records[3].text, "");
    ck_assert_str_eq(r.records[3].id + strlen(r.records[3].id) - 9, "a.vert:20");
    (void)write_cut(&r, cut, 2, &out);
    ck_assert_int_eq(buffer_append(&out, "", 1), CHAFF_OK);
    ck_assert_str_eq(out.data,
                     "<doc id=\"d 1\" url='http://www.x.org/'>\n<p>\n<s>\n<g/>\n.\tSENT\n</s>\n</p>\n<p>\n"
                     "New\n</p>\n</doc>\n");
    buffer_release(&out);
    reading_release(&r);
}
END_TEST

/* Looking for names from each equals sign back would take 10^12 steps. */
START_TEST(a_line_of_equals_signs_is_passed_once)
{
    enum { SIGNS = 1000000 };
    char *bytes = malloc(8 * SIGNS + 100), *at = bytes;
    reading r;

    at += sprintf(at, "<doc ");
    for (int i = 0; i < SIGNS; i++)
        at += sprintf(at, "%s", i % 2 ? "a=" : "b='c'");
    at += sprintf(at, " xid=\"no\" id=\"d 1\">\nword\n</doc>\n");
    r = read_text("a.vert", bytes);
    ck_assert_uint_eq(r.count, 1);
    ck_assert_str_eq(r.records[0].id, "d 1");
    ck_assert_str_eq(r.records[0].text, "word");
    reading_release(&r);
    free(bytes);
}
END_TEST

/* -- kinds and fields -------------------------------------------------------------- */

START_TEST(what_can_not_be_read_is_refused_with_the_command_that_helps)
{
    static const struct {
        const char *name, *bytes, *says;
        size_t size;
    } cases[] = {
        { "a.html", "<p>x", "HTML; try pandoc", 4 },
        { "a.txt", " \n<!DOCTYPE HTML><p>", "HTML; try pandoc", 20 },
        { "a", "<html>", "HTML; try pandoc", 6 },
        { "a.json", " [{\"text\":1}]", "JSON array; try jq -c '.[]' ", 13 },
        { "a.jsonl", "[\n1]", "JSON array; try jq -c '.[]' ", 4 },
        { "a.json", "{\n  \"text\": 1\n}\n", "several lines; try jq -c . ", 16 },
        { "a.parquet", "PAR1....", "Parquet; try duckdb", 8 },
        { "a", "PK\3\4....", "zip archive; try unzip", 8 },
        { "a.txt", "\xFF\xFEh\0i\0", "UTF-16; try iconv -f UTF-16 -t UTF-8 ", 6 },
        { "a.txt", "h\0e\0l\0l\0o\0", "UTF-16; try iconv -f UTF-16LE -t UTF-8 ", 10 },
        { "a.txt", "\0h\0e\0l\0l\0o", "UTF-16; try iconv -f UTF-16BE -t UTF-8 ", 10 },
        { "a", "\x7F" "ELF\0\1\2\3\4\5", "binary", 10 },
        { "a.pdf", "%PDF-1.5", "PDF; try pdftotext", 8 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = read_bytes(cases[i].name, cases[i].bytes, cases[i].size);

        ck_assert_msg(r.status == CHAFF_ERR_OPTION, "%s %s", cases[i].name,
                      cases[i].says);
        ck_assert_msg(strstr(r.err.text, cases[i].says) != NULL, "%s", r.err.text);
        reading_release(&r);
        options.format = CHAFF_FORMAT_TXT;             /* the option has the last word
                                                        * */
        r = read_bytes(cases[i].name, cases[i].bytes, cases[i].size);
        ck_assert_int_eq(r.status, CHAFF_DONE);
        ck_assert_uint_eq(r.count, 1);
        reading_release(&r);
        options.format = CHAFF_FORMAT_GUESS;
    }
}
END_TEST

START_TEST(the_kind_follows_from_the_content_without_a_suffix)
{
    static const struct {
        const char *bytes;
        chaff_format format;
    } cases[] = {
        { "{\"text\":\"x\"}\n", CHAFF_FORMAT_JSONL }, { "\xEF\xBB\xBF {\"text\":\"x\"}",
                                                       CHAFF_FORMAT_JSONL },
        { "WARC/1.0\r\n", CHAFF_FORMAT_WARC },        { "<doc id=\"1\">\n",
                                                       CHAFF_FORMAT_VERT },
        { "words", CHAFF_FORMAT_TXT },                { "{x}", CHAFF_FORMAT_TXT },
        { "[1] a footnote", CHAFF_FORMAT_TXT },       { "", CHAFF_FORMAT_TXT },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        reading r = read_text("nosuffix", cases[i].bytes);

        ck_assert_int_eq(r.status, CHAFF_DONE);
        ck_assert_int_eq(corpus_input(r.corpus, 0)->format, cases[i].format);
        reading_release(&r);
    }
}
END_TEST

START_TEST(fields_are_guessed_in_the_documented_order)
{
    static const struct {
        const char *bytes, *note;
    } cases[] = {
        { "{\"content\":\"a\",\"text\":\"b\"}", "text from 'text', ids are PATH:LINE" },
        { "{\"n\":1}\n{\"body\":\"b\",\"url\":\"http://x\",\"doc_id\":2}\n",
          "text from 'body', id from 'doc_id', source from the host of 'url'" },
        { "{\"text\":5,\"article\":\"b\"}", "text from 'article', ids are PATH:LINE" },
        { "{\"document\":\"x\",\"outlet\":\"o\",\"url\":\"u\",\"published\":\"2020\"}",
          "text from 'document', id from 'url', source from 'outlet', date from 'published'" },
        { "{\"text\":\"x\"}\n{\"text\":\"x\",\"id\":3,\"site\":\"s\"}\n",
         "text from 'text', id from 'id', source from 'site'" },
    };
    char many[40000], *at = many;
    reading r;

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        r = read_text("a.jsonl", cases[i].bytes);
        ck_assert_int_eq(r.status, CHAFF_DONE);
        ck_assert_msg(strstr(r.notes, cases[i].note) != NULL, "%s", r.notes);
        ck_assert_ptr_eq(strchr(r.notes, '\n') + 1, r.notes + strlen(r.notes));
        reading_release(&r);
    }
    r = read_text("pages.jsonl",
                  "{\"url\":\"http://x\",\"html\":\"long long long\",\"ts\":1}\n");
    ck_assert_int_eq(r.status, CHAFF_ERR_OPTION);
    ck_assert(strstr(r.err.text,
                     "pages.jsonl' has no text field; the first record has: url, html, ts; "
                                 "try --text-field html"));
    reading_release(&r);
    for (int i = 0; i < 1000; i++)
        at += sprintf(at, "{\"x\":\"%d\"}\n", i);
    strcpy(at, "{\"text\":\"too late\"}\n");
    r = read_text("a.jsonl", many);
    ck_assert_int_eq(r.status, CHAFF_ERR_OPTION);
    reading_release(&r);
    r = read_text("a.jsonl", "nothing\nof JSON\n");    /* bad records, no wrong usage */
    ck_assert_int_eq(r.status, CHAFF_DONE);
    ck_assert_uint_eq(r.count, 2);
    reading_release(&r);
}
END_TEST

START_TEST(named_fields_are_joined_and_keep_their_types)
{
    reading r;

    options.text_field = "title,body.text";
    options.id_field = "meta.id";
    options.group_field = "g";
    options.score_field = "s";
    r = read_text("a.jsonl",
                  "{\"title\":\"T\",\"body\":{\"text\":\"B\\u00e9\"},\"meta\":{\"id\":12},\"g\":\"x\",\"s\":1.50}\n"
                  "{\"body\":{\"text\":\"only\"},\"title\":null,\"meta\":{\"id\":\"\\u0041\"}}\n"
                  "{\"title\":\"T\",\"body\":{\"text\":[]}}\n{\"meta\":1}\n");
    ck_assert_uint_eq(r.count, 4);
    ck_assert_str_eq(r.records[0].text, "T\n\nB\xC3\xA9");
    ck_assert_str_eq(r.records[0].id_json, "12");
    ck_assert_str_eq(r.records[0].group, "x");
    ck_assert_str_eq(r.records[0].score, "1.50");
    ck_assert_str_eq(r.records[1].text, "only");
    ck_assert_str_eq(r.records[1].id, "A");
    ck_assert_str_eq(r.records[1].id_json, "\"\\u0041\"");
    ck_assert_str_eq(r.records[2].cause, "'body.text' is not a string but an array");
    ck_assert_str_eq(r.records[3].cause, "no text field 'title,body.text'");
    reading_release(&r);
    options.text_field = "a,,b";
    r = read_text("a.jsonl", "{}\n");
    ck_assert_int_eq(r.status, CHAFF_ERR_OPTION);
    reading_release(&r);
}
END_TEST

START_TEST(a_folder_is_walked_without_hidden_and_binary_files)
{
    reading r;

    ck_assert_int_eq(mkdir(kit_path("in"), 0777), 0);
    ck_assert_int_eq(mkdir(kit_path("in/b"), 0777), 0);
    ck_assert_int_eq(mkdir(kit_path("in/.git"), 0777), 0);
    kit_write_raw("in/.git/x.txt", "hidden", 6);
    kit_write_raw("in/.hidden.txt", "hidden", 6);
    kit_write_raw("in/b/z.txt", "two", 3);
    kit_write_raw("in/b.txt", "one", 3);
    kit_write_raw("in/image", "\x89PNG\r\n\x1a\n\0\0\0", 11);
    kit_write_raw("in/readme", "three", 5);
    kit_write_raw("in/empty.txt", "", 0);
    kit_write("in/y.jsonl.gz", "{\"text\":\"y\"}\n", 13, 1);
    kit_write_raw("in/z.jsonl", "{\"text\":\"z\"}\n", 13);
    r = read_corpus(kit_path("in"), &options, 1, UINT64_MAX);
    ck_assert_int_eq(r.status, CHAFF_DONE);
    ck_assert_uint_eq(r.count, 5);
    ck_assert_str_eq(r.records[0].id_json, "\"b.txt\"");
    ck_assert_str_eq(r.records[1].id, "b/z.txt");
    ck_assert_str_eq(r.records[2].text, "three");
    ck_assert_str_eq(r.records[4].text, "z");
    ck_assert_ptr_nonnull(strstr(r.notes, "image' is no text but binary"));
    ck_assert_ptr_nonnull(strstr(r.notes, "y.jsonl.gz and 1 more: text from 'text'"));
    ck_assert(corpus_input(r.corpus, 0)->from_folder);
    reading_release(&r);
}
END_TEST

Suite *formats_suite(void)
{
    Suite *suite = suite_create("formats");
    TCase *core = tcase_create("core");

    tcase_add_checked_fixture(core, setup, teardown);
    tcase_set_timeout(core, 60);
    tcase_add_test(core, csv_comes_back_whatever_its_fields_hold);
    tcase_add_test(core, short_rows_and_open_quotes_are_bad_records);
    tcase_add_test(core, warc_documents_are_conversions_and_plain_responses);
    tcase_add_test(core, lying_lengths_cost_their_own_record_only);
    tcase_add_test(core,
                   what_is_left_of_a_cut_record_reads_as_the_text_without_the_cuts);
    tcase_add_test(core, annotating_adds_one_key_and_changes_nothing_else);
    tcase_add_test(core, vertical_text_becomes_words_and_paragraphs);
    tcase_add_test(core, a_line_of_equals_signs_is_passed_once);
    tcase_add_test(core, what_can_not_be_read_is_refused_with_the_command_that_helps);
    tcase_add_test(core, the_kind_follows_from_the_content_without_a_suffix);
    tcase_add_test(core, fields_are_guessed_in_the_documented_order);
    tcase_add_test(core, named_fields_are_joined_and_keep_their_types);
    tcase_add_test(core, a_folder_is_walked_without_hidden_and_binary_files);
    suite_add_tcase(suite, core);
    return suite;
}
