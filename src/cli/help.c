/* help.c - usage and help, written from the table of options
 *
 * Defaults are read from settings prepared as the command prepares them, so that they
 * are always those in force. 79 columns.
 */
#include "help.h"

#include <string.h>

#include "job.h"

enum { COLUMNS = 79, TEXT_AT = 27, MORE_AT = 6 };

static const char about_inputs[] =
    "INPUT is a file or a folder; without one, or for -, standard input is read.";

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

static void print_option(FILE *to, const option *o, const settings *s, bool in_full)
{
    char room[64], line[256];
    const char *standing = option_default(o, s, room, sizeof room);
    int at = print_names(to, o, in_full);

    if (in_full) {
        fprintf(to, "\n%*s", MORE_AT, "");
        print_wrapped(to, o->brief, MORE_AT, MORE_AT);
        if (o->more)
            print_paragraph(to, o->more, MORE_AT);
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

static void print_group(FILE *to, const command *c, const settings *s, int group,
                        bool in_full)
{
    bool any = false;

    for (size_t i = 0; i < option_count; i++) {
        const option *o = &option_table[i];

        if ((int)o->group != group || !(o->commands & c->bit))
            continue;
        if (!any)
            fprintf(to, "%s:\n", option_group_names[group]);
        any = true;
        print_option(to, o, s, in_full);
    }
    if (any && !in_full)
        putc('\n', to);
}

static void print_exit_states(FILE *to)
{
    fputs("Exit status:\n"
          "  0    done\n"
          "  1    --check found duplicates\n"
          "  2    wrong usage\n"
          "  3    done, but some records were bad\n"
          "  4    refused by a guard, so that nothing is lost\n"
          "  5    a file could not be read or written\n"
          "  130  interrupted; nothing is left behind\n"
          "  When several hold: 130, 5, 4, 1, 3. A closed pipe downstream: 0.\n", to);
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
    fprintf(to, "usage: chaff %s [options] %s\n\n", c->name,
            c->operands ? c->operands : "[INPUT...]");
    if (in_full) {
        print_paragraph(to, c->about, 0);
        putc('\n', to);
    }
    print_paragraph(to, c->about_operands ? c->about_operands : about_inputs, 0);
    putc('\n', to);
    for (int group = 0; group < GROUP_COUNT; group++)
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
    fputs("chaff - find near-duplicates and boilerplate in text corpora\n\n"
          "usage: chaff <command> [options] [INPUT...]\n"
          "       chaff help COMMAND\n\n", to);
    print_commands(to);
    fputs("\nExamples:\n"
          "  chaff find news.jsonl                      who copied whom\n"
          "  chaff clean news.jsonl -o clean.jsonl      the whole job\n"
          "  chaff strip texts/ -o stripped/            boilerplate only\n"
          "  chaff dedup a.jsonl b.jsonl.zst -o unique.jsonl\n\n", to);
    print_exit_states(to);
}
