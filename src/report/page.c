/* page.c - the parts of the page and the lines of the report become one file
 *
 * In: checked lines. Out: HTML. Always: no byte of a document reaches the page but
 * inside a JSON string whose markup characters are escaped.
 */
#include "report/page.h"

#include <stdio.h>
#include <string.h>

#include "base/digest.h"
#include "chaff/base.h"
#include "report/page.inc"
#include "report/sentence.h"

/* Code points of three UTF-8 bytes that may not stand as they are: U+200E, U+200F,
 * U+2028 to U+202E, U+2066 to U+2069. 0: it may. */
static unsigned turning_point(const unsigned char *at, size_t left)
{
    unsigned code;

    if (left < 3 || at[0] != 0xE2 || (at[1] != 0x80 && at[1] != 0x81) ||
        (at[2] & 0xC0) != 0x80)
        return 0;
    code = 0x2000u | (at[1] & 0x3Fu) << 6 | (at[2] & 0x3Fu);
    if (code == 0x200E || code == 0x200F || (code >= 0x2028 && code <= 0x202E) ||
        (code >= 0x2066 && code <= 0x2069))
        return code;
    return 0;
}

chaff_status page_escape(chaff_text json, buffer *out)
{
    const unsigned char *bytes = (const unsigned char *)json.data;
    size_t start = 0;
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < json.size; i++) {
        unsigned code = turning_point(bytes + i, json.size - i);
        size_t size = code ? 3 : 1;
        char escape[8];

        if (bytes[i] == '<' || bytes[i] == '>' || bytes[i] == '&' || bytes[i] == 0x7F)
            code = bytes[i];
        if (!code)
            continue;
        snprintf(escape, sizeof escape, "\\u%04x", code);
        status = buffer_append(out, json.data + start, i - start);
        if (status == CHAFF_OK)
            status = buffer_text(out, escape);
        start = i + size;
        i += size - 1;
    }
    return status == CHAFF_OK ? buffer_append(out, json.data + start, json.size - start)
                              : status;
}

static chaff_status add_data(lines *l, buffer *out)
{
    chaff_text line;
    chaff_status status = buffer_text(out, "[");
    bool first = true;

    lines_rewind(l);
    while (status == CHAFF_OK && lines_next(l, &line)) {
        status = buffer_text(out, first ? "\n" : ",\n");
        if (status == CHAFF_OK)
            status = page_escape(line, out);
        first = false;
    }
    return status == CHAFF_OK ? buffer_text(out, "\n]") : status;
}

static chaff_status add_policy(buffer *out)
{
    char text[256], style[DIGEST_SHA_TEXT], script[DIGEST_SHA_TEXT];
    chaff_status status = digest_sha256(page_css, sizeof page_css, style);

    if (status == CHAFF_OK)
        status = digest_sha256(page_js, sizeof page_js, script);
    snprintf(text, sizeof text,
             "default-src 'none'; style-src 'sha256-%s'; script-src 'sha256-%s'; "
             "base-uri 'none'; form-action 'none'", style, script);
    return status == CHAFF_OK ? buffer_text(out, text) : status;
}

static chaff_status add_summary(lines *l, buffer *out)
{
    chaff_text run;

    lines_rewind(l);
    return lines_next(l, &run) ? sentence_append(l, run, out) : CHAFF_OK;
}

/* "{{NAME}}" in the frame of the page. */
static chaff_status add_part(lines *l, const char *name, size_t size, buffer *out)
{
    if (size == 6 && !memcmp(name, "policy", size))
        return add_policy(out);
    if (size == 5 && !memcmp(name, "style", size))
        return buffer_append(out, page_css, sizeof page_css);
    if (size == 6 && !memcmp(name, "script", size))
        return buffer_append(out, page_js, sizeof page_js);
    if (size == 7 && !memcmp(name, "summary", size))
        return add_summary(l, out);
    if (size == 7 && !memcmp(name, "version", size))
        return buffer_text(out, chaff_version());
    return add_data(l, out);
}

chaff_status page_append(lines *l, buffer *out)
{
    const char *at = (const char *)page_html, *end = at + sizeof page_html;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && at < end) {
        const char *mark = memmem(at, (size_t)(end - at), "{{", 2), *close;

        status = buffer_append(out, at, (size_t)((mark ? mark : end) - at));
        if (!mark || status != CHAFF_OK)
            break;
        close = memmem(mark, (size_t)(end - mark), "}}", 2);
        status = add_part(l, mark + 2, (size_t)(close - mark - 2), out);
        at = close + 2;
    }
    return status;
}
