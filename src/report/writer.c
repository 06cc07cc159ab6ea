/* writer.c - JSON, one value at a time
 *
 * In: names and values. Out: bytes. A comma stands where the byte before is not the
 * beginning of an object or array, a colon, or a line end.
 */
#include "report/writer.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/table.h"
#include "text/json.h"

static void put(writer *w, const char *bytes, size_t size)
{
    if (w->failure == CHAFF_OK)
        w->failure = buffer_append(&w->out, bytes, size);
}

static void separate(writer *w)
{
    char last = w->out.size ? w->out.data[w->out.size - 1] : '\n';

    if (last != '{' && last != '[' && last != ':' && last != '\n')
        put(w, ",", 1);
}

void writer_begin(writer *w, char bracket)
{
    separate(w);
    put(w, &bracket, 1);
}

void writer_end(writer *w, char bracket)
{
    put(w, &bracket, 1);
}

void writer_key(writer *w, const char *name)
{
    separate(w);
    if (w->failure == CHAFF_OK)
        w->failure = json_encode((chaff_text){name, strlen(name)}, &w->out);
    put(w, ":", 1);
}

void writer_token(writer *w, chaff_text token)
{
    separate(w);
    put(w, token.data, token.size);
}

void writer_value(writer *w, uint64_t value)
{
    char digits[24];

    snprintf(digits, sizeof digits, "%" PRIu64, value);
    separate(w);
    put(w, digits, strlen(digits));
}

void writer_count(writer *w, const char *name, uint64_t value)
{
    writer_key(w, name);
    writer_value(w, value);
}

void writer_number(writer *w, const char *name, double value)
{
    writer_key(w, name);
    if (w->failure == CHAFF_OK)
        w->failure = number_append(&w->out, value);
}

void writer_flag(writer *w, const char *name, bool value)
{
    writer_key(w, name);
    put(w, value ? "true" : "false", value ? 4 : 5);
}

void writer_text(writer *w, const char *name, chaff_text value)
{
    writer_key(w, name);
    if (w->failure == CHAFF_OK)
        w->failure = json_encode(value, &w->out);
}

void writer_string(writer *w, const char *name, const char *value)
{
    if (value) {
        writer_text(w, name, (chaff_text){value, strlen(value)});
        return;
    }
    writer_key(w, name);
    put(w, "null", 4);
}
