/* suggest.h - the word that was probably meant */
#ifndef CLI_SUGGEST_H
#define CLI_SUGGEST_H

#include <stddef.h>

/* Typing errors between two words (insertions, deletions, changes, swapped
 * neighbours); words longer than 63 bytes are never alike. */
size_t suggest_distance(const char *a, const char *b);

/* Keeps in *best and *least the candidate nearest to `word` so far, if it is near
 * enough to be worth saying. Start with NULL and SIZE_MAX. */
void suggest_consider(const char *word, const char *candidate, const char **best,
                      size_t *least);

#endif
