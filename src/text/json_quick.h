/* json_quick.h - one well-formed object, walked without an index of its bytes */
#ifndef TEXT_JSON_QUICK_H
#define TEXT_JSON_QUICK_H

#include "text/json.h"

/* The record at the first of these bytes, which ends with its line: its size, and the
 * same values as of json_find, for paths without dots; JSON_SLACK bytes more are
 * readable. 0: something about record, paths or processor is not as usual, and nothing
 * is known. */
size_t json_quick(chaff_text bytes, const char *const *paths, size_t count,
                  json_value *out);

#endif
