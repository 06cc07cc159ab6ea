/* output.h - bytes out: plain or compressed by suffix
 *
 * An output stands under its name only when it is complete (output_commit); a device,
 * a pipe and standard output ("-") are written in place. One thread at a time.
 */
#ifndef TEXT_OUTPUT_H
#define TEXT_OUTPUT_H

#include "chaff/base.h"

typedef struct output output;

/* .gz .zst .bz2 .xz .lz4 compress; the bytes do not depend on time or machine. */
CHAFF_MUST_USE chaff_status output_open(output **out, const char *path,
                                        chaff_error *err);
/* CHAFF_ERR_STOPPED: the reader of a pipe has gone. */
CHAFF_MUST_USE chaff_status output_write(output *o, const void *bytes, size_t size,
                                         chaff_error *err);
/* Finish and name it; the object is freed whatever the result. */
CHAFF_MUST_USE chaff_status output_commit(output *o, chaff_error *err);
void output_discard(output *o);               /* nothing is left behind; NULL allowed */

/* Length of the path without a compression suffix. */
size_t output_stem(const char *path);

#endif
