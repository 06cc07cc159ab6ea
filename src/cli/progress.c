/* progress.c - one rewritten line: stage, share done, rate, time left
 *
 * In: the library's counts, as often as it likes. Out: at most ten lines a second, none
 * for runs that are over at once. A line is written over the last one in one call and
 * never longer than the terminal is wide, so nothing flickers and nothing wraps.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "console.h"

/* Seconds between two drawings: people read no faster. A rate of less time than the
 * second is noise. */
static const double pause_seconds = 0.1, least_seconds = 0.5;

typedef struct line {
    char text[160];
    size_t size;
} line;

__attribute__((format(printf, 2, 3)))
static void add(line *l, const char *format, ...)
{
    size_t room = sizeof l->text - l->size;
    va_list args;
    int size;

    va_start(args, format);
    size = vsnprintf(l->text + l->size, room, format, args);
    va_end(args);
    l->size += size < 0 ? 0 : (size_t)size < room ? (size_t)size : room - 1;
}

/* "12.3 MB", "4.5k", "812": three figures are enough at this pace. */
static void add_quantity(line *l, double value, bool bytes)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    size_t unit = 0;

    for (; value >= 1000 && unit < 4; unit++)
        value /= 1000;
    add(l, "%.*f%s%s%s", unit && value < 100, value, bytes ? " " : "", units[unit],
        bytes ? "B" : "");
}

static void add_time(line *l, double seconds)
{
    unsigned long whole = seconds < 1e6 ? (unsigned long)seconds : 1000000;

    if (whole >= 3600)
        add(l, "%lu:%02lu:%02lu", whole / 3600, whole / 60 % 60, whole % 60);
    else
        add(l, "%lu:%02lu", whole / 60, whole % 60);
}

/* Reading is counted in bytes, everything after it in documents. What matters most
 * stands first: a narrow terminal cuts the end. */
static void add_counts(line *l, const console *c, double elapsed)
{
    bool bytes = !strncmp(c->stage, "read", 4), known = c->total >= c->done && c->total;
    double rate = elapsed >= least_seconds ? (double)c->done / elapsed : 0;

    if (known)
        add(l, " %3.0f%%", 100 * (double)c->done / (double)c->total);
    if (known && rate > 0) {
        add(l, ", ");
        add_time(l, (double)(c->total - c->done) / rate);
        add(l, " left");
    }
    add(l, known ? ", " : " ");
    add_quantity(l, (double)c->done, bytes);
    if (!bytes)
        add(l, c->done == 1 ? " document" : " documents");
    if (rate > 0) {
        add(l, ", ");
        add_quantity(l, rate, bytes);
        add(l, "/s");
    }
}

/* Columns of the terminal; where it does not say, what is narrow enough for all. */
static size_t columns(void)
{
    struct winsize size;

    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
        return 80;
    return size.ws_col;
}

static void draw(console *c, double elapsed)
{
    line l = {.size = 0};
    size_t most = columns() - 1;       /* the last column would wrap */

    add(&l, "%s", c->stage);
    if (c->done) {
        add_counts(&l, c, elapsed);
    } else if (elapsed >= 1) {
        add(&l, ", ");
        add_time(&l, elapsed);
    }
    if (l.size > most)
        l.size = most;
    fprintf(stderr, "\r%.*s\033[K", (int)l.size, l.text);
    fflush(stderr);
    c->shown = true;
}

/* Nothing counted is no news: the stage goes on, and so do the figures of before. */
static void take_counts(console *c, const char *stage, uint64_t done, uint64_t total,
                        double now)
{
    if (!c->stage || strcmp(c->stage, stage)) {
        c->stage = stage;
        c->stage_start = now;
        c->done = c->total = 0;
    }
    if (done) {
        c->done = done;
        c->total = total;
    }
}

void console_progress(console *c, const char *stage, uint64_t done, uint64_t total)
{
    double now;

    if (!c->progress)
        return;
    now = console_clock();
    take_counts(c, stage, done, total, now);
    if (now - c->last_shown < pause_seconds || now - c->start < c->patience)
        return;
    c->last_shown = now;
    draw(c, now - c->stage_start);
}

void console_clear(console *c)
{
    if (!c->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    c->shown = false;
}
