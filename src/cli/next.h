/* next.h - a command line worth trying next, fit to what a run came to */
#ifndef CLI_NEXT_H
#define CLI_NEXT_H

#include "command.h"

/* One line "next: chaff ...", or nothing. On standard error. */
void next_print(const settings *s, const command *c, const chaff_report *report);

#endif
