/* sentences.h - where sentences end
 *
 * In: a text and the bytes at which one may end. Always: a sentence ends behind a full
 * stop or the like that white space or the end follows, with the quotes that close it.
 */
#ifndef BOILER_SENTENCES_H
#define BOILER_SENTENCES_H

#include "boiler/marks.h"

/* Where the sentence that begins at `from` ends and another one follows before `end`,
 * or 0. `marks`: of the bytes at which a sentence may end; those read are behind. */
size_t sentence_next(const unsigned char *s, mark_reader *marks, size_t from,
                     size_t end);

#endif
