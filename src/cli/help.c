/* help.c - usage and help, written from the table of options
 *
 * Defaults are read from settings prepared as the command prepares them, so that they
 * are always those in force. 79 columns.
 */
#include "help.h"

#include <string.h>

#include "job.h"
#include "presets.h"

enum { COLUMNS = 79, TEXT_AT = 27, MORE_AT = 6 };

const char help_brief[] = "find near-duplicates and boilerplate in text corpora";

const char help_about[] =
    "Takes repeated page furniture and near-duplicate documents out of a text corpus, "
    "and shows for everything it removed why: each passage with its place and count, "
    "each document with the one kept in its stead and their exact similarity.";

const char *const help_examples[] = {
    "chaff find news.jsonl", "who copied whom",
    "chaff clean news.jsonl -o clean.jsonl", "the whole job",
    "chaff strip texts/ -o stripped/", "boilerplate only",
    "chaff dedup a.jsonl b.jsonl.zst -o unique.jsonl", "one of each cluster",
    NULL
};

const char *help_operands(const command *c)
{
    return c->operands ? c->operands : "[INPUT...]";
}

const char *help_about_operands(const command *c)
{
    return c->about_operands ? c->about_operands
                             : "INPUT is a file or a folder; without one, or for -, "
                               "standard input is read.";
}

/* Words of `text`, wrapped, from column `at` on; the first line is already there. */
static void print_wrapped(FILE *to, const char *text, int indent, int at)
{
    while (*text) {
        int size = (int)strcspn(text, " ");

        if (at > indent && at + 1 + size > COLUMNS) {
            fprintf(to, "\n%*s", indent, "");
            at = indent;
        } else if (at > indent) {
            putc(' ', to);
            at++;
        }
        at += fprintf(to, "%.*s", size, text);
        text += size + (text[size] == ' ');
    }
    putc('\n', to);
}

static void print_paragraph(FILE *to, const char *text, int indent)
{
    fprintf(to, "%*s", indent, "");
    print_wrapped(to, text, indent, indent);
}

/* In the short help the long names stand under each other. */
static int print_names(FILE *to, const option *o, bool in_full)
{
    int at = o->letter ? fprintf(to, "  -%c, --%s", o->letter, o->name)
                       : fprintf(to, "  %s--%s", in_full ? "" : "    ", o->name);

    return o->argument ? at + fprintf(to, " %s", o->argument) : at;
}

static void print_presets(FILE *to, const command *c)
{
    char words[256];

    for (size_t i = 0; i < preset_count; i++) {
        const preset *p = &preset_table[i];
        int at = fprintf(to, "%*s%-9s", MORE_AT, "", p->name);

        print_wrapped(to, p->brief, at, at);
        if (*preset_words(p, c->bit, words, sizeof words)) {
            fprintf(to, "%*s", at, "");
            print_wrapped(to, words, at, at);
        }
    }
}

static void print_option(FILE *to, const command *c, const option *o,
                         const settings *s, bool in_full)
{
    char room[64], line[256];
    const char *standing = option_default(o, s, room, sizeof room);
    int at = print_names(to, o, in_full);

    if (in_full) {
        fprintf(to, "\n%*s", MORE_AT, "");
        print_wrapped(to, o->brief, MORE_AT, MORE_AT);
        if (o->more)
            print_paragraph(to, o->more, MORE_AT);
        if (o->kind == KIND_PRESET)
            print_presets(to, c);
        if (*standing)
            fprintf(to, "%*sdefault: %s\n", MORE_AT, "", standing);
        putc('\n', to);
        return;
    }
    if (*standing)
        snprintf(line, sizeof line, "%s [%s]", o->brief, standing);
    else
        snprintf(line, sizeof line, "%s", o->brief);
    if (at + 2 > TEXT_AT) {
        putc('\n', to);
        at = 0;
    }
    fprintf(to, "%*s", TEXT_AT - at, "");
    print_wrapped(to, line, TEXT_AT, TEXT_AT);
}

static void print_group(FILE *to, const command *c, const settings *s,
                        option_group group, bool in_full)
{
    const option *o = option_next(group, c->bit, NULL);

    if (!o)
        return;
    fprintf(to, "%s:\n", option_group_names[group]);
    for (; o; o = option_next(group, c->bit, o))
        print_option(to, c, o, s, in_full);
    if (!in_full)
        putc('\n', to);
}

const exit_state exit_states[] = {
    {EXIT_DONE, "done"},
    {EXIT_DUPLICATES, "--check found duplicates"},
    {EXIT_USAGE, "wrong usage"},
    {EXIT_BAD_RECORDS, "done, but some records were bad"},
    {EXIT_GUARD, "refused by a guard, so that nothing is lost"},
    {EXIT_FILES, "a file could not be read or written"},
    {EXIT_INTERRUPTED, "interrupted; nothing is left behind"},
};

const size_t exit_state_count = sizeof exit_states / sizeof *exit_states;

const char exit_states_order[] =
    "When several hold: 130, 5, 4, 1, 3. A closed pipe downstream: 0.";

static void print_exit_states(FILE *to)
{
    fputs("Exit status:\n", to);
    for (size_t i = 0; i < exit_state_count; i++)
        fprintf(to, "  %-5d%s\n", exit_states[i].status, exit_states[i].meaning);
    fprintf(to, "  %s\n", exit_states_order);
}

static void print_examples(FILE *to, const command *c)
{
    fputs("Examples:\n", to);
    for (const char *const *e = c->examples; *e; e += 2) {
        fprintf(to, "  %s\n", e[0]);
        print_paragraph(to, e[1], MORE_AT);
    }
}

void help_command(FILE *to, const command *c, bool in_full)
{
    settings s;

    settings_init(&s, c);
    fprintf(to, "chaff %s - %s\n\n", c->name, c->brief);
    fprintf(to, "usage: chaff %s [options] %s\n\n", c->name, help_operands(c));
    if (in_full) {
        print_paragraph(to, c->about, 0);
        putc('\n', to);
    }
    print_paragraph(to, help_about_operands(c), 0);
    putc('\n', to);
    for (option_group group = 0; group < GROUP_COUNT; group++)
        print_group(to, c, &s, group, in_full);
    if (in_full) {
        print_examples(to, c);
        putc('\n', to);
        print_exit_states(to);
    } else {
        fprintf(to, "More: chaff %s --help\n", c->name);
    }
}

static void print_commands(FILE *to)
{
    fputs("Commands:\n", to);
    for (size_t i = 0; i < command_count; i++)
        fprintf(to, "  %-9s%s\n", command_table[i]->name, command_table[i]->brief);
    fputs("  help     this page; help COMMAND: its page\n"
          "  version  versions of chaff and of its Unicode tables\n", to);
}

void help_usage(FILE *to)
{
    fputs("usage: chaff <command> [options] [INPUT...]\n\n", to);
    print_commands(to);
    fputs("\nMore: chaff --help, chaff COMMAND -h\n", to);
}

void help_overview(FILE *to)
{
    fprintf(to, "chaff - %s\n\n"
                "usage: chaff <command> [options] [INPUT...]\n"
                "       chaff help COMMAND\n\n", help_brief);
    print_commands(to);
    fputs("\nExamples:\n", to);
    for (const char *const *e = help_examples; *e; e += 2)
        fprintf(to, "  %-50s%s\n", e[0], e[1]);
    putc('\n', to);
    print_exit_states(to);
}
