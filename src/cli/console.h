/* console.h - everything that is said on standard error
 *
 * One line a message, "chaff: " in front, no control characters whatever was quoted.
 * The progress line is taken away before anything else is said.
 */
#ifndef CLI_CONSOLE_H
#define CLI_CONSOLE_H

#include "options.h"

typedef struct console {
    bool quiet, color, terminal;       /* terminal: standard error is one */
    bool progress;             /* a progress line is wanted */
    bool shown;                /* and stands there now */
    const char *stage;
    uint64_t done, total;      /* of the stage, as last told */
    double start, stage_start, last_shown, patience;   /* seconds */
} console;

/* How to speak, from --quiet, --color, --progress, NO_COLOR and TERM. */
void console_init(console *c, const settings *s);

/* Whether colours are wanted in what goes to this file descriptor. */
bool console_colors(const settings *s, int file);

/* "chaff: ..." for wrong usage and failures; needs no console. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* chaff_run_options.message; `self` is a console. */
void console_message(chaff_level level, const char *line, void *self);

/* Draw or take away the progress line (progress.c). */
void console_progress(console *c, const char *stage, uint64_t done, uint64_t total);
void console_clear(console *c);

double console_clock(void);    /* seconds, monotonic */

#endif
