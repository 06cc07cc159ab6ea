/* dates.c - three ways to write a moment
 *
 * In: any bytes. Out: seconds since 1970, or no. Nothing is guessed: a text that does
 * not parse to its end is no date.
 */
#include "text/dates.h"

#include <string.h>

typedef struct scanner {
    const char *at, *end;
} scanner;

/* Exactly `digits` decimal digits. */
static bool take_digits(scanner *s, int digits, int *value)
{
    *value = 0;
    if (s->end - s->at < digits)
        return false;
    for (int i = 0; i < digits; i++, s->at++) {
        if (*s->at < '0' || *s->at > '9')
            return false;
        *value = 10 * *value + (*s->at - '0');
    }
    return true;
}

static bool take(scanner *s, char c)
{
    if (s->at == s->end || *s->at != c)
        return false;
    s->at++;
    return true;
}

static void skip_blanks(scanner *s)
{
    while (take(s, ' ') || take(s, '\t'))
        continue;
}

/* Days from 1970-01-01 in the proleptic Gregorian calendar (Howard Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms"). */
static double days_from_civil(int year, int month, int day)
{
    int y = year - (month <= 2);
    int era = (y >= 0 ? y : y - 399) / 400;
    int of_era = y - era * 400;
    int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

    return (double)era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
           719468;
}

typedef struct moment {
    int year, month, day, hour, minute, second, offset;    /* offset: minutes east */
    double fraction;
} moment;

static bool moment_seconds(const moment *m, double *seconds)
{
    if (m->month < 1 || m->month > 12 || m->day < 1 || m->day > 31 || m->hour > 24 ||
        m->minute > 59 || m->second > 60)
        return false;
    *seconds = days_from_civil(m->year, m->month, m->day) * 86400 + m->hour * 3600.0 +
               (m->minute - m->offset) * 60.0 + m->second + m->fraction;
    return true;
}

/* "Z", "+01:00", "-0500"; nothing is UTC. */
static bool take_offset(scanner *s, moment *m)
{
    int hours, minutes = 0, sign;

    skip_blanks(s);
    if (s->at == s->end || take(s, 'Z') || take(s, 'z'))
        return true;
    sign = take(s, '-') ? -1 : take(s, '+') ? 1 : 0;
    if (!sign || !take_digits(s, 2, &hours))
        return false;
    if (s->at < s->end) {
        (void)take(s, ':');
        if (!take_digits(s, 2, &minutes))
            return false;
    }
    m->offset = sign * (60 * hours + minutes);
    return true;
}

static bool take_clock(scanner *s, moment *m)
{
    double unit = 1;

    if (!take_digits(s, 2, &m->hour) || !take(s, ':') || !take_digits(s, 2, &m->minute))
        return false;
    if (!take(s, ':'))
        return true;
    if (!take_digits(s, 2, &m->second))
        return false;
    if (take(s, '.') || take(s, ','))
        while (s->at < s->end && *s->at >= '0' && *s->at <= '9')
            m->fraction += (*s->at++ - '0') * (unit /= 10);
    return true;
}

static bool read_iso(scanner s, double *seconds)
{
    moment m = {.month = 1, .day = 1};
    bool dashed;

    if (!take_digits(&s, 4, &m.year))
        return false;
    dashed = take(&s, '-');
    if ((dashed || s.at < s.end) && !take_digits(&s, 2, &m.month))
        return false;
    if (s.at < s.end && ((dashed && !take(&s, '-')) || !take_digits(&s, 2, &m.day)))
        return false;
    if (s.at < s.end) {
        if (!take(&s, 'T') && !take(&s, 't') && !take(&s, ' '))
            return false;
        skip_blanks(&s);
        if (!take_clock(&s, &m) || !take_offset(&s, &m))
            return false;
    }
    return s.at == s.end && moment_seconds(&m, seconds);
}

static int month_of(scanner *s)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";

    if (s->end - s->at < 3)
        return 0;
    for (int i = 0; i < 12; i++)
        if ((s->at[0] | 32) == names[3 * i] && (s->at[1] | 32) == names[3 * i + 1] &&
            (s->at[2] | 32) == names[3 * i + 2]) {
            s->at += 3;
            return i + 1;
        }
    return 0;
}

static bool take_zone_name(scanner *s, moment *m)
{
    static const struct { const char *name; int hours; } zones[] = {
        {"GMT", 0}, {"UTC", 0}, {"UT", 0}, {"EST", -5}, {"EDT", -4}, {"CST", -6},
        {"CDT", -5}, {"MST", -7}, {"MDT", -6}, {"PST", -8}, {"PDT", -7},
    };

    skip_blanks(s);
    for (size_t i = 0; i < sizeof zones / sizeof *zones; i++) {
        size_t size = strlen(zones[i].name);

        if ((size_t)(s->end - s->at) == size && !memcmp(s->at, zones[i].name, size)) {
            m->offset = 60 * zones[i].hours;
            s->at = s->end;
            return true;
        }
    }
    return take_offset(s, m);
}

static bool take_day(scanner *s, int *day)
{
    bool two = s->end - s->at > 1 && s->at[1] >= '0' && s->at[1] <= '9';

    return take_digits(s, two ? 2 : 1, day);
}

/* "Mon, 02 Jan 2006 15:04:05 -0700", the name of the day optional. */
static bool read_rfc2822(scanner s, double *seconds)
{
    moment m = {0};
    const char *comma = memchr(s.at, ',', (size_t)(s.end - s.at));

    if (comma)
        s.at = comma + 1;
    skip_blanks(&s);
    if (!take_day(&s, &m.day))
        return false;
    skip_blanks(&s);
    m.month = month_of(&s);
    skip_blanks(&s);
    if (!m.month || !take_digits(&s, 4, &m.year))
        return false;
    skip_blanks(&s);
    if (s.at < s.end && (!take_clock(&s, &m) || !take_zone_name(&s, &m)))
        return false;
    return s.at == s.end && moment_seconds(&m, seconds);
}

static bool read_epoch(scanner s, double *seconds)
{
    bool negative = take(&s, '-');
    double value = 0, unit = 1;
    const char *first = s.at;

    while (s.at < s.end && *s.at >= '0' && *s.at <= '9')
        value = 10 * value + (*s.at++ - '0');
    if (s.at - first < 5)      /* fewer digits would be a year */
        return false;
    if (take(&s, '.'))
        while (s.at < s.end && *s.at >= '0' && *s.at <= '9')
            value += (*s.at++ - '0') * (unit /= 10);
    if (s.at != s.end)
        return false;
    if (value > 1e11)
        value /= 1000;
    *seconds = negative ? -value : value;
    return true;
}

bool date_seconds(chaff_text text, double *seconds)
{
    scanner s = {text.data, text.data + text.size};

    if (!text.size || text.size > 64)
        return false;
    skip_blanks(&s);
    while (s.end > s.at && (s.end[-1] == ' ' || s.end[-1] == '\n' || s.end[-1] == '\r'))
        s.end--;
    return read_iso(s, seconds) || read_rfc2822(s, seconds) || read_epoch(s, seconds);
}
