/* kind.c - format by suffix, checked against the first bytes; by these alone without
 * one
 *
 * In: a path and up to KIND_LOOK plain bytes. Out: a format, or what it is instead and
 * the command that turns it into something readable. Always: decided by the bytes
 * given, never by the size or the date of a file.
 */
#include "text/kind.h"

#include <string.h>
#include <strings.h>

#include "base/status.h"
#include "text/records.h"

typedef struct suffix {
    const char *text;
    chaff_format format;
} suffix;

static const suffix suffixes[] = {
    { ".jsonl", CHAFF_FORMAT_JSONL }, { ".ndjson", CHAFF_FORMAT_JSONL },
    { ".jl", CHAFF_FORMAT_JSONL },    { ".json", CHAFF_FORMAT_JSONL },
    { ".txt", CHAFF_FORMAT_TXT },     { ".text", CHAFF_FORMAT_TXT },
    { ".csv", CHAFF_FORMAT_CSV },     { ".tsv", CHAFF_FORMAT_TSV },
    { ".tab", CHAFF_FORMAT_TSV },     { ".warc", CHAFF_FORMAT_WARC },
    { ".wet", CHAFF_FORMAT_WARC },    { ".vert", CHAFF_FORMAT_VERT },
    { ".vertical", CHAFF_FORMAT_VERT },
};

/* What can't be read, and how it could be: `command` before the path, `rest` behind
 * it. */
typedef struct refusal {
    const char *what, *command, *rest;
    kind_verdict verdict;
    bool piped;                /* the command reads standard input too */
} refusal;

static const refusal html = {"HTML", "pandoc -f html -t plain", " > page.txt",
                             KIND_REFUSED, true};
static const refusal array = {"a JSON array", "jq -c '.[]'", " > records.jsonl",
                              KIND_REFUSED, true};
static const refusal object = {"JSON over several lines", "jq -c .", " > records.jsonl",
                               KIND_REFUSED, true};
static const refusal utf16 = {"UTF-16", "iconv -f UTF-16 -t UTF-8", " > utf8.txt",
                              KIND_REFUSED, true};
static const refusal utf16_little = {"UTF-16", "iconv -f UTF-16LE -t UTF-8",
                                     " > utf8.txt", KIND_REFUSED, true};
static const refusal utf16_big = {"UTF-16", "iconv -f UTF-16BE -t UTF-8", " > utf8.txt",
                                  KIND_REFUSED, true};
static const refusal utf32 = {"UTF-32", "iconv -f UTF-32 -t UTF-8", " > utf8.txt",
                              KIND_REFUSED, true};
static const refusal parquet = {"Parquet", "duckdb -c \"copy (from '",
                                "') to 'records.jsonl'\"", KIND_BINARY, false};
static const refusal zip = {"a zip archive", "unzip -d folder", "", KIND_BINARY, false};
static const refusal office = {"a word processor's file or an e-book",
                               "pandoc -t plain", " > page.txt", KIND_BINARY, false};
static const refusal tar = {"a tar archive", "mkdir folder && tar -C folder -xf", "",
                            KIND_BINARY, false};
static const refusal pdf = {"PDF", "pdftotext", " page.txt", KIND_BINARY, false};
static const refusal binary = {
    "no text but binary; if it is text, name its format with --format", NULL, "",
    KIND_BINARY, false};

static kind_verdict
refuse(const refusal *r, const char *path, packing packed, chaff_error *err)
{
    const char *name = strcmp(path, "-") ? path : "standard input";
    const char *quote = strpbrk(path, " '\"\\$&;()<>|*?[]#~`!{}") ? "'" : "";
    bool named = strcmp(path, "-");

    if (!r->command)
        error_set(err, CHAFF_ERR_OPTION, "'%s' is %s", name, r->what);
    else if (r == &parquet)
        error_set(err, CHAFF_ERR_OPTION, "'%s' is %s; try %s%s%s", name, r->what,
                  r->command, path, r->rest);
    else if (!named)
        error_set(err, CHAFF_ERR_OPTION, "'%s' is %s; try %s", name, r->what,
                  r->command);
    else if (packed != PACKING_NONE && r->piped)
        error_set(err, CHAFF_ERR_OPTION, "'%s' is %s; try %s -dc %s%s%s | %s%s", name,
                  r->what,
                  packing_name(packed), quote, path, quote, r->command, r->rest);
    else
        error_set(err, CHAFF_ERR_OPTION, "'%s' is %s; try %s %s%s%s%s", name, r->what,
                  r->command,
                  quote, path, quote, r->rest);
    return r->verdict;
}

static chaff_format format_of_path(const char *path, bool *json, bool *page)
{
    size_t size = packing_stem(path);

    *json = size > 5 && !strncmp(path + size - 5, ".json", 5);
    *page = (size > 5 && !strncmp(path + size - 5, ".html", 5))
            || (size > 4 && !strncmp(path + size - 4, ".htm", 4));
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        size_t length = strlen(suffixes[i].text);

        if (size > length && !strncmp(path + size - length, suffixes[i].text, length))
            return suffixes[i].format;
    }
    return CHAFF_FORMAT_GUESS;
}

static bool begins(chaff_text t, const char *with, size_t size)
{
    return t.size >= size && !memcmp(t.data, with, size);
}

/* What office programs write is a zip archive by its first bytes. */
static const refusal *zip_of(const char *path)
{
    static const char *const written[] = {".docx", ".odt", ".epub"};
    size_t size = strlen(path);

    for (size_t i = 0; i < sizeof written / sizeof *written; i++) {
        size_t length = strlen(written[i]);

        if (size > length && !strcasecmp(path + size - length, written[i]))
            return &office;
    }
    return &zip;
}

static const refusal *find_magic(chaff_text start, const char *path)
{
    if (begins(start, "PAR1", 4))
        return &parquet;
    if (begins(start, "PK\3\4", 4) || begins(start, "PK\5\6", 4))
        return zip_of(path);
    if (start.size >= 262 && !memcmp(start.data + 257, "ustar", 5))
        return &tar;
    if (begins(start, "%PDF-", 5))
        return &pdf;
    if (begins(start, "\xFF\xFE\0\0", 4) || begins(start, "\0\0\xFE\xFF", 4))
        return &utf32;
    if (begins(start, "\xFF\xFE", 2) || begins(start, "\xFE\xFF", 2))
        return &utf16;
    return NULL;
}

/* Text of a Latin script in UTF-16 without a mark: every other byte is mostly zero, the
 * ones between never. */
static const refusal *find_wide(chaff_text start)
{
    size_t zeros[2] = { 0, 0 }, pairs = (start.size < KIND_LOOK ? start.size
                                         : KIND_LOOK) / 2;

    for (size_t i = 0; i < 2 * pairs; i++)
        zeros[i & 1] += !start.data[i];
    if (pairs < 4 || (zeros[0] && zeros[1]) || zeros[0] + zeros[1] < pairs / 2)
        return NULL;
    return zeros[1] ? &utf16_little : &utf16_big;
}

static chaff_text skip_spaces(chaff_text t)
{
    while (t.size && strchr(" \t\r\n", *t.data) && *t.data) {
        t.data++;
        t.size--;
    }
    return t;
}

static bool begins_folded(chaff_text t, const char *with)
{
    return t.size >= strlen(with) && !strncasecmp(t.data, with, strlen(with));
}

static bool is_html(chaff_text t)
{
    if (begins_folded(t, "<?xml"))
        return memmem(t.data, t.size, "<html", 5) || memmem(t.data, t.size,
                                                            "<!DOCTYPE html", 14);
    return begins_folded(t, "<!doctype html") || begins_folded(t,
            "<html") || begins_folded(t, "<head>")
           || begins_folded(t, "<body");
}

/* The first line of JSON over several lines opens an object and closes none. */
static bool is_spread_object(chaff_text t)
{
    const char *end = memchr(t.data, '\n', t.size);
    chaff_text rest = { t.data + 1, t.size - 1 };

    if (!end || *t.data != '{')
        return false;
    rest = skip_spaces(rest);
    return rest.data > end;
}

static bool is_json_object(chaff_text t)
{
    if (!t.size || *t.data != '{')
        return false;
    t = skip_spaces((chaff_text){ t.data + 1, t.size - 1 });
    return t.size && (*t.data == '"' || *t.data == '}');
}

static bool is_json_array(chaff_text t)
{
    if (!t.size || *t.data != '[')
        return false;
    t = skip_spaces((chaff_text){ t.data + 1, t.size - 1 });
    return t.size && (*t.data == '{' || *t.data == ']');
}

/* No suffix says what it is. */
static const refusal *look(chaff_text start, chaff_text text, chaff_format *format)
{
    size_t head = start.size < KIND_LOOK ? start.size : KIND_LOOK;

    *format = CHAFF_FORMAT_TXT;
    if (head && memchr(start.data, 0, head))
        return &binary;
    if (is_html(text))
        return &html;
    if (is_json_array(text))
        return &array;
    if (is_spread_object(text) && is_json_object(text))
        return &object;
    if (is_json_object(text))
        *format = CHAFF_FORMAT_JSONL;
    else if (begins(text, "WARC/", 5))
        *format = CHAFF_FORMAT_WARC;
    else if (begins(text, "<doc", 4))
        *format = CHAFF_FORMAT_VERT;
    return NULL;
}

kind_verdict kind_of(const char *path, packing packed, chaff_text start,
                     chaff_format *format,
                     chaff_error *err)
{
    size_t mark = mark_size(start.data, start.size);
    chaff_text text = skip_spaces((chaff_text){ start.data + mark, start.size - mark });
    bool json, page;
    const refusal *r;

    *format = format_of_path(path, &json, &page);
    if (!strcmp(path, "-"))
        *format = CHAFF_FORMAT_JSONL;
    if (!start.size) {
        if (*format == CHAFF_FORMAT_GUESS)
            *format = CHAFF_FORMAT_TXT;
        return KIND_TAKEN;
    }
    r = find_magic(start, path);
    if (!r)
        r = find_wide(start);
    if (!r && *format == CHAFF_FORMAT_GUESS)
        r = page ? &html : look(start, text, format);
    else if (!r && (*format == CHAFF_FORMAT_TXT || !strcmp(path, "-")) && is_html(text))
        r = &html;
    else if (!r && *format == CHAFF_FORMAT_JSONL && text.size && *text.data == '[')
        r = &array;
    else if (!r && json && text.size && is_spread_object(text))
        r = &object;
    return r ? refuse(r, path, packed, err) : KIND_TAKEN;
}
