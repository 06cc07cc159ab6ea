/* completion.h - completions for bash, zsh and fish, written from the tables */
#ifndef CLI_COMPLETION_H
#define CLI_COMPLETION_H

#include <stdbool.h>
#include <stdio.h>

/* false: no such shell, nothing is printed. */
bool completion_print(FILE *to, const char *shell);

#endif
