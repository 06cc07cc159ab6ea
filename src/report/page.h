/* page.h - the report as one HTML file that needs nothing but itself
 *
 * The parts in src/report/page/ are built in. Data goes in as JSON in a script element
 * that is no script; a Content-Security-Policy allows the page's own style and script
 * by their SHA-256 and nothing else.
 */
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "report/lines.h"

/* The whole page, appended. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status page_append(lines *l, buffer *out);

/* JSON as it may stand inside <script type="application/json">, appended: '<', '>' and
 * '&', U+2028, U+2029 and the marks that turn the direction of text become escapes,
 * which they may since they stand in strings only. */
CHAFF_MUST_USE chaff_status page_escape(chaff_text json, buffer *out);

#endif
