/* paragraphs.h - lines of which bits alone do not tell whether they begin a paragraph
 *
 * A line break is soft if what follows goes on in lower case, or if its first word had
 * no room on the line before. In: a text and its marks. Out: m->opens has all first
 * bytes of paragraphs.
 */
#ifndef BOILER_PARAGRAPHS_H
#define BOILER_PARAGRAPHS_H

#include "boiler/marks.h"

/* `inner`: the text has inner bytes. */
void paragraphs_find(const unsigned char *s, size_t size, bool inner,
                     const text_marks *m);

/* What a last byte says of SEGMENT_ENDED, SEGMENT_COLON and SEGMENT_ASKS; or that it
 * does not tell: quotes, and what is part of a character of several bytes. */
enum { LAST_OPEN = 64 };
extern const uint8_t paragraphs_last[256];
/* Of [start, end) what the last character says that is no closing quote. */
unsigned paragraphs_look_back(const unsigned char *s, size_t start, size_t end);
static inline unsigned
paragraphs_end_flags(const unsigned char *s, size_t start, size_t end)
{
    unsigned last = paragraphs_last[s[end - 1]];

    return last & LAST_OPEN ? paragraphs_look_back(s, start, end) : last;
}

static inline bool paragraphs_quoted(unsigned char first)
{
    return first == '>' || first == '|';
}

#endif
