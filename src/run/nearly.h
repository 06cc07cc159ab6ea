/* nearly.h - passages that nearly went and passages that nearly stayed, for a person
 * to judge where the line lies
 *
 * In: what the boilerplate model says of each document, in input order. Out: a table of
 * the NEARLY_MOST nearest to the line on each side, the nearest first. Passages
 * alike in all their figures are taken for one.
 */
#ifndef RUN_NEARLY_H
#define RUN_NEARLY_H

#include "run/sweep.h"

enum { NEARLY_MOST = 200 };

typedef struct nearly nearly;

/* Sets r->nearly. */
CHAFF_MUST_USE chaff_status nearly_open(run *r);
/* Any thread: the document that kit->boiler judged last. */
CHAFF_MUST_USE chaff_status nearly_note(kit *k, uint32_t document, buffer *notes);
/* In input order. */
CHAFF_MUST_USE chaff_status nearly_take(run *r, const buffer *notes);
CHAFF_MUST_USE chaff_status nearly_write(run *r, const char *path);
void nearly_free(run *r);

#endif
