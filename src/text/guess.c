/* guess.c - the fields of an input, chosen by the user or by well-known names
 *
 * In: the first bytes of an input, and the options. Out: the paths to look up in each
 * of its records. The first record with a text field decides what the text is; id,
 * source and date are the first candidates that a record near it has. Always: what the
 * options name is never guessed.
 */
#include "text/guess.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"

static const char *const text_names[] = { "text", "content", "raw_content", "body",
                                         "article", "document" };
static const char *const id_names[] = { "id", "doc_id", "url", "uri", "warc_record_id",
                                       "digest" };
static const char *const source_names[] = { "source", "site", "outlet", "domain" };
static const char *const url_names[] = { "url", "uri", "link" };
static const char *const date_names[] = {
    "date", "published", "published_at", "pub_date", "datetime", "timestamp",
    "created_at", "created" };

#define COUNT(array) (sizeof (array) / sizeof *(array))

/* Once the text is found, the other fields are looked for this far only. */
enum { OTHERS_WITHIN = 1 << 20 };

/* What a sample of records has of the names sought. */
typedef struct sample {
    fields sought;             /* all candidates, and the names given as options */
    uint32_t columns[FIELDS_MAX];
    json_value values[FIELDS_MAX];
    json_parser *json;
    buffer scratch;
    const char *text, *id, *source, *date;     /* found; NULL: not yet */
    bool source_is_url, has_text;
    size_t records;            /* that could be read */
    chaff_text first;          /* of these */
} sample;

void fields_free(fields *f)
{
    if (!f)
        return;
    mem_free(f->text_name);
    mem_free(f);
}

static void seek_name(fields *f, const char *name)
{
    for (size_t i = 0; i < f->count; i++)
        if (!strcmp(f->paths[i], name))
            return;
    if (f->count < FIELDS_MAX)
        f->paths[f->count++] = name;
}

static void seek_names(fields *f, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        seek_name(f, names[i]);
}

/* The value of a name in the sample's present record. */
static const json_value *value_of(const sample *s, const char *name)
{
    for (size_t i = 0; i < s->sought.count; i++)
        if (!strcmp(s->sought.paths[i], name))
            return &s->values[i];
    return NULL;
}

static bool is_scalar(const json_value *v)
{
    return v && (v->type == JSON_STRING || v->type == JSON_NUMBER
                 || v->type == JSON_BOOL);
}

/* The first of the names that stands in the present record. */
static const char *first_of(const sample *s, const char *const *names, size_t count,
                            bool string)
{
    for (size_t i = 0; i < count; i++) {
        const json_value *v = value_of(s, names[i]);

        if (v && (string ? v->type == JSON_STRING : is_scalar(v)))
            return names[i];
    }
    return NULL;
}

static void look_at_values(const corpus *c, sample *s)
{
    if (c->options.text_field) {
        for (size_t i = 0; i < s->sought.text_count; i++)
            s->has_text = s->has_text || s->values[i].type == JSON_STRING;
    } else if (!s->text) {
        s->text = first_of(s, text_names, COUNT(text_names), true);
        s->has_text = s->text;
    }
    if (!s->id)
        s->id = first_of(s, id_names, COUNT(id_names), false);
    if (!s->source || s->source_is_url) {
        const char *name = first_of(s, source_names, COUNT(source_names), false);

        s->source_is_url = !name;
        if (!name && !s->source)
            s->source = first_of(s, url_names, COUNT(url_names), true);
        else if (name)
            s->source = name;
    }
    if (!s->date)
        s->date = first_of(s, date_names, COUNT(date_names), false);
}

static bool is_complete(const corpus *c, const sample *s)
{
    return s->has_text && (s->id || c->options.id_field)
           && ((s->source && !s->source_is_url) || c->options.source_field)
           && (s->date || c->options.date_field);
}

/* Read records until all is found or enough was seen. */
static chaff_status
read_sample(const corpus *c, const input *in, sample *s, chaff_text start, bool last,
            guess_result *result)
{
    record_context context = { .fields = &s->sought, .json = s->json };
    size_t at = (size_t)in->start, seen = 0;
    frame f;

    *result = GUESS_DONE;
    while (seen < GUESS_RECORDS && !is_complete(c, s)
           && !(s->has_text && at > OTHERS_WITHIN)) {
        chaff_text raw;
        chaff_status status;
        size_t column;

        switch (in->family->next(start.data, start.size, at, last, &f)) {
        case FRAME_END: return CHAFF_OK;
        case FRAME_MORE:
            *result = s->has_text ? GUESS_DONE : GUESS_MORE;
            return CHAFF_OK;
        default: break;
        }
        at = f.end;
        if (f.skip)
            continue;
        seen++;
        raw = (chaff_text){ start.data + f.start, f.end - f.start };
        status = f.bad ? CHAFF_ERR_FORMAT : in->family->find(&context, raw, s->values,
                                                             &column, NULL);
        if (status == CHAFF_ERR_MEMORY)
            return status;
        if (status != CHAFF_OK)
            continue;
        s->first = s->records++ ? s->first : raw;
        look_at_values(c, s);
    }
    return CHAFF_OK;
}

/* A header row answers at once. */
static chaff_status
read_header(const corpus *c, input *in, sample *s, chaff_text start, bool last,
            guess_result *result)
{
    frame f;
    chaff_status status;
    frame_result framed = in->family->next(start.data, start.size,
                                           mark_size(start.data, start.size),
                                           last, &f);

    *result = framed == FRAME_MORE ? GUESS_MORE : GUESS_DONE;
    if (framed != FRAME_RECORD)
        return CHAFF_OK;
    in->start = f.end;
    s->records = 1;
    s->first = (chaff_text){ start.data + f.start, f.end - f.start };
    status = header_columns(s->first, in->family->separator, &s->sought, s->columns,
                            &s->scratch);
    for (size_t i = 0; i < s->sought.count; i++)
        s->values[i].type = s->columns[i] == UINT32_MAX ? JSON_ABSENT : JSON_STRING;
    look_at_values(c, s);
    return status;
}

/* -- what is taken ----------------------------------------------------------------- */

static void set_role(fields *f, field_role role, const char *name)
{
    f->role[role] = -1;
    if (!name || f->count == FIELDS_MAX)
        return;
    f->role[role] = (int)f->count;
    f->paths[f->count++] = name;
}

static void take_names(const corpus *c, const input *in, const sample *s, fields *f)
{
    const chaff_source_options *o = &c->options;

    if (in->family->use == FIELDS_ROLES || !o->text_field) {
        f->paths[0] = s->text ? s->text : "text";
        f->text_count = 1;
    } else {
        memcpy(f->paths, c->texts, c->text_count * sizeof *c->texts);
        f->text_count = c->text_count;
    }
    f->count = f->text_count;
    f->noted = s->records;
    f->source_is_url = !o->source_field && s->source && s->source_is_url;
    /* Without a record to guess from, the names that records mostly have. */
    set_role(f, FIELD_ID, o->id_field ? o->id_field : s->records ? s->id : "id");
    set_role(f, FIELD_SOURCE,
             o->source_field ? o->source_field : s->records ? s->source : "source");
    set_role(f, FIELD_DATE,
             o->date_field ? o->date_field : s->records ? s->date : "date");
    set_role(f, FIELD_GROUP, o->group_field);
    set_role(f, FIELD_SCORE, o->score_field);
}

static bool same_fields(const fields *a, const fields *b)
{
    if (a->text_count != b->text_count || a->count != b->count || a->noted != b->noted
        || a->source_is_url != b->source_is_url || memcmp(a->role, b->role,
                                                          sizeof a->role))
        return false;
    for (size_t i = 0; i < a->count; i++)
        if (strcmp(a->paths[i], b->paths[i]))
            return false;
    return true;
}

static chaff_status name_texts(fields *f)
{
    buffer b = { 0 };
    chaff_status status = CHAFF_OK;

    for (size_t i = 0; i < f->text_count && status == CHAFF_OK; i++) {
        status = i ? buffer_append(&b, ",", 1) : CHAFF_OK;
        if (status == CHAFF_OK)
            status = buffer_text(&b, f->paths[i]);
    }
    if (status == CHAFF_OK)
        status = buffer_append(&b, "", 1);
    f->text_name = b.data;
    return status;
}

/* Inputs with the same fields share one description. */
static chaff_status share_fields(corpus *c, input *in, const fields *found)
{
    fields *f;
    chaff_status status;

    for (size_t i = 0; i < c->field_count; i++)
        if (same_fields(c->fields[i], found)) {
            c->fields[i]->inputs++;
            in->fields = c->fields[i];
            return CHAFF_OK;
        }
    status = mem_grow((void **)&c->fields, &c->field_capacity, c->field_count + 1,
                      sizeof *c->fields);
    f = status == CHAFF_OK ? mem_alloc(1, sizeof *f) : NULL;
    if (!f)
        return CHAFF_ERR_MEMORY;
    *f = *found;
    f->first_input = (size_t)(in - c->inputs);
    f->inputs = 1;
    f->text_name = NULL;
    if (name_texts(f) != CHAFF_OK) {
        fields_free(f);
        return CHAFF_ERR_MEMORY;
    }
    c->fields[c->field_count++] = f;
    in->fields = f;
    return CHAFF_OK;
}

static const char *role_path(const fields *f, field_role role)
{
    return f->role[role] < 0 ? NULL : f->paths[f->role[role]];
}

static chaff_status take_fields(corpus *c, input *in, sample *s)
{
    fields f = { .text_count = 0 };
    chaff_status status;

    take_names(c, in, s, &f);
    status = share_fields(c, in, &f);
    if (status != CHAFF_OK)
        return status;
    in->info.text_field = in->family->use == FIELDS_ALL ? in->fields->text_name : NULL;
    in->info.id_field = role_path(&f, FIELD_ID);
    in->info.source_field = role_path(&f, FIELD_SOURCE);
    in->info.date_field = role_path(&f, FIELD_DATE);
    if (!in->family->separator)
        return CHAFF_OK;
    in->columns = mem_alloc(FIELDS_MAX, sizeof *in->columns);
    if (!in->columns)
        return CHAFF_ERR_MEMORY;
    if (!s->records)                                   /* an empty file */
        for (size_t i = 0; i < FIELDS_MAX; i++)
            in->columns[i] = UINT32_MAX;
    else
        status = header_columns(s->first, in->family->separator, in->fields,
                                in->columns, &s->scratch);
    return status;
}

/* -- what is said ------------------------------------------------------------------ */

/* Columns that are parted by what this format does not part them by: true, and said. */
static bool refuse_separator(const input *in, chaff_text header, chaff_error *err)
{
    bool comma = in->family->separator == ',';
    const char *name = input_name(in);

    if (!header.size || memchr(header.data, in->family->separator, header.size))
        return false;
    if (memchr(header.data, comma ? '\t' : ',', header.size))
        error_set(err, CHAFF_ERR_OPTION, "the columns of '%s' are parted by %ss; try -f %s",
                  name, comma ? "tab" : "comma", comma ? "tsv" : "csv");
    else if (memchr(header.data, ';', header.size))
        error_set(err, CHAFF_ERR_OPTION,
                  "the columns of '%s' are parted by semicolons; "
                  "try mlr --csv --ifs semicolon --ofs comma cat '%s' > commas.csv",
                  name, name);
    else
        return false;
    return true;
}

static chaff_status refuse_input(const corpus *c, const input *in, sample *s,
                                 chaff_error *err)
{
    chaff_text longest = { NULL, 0 };
    chaff_status status;
    int shown;

    s->scratch.size = 0;
    if (in->family->separator && refuse_separator(in, s->first, err))
        return CHAFF_ERR_OPTION;
    if (in->family->separator)
        status = header_names(s->first, in->family->separator, &s->scratch);
    else
        status = json_keys(s->json, s->first, &s->scratch, &longest);
    if (status == CHAFF_ERR_MEMORY)
        return error_memory(err);
    shown = s->scratch.size < 240 ? (int)s->scratch.size : 240;
    return error_set(err, CHAFF_ERR_OPTION,
                     "'%s' has no %s field%s%s%s; the first record has: %.*s%s; "
                     "try --text-field %.*s",
                     input_name(in), c->options.text_field ? "such" : "text",
                     c->options.text_field ? " '" : "",
                     c->options.text_field ? c->options.text_field : "",
                     c->options.text_field ? "'" : "", shown, s->scratch.data,
                     (size_t)shown < s->scratch.size ? ", ..." : "",
                     longest.size ? (int)(longest.size < 100 ? longest.size : 100) : 4,
                     longest.size ? longest.data : "NAME");
}

static void tell_fields(const corpus *c, const fields *f)
{
    const input *first = &c->inputs[f->first_input];
    const char *id = role_path(f, FIELD_ID), *source = role_path(f, FIELD_SOURCE);
    const char *date = role_path(f, FIELD_DATE);
    char more[48] = "";

    if (f->inputs > 1)
        snprintf(more, sizeof more, " and %zu more", f->inputs - 1);
    corpus_note(c, "%s%s: text from '%s'%s%s%s%s%s%s%s%s%s", input_name(first), more,
                f->text_name, id ? ", id from '" : ", ids are PATH:LINE", id ? id : "",
                id ? "'" : "",
                !source            ? ""
                : f->source_is_url ? ", source from the host of '"
                                   : ", source from '",
                source ? source : "", source ? "'" : "", date ? ", date from '" : "",
                date ? date : "", date ? "'" : "");
}

void guess_tell(const corpus *c)
{
    for (size_t i = 0; i < c->field_count; i++)
        if (c->fields[i]->noted
            && c->inputs[c->fields[i]->first_input].family->use == FIELDS_ALL)
            tell_fields(c, c->fields[i]);
}

/* -- all of it --------------------------------------------------------------------- */

static void seek_all(const corpus *c, sample *s)
{
    static const field_role roles[] = { FIELD_ID, FIELD_SOURCE, FIELD_DATE };
    fields *f = &s->sought;

    seek_names(f, c->texts, c->text_count);
    if (!c->text_count)
        seek_names(f, text_names, COUNT(text_names));
    f->text_count = c->text_count;
    seek_names(f, id_names, COUNT(id_names));
    seek_names(f, source_names, COUNT(source_names));
    seek_names(f, url_names, COUNT(url_names));
    seek_names(f, date_names, COUNT(date_names));
    for (size_t i = 0; i < COUNT(roles); i++)
        f->role[roles[i]] = -1;
}

chaff_status
guess_fields(corpus *c, input *in, chaff_text start, bool last, guess_result *result,
             chaff_error *err)
{
    sample s = { .records = 0 };
    chaff_status status = json_parser_new(&s.json);

    *result = GUESS_DONE;
    seek_all(c, &s);
    s.has_text = in->family->use == FIELDS_ROLES;
    if (in->family == &records_warc) {                 /* its names are fixed */
        s.id = s.source = "WARC-Target-URI";
        s.source_is_url = true;
        s.date = "WARC-Date";
        s.records = 1;
    } else if (status == CHAFF_OK && in->family->separator)
        status = read_header(c, in, &s, start, last, result);
    else if (status == CHAFF_OK)
        status = read_sample(c, in, &s, start, last, result);
    if (status == CHAFF_OK && *result == GUESS_DONE) {
        if (s.records && !s.has_text)
            status = refuse_input(c, in, &s, err);
        else
            status = take_fields(c, in, &s);
    }
    json_parser_free(s.json);
    buffer_release(&s.scratch);
    return status == CHAFF_ERR_MEMORY ? error_memory(err) : status;
}
