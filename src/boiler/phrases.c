/* phrases.c - lines of phrases, read and written; the built-in list */
#include "boiler/phrases.h"

#include <stdlib.h>
#include <string.h>

static const char MAGIC[] = "# chaff phrases 1";

static const char *const kinds[] = {"line", "sentence", "prefix", "passage"};

static const char *const builtin[] = {
#include "known_phrases.inc"
};

bool phrases_begin(chaff_text bytes)
{
    size_t size = sizeof MAGIC - 1;

    return bytes.size > size && !memcmp(bytes.data, MAGIC, size) &&
           (bytes.data[size] == '\n' || bytes.data[size] == '\r');
}

bool phrases_line(chaff_text *rest, chaff_text *line)
{
    const char *stop;

    if (rest->size == 0)
        return false;
    stop = memchr(rest->data, '\n', rest->size);
    *line = (chaff_text){rest->data,
                         stop ? (size_t)(stop - rest->data) : rest->size};
    rest->data += line->size + (stop != NULL);
    rest->size -= line->size + (stop != NULL);
    if (line->size > 0 && line->data[line->size - 1] == '\r')
        line->size--;
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static chaff_text trim(chaff_text t)
{
    for (; t.size > 0 && is_blank(t.data[0]); t.size--)
        t.data++;
    while (t.size > 0 && is_blank(t.data[t.size - 1]))
        t.size--;
    return t;
}

chaff_status phrase_read(chaff_text line, phrase *out)
{
    line = trim(line);
    if (line.size == 0 || line.data[0] == '#')
        return CHAFF_DONE;
    for (int k = PHRASE_LINE; k <= PHRASE_PASSAGE; k++) {
        size_t size = strlen(kinds[k]);

        if (line.size > size && line.data[size] == ':' &&
            !memcmp(line.data, kinds[k], size)) {
            out->kind = (phrase_kind)k;
            out->text = trim((chaff_text){line.data + size + 1, line.size - size - 1});
            return out->text.size > 0 ? CHAFF_OK : CHAFF_ERR_FORMAT;
        }
    }
    return CHAFF_ERR_FORMAT;
}

chaff_status phrase_write(const phrase *p, buffer *out)
{
    if (buffer_text(out, kinds[p->kind]) != CHAFF_OK ||
        buffer_text(out, ": ") != CHAFF_OK ||
        buffer_append(out, p->text.data, p->text.size) != CHAFF_OK)
        return CHAFF_ERR_MEMORY;
    return buffer_text(out, "\n");
}

static int compare_texts(const void *a, const void *b)
{
    const chaff_text *x = a, *y = b;
    int order = memcmp(x->data, y->data, x->size < y->size ? x->size : y->size);

    return order ? order : (x->size > y->size) - (x->size < y->size);
}

chaff_status phrases_sort(chaff_text lines, buffer *out)
{
    chaff_text *list = NULL, line;
    size_t count = 0, capacity = 0;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && phrases_line(&lines, &line)) {
        status = mem_grow((void **)&list, &capacity, count + 1, sizeof *list);
        if (status == CHAFF_OK)
            list[count++] = line;
    }
    if (count > 0)
        qsort(list, count, sizeof *list, compare_texts);
    for (size_t i = 0; status == CHAFF_OK && i < count; i++) {
        if (i > 0 && compare_texts(&list[i], &list[i - 1]) == 0)
            continue;
        status = buffer_append(out, list[i].data, list[i].size);
        if (status == CHAFF_OK)
            status = buffer_text(out, "\n");
    }
    mem_free(list);
    return status;
}

bool phrases_builtin(size_t i, chaff_text *line)
{
    if (i >= sizeof builtin / sizeof *builtin)
        return false;
    *line = (chaff_text){builtin[i], strlen(builtin[i])};
    return true;
}
