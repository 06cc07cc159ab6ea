/* model_files.c - the fixture of tests of models */
#include "model_files.h"

#include <stdio.h>
#include <unistd.h>

model_files m;

void model_setup(void)
{
    m.docs = m.others = (corpus){0};
    m.seed = 1;
    for (int i = 0; i < FILES; i++) {
        int file;

        snprintf(m.files[i], sizeof m.files[i], "/tmp/chaff-models-XXXXXX");
        file = mkstemp(m.files[i]);
        ck_assert_int_ge(file, 0);
        close(file);
    }
}

void model_teardown(void)
{
    for (int i = 0; i < FILES; i++)
        remove(m.files[i]);
    corpus_release(&m.docs);
    corpus_release(&m.others);
}

chaff_text text_of(const char *text)
{
    return (chaff_text){text, strlen(text)};
}

void add_articles(corpus *c, size_t count, const char *source, const char *tail)
{
    for (size_t i = 0; i < count; i++) {
        char *body = random_prose(&m.seed, 120, true);

        corpus_add(c, source, "%s%s", body, tail);
        free(body);
    }
}

/* Learn from a corpus with models beside it; the file is named by number. */
chaff_status learn(const corpus *c, const char *const *models, size_t count,
                          int to, unsigned threads, uint64_t memory)
{
    chaff_boiler_options options;
    chaff_boiler_worker *worker = NULL;
    chaff_boiler *boiler = NULL;
    chaff_status status;

    chaff_boiler_options_init(&options);
    options.threads = threads;
    options.memory = memory;
    options.known = false;
    options.models = models;
    options.model_count = count;
    options.learn = true;
    status = chaff_boiler_new(&boiler, &options, NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_worker_new(&worker, boiler);
    for (size_t i = 0; status == CHAFF_OK && i < c->count; i++)
        status = chaff_boiler_learn(boiler, worker, text_of(c->sources[i]),
                                    text_of(c->texts[i]), NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_seal(boiler, NULL);
    if (status == CHAFF_OK)
        status = chaff_boiler_save(boiler, m.files[to], NULL);
    chaff_boiler_worker_free(worker);
    chaff_boiler_free(boiler);
    return status;
}

void teach(const corpus *c, int to)
{
    ck_assert_int_eq(learn(c, NULL, 0, to, 1, UINT64_MAX), CHAFF_OK);
}

void merge(int a, int b, int to)
{
    const char *models[] = {m.files[a], m.files[b]};
    corpus none = {0};

    ck_assert_int_eq(learn(&none, models, 2, to, 2, UINT64_MAX), CHAFF_OK);
}

size_t read_file(int number, int into)
{
    FILE *file = fopen(m.files[number], "rb");
    size_t size;

    ck_assert_ptr_nonnull(file);
    size = fread(m.bytes[into], 1, MOST, file);
    fclose(file);
    ck_assert_uint_lt(size, MOST);
    return size;
}

void assert_equal_files(int a, int b)
{
    size_t size = read_file(a, 0);

    ck_assert_uint_eq(read_file(b, 1), size);
    ck_assert_mem_eq(m.bytes[0], m.bytes[1], size);
}

void strip_with(const corpus *c, int model, uint32_t min_docs, cleaned *out)
{
    const char *models[] = {m.files[model]};
    chaff_boiler_options options;

    chaff_boiler_options_init(&options);
    options.threads = 1;
    options.known = false;
    options.min_docs = min_docs;
    options.models = models;
    options.model_count = 1;
    corpus_strip(c, &options, out);
}

/* Articles of four sources that share sentences at random: edges, heads, middles. */
void add_random(corpus *c, size_t count)
{
    static const char *const names[] = {"", "harbour", "gazette", "courier", "herald"};
    static const char *const shared[] = {
        "Home News Sports Weather And More\n\n", "Markets and Money Every Morning\n\n",
        "\n\n" DISCLAIMER, "\n\n" FOOTER, "\n\nRead more: the winter of the seven gulls",
        "\n\nRead more: bakers who sing", "\n\nPhotograph by the people of the harbour"};

    for (size_t i = 0; i < count; i++) {
        char *body = random_prose(&m.seed, 60 + test_random(&m.seed) % 80, true);
        const char *head = test_random(&m.seed) % 2 ? shared[test_random(&m.seed) % 2] : "";
        const char *tail[2];

        /* In this order: arguments are evaluated in any. */
        for (int k = 2; k-- > 0;)
            tail[k] = test_random(&m.seed) % 2 ? shared[2 + test_random(&m.seed) % 5] : "";
        corpus_add(c, names[test_random(&m.seed) % 5], "%s%s%s%s", head, body, tail[0],
                   tail[1]);
        free(body);
    }
}

void write_text(int number, const char *text)
{
    FILE *file = fopen(m.files[number], "wb");

    ck_assert_ptr_nonnull(file);
    fputs(text, file);
    fclose(file);
}
