/* guess.h - which fields of an input are text, id, source, date */
#ifndef TEXT_GUESS_H
#define TEXT_GUESS_H

#include "text/corpus.h"

enum { GUESS_RECORDS = 1000 };
/* Nor is more than this looked at, whatever the size of records. */
#define GUESS_BYTES ((size_t)64 << 20)

typedef enum guess_result {
    GUESS_DONE,
    GUESS_MORE                 /* the bytes do not decide: give more of them, if there
                                * are */
} guess_result;

/* Decide the fields of `in` from its first plain bytes (`last`: all of them): sets
 * fields, start and, for a header row, columns. CHAFF_ERR_OPTION: no text field; err
 * names what there is. */
CHAFF_MUST_USE chaff_status
guess_fields(corpus *c, input *in, chaff_text start, bool last, guess_result *result,
             chaff_error *err);

void fields_free(fields *f);

/* One note for all inputs with the same fields. */
void guess_tell(const corpus *c);

#endif
