/* oracle_boiler.c - corpora to strip, and the slow way to count */
#include "oracle_boiler.h"

#include <stdarg.h>
#include <stdio.h>

#include "tests.h"

void corpus_add(corpus *c, const char *source, const char *format, ...)
{
    va_list arguments;
    int size;

    c->texts = realloc(c->texts, (c->count + 1) * sizeof *c->texts);
    c->sources = realloc(c->sources, (c->count + 1) * sizeof *c->sources);
    va_start(arguments, format);
    size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    c->texts[c->count] = malloc((size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(c->texts[c->count], (size_t)size + 1, format, arguments);
    va_end(arguments);
    c->sources[c->count++] = strdup(source ? source : "");
}

void corpus_release(corpus *c)
{
    for (size_t i = 0; i < c->count; i++) {
        free(c->texts[i]);
        free(c->sources[i]);
    }
    free(c->texts);
    free(c->sources);
    *c = (corpus){0};
}

char *random_prose(uint64_t *random, size_t words, bool paragraphs)
{
    char *out = malloc(words * 12 + 16), *at = out;
    size_t sentence = 0, length = 8 + test_random(random) % 13, sentences = 0;

    for (size_t w = 0; w < words; w++) {
        size_t letters = 4 + test_random(random) % 6;

        for (size_t i = 0; i < letters; i++)
            *at++ = (char)((sentence == 0 &&
                            i == 0 ? 'A' : 'a') + (int)(test_random(random) % 26));
        if (++sentence == length || w + 1 == words) {
            *at++ = '.';
            sentence = 0;
            length = 8 + test_random(random) % 13;
            if (paragraphs && ++sentences % 4 == 0 && w + 1 < words)
                *at++ = '\n', *at++ = '\n';
            else if (w + 1 < words)
                *at++ = ' ';
        } else {
            *at++ = ' ';
        }
    }
    *at = '\0';
    return out;
}

char *wrapped(const char *text, size_t width)
{
    char *out = malloc(strlen(text) + 2), *at = out;
    size_t column = 0;

    while (*text) {
        size_t word = strcspn(text, " \n");

        if (column > 0 && column + 1 + word > width) {
            *at++ = '\n';
            column = 0;
        } else if (column > 0) {
            *at++ = ' ';
            column++;
        }
        memcpy(at, text, word);
        at += word;
        column += word;
        text += word;
        while (*text == '\n') {
            *at++ = *text++;
            column = 0;
        }
        text += *text == ' ';
    }
    *at = '\0';
    return out;
}

/* The text minus its spans; every span is checked. */
static char *cut(const char *text, const chaff_span *spans, size_t count,
                 size_t *removed)
{
    char *out = malloc(strlen(text) + 1);
    size_t at = 0, size = 0, total = strlen(text);

    for (size_t i = 0; i < count; i++) {
        ck_assert_uint_le(spans[i].start, spans[i].end);
        ck_assert(i == 0 ? spans[i].start < spans[i].end :
                  spans[i].start > spans[i - 1].end);
        ck_assert_uint_le(spans[i].end, total);
        ck_assert((text[spans[i].start] & 0xC0) != 0x80);
        ck_assert((text[spans[i].end] & 0xC0) != 0x80);
        memcpy(out + size, text + at, spans[i].start - at);
        size += spans[i].start - at;
        at = spans[i].end;
        *removed += spans[i].end - spans[i].start;
    }
    memcpy(out + size, text + at, total - at + 1);
    return out;
}

void corpus_strip(const corpus *c, const chaff_boiler_options *options, cleaned *out)
{
    chaff_boiler_options defaults;
    chaff_boiler_worker *worker;
    chaff_boiler *boiler;
    chaff_error err = {0};

    chaff_boiler_options_init(&defaults);
    defaults.threads = 1;
    ck_assert_int_eq(chaff_boiler_new(&boiler, options ? options : &defaults, &err),
                     CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_worker_new(&worker, boiler), CHAFF_OK);
    for (size_t i = 0; i < c->count; i++)
        ck_assert_int_eq(chaff_boiler_learn(boiler, worker,
                                            (chaff_text){c->sources[i],
                                                strlen(c->sources[i])},
                                            (chaff_text){c->texts[i],
                                                strlen(c->texts[i])}, &err), CHAFF_OK);
    ck_assert_int_eq(chaff_boiler_seal(boiler, &err), CHAFF_OK);
    *out = (cleaned){calloc(c->count + 1, sizeof(char *)),
        calloc(c->count + 1, sizeof(bool)), c->count, 0};
    for (size_t i = 0; i < c->count; i++) {
        const chaff_span *spans;
        size_t count;

        ck_assert_int_eq(chaff_boiler_find(boiler, worker, i,
                                           (chaff_text){c->texts[i],
                                               strlen(c->texts[i])},
                                           &spans, &count, &out->template_only[i],
                                               &err), CHAFF_OK);
        out->texts[i] = cut(c->texts[i], spans, count, &out->removed);
    }
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
}

void cleaned_release(cleaned *c)
{
    for (size_t i = 0; i < c->count; i++)
        free(c->texts[i]);
    free(c->texts);
    free(c->template_only);
    *c = (cleaned){0};
}

/* Words of a text, as pointers and lengths. */
static size_t split(const char *text, const char **words, size_t *sizes)
{
    size_t count = 0;

    for (;;) {
        text += strspn(text, " \n.");
        if (!*text)
            return count;
        words[count] = text;
        sizes[count] = strcspn(text, " \n.");
        text += sizes[count++];
    }
}

static bool same(const char **a, const size_t *as, const char **b, const size_t *bs)
{
    for (int i = 0; i < 5; i++)
        if (as[i] != bs[i] || strncasecmp(a[i], b[i], as[i]) != 0)
            return false;
    return true;
}

size_t naive_covered(const corpus *c, size_t doc, size_t least)
{
    enum { MOST = 2000 };
    static const char *own[MOST], *other[MOST];
    static size_t own_sizes[MOST], other_sizes[MOST], docs[MOST];
    static bool covered[MOST];
    size_t count = split(c->texts[doc], own, own_sizes), total = 0;

    memset(docs, 0, sizeof docs);
    memset(covered, 0, sizeof covered);
    for (size_t d = 0; d < c->count; d++) {
        size_t others = split(c->texts[d], other, other_sizes);

        for (size_t i = 0; i + 5 <= count; i++) {
            bool found = false;

            for (size_t j = 0; j + 5 <= others && !found; j++)
                found = same(own + i, own_sizes + i, other + j, other_sizes + j);
            docs[i] += found;
        }
    }
    for (size_t i = 0; i + 5 <= count; i++)
        for (size_t j = 0; docs[i] >= least && j < 5; j++)
            covered[i + j] = true;
    for (size_t i = 0; i < count; i++)
        total += covered[i];
    return total;
}
