/* options.c - THE table of options
 *
 * In reading order within each group: what most people need comes first. Defaults are
 * not written here: they are what the settings hold before parsing.
 */
#include "options.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define AT(field) offsetof(settings, field)

static const choice formats[] = {
    {"jsonl", CHAFF_FORMAT_JSONL}, {"txt", CHAFF_FORMAT_TXT},
    {"lines", CHAFF_FORMAT_LINES}, {"csv", CHAFF_FORMAT_CSV},
    {"tsv", CHAFF_FORMAT_TSV},     {"warc", CHAFF_FORMAT_WARC},
    {"vert", CHAFF_FORMAT_VERT},   {NULL, 0}
};
static const choice measures[] = {
    {"jaccard", CHAFF_JACCARD}, {"containment", CHAFF_CONTAINMENT}, {NULL, 0}
};
static const choice links[] = {
    {"star", CHAFF_LINK_STAR}, {"chain", CHAFF_LINK_CHAIN}, {NULL, 0}
};
static const choice keeps[] = {
    {"first", CHAFF_KEEP_FIRST},       {"last", CHAFF_KEEP_LAST},
    {"longest", CHAFF_KEEP_LONGEST},   {"earliest", CHAFF_KEEP_EARLIEST},
    {"latest", CHAFF_KEEP_LATEST},     {"max:FIELD", CHAFF_KEEP_MAX},
    {"prefer:FIELD=V1,V2", CHAFF_KEEP_PREFER}, {NULL, 0}
};
static const choice offsets[] = {
    {"bytes", CHAFF_OFFSETS_BYTES}, {"chars", CHAFF_OFFSETS_CHARS},
    {"utf16", CHAFF_OFFSETS_UTF16}, {NULL, 0}
};
static const choice copies[] = {
    {"all", CHAFF_COPIES_ALL}, {"first", CHAFF_COPIES_FIRST}, {NULL, 0}
};
static const choice bads[] = {
    {"warn", CHAFF_BAD_WARN}, {"stop", CHAFF_BAD_STOP}, {"drop", CHAFF_BAD_DROP},
    {NULL, 0}
};
static const choice styles[] = {
    {"chaff", CHAFF_STYLE_CHAFF}, {"datatrove", CHAFF_STYLE_DATATROVE},
    {"dolma", CHAFF_STYLE_DOLMA}, {"onion", CHAFF_STYLE_ONION},
    {NULL, 0}
};
static const choice whens[] = {
    {"auto", WHEN_AUTO}, {"always", WHEN_ALWAYS}, {"never", WHEN_NEVER}, {NULL, 0}
};

const char *const option_group_names[GROUP_COUNT] = {
    [GROUP_PRESET] = "Presets",
    [GROUP_INPUT] = "Input",
    [GROUP_COMPARE] = "Near-duplicates",
    [GROUP_BOILER] = "Boilerplate",
    [GROUP_OUTPUT] = "Output",
    [GROUP_RUN] = "Running"
};

const option option_table[] = {
    /* -- presets -- */
    {"preset", 'x', "NAME", GROUP_PRESET, EVERY, KIND_PRESET, 0,
     .brief = "web, news, short, strict, legal or fineweb; later options refine it",
     .values = "web, news, short, strict, legal or fineweb",
     .more = "Sets the options below, in its place on the command line; those that a "
             "command does not take are passed over."},

    /* -- input -- */
    {"format", 'f', "KIND", GROUP_INPUT, READING, KIND_CHOICE, AT(run.source.format),
     .choices = formats, .standing = "by suffix, then by content",
     .brief = "jsonl, txt, lines, csv, tsv, warc or vert",
     .more = "Standard input is taken for jsonl unless this says otherwise. "
             "The compressions .gz .zst .bz2 .xz .lz4 are recognised with every kind."},
    {"text-field", 0, "NAMES", GROUP_INPUT, READING, KIND_TEXT, AT(run.source.text_field),
     .standing = "guessed",
     .brief = "field that holds the text; 'title,text' joins two",
     .more = "Guessed: the first present of text, content, raw_content, body, article, "
             "document. A dotted path (a.b.c) reaches into objects."},
    {"id-field", 0, "NAME", GROUP_INPUT, READING, KIND_TEXT, AT(run.source.id_field),
     .standing = "guessed",
     .brief = "field that identifies a document",
     .more = "Guessed: the first present of id, doc_id, url, uri, warc_record_id, "
             "digest; a record without one is called PATH:LINE."},
    {"source-field", 0, "NAME", GROUP_INPUT, READING, KIND_TEXT,
     AT(run.source.source_field),
     .standing = "guessed",
     .brief = "field that names the site or outlet",
     .more = "Guessed: source, site, outlet, domain, else the host of a URL field. It "
             "is the scope of boilerplate and of --max-removed."},
    {"date-field", 0, "NAME", GROUP_INPUT, COMPARING | EXPLAIN, KIND_TEXT,
     AT(run.source.date_field),
     .standing = "guessed",
     .brief = "field that holds the date, for --keep earliest and latest",
     .more = "ISO 8601, RFC 2822 or seconds since 1970. Dates that can't be read come "
             "last and are counted."},
    {"strict", 0, NULL, GROUP_INPUT, READING, KIND_ON, AT(run.source.strict),
     .brief = "check the whole of every record",
     .more = "Without it a line is checked up to the fields that are used."},
    {"limit", 0, "N", GROUP_INPUT, READING, KIND_COUNT64, AT(run.source.limit),
     .standing = "none",
     .brief = "read only the first N documents"},
    {"bad", 0, "HOW", GROUP_INPUT, READING, KIND_CHOICE, AT(run.bad), .choices = bads,
     .brief = "what to do about a bad record: warn, stop or drop",
     .more = "warn: count it, name the first five, copy it to --bad-file and end with "
             "status 3. drop: count it. stop: end with status 5."},
    {"bad-file", 0, "FILE", GROUP_INPUT, EVERY, KIND_TEXT, AT(run.bad_file),
     .standing = "OUTPUT.bad",
     .brief = "where bad records are copied to, byte for byte"},

    /* -- near-duplicates -- */
    {"threshold", 't', "X", GROUP_COMPARE, SKETCHING, KIND_SHARE,
     AT(run.recipe.threshold), .least = 0, .most = 1,
     .brief = "least similarity of a pair; 0.8 and 80% alike",
     .more = "Similarity is exact: shared shingles over all shingles of the two "
             "documents (--measure). Estimates only say which pairs are worth "
             "measuring."},
    {"measure", 0, "HOW", GROUP_COMPARE, MEASURING, KIND_CHOICE, AT(run.measure),
     .choices = measures,
     .brief = "jaccard, or containment: the share of one found in the other",
     .more = "Containment is directional: a document goes only if the kept one holds "
             "at least the threshold of it."},
    {"keep", 0, "WHICH", GROUP_COMPARE, COMPARING | EXPLAIN, KIND_KEEP, AT(run.keep),
     .choices = keeps,
     .brief = "which document of a cluster stays",
     .more = "first, last, longest, earliest, latest; max:FIELD takes the greatest "
             "number in FIELD; prefer:FIELD=V1,V2 takes V1 before V2 before the rest. "
             "Ties: first in input."},
    {"ngram", 'n', "N", GROUP_COMPARE, SKETCHING, KIND_COUNT32, AT(run.recipe.ngram),
     .least = 1, .most = 32,
     .brief = "words in a shingle",
     .more = "A shingle is a run of N words. Fewer suit short texts, more are "
             "stricter."},
    {"against", 0, "INPUT", GROUP_COMPARE, MEASURING, KIND_AGAINST, AT(against),
     .brief = "look only for what is in INPUT; may be repeated",
     .more = "Documents of INPUT are always kept and never written: name a test set to "
             "take it out of training data, or an older crawl to see what is new."},
    {"by", 0, "FIELD", GROUP_COMPARE, MEASURING, KIND_BY, AT(run.source.group_field),
     .brief = "pair only documents with equal FIELD"},
    {"across", 0, "FIELD", GROUP_COMPARE, MEASURING, KIND_ACROSS,
     AT(run.source.group_field),
     .brief = "pair only documents that differ in FIELD"},
    {"min-words", 0, "N", GROUP_COMPARE, MEASURING, KIND_COUNT32, AT(run.min_words),
     .least = 0, .most = UINT32_MAX,
     .brief = "leave documents with fewer words out of the comparison"},
    {"link", 0, "HOW", GROUP_COMPARE, COMPARING | EXPLAIN, KIND_CHOICE, AT(run.link),
     .choices = links,
     .brief = "star, or chain as some other tools do",
     .more = "star: every copy was itself measured against the kept document. chain: a "
             "cluster is all that hangs together, however unlike its ends are."},
    {"no-verify", 0, NULL, GROUP_COMPARE, COMPARING, KIND_OFF, AT(run.verify),
     .brief = "join whatever shares a band, as some other tools do",
     .more = "For comparison, with --link chain: pairs are not measured before they "
             "are joined, so a copy may be little like its kept document. What the "
             "files say of the two is measured afterwards."},
    {"max-pairs", 0, "N", GROUP_COMPARE, FIND | AUDIT, KIND_COUNT32, AT(run.max_pairs),
     .least = 1, .most = UINT32_MAX,
     .brief = "pairs written a document at most"},
    {"recall", 0, "X", GROUP_COMPARE, SKETCHING, KIND_SHARE, AT(run.recipe.recall),
     .least = 0, .most = 1,
     .brief = "chance that a pair exactly at the threshold is measured",
     .more = "Bands and rows follow from it. More similar pairs have a better chance."},
    {"bands", 0, "N", GROUP_COMPARE, SKETCHING, KIND_COUNT32, AT(run.recipe.bands),
     .least = 0, .most = 1024, .standing = "from --threshold and --recall",
     .brief = "bands of the sketch"},
    {"rows", 0, "N", GROUP_COMPARE, SKETCHING, KIND_COUNT32, AT(run.recipe.rows),
     .least = 0, .most = 1024, .standing = "from --threshold and --recall",
     .brief = "slots in a band"},
    {"seed", 0, "N", GROUP_COMPARE, SKETCHING, KIND_COUNT64, AT(run.recipe.seed),
     .brief = "of the sketch; any whole number"},

    {"sample", 0, "N", GROUP_COMPARE, AUDIT, KIND_COUNT64, AT(sample),
     .least = 1, .most = 4294967295.0,
     .brief = "texts that are compared with all others",
     .more = "Chosen by --seed; copies of a text are one. More narrow the interval; all "
             "of them make it exact."},

    /* -- boilerplate -- */
    {"min-docs", 0, "N", GROUP_BOILER, STRIPPING | EXPLAIN, KIND_COUNT32, AT(run.min_docs),
     .least = 2, .most = UINT32_MAX,
     .brief = "independent documents a passage must stand in",
     .more = "Copies of one article count once."},
    {"no-known", 0, NULL, GROUP_BOILER, STRIPPING | EXPLAIN, KIND_OFF, AT(run.known),
     .brief = "leave out the built-in known phrases",
     .more = "Known phrases are comment forms, cookie and newsletter banners, share "
             "bars and disclaimers; they need no repetition."},
    {"model", 0, "FILE", GROUP_BOILER, STRIPPING, KIND_MODEL, AT(models),
     .brief = "add what FILE has learnt; may be repeated",
     .more = "A file of --learn: its documents count beside those of INPUT, as if they "
             "stood there. Or a text file of phrases, whose first line is '# chaff "
             "phrases 1'."},
    {"model-only", 0, NULL, GROUP_BOILER, STRIPPING, KIND_ON, AT(run.model_only),
     .brief = "judge by --model alone; texts of INPUT are no evidence",
     .more = "What is cut from a text is then the same whatever it comes with, and a second "
             "run cuts nothing (but with --pages). Known phrases go as ever, and so does "
             "what a text says twice."},
    {"learn", 0, "FILE", GROUP_BOILER, STRIPPING, KIND_TEXT, AT(run.learn),
     .brief = "write what was learnt, for --model",
     .more = "What --model added is in it too, so that several models become one. "
             "Documents learnt twice count twice."},
    {"list-model", 0, NULL, GROUP_BOILER, STRIP, KIND_ON, AT(list_model),
     .brief = "show what --model holds, else the built-in phrases",
     .more = "Passages with the documents and sources they were cut from, most frequent "
             "first; then known phrases. Lines for people on a terminal, else JSON "
             "lines. Nothing is read but the models."},
    {"copies", 0, "WHICH", GROUP_BOILER, STRIPPING, KIND_CHOICE, AT(run.copies),
     .choices = copies,
     .brief = "cut all copies of a passage, or all but the first",
     .more = "first: the first place in the input of whatever repeats stays, unless "
             "--model knows it from elsewhere. Known phrases go everywhere."},
    {"mark", 0, NULL, GROUP_BOILER, STRIPPING, KIND_ON, AT(run.mark),
     .brief = "keep the passages, each between U+27E6 and U+27E7",
     .more = "Nothing else of a text changes. clean still compares what is outside "
             "the brackets."},
    {"strip", 0, NULL, GROUP_BOILER, EXPLAIN, KIND_ON, AT(strip),
     .brief = "cut boilerplate before comparing, as clean does"},
    {"pages", 0, NULL, GROUP_BOILER, STRIPPING | EXPLAIN, KIND_ON, AT(run.pages),
     .brief = "the input is raw page dumps: menus, link lists and teasers go too",
     .more = "The shape of text counts beside repetition: runs of short lines that end "
             "like no sentence, next to lines that repeat. One document fewer than "
             "--min-docs is enough, at least two."},
    {"keep-prose", 0, NULL, GROUP_BOILER, STRIPPING | EXPLAIN, KIND_ON, AT(run.keep_prose),
     .brief = "leave sentences in, however often they repeat",
     .more = "For laws, licences, contracts and versions of one text, where repetition "
             "is the content. Short lines, templates and known phrases still go."},
    {"offsets", 0, "UNIT", GROUP_BOILER, STRIPPING, KIND_CHOICE, AT(run.offsets),
     .choices = offsets,
     .brief = "unit of the spans: bytes, chars or utf16",
     .more = "Spans are half-open, in the decoded text field."},

    /* -- output -- */
    {"output", 'o', "PATH", GROUP_OUTPUT, WRITING, KIND_TEXT, AT(run.output),
     .standing = "standard output",
     .brief = "the documents that stay: a file, or a folder",
     .more = "Compressed if it ends in .gz .zst .bz2 .xz or .lz4. A folder if it is "
             "one, ends in '/', or the inputs are folders or several files and PATH "
             "has no known suffix: then one output an input, at the same relative "
             "path."},
    {"style", 0, "TOOL", GROUP_OUTPUT, WRITING, KIND_CHOICE, AT(run.style),
     .choices = styles,
     .brief = "write --output for another tool: datatrove, dolma or onion",
     .more = "datatrove (dedup): a folder of .remove files, one an input, for its "
             "MinhashDedupFilter. dolma: attributes of every record, for its mixer. "
             "onion: vertical text, each line with 0 in front, or 1 where it would go."},
    {"output", 'o', "FILE", GROUP_OUTPUT, FIND, KIND_TEXT, AT(run.output),
     .standing = "standard output",
     .brief = "the clusters: .jsonl, .csv or .tsv by suffix",
     .more = "On a terminal, and without any output option, clusters are shown as "
             "lines for people."},
    {"output", 'o', "FILE", GROUP_OUTPUT, REPORT, KIND_TEXT, AT(run.output),
     .standing = "standard output",
     .brief = "the page"},
    {"csv", 0, "DIR", GROUP_OUTPUT, REPORT, KIND_TEXT, AT(csv),
     .brief = "the tables of the page as CSV files into one folder"},
    {"json", 0, NULL, GROUP_OUTPUT, ASKING, KIND_ON, AT(json),
     .brief = "one JSON object instead of lines to read"},
    {"removed", 0, "FILE", GROUP_OUTPUT, CLEAN | DEDUP, KIND_TEXT, AT(run.removed),
     .brief = "removed records, byte for byte"},
    {"ids", 0, "FILE", GROUP_OUTPUT, CLEAN | DEDUP, KIND_TEXT, AT(run.ids),
     .brief = "ids of removed records, one a line"},
    {"clusters", 0, "FILE", GROUP_OUTPUT, COMPARING, KIND_TEXT, AT(run.clusters),
     .brief = "one line a document in a cluster, the kept one first"},
    {"pairs", 0, "FILE", GROUP_OUTPUT, COMPARING | AUDIT, KIND_TEXT, AT(run.pairs),
     .brief = "measured pairs with their similarity",
     .more = "clean and dedup: one row a removed document, with its kept one. find: "
             "every pair at or above the threshold, up to --max-pairs a document. audit: "
             "every true pair of the sample, with what became of it."},
    {"spans", 0, "FILE", GROUP_OUTPUT, STRIPPING, KIND_TEXT, AT(run.spans),
     .brief = "the passages that were cut, with place and text"},
    {"run-dir", 0, "DIR", GROUP_OUTPUT, EVERY, KIND_TEXT, AT(run.run_dir),
     .brief = "all tables, summary.json and report.html into one folder"},
    {"report-clusters", 0, "N", GROUP_OUTPUT, EVERY, KIND_COUNT32,
     AT(run.report_clusters), .least = 0, .most = 100000,
     .brief = "clusters that report.html shows with their texts",
     .more = "The largest come first. 1,000 or so are listed in any case."},
    {"report-chars", 0, "N", GROUP_OUTPUT, EVERY, KIND_COUNT32, AT(run.report_chars),
     .least = 100, .most = 1000000,
     .brief = "characters of a document that report.html shows"},
    {"report-size", 0, "SIZE", GROUP_OUTPUT, EVERY, KIND_SIZE, AT(run.report_size),
     .brief = "texts in report.html, all together, about"},
    {"annotate", 0, NULL, GROUP_OUTPUT, WRITING, KIND_ON, AT(run.annotate),
     .brief = "keep every record and add a \"chaff\" key to it"},
    {"dry-run", 0, NULL, GROUP_OUTPUT, WRITING, KIND_ON, AT(run.dry_run),
     .brief = "count and report, write no documents"},
    {"check", 0, NULL, GROUP_OUTPUT, COMPARING, KIND_ON, AT(check),
     .brief = "end with status 1 if there are duplicates",
     .more = "Documents are then written only if --output is given."},
    {"max-removed", 0, "PCT", GROUP_OUTPUT, WRITING, KIND_PERCENT, AT(run.max_removed),
     .least = 0, .most = 100, .standing = "off",
     .brief = "stop with status 4 if a source would lose more",
     .more = "Nothing is written then. Above 50 percent there is a warning in any "
             "case. A document that stripping would take more from is left whole, "
             "listed in the spans and counted."},

    /* -- running -- */
    {"threads", 'j', "N", GROUP_RUN, READING, KIND_COUNT32, AT(run.threads),
     .least = 0, .most = 4096, .standing = "all cores",
     .brief = "threads; the output is the same for any number"},
    {"memory", 'm', "SIZE", GROUP_RUN, READING, KIND_SIZE, AT(run.memory),
     .standing = "60% of RAM",
     .brief = "memory budget, such as 512M or 4G",
     .more = "Past it, temporary files are used. K, M, G and T are powers of 1024. The "
             "output is the same for any size."},
    {"tmp", 0, "DIR", GROUP_RUN, READING, KIND_TEXT, AT(run.tmp),
     .brief = "folder for temporary files",
     .more = "$TMPDIR, else /tmp. They are gone at the end, whatever the end."},
    {"quiet", 'q', NULL, GROUP_RUN, READING | REPORT, KIND_ON, AT(quiet),
     .brief = "warnings and errors only"},
    {"verbose", 'v', NULL, GROUP_RUN, READING, KIND_ON, AT(verbose),
     .brief = "more figures at the end"},
    {"progress", 0, "WHEN", GROUP_RUN, READING, KIND_CHOICE, AT(progress),
     .choices = whens,
     .brief = "show progress: auto, always or never",
     .more = "auto: on standard error if it is a terminal."},
    {"color", 0, "WHEN", GROUP_RUN, READING | REPORT, KIND_CHOICE, AT(color),
     .choices = whens,
     .brief = "coloured messages: auto, always or never",
     .more = "auto: on a terminal, unless NO_COLOR is set."},
    {"help", 'h', NULL, GROUP_RUN, READING | REPORT, KIND_HELP, 0,
     .brief = "this page; -h is short, --help long"},
};

const size_t option_count = sizeof option_table / sizeof *option_table;

const option *option_next(option_group group, unsigned command, const option *after)
{
    for (size_t i = after ? (size_t)(after - option_table) + 1 : 0; i < option_count; i++)
        if (option_table[i].group == group && option_table[i].commands & command)
            return &option_table[i];
    return NULL;
}

/* Enums are read and written as int: see parse.c. */
_Static_assert(sizeof(chaff_keep) == sizeof(int) && sizeof(when) == sizeof(int),
               "enum fields are ints");

static const char *choice_name(const choice *list, int value)
{
    for (; list->name; list++)
        if (list->value == value)
            return list->name;
    return "";
}

static const char *count_words(const option *o, uint64_t value, char *room, size_t size)
{
    if (!value && o->standing)
        return o->standing;
    snprintf(room, size, "%" PRIu64, value);
    return room;
}

const char *option_default(const option *o, const settings *s, char *room, size_t size)
{
    const char *field = (const char *)s + o->offset, *text;
    uint32_t count;
    uint64_t wide;
    double real;
    int number;

    switch (o->kind) {
    case KIND_TEXT:
        memcpy(&text, field, sizeof text);
        return text ? text : o->standing ? o->standing : "";
    case KIND_CHOICE:
    case KIND_KEEP:
        memcpy(&number, field, sizeof number);
        return !number && o->standing ? o->standing : choice_name(o->choices, number);
    case KIND_SHARE:
    case KIND_PERCENT:
        memcpy(&real, field, sizeof real);
        if (real < 0)
            return o->standing ? o->standing : "";
        snprintf(room, size, "%g", real);
        return room;
    case KIND_COUNT32:
        memcpy(&count, field, sizeof count);
        return count_words(o, count, room, size);
    case KIND_COUNT64:
    case KIND_SIZE:
        memcpy(&wide, field, sizeof wide);
        return count_words(o, wide, room, size);
    default:
        return "";
    }
}
