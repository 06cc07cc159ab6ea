/* oracle_json.c - JSON strings read naively, byte by byte */
#include "oracle_json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long hex4(const char *at)
{
    char digits[5] = { at[0], at[1], at[2], at[3], 0 };

    return strtoul(digits, NULL, 16);
}

static size_t encode(unsigned long c, char *to)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xC0 + c / 64);
        to[1] = (char)(0x80 + c % 64);
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xE0 + c / 4096);
        to[1] = (char)(0x80 + c / 64 % 64);
        to[2] = (char)(0x80 + c % 64);
        return 3;
    }
    to[0] = (char)(0xF0 + c / 262144);
    to[1] = (char)(0x80 + c / 4096 % 64);
    to[2] = (char)(0x80 + c / 64 % 64);
    to[3] = (char)(0x80 + c % 64);
    return 4;
}

static void read_escape(const char *s, size_t at, size_t end, oracle_json_unit *u)
{
    unsigned long high, low;

    u->size = 1;
    u->raw_end = at + 2;
    switch (s[at + 1]) {
    case 'b': u->decoded[0] = 8; return;
    case 'f': u->decoded[0] = 12; return;
    case 'n': u->decoded[0] = 10; return;
    case 'r': u->decoded[0] = 13; return;
    case 't': u->decoded[0] = 9; return;
    case 'u': break;
    default: u->decoded[0] = s[at + 1]; return;
    }
    u->raw_end = at + 6;
    high = hex4(s + at + 2);
    if (high < 0xD800 || high > 0xDFFF) {
        u->size = encode(high, u->decoded);
        return;
    }
    low = at + 12 <= end && s[at + 6] == '\\' && s[at + 7] == 'u' ? hex4(s + at + 8) : 0;
    if (high < 0xDC00 && low >= 0xDC00 && low <= 0xDFFF) {
        u->raw_end = at + 12;
        u->size = encode(0x10000 + (high - 0xD800) * 1024 + (low - 0xDC00), u->decoded);
        return;
    }
    u->size = encode(0xFFFD, u->decoded);
}

size_t oracle_json_units(chaff_text raw, oracle_json_unit *units)
{
    size_t count = 0, end = raw.size - 1;

    for (size_t at = 1; at < end; at = units[count++].raw_end) {
        oracle_json_unit *u = &units[count];

        u->raw_start = at;
        u->raw_end = at + 1;
        u->size = 1;
        u->decoded[0] = raw.data[at];
        if (raw.data[at] == '\\')
            read_escape(raw.data, at, end, u);
    }
    return count;
}

size_t oracle_json_decode(chaff_text raw, char *out)
{
    oracle_json_unit *units = malloc(raw.size * sizeof *units);
    size_t count = oracle_json_units(raw, units), size = 0;

    for (size_t i = 0; i < count; i++)
        for (size_t j = 0; j < units[i].size; j++)
            out[size++] = units[i].decoded[j];
    free(units);
    return size;
}

size_t oracle_json_cut(chaff_text raw, const size_t *cuts, size_t count, char *out)
{
    oracle_json_unit *units = malloc(raw.size * sizeof *units);
    size_t unit_count = oracle_json_units(raw, units), size = 0, offset = 0;

    out[size++] = '"';
    for (size_t i = 0; i < unit_count; i++) {
        bool cut = false;

        for (size_t j = 0; j < units[i].size; j++, offset++)
            for (size_t k = 0; k < count; k++)
                cut = cut || (offset >= cuts[2 * k] && offset < cuts[2 * k + 1]);
        for (size_t j = units[i].raw_start; j < units[i].raw_end && !cut; j++)
            out[size++] = raw.data[j];
    }
    out[size++] = '"';
    free(units);
    return size;
}
