/* utf8.h - stepping through bytes that may or may not be UTF-8
 *
 * Ill-formed bytes come in maximal subparts (Unicode 15, section 3.9, table 3-7): the
 * longest start of a well-formed sequence, else one byte. Each reads as one U+FFFD.
 */
#ifndef TEXT_UTF8_H
#define TEXT_UTF8_H

#include <stdbool.h>
#include <stddef.h>

/* Length of the well-formed sequence or maximal subpart at `at` (at < end, not ASCII);
 * *good says which it is. */
static inline size_t utf8_step(const char *at, const char *end, bool *good)
{
    const unsigned char *s = (const unsigned char *)at;
    size_t left = (size_t)(end - at), size = s[0] < 0xE0 ? 2 : s[0] < 0xF0 ? 3 : 4;
    unsigned char low = 0x80, high = 0xBF;

    *good = s[0] < 0x80;
    if (s[0] < 0xC2 || s[0] > 0xF4)
        return 1;
    if (s[0] == 0xE0)
        low = 0xA0;                                    /* no overlong forms */
    else if (s[0] == 0xED)
        high = 0x9F;                                   /* no surrogates */
    else if (s[0] == 0xF0)
        low = 0x90;
    else if (s[0] == 0xF4)
        high = 0x8F;                                   /* nothing above U+10FFFF */
    if (left < 2 || s[1] < low || s[1] > high)
        return 1;
    for (size_t i = 2; i < size; i++)
        if (left <= i || s[i] < 0x80 || s[i] > 0xBF)
            return i;
    *good = true;
    return size;
}

#endif
