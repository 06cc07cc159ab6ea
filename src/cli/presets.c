/* presets.c - THE table of presets
 *
 * A preset is options by name: what the command line could say, it says in one word.
 * Options that a command does not take are passed over.
 */
#include "presets.h"

#include <stdio.h>
#include <string.h>

#include "console.h"
#include "parse.h"
#include "suggest.h"

const preset preset_table[] = {
    {"web", "pages and articles of many sites: the defaults", {NULL}},
    /* One agency story under two headlines and leads is mostly above .6. */
    {"news", "who published first: the earliest stays, looser rewrites count",
     {"keep", "earliest", "threshold", "0.6", NULL}},
    /* One changed word in 20 leaves a Jaccard of .81 with pairs of words, .52 with
     * runs of five. */
    {"short", "titles, posts, sentences: texts of fewer than about 50 words",
     {"ngram", "2", NULL}},
    {"strict", "only what is all but the same goes",
     {"threshold", "0.95", "min-docs", "5", "no-known", NULL, NULL}},
    {"legal", "laws, licences, contracts, versions: sentences may repeat",
     {"keep-prose", NULL, NULL}},
    /* https://github.com/huggingface/datatrove, MinhashConfig: 5-grams, 14 buckets of 8
     * hashes; whatever meets in a bucket is one cluster. */
    {"fineweb", "as FineWeb was deduplicated: unverified chains, for comparison only",
     {"ngram", "5", "bands", "14", "rows", "8", "link", "chain", "no-verify", NULL,
      NULL}},
};

const size_t preset_count = sizeof preset_table / sizeof *preset_table;

static const option *find_option(unsigned commands, const char *name)
{
    for (size_t i = 0; i < option_count; i++)
        if (option_table[i].commands & commands &&
            !strcmp(option_table[i].name, name))
            return &option_table[i];
    return NULL;
}

static bool set_all(settings *s, const preset *p)
{
    for (const char *const *set = p->sets; *set; set += 2) {
        const option *o = find_option(s->command, set[0]);

        if (o && !value_read(s, o, set[1]))
            return false;
    }
    return true;
}

const char *preset_words(const preset *p, unsigned commands, char *room, size_t size)
{
    size_t used = 0;

    *room = '\0';
    for (const char *const *set = p->sets; *set && used < size; set += 2)
        if (find_option(commands, set[0]))
            used += (size_t)snprintf(room + used, size - used, "%s--%s%s%s",
                                     used ? " " : "", set[0], set[1] ? " " : "",
                                     set[1] ? set[1] : "");
    return room;
}

bool preset_apply(settings *s, const option *o, const char *name)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;

    for (size_t i = 0; i < preset_count; i++) {
        if (!strcmp(preset_table[i].name, name))
            return set_all(s, &preset_table[i]);
        suggest_consider(name, preset_table[i].name, &best, &least);
    }
    complain("--%s can't be '%s'; %s%s%s", o->name, name,
             best ? "did you mean " : "it is one of ", best ? best : o->values,
             best ? "?" : "");
    return false;
}
