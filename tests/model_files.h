/* model_files.h - corpora that share sentences, and models of them in temporary
 * files */
#ifndef MODEL_FILES_H
#define MODEL_FILES_H

#include "oracle_boiler.h"
#include "tests.h"

enum { FILES = 6, MOST = 1 << 20 };

#define DISCLAIMER                                                                     \
    "The northern gazette offers these pages to its readers without promises of any "  \
    "sort. Readers who find mistakes in them should write to the editors at the usual " \
    "address."
#define FOOTER                                                                         \
    "Every morning our bakers bring bread to the harbour and sing to the seven gulls " \
    "that wait there for crumbs."

/* The state of a test; model_setup and model_teardown are its fixture. */
typedef struct model_files {
    char files[FILES][64];
    corpus docs, others;
    uint64_t seed;
    uint8_t bytes[2][MOST];    /* of files read */
} model_files;

extern model_files m;

void model_setup(void);
void model_teardown(void);

chaff_text text_of(const char *text);
/* Articles of random words, each with the tail. */
void add_articles(corpus *c, size_t count, const char *source, const char *tail);
/* Articles of four sources and of none that share sentences at random: heads, tails. */
void add_random(corpus *c, size_t count);

/* Learn from a corpus with models beside it; the file is named by number. */
chaff_status learn(const corpus *c, const char *const *models, size_t count, int to,
                   unsigned threads, uint64_t memory);
void teach(const corpus *c, int to);           /* the same with nothing special */
void merge(int a, int b, int to);
void strip_with(const corpus *c, int model, uint32_t min_docs, cleaned *out);

size_t read_file(int number, int into);
void write_text(int number, const char *text);
void assert_equal_files(int a, int b);

#endif
