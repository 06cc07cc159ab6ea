/* sentence.c - counts become words
 *
 * In: counts and parameters. Out: HTML made of numbers and words of this file alone, so
 * nothing in it needs escaping.
 */
#include "report/sentence.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { DIGITS = 32 };

typedef struct figures {
    char command[16];
    uint64_t documents, words, removed, clusters, clustered, kept, stripped, spans,
        span_words, sources, pairs, bad, against;
} figures;

static const char *const paths[] = {
    "parameters.command", "counts.documents", "counts.words", "counts.removed",
    "counts.clusters",
    "counts.clustered", "counts.kept", "counts.stripped", "counts.spans",
    "counts.span_words", "sources", "counts.pairs", "counts.bad", "counts.against"};
enum { PATHS = sizeof paths / sizeof *paths, FIRST_COUNT = 1 };

/* A count from elsewhere may be anything; what is no count of up to 15 digits is 0. */
static uint64_t count_of(const json_value *v)
{
    uint64_t value = 0;

    if (v->type != JSON_NUMBER || v->raw.size > 15)
        return 0;
    for (size_t i = 0; i < v->raw.size; i++) {
        if (v->raw.data[i] < '0' || v->raw.data[i] > '9')
            return 0;
        value = 10 * value + (uint64_t)(v->raw.data[i] - '0');
    }
    return value;
}

static chaff_status read_figures(lines *l, chaff_text run, figures *f)
{
    json_value v[PATHS];
    chaff_status status = lines_values(l, run, paths, PATHS, v);
    uint64_t *counts[] = {&f->documents, &f->words, &f->removed, &f->clusters,
                          &f->clustered, &f->kept, &f->stripped, &f->spans,
                          &f->span_words, &f->sources, &f->pairs, &f->bad,
                          &f->against};

    *f = (figures){0};
    if (status != CHAFF_OK)
        return status;
    if (v[0].type == JSON_STRING && v[0].raw.size < sizeof f->command)
        memcpy(f->command, v[0].raw.data + 1, v[0].raw.size - 2);
    for (size_t i = FIRST_COUNT; i < PATHS; i++)
        *counts[i - FIRST_COUNT] = count_of(&v[i]);
    return CHAFF_OK;
}

/* "1,234,567" */
static const char *grouped(uint64_t value, char text[DIGITS])
{
    char digits[DIGITS];
    int size = snprintf(digits, sizeof digits, "%" PRIu64, value);
    char *to = text;

    for (int i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    *to = '\0';
    return text;
}

__attribute__((format(printf, 2, 3)))
static chaff_status add(buffer *out, const char *format, ...)
{
    char text[512];
    va_list args;

    va_start(args, format);
    vsnprintf(text, sizeof text, format, args);
    va_end(args);
    return buffer_text(out, text);
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* A share as a reader wants it: never 0% of something, never 100% of less than all. */
static void percent(uint64_t part, uint64_t all, char text[DIGITS])
{
    double value = all ? 100.0 * (double)part / (double)all : 0;

    if (part && value < 0.1)
        snprintf(text, DIGITS, "under 0.1%%");
    else if (part < all && value > 99.9)
        snprintf(text, DIGITS, "over 99.9%%");
    else
        snprintf(text, DIGITS, value < 10 ? "%.1f%%" : "%.0f%%", value);
}

static chaff_status add_copies(const figures *f, buffer *out)
{
    char a[DIGITS], b[DIGITS];

    if (!f->removed)
        return add(out, " none is a near-copy of another");
    if (f->against)
        return add(out, " <strong>%s %s</strong> of documents of --against",
                   grouped(f->removed, a),
                   f->removed == 1 ? "is a copy" : "are copies");
    return add(out, " <strong>%s %s</strong> of %s other%s", grouped(f->removed, a),
               f->removed == 1 ? "is a copy" : "are copies", grouped(f->clusters, b),
               plural(f->clusters));
}

static chaff_status add_passages(const figures *f, const char *start, buffer *out)
{
    char a[DIGITS], b[DIGITS];

    if (!f->spans)
        return add(out, "%s no boilerplate was found", start);
    percent(f->span_words, f->words, b);
    return add(out, "%s <strong>%s passage%s</strong> of boilerplate %s cut, %s of all "
               "words", start, grouped(f->spans, a), plural(f->spans),
               f->spans == 1 ? "was" : "were", b);
}

static chaff_status add_sentence(const figures *f, buffer *out)
{
    bool strips = !strcmp(f->command, "strip") || !strcmp(f->command, "clean");
    bool compares = strcmp(f->command, "strip"), finds = !strcmp(f->command, "find");
    char a[DIGITS], b[DIGITS], from[64] = "";
    chaff_status status;

    if (!f->documents)
        return add(out, "<p class=\"sentence\">No document was read.</p>\n");
    if (f->sources > 1)
        snprintf(from, sizeof from, " from %s sources", grouped(f->sources, b));
    status = add(out, "<p class=\"sentence\">Of <strong>%s document%s</strong>%s%s",
                 grouped(f->documents, a), plural(f->documents), from,
                 compares ? "," : "");
    if (status == CHAFF_OK && compares)
        status = add_copies(f, out);
    if (status == CHAFF_OK && strips)
        status = add_passages(f, compares ? ";" : ",", out);
    if (status != CHAFF_OK)
        return status;
    if (finds)
        return add(out, "; nothing was removed.</p>\n");
    if (!compares)
        return add(out, "; every document stays.</p>\n");
    return add(out, "; <strong>%s document%s</strong> remain%s.</p>\n",
               grouped(f->kept, a), plural(f->kept), f->kept == 1 ? "s" : "");
}

/* `noun` in the singular, `more` behind it; a y becomes ies. */
static chaff_status add_figure(buffer *out, uint64_t value, const char *noun,
                               const char *more)
{
    char text[DIGITS];
    size_t size = strlen(noun);
    bool y = value != 1 && noun[size - 1] == 'y';

    return add(out, "<div><dd>%s</dd><dt>%.*s%s%s</dt></div>\n", grouped(value, text),
               (int)(size - y), noun, y ? "ies" : plural(value), more);
}

static chaff_status add_figures(const figures *f, buffer *out)
{
    bool strips = !strcmp(f->command, "strip") || !strcmp(f->command, "clean");
    bool compares = strcmp(f->command, "strip"), finds = !strcmp(f->command, "find");
    const struct {
        bool shown;
        uint64_t value;
        const char *noun, *more;
    } list[] = {
        {true, f->documents, "document", ""},
        {true, f->words, "word", ""},
        {compares, f->clusters, "cluster", ""},
        {compares, f->removed, "copy", finds ? "" : " removed"},
        {finds, f->pairs, "pair", ""},
        {strips, f->spans, "passage", " cut"},
        {strips, f->span_words, "word", " cut"},
        {!finds && compares, f->kept, "document", " kept"},
        {f->bad > 0, f->bad, "bad record", " left out"},
    };
    chaff_status status = buffer_text(out, "<dl class=\"figures\">\n");

    for (size_t i = 0; status == CHAFF_OK && i < sizeof list / sizeof *list; i++)
        if (list[i].shown)
            status = add_figure(out, list[i].value, list[i].noun, list[i].more);
    return status == CHAFF_OK ? buffer_text(out, "</dl>\n") : status;
}

chaff_status sentence_append(lines *l, chaff_text run, buffer *out)
{
    figures f;
    chaff_status status = read_figures(l, run, &f);

    if (status == CHAFF_OK)
        status = add_sentence(&f, out);
    return status == CHAFF_OK ? add_figures(&f, out) : status;
}
