/* parse.h - the words of a command line become settings
 *
 * Long options take their value after '=' or as the next word, letters may stand
 * together (-qv, -j4), "--" ends options, "-" is standard input. The last of two equal
 * options counts; --against adds up.
 */
#ifndef CLI_PARSE_H
#define CLI_PARSE_H

#include "command.h"

typedef enum parse_result {
    PARSE_DONE,
    PARSE_WRONG,               /* one line has been said about it */
    PARSE_HELP, PARSE_LONG_HELP
} parse_result;

/* `s` already holds the command's defaults; `words` are those after the command. */
parse_result parse_words(settings *s, const command *c, char *const *words,
                         size_t count);

/* Stores the value in the option's field; false: one line has been said (values.c). */
bool value_read(settings *s, const option *o, const char *value);

#endif
