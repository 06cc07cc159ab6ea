/* words.h - text becomes words: decode, fold, split, hash in one pass
 *
 * In: any bytes. Out: one 64-bit hash a word, and where the word stands.
 * A word is a maximal run of letters, numbers and marks after NFKC case folding as
 * utf8proc does it; a letter, number or mark of the scripts written without spaces
 * is a word of its own. Ill-formed bytes read as U+FFFD, which separates.
 * Always: the words and hashes are those of the slow path (words_fold_slow), on
 * every processor; equal folded words have equal hashes; places ascend, do not
 * overlap, and lie on character boundaries of the unfolded text.
 */
#ifndef TEXT_WORDS_H
#define TEXT_WORDS_H

#include "chaff/base.h"

typedef struct word_place {
    uint32_t start, end;       /* bytes of the unfolded text, half-open */
} word_place;

/* Scratch of one thread: the Unicode tables met so far, and folding buffers. */
typedef struct splitter splitter;
CHAFF_MUST_USE chaff_status splitter_new(splitter **out);
void splitter_free(splitter *s);

/* Read on from *at (0 to begin): write up to `capacity` (at least 64) word hashes and, unless
 * `places` is NULL, their places; *at moves on and is text.size when the text is
 * read. A word is never cut by the end of a call.
 * CHAFF_ERR_LIMIT: the text is longer than 2^32 - 1 bytes. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
words_split(splitter *s, chaff_text text, size_t *at, uint64_t *hashes, word_place *places,
            size_t capacity, size_t *count);

/* Whether the word consists of decimal digits (category Nd) only. */
bool words_is_number(splitter *s, chaff_text text, word_place place);

/* Hash of one folded word; `folded` is UTF-8 as words_fold_slow writes it. */
uint64_t words_hash(const char *folded, size_t size);

#endif
