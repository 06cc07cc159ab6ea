/* oracle_words.h - words by folding the whole text at once and walking it, and
 * splitters held against that */
#ifndef ORACLE_WORDS_H
#define ORACLE_WORDS_H

#include "text/words.h"

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

/* -- splitters against the oracle -------------------------------------------------- */

enum { KERNELS = WORDS_KERNELS };

extern splitter *splitters[KERNELS];           /* NULL: not on this machine */
void splitters_setup(void);
void splitters_teardown(void);

typedef struct split {
    uint64_t *hashes;
    word_place *places;
    size_t count;
} split;

/* All words, read `window` at a time. */
split split_all(splitter *s, chaff_text text, size_t window, bool with_places);
void split_release(split *s);

/* Ends the test unless every kernel, in several windows, with and without places, and
 * from a JSON string gives the words of the oracle. */
void check_text(chaff_text text);

size_t put_code(char *bytes, uint32_t code);   /* as UTF-8; returns the size */

#endif
