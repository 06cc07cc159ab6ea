/* command.h - what a command is: its words, its defaults, and how it settles
 *
 * cmd_clean.c, cmd_dedup.c, cmd_find.c and cmd_strip.c hold one each; the commands
 * share the table of options (options.h) and one way to run (job.h).
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "options.h"

typedef struct command {
    const char *name;
    unsigned bit;              /* CLEAN, DEDUP, FIND or STRIP */
    chaff_job job;
    const char *brief;         /* one line, for the list of commands */
    const char *about;         /* a paragraph, for its own help */
    const char *const *examples;       /* command line, then what it does; NULL ends */
    /* Defaults that differ from the library's. */
    void (*prepare)(settings *s);
    /* After parsing: where results go when no option says. */
    void (*settle)(settings *s);
    /* A command line worth trying next; "" for none. */
    const char *(*next)(const settings *s, const chaff_report *report);
} command;

extern const command clean_command, dedup_command, find_command, strip_command;

extern const command *const command_table[];
extern const size_t command_count;

/* NULL: no such command. */
const command *command_find(const char *name);

/* What clean, dedup and strip have in common: documents go to standard output unless
 * an option says otherwise. */
void settle_documents(settings *s);

#endif
