/* words.h - text becomes words: decode, fold, split, hash in one pass
 *
 * In: any bytes. Out: one 64-bit hash a word, and where the word stands.
 * A word is a maximal run of letters, numbers and marks after NFKC case folding as
 * utf8proc does it; a letter, number or mark of the scripts written without spaces
 * is a word of its own. Ill-formed bytes read as U+FFFD, which separates.
 * Always: the words are those of the whole text folded by utf8proc and cut; equal
 * folded words have equal hashes; hashes and places are the same with every kernel;
 * places ascend, do not overlap, and lie on character boundaries of the unfolded text.
 *
 * The place of a word reaches from its first character to its last. Characters that
 * fold otherwise together than one by one (a letter and its accents; conjoining jamo)
 * count as one. A character that folds to parts of several words belongs to the first
 * of them; the others begin at its end, and may have an empty place there.
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

/* Read on from *at (0 to begin): write up to `capacity` (at least 64) word hashes and,
 * unless `places` is NULL, their places; *at moves on and is text.size when the text is
 * read. A word is never cut by the end of a call. Fewer than `capacity` words, even
 * none, do not mean the end; *at does. One text at a time: *at is worth something only
 * until the splitter begins another text. What stands beyond *count, within `capacity`,
 * may be overwritten.
 * CHAFF_ERR_LIMIT: the text is longer than 2^32 - 1 bytes. CHAFF_ERR_MEMORY. */
CHAFF_MUST_USE chaff_status
words_split(splitter *s, chaff_text text, size_t *at, uint64_t *hashes,
            word_place *places, size_t capacity, size_t *count);

/* Whether the texts given from now on stand in JSON strings (JSON_BRIEF in text/json.h;
 * at first none does): between the quotes, the two bytes before being readable. Words
 * are those of the decoded text, places those of the one that is given. */
void splitter_escapes(splitter *s, bool escapes);

/* Whether the word at this place consists of decimal digits (category Nd) only. Of a
 * word that shares its first character with the word before it, the rest is judged; an
 * empty place is no number. Short of memory the answer is no. */
bool words_is_number(splitter *s, chaff_text text, word_place place);

/* Hash of one folded word, UTF-8. Part of every stored sketch: it never changes. */
uint64_t words_hash(const char *folded, size_t size);

/* -- for tests and benchmarks ------------------------------------------------------ */

/* Ways to the same words, slowest first. splitter_new takes the last one there is. */
typedef enum words_kernel {
    WORDS_PORTABLE, WORDS_AVX2, WORDS_AVX512,
    WORDS_VBMI,                /* AVX-512 with VBMI, VBMI2, BITALG */
    WORDS_NEON,
    WORDS_KERNELS
} words_kernel;

const char *words_kernel_name(words_kernel kernel);
unsigned words_kernels(void);  /* bit k is set if this machine has kernel k */
/* CHAFF_ERR_OPTION: this machine has no such kernel. */
CHAFF_MUST_USE chaff_status splitter_new_kernel(splitter **out, words_kernel kernel);
CHAFF_MUST_USE chaff_status splitter_set_kernel(splitter *s, words_kernel kernel);

#endif
