/* known.h - phrases that are furniture wherever they stand: comment forms, banners,
 * disclaimers
 *
 * Built from known_phrases.inc, words as everywhere (case, punctuation and line breaks
 * do not matter, numbers are equal). A phrase never matches part of a sentence.
 */
#ifndef BOILER_KNOWN_H
#define BOILER_KNOWN_H

#include "chaff/base.h"

enum {
    KNOWN_GRAM = 4,            /* words in a gram of a known passage */
    /* words in a known line, at most, what * stands for included */
    KNOWN_LINE = 24
};

typedef struct known known;

CHAFF_MUST_USE chaff_status known_new(known **out);
void known_free(known *k);

/* Whether these words are a known line; `whole`: they are a paragraph of their own. */
bool known_line(const known *k, const uint64_t *words, size_t count, bool whole);
/* Whether a line prefix (see gram_prefix_end) introduces a link to elsewhere. */
bool known_prefix(const known *k, uint64_t hash);
/* The first i < count at which words[i .. i + KNOWN_GRAM - 1] are part of a known
 * passage, else count. */
size_t known_next(const known *k, const uint64_t *words, size_t count);

#endif
