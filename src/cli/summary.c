/* summary.c - the figures of a run on standard error
 *
 * One table says which figures each command tells; the line for programs and the table
 * for people are written from it.
 */
#include "summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "next.h"

typedef enum figure_kind {
    FIGURE_WIDE, FIGURE_NARROW, FIGURE_REAL, FIGURE_FLAG
} figure_kind;

typedef struct figure {
    const char *key;
    unsigned commands;
    bool verbose;              /* only with -v */
    bool always;               /* told when zero, too */
    figure_kind kind;
    size_t offset;             /* in chaff_report */
    const char *words;         /* for people; {one|more} by number */
} figure;

#define AT(field) offsetof(chaff_report, field)

static const figure figures[] = {
    {"documents", EVERY, 0, 1, FIGURE_WIDE, AT(documents), "{document|documents} read"},
    {"against", COMPARING, 0, 0, FIGURE_WIDE, AT(against),
     "{document|documents} of --against"},
    {"bad", EVERY, 0, 0, FIGURE_WIDE, AT(bad), "bad {record|records} left out"},
    {"kept", CLEAN | DEDUP, 0, 1, FIGURE_WIDE, AT(kept), "kept"},
    {"removed", CLEAN | DEDUP, 0, 1, FIGURE_WIDE, AT(removed),
     "removed as {a copy|copies}"},
    {"clusters", COMPARING, 0, 1, FIGURE_WIDE, AT(clusters), "{cluster|clusters}"},
    {"clustered", FIND, 0, 1, FIGURE_WIDE, AT(clustered),
     "{document|documents} in clusters"},
    {"pairs", FIND, 0, 0, FIGURE_WIDE, AT(pairs), "{pair|pairs}"},
    {"stripped", STRIP, 0, 1, FIGURE_WIDE, AT(stripped), "{document|documents} cut"},
    {"spans", STRIPPING, 0, 1, FIGURE_WIDE, AT(spans), "{passage|passages} cut"},
    {"span_words", STRIPPING, 1, 1, FIGURE_WIDE, AT(span_words),
     "{word|words} in them"},
    {"template_only", STRIPPING, 0, 0, FIGURE_WIDE, AT(template_only),
     "nothing but boilerplate, left whole"},
    {"guarded", STRIPPING, 0, 0, FIGURE_WIDE, AT(guarded),
     "left whole for --max-removed"},
    {"emptied", STRIPPING, 0, 0, FIGURE_WIDE, AT(emptied), "left without a word"},
    {"repeated_ids", EVERY, 0, 0, FIGURE_WIDE, AT(repeated_ids), "repeated {id|ids}"},
    {"undated", COMPARING, 0, 0, FIGURE_WIDE, AT(undated), "without a readable date"},
    {"wordless", COMPARING, 1, 1, FIGURE_WIDE, AT(wordless), "without a word"},
    {"inputs", EVERY, 1, 1, FIGURE_WIDE, AT(inputs), "{input|inputs}"},
    {"bytes", EVERY, 1, 1, FIGURE_WIDE, AT(bytes), "{byte|bytes} read"},
    {"words", EVERY, 1, 1, FIGURE_WIDE, AT(words), "{word|words} read"},
    {"bands", COMPARING, 1, 1, FIGURE_NARROW, AT(bands), "{band|bands}"},
    {"rows", COMPARING, 1, 1, FIGURE_NARROW, AT(rows), "{row|rows} in a band"},
    {"recall", COMPARING, 1, 1, FIGURE_REAL, AT(recall), "recall at the threshold"},
    {"exact", COMPARING, 1, 1, FIGURE_WIDE, AT(exact), "equal word for word"},
    {"candidates", COMPARING, 1, 1, FIGURE_WIDE, AT(candidates),
     "candidate {pair|pairs}"},
    {"filtered", COMPARING, 1, 1, FIGURE_WIDE, AT(filtered), "dropped by the filter"},
    {"verified", COMPARING, 1, 1, FIGURE_WIDE, AT(verified), "{pair|pairs} measured"},
    {"bucket_caps", COMPARING, 1, 1, FIGURE_WIDE, AT(bucket_caps),
     "{bucket|buckets} cut short"},
    {"verify_caps", COMPARING, 1, 1, FIGURE_WIDE, AT(verify_caps), "measured too few"},
    {"pair_caps", FIND, 0, 0, FIGURE_WIDE, AT(pair_caps), "cut at --max-pairs"},
    {"threads", EVERY, 1, 1, FIGURE_NARROW, AT(threads), "{thread|threads}"},
    {"memory_peak", EVERY, 1, 1, FIGURE_WIDE, AT(memory_peak), "bytes held at most"},
    {"spilled", EVERY, 1, 1, FIGURE_FLAG, AT(spilled), "temporary files used"},
    {"seconds_read", EVERY, 1, 1, FIGURE_REAL, AT(seconds_read), "seconds reading"},
    {"seconds_strip", STRIPPING, 1, 1, FIGURE_REAL, AT(seconds_strip), "... stripping"},
    {"seconds_join", COMPARING, 1, 1, FIGURE_REAL, AT(seconds_join), "... joining"},
    {"seconds_place", COMPARING, 1, 1, FIGURE_REAL, AT(seconds_place), "... measuring"},
    {"seconds_write", EVERY, 1, 1, FIGURE_REAL, AT(seconds_write), "... writing"},
};

/* The figure in words; "" if it is not to be told. */
static const char *tell(const figure *f, const settings *s, const command *c,
                        const chaff_report *report, char *room, size_t size)
{
    const char *field = (const char *)report + f->offset;
    uint64_t wide = 0;
    uint32_t narrow = 0;
    double real = 0;

    if (!(f->commands & c->bit) || (f->verbose && !s->verbose))
        return "";
    switch (f->kind) {
    case FIGURE_WIDE: memcpy(&wide, field, sizeof wide); break;
    case FIGURE_NARROW: memcpy(&narrow, field, sizeof narrow); wide = narrow; break;
    case FIGURE_FLAG: wide = *(const bool *)field; break;
    case FIGURE_REAL: memcpy(&real, field, sizeof real); break;
    }
    if (!f->always && !wide)
        return "";
    if (f->kind == FIGURE_REAL)
        snprintf(room, size, "%.4g", real);
    else
        snprintf(room, size, "%" PRIu64, wide);
    return room;
}

static void print_line(const settings *s, const command *c, const chaff_report *report)
{
    char room[32];
    const char *separator = "chaff: ";

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const char *value = tell(&figures[i], s, c, report, room, sizeof room);

        if (!*value)
            continue;
        fprintf(stderr, "%s%s=%s", separator, figures[i].key, value);
        separator = " ";
    }
    fprintf(stderr, "%sseconds=%.2f\n", separator, report->seconds);
}

/* "1,234,567" from digits; fractions are left alone. */
static void print_grouped(const char *digits)
{
    size_t size = strspn(digits, "0123456789");
    char text[48], *to = text;

    for (size_t i = 0; i < size; i++) {
        if (i && (size - i) % 3 == 0)
            *to++ = ',';
        *to++ = digits[i];
    }
    snprintf(to, sizeof text - (size_t)(to - text), "%s", digits + size);
    fprintf(stderr, "%15s", text);
}

/* "{pair|pairs} measured" for one, for more. */
static const char *in_number(const char *words, bool one, char *room, size_t size)
{
    const char *open = strchr(words, '{'), *bar = open ? strchr(open, '|') : NULL,
               *end = bar ? strchr(bar, '}') : NULL;

    if (!end)
        return words;
    snprintf(room, size, "%.*s%.*s%s", (int)(open - words), words,
             (int)(one ? bar - open : end - bar) - 1, (one ? open : bar) + 1, end + 1);
    return room;
}

static void print_table(const settings *s, const command *c, const chaff_report *report,
                        const console *con)
{
    char room[32], words[64];

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const char *value = tell(&figures[i], s, c, report, room, sizeof room);

        if (!*value)
            continue;
        fputs(con->color ? "\033[1m" : "", stderr);
        print_grouped(value);
        fprintf(stderr, "%s  %s\n", con->color ? "\033[0m" : "",
                in_number(figures[i].words, !strcmp(value, "1"), words, sizeof words));
    }
    fprintf(stderr, "%14.2fs", report->seconds);
    if (report->seconds > 0)
        fprintf(stderr, "  %.1f MB/s", (double)report->bytes / 1e6 / report->seconds);
    putc('\n', stderr);
    next_print(s, c, report);
}

void summary_print(const settings *s, const command *c, const chaff_report *report,
                   const console *con)
{
    if (con->quiet)
        return;
    if (con->terminal)
        print_table(s, c, report, con);
    else
        print_line(s, c, report);
}
