/* traces.h - what a run that fails takes back
 *
 * Outputs appear one after the other, each whole. A run that is stopped in between
 * would leave some: those under names where nothing stood before are removed again.
 * What was replaced stays replaced.
 */
#ifndef RUN_TRACES_H
#define RUN_TRACES_H

#include "base/mem.h"

typedef struct traces {
    buffer paths;              /* each ends with a NUL */
    uint32_t count;
} traces;

/* Names beyond this many (a folder of outputs) are not remembered. */
enum { TRACES_MOST = 65536 };

/* Before anything is written there: the name is remembered if nothing has it. t NULL:
 * nothing is taken back. */
CHAFF_MUST_USE chaff_status traces_note(traces *t, const char *path);
/* Removes files and empty folders, the last noted first. */
void traces_remove(traces *t);
void traces_release(traces *t);

#endif
