/* summary.h - what a run came to, for the person who started it */
#ifndef CLI_SUMMARY_H
#define CLI_SUMMARY_H

#include "command.h"
#include "console.h"

/* On a terminal a short table and a command to try next, else one line of key=value. */
void summary_print(const settings *s, const command *c, const chaff_report *report,
                   const console *con);

#endif
