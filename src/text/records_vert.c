/* records_vert.c - vertical text: one word a line, structures in angle brackets
 *
 * In: lines of a word and its tab-separated annotations, or of a structure: <doc
 * id="...">, <p>, <g/> (no space here) and others. Out: a record from <doc> to </doc>;
 * its text is the words joined by spaces, with a line break between paragraphs. Always:
 * cutting removes word lines and nothing else, so what is left is vertical text again.
 */
#include <stddef.h>
#include <string.h>

#include "text/records.h"

typedef struct line {
    const char *start, *end;   /* with its line end */
    size_t size;               /* without it */
} line;

static bool next_line(const char **at, const char *end, line *l)
{
    const char *stop;

    if (*at >= end)
        return false;
    stop = memchr(*at, '\n', (size_t)(end - *at));
    l->start = *at;
    l->end = stop ? stop + 1 : end;
    l->size = line_content(l->start, (size_t)(l->end - l->start));
    *at = l->end;
    return true;
}

/* A structure opens with a bracket and a name and closes with a bracket; "<" alone, or
 * with annotations behind it, is a word. */
static bool is_structure(const line *l)
{
    char c = l->size > 2 ? l->start[1] : 0;

    return l->size > 2 && l->start[0] == '<' && l->start[l->size - 1] == '>'
           && (c == '/' || c == '!' || c == '?' || (c >= 'a' && c <= 'z')
               || (c >= 'A' && c <= 'Z'));
}

/* Whether the structure has this name, given with its bracket and slash: "<doc". */
static bool is_named(const line *l, const char *name)
{
    size_t size = strlen(name);

    return is_structure(l) && l->size > size && !memcmp(l->start, name, size)
           && memchr(" \t/>", l->start[size], 4);
}

static bool is_word(const line *l)
{
    return l->size && !is_structure(l);
}

/* -- framing ----------------------------------------------------------------------- */

/* What begins at `at`, a line start: up to </doc>, or up to the next <doc if there is
 * none. Words outside documents make one bad record. */
static frame_result frame_doc(const char *bytes, size_t size, size_t at, bool last,
                              frame *out)
{
    const char *here = bytes + at, *end = bytes + size;
    bool open = false, stray = false;
    line l;

    while (next_line(&here, end, &l)) {
        bool begins, whole = last || l.end < end || l.end[-1] == '\n';

        if (!whole)
            return FRAME_MORE;
        begins = is_named(&l, "<doc");
        if ((open || stray) && begins) {
            out->end = (size_t)(l.start - bytes);
            return FRAME_RECORD;
        }
        if (!open && !stray && (begins || is_word(&l))) {
            *out = (frame){ .start = (size_t)(l.start - bytes),
                            .bad = begins ? NULL : "words outside a document" };
            open = begins;
            stray = !begins;
        } else if (open && is_named(&l, "</doc")) {
            out->end = (size_t)(l.end - bytes);
            return FRAME_RECORD;
        }
    }
    if (!last)
        return FRAME_MORE;
    out->end = size;
    return open || stray ? FRAME_RECORD : FRAME_END;
}

static size_t resume_doc(const char *bytes, size_t size, bool *found)
{
    const char *at = bytes, *end = bytes + size;
    line l;

    *found = false;
    while (next_line(&at, end, &l)) {
        if (l.end == end && l.end[-1] != '\n')
            return (size_t)(l.start - bytes);
        *found = true;
        if (is_named(&l, "</doc"))
            return (size_t)(l.end - bytes);
        if (is_named(&l, "<doc"))
            return (size_t)(l.start - bytes);
        *found = false;
    }
    return size;
}

/* -- words ------------------------------------------------------------------------- */

/* Walks the words of a record, with their places in the text. */
typedef struct walk {
    const char *at, *end;
    size_t offset;             /* in the text, behind the last word */
    bool first, glued, broken; /* what joins the next word to it */
    line l;
    size_t start, size;        /* of the present word, in the text */
    const char *join;          /* "", " " or "\n" */
} walk;

static walk begin_walk(chaff_text raw)
{
    return (walk){ .at = raw.data, .end = raw.data + raw.size, .first = true };
}

/* The next line; *word says if it is a word. */
static bool step(walk *w, bool *word)
{
    const char *tab;

    if (!next_line(&w->at, w->end, &w->l))
        return false;
    *word = is_word(&w->l);
    if (!*word) {
        w->glued = w->glued || is_named(&w->l, "<g");
        w->broken = w->broken || is_named(&w->l, "<p") || is_named(&w->l, "</p");
        return true;
    }
    tab = memchr(w->l.start, '\t', w->l.size);
    w->size = tab ? (size_t)(tab - w->l.start) : w->l.size;
    w->join = w->first ? "" : w->broken ? "\n" : w->glued ? "" : " ";
    w->start = w->offset + strlen(w->join);
    w->offset = w->start + w->size;
    w->first = w->glued = w->broken = false;
    return true;
}

static bool plain_vert(chaff_text raw, chaff_text *text)
{
    *text = raw;
    return raw.size < 4 || memcmp(raw.data, "<doc", 4);    /* attributes; the text is a
                                                            * record */
}

/* Each word takes its line's end for what joins it, so the text is never longer. */
static chaff_status decode_vert(chaff_text raw, buffer *out)
{
    walk w = begin_walk(raw);
    chaff_status status = buffer_reserve(out, raw.size);
    bool word;

    while (status == CHAFF_OK && step(&w, &word))
        if (word) {
            status = buffer_text(out, w.join);
            if (status == CHAFF_OK)
                status = buffer_append(out, w.l.start, w.size);
        }
    return status;
}

static chaff_status cut_vert(chaff_text raw, const size_t *cuts, size_t count,
                             buffer *out)
{
    walk w = begin_walk(raw);
    size_t start = out->size, i = 0;
    chaff_status status = CHAFF_OK;
    bool word;

    while (status == CHAFF_OK && step(&w, &word)) {
        while (word && i < count && cuts[2 * i + 1] < w.start + w.size)
            i++;
        if (word && i < count && cuts[2 * i] <= w.start)
            continue;
        status = buffer_append(out, w.l.start, (size_t)(w.l.end - w.l.start));
    }
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

/* A bracket is a word, on a line of its own. */
static chaff_status mark_vert(chaff_text raw, const size_t *marks, size_t count,
                              buffer *out)
{
    walk w = begin_walk(raw);
    size_t start = out->size, i = 0;
    bool word, open = false;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && step(&w, &word)) {
        if (open && (!word || marks[2 * i + 1] < w.start + w.size)) {
            status = buffer_text(out, MARK_CLOSE "\n");
            open = false;
        }
        while (word && i < count && marks[2 * i + 1] < w.start + w.size)
            i++;
        if (word && !open && i < count && marks[2 * i] <= w.start) {
            status = buffer_text(out, MARK_OPEN "\n");
            open = true;
        }
        if (status == CHAFF_OK)
            status = buffer_append(out, w.l.start, (size_t)(w.l.end - w.l.start));
    }
    if (status == CHAFF_OK && open)
        status = buffer_text(out, MARK_CLOSE "\n");
    if (status != CHAFF_OK)
        out->size = start;
    return status;
}

/* -- attributes -------------------------------------------------------------------- */

/* Whether the name stands before `at`, behind a blank or the bracket. Looking back no
 * further than its size keeps a line of nothing but equals signs linear. */
static bool stands_before(const line *l, const char *at, const char *name, size_t size)
{
    return (size_t)(at - l->start) > size && !memcmp(at - size, name, size) &&
           memchr(" \t<", at[-(ptrdiff_t)size - 1], 3);
}

/* The value of an attribute in the structure line, without its quotes. */
static bool find_attribute(const line *l, const char *name, chaff_text *value)
{
    const char *at = l->start, *end = l->start + l->size;
    size_t size = strlen(name);

    while (at < end && (at = memchr(at, '=', (size_t)(end - at)))) {
        const char *stop;
        char quote = at + 1 < end ? at[1] : 0;

        if (quote != '"' && quote != '\'') {
            at++;
            continue;
        }
        stop = memchr(at + 2, quote, (size_t)(end - at - 2));
        if (!stop)
            return false;
        if (stands_before(l, at, name, size)) {
            *value = (chaff_text){ at + 2, (size_t)(stop - at - 2) };
            return true;
        }
        at = stop + 1;
    }
    return false;
}

static chaff_status find_vert(const record_context *context, chaff_text raw,
                              json_value *values,
                              size_t *column, chaff_error *err)
{
    const char *at = raw.data;
    line first = { raw.data, raw.data, 0 };

    (void)err;
    *column = 0;
    (void)next_line(&at, raw.data + raw.size, &first);
    for (size_t i = 0; i < context->fields->count; i++) {
        values[i] = (json_value){ JSON_ABSENT, { raw.data, 0 }, JSON_UNKNOWN };
        if (find_attribute(&first, context->fields->paths[i], &values[i].raw))
            values[i].type = JSON_STRING;
    }
    values[0] = (json_value){ JSON_STRING, raw, JSON_UNKNOWN };
    return CHAFF_OK;
}

const record_family records_vert = {
    .next = frame_doc,
    .resume = resume_doc,
    .find = find_vert,
    .plain = plain_vert,
    .decode = decode_vert,
    .cut = cut_vert,
    .mark = mark_vert,
    .use = FIELDS_ROLES,
};
