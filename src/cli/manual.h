/* manual.h - man pages, written from the tables */
#ifndef CLI_MANUAL_H
#define CLI_MANUAL_H

#include <stdio.h>

#include "command.h"

/* chaff-COMMAND(1), or chaff(1) if there is no command; man(7) macros. */
void manual_print(FILE *to, const command *c);

#endif
