/* gaps.h - what stands between words: ends of lines, quotes, delimiters of prefixes
 *
 * In: the words of a reader's window, looked at. Out: its prefixes, its quoted words,
 * its numbers of gaps.
 */
#ifndef BOILER_GAPS_H
#define BOILER_GAPS_H

#include "boiler/grams_kernels.h"

void gaps_read(gram_reader *r);

#endif
