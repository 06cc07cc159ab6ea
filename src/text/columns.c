/* columns.c - how wide a character is on a terminal
 *
 * In: bytes. Out: columns by the East Asian Width and category that utf8proc has.
 */
#include "chaff/explain.h"

#include <utf8proc.h>

#include "text/unicode.h"

/* Marks, embeddings, overrides, isolates: they would turn what stands beside them. */
static bool turns_text(uint32_t code)
{
    return code == 0x061C || code == 0x200E || code == 0x200F ||
           (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
}

size_t chaff_text_step(chaff_text text, size_t at, int *columns)
{
    uint32_t code;
    size_t end = unicode_decode((const unsigned char *)text.data, text.size, at, &code);

    switch (utf8proc_category((utf8proc_int32_t)code)) {
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        *columns = -1;
        return end;
    default:
        break;
    }
    *columns = turns_text(code) || code == UNICODE_NONE
                   ? -1
                   : utf8proc_charwidth((utf8proc_int32_t)code);
    return end;
}
