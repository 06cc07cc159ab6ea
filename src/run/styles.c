/* styles.c - documents as other tools expect them
 *
 * In: a document and what was decided about it. Out: bytes that the tool's own reader
 * takes; docs/interop.md shows each of them read.
 */
#include "run/styles.h"

#include <stdio.h>
#include <string.h>

#include "base/status.h"
#include "report/table.h"
#include "run/likeness.h"
#include "run/pairing.h"
#include "text/json.h"

static const char *const style_names[] = {"chaff", "datatrove", "dolma", "onion"};

static bool is_removed(const run *r, uint32_t document)
{
    return r->kept && r->kept[document] != RUN_KEPT;
}

/* -- what goes together ------------------------------------------------------------ */

chaff_status style_settle(chaff_run_options *o, chaff_error *err)
{
    const char *name = style_names[o->style];

    if (o->style == CHAFF_STYLE_CHAFF)
        return CHAFF_OK;
    if (o->annotate || o->mark)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--style %s does not go with --%s; leave one of them out",
                         name, o->annotate ? "annotate" : "mark");
    if (o->style == CHAFF_STYLE_DATATROVE && o->job != CHAFF_JOB_DEDUP)
        return error_set(err, CHAFF_ERR_OPTION,
                         "--style datatrove names whole documents to remove, which "
                         "only dedup does; without it, datatrove reads the documents");
    if (o->style != CHAFF_STYLE_ONION)
        o->bad = CHAFF_BAD_STOP;
    return CHAFF_OK;
}

chaff_status style_check_inputs(const run *r)
{
    chaff_style style = r->options.style;
    chaff_format wanted = style == CHAFF_STYLE_ONION ? CHAFF_FORMAT_VERT
                                                     : CHAFF_FORMAT_JSONL;

    if (style == CHAFF_STYLE_CHAFF)
        return CHAFF_OK;
    for (size_t i = r->against_inputs; i < corpus_inputs(r->corpus); i++)
        if (corpus_input(r->corpus, i)->format != wanted)
            return error_set(r->err, CHAFF_ERR_OPTION,
                             "--style %s needs %s, and '%s' is not",
                             style_names[style],
                             wanted == CHAFF_FORMAT_VERT ? "vertical text"
                                                         : "JSON lines",
                             corpus_input(r->corpus, i)->path);
    return CHAFF_OK;
}

chaff_status style_check_output(const run *r, bool folder)
{
    if (folder || r->options.style != CHAFF_STYLE_DATATROVE)
        return CHAFF_OK;
    return error_set(r->err, CHAFF_ERR_OPTION,
                     "--style datatrove writes one file for each input; "
                     "name a folder: -o remove_ids/");
}

/* datatrove counts files from 0 in the order in which it sorts them, which is ours. */
const char *style_file_name(const run *r, uint32_t input, char room[32])
{
    if (r->options.style != CHAFF_STYLE_DATATROVE)
        return corpus_input(r->corpus, input)->relative;
    snprintf(room, 32, "%06u.remove", input - (uint32_t)r->against_inputs);
    return room;
}

/* -- dolma ------------------------------------------------------------------------- */

static chaff_status append_span(buffer *out, size_t start, size_t end, double score)
{
    char text[64];
    chaff_status status;

    snprintf(text, sizeof text, "[%zu,%zu,", start, end);
    status = buffer_text(out, text);
    if (status == CHAFF_OK)
        status = number_append(out, score);
    return status == CHAFF_OK ? buffer_text(out, "]") : status;
}

/* [[0, characters, similarity with the kept one]], or []. */
static chaff_status append_duplicate(sweep_slot *s, kit *k, uint32_t document,
                                     chaff_text text, buffer *out)
{
    const run *r = s->run;
    size_t size = text.size;
    chaff_likeness l = {.jaccard = 1};
    chaff_status status = buffer_text(out, "\"chaff__duplicate\":[");

    if (status == CHAFF_OK && is_removed(r, document)) {
        text_offsets(text, OFFSET_CHARS, &size, 1);
        if (!pairing_equal(r, document))
            status = run_likeness(r, k, document, &l, &k->err);
        if (status == CHAFF_OK)
            status = append_span(out, 0, size, l.jaccard);
    }
    return status == CHAFF_OK ? buffer_text(out, "]") : status;
}

static chaff_status append_passages(kit *k, chaff_text text, size_t cuts, buffer *out)
{
    chaff_status status = buffer_text(out, "\"chaff__boilerplate\":[");

    if (status == CHAFF_OK)
        status = mem_grow((void **)&k->edges, &k->edge_capacity, 2 * cuts,
                          sizeof *k->edges);
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        k->edges[2 * i] = k->cuts[i].start;
        k->edges[2 * i + 1] = k->cuts[i].end;
    }
    if (status == CHAFF_OK)
        text_offsets(text, OFFSET_CHARS, k->edges, 2 * cuts);
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        if (i)
            status = buffer_text(out, ",");
        if (status == CHAFF_OK)
            status = append_span(out, k->edges[2 * i], k->edges[2 * i + 1], 1);
    }
    return status == CHAFF_OK ? buffer_text(out, "]") : status;
}

static chaff_status write_dolma(sweep_slot *s, kit *k, uint32_t document, const doc *d,
                                size_t cuts, buffer *out)
{
    const run *r = s->run;
    chaff_text text = {NULL, 0};
    doc whole;
    chaff_status status = CHAFF_OK;

    if (cuts) {
        text = d->text;        /* read for the cuts' sake */
    } else if (is_removed(r, document)) {
        status = sweep_read(s, k, document, &whole);
        if (status == CHAFF_OK)
            text = whole.text;
    }
    if (status == CHAFF_OK)
        status = buffer_text(out, "{\"id\":");
    if (status == CHAFF_OK)
        status = run_id(r, document, out);
    if (status == CHAFF_OK)
        status = buffer_text(out, ",\"attributes\":{");
    /* Passages first: a likeness reads other texts, and `text` is gone. */
    if (status == CHAFF_OK && run_strips(r))
        status = append_passages(k, text, cuts, out);
    if (status == CHAFF_OK && run_strips(r) && run_compares(r))
        status = buffer_text(out, ",");
    if (status == CHAFF_OK && run_compares(r))
        status = append_duplicate(s, k, document, text, out);
    return status == CHAFF_OK ? buffer_text(out, "}}\n") : status;
}

/* -- onion ------------------------------------------------------------------------- */

static chaff_text next_line(chaff_text *left)
{
    const char *end = memchr(left->data, '\n', left->size);
    size_t size = end ? (size_t)(end - left->data) + 1 : left->size;
    chaff_text line = {left->data, size};

    left->data += size;
    left->size -= size;
    return line;
}

static bool begins(chaff_text line, const char *text)
{
    size_t size = strlen(text);

    return line.size >= size && !memcmp(line.data, text, size);
}

/* <p>, <p class="x">; `tag` with its bracket. */
static bool is_tag(chaff_text line, const char *tag)
{
    size_t size = strlen(tag);

    return begins(line, tag) && line.size > size && memchr(" \t/>", line.data[size], 4);
}

/* One byte a line of the record: '1' where a word is cut. The marked record is the
 * record with lines of brackets in between, which say where. */
static chaff_status flag_words(chaff_text raw, chaff_text marked, buffer *flags)
{
    chaff_status status = CHAFF_OK;
    char flag = '0';

    while (status == CHAFF_OK && raw.size && marked.size) {
        chaff_text ahead = raw, line = next_line(&ahead), other = next_line(&marked);

        if (line.size == other.size && !memcmp(line.data, other.data, line.size)) {
            status = buffer_append(flags, &flag, 1);
            raw = ahead;
        } else {
            flag = begins(other, MARK_OPEN) ? '1' : '0';
        }
    }
    return status;
}

/* The tags of a paragraph go with its words if all of them go. */
static void flag_paragraphs(chaff_text raw, buffer *flags)
{
    size_t first = 0, words = 0, gone = 0;
    bool open = false;

    for (size_t i = 0; raw.size && i < flags->size; i++) {
        chaff_text line = next_line(&raw);
        bool closes = is_tag(line, "</p");

        if (open && closes && words && words == gone)
            flags->data[first] = flags->data[i] = '1';
        if (is_tag(line, "<p")) {
            first = i;
            words = gone = 0;
            open = true;
        } else if (closes) {
            open = false;
        } else if (line.data[0] != '<') {
            words++;
            gone += flags->data[i] == '1';
        }
    }
}

static chaff_status flag_lines(kit *k, const doc *d, size_t cuts)
{
    chaff_status status = mem_grow((void **)&k->edges, &k->edge_capacity, 2 * cuts,
                                   sizeof *k->edges);

    k->bytes.size = k->note.size = 0;
    for (size_t i = 0; status == CHAFF_OK && i < cuts; i++) {
        k->edges[2 * i] = k->cuts[i].start;
        k->edges[2 * i + 1] = k->cuts[i].end;
    }
    if (status == CHAFF_OK)
        status = reader_mark(k->reader, d, k->edges, cuts, &k->bytes);
    if (status == CHAFF_OK)
        status = flag_words(d->raw, (chaff_text){k->bytes.data, k->bytes.size},
                            &k->note);
    if (status == CHAFF_OK)
        flag_paragraphs(d->raw, &k->note);
    return status;
}

static chaff_status write_onion(const run *r, kit *k, uint32_t document, const doc *d,
                                size_t cuts, buffer *out)
{
    bool removed = is_removed(r, document);
    chaff_text left = d->raw;
    chaff_status status = cuts && !removed ? flag_lines(k, d, cuts) : CHAFF_OK;

    for (size_t i = 0; status == CHAFF_OK && left.size; i++) {
        chaff_text line = next_line(&left);
        bool one = removed || (cuts && i < k->note.size && k->note.data[i] == '1');

        status = buffer_append(out, one ? "1\t" : "0\t", 2);
        if (status == CHAFF_OK)
            status = buffer_append(out, line.data, line.size);
    }
    return status;
}

/* -- datatrove --------------------------------------------------------------------- */

enum { GOES = 'r', STAYS = 'k', UNSEEN = 'e' };

/* A letter for each document. datatrove's readers pass over documents whose text is
 * empty, and count the others. */
static chaff_status write_datatrove(sweep_slot *s, kit *k, uint32_t document,
                                    buffer *out)
{
    const run *r = s->run;
    char letter = is_removed(r, document) ? GOES : STAYS;
    chaff_status status = CHAFF_OK;
    doc whole;

    if (!run_row(r, document)->words) {
        status = sweep_read(s, k, document, &whole);
        if (status == CHAFF_OK && !whole.text.size)
            letter = UNSEEN;
    }
    return status == CHAFF_OK ? buffer_append(out, &letter, 1) : status;
}

chaff_status style_take(sweep_slot *s, run *r)
{
    buffer *letters = &s->outs[0], numbers = {0};
    chaff_status status = CHAFF_OK;

    if (r->options.style != CHAFF_STYLE_DATATROVE)
        return CHAFF_OK;
    if (r->styled_input != s->block.input)
        r->styled = 0;
    r->styled_input = s->block.input;
    for (size_t i = 0; status == CHAFF_OK && i < letters->size; i++) {
        uint32_t n = r->styled;
        uint8_t bytes[4] = {(uint8_t)n, (uint8_t)(n >> 8), (uint8_t)(n >> 16),
                            (uint8_t)(n >> 24)};

        if (letters->data[i] == GOES)
            status = buffer_append(&numbers, bytes, sizeof bytes);
        r->styled += letters->data[i] != UNSEEN;
    }
    buffer_release(letters);
    *letters = numbers;
    return status;
}

/* -- one document ------------------------------------------------------------------ */

chaff_status style_write(sweep_slot *s, kit *k, uint32_t document, const doc *d,
                         size_t cuts)
{
    buffer *out = &s->outs[0];

    switch (s->run->options.style) {
    case CHAFF_STYLE_DOLMA:
        return write_dolma(s, k, document, d, cuts, out);
    case CHAFF_STYLE_ONION:
        return write_onion(s->run, k, document, d, cuts, out);
    default:
        return write_datatrove(s, k, document, out);
    }
}
