/* table.c - one row writer for three formats
 *
 * In: cells in the order of the columns. Out: complete rows, or none at all. A cell
 * that could not be gathered (no memory) makes its row fail.
 */
#include "report/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"
#include "report/decimal.h"
#include "text/json.h"
#include "text/output.h"

typedef enum table_format { AS_JSON, AS_CSV, AS_TSV } table_format;

struct table {
    output *to;
    table_format format;
    const char *const *columns;
    size_t count, cell;
    buffer row, decoded;
    chaff_status failure;
};

static table_format format_of(const char *path)
{
    size_t size = output_stem(path);

    if (size >= 4 && !strncmp(path + size - 4, ".csv", 4))
        return AS_CSV;
    return size >= 4 && !strncmp(path + size - 4, ".tsv", 4) ? AS_TSV : AS_JSON;
}

static void put(table *t, const void *bytes, size_t size)
{
    if (t->failure == CHAFF_OK)
        t->failure = buffer_append(&t->row, bytes, size);
}

static void put_string(table *t, const char *text)
{
    put(t, text, strlen(text));
}

/* `,"column":` in one piece: tables of pairs have hundreds of millions of cells. */
static void begin_cell(table *t)
{
    const char *column = t->columns[t->cell];
    size_t size = t->format == AS_JSON ? strlen(column) : 0;
    bool first = t->cell++ == 0;
    char *at;

    if (t->failure == CHAFF_OK)
        t->failure = buffer_reserve(&t->row, size + 4);
    if (t->failure != CHAFF_OK)
        return;
    at = t->row.data + t->row.size;
    if (t->format == AS_JSON) {
        *at++ = first ? '{' : ',';
        *at++ = '"';
        memcpy(at, column, size);
        at += size;
        *at++ = '"';
        *at++ = ':';
    } else if (!first) {
        *at++ = t->format == AS_CSV ? ',' : '\t';
    }
    t->row.size = (size_t)(at - t->row.data);
}

/* RFC 4180: quoted where it holds a comma, a quote or a line end. */
static void put_csv(table *t, chaff_text text)
{
    bool quoted = false;

    for (size_t i = 0; i < text.size && !quoted; i++)
        quoted = strchr(",\"\r\n", text.data[i]) && text.data[i];
    if (!quoted) {
        put(t, text.data, text.size);
        return;
    }
    put_string(t, "\"");
    for (size_t i = 0; i < text.size; i++)
        put(t, text.data[i] == '"' ? "\"\"" : &text.data[i],
            text.data[i] == '"' ? 2 : 1);
    put_string(t, "\"");
}

/* TSV has no quotes: tabulators, line ends and backslashes are escaped. */
static void put_tsv(table *t, chaff_text text)
{
    for (size_t i = 0; i < text.size; i++)
        switch (text.data[i]) {
        case '\t': put_string(t, "\\t"); break;
        case '\n': put_string(t, "\\n"); break;
        case '\r': put_string(t, "\\r"); break;
        case '\\': put_string(t, "\\\\"); break;
        default: put(t, &text.data[i], 1);
        }
}

void table_text(table *t, chaff_text text)
{
    begin_cell(t);
    if (t->format == AS_CSV)
        put_csv(t, text);
    else if (t->format == AS_TSV)
        put_tsv(t, text);
    else if (t->failure == CHAFF_OK)
        t->failure = json_encode(text, &t->row);
}

void table_json(table *t, chaff_text token)
{
    if (t->format == AS_JSON) {
        begin_cell(t);
        put(t, token.data, token.size);
    } else if (token.size && token.data[0] == '"') {
        t->decoded.size = 0;
        if (t->failure == CHAFF_OK)
            t->failure = json_decode(token, &t->decoded);
        table_text(t, (chaff_text){t->decoded.data, t->decoded.size});
    } else {
        table_text(t, token);
    }
}

void table_count(table *t, uint64_t number)
{
    char digits[24], *at = digits + sizeof digits;

    begin_cell(t);
    do
        *--at = (char)('0' + number % 10);
    while (number /= 10);
    put(t, at, (size_t)(digits + sizeof digits - at));
}

chaff_status number_append(buffer *b, double number)
{
    char digits[40];
    int length = (int)decimal_share(number, digits);

    if (length)
        return buffer_append(b, digits, (size_t)length);
    /* Up to 15 digits always read back, and %g drops their trailing zeros. */
    for (int precision = 15; precision <= 17; precision++) {
        length = snprintf(digits, sizeof digits, "%.*g", precision, number);
        if (strtod(digits, NULL) == number)
            break;
    }
    for (int i = 0; i < length; i++)        /* whatever the locale's decimal point is */
        if (!strchr("0123456789+-eE", digits[i]))
            digits[i] = '.';
    return buffer_append(b, digits, (size_t)length);
}

void table_number(table *t, double number)
{
    begin_cell(t);
    if (t->failure == CHAFF_OK)
        t->failure = number_append(&t->row, number);
}

chaff_status table_row(table *t, chaff_error *err)
{
    chaff_status status;

    put_string(t, t->format == AS_JSON ? "}\n" : "\n");
    status = t->failure == CHAFF_OK ? CHAFF_OK : error_memory(err);
    t->cell = 0;
    t->failure = CHAFF_OK;
    if (status == CHAFF_OK && t->to) {
        status = output_write(t->to, t->row.data, t->row.size, err);
        t->row.size = 0;
    }
    return status;
}

static chaff_status write_header(table *t, chaff_error *err)
{
    for (size_t i = 0; i < t->count; i++)
        table_text(t, (chaff_text){t->columns[i], strlen(t->columns[i])});
    return table_row(t, err);
}

chaff_status table_open(table **out, const char *path, const char *const *columns,
                        size_t count, chaff_error *err)
{
    table *t = mem_zero(1, sizeof *t);
    chaff_status status;

    *out = NULL;
    if (!t)
        return error_memory(err);
    t->format = format_of(path);
    t->columns = columns;
    t->count = count;
    status = output_open(&t->to, path, err);
    if (status == CHAFF_OK && t->format != AS_JSON)
        status = write_header(t, err);
    if (status != CHAFF_OK) {
        table_discard(t);
        return status;
    }
    *out = t;
    return CHAFF_OK;
}

chaff_status table_twin(table **out, const table *t)
{
    *out = mem_zero(1, sizeof **out);
    if (!*out)
        return CHAFF_ERR_MEMORY;
    (*out)->format = t->format;
    (*out)->columns = t->columns;
    (*out)->count = t->count;
    return CHAFF_OK;
}

chaff_status table_move_rows(table *twin, buffer *to)
{
    chaff_status status = buffer_append(to, twin->row.data, twin->row.size);

    twin->row.size = 0;
    return status;
}

chaff_status table_append(table *t, const buffer *rows, chaff_error *err)
{
    return output_write(t->to, rows->data, rows->size, err);
}

bool table_is_json(const table *t)
{
    return t->format == AS_JSON;
}

static void release(table *t)
{
    buffer_release(&t->row);
    buffer_release(&t->decoded);
    mem_free(t);
}

chaff_status table_commit(table *t, chaff_error *err)
{
    chaff_status status = output_commit(t->to, err);

    release(t);
    return status;
}

void table_discard(table *t)
{
    if (!t)
        return;
    output_discard(t->to);
    release(t);
}
