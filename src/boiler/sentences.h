/* sentences.h - where sentences begin
 *
 * In: a text, its marks and where its paragraphs begin. Out: the first bytes of its
 * units.
 * Always: a sentence ends behind a full stop or the like that white space or the end
 * follows, with the quotes that close it; and it holds a letter or digit.
 */
#ifndef BOILER_SENTENCES_H
#define BOILER_SENTENCES_H

#include "boiler/marks.h"

/* m->opens has all paragraphs; of m->starts become the first bytes of all units. */
void sentences_find(const unsigned char *s, size_t size, const text_marks *m);

#endif
