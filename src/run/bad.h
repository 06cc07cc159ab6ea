/* bad.h - bad records: counted, the first five named, all copied aside */
#ifndef RUN_BAD_H
#define RUN_BAD_H

#include "run/state.h"

typedef struct bad_record {
    chaff_text raw;            /* as it came; borrowed from its block */
    uint32_t input;
    uint64_t line;             /* from 1; 0: unknown */
    size_t column;             /* byte, from 1; 0: unknown */
    size_t before;             /* good records of its block that come before it */
    bool continued;           /* further bytes of the one before: copied, not counted */
    char cause[256];
} bad_record;

/* By --bad. CHAFF_ERR_FORMAT under `stop`. One thread, in input order. */
CHAFF_MUST_USE chaff_status bad_take(run *r, const bad_record *b);
/* The copies stand under their name. */
CHAFF_MUST_USE chaff_status bad_commit(run *r);

/* Where copies go when --bad-file is not given: "OUTPUT.bad" beside the first named
 * output that is a regular file, or in the run folder; r->bad_path stays NULL if
 * there is none. */
CHAFF_MUST_USE chaff_status bad_choose_path(run *r);

#endif
