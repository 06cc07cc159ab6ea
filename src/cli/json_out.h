/* json_out.h - one JSON object on standard output, value by value */
#ifndef CLI_JSON_OUT_H
#define CLI_JSON_OUT_H

#include <stdio.h>

#include "chaff.h"

/* Writes to a stream; commas come by themselves. A name of NULL: an array's item. */
typedef struct json_out {
    FILE *to;
    bool more;                 /* a comma is due */
} json_out;

void json_open(json_out *j, const char *name, char bracket);       /* '{' or '[' */
void json_close(json_out *j, char bracket);
void json_string(json_out *j, const char *name, const char *text);
void json_text(json_out *j, const char *name, chaff_text text);
void json_token(json_out *j, const char *name, chaff_text token);  /* as it stands */
void json_count(json_out *j, const char *name, uint64_t value);
void json_number(json_out *j, const char *name, double value);
void json_flag(json_out *j, const char *name, bool value);
void json_end(json_out *j);                                        /* a line end */

#endif
