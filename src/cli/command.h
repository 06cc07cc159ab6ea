/* command.h - what a command is: its words, its defaults, and how it settles
 *
 * Each cmd_NAME.c holds one; the commands share the table of options (options.h) and
 * the way from words to an exit status (job.h).
 */
#ifndef CLI_COMMAND_H
#define CLI_COMMAND_H

#include "console.h"
#include "options.h"

typedef struct command {
    const char *name;
    unsigned bit;              /* CLEAN, DEDUP, ...: which options it takes */
    chaff_job job;
    const char *operands;      /* what follows the options; NULL: "[INPUT...]" */
    const char *about_operands;        /* a sentence about them; NULL: about INPUT */
    const char *brief;         /* one line, for the list of commands */
    const char *about;         /* a paragraph, for its own help */
    const char *const *examples;       /* command line, then what it does; NULL ends */
    /* Defaults that differ from the library's; NULL: none do. */
    void (*prepare)(settings *s);
    /* After parsing: where results go when no option says; NULL: nowhere else. */
    void (*settle)(settings *s);
    /* The work, to an exit status. NULL: one chaff_run over the inputs, which are then
     * there. Others find their operands as s->inputs and s->run.input_count. */
    int (*run)(settings *s, const struct command *c, console *con);
} command;

extern const command clean_command, dedup_command, find_command, strip_command,
    explain_command, plan_command, audit_command, report_command;

extern const command *const command_table[];
extern const size_t command_count;

/* NULL: no such command. */
const command *command_find(const char *name);

/* What clean, dedup and strip have in common: documents go to standard output unless
 * an option says otherwise. */
void settle_documents(settings *s);

#endif
