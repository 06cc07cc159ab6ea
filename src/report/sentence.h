/* sentence.h - a run in one sentence and a handful of figures, as HTML
 *
 * What the page says also where no script runs.
 */
#ifndef REPORT_SENTENCE_H
#define REPORT_SENTENCE_H

#include "report/lines.h"

/* From the line of kind "run": a paragraph and a list of figures, appended. Values that
 * are missing or no numbers count as 0. */
CHAFF_MUST_USE chaff_status sentence_append(lines *l, chaff_text run, buffer *out);

#endif
