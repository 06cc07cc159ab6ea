/* progress.c - one rewritten line: stage, share done, rate, time left
 *
 * In: the library's counts, as often as it likes. Out: at most ten lines a second.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "console.h"

/* Seconds between two drawings; people read no faster. */
static const double pause_seconds = 0.1;

/* "12.3 MB", "4.5k", "812": three figures are enough at this pace. */
static void print_quantity(double value, bool bytes)
{
    static const char *const units[] = {"", "k", "M", "G", "T"};
    size_t unit = 0;

    for (; value >= 1000 && unit < 4; unit++)
        value /= 1000;
    fprintf(stderr, "%.*f%s%s%s", unit && value < 100, value, bytes ? " " : "",
            units[unit], bytes ? "B" : "");
}

static void print_time_left(double seconds)
{
    unsigned long left = seconds < 1e6 ? (unsigned long)seconds : 1000000;

    if (left >= 3600)
        fprintf(stderr, ", %lu:%02lu:%02lu left", left / 3600, left / 60 % 60,
                left % 60);
    else
        fprintf(stderr, ", %lu:%02lu left", left / 60, left % 60);
}

/* Reading is counted in bytes, everything after it in documents. */
static void print_counts(const char *stage, uint64_t done, uint64_t total, double elapsed)
{
    bool bytes = !strncmp(stage, "read", 4);
    double rate = elapsed > 0 ? (double)done / elapsed : 0;

    if (done <= total)
        fprintf(stderr, " %3.0f%%", 100 * (double)done / (double)total);
    putc(' ', stderr);
    print_quantity((double)done, bytes);
    fputs(bytes ? ", " : " documents, ", stderr);
    print_quantity(rate, bytes);
    fputs(bytes ? "/s" : " a second", stderr);
    if (total > done && elapsed >= 1)
        print_time_left((double)(total - done) / rate);
}

static void draw(console *c, uint64_t done, uint64_t total, double elapsed)
{
    fprintf(stderr, "\r%s", c->stage);
    if (done)
        print_counts(c->stage, done, total, elapsed);
    fputs("\033[K", stderr);
    fflush(stderr);
    c->shown = true;
}

void console_progress(console *c, const char *stage, uint64_t done, uint64_t total)
{
    double now;

    if (!c->progress)
        return;
    now = console_clock();
    if (!c->stage || strcmp(c->stage, stage)) {
        c->stage = stage;
        c->stage_start = now;
        c->last_shown = 0;
    }
    if (now - c->last_shown < pause_seconds)
        return;
    c->last_shown = now;
    draw(c, done, total, now - c->stage_start);
}

void console_clear(console *c)
{
    if (!c->shown)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    c->shown = false;
}
