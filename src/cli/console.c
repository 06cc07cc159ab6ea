/* console.c - messages on standard error */
#include "console.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static bool set_in_environment(const char *name)
{
    const char *value = getenv(name);

    return value && *value;
}

static bool wanted(when w, bool automatic)
{
    return w == WHEN_ALWAYS || (w == WHEN_AUTO && automatic);
}

static bool is_dumb(void)
{
    const char *term = getenv("TERM");

    return term && !strcmp(term, "dumb");
}

bool console_colors(const settings *s, int file)
{
    return wanted(s->color,
                  isatty(file) && !is_dumb() && !set_in_environment("NO_COLOR"));
}

void console_init(console *c, const settings *s)
{
    bool terminal = isatty(STDERR_FILENO), dumb = is_dumb();

    *c = (console){.quiet = s->quiet, .terminal = terminal};
    c->color = console_colors(s, STDERR_FILENO);
    c->progress = wanted(s->progress, terminal && !dumb && !s->quiet);
    c->start = console_clock();
    /* What is over by then needs no progress, unless it was asked for. */
    c->patience = s->progress == WHEN_ALWAYS ? 0 : 0.4;
}

/* File names and fields come from outside and may hold escape sequences; U+0080 to
 * U+009F, C2 80 to C2 9F, are such too. */
static void print_clean(const char *line)
{
    for (const unsigned char *c = (const unsigned char *)line; *c; c++) {
        bool high = c[0] == 0xC2 && c[1] >= 0x80 && c[1] < 0xA0;

        putc(high || *c < 0x20 || *c == 0x7F ? '?' : *c, stderr);
        c += high;
    }
    putc('\n', stderr);
}

void complain(const char *format, ...)
{
    char line[1024];
    va_list args;

    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    fputs("chaff: ", stderr);
    print_clean(line);
}

void console_message(chaff_level level, const char *line, void *self)
{
    console *c = self;

    if (level == CHAFF_NOTE && c->quiet)
        return;
    console_clear(c);
    fputs("chaff: ", stderr);
    if (level == CHAFF_WARNING)
        fputs(c->color ? "\033[33mwarning:\033[0m " : "warning: ", stderr);
    print_clean(line);
}

double console_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}
