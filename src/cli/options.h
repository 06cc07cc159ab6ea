/* options.h - the one table of options, and the settings it fills in
 *
 * A row says everything about an option: its names, which commands take it, how its
 * value is read, where it goes and how it is explained. Parsing, both kinds of help
 * and whatever else lists options walk the table; nothing else names an option.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "chaff.h"

/* Commands that take options, as bits of option.commands. */
enum {
    CLEAN = 1, DEDUP = 2, FIND = 4, STRIP = 8, EXPLAIN = 16, PLAN = 32, AUDIT = 64,
    REPORT = 128,
    COMPARING = CLEAN | DEDUP | FIND,
    STRIPPING = CLEAN | STRIP,
    WRITING = CLEAN | DEDUP | STRIP,
    EVERY = CLEAN | DEDUP | FIND | STRIP,
    ASKING = EXPLAIN | PLAN | AUDIT,   /* questions: a table or one object, no files */
    READING = EVERY | ASKING,
    SKETCHING = COMPARING | ASKING,    /* all that have a threshold */
    MEASURING = COMPARING | EXPLAIN | AUDIT
};

/* auto: only on a terminal. */
typedef enum when { WHEN_AUTO, WHEN_ALWAYS, WHEN_NEVER } when;

typedef struct settings {
    chaff_run_options run;     /* goes to the library as it stands */
    const char **inputs;       /* room for every word of the command line */
    const char **against;
    unsigned command;          /* bit of the command they are for */
    const char **models;
    bool list_model;
    char *const *words;        /* as typed, after the command's name */
    size_t word_count;
    bool check;
    const char *csv;
    bool json, strip;
    uint64_t sample;
    bool quiet, verbose;
    when progress, color;
} settings;

typedef enum option_group {
    GROUP_PRESET, GROUP_INPUT, GROUP_COMPARE, GROUP_BOILER, GROUP_OUTPUT, GROUP_RUN,
    GROUP_COUNT
} option_group;

/* How a value is read and what its field is. */
typedef enum option_kind {
    KIND_ON, KIND_OFF,         /* no value; a bool that becomes true, false */
    KIND_TEXT,                 /* const char *, not empty */
    KIND_CHOICE,               /* an enum; option.choices lists names and values */
    KIND_SHARE,                /* double; 0.8 and 80% alike */
    KIND_PERCENT,              /* double; 20 and 20% alike */
    KIND_COUNT32, KIND_COUNT64,
    KIND_SIZE,                 /* uint64_t bytes; K M G T are powers of 1024 */
    KIND_KEEP,                 /* --keep and its fields */
    KIND_BY, KIND_ACROSS,      /* field names that exclude each other */
    KIND_PRESET,               /* sets other options (presets.h) */
    KIND_AGAINST, KIND_MODEL,  /* repeatable paths */
    KIND_HELP, KIND_LONG_HELP
} option_kind;

typedef struct choice {
    const char *name;          /* NULL ends a list */
    int value;
} choice;

typedef struct option {
    const char *name;          /* without the dashes */
    char letter;               /* 0: none */
    const char *argument;      /* what the value is called; NULL: there is none */
    option_group group;
    unsigned commands;
    option_kind kind;
    size_t offset;             /* of the field in settings */
    double least, most;        /* range of a number, both ends included */
    const choice *choices;
    const char *values;        /* of a preset: their names, for a message */
    const char *standing;      /* what the field's zero means, or NULL */
    const char *brief;         /* one line */
    const char *more;          /* sentences for the long help, or NULL */
} option;

extern const option option_table[];
extern const size_t option_count;
extern const char *const option_group_names[GROUP_COUNT];

/* The first option of a group that the command takes, or, behind `after`, the next;
 * NULL: there is none. */
const option *option_next(option_group group, unsigned command, const option *after);

/* The default of an option as it stands in `s`, in words; "" where there is none to
 * tell. `room` holds numbers and must outlive the result. */
const char *option_default(const option *o, const settings *s, char *room, size_t size);

#endif
