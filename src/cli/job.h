/* job.h - one run of a command, from its words to its exit status */
#ifndef CLI_JOB_H
#define CLI_JOB_H

#include "command.h"

enum {
    EXIT_DONE = 0, EXIT_DUPLICATES = 1, EXIT_USAGE = 2, EXIT_BAD_RECORDS = 3,
    EXIT_GUARD = 4, EXIT_FILES = 5, EXIT_INTERRUPTED = 130
};

/* The defaults of a command, without room for inputs. */
void settings_init(settings *s, const command *c);

/* Inputs are there: none named is standard input, which is read at most once and not
 * from a terminal (that would seem to hang). false: one line has been said. */
bool job_has_input(settings *s, const command *c);

/* Exit status of a run that succeeded. */
int job_done(const settings *s, const chaff_report *report);

/* A failure of the library: one line is said. Its exit status. */
int job_failed(chaff_status status, const chaff_error *err);

/* `words` are those after the command's name. */
int job_run(const command *c, char *const *words, size_t count);

/* Standard output as this program leaves it: EXIT_DONE, or EXIT_FILES after a line
 * about it. A closed pipe is quiet. */
int job_finish_output(void);

#endif
