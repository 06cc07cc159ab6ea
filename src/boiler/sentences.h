/* sentences.h - where sentences end
 *
 * In: a text, its marks and the ends of its paragraphs. Out: the last bytes of its
 * units.
 * Always: a sentence ends behind a full stop or the like that white space or the end
 * follows, with the quotes that close it; and it holds a letter or digit.
 */
#ifndef BOILER_SENTENCES_H
#define BOILER_SENTENCES_H

#include "boiler/marks.h"

/* `shut` is the set of the last bytes of paragraphs; of m->ends become those of all
 * units. */
void sentences_find(const unsigned char *s, size_t size, const text_marks *m,
                    const uint64_t *shut);

#endif
