/* help.h - pages about the program and its commands, generated from the tables */
#ifndef CLI_HELP_H
#define CLI_HELP_H

#include <stdio.h>

#include "command.h"

void help_usage(FILE *to);                         /* a few lines */
void help_overview(FILE *to);                      /* commands, exit states, examples */
void help_command(FILE *to, const command *c, bool in_full);

#endif
