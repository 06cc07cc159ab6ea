/* test_json.c - finding, decoding, cutting and encoding JSON against naive readers */
#include "tests.h"

#include <stdio.h>

#include "oracle_json.h"
#include "text/json.h"
#include "text/json_quick.h"

Suite *json_suite(void);

static json_parser *parser;

static void setup(void)
{
    ck_assert_int_eq(json_parser_new(&parser), CHAFF_OK);
}

static void teardown(void)
{
    json_parser_free(parser);
}

static chaff_text text_of(const char *s)
{
    return (chaff_text){ s, strlen(s) };
}

static bool same(chaff_text a, const char *b)
{
    return a.size == strlen(b) && !memcmp(a.data, b, a.size);
}

/* The raw token of one path, "-" if absent, "[" or "{" for containers, "!" for no
 * JSON. */
static const char *find(const char *record, const char *path, bool strict)
{
    static char found[256];
    json_value value;
    size_t column;
    chaff_error err;
    chaff_status status = json_find(parser, text_of(record), 0, &path, 1, strict,
                                    &value, &column, &err);

    if (status != CHAFF_OK)
        return "!";
    if (value.type == JSON_ABSENT)
        return "-";
    if (value.type == JSON_ARRAY || value.type == JSON_OBJECT)
        return value.type == JSON_ARRAY ? "[" : "{";
    memcpy(found, value.raw.data, value.raw.size);
    found[value.raw.size] = 0;
    return found;
}

START_TEST(fields_are_found_by_name_and_dotted_path)
{
    static const char *const cases[][3] = {
        { "{\"a\":1}", "a", "1" },
        { "{ \"a\" : \"x\" , \"b\" : [1,{\"a\":2}] }", "a", "\"x\"" },
        { "{\"b\":[1,{\"a\":2}],\"a\":true \t}", "a", "true" },
        { "{\"a\":null}", "a", "null" },
        { "{\"a\":-1.5e3}", "a", "-1.5e3" },
        { "{\"a\":{\"b\":{\"c\":\"deep\"}}}", "a.b.c", "\"deep\"" },
        { "{\"a\":{\"b\":1}}", "a", "{" },
        { "{\"a\":[]}", "a", "[" },
        { "{\"a\":[]}", "a.b", "-" },
        { "{}", "a", "-" },
        { "{\"ab\":1}", "a", "-" },
        { "{\"a\":1}", "ab", "-" },
        /* the first of two equal keys */
        { "{\"a\":1,\"a\":2}", "a", "1" },
        { "{\"a\":{\"x\":1},\"a\":{\"b\":2}}", "a.b", "-" },
        { "{\"a\":5,\"a\":{\"b\":2}}", "a.b", "-" },
        /* a key with the whole dotted name wins, wherever it stands */
        { "{\"a.b\":1,\"a\":{\"b\":2}}", "a.b", "1" },
        { "{\"a\":{\"b\":2},\"a.b\":1}", "a.b", "1" },
        { "{\"a\":{\"b.c\":3}}", "a.b.c", "3" },
        { "{\"a.b\":{\"c\":4}}", "a.b.c", "4" },
        { "{\"a\":{\"b\":{\"c\":5}},\"a.b\":{\"c\":6}}", "a.b.c", "5" },
        /* escaped keys */
        { "{\"\\u0061\":1}", "a", "1" },
        { "{\"a\\\"b\":1}", "a\"b", "1" },
        { "{\"a\\\\\":1,\"a\":2}", "a", "2" },
        { "{\"\":1,\"a\":2}", "a", "2" },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        ck_assert_str_eq(find(cases[i][0], cases[i][1], false), cases[i][2]);
        ck_assert_str_eq(find(cases[i][0], cases[i][1], true), cases[i][2]);
    }
}
END_TEST

START_TEST(a_record_is_checked_up_to_the_last_field_sought)
{
    static const char *const tails[] = {
        ",\"x\":}", ",\"x\":tru}", ",}", " \"x\":1}", ",\"x\":[1,]}", "}{\"b\":1}", ",\"x\":01}",
    };

    for (size_t i = 0; i < sizeof tails / sizeof *tails; i++) {
        char record[64] = "{\"a\":1";

        strcat(record, tails[i]);
        ck_assert_str_eq(find(record, "a", false), "1");
        ck_assert_str_eq(find(record, "a", true), "!");
    }
    ck_assert_str_eq(find("{\"a\":1x}", "a", false), "!");
    ck_assert_str_eq(find("{\"a\":01}", "a", false), "!");
    ck_assert_str_eq(find("{\"a\":nul}", "a", false), "!");
    ck_assert_str_eq(find("{\"b\" 1,\"a\":1}", "a", false), "!");
    ck_assert_str_eq(find("{\"b\":1} x", "a", false), "!");
    ck_assert_str_eq(find("{\"a\":\"x", "a", false), "!");
    ck_assert_str_eq(find("{\"a\":\"x\"", "a", false), "!");
}
END_TEST

START_TEST(faults_are_named_with_their_column)
{
    static const struct {
        const char *record, *cause;
        size_t column;
    } cases[] = {
        { "", "nothing there", 1 },
        { "no", "begins with '{', not with 'n'", 1 },
        { "[1]", "not a JSON object but an array", 1 },
        { "{\"a\":\"x\x0by\"}", "unescaped control character 0x0B", 8 },
        { "{\"a\":\"\\q\"}", "unknown escape: backslash before 'q'", 8 },
        { "{\"a\":\"\\u12\"}", "\\u without four hexadecimal digits", 7 },
        { "{\"a\":\"x", "the record ends inside a string", 8 },
        { "{\"a\":1", "the record ends inside an object", 7 },
        { "{\"a\":[1", "the record ends inside an array", 8 },
        { "{\"a\" 1}", "a colon was expected, not '1'", 6 },
        { "{a:1}", "a key was expected, not 'a'", 2 },
        { "{\"a\":1,}", "a key was expected, not '}'", 8 },
        { "{\"a\":1 2}", "a comma or closing bracket was expected, not '2'", 8 },
        { "{\"a\":+1}", "unexpected '+'", 6 },
        { "{\"a\":1.}", "without digits after the point", 8 },
        { "{\"a\":1e}", "without digits in its exponent", 8 },
        { "{\"a\":-}", "a number without digits", 7 },
        { "{\"a\":[1}", "a comma or closing bracket was expected, not '}'", 8 },
        { "{\"a\":1}}", "after the object stands '}'", 8 },
        { "{\"a\":1}\xFF", "after the object stands 0xFF", 8 },
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t column = 99;
        chaff_error err;

        ck_assert_int_eq(json_check(text_of(cases[i].record), &column, &err),
                         CHAFF_ERR_FORMAT);
        ck_assert_msg(strstr(err.text, cases[i].cause) != NULL, "%s: %s",
                      cases[i].record, err.text);
        ck_assert_msg(column == cases[i].column, "%s: %zu", cases[i].record, column);
    }
}
END_TEST

START_TEST(all_of_json_passes_the_check)
{
    static const char *const good[] = {
        "{}", " {\t} \r\n", "{\"a\":[]}", "{\"a\":[[],{}]}", "{\"a\":0,\"b\":-0,\"c\":10.5E+7,\"d\":1e-3}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD800\"}", "{\"a\":true,\"b\":false,\"c\":null}",
        "{\"a\":\"\xFF\xC3\"}", "{\"\":{\"\":{}}}", "{\"a\" : [ 1 , 2 ] }",
    };
    size_t column;

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        ck_assert_msg(json_check(text_of(good[i]), &column, NULL) == CHAFF_OK, "%s",
                      good[i]);
}
END_TEST

/* `depth` arrays around nothing, as the value of "a"; with the object one level
 * more. */
static char *nested(size_t depth, char open, char close, const char *behind)
{
    char *record = malloc(2 * depth * 6 + 64);
    size_t n = (size_t)sprintf(record, "{\"a\":");

    for (size_t i = 0; i < depth; i++)
        n += (size_t)sprintf(record + n, open == '[' ? "[" : i + 1 < depth ? "{\"x\":"
                             : "{");
    for (size_t i = 0; i < depth; i++)
        record[n++] = close;
    strcpy(record + n, behind);
    return record;
}

START_TEST(deep_nesting_is_bad_and_costs_no_stack)
{
    static const size_t depths[] = { 1022, 1023, 1024, 1025, 500000 };

    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++)
        for (int kind = 0; kind < 2; kind++) {
            char *record = nested(depths[i], kind ? '{' : '[', kind ? '}' : ']',
                                  ",\"t\":1}");
            const char *expected = depths[i] < 1024 ? "1" : "!";

            ck_assert_str_eq(find(record, "t", false), expected);
            ck_assert_str_eq(find(record, "t", true), expected);
            free(record);
        }
}
END_TEST

START_TEST(ill_formed_utf8_is_no_fault_and_moves_nothing)
{
    uint64_t seed = 7;

    for (int round = 0; round < 2000; round++) {
        char record[128] = "{\"a\":\"";
        size_t n = 6, start, column;
        const char *paths[2] = { "t", "a" };
        json_value values[2];

        for (int i = 0; i < 20; i++) {
            unsigned char c = (unsigned char)(test_random(&seed) % 128 + 128);

            record[n++] = (char)(round % 3 ? c : test_random(&seed) % 2 ? c : 'x');
        }
        memcpy(record + n, "\",\"t\":\"", 7);
        n += 7;
        start = n;
        record[n++] = 'o';
        record[n++] = (char)(128 + test_random(&seed) % 128);
        memcpy(record + n, "\"}", 2);
        n += 2;
        ck_assert_int_eq(json_find(parser, (chaff_text){ record, n }, 0, paths, 2,
                                   round % 2, values,
                                   &column, NULL), CHAFF_OK);
        ck_assert_ptr_eq(values[0].raw.data, record + start - 1);
        ck_assert_uint_eq(values[0].raw.size, 4);
        ck_assert_ptr_eq(values[1].raw.data, record + 5);
        ck_assert_uint_eq(values[1].raw.size, 22);
    }
}
END_TEST

START_TEST(keys_are_listed_with_the_longest_string)
{
    buffer out = { 0 };
    chaff_text longest;

    ck_assert_int_eq(json_keys(parser,
                               text_of("{\"url\":\"http://x\",\"html\":\"long long long\",\"n\":{\"a\":\"z\"}}"),
                               &out, &longest), CHAFF_OK);
    ck_assert(same((chaff_text){ out.data, out.size }, "url, html, n"));
    ck_assert(same(longest, "html"));
    out.size = 0;
    ck_assert_int_eq(json_keys(parser, text_of("[1]"), &out, &longest),
                     CHAFF_ERR_FORMAT);
    buffer_release(&out);
}
END_TEST

/* -- strings ----------------------------------------------------------------------- */

/* A random well-formed token of plain bytes, UTF-8 and all kinds of escapes. */
static size_t random_token(uint64_t *seed, char *to, size_t pieces)
{
    static const char *const parts[] = {
        "a", "word ", "\\n", "\\\"", "\\\\", "\\/", "\\t", "\\u0041", "\\u00e9", "\\u4e2d", "\\ud83d\\ude00",
        "\\ud83d", "\\ude00", "\\ud83dx", "\xC3\xA9", "\xE4\xB8\xAD", "\xF0\x9F\x98\x80", "\xFF", "\xE4\xB8",
        "\\u0000", "\\uD83D\\uD83D\\uDE00", "a longer run of plain text, well over sixteen bytes" };
    size_t n = 0;

    to[n++] = '"';
    for (size_t i = 0; i < pieces; i++) {
        const char *part = parts[test_random(seed) % (sizeof parts / sizeof *parts)];

        memcpy(to + n, part, strlen(part));
        n += strlen(part);
    }
    to[n++] = '"';
    return n;
}

START_TEST(decoding_equals_the_naive_reader)
{
    uint64_t seed = 1;
    buffer out = { 0 };
    char token[2048], expected[2048];

    for (int round = 0; round < 20000; round++) {
        chaff_text raw = { token, random_token(&seed, token, test_random(&seed) % 12) };
        size_t size = oracle_json_decode(raw, expected);

        out.size = 0;
        ck_assert_int_eq(json_decode(raw, &out), CHAFF_OK);
        ck_assert_uint_eq(out.size, size);
        ck_assert(!size || !memcmp(out.data, expected, size));
    }
    buffer_release(&out);
}
END_TEST

/* Mostly plain bytes, so that whole blocks are; every mistake at every place of a
 * block. */
START_TEST(wide_and_portable_decoding_agree_on_any_token)
{
    static const char rare[] = "\\\\\\\\nnnttu0a\"\"/\x1f\xc3\xa9\xff";
    uint64_t seed = 3;
    buffer wide = { 0 }, plain = { 0 };
    int decoded = 0;

    for (int round = 0; round < 200000; round++) {
        char token[400];
        size_t size = test_random(&seed) % 330, every = 2 + test_random(&seed) % 90;
        chaff_text raw = { token, size + 2 };
        chaff_status status;

        token[0] = token[size + 1] = '"';
        for (size_t i = 1; i <= size; i++)
            token[i] = test_random(&seed) % every ? 'x'
                       : rare[test_random(&seed) % (sizeof rare - 1)];
        for (size_t i = 1; round % 2 && i < size; i++)     /* half of them well formed */
            if (token[i] == '\\')
                token[++i] = "nrt\\\"/bf"[test_random(&seed) % 8];
            else if (token[i] == '"' || token[i] == 0x1f)
                token[i] = 'y';
        wide.size = plain.size = 0;
        status = json_decode(raw, &wide);
        ck_assert_int_eq(status, json_decode_portable(raw, &plain));
        ck_assert_uint_eq(wide.size, plain.size);
        ck_assert(!wide.size || !memcmp(wide.data, plain.data, wide.size));
        decoded += status == CHAFF_OK;
    }
    ck_assert_int_gt(decoded, 50000);
    buffer_release(&wide);
    buffer_release(&plain);
}
END_TEST

START_TEST(decoding_refuses_what_is_no_string)
{
    static const char *const bad[] = {
        "", "\"", "x", "\"\\\"", "\"\\q\"", "\"\\u12g4\"", "\"\\u123\"", "\"a\nb\"", "\"a\"b\"",
        "\"0123456789abcdef\x01\"", "\"\\\0\"", "\"0123456789abcde\\x\"" };
    buffer out = { 0 };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        ck_assert_msg(json_decode(text_of(bad[i]), &out) == CHAFF_ERR_FORMAT, "%s",
                      bad[i]);
        ck_assert_uint_eq(out.size, 0);
    }
    buffer_release(&out);
}
END_TEST

START_TEST(control_characters_are_found_at_every_place)
{
    buffer out = { 0 };

    for (size_t size = 1; size < 50; size++)
        for (size_t at = 0; at < size; at++)
            for (int c = 0; c < 3; c++) {
                char token[64];

                memset(token, 'x', sizeof token);
                token[0] = token[size + 1] = '"';
                token[1 + at] = "\x1f\x01\x22"[c];
                ck_assert_int_eq(json_decode((chaff_text){ token, size + 2 }, &out),
                                 CHAFF_ERR_FORMAT);
                token[1 + at] = ' ';
                ck_assert_int_eq(json_decode((chaff_text){ token, size + 2 }, &out),
                                 CHAFF_OK);
            }
    buffer_release(&out);
}
END_TEST

START_TEST(cutting_equals_the_naive_reader)
{
    uint64_t seed = 2;
    buffer out = { 0 };
    char token[2048], decoded[2048], expected[2048];

    for (int round = 0; round < 20000; round++) {
        size_t most = round % 2 ? 35 : 10;             /* blocks, and what stands alone */
        chaff_text raw = { token,
                           random_token(&seed, token, test_random(&seed) % most) };
        size_t size = oracle_json_decode(raw, decoded), cuts[8], count = 0, at = 0;

        while (count < 4 && test_random(&seed) % 4) {
            cuts[2 * count] = at + test_random(&seed) % (3 * most);
            cuts[2 * count + 1] = at = cuts[2 * count] + test_random(&seed) % (3 * most);
            if (at > size)
                break;
            count++;
        }
        size = oracle_json_cut(raw, cuts, count, expected);
        out.size = 0;
        ck_assert_int_eq(json_cut(raw, cuts, count, &out), CHAFF_OK);
        ck_assert_uint_eq(out.size, size);
        ck_assert(!memcmp(out.data, expected, size));
    }
    buffer_release(&out);
}
END_TEST

START_TEST(encoding_comes_back_but_for_ill_formed_bytes)
{
    uint64_t seed = 3;
    buffer token = { 0 }, back = { 0 };

    for (int round = 0; round < 20000; round++) {
        char text[64];
        size_t size = test_random(&seed) % sizeof text;
        bool ascii = round % 2;

        for (size_t i = 0; i < size; i++)
            text[i] = (char)(test_random(&seed) % (ascii ? 128 : 256));
        token.size = back.size = 0;
        ck_assert_int_eq(json_encode((chaff_text){ text, size }, &token), CHAFF_OK);
        ck_assert_int_eq(json_decode((chaff_text){ token.data, token.size }, &back),
                         CHAFF_OK);
        if (ascii) {
            ck_assert_uint_eq(back.size, size);
            ck_assert(!size || !memcmp(back.data, text, size));
        }
        /* What was encoded once is well-formed: encoding it again changes nothing. */
        size = token.size;
        ck_assert_int_eq(json_encode((chaff_text){ back.data, back.size }, &token),
                         CHAFF_OK);
        ck_assert_uint_eq(token.size, 2 * size);
        ck_assert(!memcmp(token.data, token.data + size, size));
    }
    token.size = 0;
    ck_assert_int_eq(json_encode(text_of("a\"\\\n\x01\xC3\xA9\xE4\xB8z\xED\xA0\x80"),
                                 &token), CHAFF_OK);
    ck_assert(same((chaff_text){ token.data, token.size },
                   "\"a\\\"\\\\\\n\\u0001\xC3\xA9\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\""));
    buffer_release(&token);
    buffer_release(&back);
}
END_TEST

START_TEST(random_bytes_never_crash_and_verdicts_agree)
{
    static const char alphabet[] = "{}[]\":,\\u01e-.ntfalsr \t\x01\xFF";
    uint64_t seed = 4;
    unsigned good = 0;

    for (int round = 0; round < 200000; round++) {
        char record[40] = "{\"a\":";
        size_t size = 5 + test_random(&seed) % 12, column;
        const char *path = "zz";
        json_value value;
        chaff_status checked, found;

        for (size_t i = 5; i < size; i++)
            record[i] = alphabet[test_random(&seed) % (sizeof alphabet - 1)];
        record[size++] = '}';
        checked = json_check((chaff_text){ record, size }, &column, NULL);
        found = json_find(parser, (chaff_text){ record, size }, 0, &path, 1, false,
                          &value, &column, NULL);
        /* Finding may let faults pass that checking does not, never the other way. */
        ck_assert(checked != CHAFF_OK || found == CHAFF_OK);
        good += checked == CHAFF_OK;
    }
    ck_assert_uint_gt(good, 100);
}
END_TEST

/* A flat object of strings, numbers and words, some of whose bytes are then spoilt. */
static size_t make_flat(char *record, uint64_t *seed)
{
    static const char *const keys[] = { "id", "text", "a", "te\\u0078t", "", "t\xFFxt" };
    static const char *const scalars[] = { "1", "-0.5e3", "true", "null", "[1,{}]",
                                           "{\"text\":2}", "01", "nul", "[ ]",
                                           "{\"a\":[{\"b\" : \"]\"},[],[2 , 3]], \"c\":{}}",
                                           "[1 2]", "[,]", "{\"a\"}", "[{]}" };
    static const char letters[] = "abc \\\"\xC3\xA9\\\\nrtf/";
    size_t members = test_random(seed) % 6, size = 1, spoilt = test_random(seed) % 3;

    record[0] = '{';
    for (size_t m = 0; m < members; m++) {
        size += (size_t)sprintf(record + size, "%s\"%s\"%s:%s", m ? ", " : "",
                                keys[test_random(seed) % 6],
                                test_random(seed) % 4 ? "" : " \t",
                                test_random(seed) % 4 ? "" : "  ");
        if (test_random(seed) % 3) {
            size_t length = test_random(seed) % 200;

            record[size++] = '"';
            for (size_t i = 0; i < length; i++)
                record[size++] = test_random(seed) % 8
                                     ? 'x' : letters[test_random(seed) % 16];
            record[size++] = '"';
        } else {
            size += (size_t)sprintf(record + size, "%s",
                                    scalars[test_random(seed) % (m % 2 ? 6 : 14)]);
        }
    }
    record[size++] = '}';
    if (test_random(seed) % 2)
        record[size++] = '\n';
    for (size_t i = 0; i < spoilt; i++)
        record[test_random(seed) % size] = "\"\\,:{} x\x01\0"[test_random(seed) % 10];
    return size;
}

/* Without slack the record is copied and indexed; with it the quick way comes first. */
START_TEST(the_quick_way_finds_what_the_slow_one_finds)
{
    static const char *const paths[] = { "text", "id", "a", "missing", "" };
    uint64_t seed = 21;
    unsigned good = 0;

    for (int round = 0; round < 100000; round++) {
        char record[2048];
        size_t size = make_flat(record, &seed), columns[2];
        json_value slow[5], quick[5];
        chaff_error errors[2] = { { 0 } };
        chaff_text text = { record, size };
        bool strict = round % 8 == 0;
        chaff_status first, second;

        memset(record + size, round % 2 ? '"' : 0, JSON_SLACK);
        first = json_find(parser, text, 0, paths, 5, strict, slow, &columns[0],
                          &errors[0]);
        second = json_find(parser, text, JSON_SLACK, paths, 5, strict, quick,
                           &columns[1], &errors[1]);
        ck_assert_int_eq(first, second);
        ck_assert_str_eq(errors[0].text, errors[1].text);
        for (int i = 0; first == CHAFF_OK && i < 5; i++) {
            ck_assert_int_eq(slow[i].type, quick[i].type);
            ck_assert_uint_eq(slow[i].raw.size, quick[i].raw.size);
            ck_assert(!slow[i].raw.size || slow[i].raw.data == quick[i].raw.data);
        }
        good += first == CHAFF_OK;
    }
    ck_assert_uint_gt(good, 1000);
}
END_TEST

/* Records and what is left of others, one after the other, line feeds anywhere. */
static size_t make_lines(char *bytes, uint64_t *seed)
{
    size_t size = 0;

    for (int i = 0; i < 3; i++) {
        size += make_flat(bytes + size, seed);
        if (test_random(seed) % 8)
            size += (size_t)sprintf(bytes + size, "%s", test_random(seed) % 3 ? "\n" :
                                    test_random(seed) % 2 ? " \r\n" : "\n\n");
    }
    for (size_t i = test_random(seed) % 3; i > 0; i--)
        bytes[test_random(seed) % size] = '\n';
    memset(bytes + size, test_random(seed) % 2 ? '"' : 0, JSON_SLACK);
    return size;
}

/* Two backslashes at the end of a block may be taken for three. */
static bool are_escapes(chaff_text raw, json_escapes found)
{
    json_escapes brief = JSON_PLAIN;
    bool pair = false;

    for (size_t i = 1; i + 1 < raw.size; i++) {
        if (raw.data[i] != '\\')
            continue;
        brief = JSON_BRIEF;
        i++;
        if (!strchr("\"\\/fnrt", raw.data[i]) ||
            (raw.data[i] == '\\' && raw.data[i + 1] == '\\'))
            return found == JSON_UNKNOWN;
        pair = pair || (raw.data[i] == '\\' && i % 64 == 0);
    }
    return found == brief || (pair && found == JSON_UNKNOWN);
}

START_TEST(what_is_told_of_escapes_is_true)
{
    static const char *const pieces[] = { "\\n", "\\\"", "\\\\", "\\\\", "\\/", "x",
                                          "xyz", "\xC3\xA9", " ", "\\b", "\\u0041" };
    static const char *const path = "text";
    uint64_t seed = 23;

    for (int round = 0; round < 20000; round++) {
        char record[1024] = "{\"text\":\"";
        size_t size = strlen(record), most = round % 3 ? 9 : 11;
        json_value value;

        for (uint64_t i = test_random(&seed) % 100; i > 0; i--)
            size += (size_t)sprintf(record + size, "%s",
                                    pieces[test_random(&seed) % 4
                                               ? 5 + test_random(&seed) % 4
                                               : test_random(&seed) % most]);
        size += (size_t)sprintf(record + size, "\"}");
        if (json_quick((chaff_text){ record, size }, &path, 1, &value))
            ck_assert(are_escapes(value.raw, value.escapes));
    }
}
END_TEST

START_TEST(a_record_read_in_one_look_is_its_line)
{
    static const char *const paths[] = { "text", "id", "a", "missing", "" };
    uint64_t seed = 22;
    unsigned looked = 0, left = 0;

    for (int round = 0; round < 30000; round++) {
        char bytes[8192];
        size_t size = make_lines(bytes, &seed), line;

        for (size_t at = 0; at < size; at += line) {
            const char *end = memchr(bytes + at, '\n', size - at);
            json_value slow[5], quick[5];
            size_t column, found = json_quick((chaff_text){ bytes + at, size - at },
                                              paths, 5, quick);

            line = end ? (size_t)(end + 1 - bytes) - at : size - at;
            left += found == 0;
            if (found == 0)
                continue;
            looked++;
            ck_assert_uint_eq(found, line);
            ck_assert_int_eq(json_find(parser, (chaff_text){ bytes + at, line }, 0, paths,
                                       5, false, slow, &column, NULL), CHAFF_OK);
            for (int i = 0; i < 5; i++) {
                ck_assert_int_eq(slow[i].type, quick[i].type);
                ck_assert_uint_eq(slow[i].raw.size, quick[i].raw.size);
                ck_assert(!slow[i].raw.size || slow[i].raw.data == quick[i].raw.data);
                ck_assert(quick[i].type != JSON_STRING ||
                          are_escapes(quick[i].raw, quick[i].escapes));
            }
        }
    }
    ck_assert_uint_gt(left, 10000);
    if (looked > 0)            /* without wide vectors nothing is */
        ck_assert_uint_gt(looked, 5000);
}
END_TEST

START_TEST(every_allocation_may_fail)
{
    chaff_status status = CHAFF_ERR_MEMORY;
    long n = 0;

    for (; status == CHAFF_ERR_MEMORY; n++) {
        json_parser *p = NULL;
        buffer out = { 0 };
        json_value value;
        const char *path = "a";
        size_t column, cut[2] = { 1, 2 };

        mem_fail_after(n);
        status = json_parser_new(&p);
        if (status == CHAFF_OK)
            status = json_find(p, text_of("{\"\\u0061\":\"x\xFFyz\"}"), 0, &path, 1,
                               false, &value, &column, NULL);
        if (status == CHAFF_OK)
            status = json_decode(value.raw, &out);
        if (status == CHAFF_OK)
            status = json_cut(value.raw, cut, 1, &out);
        if (status == CHAFF_OK)
            status = json_encode(text_of("x"), &out);
        mem_fail_after(-1);
        ck_assert(status == CHAFF_OK || status == CHAFF_ERR_MEMORY);
        json_parser_free(p);
        buffer_release(&out);
    }
    ck_assert_int_eq(status, CHAFF_OK);
    ck_assert_int_gt(n, 3);
}
END_TEST

Suite *json_suite(void)
{
    Suite *suite = suite_create("json");
    TCase *objects = tcase_create("objects"), *strings = tcase_create("strings");

    tcase_add_checked_fixture(objects, setup, teardown);
    tcase_set_timeout(objects, 30);
    tcase_add_test(objects, fields_are_found_by_name_and_dotted_path);
    tcase_add_test(objects, a_record_is_checked_up_to_the_last_field_sought);
    tcase_add_test(objects, faults_are_named_with_their_column);
    tcase_add_test(objects, all_of_json_passes_the_check);
    tcase_add_test(objects, deep_nesting_is_bad_and_costs_no_stack);
    tcase_add_test(objects, ill_formed_utf8_is_no_fault_and_moves_nothing);
    tcase_add_test(objects, keys_are_listed_with_the_longest_string);
    tcase_add_test(objects, random_bytes_never_crash_and_verdicts_agree);
    tcase_add_test(objects, the_quick_way_finds_what_the_slow_one_finds);
    tcase_add_test(objects, what_is_told_of_escapes_is_true);
    tcase_add_test(objects, a_record_read_in_one_look_is_its_line);
    suite_add_tcase(suite, objects);
    tcase_set_timeout(strings, 30);
    tcase_add_test(strings, decoding_equals_the_naive_reader);
    tcase_add_test(strings, wide_and_portable_decoding_agree_on_any_token);
    tcase_add_test(strings, decoding_refuses_what_is_no_string);
    tcase_add_test(strings, control_characters_are_found_at_every_place);
    tcase_add_test(strings, cutting_equals_the_naive_reader);
    tcase_add_test(strings, encoding_comes_back_but_for_ill_formed_bytes);
    tcase_add_test(strings, every_allocation_may_fail);
    suite_add_tcase(suite, strings);
    return suite;
}
