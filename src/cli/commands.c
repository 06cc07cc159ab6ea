/* commands.c - the list of commands, in the order of the help */
#include "command.h"

#include <string.h>

const command *const command_table[] = {
    &clean_command, &dedup_command, &find_command, &strip_command, &explain_command,
    &plan_command, &audit_command, &report_command
};

const size_t command_count = sizeof command_table / sizeof *command_table;

const command *command_find(const char *name)
{
    for (size_t i = 0; i < command_count; i++)
        if (!strcmp(command_table[i]->name, name))
            return command_table[i];
    return NULL;
}

void settle_documents(settings *s)
{
    if (!s->run.output && !s->run.dry_run && !s->check)
        s->run.output = "-";
}
