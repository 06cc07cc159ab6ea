/* known.h - phrases that are furniture wherever they stand: comment forms, banners,
 * disclaimers
 *
 * Built from lines of phrases (see phrases.h), words as everywhere: case, punctuation
 * and line breaks do not matter, numbers are equal. A phrase never matches part of a
 * sentence. First phrases are added, then it is settled, then it may be asked.
 */
#ifndef BOILER_KNOWN_H
#define BOILER_KNOWN_H

#include "boiler/grams.h"

enum {
    KNOWN_GRAM = 4,            /* words in a gram of a known passage */
    /* words in a known line, at most, what * stands for included */
    KNOWN_LINE = 24
};

typedef struct known known;

CHAFF_MUST_USE chaff_status known_new(known **out);
void known_free(known *k);

CHAFF_MUST_USE chaff_status known_add_builtin(known *k);
/* `name` is the file, for the error. CHAFF_ERR_FORMAT: a line is no phrase. */
CHAFF_MUST_USE chaff_status
known_add(known *k, chaff_text lines, const char *name, chaff_error *err);
/* Once, after all are added. */
CHAFF_MUST_USE chaff_status known_settle(known *k);
/* The lines that known_add took, without comments. */
chaff_text known_text(const known *k);

/* Key of the lines that begin and end with these words. */
static inline uint64_t known_line_key(uint64_t first, uint64_t last)
{
    return first ^ (last << 32 | last >> 32);
}

/* Lines of one key differ in how many words they take. */
static inline uint64_t known_line_hash(uint64_t key, size_t count, bool whole)
{
    return key + (2 * count + whole) * UINT64_C(0x9e3779b97f4a7c15);
}

/* Whether words that begin and end with these may be a known line, as far as a filter
 * tells, which holds prefixes too. Of a line that begins or ends with * it holds the
 * word at the other end, of all others both. */
const gram_filter *known_lines(const known *k);
static inline bool known_line_may(const gram_filter *lines, uint64_t first,
                                  uint64_t last, size_t count, bool whole)
{
    bool begins = gram_filter_holds(lines, known_line_hash(first, count, whole));
    bool ends = gram_filter_holds(lines, known_line_hash(last, count, whole));
    uint64_t both = known_line_hash(known_line_key(first, last), count, whole);

    /* no branch: it would be guessed wrong */
    return begins | ends | gram_filter_holds(lines, both);
}

/* Whether these words are a known line; `whole`: they are a paragraph of their own. */
bool known_line(const known *k, const uint64_t *words, size_t count, bool whole);
/* Whether a line prefix (see gram_prefix_end) introduces a link to elsewhere. */
bool known_prefix(const known *k, uint64_t hash);
/* Whether KNOWN_GRAM words are part of a known passage; none are that are not in the
 * filter. */
bool known_gram(const known *k, const uint64_t *words);
const gram_filter *known_filter(const known *k);

#endif
