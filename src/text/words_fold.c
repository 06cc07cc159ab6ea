/* words_fold.c - splitting text that is not ASCII, one character at a time
 *
 * In: text from a character on. Out: the words up to where ASCII goes on alone. Always:
 * a character is folded alone only if what follows it is free (see unicode.h) or a mark
 * in its right order that composes with nothing; else its whole cluster goes through
 * unicode_fold, whose cost is linear.
 */
#include <string.h>

#include "base/hash.h"
#include "text/splitter.h"

/* -- the word being read ----------------------------------------------------------- */

static void close_word(splitter *s, word_out *out)
{
    uint64_t hash;

    if (!s->open)
        return;
    if (s->chained)
        hash = hash_bytes(s->word, s->size, s->chain);
    else
        hash = words_hash(s->word, s->size);
    word_put(out, hash, s->start, s->end);
    s->open = false;
}

static void open_word(splitter *s, size_t start)
{
    s->open = true;
    s->chained = false;
    s->start = (uint32_t)start;
    s->chain = 0;
    s->size = 0;
}

/* `bytes` is readable for 4 bytes. A block is hashed when a byte beyond it is there, so
 * that the last one is never empty. */
static void add_to_word(splitter *s, const char *bytes, size_t size)
{
    memcpy(s->word + s->size, bytes, 4);
    s->size += size;
    if (s->size <= WORD_BLOCK)
        return;
    s->chain = hash_bytes(s->word, WORD_BLOCK, s->chain);
    s->chained = true;
    s->size -= WORD_BLOCK;
    memcpy(s->word, s->word + WORD_BLOCK, s->size);
}

/* -- clusters ---------------------------------------------------------------------- */

/* Read the parts of the cluster. False: full before one of them, which stays the
 * next. */
static bool read_parts(splitter *s, word_out *out)
{
    for (; s->part < s->folds.part_count; s->part++) {
        int32_t code = s->folds.parts[s->part];
        fold_kind kind = unicode_kind(code);
        char bytes[4];

        if (kind != FOLD_JOINS)
            close_word(s, out);
        if (kind == FOLD_SEPARATES)
            continue;
        if (!s->open) {
            if (out->count == out->capacity)
                return false;
            open_word(s, s->taken ? s->unit_end : s->unit_start);
        }
        add_to_word(s, bytes, unicode_encode(code, bytes));
        s->end = s->unit_end;
        s->taken = true;
        if (kind == FOLD_STANDS)
            close_word(s, out);
    }
    return true;
}

typedef struct cluster {
    size_t end;                /* of its last character that does not vanish */
    bool calm;                 /* sure to fold the same one by one */
} cluster;

/* Look at the cluster whose first character, `first`, ends at `end`. */
static cluster
measure_cluster(splitter *s, const unsigned char *text, size_t size, size_t end,
                const fold *first)
{
    cluster c = {end, true};
    unsigned order = first->order;

    for (size_t at = end; at < size;) {
        uint32_t code;
        const fold *f;

        at = unicode_decode(text, size, at, &code);
        f = unicode_look(&s->folds, code);
        if (f->flags & FOLD_FREE)
            break;
        if (f->kind == FOLD_VANISHES)
            continue;
        c.end = at;
        c.calm = c.calm && (f->flags & FOLD_TAME) && f->order >= order;
        order = f->order;
    }
    return c;
}

/* Fold text[start, end) together and read its parts. Returns where to go on; with
 * `pending` set that is within. */
static size_t
read_unit(splitter *s, const unsigned char *text, size_t start, size_t end,
          bool together, word_out *out)
{
    bool apart;

    s->status = unicode_fold(&s->folds, text, start, end, &apart);
    if (s->status != CHAFF_OK)
        return end;
    if (together && apart) {
        s->calm_end = end;
        return start;
    }
    s->part = 0;
    s->taken = false;
    s->unit_start = (uint32_t)start;
    s->unit_end = (uint32_t)end;
    s->pending = !read_parts(s, out);
    return s->pending ? start + 1 : end;
}

/* -- characters -------------------------------------------------------------------- */

/* Read the character text[start, end) by itself. Returns `end`, or where it stopped:
 * at `start` or, with `pending` set, within. */
static inline size_t
read_alone(splitter *s, const unsigned char *text, size_t start, size_t end,
           const fold *f, word_out *out)
{
    switch (f->kind) {
    case FOLD_JOINS:
        if (!s->open) {
            if (out->count == out->capacity)
                return start;
            open_word(s, start);
        }
        add_to_word(s, f->bytes, f->size);
        s->end = (uint32_t)end;
        return end;
    case FOLD_STANDS:
        close_word(s, out);
        if (out->count == out->capacity)
            return start;
        word_put(out, words_hash(f->bytes, f->size), start, end);
        return end;
    case FOLD_SEPARATES:
        close_word(s, out);
        return end;
    case FOLD_SEVERAL:
        return read_unit(s, text, start, end, false, out);
    default:
        return end;
    }
}

/* Whether the cluster of what stands before `at` goes on there. */
static bool
cluster_goes_on(splitter *s, const unsigned char *text, size_t size, size_t at)
{
    uint32_t code;

    if (at == size || text[at] < 0x80)
        return false;
    unicode_decode(text, size, at, &code);
    return !(unicode_look(&s->folds, code)->flags & FOLD_FREE);
}

/* Read on from `at`, a word perhaps open. */
static size_t
read_on(splitter *s, const unsigned char *text, size_t size, size_t at, word_out *out)
{
    while (at < size) {
        uint32_t code;
        size_t end = unicode_decode(text, size, at, &code), stop;
        const fold *f = unicode_look(&s->folds, code);

        if (end > s->calm_end && f->kind != FOLD_VANISHES &&
            cluster_goes_on(s, text, size, end)) {
            cluster c = measure_cluster(s, text, size, end, f);

            if (c.calm) {
                s->calm_end = c.end;
            } else {
                at = read_unit(s, text, at, c.end, true, out);
                if (s->status != CHAFF_OK || s->pending)
                    break;
                continue;
            }
        }
        stop = read_alone(s, text, at, end, f, out);
        at = stop;
        if (stop != end || s->status != CHAFF_OK)
            break;
        if (code < 0x80 && !s->open && (at == size || text[at] < 0x80))
            break;
    }
    if (s->status != CHAFF_OK)
        return size;
    if (at == size)
        close_word(s, out);
    return at;
}

/* Where the cluster of the character at `at` begins, if that is a separator: '=' and
 * U+0338 make one character. */
static size_t
find_separator(splitter *s, const unsigned char *text, size_t at)
{
    size_t before, end;
    uint32_t code;
    const fold *f;

    if (at == 0)
        return at;
    /* Back to a byte that begins a character, then forward: ill-formed bytes are
     * several. */
    before = at - 1;
    while (before > 0 && at - before < 4 && (text[before] & 0xC0) == 0x80)
        before--;
    while ((end = unicode_decode(text, at, before, &code)) < at)
        before = end;
    f = unicode_look(&s->folds, code);
    return f->kind == FOLD_SEPARATES && (f->flags & FOLD_FREE) ? before : at;
}

size_t split_folded(splitter *s, const unsigned char *text, size_t size, size_t at,
                    word_out *out)
{
    if (cluster_goes_on(s, text, size, at))
        at = find_separator(s, text, at);
    return read_on(s, text, size, at, out);
}

size_t split_pending(splitter *s, const unsigned char *text, size_t size, word_out *out)
{
    s->pending = !read_parts(s, out);
    if (s->pending)
        return s->unit_start + (size_t)1;
    return read_on(s, text, size, s->unit_end, out);
}
