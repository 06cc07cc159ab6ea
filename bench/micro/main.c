/* main.c - microbenchmarks: runs every case in turns and prints a table
 *
 *   micro [--kernel NAME] [--only STAGE] [--rounds N] [TEXT...]
 *
 * In: cases (cases.c); plain UTF-8 files, each one more language for the stages that
 * read text. Out: one row a case and kernel: nanoseconds a unit (median, and the middle
 * half of the rounds), processor cycles a unit, bytes a second, and the median against
 * that of the first row of its stage and kernel. Always: time is that of the thread, so
 * that other processes cost no more than their cache; a cycle is what one addition
 * takes that waits for the one before, timed next to each run, so that a changing clock
 * costs nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "micro.h"

enum { ROUNDS = 15, TEXT_MOST = 8 << 20, GROWN = 256 << 10, CHAIN = 40000 };

typedef struct options {
    const char *kernel, *only;
    size_t rounds;
} options;

typedef struct bench {
    micro_sample *texts;       /* what was read, else those of micro_samples */
    chaff_text *bytes;
    size_t text_count;
    micro_case *cases;
    micro *rows;
    size_t row_count;
} bench;

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of one addition in a chain of them. */
static double cycle(void)
{
    double start = now();
    uint64_t x = 0;

    for (int i = 0; i < CHAIN; i++) {
        x += 1;
        __asm__ volatile("" : "+r"(x));
    }
    return (now() - start) / CHAIN;
}

/* -- texts ------------------------------------------------------------------------- */

static bool read_text(const char *path, chaff_text *out)
{
    FILE *file = fopen(path, "rb");
    char *data = malloc(TEXT_MOST);
    size_t size = file && data ? fread(data, 1, TEXT_MOST, file) : 0;

    if (file)
        fclose(file);
    if (size == 0) {
        fprintf(stderr, "micro: nothing to read in '%s'\n", path);
        free(data);
        return false;
    }
    *out = (chaff_text){data, size};
    return true;
}

static bool open_texts(bench *b, char **paths, size_t count)
{
    size_t samples = 0;

    while (micro_samples[samples].name)
        samples++;
    b->text_count = count ? count : samples;
    b->texts = calloc(b->text_count, sizeof *b->texts);
    b->bytes = calloc(b->text_count, sizeof *b->bytes);
    for (size_t i = 0; b->texts && b->bytes && i < b->text_count; i++) {
        const char *slash = count ? strrchr(paths[i], '/') : NULL;

        if (count)
            b->texts[i].name = slash ? slash + 1 : paths[i];
        else
            b->texts[i] = micro_samples[i];
        if (!(count ? read_text(paths[i], &b->bytes[i])
                    : micro_grow(micro_samples[i].sentence, GROWN, &b->bytes[i])))
            return false;
    }
    return b->texts && b->bytes;
}

/* -- rows -------------------------------------------------------------------------- */

static bool add_row(bench *b, const options *o, const micro_case *of, unsigned kernel,
                    chaff_text text)
{
    micro *rows = realloc(b->rows, (b->row_count + 1) * sizeof *rows), *m;

    if (!rows)
        return false;
    b->rows = rows;
    m = &rows[b->row_count];
    *m = (micro){.of = of, .kernel = kernel, .text = text};
    m->seconds = calloc(o->rounds, sizeof *m->seconds);
    m->cycles = calloc(o->rounds, sizeof *m->cycles);
    if (!m->seconds || !m->cycles || !of->stage->begin(m))
        return false;
    b->row_count++;
    return true;
}

static bool add_kernels(bench *b, const options *o, const micro_case *of,
                        chaff_text text)
{
    unsigned kernels = of->stage->kernels ? MICRO_KERNELS : 1;

    for (unsigned k = 0; k < kernels; k++) {
        bool wanted = !of->stage->kernels || !o->kernel ||
                      strcmp(o->kernel, micro_kernel_name(k)) == 0;

        if (wanted && (!of->stage->kernels || micro_kernel_runs(k)) &&
            !add_row(b, o, of, k, text))
            return false;
    }
    return true;
}

/* Text "*" stands for all texts, any other name for one of the samples. */
static bool add_case(bench *b, const options *o, const micro_case *of, bool given)
{
    if (o->only && !strstr(of->stage->name, o->only))
        return true;
    if (!of->text)
        return add_kernels(b, o, of, (chaff_text){"", 0});
    for (size_t i = 0; i < b->text_count; i++) {
        micro_case *one;

        if (strcmp(of->text, "*") != 0 && (given ? i > 0
                                           : strcmp(of->text, b->texts[i].name) != 0))
            continue;
        one = malloc(sizeof *one);
        if (!one)
            return false;
        *one = *of;
        one->text = b->texts[i].name;
        if (!add_kernels(b, o, one, b->bytes[i]))
            return false;
    }
    return true;
}

static void run_rounds(bench *b, size_t rounds)
{
    for (size_t round = 0; round <= rounds; round++)
        for (size_t i = 0; i < b->row_count; i++) {
            micro *m = &b->rows[i];
            double before = cycle(), start = now(), spent, one, after;
            size_t units = m->of->stage->run(m);

            spent = now() - start;
            after = cycle();
            one = before < after ? before : after;
            if (round == 0)    /* warms up */
                continue;
            m->seconds[round - 1] = spent / (double)units;
            m->cycles[round - 1] = spent / one / (double)units;
            if (round == 1 && m->bytes)
                m->bytes = (size_t)((double)m->bytes * 1000 / (double)units);
        }
}

/* -- the table --------------------------------------------------------------------- */

static int compare_doubles(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

/* The row against which this one is set: the first of its stage and kernel. */
static const micro *first_of(const bench *b, const micro *m)
{
    const micro *first = b->rows;

    while (first->of->stage != m->of->stage || first->kernel != m->kernel)
        first++;
    return first;
}

static double rate(const micro *m, double median)
{
    return m->bytes ? (double)m->bytes / 1000 / median : 1 / median;
}

static void print_row(const bench *b, const micro *m, size_t rounds)
{
    const micro_case *of = m->of;
    double median = m->seconds[rounds / 2];
    const micro *first = first_of(b, m);
    char what[64] = "";

    if (of->text && of->size)
        snprintf(what, sizeof what, "%s, %zu", of->text, of->size);
    else if (of->size)
        snprintf(what, sizeof what, "%zu", of->size);
    printf("| %s | %s | %s | %s | %.2f (%.2f to %.2f) | %.1f | ", of->stage->name,
           of->text && !of->size ? of->text : what,
           of->stage->kernels ? micro_kernel_name(m->kernel) : "-", of->stage->unit,
           median * 1e9, m->seconds[rounds / 4] * 1e9,
           m->seconds[rounds - 1 - rounds / 4] * 1e9, m->cycles[rounds / 2]);
    if (m->bytes)
        printf("%.2f | ", rate(m, median) * 1e-9);
    else
        printf("- | ");
    printf("%.2f |\n", rate(m, median) / rate(first, first->seconds[rounds / 2]));
}

static void print_table(bench *b, size_t rounds)
{
    printf("| stage | input | kernel | unit | ns a unit | cycles | GB/s | to first |\n"
           "|---|---|---|---|---|---|---|---|\n");
    for (size_t i = 0; i < b->row_count; i++) {
        qsort(b->rows[i].seconds, rounds, sizeof(double), compare_doubles);
        qsort(b->rows[i].cycles, rounds, sizeof(double), compare_doubles);
    }
    for (size_t i = 0; i < b->row_count; i++)
        print_row(b, &b->rows[i], rounds);
}

static int usage(void)
{
    fputs("usage: micro [--kernel portable|avx2|avx512] [--only STAGE] [--rounds N] "
          "[TEXT...]\n", stderr);
    return 2;
}

int main(int count, char **arguments)
{
    options o = {.rounds = ROUNDS};
    bench b = {0};
    int i = 1;

    for (; i + 1 < count && arguments[i][0] == '-'; i += 2)
        if (strcmp(arguments[i], "--kernel") == 0)
            o.kernel = arguments[i + 1];
        else if (strcmp(arguments[i], "--only") == 0)
            o.only = arguments[i + 1];
        else if (strcmp(arguments[i], "--rounds") == 0)
            o.rounds = strtoul(arguments[i + 1], NULL, 10);
        else
            return usage();
    if (o.rounds < 1 || (i < count && arguments[i][0] == '-'))
        return usage();
    if (!open_texts(&b, arguments + i, (size_t)(count - i)))
        return 1;
    for (const micro_case *c = micro_cases; c->stage; c++)
        if (!add_case(&b, &o, c, i < count)) {
            fputs("micro: out of memory\n", stderr);
            return 1;
        }
    run_rounds(&b, o.rounds);
    print_table(&b, o.rounds);
    return 0;                  /* the system takes everything back */
}
