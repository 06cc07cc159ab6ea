/* oracle_boiler.h - synthetic corpora for boilerplate, and document frequency
 * counted naively */
#ifndef ORACLE_BOILER_H
#define ORACLE_BOILER_H

#include "chaff/boiler.h"

/* Documents of a small corpus; all strings are owned. All zero is empty. */
typedef struct corpus {
    char **texts, **sources;
    size_t count;
} corpus;

/* Printf-like; `source` may be NULL. */
void corpus_add(corpus *c, const char *source, const char *format,
                ...) __attribute__((format(printf, 3, 4)));
void corpus_release(corpus *c);

/* `words` random words in sentences of 8 to 20 words; with `paragraphs` in
 * paragraphs of four sentences. Words are long enough that no five in a row come
 * twice. To be freed. */
char *random_prose(uint64_t *random, size_t words, bool paragraphs);
/* The same text broken at `width` columns. To be freed. */
char *wrapped(const char *text, size_t width);

/* What stripping leaves of every document; freed by cleaned_release. */
typedef struct cleaned {
    char **texts;
    bool *template_only;
    size_t count, removed;             /* bytes */
} cleaned;

void corpus_strip(const corpus *c, const chaff_boiler_options *options, cleaned *out);
void cleaned_release(cleaned *c);

/* Words of document `doc` that lie in a run of five words that stands in `least`
 * documents or more. Words are what white space separates. */
size_t naive_covered(const corpus *c, size_t doc, size_t least);

#endif
