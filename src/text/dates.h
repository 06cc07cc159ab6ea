/* dates.h - when a document was published, as people write it in data
 *
 * ISO 8601 (date alone or with time and offset), RFC 2822, epoch seconds (or
 * milliseconds, when larger than the year 5138 in seconds). No offset: UTC.
 */
#ifndef TEXT_DATES_H
#define TEXT_DATES_H

#include "chaff/base.h"

/* Seconds since 1970-01-01 UTC; false: not a date that is understood. */
bool date_seconds(chaff_text text, double *seconds);

#endif
