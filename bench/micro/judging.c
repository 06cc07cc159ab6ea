/* judging.c - what strip does with counted documents: deal their evidence back, measure
 * their units, apply the rules
 *
 * Each piece of the text is a document, with two of a few lines under it: some of its
 * words repeat.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "boiler/count.h"
#include "boiler/pass.h"
#include "micro.h"

enum { LINES = 12 };

typedef struct judging {
    chaff_boiler *boiler;
    chaff_boiler_worker *worker;
    uint32_t docs;
    uint64_t words;
} judging;

static chaff_status learn_piece(judging *s, chaff_text piece, uint64_t *random)
{
    static const char line[] =
        "\n\nSubscribe to letter number %u of the %u that we send out every morning.\n"
        "Page %u of this site was written and is owned by those named above it.\n";
    char *text = malloc(piece.size + sizeof line + 40);
    chaff_status status;
    int more;

    if (!text)
        return CHAFF_ERR_MEMORY;
    memcpy(text, piece.data, piece.size);
    more = snprintf(text + piece.size, sizeof line + 40, line,
                    (unsigned)(micro_random(random) % LINES),
                    (unsigned)(micro_random(random) % LINES),
                    (unsigned)(micro_random(random) % LINES));
    status = chaff_boiler_learn(s->boiler, s->worker, (chaff_text){"", 0},
                                (chaff_text){text, piece.size + (size_t)more}, NULL);
    free(text);
    s->docs++;
    return status;
}

static bool begin_judge(micro *m)
{
    judging *s = m->state = calloc(1, sizeof *s);
    chaff_boiler_options options;
    chaff_text rest = m->text, piece;
    chaff_status status;
    uint64_t random = 1;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    status = s ? chaff_boiler_new(&s->boiler, &options, NULL) : CHAFF_ERR_MEMORY;
    if (status == CHAFF_OK)
        status = chaff_boiler_worker_new(&s->worker, s->boiler);
    while (status == CHAFF_OK && micro_cut(m, &rest, &piece))
        status = learn_piece(s, piece, &random);
    return status == CHAFF_OK && boiler_seal_passing(s->boiler, NULL) == CHAFF_OK;
}

static uint64_t judge_pass(judging *s, uint32_t first)
{
    const chaff_span *spans;
    boiler_pass *pass;
    chaff_status status = boiler_pass_new(&pass, s->boiler, first, NULL);
    uint64_t total = 0, words, cut;
    size_t count;
    bool only;

    while (status == CHAFF_OK) {
        status = boiler_pass_next(pass, s->worker, &spans, &count, &only, NULL);
        boiler_worker_words(s->worker, &words, &cut);
        total += status == CHAFF_OK ? words : 0;
    }
    if (status != CHAFF_DONE)
        abort();
    boiler_pass_free(pass);
    return total;
}

static size_t run_judge(micro *m)
{
    judging *s = m->state;
    uint64_t words = 0;

    for (uint32_t i = 0; i < s->docs; i++)
        if (boiler_pass_begins(s->boiler, i))
            words += judge_pass(s, i);
    return (size_t)words;
}

static void end_judge(micro *m)
{
    judging *s = m->state;

    if (!s)
        return;
    chaff_boiler_worker_free(s->worker);
    chaff_boiler_free(s->boiler);
    free(s);
}

const micro_stage micro_judge = {"judge", "word", false, begin_judge, run_judge,
                                 end_judge};
