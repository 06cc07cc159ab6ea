/* job.c - settings, run, exit status
 *
 * The command's whole use of the library is one call of chaff_run; what stands around
 * it is checks that need no library, and turning its answer into a status.
 */
#include "job.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "console.h"
#include "help.h"
#include "interrupt.h"
#include "parse.h"
#include "summary.h"

void settings_init(settings *s, const command *c)
{
    const char *tmp = getenv("TMPDIR");

    *s = (settings){0};
    chaff_run_options_init(&s->run);
    s->run.job = c->job;
    s->command = c->bit;
    if (tmp && *tmp)
        s->run.tmp = tmp;
    if (c->prepare)
        c->prepare(s);
}

int job_finish_output(void)
{
    if (!fflush(stdout) && !ferror(stdout))
        return EXIT_DONE;
    if (errno == EPIPE)
        return EXIT_DONE;
    complain("standard output can't be written: %s", strerror(errno));
    return EXIT_FILES;
}

bool job_has_input(settings *s, const command *c)
{
    size_t standard = 0;

    if (!s->run.input_count)
        s->inputs[s->run.input_count++] = "-";
    for (size_t i = 0; i < s->run.input_count; i++)
        standard += !strcmp(s->inputs[i], "-");
    for (size_t i = 0; i < s->run.against_count; i++)
        standard += !strcmp(s->against[i], "-");
    if (standard > 1)
        complain("standard input ('-') can be read only once; name a file instead");
    else if (standard && isatty(STDIN_FILENO))
        complain("no input: standard input is a terminal; name a file or a folder "
                 "(chaff %s FILE) or pipe into it", c->name);
    else
        return true;
    return false;
}

static bool pass_progress(const char *stage, uint64_t done, uint64_t total, void *self)
{
    console_progress(self, stage, done, total);
    return !interrupt_came();
}

int job_failed(chaff_status status, const chaff_error *err)
{
    if (status == CHAFF_ERR_STOPPED && interrupt_came()) {
        complain("interrupted; nothing is left behind");
        return EXIT_INTERRUPTED;
    }
    if (status == CHAFF_ERR_STOPPED)
        return EXIT_DONE;      /* whoever read the output has seen enough */
    complain("%s", *err->text ? err->text : chaff_status_name(status));
    switch (status) {
    case CHAFF_ERR_OPTION: return EXIT_USAGE;
    case CHAFF_ERR_GUARD: return EXIT_GUARD;
    default: return EXIT_FILES;
    }
}

int job_done(const settings *s, const chaff_report *report)
{
    if (s->check && report->removed)
        return EXIT_DUPLICATES;
    if (report->trailing || (report->bad && s->run.bad != CHAFF_BAD_DROP))
        return EXIT_BAD_RECORDS;
    return EXIT_DONE;
}

static int list_models(const settings *s)
{
    const char *output = s->run.output ? s->run.output : "-";
    bool readable = !strcmp(output, "-") && isatty(STDOUT_FILENO);
    chaff_error err = {0};
    chaff_status status = chaff_list_models(s->models, s->run.model_count, output,
                                            readable, &err);

    return status == CHAFF_OK ? EXIT_DONE : job_failed(status, &err);
}

static int run_corpus(settings *s, const command *c, console *con)
{
    chaff_report report = {0};
    chaff_error err = {0};
    chaff_status status;

    if (s->list_model)
        return list_models(s);
    if (!job_has_input(s, c))
        return EXIT_USAGE;
    status = chaff_run(&s->run, &report, &err);
    console_clear(con);
    if (status != CHAFF_OK)
        return job_failed(status, &err);
    summary_print(s, c, &report, con);
    return job_done(s, &report);
}

static int run_parsed(settings *s, const command *c)
{
    console con;

    if (s->run.output && s->run.clusters && c->bit == FIND) {
        complain("-o and --clusters both name the file of clusters; give one of them");
        return EXIT_USAGE;
    }
    if (c->settle)
        c->settle(s);
    console_init(&con, s);
    s->run.inputs = s->inputs;
    s->run.against = s->against;
    s->run.models = s->models;
    s->run.message = console_message;
    s->run.progress = pass_progress;
    s->run.self = &con;
    interrupt_catch();
    return c->run ? c->run(s, c, &con) : run_corpus(s, c, &con);
}

static int act_on(settings *s, const command *c, parse_result parsed)
{
    switch (parsed) {
    case PARSE_WRONG:
        return EXIT_USAGE;
    case PARSE_HELP:
    case PARSE_LONG_HELP:
        help_command(stdout, c, parsed == PARSE_LONG_HELP);
        return job_finish_output();
    default:
        return run_parsed(s, c);
    }
}

int job_run(const command *c, char *const *words, size_t count)
{
    settings s;
    int status = EXIT_FILES;

    settings_init(&s, c);
    s.words = words;
    s.word_count = count;
    s.inputs = calloc(count + 1, sizeof *s.inputs);
    s.against = calloc(count + 1, sizeof *s.against);
    s.models = calloc(count + 1, sizeof *s.models);
    if (s.inputs && s.against && s.models)
        status = act_on(&s, c, parse_words(&s, c, words, count));
    else
        complain("out of memory");
    free(s.inputs);
    free(s.against);
    free(s.models);
    return status;
}
