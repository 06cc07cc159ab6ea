/* sentences.h - where sentences end
 *
 * In: a text and its marks. Always: a sentence ends behind a full stop or the like that
 * white space or the end follows, with the quotes that close it.
 */
#ifndef BOILER_SENTENCES_H
#define BOILER_SENTENCES_H

#include "boiler/marks.h"

/* Where the sentence that begins at `from` ends and another one follows before `end`,
 * the end of a paragraph, or 0. `ends` and what `stops` reads are marks of the text;
 * those read are behind. */
size_t sentence_next(const unsigned char *s, const uint64_t *ends, mark_reader *stops,
                     size_t from, size_t end);

#endif
