/* json_quick.h - one well-formed object, walked without an index of its bytes */
#ifndef TEXT_JSON_QUICK_H
#define TEXT_JSON_QUICK_H

#include "text/json.h"

/* The same values as json_find, for paths without dots; JSON_SLACK bytes behind the
 * record are readable. False: something about record, paths or processor is not as
 * usual, and nothing is known. */
bool json_quick(chaff_text record, const char *const *paths, size_t count,
                json_value *out);

#endif
