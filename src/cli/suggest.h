/* suggest.h - the word that was probably meant */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

/* Keeps in *best and *least the candidate nearest to `word` so far, if it is near
 * enough to be worth saying. Start with NULL and SIZE_MAX. */
void suggest_consider(const char *word, const char *candidate, const char **best,
                      size_t *least);

#endif
