/* manual.c - man pages
 *
 * In: the tables of commands, options, presets and exit states. Out: roff whose text is
 * never read as a request: what could be one is escaped. Defaults are those of the
 * program, not of the environment it runs in.
 */
#include "manual.h"

#include <ctype.h>

#include "help.h"
#include "job.h"
#include "presets.h"

/* A hyphen that is typed must stay one when it is copied from the page. */
static void put(FILE *to, const char *text)
{
    for (; *text; text++)
        if (*text == '-')
            fputs("\\-", to);
        else if (*text == '\\')
            fputs("\\e", to);
        else
            putc(*text, to);
}

/* Text that begins a line; a dot or quote there would be a request. */
static void put_line(FILE *to, const char *text)
{
    if (*text == '.' || *text == '\'')
        fputs("\\&", to);
    put(to, text);
    putc('\n', to);
}

static void put_header(FILE *to, const char *name, const char *brief)
{
    char title[32];
    size_t size = 0;

    for (; name[size] && size + 1 < sizeof title; size++)
        title[size] = (char)toupper((unsigned char)name[size]);
    title[size] = '\0';
    fprintf(to, ".TH %s 1 \"\" \"chaff %s\" \"chaff manual\"\n.SH NAME\n", title,
            chaff_version());
    put(to, name);
    fputs(" \\- ", to);
    put_line(to, brief);
}

static void put_presets(FILE *to, const command *c)
{
    char words[256];

    fputs(".RS\n", to);
    for (size_t i = 0; i < preset_count; i++) {
        fprintf(to, ".TP\n.B %s\n", preset_table[i].name);
        put_line(to, preset_table[i].brief);
        if (*preset_words(&preset_table[i], c->bit, words, sizeof words)) {
            fputs(".br\n", to);
            put_line(to, words);
        }
    }
    fputs(".RE\n", to);
}

static void put_option(FILE *to, const command *c, const option *o, const settings *s)
{
    char room[64];
    const char *standing = option_default(o, s, room, sizeof room);

    fputs(".TP\n", to);
    if (o->letter)
        fprintf(to, "\\fB\\-%c\\fR, ", o->letter);
    fputs("\\fB\\-\\-", to);
    put(to, o->name);
    fputs("\\fR", to);
    if (o->argument)
        fprintf(to, " \\fI%s\\fR", o->argument);
    putc('\n', to);
    put_line(to, o->brief);
    if (o->more) {
        fputs(".br\n", to);
        put_line(to, o->more);
    }
    if (o->kind == KIND_PRESET)
        put_presets(to, c);
    if (*standing) {
        fputs(".br\nDefault: ", to);
        put_line(to, standing);
    }
}

static void put_options(FILE *to, const command *c)
{
    settings s;

    settings_init(&s, c);
    s.run.tmp = "$TMPDIR, else /tmp";
    fputs(".SH OPTIONS\n", to);
    for (option_group group = 0; group < GROUP_COUNT; group++) {
        const option *o = option_next(group, c->bit, NULL);

        if (o)
            fprintf(to, ".SS %s\n", option_group_names[group]);
        for (; o; o = option_next(group, c->bit, o))
            put_option(to, c, o, &s);
    }
}

static void put_exit_states(FILE *to)
{
    fputs(".SH EXIT STATUS\n", to);
    for (size_t i = 0; i < exit_state_count; i++) {
        fprintf(to, ".TP\n.B %d\n", exit_states[i].status);
        put_line(to, exit_states[i].meaning);
    }
    fputs(".PP\n", to);
    put_line(to, exit_states_order);
}

static void put_examples(FILE *to, const char *const *examples)
{
    fputs(".SH EXAMPLES\n", to);
    for (const char *const *e = examples; *e; e += 2) {
        fputs(".TP\n.B ", to);
        put_line(to, e[0]);
        put_line(to, e[1]);
    }
}

static void put_see_also(FILE *to, const command *c)
{
    bool any = c != NULL;

    fputs(".SH SEE ALSO\n", to);
    if (c)
        fputs(".BR chaff (1)", to);
    for (size_t i = 0; i < command_count; i++) {
        if (command_table[i] == c)
            continue;
        fprintf(to, "%s.BR chaff\\-%s (1)", any ? ",\n" : "", command_table[i]->name);
        any = true;
    }
    putc('\n', to);
}

static void print_command(FILE *to, const command *c)
{
    char name[32];

    snprintf(name, sizeof name, "chaff-%s", c->name);
    put_header(to, name, c->brief);
    fprintf(to, ".SH SYNOPSIS\n.B chaff %s\n[\\fIoptions\\fR] ", c->name);
    put_line(to, help_operands(c));
    fputs(".SH DESCRIPTION\n", to);
    put_line(to, c->about);
    fputs(".PP\n", to);
    put_line(to, help_about_operands(c));
    put_options(to, c);
    put_examples(to, c->examples);
    put_exit_states(to);
    put_see_also(to, c);
}

static void print_overview(FILE *to)
{
    put_header(to, "chaff", help_brief);
    fputs(".SH SYNOPSIS\n.B chaff\n\\fICOMMAND\\fR [\\fIoptions\\fR] "
          "[\\fIINPUT\\fR...]\n.br\n.B chaff help\n[\\fICOMMAND\\fR]\n"
          ".br\n.B chaff version\n"
          ".SH DESCRIPTION\n", to);
    put_line(to, help_about);
    fputs(".SH COMMANDS\n", to);
    for (size_t i = 0; i < command_count; i++) {
        fprintf(to, ".TP\n.BR chaff\\-%s (1)\n", command_table[i]->name);
        put_line(to, command_table[i]->brief);
    }
    put_examples(to, help_examples);
    put_exit_states(to);
    fputs(".SH ENVIRONMENT\n.TP\n.B TMPDIR\n", to);
    put_line(to, "folder for temporary files, unless --tmp names one");
    fputs(".TP\n.B NO_COLOR\n", to);
    put_line(to, "if set and not empty, messages have no colour, unless --color asks "
                 "for it");
    put_see_also(to, NULL);
}

void manual_print(FILE *to, const command *c)
{
    if (c)
        print_command(to, c);
    else
        print_overview(to);
}
