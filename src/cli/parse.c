/* parse.c - walks the command line by the table of options
 *
 * In: the words after the command, from anyone. Out: settings, or one line that says
 * which word is wrong and what would be right.
 */
#include "parse.h"

#include <stdio.h>
#include <string.h>

#include "console.h"
#include "suggest.h"

typedef struct words {
    char *const *at;           /* next word */
    char *const *end;
} words;

static const option *option_by_name(unsigned commands, const char *name, size_t size)
{
    for (size_t i = 0; i < option_count; i++) {
        const option *o = &option_table[i];

        if (o->commands & commands && strlen(o->name) == size &&
            !memcmp(o->name, name, size))
            return o;
    }
    return NULL;
}

static const option *option_by_letter(unsigned commands, char letter)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & commands && option_table[i].letter == letter)
            return &option_table[i];
    return NULL;
}

static const char *nearest_option(const command *c, const char *name)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & c->bit)
            suggest_consider(name, option_table[i].name, &best, &least);
    return best;
}

/* "clean and dedup" for a set of commands. */
static void list_commands(unsigned commands, char *text, size_t size)
{
    size_t used = 0, left = 0;

    *text = '\0';
    for (size_t i = 0; i < command_count; i++)
        left += (command_table[i]->bit & commands) != 0;
    for (size_t i = 0; i < command_count && used < size; i++) {
        if (!(command_table[i]->bit & commands))
            continue;
        left--;
        used += (size_t)snprintf(text + used, size - used, "%s%s",
                                 command_table[i]->name,
                                 left > 1 ? ", " : left ? " and " : "");
    }
}

static parse_result unknown_option(const command *c, const char *name, size_t size)
{
    char copy[64], takers[128];
    const char *near;
    const option *other = option_by_name(READING | REPORT, name, size);

    snprintf(copy, sizeof copy, "%.*s", (int)(size < 60 ? size : 60), name);
    if (other) {
        list_commands(other->commands, takers, sizeof takers);
        complain("'%s' has no option --%s, it belongs to %s; see chaff %s -h", c->name,
                 copy, takers, c->name);
        return PARSE_WRONG;
    }
    near = nearest_option(c, copy);
    if (near)
        complain("'%s' has no option --%s; did you mean --%s?", c->name, copy, near);
    else
        complain("'%s' has no option --%s; see chaff %s -h", c->name, copy, c->name);
    return PARSE_WRONG;
}

static parse_result unknown_letter(const command *c, char letter)
{
    const option *other = option_by_letter(READING | REPORT, letter);
    char takers[128];

    if (!other) {
        complain("'%s' has no option -%c; see chaff %s -h", c->name, letter, c->name);
        return PARSE_WRONG;
    }
    list_commands(other->commands, takers, sizeof takers);
    complain("'%s' has no option -%c, it belongs to %s; see chaff %s -h", c->name,
             letter, takers, c->name);
    return PARSE_WRONG;
}

/* The next word as a value. A word that is itself an option was hardly meant. */
static const char *take_value(const command *c, const option *o, words *w)
{
    const char *value = w->at < w->end ? *w->at : NULL;

    if (!value) {
        complain("--%s needs a value: --%s %s", o->name, o->name, o->argument);
        return NULL;
    }
    if (!strncmp(value, "--", 2) &&
        option_by_name(c->bit, value + 2, strcspn(value + 2, "="))) {
        complain("--%s needs a value, and '%s' is an option; if it is meant: --%s=%s",
                 o->name, value, o->name, value);
        return NULL;
    }
    w->at++;
    return value;
}

static parse_result apply(settings *s, const option *o, const char *value)
{
    if (o->kind == KIND_HELP)
        return PARSE_HELP;
    return value_read(s, o, value) ? PARSE_DONE : PARSE_WRONG;
}

static parse_result parse_long(settings *s, const command *c, const char *name,
                               words *w)
{
    size_t size = strcspn(name, "=");
    const char *value = name[size] ? name + size + 1 : NULL;
    const option *o = option_by_name(c->bit, name, size);

    if (!o)
        return unknown_option(c, name, size);
    if (!o->argument && value) {
        complain("--%s takes no value", o->name);
        return PARSE_WRONG;
    }
    if (o->kind == KIND_HELP)
        return PARSE_LONG_HELP;
    if (o->argument && !value && !(value = take_value(c, o, w)))
        return PARSE_WRONG;
    return apply(s, o, value);
}

/* Letters after one dash: switches, then at most one option with a value, which is the
 * rest of the word or the next one. */
static parse_result parse_letters(settings *s, const command *c, const char *letters,
                                  words *w)
{
    for (; *letters; letters++) {
        const option *o = option_by_letter(c->bit, *letters);
        const char *value = letters + 1 + (letters[1] == '=');
        parse_result result;

        if (!o)
            return unknown_letter(c, *letters);
        if (!o->argument) {
            result = apply(s, o, NULL);
            if (result != PARSE_DONE)
                return result;
            continue;
        }
        if (!letters[1] && !(value = take_value(c, o, w)))
            return PARSE_WRONG;
        return apply(s, o, value);
    }
    return PARSE_DONE;
}

static void add_input(settings *s, const char *word)
{
    s->inputs[s->run.input_count++] = word;
}

parse_result parse_words(settings *s, const command *c, char *const *all,
                         size_t count)
{
    words w = {all, all + count};
    parse_result result = PARSE_DONE;

    while (result == PARSE_DONE && w.at < w.end) {
        const char *word = *w.at++;

        if (!strcmp(word, "--"))
            break;
        if (word[0] != '-' || !word[1])
            add_input(s, word);
        else if (word[1] == '-')
            result = parse_long(s, c, word + 2, &w);
        else
            result = parse_letters(s, c, word + 1, &w);
    }
    while (result == PARSE_DONE && w.at < w.end)
        add_input(s, *w.at++);
    return result;
}
