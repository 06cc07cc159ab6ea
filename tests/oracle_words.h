/* oracle_words.h - words by folding the whole text at once and walking it */
#ifndef ORACLE_WORDS_H
#define ORACLE_WORDS_H

#include "chaff/base.h"

typedef struct oracle_word {
    char *folded;              /* UTF-8 */
    size_t size;
    size_t start, end;         /* place in the text */
    bool number;               /* decimal digits only */
} oracle_word;

typedef struct oracle_list {
    oracle_word *words;
    size_t count;
} oracle_list;

/* Ends the test if folding in parts would not give what folding the whole gives. Slow:
 * not for long runs of marks. */
oracle_list oracle_words(chaff_text text);
void oracle_release(oracle_list *list);

/* One character of a text, ill-formed ones as U+FFFD; returns where it ends. */
size_t oracle_decode(chaff_text text, size_t at, int32_t *code);

/* Whether a character composes with something before it; whether a text may be cut
 * before it. */
bool oracle_is_second(int32_t code);
bool oracle_is_free(int32_t code);

#endif
