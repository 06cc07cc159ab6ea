/* main.c - chaff, the command
 *
 * The first word chooses a command; the rest is its business. Sees the public headers
 * only.
 */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "completion.h"
#include "console.h"
#include "help.h"
#include "job.h"
#include "manual.h"
#include "suggest.h"

/* A closed standard stream would hand its number to the next file that is opened.
 * Opened the wrong way round, it fails as a closed one does. */
static void hold_standard_streams(void)
{
    for (int file = 0; file <= 2; file++)
        if (fcntl(file, F_GETFD) < 0)
            (void)!open("/dev/null", file ? O_RDONLY : O_WRONLY);
}

static int print_version(void)
{
    printf("chaff %s (Unicode %s)\n", chaff_version(), chaff_unicode_version());
    return job_finish_output();
}

static int unknown_command(const char *word)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < command_count; i++)
        suggest_consider(word, command_table[i]->name, &best, &least);
    suggest_consider(word, "help", &best, &least);
    suggest_consider(word, "version", &best, &least);
    if (*word == '-' && word[1])
        complain("'%s' comes before a command; options follow it: chaff COMMAND %s",
                 word, word);
    else if (best)
        complain("unknown command '%s'; did you mean %s?", word, best);
    else if (!access(word, F_OK))
        complain("'%s' is a file, not a command; try chaff clean %s", word, word);
    else
        complain("unknown command '%s'; see chaff --help", word);
    return EXIT_USAGE;
}

static bool is_one_of(const char *word, const char *a, const char *b)
{
    return !strcmp(word, a) || !strcmp(word, b);
}

/* For packagers: help --man [COMMAND], help --completion SHELL. */
static int print_generated(int count, char **words)
{
    bool man = !strcmp(words[0], "--man");
    const command *c = count > 1 ? command_find(words[1]) : NULL;

    if (man && count > 1 && !c)
        return unknown_command(words[1]);
    if (man) {
        manual_print(stdout, c);
    } else if (count < 2 || !completion_print(stdout, words[1])) {
        complain("help --completion needs a shell: bash, zsh or fish");
        return EXIT_USAGE;
    }
    return job_finish_output();
}

static int print_help(int count, char **words)
{
    const command *c = count ? command_find(words[0]) : NULL;

    if (count && is_one_of(words[0], "--man", "--completion"))
        return print_generated(count, words);

    if (count && !c && !is_one_of(words[0], "help", "version") &&
        !is_one_of(words[0], "-h", "--help"))
        return unknown_command(words[0]);
    if (c)
        help_command(stdout, c, true);
    else
        help_overview(stdout);
    return job_finish_output();
}

int main(int argc, char **argv)
{
    const command *c;

    hold_standard_streams();
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        help_usage(stderr);
        return EXIT_USAGE;
    }
    if ((c = command_find(argv[1])))
        return job_run(c, argv + 2, (size_t)(argc - 2));
    if (is_one_of(argv[1], "help", "--help"))
        return print_help(argc - 2, argv + 2);
    if (!strcmp(argv[1], "-h")) {
        help_usage(stdout);
        return job_finish_output();
    }
    if (is_one_of(argv[1], "version", "--version") || !strcmp(argv[1], "-V"))
        return print_version();
    return unknown_command(argv[1]);
}
