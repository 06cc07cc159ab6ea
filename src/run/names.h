/* names.h - names of sources become small numbers, in order of first appearance */
#ifndef RUN_NAMES_H
#define RUN_NAMES_H

#include "base/mem.h"

typedef struct names {
    buffer text;               /* all names, one after another */
    size_t *ends;              /* of name i in text */
    size_t count, capacity;
    uint32_t *slots;           /* open addressing: number + 1, 0 free */
    size_t slot_count;         /* a power of two, at most half full */
    uint32_t last;             /* asked for last: neighbours are often alike */
} names;

/* All zero is a valid empty set. The number of a name, given if it is new. */
CHAFF_MUST_USE chaff_status names_number(names *n, chaff_text name, uint32_t *number);
chaff_text names_text(const names *n,
                      uint32_t number);    /* borrowed until a name is added */
void names_clear(names *n);                    /* none, with room for as many */
void names_release(names *n);

#endif
