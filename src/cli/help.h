/* help.h - pages about the program and its commands, generated from the tables */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "command.h"

void help_usage(FILE *to);                         /* a few lines */
void help_overview(FILE *to);                      /* commands, exit states, examples */
void help_command(FILE *to, const command *c, bool in_full);

/* -- what man pages say, too -- */
typedef struct exit_state {
    int status;
    const char *meaning;
} exit_state;

extern const exit_state exit_states[];
extern const size_t exit_state_count;
extern const char exit_states_order[];
extern const char help_brief[], help_about[];
extern const char *const help_examples[];  /* command line, then what it does */

const char *help_operands(const command *c);
const char *help_about_operands(const command *c);

#endif
