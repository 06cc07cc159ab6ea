/* values.c - option values: numbers, shares, sizes, choices, keep rules
 *
 * Every wrong value gives one line: the option, what is wrong, what would be right.
 * Numbers are plain decimals; neither the locale nor hexadecimal has a say.
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "console.h"
#include "parse.h"
#include "presets.h"
#include "suggest.h"

/* strtod alone would read "0x10", "inf", "nan" and leading blanks. */
static bool read_decimal(const char *text, double *value, const char **rest)
{
    size_t size = strspn(text, "+-.0123456789");
    char *end;

    *value = strtod(text, &end);
    *rest = end;
    size += strspn(text + size, "eE+-0123456789");
    return end != text && end <= text + size;
}

/* 0.8, 80%, .8; a share of 0 would make everything alike or nothing promised. */
static bool read_share(const option *o, const char *text, double *value)
{
    const char *rest;
    bool percent;

    if (!read_decimal(text, value, &rest) || strcmp(rest + (*rest == '%'), "")) {
        complain("--%s '%s' is not a number; try 0.8 or 80%%", o->name, text);
        return false;
    }
    percent = *rest == '%';
    if (!percent && *value > 1 && *value <= 100) {
        complain("--%s %s is outside 0 to 1; did you mean %.15g or %.15g%%?", o->name,
                 text, *value / 100, *value);
        return false;
    }
    if (percent)
        *value /= 100;
    if (*value < o->least || *value > o->most)
        complain("--%s %s is outside %s; try 0.8 or 80%%", o->name, text,
                 percent ? "0% to 100%" : "0 to 1");
    else if (*value <= 0)
        complain("--%s must be more than 0; try 0.8 or 80%%", o->name);
    else
        return true;
    return false;
}

static bool read_percent(const option *o, const char *text, double *value)
{
    const char *rest;

    if (!read_decimal(text, value, &rest) || strcmp(rest + (*rest == '%'), ""))
        complain("--%s '%s' is not a percentage; try 20 or 20%%", o->name, text);
    else if (*value < o->least || *value > o->most)
        complain("--%s %s is outside %g to %g percent", o->name, text, o->least,
                 o->most);
    else
        return true;
    return false;
}

/* Whole decimal numbers only; `least` and `most` hold where `most` is set. */
static bool read_count(const option *o, const char *text, uint64_t *value)
{
    size_t digits = strspn(text, "0123456789");
    double rounded;

    if (!digits || text[digits]) {
        complain("--%s '%s' is not a whole number", o->name, text);
        return false;
    }
    errno = 0;
    *value = strtoull(text, NULL, 10);
    rounded = (double)*value;
    if (o->most > 0 && (errno || rounded < o->least || rounded > o->most))
        complain("--%s %s is outside %.0f to %.0f", o->name, text, o->least, o->most);
    else if (errno)
        complain("--%s %s is too large; the most is %" PRIu64, o->name, text,
                 UINT64_MAX);
    else
        return true;
    return false;
}

/* 512M, 4G, 1.5g, 64MiB, 1000000. */
static bool read_size(const option *o, const char *text, uint64_t *value)
{
    static const char units[] = "KMGT";
    const char *rest, *unit;
    double real;
    int shift = 0;

    if (!read_decimal(text, &real, &rest)) {
        complain("--%s '%s' is not a size; try 512M or 4G", o->name, text);
        return false;
    }
    unit = isalpha((unsigned char)*rest) ? strchr(units, toupper(*rest)) : NULL;
    if (unit) {
        shift = 10 * (int)(unit - units + 1);
        rest++;
        rest += *rest == 'i' && rest[1] == 'B';
    }
    rest += *rest == 'B';
    real *= (double)(UINT64_C(1) << shift);
    if (*rest)
        complain("--%s '%s' is not a size; try 512M or 4G", o->name, text);
    else if (real < 1 || real >= 0x1p63)
        complain("--%s %s is no size of a memory; try 512M or 4G", o->name, text);
    else {
        *value = (uint64_t)real;
        return true;
    }
    return false;
}

static void list_choices(const choice *list, char *text, size_t size)
{
    size_t used = 0;

    *text = '\0';
    for (; list->name && used < size; list++)
        used += (size_t)snprintf(text + used, size - used, "%s%s", list->name,
                                 !list[1].name ? "" : list[2].name ? ", " : " or ");
}

static void complain_choice(const option *o, const char *text)
{
    char names[256];
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (const choice *c = o->choices; c->name; c++)
        suggest_consider(text, c->name, &best, &least);
    list_choices(o->choices, names, sizeof names);
    if (best)
        complain("--%s can't be '%s'; did you mean %s? (%s)", o->name, text, best,
                 names);
    else
        complain("--%s can't be '%s'; it is one of %s", o->name, text, names);
}

static bool read_choice(const option *o, const char *text, int *value)
{
    for (const choice *c = o->choices; c->name; c++)
        if (!strcmp(c->name, text)) {
            *value = c->value;
            return true;
        }
    complain_choice(o, text);
    return false;
}

/* Writable, so that read_keep can end the field name at its '=': the words of the
 * command line belong to the process. */
static char *after_colon(const char *text)
{
    char *colon = strchr(text, ':');

    return colon ? colon + 1 : NULL;
}

/* first ... latest, max:FIELD, prefer:FIELD=V1,V2. The last rule given counts whole. */
static bool read_keep(settings *s, const option *o, const char *text)
{
    char *field = after_colon(text), *values = field ? strchr(field, '=') : NULL;
    int value = 0;

    if (!strncmp(text, "max:", 4) && *field) {
        s->run.keep = CHAFF_KEEP_MAX;
        s->run.source.score_field = field;
        return true;
    }
    if (!strncmp(text, "prefer:", 7) && values && values > field && values[1]) {
        *values = '\0';
        s->run.keep = CHAFF_KEEP_PREFER;
        s->run.source.score_field = field;
        s->run.prefer = values + 1;
        return true;
    }
    if (!strcmp(text, "max") || !strcmp(text, "max:"))
        complain("--%s max needs a field; try --%s max:FIELD", o->name, o->name);
    else if (!strcmp(text, "prefer") || !strncmp(text, "prefer:", 7))
        complain("--%s prefer needs a field and values; try --%s prefer:FIELD=V1,V2",
                 o->name, o->name);
    else if (read_choice(o, text, &value)) {
        s->run.keep = (chaff_keep)value;
        s->run.source.score_field = NULL;
        return true;
    }
    return false;
}

static bool read_grouping(settings *s, chaff_grouping grouping, const char *field)
{
    if (s->run.grouping != CHAFF_GROUP_NONE && s->run.grouping != grouping) {
        complain("--by and --across exclude each other; give one of them");
        return false;
    }
    s->run.grouping = grouping;
    s->run.source.group_field = field;
    return true;
}

static bool read_into(const option *o, const char *value, void *field)
{
    uint64_t wide;
    uint32_t narrow;
    double real;
    int number;

    switch (o->kind) {
    case KIND_TEXT:
        memcpy(field, &value, sizeof value);
        return true;
    case KIND_CHOICE:
        if (!read_choice(o, value, &number))
            return false;
        memcpy(field, &number, sizeof number);
        return true;
    case KIND_SHARE:
    case KIND_PERCENT:
        if (!(o->kind == KIND_SHARE ? read_share : read_percent)(o, value, &real))
            return false;
        memcpy(field, &real, sizeof real);
        return true;
    case KIND_COUNT32:
        if (!read_count(o, value, &wide))
            return false;
        narrow = (uint32_t)wide;
        memcpy(field, &narrow, sizeof narrow);
        return true;
    default:
        if (!(o->kind == KIND_SIZE ? read_size : read_count)(o, value, &wide))
            return false;
        memcpy(field, &wide, sizeof wide);
        return true;
    }
}

bool value_read(settings *s, const option *o, const char *value)
{
    void *field = (char *)s + o->offset;

    if (value && !*value) {
        complain("--%s needs a value that is not empty: --%s %s", o->name, o->name,
                 o->argument);
        return false;
    }
    switch (o->kind) {
    case KIND_ON:
    case KIND_OFF:
        *(bool *)field = o->kind == KIND_ON;
        return true;
    case KIND_KEEP:
        return read_keep(s, o, value);
    case KIND_BY:
        return read_grouping(s, CHAFF_GROUP_BY, value);
    case KIND_ACROSS:
        return read_grouping(s, CHAFF_GROUP_ACROSS, value);
    case KIND_PRESET:
        return preset_apply(s, o, value);
    case KIND_AGAINST:
        s->against[s->run.against_count++] = value;
        return true;
    case KIND_MODEL:
        s->models[s->run.model_count++] = value;
        return true;
    default:
        return read_into(o, value, field);
    }
}
