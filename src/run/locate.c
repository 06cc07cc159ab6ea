/* locate.c - ids are compared by hash first, then decoded; places by halving
 *
 * In: what was typed. Out: a document's number, or a sentence that helps. Documents of
 * one input follow each other, and so do their lines.
 */
#include "run/locate.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "text/json.h"

enum {
    NEAR_IDS = 3,              /* told when nothing is called so */
    LONGEST = 63               /* bytes of an id that can be near another */
};

typedef struct search {
    chaff_text name;
    uint64_t hashes[2];        /* of the id as a token, as a string */
    buffer token, id;          /* scratch: of the document looked at */
    uint32_t found[NEAR_IDS];
    uint64_t count;            /* found in all; those after NEAR_IDS are not listed */
} search;

chaff_status locate_place(run *r, uint32_t document, buffer *out)
{
    record_ref ref = run_row(r, document)->ref;
    char digits[32] = "";
    uint64_t line;
    chaff_status status = reader_line(run_writer(r)->reader, ref, &line, r->err);

    if (status != CHAFF_OK)
        return status;
    if (line)                                        /* a file of one document has none */
        snprintf(digits, sizeof digits, ":%" PRIu64, line);
    if (buffer_text(out, corpus_input(r->corpus, ref.input)->path) != CHAFF_OK ||
        buffer_text(out, digits) != CHAFF_OK)
        return error_memory(r->err);
    return CHAFF_OK;
}

/* The id of a document as text, into s->id. */
static chaff_status decode_id(run *r, search *s, uint32_t document)
{
    chaff_status status;

    s->token.size = s->id.size = 0;
    status = run_id(r, document, &s->token);
    if (status == CHAFF_OK && s->token.size && s->token.data[0] == '"')
        status = json_decode((chaff_text){s->token.data, s->token.size}, &s->id);
    else if (status == CHAFF_OK)
        status = buffer_append(&s->id, s->token.data, s->token.size);
    return status == CHAFF_ERR_MEMORY ? error_memory(r->err) : status;
}

static bool same_bytes(const buffer *b, chaff_text text)
{
    return b->size == text.size &&
           (!text.size || !memcmp(b->data, text.data, text.size));
}

static void add_found(search *s, uint32_t document)
{
    if (s->count < NEAR_IDS)
        s->found[s->count] = document;
    s->count++;
}

/* -- by id ------------------------------------------------------------------------- */

static chaff_status hash_name(run *r, search *s)
{
    s->token.size = 0;
    if (json_encode(s->name, &s->token) != CHAFF_OK)
        return error_memory(r->err);
    s->hashes[0] = hash_bytes(s->name.data, s->name.size, 0);
    s->hashes[1] = hash_bytes(s->token.data, s->token.size, 0);
    return CHAFF_OK;
}

/* An id may be spelled in several ways in JSON: those that no hash finds are decoded.
 * Both looks are needed only where the first one finds nothing. */
static chaff_status search_ids(run *r, search *s, bool decode)
{
    chaff_status status = CHAFF_OK;

    for (uint32_t d = 0; status == CHAFF_OK && d < r->documents; d++) {
        uint64_t hash = run_row(r, d)->id_hash;

        if (!decode && hash != s->hashes[0] && hash != s->hashes[1])
            continue;
        status = decode_id(r, s, d);
        if (status == CHAFF_OK &&
            (same_bytes(&s->id, s->name) || same_bytes(&s->token, s->name)))
            add_found(s, d);
    }
    return status;
}

/* -- by place ---------------------------------------------------------------------- */

/* The first document whose record does not stand before (input, line 0). */
static uint32_t first_of_input(const run *r, size_t input)
{
    uint32_t low = 0, high = r->documents;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;

        if (run_row(r, middle)->ref.input < input)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static chaff_status find_line(run *r, search *s, size_t input, uint64_t wanted)
{
    uint32_t low = first_of_input(r, input), end = first_of_input(r, input + 1),
             high = end;
    uint64_t line;
    chaff_status status = CHAFF_OK;

    while (status == CHAFF_OK && low < high) {
        uint32_t middle = low + (high - low) / 2;

        status = reader_line(run_writer(r)->reader, run_row(r, middle)->ref, &line,
                             r->err);
        if (line < wanted)
            low = middle + 1;
        else
            high = middle;
    }
    if (status != CHAFF_OK || low == end)
        return status;
    status = reader_line(run_writer(r)->reader, run_row(r, low)->ref, &line, r->err);
    if (status == CHAFF_OK && line == wanted)
        add_found(s, low);
    return status;
}

/* "PATH:12": where the path ends and the line; false: it does not look so. */
static bool split_place(chaff_text name, size_t *path_size, uint64_t *line)
{
    size_t at = name.size;

    *line = 0;
    while (at && name.data[at - 1] >= '0' && name.data[at - 1] <= '9')
        at--;
    if (at < 2 || at == name.size || name.size - at > 18 || name.data[at - 1] != ':')
        return false;
    for (size_t i = at; i < name.size; i++)
        *line = *line * 10 + (uint64_t)(name.data[i] - '0');
    *path_size = at - 1;
    return true;
}

static bool is_path(const input_info *info, const char *path, size_t size)
{
    return strlen(info->path) == size && !memcmp(info->path, path, size);
}

static chaff_status search_places(run *r, search *s)
{
    size_t path_size;
    uint64_t line;
    bool placed = split_place(s->name, &path_size, &line);
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < corpus_inputs(r->corpus); i++) {
        const input_info *info = corpus_input(r->corpus, i);

        if (placed && is_path(info, s->name.data, path_size))
            status = find_line(r, s, i, line);
        if (is_path(info, s->name.data, s->name.size) &&
            first_of_input(r, i + 1) - first_of_input(r, i) == 1)
            add_found(s, first_of_input(r, i));
    }
    return status;
}

/* -- what to say when that fails --------------------------------------------------- */

/* Insertions, deletions and changes of bytes between two ids of at most LONGEST. */
static size_t distance(chaff_text a, chaff_text b)
{
    size_t row[LONGEST + 1];

    for (size_t j = 0; j <= b.size; j++)
        row[j] = j;
    for (size_t i = 1; i <= a.size; i++) {
        size_t corner = row[0];

        row[0] = i;
        for (size_t j = 1; j <= b.size; j++) {
            size_t change = corner + (a.data[i - 1] != b.data[j - 1]);
            size_t least = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;

            corner = row[j];
            row[j] = change < least ? change : least;
        }
    }
    return row[b.size];
}

/* The nearest ids go to s->found; one error in three bytes is still a slip. */
static chaff_status search_near(run *r, search *s)
{
    size_t least[NEAR_IDS];
    chaff_status status = CHAFF_OK;

    s->count = 0;
    for (uint32_t d = 0; status == CHAFF_OK && d < r->documents; d++) {
        size_t far, at;

        status = decode_id(r, s, d);
        if (status != CHAFF_OK || s->id.size > LONGEST || s->name.size > LONGEST)
            continue;
        far = distance(s->name, (chaff_text){s->id.data, s->id.size});
        if (far > s->name.size / 3 + 1)
            continue;
        for (at = (size_t)s->count; at > 0 && far < least[at - 1]; at--)
            if (at < NEAR_IDS) {
                least[at] = least[at - 1];
                s->found[at] = s->found[at - 1];
            }
        if (at < NEAR_IDS) {
            least[at] = far;
            s->found[at] = d;
            s->count += s->count < NEAR_IDS;
        }
    }
    return status;
}

/* "'a', 'b'" of the documents found: their ids, or their places. */
static chaff_status list_found(run *r, search *s, bool places, buffer *out)
{
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && i < s->count && i < NEAR_IDS; i++) {
        if (buffer_text(out, i ? ", '" : "'") != CHAFF_OK)
            return error_memory(r->err);
        status = places ? locate_place(r, s->found[i], out)
                        : decode_id(r, s, s->found[i]);
        if (status == CHAFF_OK &&
            ((!places && buffer_append(out, s->id.data, s->id.size) != CHAFF_OK) ||
             buffer_text(out, "'") != CHAFF_OK))
            return error_memory(r->err);
    }
    return status;
}

static chaff_status say_none(run *r, search *s, const char *name)
{
    buffer list = {0};
    bool near;
    chaff_status status = search_near(r, s);

    if (!r->documents)
        return error_set(r->err, CHAFF_ERR_OPTION, "the input has no document");
    near = s->count > 0;
    if (status == CHAFF_OK && !near)
        add_found(s, 0);
    if (status == CHAFF_OK)
        status = list_found(r, s, false, &list);
    if (status == CHAFF_OK)
        status = error_set(r->err, CHAFF_ERR_OPTION,
                           near ? "no document is called '%.100s'; did you mean %.*s?"
                                : "no document is called '%.100s'; the first one is "
                                  "%.*s; PATH:LINE would do, too",
                           name, (int)(list.size < 300 ? list.size : 300), list.data);
    buffer_release(&list);
    return status;
}

static chaff_status say_several(run *r, search *s, const char *name)
{
    buffer list = {0};
    chaff_status status = list_found(r, s, true, &list);

    if (status == CHAFF_OK)
        status = error_set(r->err, CHAFF_ERR_OPTION,
                           "%" PRIu64 " documents are called '%.100s'; name one by "
                           "its place: %.*s%s",
                           s->count, name, (int)(list.size < 300 ? list.size : 300),
                           list.data, s->count > NEAR_IDS ? ", ..." : "");
    buffer_release(&list);
    return status;
}

chaff_status locate_document(run *r, const char *name, uint32_t *document)
{
    search s = {.name = {name, strlen(name)}};
    chaff_status status = hash_name(r, &s);

    if (status == CHAFF_OK)
        status = search_ids(r, &s, false);
    if (status == CHAFF_OK && !s.count)
        status = search_places(r, &s);
    if (status == CHAFF_OK && !s.count)
        status = search_ids(r, &s, true);
    *document = s.found[0];
    if (status == CHAFF_OK && s.count != 1)
        status = s.count ? say_several(r, &s, name) : say_none(r, &s, name);
    buffer_release(&s.token);
    buffer_release(&s.id);
    return status;
}
