/* presets.h - named sets of options */
#ifndef CLI_PRESETS_H
#define CLI_PRESETS_H

#include "options.h"

enum { PRESET_SETS = 8 };

typedef struct preset {
    const char *name;
    const char *brief;         /* what it is for */
    /* Option name, value; NULL for the value of a switch. NULL ends. */
    const char *sets[2 * PRESET_SETS + 1];
} preset;

extern const preset preset_table[];
extern const size_t preset_count;

/* Sets what the preset sets and the command of `s` takes; whatever stands later on the
 * command line refines it. false: one line has been said. */
bool preset_apply(settings *s, const option *o, const char *name);

/* What it sets of what one of the commands takes, as words of a command line:
 * "--ngram 2"; "" for nothing. */
const char *preset_words(const preset *p, unsigned commands, char *room, size_t size);

#endif
